/* SPDX-License-Identifier: MIT */

/* What becomes of a connection when the peer's preamble has come, and of a session when its
 * connection is lost: which of them belong together. */

#include "odeon-carriage-private.h"

#include <string.h>

static const gchar *
get_name (OdeonCarriage *self)
{
  return _odeon_quic_connection_get_peer (self->connection)->name;
}

static gboolean
refuse (OdeonCarriage *self, OdeonCloseCode code, const gchar *reason)
{
  self->core->statistics.n_refused++;
  _odeon_carriage_give_up (self, code, reason);

  return FALSE;
}

/* --- others of the same name --- */

static void
ask_whether_it_lives (OdeonPeer *peer)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_PING };

  if (peer->session->phase == ODEON_SESSION_OPEN)
    _odeon_session_write_bare (peer->session, &header);
}

/* A process of a name that another one had: that is gone, if it does not answer. */
static void
compare_incarnations (OdeonNodeCore *core, const gchar *name, guint64 incarnation)
{
  for (guint i = core->peers->len; i-- > 0;)
    {
      OdeonPeer *peer = i < core->peers->len ? core->peers->pdata[i] : NULL;

      if (peer == NULL || g_strcmp0 (peer->name, name) != 0 || peer->incarnation == incarnation)
        continue;
      if (peer->phase == ODEON_PEER_PHASE_LOST)
        _odeon_peer_end (peer, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                            "%s was started anew", name));
      else
        ask_whether_it_lives (peer);
    }
}

/* (nullable): one that we dial, and that has dialled us at the same time. */
static OdeonPeer *
find_dialled (OdeonNodeCore *core, const gchar *name)
{
  for (guint i = 0; i < core->peers->len; i++)
    {
      OdeonPeer   *peer = core->peers->pdata[i];
      const gchar *found = peer->expected;

      if (peer->phase != ODEON_PEER_PHASE_DIALLING)
        continue;
      if (peer->carriage != NULL && get_name (peer->carriage) != NULL)
        found = get_name (peer->carriage);
      if (g_strcmp0 (found, name) == 0)
        return peer;
    }

  return NULL;
}

/* (nullable) */
static OdeonPeer *
find_connected (OdeonNodeCore *core, const gchar *name)
{
  for (guint i = 0; i < core->peers->len; i++)
    {
      OdeonPeer *peer = core->peers->pdata[i];

      if (peer->phase == ODEON_PEER_PHASE_CONNECTED && g_strcmp0 (peer->name, name) == 0)
        return peer;
    }

  return NULL;
}

/* --- who has dialled us --- */

static gboolean
take_on (OdeonCarriage *self, OdeonPeer *peer, const OdeonPreamble *preamble)
{
  g_autofree gchar  *name = g_strdup (get_name (self));
  g_autoptr (GBytes) answer = NULL;

  if (peer->carriage != NULL)
    _odeon_carriage_close (peer->carriage, ODEON_CLOSE_REPLACED, "another connection is kept");
  peer->id = preamble->session;
  answer = _odeon_peer_make_preamble (peer);
  _odeon_carriage_attach (self, peer);
  if (!_odeon_peer_connect (peer, self, preamble, name))
    return FALSE;

  _odeon_quic_stream_set_source (self->control, ODEON_QUIC_ORDERED, answer,
                                 &peer->session->output);

  return TRUE;
}

/* A session that this node does not know: it begins, if the peer has not heard of it, either. */
static gboolean
begin (OdeonCarriage *self, const OdeonPreamble *preamble)
{
  g_autoptr (GError) error = NULL;
  OdeonPeer         *peer = find_dialled (self->core, get_name (self));

  if ((preamble->flags & ODEON_PREAMBLE_FRESH) == 0)
    return refuse (self, ODEON_CLOSE_UNKNOWN_SESSION, "that session is not known");
  if (peer != NULL && !_odeon_peer_yields (peer, preamble, get_name (self)))
    return refuse (self, ODEON_CLOSE_REPLACED, "another connection is kept");
  if (peer == NULL)
    peer = _odeon_peer_new (self->core, &error);
  if (peer == NULL)
    return refuse (self, ODEON_CLOSE_FULL, error->message);

  return take_on (self, peer, preamble);
}

