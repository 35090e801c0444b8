/* SPDX-License-Identifier: MIT */

#include "odeon-interface-private.h"

static G_DEFINE_QUARK (odeon-interface-info, interface_info)
static G_DEFINE_QUARK (odeon-proxy-interface-info, proxy_interface_info)

gboolean
odeon_interface_is_a (const OdeonInterfaceInfo *info, const OdeonInterfaceInfo *base)
{
  g_return_val_if_fail (info != NULL, FALSE);

  if (info == base)
    return TRUE;

  if (info->bases == NULL)
    return FALSE;

  for (guint i = 0; info->bases[i] != NULL; i++)
    if (odeon_interface_is_a (info->bases[i], base))
      return TRUE;

  return FALSE;
}

static const OdeonMethodInfo *
find_own_method (const OdeonInterfaceInfo *info, const gchar *name, guint32 flags)
{
  const guint32 accessor = ODEON_METHOD_GETTER | ODEON_METHOD_SETTER;

  for (guint i = 0; i < info->n_methods; i++)
    if ((info->methods[i].flags & accessor) == (flags & accessor)
        && g_str_equal (info->methods[i].name, name))
      return &info->methods[i];

  return NULL;
}

const OdeonMethodInfo *
odeon_interface_find_method (const OdeonInterfaceInfo *info,
                             const gchar              *name,
                             OdeonMethodFlags          flags)
{
  const OdeonMethodInfo *method;

  g_return_val_if_fail (info != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  method = find_own_method (info, name, flags);
  if (info->bases == NULL)
    return method;

  for (guint i = 0; method == NULL && info->bases[i] != NULL; i++)
    method = odeon_interface_find_method (info->bases[i], name, flags);

  return method;
}

const OdeonInterfaceInfo *
odeon_interface_of_gtype (GType implementers_interface)
{
  return g_type_get_qdata (implementers_interface, interface_info_quark ());
}

void
odeon_interface_register (GType implementers_interface, const OdeonInterfaceInfo *info)
{
  for (guint i = 0; info->bases != NULL && info->bases[i] != NULL; i++)
    g_type_interface_add_prerequisite (implementers_interface, info->bases[i]->get_type ());
  g_type_set_qdata (implementers_interface, interface_info_quark (), (gpointer) info);
  _odeon_interface_index_add (info);
}

gconstpointer
odeon_method_peek_argument (const OdeonMethodInfo *method, gconstpointer frame, const gchar *name)
{
  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (frame != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < method->n_params; i++)
    if ((method->params[i].flags & ODEON_PARAM_IN) && g_str_equal (method->params[i].name, name))
      return (const gchar *) frame + method->params[i].offset;

  return NULL;
}

const OdeonInterfaceInfo *
_odeon_interface_of_proxy (GType proxy)
{
  return g_type_get_qdata (proxy, proxy_interface_info_quark ());
}

void
odeon_interface_register_proxy (GType proxy, const OdeonInterfaceInfo *info)
{
  g_type_set_qdata (proxy, proxy_interface_info_quark (), (gpointer) info);
}
