/* SPDX-License-Identifier: MIT */

/* Finding actors. Names are in a table of the realm's, for their uniqueness' sake; all else looks
 * at every identity of the process, so that a spawn has nothing to register. */

#include "odeon-realm-private.h"
#include "odeon-registry.h"

static OdeonRealm *
realm_of (OdeonSystem *system)
{
  OdeonCell *parent;

  return (OdeonRealm *) _odeon_spawner_get_host (system, &parent);
}

/* --- paths --- */

/* Whether the names could be actors'. */
static gboolean
are_names (gchar **names)
{
  for (; *names != NULL; names++)
    if (**names == '\0' || g_str_equal (*names, ".") || g_str_equal (*names, ".."))
      return FALSE;

  return TRUE;
}

/* from: (nullable): the actor whose children the path begins with */
static OdeonRef *
find (OdeonRealm *realm, OdeonCell *from, const gchar *path, GError **error)
{
  g_auto (GStrv)    names = NULL;
  g_autofree gchar *escaped = g_strescape (path, NULL);
  OdeonCell        *found;

  if (from == NULL && *path != '/')
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_NAME,
                   "The path \"%s\" does not begin with a slash", escaped);
      return NULL;
    }

  names = g_strsplit (from == NULL ? path + 1 : path, "/", -1);
  if (*names == NULL || !are_names (names))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_NAME,
                   "The path \"%s\" is not made of names", escaped);
      return NULL;
    }

  found = _odeon_realm_find_path (realm, from, names);
  if (found == NULL)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND, "There is no actor \"%s\"", escaped);

  return ODEON_REF (found);
}

OdeonRef *
odeon_system_find_path (OdeonSystem *self, const gchar *path, GError **error)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  return find (realm_of (self), NULL, path, error);
}

OdeonRef *
odeon_actor_find (OdeonActor *self, const gchar *path, GError **error)
{
  OdeonCell *cell;
  OdeonHost *host;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  host = _odeon_spawner_get_host (self, &cell);
  g_return_val_if_fail (host != NULL, NULL);

  return find ((OdeonRealm *) host, *path == '/' ? NULL : cell, path, error);
}

/* Whoever lives has living ancestors. */
static void
write_path (OdeonCell *cell, gpointer data)
{
  GString *path = data;

  for (; cell != NULL && cell->name != NULL; cell = cell->parent)
    {
      g_string_prepend (path, cell->name);
      g_string_prepend_c (path, '/');
    }
  if (cell != NULL)
    g_string_truncate (path, 0);
}

gchar *
odeon_ref_dup_path (gpointer ref)
{
  g_autoptr (GString) path = g_string_new (NULL);
  OdeonCell          *cell;

  g_return_val_if_fail (ref != NULL, NULL);

  cell = _odeon_cell_of_ref (ref);
  if (cell != NULL)
    _odeon_identity_visit (cell->id, write_path, path);

  return path->len > 0 ? g_strdup (path->str) : NULL;
}

/* --- all of a type --- */

typedef struct
{
  OdeonRealm *realm;
  GType       type;
  GPtrArray  *found;
} Search;

static void
add_if_type (OdeonCell *cell, gpointer data)
{
  Search *self = data;

  if (g_type_is_a (cell->kind->type, self->type) && _odeon_realm_holds (self->realm, cell))
    g_ptr_array_add (self->found, odeon_ref_ref (cell));
}

static GPtrArray *
list (OdeonRealm *realm, GType type)
{
  Search search = { realm, type, g_ptr_array_new_with_free_func (odeon_ref_unref) };

  _odeon_identity_visit_all (add_if_type, &search);

  return search.found;
}

GPtrArray *
odeon_system_list_actors (OdeonSystem *self, GType type)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);

  return list (realm_of (self), type);
}

GPtrArray *
odeon_system_list_actors_by_name (OdeonSystem *self, const gchar *type_name)
{
  GType type;

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);
  g_return_val_if_fail (type_name != NULL, NULL);

  type = g_type_from_name (type_name);
  if (type == G_TYPE_INVALID)
    return g_ptr_array_new_with_free_func (odeon_ref_unref);

  return list (realm_of (self), type);
}

/* --- by URN --- */

typedef struct
{
  OdeonRealm  *realm;
  const gchar *urn;
  OdeonCell   *found;
} UrnSearch;

static void
take_if_urn (OdeonCell *cell, gpointer data)
{
  UrnSearch   *self = data;
  const gchar *urn = atomic_load_explicit (&cell->urn, memory_order_acquire);

  if (self->found == NULL && urn != NULL && g_ascii_strcasecmp (urn, self->urn) == 0
      && _odeon_realm_holds (self->realm, cell))
    self->found = odeon_ref_ref (cell);
}

/* One that nobody has asked for its URN has none that anybody could know. */
OdeonRef *
odeon_system_find_urn (OdeonSystem *self, const gchar *urn)
{
  UrnSearch search = { NULL, urn, NULL };

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);
  g_return_val_if_fail (urn != NULL, NULL);

  search.realm = realm_of (self);
  _odeon_identity_visit_all (take_if_urn, &search);

  return ODEON_REF (search.found);
}

/* --- to all of a type --- */

static guint
tell_all (GPtrArray *actors, GVariant *message)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (message);
  guint                n = 0;

  for (guint i = 0; i < actors->len; i++)
    n += (guint) odeon_ref_tell (actors->pdata[i], sunk);
  g_ptr_array_unref (actors);

  return n;
}

guint
odeon_system_broadcast (OdeonSystem *self, GType type, GVariant *message)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), 0);
  g_return_val_if_fail (message != NULL, 0);

  return tell_all (odeon_system_list_actors (self, type), message);
}

guint
odeon_system_broadcast_by_name (OdeonSystem *self, const gchar *type_name, GVariant *message)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), 0);
  g_return_val_if_fail (type_name != NULL, 0);
  g_return_val_if_fail (message != NULL, 0);

  return tell_all (odeon_system_list_actors_by_name (self, type_name), message);
}
