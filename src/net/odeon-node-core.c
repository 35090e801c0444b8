/* SPDX-License-Identifier: MIT */

#include "odeon-node-core-private.h"
#include "odeon-actor.h"
#include "odeon-carriage-private.h"

#include <string.h>
#include <sys/random.h>

/* Connections above those of peers: they are told so, or take the place of others. */
#define SPARE 16

/* --- its life --- */

static guint64
draw_number (void)
{
  guint64 number;

  /* It tells processes apart; it is no secret. */
  if (getrandom (&number, sizeof number, GRND_NONBLOCK) != sizeof number)
    number = (guint64) g_random_int () << 32 | g_random_int ();

  return MAX (number, 1);
}

static void
check_revoked (OdeonNodeCore *self, gpointer data G_GNUC_UNUSED, const GError *why)
{
  if (why != NULL)
    return;

  for (guint i = self->carriages->len; i-- > 0;)
    {
      OdeonCarriage     *carriage = self->carriages->pdata[i];
      g_autoptr (GError) error = NULL;

      if (carriage->connection == NULL
          || _odeon_quic_connection_check_revoked (carriage->connection, &error))
        continue;
      if (carriage->peer != NULL && carriage->is_attached)
        _odeon_peer_end (carriage->peer, g_error_copy (error));
      _odeon_carriage_close (carriage, ODEON_CLOSE_REVOKED, "you are not believed any more");
      /* What that has let go of may have closed others. */
      i = MIN (i, self->carriages->len);
    }
}

/* On any thread. */
static void
credentials_changed (OdeonCredentials *credentials G_GNUC_UNUSED, gpointer core)
{
  _odeon_node_core_run (core, check_revoked, NULL);
}

OdeonNodeCore *
_odeon_node_core_new (OdeonSystem            *system,
                      OdeonWorker            *worker,
                      OdeonCredentials       *credentials,
                      const OdeonNodeOptions *options,
                      OdeonHosts             *hosts)
{
  OdeonNodeCore *self = g_new0 (OdeonNodeCore, 1);

  atomic_init (&self->ref_count, 1);
  g_weak_ref_init (&self->system, system);
  self->worker = _odeon_worker_ref (worker);
  self->credentials = g_object_ref (credentials);
  self->name = odeon_credentials_dup_name (credentials);
  self->incarnation = draw_number ();
  self->options = *options;
  self->options.hosts = NULL;
  self->options.qlog_directory = g_strdup (options->qlog_directory);
  self->hosts = hosts;
  self->catalog = _odeon_catalog_new ();
  self->endpoints = g_ptr_array_new ();
  self->peers = g_ptr_array_new_with_free_func ((GDestroyNotify) _odeon_peer_unref);
  self->routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->carriages = g_ptr_array_new ();

  return self;
}

