/* SPDX-License-Identifier: MIT */

/* A name is a sequence of components, each of an id and a kind. As a string (Naming Service 1.3,
 * "Stringified Names"):
 *
 *  - `/` stands between components, `.` between id and kind: `shelf.context/book`
 *  - `\` takes its meaning from `/`, `.` and `\`; before any other character it is an error
 *  - a component of empty id and empty kind is `.`, and an empty kind is left out with its dot: a
 *    dot at the end of an id is an error, and so is an empty component
 *
 * so that each name has one string and each string at most one name.
 */

#include "naming-name.h"

static gboolean
fail (GError **error)
{
  g_propagate_error (error, cos_naming_naming_context_invalid_name_new_error ());

  return FALSE;
}

CosNamingName *
naming_name_new_component (const CosNamingNameComponent *component)
{
  CosNamingName *name = cos_naming_name_new ();

  g_ptr_array_add (name, cos_naming_name_component_copy (component));

  return name;
}

/* All but the first component. */
CosNamingName *
naming_name_new_rest (CosNamingName *name)
{
  CosNamingName *rest = cos_naming_name_new ();

  for (guint i = 1; i < name->len; i++)
    g_ptr_array_add (rest, cos_naming_name_component_copy (name->pdata[i]));

  return rest;
}

/* An order of components, in which they can be listed. */
gint
naming_component_compare (gconstpointer a, gconstpointer b, gpointer user_data G_GNUC_UNUSED)
{
  const CosNamingNameComponent *one = a;
  const CosNamingNameComponent *other = b;
  gint                          order = strcmp (one->id, other->id);

  return order != 0 ? order : strcmp (one->kind, other->kind);
}

/* --- To a string ------------------------------------------------------------------------------ */

static void
append_escaped (GString *out, const gchar *field)
{
  for (; *field != '\0'; field++)
    {
      if (strchr ("/.\\", *field) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *field);
    }
}

static void
append_component (GString *out, const CosNamingNameComponent *component)
{
  append_escaped (out, component->id);
  if (*component->kind != '\0' || *component->id == '\0')
    g_string_append_c (out, '.');
  append_escaped (out, component->kind);
}

gchar *
naming_name_to_string (CosNamingName *name, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (name->len == 0)
    {
      fail (error);
      return NULL;
    }

  for (guint i = 0; i < name->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, '/');
      append_component (out, name->pdata[i]);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- From a string ---------------------------------------------------------------------------- */

/* Reads up to the next `/` or `.` that is not escaped. */
static gboolean
parse_field (const gchar **position, gchar **out_field, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);
  const gchar        *p = *position;

  for (; *p != '\0' && *p != '/' && *p != '.'; p++)
    {
      if (*p == '\\' && (*++p == '\0' || strchr ("/.\\", *p) == NULL))
        return fail (error);
      g_string_append_c (field, *p);
    }

  *position = p;
  *out_field = g_string_free (g_steal_pointer (&field), FALSE);

  return TRUE;
}

static CosNamingNameComponent *
parse_component (const gchar **position, GError **error)
{
  g_autoptr (CosNamingNameComponent) component = cos_naming_name_component_new ();
  g_autofree gchar                  *id = NULL;
  g_autofree gchar                  *kind = NULL;
  gboolean                           has_dot;

  if (!parse_field (position, &id, error))
    return NULL;

  has_dot = **position == '.';
  if (has_dot)
    (*position)++;
  if (has_dot && !parse_field (position, &kind, error))
    return NULL;

  /* Nothing at all; a dot with an id before it and nothing after; or a second dot. */
  if ((!has_dot && *id == '\0') || (has_dot && *id != '\0' && *kind == '\0') || **position == '.')
    {
      fail (error);
      return NULL;
    }

  component->id = g_steal_pointer (&id);
  component->kind = has_dot ? g_steal_pointer (&kind) : g_strdup ("");

  return g_steal_pointer (&component);
}

CosNamingName *
naming_name_parse (const gchar *string, GError **error)
{
  g_autoptr (CosNamingName) name = cos_naming_name_new ();
  const gchar              *position = string;

  while (TRUE)
    {
      CosNamingNameComponent *component = parse_component (&position, error);

      if (component == NULL)
        return NULL;
      g_ptr_array_add (name, component);
      if (*position == '\0')
        return g_steal_pointer (&name);
      position++; /* the slash */
    }
}
