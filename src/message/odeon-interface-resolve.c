/* SPDX-License-Identifier: MIT */

/* Methods by the one name that people write: that of an operation, or `get_x`, `set_x`. */

#include "odeon-interface-private.h"

#include "odeon-error.h"
#include "suggestion.h"

#include <string.h>

gchar *
_odeon_method_dup_c_name (const OdeonMethodInfo *method)
{
  if (method->flags & ODEON_METHOD_GETTER)
    return g_strconcat ("get_", method->name, NULL);
  if (method->flags & ODEON_METHOD_SETTER)
    return g_strconcat ("set_", method->name, NULL);

  return g_strdup (method->name);
}

static const OdeonMethodInfo *
find (const OdeonInterfaceInfo *info, const gchar *name)
{
  const OdeonMethodInfo *method = odeon_interface_find_method (info, name, 0);

  if (method == NULL && g_str_has_prefix (name, "get_"))
    return odeon_interface_find_method (info, name + strlen ("get_"), ODEON_METHOD_GETTER);
  if (method == NULL && g_str_has_prefix (name, "set_"))
    return odeon_interface_find_method (info, name + strlen ("set_"), ODEON_METHOD_SETTER);

  return method;
}

/* @names keeps what is offered. */
static void
offer_names (const OdeonInterfaceInfo *info, IdlSuggestion *suggestion, GPtrArray *names)
{
  for (guint i = 0; i < info->n_methods; i++)
    {
      g_ptr_array_add (names, _odeon_method_dup_c_name (&info->methods[i]));
      idl_suggestion_offer (suggestion, g_ptr_array_index (names, names->len - 1));
    }
  for (guint i = 0; info->bases != NULL && info->bases[i] != NULL; i++)
    offer_names (info->bases[i], suggestion, names);
}

static void
set_unknown (const OdeonInterfaceInfo *info, const gchar *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  IdlSuggestion         suggestion;

  if (odeon_interface_find_method (info, name, ODEON_METHOD_GETTER) != NULL)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_UNKNOWN_MEMBER,
                   "%s.%s is an attribute: \"get_%s\" reads it", info->name, name, name);
      return;
    }
  if (g_str_has_prefix (name, "set_")
      && odeon_interface_find_method (info, name + strlen ("set_"), ODEON_METHOD_GETTER) != NULL)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_READ_ONLY, "The attribute %s.%s is read-only",
                   info->name, name + strlen ("set_"));
      return;
    }

  idl_suggestion_init (&suggestion, name);
  offer_names (info, &suggestion, names);
  if (suggestion.best != NULL)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_UNKNOWN_MEMBER,
                 "%s has no operation \"%s\"; did you mean \"%s\"?", info->name, name,
                 suggestion.best);
  else
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_UNKNOWN_MEMBER, "%s has no operation \"%s\"",
                 info->name, name);
}

static gboolean
is_called (const OdeonMethodInfo *method, const gchar *name)
{
  if (method->flags & (ODEON_METHOD_GETTER | ODEON_METHOD_SETTER))
    return strncmp (name, method->flags & ODEON_METHOD_GETTER ? "get_" : "set_", 4) == 0
           && strcmp (name + 4, method->name) == 0;

  return strcmp (name, method->name) == 0;
}

const OdeonMethodInfo *
_odeon_interface_resolve (const OdeonInterfaceInfo *info, const gchar *name, GError **error)
{
  /* What this thread found last: an interface may have a thousand operations. */
  static _Thread_local struct
  {
    const OdeonInterfaceInfo *info;
    const OdeonMethodInfo    *method;
  } found[32], *last;
  const OdeonMethodInfo *method;

  last = &found[(g_str_hash (name) ^ GPOINTER_TO_UINT (info) >> 4) % G_N_ELEMENTS (found)];
  if (last->info == info && is_called (last->method, name))
    return last->method;

  method = find (info, name);
  if (G_UNLIKELY (method == NULL))
    set_unknown (info, name, error);
  else
    {
      last->info = info;
      last->method = method;
    }

  return method;
}