OdeonNodeCore *
_odeon_node_core_ref (OdeonNodeCore *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_node_core_unref (OdeonNodeCore *self)
{
  if (self == NULL
      || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  if (self->options.destroy != NULL)
    self->options.destroy (self->options.user_data);
  g_free ((gchar *) self->options.qlog_directory);
  g_ptr_array_unref (self->endpoints);
  g_ptr_array_unref (self->peers);
  g_hash_table_unref (self->routes);
  g_ptr_array_unref (self->carriages);
  _odeon_hosts_free (self->hosts);
  _odeon_catalog_unref (self->catalog);
  g_weak_ref_clear (&self->system);
  g_object_unref (self->credentials);
  g_free (self->name);
  _odeon_worker_unref (self->worker);
  g_free (self);
}

/* --- what is asked of it elsewhere --- */

typedef struct
{
  OdeonMessage   message; /* first */
  OdeonNodeCore *core;    /* counted */
  OdeonNodeFunc  function;
  gpointer       data;
} Request;

static void
finish_request (OdeonMessage *message, const GError *why)
{
  Request *self = (Request *) message;

  self->function (self->core, self->data, why);
  _odeon_node_core_unref (self->core);
  g_free (self);
}

static void
request_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  finish_request (message, NULL);
}

static const OdeonMessageClass request_class = {
  .run = request_run,
  .refuse = finish_request,
};

void
_odeon_node_core_run (OdeonNodeCore *self, OdeonNodeFunc function, gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->message.klass = &request_class;
  request->core = _odeon_node_core_ref (self);
  request->function = function;
  request->data = data;
  _odeon_worker_send (self->worker, &request->message);
}

/* --- its end --- */

/* Nobody has anything of it any more. */
static void
finish (OdeonNodeCore *self)
{
  OdeonRef *keeper = g_steal_pointer (&self->keeper);

  if (keeper == NULL)
    return;

  for (guint i = 0; i < self->endpoints->len; i++)
    _odeon_quic_endpoint_close (self->endpoints->pdata[i], ODEON_CLOSE_DONE, "the node is closed");
  g_ptr_array_set_size (self->endpoints, 0);
  self->dialler = NULL;
  _odeon_worker_remove_lodger (self->worker, &self->lodger);
  odeon_future_unref (odeon_ref_stop (keeper));
  odeon_ref_unref (keeper);
  _odeon_node_core_unref (self);
}

void
_odeon_node_core_close (OdeonNodeCore *self)
{
  if (!self->is_open)
    return;

  self->is_open = FALSE;
  g_signal_handler_disconnect (self->credentials, self->watch);
  atomic_store_explicit (&self->port, 0, memory_order_relaxed);
  while (self->peers->len > 0)
    _odeon_peer_end (self->peers->pdata[self->peers->len - 1],
                     g_error_new (ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "The node %s is closed",
                                  self->name));
  for (guint i = self->carriages->len; i-- > 0;)
    if (!((OdeonCarriage *) self->carriages->pdata[i])->is_parting)
      _odeon_carriage_close (self->carriages->pdata[i], ODEON_CLOSE_DONE, "the node is closed");
  _odeon_catalog_clear (self->catalog);
  if (self->carriages->len == 0)
    finish (self);
}

void
_odeon_node_core_carriage_gone (OdeonNodeCore *self, OdeonCarriage *carriage)
{
  g_ptr_array_remove_fast (self->carriages, carriage);
  if (!self->is_open && self->carriages->len == 0)
    finish (self);
}

/* The worker ends: there is no time for last words. */
static void
evict (OdeonLodger *lodger)
{
  OdeonNodeCore *self =
    (OdeonNodeCore *) ((gchar *) lodger - G_STRUCT_OFFSET (OdeonNodeCore, lodger));

  _odeon_node_core_ref (self);
  _odeon_node_core_close (self);
  while (self->carriages->len > 0)
    _odeon_carriage_close (self->carriages->pdata[0], ODEON_CLOSE_DONE, "the system is shut down");
  _odeon_node_core_unref (self);
}

void
_odeon_node_core_open (OdeonNodeCore *self, OdeonRef *keeper)
{
  self->keeper = keeper;
  self->is_open = TRUE;
  self->lodger.evict = evict;
  _odeon_worker_add_lodger (self->worker, &self->lodger);
  self->watch = g_signal_connect (self->credentials, "changed", G_CALLBACK (credentials_changed),
                                  self);
  _odeon_node_core_ref (self);
}

/* --- sockets --- */

static void
accepted (OdeonQuicEndpoint   *endpoint G_GNUC_UNUSED,
          OdeonQuicConnection *connection,
          gpointer             core)
{
  OdeonNodeCore *self = core;

  if (self->is_open)
    _odeon_carriage_accept (self, connection);
  else
    _odeon_quic_connection_close (connection, ODEON_CLOSE_DONE, "the node is closed");
}

static const OdeonQuicEndpointEvents endpoint_events = { .accepted = accepted };

static OdeonQuicEndpoint *
open_endpoint (OdeonNodeCore *self, GSocketAddress *address, gboolean accepts, GError **error)
{
  OdeonQuicOptions   options = ODEON_QUIC_OPTIONS_INIT;
  OdeonQuicEndpoint *endpoint;

  options.credentials = self->credentials;
  options.accepts = accepts;
  options.idle_ms = self->options.idle_ms;
  options.handshake_ms = self->options.handshake_ms;
  options.congestion = self->options.congestion == ODEON_NODE_BBR ? ODEON_CONGESTION_BBR
                                                                  : ODEON_CONGESTION_CUBIC;
  options.max_connections = self->options.max_peers + self->options.max_peers / 4 + SPARE;
  options.max_lanes = ODEON_LANES_MAX + 1;
  options.qlog_directory = self->options.qlog_directory;
  endpoint = _odeon_quic_endpoint_new (self->worker, address, &options, &endpoint_events, self,
                                       error);
  if (endpoint != NULL)
    g_ptr_array_add (self->endpoints, endpoint);

  return endpoint;
}

/* One that takes packets from anywhere can send them anywhere, too. */
static gboolean
is_everywhere (GInetSocketAddress *bound)
{
  GInetAddress *address = g_inet_socket_address_get_address (bound);

  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
         && g_inet_address_get_is_any (address);
}

gboolean
_odeon_node_core_listen (OdeonNodeCore *self, GSocketAddress *address, GError **error)
{
  OdeonQuicEndpoint         *endpoint = open_endpoint (self, address, TRUE, error);
  g_autoptr (GSocketAddress) bound = NULL;

  if (endpoint == NULL)
    return FALSE;

  bound = _odeon_quic_endpoint_get_address (endpoint);
  atomic_store_explicit (&self->port,
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)),
                         memory_order_relaxed);
  if (self->dialler == NULL && is_everywhere (G_INET_SOCKET_ADDRESS (bound)))
    self->dialler = endpoint;

  return TRUE;
}

