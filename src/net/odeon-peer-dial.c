/* SPDX-License-Identifier: MIT */

/* Dialling: from the address as it was asked for to a connection. It may be that of a name, and of
 * several machines, which are tried in turn; and it is asked for anew each time, for it may change.
 */

#include "odeon-carriage-private.h"
#include "odeon-environment-private.h"

#include <string.h>

#define RETRY_FIRST (50 * G_TIME_SPAN_MILLISECOND)
#define RETRY_LAST  (5 * G_TIME_SPAN_SECOND)

/* With a peer that has dialled us, too, and whose connection has yet to come. */
#define ATTEMPTS 6

static void connect_to_next (OdeonPeer *self, const GError *why);

/* --- again --- */

static void
retry_fires (OdeonTimer *timer, const GError *why)
{
  OdeonPeer *self = (OdeonPeer *) ((gchar *) timer - G_STRUCT_OFFSET (OdeonPeer, retry));

  self->has_retry = FALSE;
  if (why == NULL)
    _odeon_peer_dial (self);
}

/* Twice as long each time, and by chance up to half less: peers that have lost one node do not all
 * come back at once. */
static gint64
get_pause (OdeonPeer *self)
{
  guint  doublings = MIN (self->n_failures, 10) - 1;
  gint64 pause = MIN (RETRY_FIRST << doublings, RETRY_LAST);

  return pause - g_random_int_range (0, (gint32) (pause / 2));
}

static void
retry (OdeonPeer *self)
{
  self->has_retry = TRUE;
  self->retry.fire = retry_fires;
  self->retry.due = _odeon_now () + get_pause (self);
  _odeon_timers_add (self->core->worker, &self->retry);
}

/* What another attempt does not change. */
static gboolean
is_final (const GError *why)
{
  return why->domain == ODEON_TRUST_ERROR
         || g_error_matches (why, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION);
}

void
_odeon_peer_dial_again (OdeonPeer *self, const GError *why)
{
  g_clear_pointer (&self->places, g_ptr_array_unref);
  self->n_failures++;
  if (self->phase == ODEON_PEER_PHASE_DIALLING && self->n_failures > ATTEMPTS)
    _odeon_peer_end (self, g_error_copy (why));
  else
    retry (self);
}

void
_odeon_peer_dial_failed (OdeonPeer *self, const GError *why)
{
  if (is_final (why))
    _odeon_peer_end (self, g_error_copy (why));
  else if (self->places != NULL)
    connect_to_next (self, why);
  else if (self->phase == ODEON_PEER_PHASE_DIALLING)
    _odeon_peer_end (self, g_error_copy (why));
  else
    _odeon_peer_dial_again (self, why);
}

void
_odeon_peer_stop_dialling (OdeonPeer *self)
{
  if (self->has_retry)
    _odeon_timers_remove (self->core->worker, &self->retry);
  self->has_retry = FALSE;
  g_clear_pointer (&self->lookup, _odeon_lookup_cancel);
  g_clear_pointer (&self->places, g_ptr_array_unref);
}

/* --- a connection --- */

static guint64
draw_id (void)
{
  return (guint64) g_random_int () << 32 | g_random_int ();
}

static gboolean
connect_to (OdeonPeer *self, GSocketAddress *address, GError **error)
{
  OdeonQuicEndpoint   *endpoint = _odeon_node_core_get_dialler (self->core, error);
  OdeonQuicConnection *connection;

  if (endpoint == NULL)
    return FALSE;

  connection = _odeon_quic_endpoint_connect (endpoint, address,
                                             self->name != NULL ? self->name : self->expected,
                                             error);
  if (connection == NULL)
    return FALSE;

  if (self->id == 0)
    self->id = draw_id ();
  self->attempt++;
  self->carriage = _odeon_carriage_dial (self, connection);

  return TRUE;
}

/* --- its address --- */

/* One after the other, until one answers. */
static void
connect_to_next (OdeonPeer *self, const GError *why)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError)         error = NULL;

  address = g_ptr_array_steal_index (self->places, 0);
  if (self->places->len == 0)
    g_clear_pointer (&self->places, g_ptr_array_unref);
  if (!connect_to (self, address, &error))
    _odeon_peer_dial_failed (self, why != NULL ? why : error);
}

static void
found (GPtrArray *addresses, const GError *error, gpointer data)
{
  OdeonPeer *self = data;

  self->lookup = NULL;
  if (addresses == NULL)
    {
      _odeon_peer_dial_failed (self, error);
      return;
    }

  g_clear_pointer (&self->places, g_ptr_array_unref);
  self->places = g_ptr_array_ref (addresses);
  connect_to_next (self, NULL);
}

/* What the application says. */
static GSocketConnectable *
ask_resolver (const gchar *host, guint16 port, gpointer data)
{
  const OdeonNodeOptions *options = data;
  g_autofree gchar       *elsewhere = options->resolver (host, port, options->user_data);

  return elsewhere != NULL ? g_network_address_parse (elsewhere, port, NULL) : NULL;
}

void
_odeon_peer_dial (OdeonPeer *self)
{
  OdeonNodeCore  *core = self->core;
  OdeonLookupWays ways = { .hosts = core->hosts, .hook_data = &core->options };

  if (self->carriage != NULL || self->lookup != NULL || self->has_retry)
    return;

  if (core->options.resolver != NULL)
    ways.hook = ask_resolver;
  self->lookup = _odeon_lookup_start (&ways, self->host, self->port, found, self);
}
