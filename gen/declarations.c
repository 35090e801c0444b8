/* SPDX-License-Identifier: MIT */

#include "declarations.h"

#include <string.h>

typedef struct
{
  gchar *base; /* const gchar */
  gchar *stars;
  gchar *name;
} Declaration;

struct _IdlDeclarations
{
  GPtrArray *items; /* of Declaration */
};

static void
declaration_free (gpointer data)
{
  Declaration *self = data;

  g_free (self->base);
  g_free (self->stars);
  g_free (self->name);
  g_free (self);
}

IdlDeclarations *
idl_declarations_new (void)
{
  IdlDeclarations *self = g_new (IdlDeclarations, 1);

  self->items = g_ptr_array_new_with_free_func (declaration_free);
  return self;
}

void
idl_declarations_free (IdlDeclarations *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_free (self);
}

void
idl_declarations_add (IdlDeclarations *self, const gchar *type, const gchar *name)
{
  Declaration *item = g_new (Declaration, 1);
  gsize        length = strlen (type);

  while (length > 0 && type[length - 1] == '*')
    length--;
  item->stars = g_strdup (type + length);
  item->base = g_strchomp (g_strndup (type, length));
  item->name = g_strdup (name);
  g_ptr_array_add (self->items, item);
}

static gchar *
to_string (const IdlDeclarations *self, const gchar *separator, const gchar *end)
{
  GString *text = g_string_new (NULL);
  gsize    base_width = 0;
  gsize    stars_width = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Declaration *item = g_ptr_array_index (self->items, i);

      base_width = MAX (base_width, strlen (item->base));
      stars_width = MAX (stars_width, strlen (item->stars));
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      const Declaration *item = g_ptr_array_index (self->items, i);

      g_string_append_printf (text, "%-*s %*s%s%s", (int) base_width, item->base, (int) stars_width,
                              item->stars, item->name, i + 1 < self->items->len ? separator : end);
    }
  return g_string_free (text, FALSE);
}

gchar *
idl_declarations_to_members (const IdlDeclarations *self)
{
  return to_string (self, ";\n", ";");
}

gchar *
idl_declarations_to_parameters (const IdlDeclarations *self)
{
  return self->items->len > 0 ? to_string (self, ",\n", "") : g_strdup ("void");
}