OdeonQuicEndpoint *
_odeon_node_core_get_dialler (OdeonNodeCore *self, GError **error)
{
  const GSocketFamily families[] = { G_SOCKET_FAMILY_IPV6, G_SOCKET_FAMILY_IPV4 };

  for (guint i = 0; i < G_N_ELEMENTS (families) && self->dialler == NULL; i++)
    {
      g_autoptr (GInetAddress)   any = g_inet_address_new_any (families[i]);
      g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, 0);

      g_clear_error (error);
      self->dialler = open_endpoint (self, address, FALSE, error);
    }
  if (self->dialler != NULL)
    g_clear_error (error);

  return self->dialler;
}

/* --- peers --- */

OdeonPeer *
_odeon_node_core_find_peer (OdeonNodeCore *self, const gchar *name, guint64 incarnation)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      OdeonPeer *peer = self->peers->pdata[i];

      if (peer->incarnation == incarnation && g_strcmp0 (peer->name, name) == 0)
        return peer;
    }

  return NULL;
}

static OdeonPeer *
add_route (OdeonNodeCore *self, const OdeonAddress *address, const gchar *route, GError **error)
{
  OdeonPeer *peer = _odeon_peer_new (self, error);

  if (peer == NULL)
    return NULL;

  peer->route = g_strdup (route);
  peer->expected = g_strdup (address->node);
  peer->host = g_strdup (address->host);
  peer->port = address->port;
  g_hash_table_insert (self->routes, g_strdup (route), peer);

  return peer;
}

void
_odeon_node_core_reach (OdeonNodeCore *self, const OdeonAddress *address, OdeonPromise *desk)
{
  g_autofree gchar *route = g_strdup_printf ("%s@%s:%u", address->node != NULL ? address->node : "",
                                             address->host, address->port);
  OdeonPeer        *peer = g_hash_table_lookup (self->routes, route);
  GError           *error = NULL;

  if (peer != NULL)
    {
      _odeon_peer_wait (peer, desk);
      return;
    }

  peer = add_route (self, address, route, &error);
  if (peer == NULL)
    {
      odeon_promise_set_error (desk, error);
      odeon_promise_free (desk);
      return;
    }

  /* It may fail at once. */
  _odeon_peer_wait (peer, desk);
  _odeon_peer_dial (peer);
}
