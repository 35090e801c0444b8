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

static void search (OdeonPeer *self, const GError *why);

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
  g_clear_object (&self->places);
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
    search (self, why);
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
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_object (&self->places);
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

typedef struct
{
  OdeonPeer    *peer;   /* counted */
  GCancellable *search; /* counted */
  GError       *why;    /* (nullable): what became of the place before */
} Search;

static void
search_free (Search *self)
{
  g_object_unref (self->search);
  _odeon_peer_unref (self->peer);
  g_clear_error (&self->why);
  g_free (self);
}

/* There is no further place. */
static void
give_up (Search *self, GError *error)
{
  g_autoptr (GError) owned = error;
  OdeonPeer         *peer = self->peer;

  g_clear_object (&peer->places);
  if (owned == NULL && self->why == NULL)
    g_set_error (&self->why, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND, "%s has no address",
                 peer->route);
  _odeon_peer_dial_failed (peer, self->why != NULL ? self->why : owned);
}

static void
found (GObject *source, GAsyncResult *result, gpointer data)
{
  Search                    *self = data;
  OdeonPeer                 *peer = self->peer;
  g_autoptr (GError)         error = NULL;
  g_autoptr (GSocketAddress) address = g_socket_address_enumerator_next_finish (
    G_SOCKET_ADDRESS_ENUMERATOR (source), result, &error);

  if (peer->search == self->search)
    {
      g_clear_object (&peer->search);
      if (address == NULL)
        give_up (self, g_steal_pointer (&error));
      else if (!connect_to (peer, address, &error))
        _odeon_peer_dial_failed (peer, error);
    }
  search_free (self);
}

static void
search (OdeonPeer *self, const GError *why)
{
  Search *search = g_new0 (Search, 1);

  self->search = g_cancellable_new ();
  search->peer = _odeon_peer_ref (self);
  search->search = g_object_ref (self->search);
  search->why = why != NULL ? g_error_copy (why) : NULL;
  g_socket_address_enumerator_next_async (self->places, self->search, found, search);
}

/* Where the host of the route is, by the application's word. */
static GSocketConnectable *
locate (OdeonPeer *self, GError **error)
{
  const OdeonNodeOptions        *options = &self->core->options;
  const gchar                   *at = strrchr (self->route, '@');
  const gchar                   *host = at != NULL ? at + 1 : self->route;
  g_autofree gchar              *elsewhere = NULL;
  g_autoptr (GSocketConnectable) given = g_network_address_parse (host, 0, error);

  if (given == NULL || options->resolver == NULL)
    return g_steal_pointer (&given);

  elsewhere = options->resolver (g_network_address_get_hostname (G_NETWORK_ADDRESS (given)),
                                 g_network_address_get_port (G_NETWORK_ADDRESS (given)),
                                 options->user_data);

  return elsewhere != NULL ? g_network_address_parse (elsewhere, 0, error)
                           : g_steal_pointer (&given);
}

void
_odeon_peer_dial (OdeonPeer *self)
{
  g_autoptr (GSocketConnectable) where = NULL;
  g_autoptr (GError)             error = NULL;

  if (self->carriage != NULL || self->search != NULL || self->has_retry)
    return;

  where = locate (self, &error);
  if (where == NULL)
    {
      _odeon_peer_dial_failed (self, error);
      return;
    }

  self->places = g_socket_connectable_enumerate (where);
  search (self, NULL);
}
