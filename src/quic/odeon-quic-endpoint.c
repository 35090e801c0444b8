/* SPDX-License-Identifier: MIT */

#include "odeon-quic-endpoint-private.h"

#include "odeon-environment-private.h"

#include <string.h>

/* --- in --- */

static void
receive_packet (OdeonQuicEndpoint   *self,
                const OdeonUdpBatch *batch,
                guint8              *packet,
                gsize                size)
{
  ngtcp2_version_cid   ids;
  OdeonQuicConnection *connection;
  gint                 code;

  code = ngtcp2_pkt_decode_version_cid (&ids, packet, size, ODEON_QUIC_ID_SIZE);
  if (code == NGTCP2_ERR_VERSION_NEGOTIATION)
    _odeon_quic_endpoint_offer_versions (self, batch, &ids, size);
  if (code != 0)
    return;

  connection = _odeon_quic_ids_find (&self->ids, ids.dcid, ids.dcidlen);
  if (G_LIKELY (connection != NULL))
    _odeon_quic_connection_read (connection, batch, packet, size);
  else
    _odeon_quic_endpoint_receive_stranger (self, batch, packet, size);
}

static void
receive_batch (const OdeonUdpBatch *batch, gpointer endpoint)
{
  OdeonQuicEndpoint *self = endpoint;
  gsize              size;

  self->now = _odeon_quic_now ();
  for (gsize done = 0; done < batch->size; done += size)
    {
      size = MIN (batch->segment, batch->size - done);
      receive_packet (self, batch, batch->bytes + done, size);
    }
}

/* Nobody listens at @remote: who has not got through to it yet need not wait. An open connection
 * does not believe what anybody could have sent. */
static void
receive_refusal (const OdeonUdpAddress *remote, gpointer endpoint)
{
  OdeonQuicEndpoint   *self = endpoint;
  OdeonQuicConnection *next;

  for (OdeonQuicConnection *connection = self->connections; connection != NULL; connection = next)
    {
      next = connection->next;
      if (connection->is_dialled && connection->state == ODEON_QUIC_HANDSHAKE
          && connection->conn != NULL && connection->n_received == 0
          && _odeon_quic_connection_is_to (connection, remote))
        _odeon_quic_connection_be_refused (connection);
    }
}

/* --- out --- */

static void
set_blocked (OdeonQuicEndpoint *self, gboolean is_blocked)
{
  _odeon_fd_watch_set (&self->watch, is_blocked ? G_IO_IN | G_IO_OUT : G_IO_IN);
}

gboolean
_odeon_quic_endpoint_send (OdeonQuicEndpoint *self, OdeonUdpBatch *batch)
{
  if (_odeon_udp_send (&self->udp, batch))
    return TRUE;

  self->blocked = *batch;
  set_blocked (self, TRUE);

  return FALSE;
}

/* The socket takes more again. */
static void
unblock (OdeonQuicEndpoint *self)
{
  if (!_odeon_udp_send (&self->udp, &self->blocked))
    return;

  self->blocked.size = 0;
  set_blocked (self, FALSE);
  for (OdeonQuicConnection *connection = self->connections; connection != NULL;
       connection = connection->next)
    _odeon_quic_connection_wake (connection);
}

static void
flush (OdeonQuicEndpoint *self)
{
  OdeonQuicConnection *connection;

  while ((connection = self->awake) != NULL)
    {
      self->awake = connection->next_awake;
      connection->is_awake = FALSE;
      _odeon_quic_connection_flush (connection);
    }
}

/* --- its end --- */

static void
leave_worker (OdeonQuicEndpoint *self)
{
  _odeon_fd_watch_stop (&self->watch);
  if (self->lodger.evict != NULL)
    _odeon_worker_remove_lodger (self->worker, &self->lodger);
  self->lodger.evict = NULL;
}

static void
free_all (OdeonQuicEndpoint *self)
{
  leave_worker (self);
  _odeon_udp_clear (&self->udp);
  _odeon_quic_ids_clear (&self->ids);
  g_object_unref (self->credentials);
  g_free (self->log_directory);
  g_free (self->packets);
  explicit_bzero (self->reset_secret, sizeof self->reset_secret);
  explicit_bzero (self->retry_secret, sizeof self->retry_secret);
  g_free (self);
}

static void
run_errand (OdeonErrand *errand)
{
  OdeonQuicEndpoint *self;

  self = (OdeonQuicEndpoint *) ((gchar *) errand - G_STRUCT_OFFSET (OdeonQuicEndpoint, errand));
  flush (self);
  self->has_errand = FALSE;
  if (G_UNLIKELY (self->is_closed && self->connections == NULL))
    free_all (self);
}

static void
leave_errand (OdeonQuicEndpoint *self)
{
  if (self->has_errand)
    return;

  self->has_errand = TRUE;
  self->errand.run = run_errand;
  _odeon_worker_leave_errand (self->worker, &self->errand);
}

