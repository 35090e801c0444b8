/* SPDX-License-Identifier: MIT */

/* A way into a value, spelt as errors spell it: ".owner" is a member, "[2]" an element or the value
 * of a map at a key that prints so; one that is a string stands as it is between quotes, of either
 * kind. */

#include "odeon-error.h"
#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-value-path-private.h"

/* How far a name goes. */
static gsize
length_of_name (const gchar *path)
{
  return strcspn (path, ".[");
}

static const OdeonMemberInfo *
find_member (const OdeonTypeInfo *type, const gchar *name, gsize length)
{
  for (guint i = 0; i < type->n_members; i++)
    if (strncmp (type->members[i].name, name, length) == 0
        && type->members[i].name[length] == '\0')
      return &type->members[i];

  return NULL;
}

static gboolean
not_there (const gchar *path, gsize length, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "there is no \"%.*s\"",
               (int) length, path);

  return FALSE;
}

/* Each step: from the value in @slot to the rest of @path. */
static gboolean find (const OdeonTypeInfo *type,
                      gconstpointer        slot,
                      const gchar         *path,
                      OdeonRef           **out_ref,
                      GError             **error);

static gboolean
find_in_member (const OdeonTypeInfo *type,
                gconstpointer        slot,
                const gchar         *path,
                OdeonRef           **out_ref,
                GError             **error)
{
  gsize                  length = 1 + length_of_name (path + 1);
  const OdeonMemberInfo *member = find_member (type, path + 1, length - 1);
  gconstpointer          inner = NULL;

  if (member != NULL
      && (type->kind != ODEON_KIND_UNION || _odeon_union_get_member (type, slot) == member))
    inner = _odeon_member_get_slot (member, slot);
  if (inner == NULL)
    return not_there (path, length, error);

  return find (member->type, inner, path + length, out_ref, error);
}

static gboolean
find_in_sequence (const OdeonTypeInfo *type,
                  gconstpointer        slot,
                  const gchar         *path,
                  OdeonRef           **out_ref,
                  GError             **error)
{
  gchar        *end;
  guint64       index = g_ascii_strtoull (path + 1, &end, 10);
  gconstpointer inner = NULL;

  if (g_ascii_isdigit (path[1]) && *end == ']' && index < _odeon_sequence_get_length (type, slot))
    inner = _odeon_sequence_get_slot (type, slot, (guint) index);
  if (inner == NULL)
    return not_there (path, strcspn (path, "]") + (strchr (path, ']') != NULL), error);

  return find (type->element, inner, end + 1, out_ref, error);
}

static gchar *
dup_key_text (const OdeonTypeInfo *type, gconstpointer key, gchar quote)
{
  if (type->kind == ODEON_KIND_STRING)
    return g_strdup_printf ("[%c%s%c]", quote == '"' ? '"' : '\'', *(const gchar *const *) key,
                            quote == '"' ? '"' : '\'');
  else
    {
      g_autofree gchar *text = odeon_value_to_string (type, key);

      return g_strdup_printf ("[%s]", text);
    }
}

/* How far the key of @entry goes at the head of @path; 0: that is not there. */
static gsize
match_key (const OdeonTypeInfo *type, const OdeonMapEntry *entry, const gchar *path)
{
  OdeonElementRoom  room;
  g_autofree gchar *key =
    dup_key_text (type, _odeon_element_get_slot (type, &entry->key, &room), path[1]);

  return g_str_has_prefix (path, key) ? strlen (key) : 0;
}

static gboolean
find_in_map (const OdeonTypeInfo *type,
             GHashTable          *map,
             const gchar         *path,
             OdeonRef           **out_ref,
             GError             **error)
{
  guint                     n = 0;
  g_autofree OdeonMapEntry *entries = _odeon_map_dup_sorted (type, map, &n);

  for (guint i = 0; i < n; i++)
    {
      gsize            length = match_key (type->key, &entries[i], path);
      OdeonElementRoom room;

      if (length > 0)
        return find (type->element,
                     _odeon_element_get_slot (type->element, &entries[i].value, &room),
                     path + length, out_ref, error);
    }

  return not_there (path, strlen (path), error);
}

static gboolean
is_sequence (const OdeonTypeInfo *type)
{
  return type->kind == ODEON_KIND_VALUES || type->kind == ODEON_KIND_POINTERS
         || type->kind == ODEON_KIND_ARRAY;
}

static gboolean
find (const OdeonTypeInfo *type,
      gconstpointer        slot,
      const gchar         *path,
      OdeonRef           **out_ref,
      GError             **error)
{
  if (*path == '.' && (type->kind == ODEON_KIND_STRUCT || type->kind == ODEON_KIND_UNION))
    return find_in_member (type, slot, path, out_ref, error);
  if (*path == '[' && is_sequence (type))
    return find_in_sequence (type, slot, path, out_ref, error);
  if (*path == '[' && type->kind == ODEON_KIND_MAP)
    return find_in_map (type, *(GHashTable *const *) slot, path, out_ref, error);
  if (*path != '\0')
    return not_there (path, strlen (path), error);

  if (type->kind != ODEON_KIND_REF)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "it is no reference");
      return FALSE;
    }
  *out_ref = *(OdeonRef *const *) slot;

  return TRUE;
}

gboolean
_odeon_value_find_ref (const OdeonTypeInfo *type,
                       gconstpointer        slot,
                       const gchar         *path,
                       OdeonRef           **out_ref,
                       GError             **error)
{
  return find (type, slot, path, out_ref, error);
}
