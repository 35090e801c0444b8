/* SPDX-License-Identifier: MIT */

#include "odeon-hosts-private.h"

#include "odeon-address-private.h"
#include "odeon-error.h"

#include <string.h>

/* Of each host, a GPtrArray of GInetSocketAddress; its port is 0 where it is not said. */
struct _OdeonHosts
{
  GHashTable *by_name;
};

static gboolean
refuse (GError **error, const gchar *entry)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
               "`%s` is none of HOST=ADDRESS and HOST=ADDRESS:PORT", entry);

  return FALSE;
}

/* (nullable): of `10.0.0.1`, `10.0.0.1:4711`, `::1` or `[::1]:4711`. */
static GSocketAddress *
parse_address (const gchar *text)
{
  g_autofree gchar *host = NULL;
  guint16           port;

  if (g_hostname_is_ip_address (text))
    return g_inet_socket_address_new_from_string (text, 0);
  if (_odeon_address_parse_endpoint (text, &host, &port, NULL) && port != 0
      && g_hostname_is_ip_address (host))
    return g_inet_socket_address_new_from_string (host, port);

  return NULL;
}

static gboolean
add (OdeonHosts *self, const gchar *entry, GError **error)
{
  const gchar               *equals = strchr (entry, '=');
  g_autofree gchar          *name = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  GPtrArray                 *addresses;

  if (equals == NULL || equals == entry)
    return refuse (error, entry);
  address = parse_address (equals + 1);
  if (address == NULL)
    return refuse (error, entry);

  name = g_ascii_strdown (entry, equals - entry);
  addresses = g_hash_table_lookup (self->by_name, name);
  if (addresses == NULL)
    {
      addresses = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->by_name, g_steal_pointer (&name), addresses);
    }
  g_ptr_array_add (addresses, g_steal_pointer (&address));

  return TRUE;
}

OdeonHosts *
_odeon_hosts_new (const gchar *const *list, GError **error)
{
  g_autoptr (OdeonHosts) self = g_new0 (OdeonHosts, 1);

  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) g_ptr_array_unref);
  for (; list != NULL && *list != NULL; list++)
    if (!add (self, *list, error))
      return NULL;

  return g_steal_pointer (&self);
}

void
_odeon_hosts_free (OdeonHosts *self)
{
  g_hash_table_unref (self->by_name);
  g_free (self);
}

static GSocketAddress *
with_port (GInetSocketAddress *address, guint16 port)
{
  if (g_inet_socket_address_get_port (address) != 0)
    return g_object_ref (G_SOCKET_ADDRESS (address));

  return g_inet_socket_address_new (g_inet_socket_address_get_address (address), port);
}

GPtrArray *
_odeon_hosts_find (const OdeonHosts *self, const gchar *host, guint16 port)
{
  g_autofree gchar *name = g_ascii_strdown (host, -1);
  const GPtrArray  *addresses = g_hash_table_lookup (self->by_name, name);
  GPtrArray        *found;

  if (addresses == NULL)
    return NULL;

  found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < addresses->len; i++)
    g_ptr_array_add (found, with_port (addresses->pdata[i], port));

  return found;
}