static gboolean
was_dialled (OdeonCarriage *self, const OdeonPreamble *preamble)
{
  OdeonPeer *peer = _odeon_node_core_find_peer (self->core, get_name (self),
                                                preamble->incarnation);

  if (peer == NULL)
    {
      compare_incarnations (self->core, get_name (self), preamble->incarnation);
      return begin (self, preamble);
    }
  if (peer->id == preamble->session)
    {
      if (!_odeon_peer_yields (peer, preamble, get_name (self)))
        return refuse (self, ODEON_CLOSE_REPLACED, "another connection is kept");
      return take_on (self, peer, preamble);
    }
  if (peer->phase == ODEON_PEER_PHASE_CONNECTED)
    return refuse (self, ODEON_CLOSE_REPLACED, "there is a session already");

  /* The peer has given up the one that this side still holds. */
  if ((preamble->flags & ODEON_PREAMBLE_FRESH) != 0)
    _odeon_peer_end (peer, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                        "%s has begun anew", get_name (self)));

  return begin (self, preamble);
}

/* --- whom we have dialled --- */

static gboolean
has_answered (OdeonCarriage *self, const OdeonPreamble *preamble)
{
  OdeonPeer        *peer = self->peer;
  OdeonPeer        *other;
  g_autofree gchar *name = g_strdup (get_name (self));

  if (peer->incarnation != 0 && preamble->incarnation != peer->incarnation)
    {
      _odeon_peer_end (peer, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                          "%s was started anew", name));
      return FALSE;
    }
  if (preamble->session != peer->id)
    return refuse (self, ODEON_CLOSE_VIOLATION, "that is another session");

  /* It does not know the one that this side still holds. */
  other = _odeon_node_core_find_peer (self->core, name, preamble->incarnation);
  if (other != NULL && other != peer)
    _odeon_peer_end (other, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                         "%s has begun anew", name));
  compare_incarnations (self->core, name, preamble->incarnation);
  _odeon_carriage_attach (self, peer);
  if (!_odeon_peer_connect (peer, self, preamble, name))
    return FALSE;

  _odeon_quic_stream_set_source (self->control, ODEON_QUIC_ORDERED, NULL,
                                 &peer->session->output);

  return TRUE;
}

gboolean
_odeon_carriage_greeted (OdeonCarriage *self, const OdeonPreamble *preamble)
{
  if (preamble->incarnation == self->core->incarnation)
    return refuse (self, ODEON_CLOSE_SELF, "that is this node itself");
  if (preamble->incarnation == 0 || preamble->session == 0)
    return refuse (self, ODEON_CLOSE_VIOLATION, "a preamble without numbers");

  return self->is_accepted ? was_dialled (self, preamble) : has_answered (self, preamble);
}

/* --- the end of a connection --- */

/* There is a session with that node: what waits for this one goes there. */
static void
join (OdeonPeer *self, OdeonCarriage *carriage, const GError *why)
{
  g_autofree gchar      *name = g_strdup (get_name (carriage));
  OdeonPeer             *other = find_connected (self->core, name);
  g_autoptr (GPtrArray)  waiting = NULL;

  if (other == NULL)
    {
      if (self->expected == NULL)
        self->expected = g_steal_pointer (&name);
      _odeon_peer_dial_again (self, why);
      return;
    }

  waiting = g_steal_pointer (&self->waiting);
  for (guint i = 0; i < waiting->len; i++)
    _odeon_peer_wait (other, waiting->pdata[i]);
  _odeon_peer_adopt_route (other, self);
  _odeon_peer_end (self, g_error_copy (why));
}

/* Of one that carried nothing yet. */
static void
lost_dialled (OdeonPeer *peer, OdeonCarriage *carriage, guint64 code, const GError *why)
{
  switch (code)
    {
    case ODEON_CLOSE_UNKNOWN_SESSION:
      _odeon_peer_end (peer, g_error_new (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                          "%s does not know the session any more: it was started "
                                          "anew, or the connection was lost for too long",
                                          peer->session->peer_name));
      return;
    case ODEON_CLOSE_SELF:
      _odeon_peer_end (peer, g_error_new (ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                                          "%s leads to this node itself", peer->route));
      return;
    case ODEON_CLOSE_REPLACED:
      if (peer->phase == ODEON_PEER_PHASE_DIALLING)
        join (peer, carriage, why);
      else
        _odeon_peer_dial_again (peer, why);
      return;
    default:
      _odeon_peer_dial_failed (peer, why);
      return;
    }
}

void
_odeon_carriage_lost (OdeonCarriage *self, guint64 code, const GError *why)
{
  OdeonPeer *peer = self->peer;

  if (!self->is_attached)
    lost_dialled (peer, self, code, why);
  else if (code == G_MAXUINT64 || code == ODEON_CLOSE_REPLACED)
    _odeon_peer_lost (peer, why);
  else
    _odeon_session_close (peer->session, g_error_copy (why));
}
