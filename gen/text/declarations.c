/* SPDX-License-Identifier: MIT */

#include "declarations.h"

#include <string.h>

/* "const gchar **out_name" in its three parts. */
typedef struct
{
  gchar *type; /* "const gchar **" */
  gsize  base; /* how long "const gchar" is */
  gsize  stars; /* where the stars begin */
  gchar *name;
} Declaration;

struct _IdlDeclarations
{
  GArray *items; /* of Declaration */
};

static void
clear_declaration (gpointer data)
{
  Declaration *self = data;

  g_free (self->type);
  g_free (self->name);
}

IdlDeclarations *
idl_declarations_new (void)
{
  IdlDeclarations *self = g_new (IdlDeclarations, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (Declaration));
  g_array_set_clear_func (self->items, clear_declaration);
  return self;
}

void
idl_declarations_free (IdlDeclarations *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->items);
  g_free (self);
}

void
idl_declarations_add (IdlDeclarations *self, const gchar *type, const gchar *name)
{
  Declaration item = { g_strdup (type), 0, strlen (type), g_strdup (name) };

  while (item.stars > 0 && type[item.stars - 1] == '*')
    item.stars--;
  item.base = item.stars;
  while (item.base > 0 && g_ascii_isspace (type[item.base - 1]))
    item.base--;
  g_array_append_val (self->items, item);
}

static void
append_blanks (GString *text, gsize n_blanks)
{
  for (; n_blanks > 0; n_blanks--)
    g_string_append_c (text, ' ');
}

static gchar *
to_string (const IdlDeclarations *self, const gchar *separator, const gchar *end)
{
  GString *text = g_string_sized_new (256);
  gsize    base_width = 0;
  gsize    stars_width = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Declaration *item = &g_array_index (self->items, Declaration, i);

      base_width = MAX (base_width, item->base);
      stars_width = MAX (stars_width, strlen (item->type + item->stars));
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      const Declaration *item = &g_array_index (self->items, Declaration, i);
      const gchar       *stars = item->type + item->stars;

      g_string_append_len (text, item->type, (gssize) item->base);
      append_blanks (text, base_width - item->base + 1 + stars_width - strlen (stars));
      g_string_append (text, stars);
      g_string_append (text, item->name);
      g_string_append (text, i + 1 < self->items->len ? separator : end);
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