void
_odeon_quic_endpoint_wake (OdeonQuicEndpoint *self, OdeonQuicConnection *connection)
{
  connection->is_awake = TRUE;
  connection->next_awake = self->awake;
  self->awake = connection;
  leave_errand (self);
}

void
_odeon_quic_endpoint_let_go (OdeonQuicEndpoint *self)
{
  if (self->is_closed && self->connections == NULL)
    leave_errand (self);
}

void
_odeon_quic_endpoint_close (OdeonQuicEndpoint *self, guint64 code, const gchar *reason)
{
  self->is_closed = TRUE;
  self->events = NULL;
  for (OdeonQuicConnection *connection = self->connections; connection != NULL;
       connection = connection->next)
    _odeon_quic_connection_close (connection, code, reason);
  leave_errand (self);
}

/* The worker ends: nobody lingers. */
static void
evict (OdeonLodger *lodger)
{
  OdeonQuicEndpoint             *self;
  const OdeonQuicEndpointEvents *events;

  self = (OdeonQuicEndpoint *) ((gchar *) lodger - G_STRUCT_OFFSET (OdeonQuicEndpoint, lodger));
  events = self->events;
  while (self->connections != NULL)
    {
      OdeonQuicConnection *connection = self->connections;

      if (connection->conn == NULL)
        _odeon_quic_connection_free (connection);
      else
        _odeon_quic_connection_evict (connection);
    }
  leave_worker (self);
  if (events != NULL && events->gone != NULL)
    events->gone (self, self->data);
  self->is_closed = TRUE;
  leave_errand (self);
}

/* --- its descriptor --- */

static void
ready (OdeonFdWatch *watch, GIOCondition condition)
{
  OdeonQuicEndpoint *self;

  self = (OdeonQuicEndpoint *) ((gchar *) watch - G_STRUCT_OFFSET (OdeonQuicEndpoint, watch));
  if (condition & G_IO_OUT && _odeon_quic_endpoint_is_blocked (self))
    unblock (self);
  if (condition & G_IO_ERR)
    _odeon_udp_receive_refusals (&self->udp, receive_refusal, self);
  /* There are others whose turn it is; then it is told again. */
  if (condition & G_IO_IN && _odeon_udp_receive (&self->udp, receive_batch, self))
    set_blocked (self, _odeon_quic_endpoint_is_blocked (self));
}

/* --- its beginning --- */

static void
attach (OdeonQuicEndpoint *self)
{
  self->watch.is_greedy = TRUE;
  _odeon_fd_watch_start (&self->watch, self->udp.fd, G_IO_IN, ready);
  self->lodger.evict = evict;
  _odeon_worker_add_lodger (self->worker, &self->lodger);
}

/* They outlive the process, so that a peer of the last one is told that it is gone. */
static void
derive_secrets (OdeonQuicEndpoint *self)
{
  g_autoptr (OdeonTrust) trust = _odeon_credentials_dup_trust (self->credentials);

  _odeon_trust_derive_secret (trust, "odeon quic reset", self->reset_secret,
                              sizeof self->reset_secret);
  _odeon_trust_derive_secret (trust, "odeon quic retry", self->retry_secret,
                              sizeof self->retry_secret);
}

OdeonQuicEndpoint *
_odeon_quic_endpoint_new (OdeonWorker                   *worker,
                          GSocketAddress                *bind,
                          const OdeonQuicOptions        *options,
                          const OdeonQuicEndpointEvents *events,
                          gpointer                       data,
                          GError                       **error)
{
  OdeonQuicEndpoint *self = g_new0 (OdeonQuicEndpoint, 1);

  if (!_odeon_udp_open (&self->udp, bind, error))
    {
      g_free (self);
      return NULL;
    }

  self->worker = worker;
  self->options = *options;
  self->credentials = g_object_ref (options->credentials);
  self->log_directory = g_strdup (options->qlog_directory);
  self->events = events;
  self->data = data;
  self->packets = g_malloc (ODEON_UDP_BATCH_MAX);
  derive_secrets (self);
  _odeon_quic_ids_init (&self->ids);
  attach (self);

  return self;
}

GSocketAddress *
_odeon_quic_endpoint_get_address (OdeonQuicEndpoint *self)
{
  return _odeon_udp_address_to_socket (&self->udp.local);
}

OdeonQuicConnection *
_odeon_quic_endpoint_connect (OdeonQuicEndpoint *self,
                              GSocketAddress    *remote,
                              const gchar       *expected_name,
                              GError           **error)
{
  OdeonUdpAddress      from;
  OdeonUdpAddress      to;
  OdeonQuicConnection *connection;

  if (!_odeon_udp_set_address (&self->udp, remote, &to, error)
      || !_odeon_udp_find_local (&self->udp, &to, &from, error))
    return NULL;

  connection = _odeon_quic_connection_dial (self, &from, &to, expected_name, error);
  if (connection != NULL)
    _odeon_quic_connection_wake (connection);

  return connection;
}
