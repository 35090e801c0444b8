/* SPDX-License-Identifier: MIT */

/* What anybody may ask of a ref, and calls by name. */

#include "odeon-actor-private.h"

gboolean
odeon_ref_is_alive (gpointer ref)
{
  return ref != NULL && ODEON_REF (ref)->klass->is_alive (ref);
}

const gchar *
odeon_ref_get_name (gpointer ref)
{
  g_return_val_if_fail (ref != NULL, NULL);

  return ODEON_REF (ref)->klass->get_name (ref);
}

GType
odeon_ref_get_actor_type (gpointer ref)
{
  g_return_val_if_fail (ref != NULL, G_TYPE_INVALID);

  return ODEON_REF (ref)->klass->get_type (ref);
}

gboolean
odeon_ref_implements (gpointer ref, const OdeonInterfaceInfo *interface)
{
  g_return_val_if_fail (ref != NULL, FALSE);
  g_return_val_if_fail (interface != NULL, FALSE);

  return ODEON_REF (ref)->klass->implements (ref, interface);
}

gpointer
odeon_ref_narrow (gpointer ref, const OdeonInterfaceInfo *interface, GError **error)
{
  g_autofree gchar *who = NULL;

  g_return_val_if_fail (interface != NULL, NULL);

  if (ref != NULL && odeon_ref_implements (ref, interface))
    return odeon_ref_ref (ref);

  who = odeon_ref_dup_string (ref);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE, "%s is no %s",
               who, interface->name);

  return NULL;
}

typedef struct
{
  const gchar           *name;
  OdeonMethodFlags       flags;
  const OdeonMethodInfo *found;
} Search;

static gboolean
search_interface (const OdeonInterfaceInfo *info, gpointer data)
{
  Search *search = data;

  search->found = odeon_interface_find_method (info, search->name, search->flags);

  return search->found == NULL;
}

static const OdeonMethodInfo *
find_method (gpointer ref, const gchar *name, OdeonMethodFlags flags)
{
  Search search = { name, flags, NULL };

  ODEON_REF (ref)->klass->visit_interfaces (ref, search_interface, &search);

  return search.found;
}

static gboolean
add_members (const OdeonInterfaceInfo *info, gpointer data)
{
  for (guint i = 0; i < info->n_methods; i++)
    g_hash_table_add (data, (gpointer) info->methods[i].name);

  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const gchar *const *) a, *(const gchar *const *) b);
}

gchar **
odeon_ref_list_members (gpointer ref)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree gchar     **list = NULL;
  guint                  n;

  g_return_val_if_fail (ref != NULL, NULL);

  ODEON_REF (ref)->klass->visit_interfaces (ref, add_members, names);
  list = (gchar **) g_hash_table_get_keys_as_array (names, &n);
  qsort (list, n, sizeof list[0], compare_names);

  return g_strdupv (list);
}

static OdeonFuture *
unknown_member (gpointer ref, const gchar *name, GError **error)
{
  g_autofree gchar *who = odeon_ref_dup_string (ref);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_UNKNOWN_MEMBER, "%s has no member \"%s\"",
               who, name);

  return NULL;
}

/* (nullable): nothing is sent that does not fit. */
static OdeonCall *
new_call (gpointer ref, const OdeonMethodInfo *method, GVariant *arguments, GError **error)
{
  OdeonCall *call = odeon_call_new (ref, method);

  if (_odeon_call_read_params (call, ODEON_PARAM_IN, arguments, NULL, error))
    return call;

  _odeon_call_discard (call);

  return NULL;
}

static OdeonFuture *
call_method (gpointer               ref,
             const OdeonMethodInfo *method,
             GVariant              *arguments,
             GError               **error)
{
  OdeonCall *call = new_call (ref, method, arguments, error);

  return call != NULL ? _odeon_call_send_any (call) : NULL;
}

OdeonCall *
_odeon_ref_new_call (gpointer ref, const gchar *operation, GVariant *arguments, GError **error)
{
  g_autoptr (GVariant)   sunk = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  const OdeonMethodInfo *method = find_method (ref, operation, 0);

  if (method != NULL)
    return new_call (ref, method, sunk, error);

  unknown_member (ref, operation, error);

  return NULL;
}

OdeonFuture *
odeon_ref_call (gpointer ref, const gchar *operation, GVariant *arguments, GError **error)
{
  OdeonCall *call;

  g_return_val_if_fail (ref != NULL, NULL);
  g_return_val_if_fail (operation != NULL, NULL);
  g_return_val_if_fail (arguments == NULL || g_variant_is_of_type (arguments,
                                                                   G_VARIANT_TYPE_TUPLE), NULL);

  call = _odeon_ref_new_call (ref, operation, arguments, error);

  return call != NULL ? _odeon_call_send_any (call) : NULL;
}

OdeonFuture *
odeon_ref_get_attribute (gpointer ref, const gchar *attribute, GError **error)
{
  const OdeonMethodInfo *method;

  g_return_val_if_fail (ref != NULL, NULL);
  g_return_val_if_fail (attribute != NULL, NULL);

  method = find_method (ref, attribute, ODEON_METHOD_GETTER);
  if (method == NULL)
    return unknown_member (ref, attribute, error);

  return call_method (ref, method, NULL, error);
}

OdeonFuture *
odeon_ref_set_attribute (gpointer ref, const gchar *attribute, GVariant *value, GError **error)
{
  g_autoptr (GVariant)   arguments = NULL;
  const OdeonMethodInfo *method;

  g_return_val_if_fail (ref != NULL, NULL);
  g_return_val_if_fail (attribute != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  arguments = g_variant_ref_sink (g_variant_new_tuple (&value, 1));
  method = find_method (ref, attribute, ODEON_METHOD_SETTER);
  if (method != NULL)
    return call_method (ref, method, arguments, error);

  if (find_method (ref, attribute, ODEON_METHOD_GETTER) == NULL)
    return unknown_member (ref, attribute, error);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_READ_ONLY, "The attribute \"%s\" is read-only",
               attribute);

  return NULL;
}
