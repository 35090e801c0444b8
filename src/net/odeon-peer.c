/* SPDX-License-Identifier: MIT */

#include "odeon-peer-private.h"
#include "odeon-carriage-private.h"
#include "odeon-desk-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"

#include <string.h>

/* --- what the session says --- */

static void
has_output (gpointer carrier)
{
  OdeonPeer *self = carrier;

  /* It is told each time: the connection takes from the output what it can. */
  _odeon_session_flushed (self->session);
  if (self->carriage != NULL)
    _odeon_carriage_wake (self->carriage);
}

static void
lane_has_output (gpointer carrier, guint lane)
{
  OdeonPeer *self = carrier;

  if (self->carriage != NULL)
    _odeon_carriage_wake_lane (self->carriage, lane);
}

static void
has_datagram (gpointer carrier)
{
  OdeonPeer *self = carrier;

  if (self->carriage != NULL)
    _odeon_carriage_wake (self->carriage);
}

static gsize
get_datagram_size (gpointer carrier)
{
  OdeonPeer *self = carrier;

  return self->carriage != NULL ? _odeon_carriage_get_datagram_size (self->carriage) : 0;
}

static void
tell (OdeonPeer *self, OdeonPeerState state, const GError *why)
{
  const OdeonNodeOptions *options = &self->core->options;

  if (options->peer_changed != NULL && self->name != NULL)
    options->peer_changed (self->name, state, why, options->user_data);
}

static void
resolve (OdeonPeer *self, OdeonPromise *desk)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, ODEON_TYPE_REF);
  g_value_set_boxed (&value, self->session->peer_root);
  odeon_promise_set_value (desk, &value);
  g_value_unset (&value);
  odeon_promise_free (desk);
}

static void
ready (gpointer carrier)
{
  OdeonPeer             *self = carrier;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  if (g_strcmp0 (self->session->peer_name, self->name) != 0)
    {
      _odeon_session_violates (self->session, "%s calls itself %s", self->name,
                               self->session->peer_name);
      return;
    }
  if (self->session->peer_root == NULL)
    {
      _odeon_session_violates (self->session, "it has no desk");
      return;
    }

  self->waiting = g_ptr_array_new ();
  for (guint i = 0; i < waiting->len; i++)
    resolve (self, waiting->pdata[i]);
}

static void
set_timer (OdeonPeer *self, OdeonTimer *timer, gboolean *is_set, gint64 after_usec)
{
  if (*is_set)
    _odeon_timers_remove (self->core->worker, timer);
  *is_set = after_usec >= 0;
  if (!*is_set)
    return;

  timer->due = _odeon_now () + after_usec;
  _odeon_timers_add (self->core->worker, timer);
}

static void
closing (gpointer carrier)
{
  OdeonPeer *self = carrier;

  if (self->carriage != NULL && self->carriage->is_attached)
    _odeon_carriage_part (self->carriage);
}

static void
fail_waiting (OdeonPeer *self, const GError *why)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      odeon_promise_set_error (waiting->pdata[i], g_error_copy (why));
      odeon_promise_free (waiting->pdata[i]);
    }
}

static gboolean
is_its_route (gpointer authority G_GNUC_UNUSED, gpointer peer, gpointer self)
{
  return peer == self;
}

static void
closed (gpointer carrier, const GError *why)
{
  OdeonPeer     *self = carrier;
  OdeonNodeCore *core = self->core;

  _odeon_peer_ref (self);
  self->phase = ODEON_PEER_PHASE_ENDED;
  set_timer (self, &self->window, &self->has_window, -1);
  _odeon_peer_stop_dialling (self);
  if (self->carriage != NULL)
    _odeon_carriage_close (self->carriage, ODEON_CLOSE_DONE, why->message);
  g_hash_table_foreach_remove (core->routes, is_its_route, self);
  core->statistics.n_ended++;
  core->statistics.n_dropped += self->session->datagrams.n_dropped;
  g_ptr_array_remove (core->peers, self);

  fail_waiting (self, why);
  odeon_future_unref (odeon_ref_stop (self->desk));
  _odeon_warrant_clear (self->warrant);
  tell (self, ODEON_PEER_ENDED, why);
  _odeon_peer_unref (self);
}

static gboolean
may_call (gpointer carrier, OdeonRef *ref, const OdeonMethodInfo *method)
{
  OdeonPeer              *self = carrier;
  const OdeonNodeOptions *options = &self->core->options;

  if (G_LIKELY (_odeon_warrant_may_call (self->warrant, ref)
                && (options->access == NULL || ref == self->desk
                    || options->access (self->name, ref,
                                        method->interface != NULL ? method->interface->name : NULL,
                                        method->name, options->user_data))))
    return TRUE;

  self->core->statistics.n_denied++;

  return FALSE;
}

static gboolean
may_control (gpointer carrier, OdeonRef *ref)
{
  return _odeon_warrant_may_control (((OdeonPeer *) carrier)->warrant, ref);
}

static gboolean
is_wary (gpointer carrier)
{
  OdeonPeer *self = carrier;

  return self->core->options.access != NULL || _odeon_warrant_has_withdrawn (self->warrant);
}

static const OdeonSessionClass session_class = {
  .has_output = has_output,
  .ready = ready,
  .closing = closing,
  .closed = closed,
  .lane_has_output = lane_has_output,
  .has_datagram = has_datagram,
  .get_datagram_size = get_datagram_size,
  .may_call = may_call,
  .may_control = may_control,
  .is_wary = is_wary,
};

/* --- its life --- */

static OdeonPeer *
peer_of_window (OdeonTimer *timer)
{
  return (OdeonPeer *) ((gchar *) timer - G_STRUCT_OFFSET (OdeonPeer, window));
}

static void
window_closes (OdeonTimer *timer, const GError *why)
{
  OdeonPeer *self = peer_of_window (timer);

  self->has_window = FALSE;
  if (why == NULL)
    _odeon_peer_end (self, g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                        "The connection to %s was lost for more than %u ms",
                                        self->session->peer_name,
                                        self->core->options.session_window_ms));
}

static void
make_session (OdeonPeer *self)
{
  const OdeonNodeOptions *options = &self->core->options;
  OdeonSessionOptions     session = ODEON_SESSION_OPTIONS_INIT;

  session.max_frame = options->max_frame;
  session.window = options->window;
  session.max_exports = options->max_refs;
  session.max_calls = options->max_calls;
  session.call_timeout_ms = options->call_timeout_ms;
  session.is_strict = options->strict;
  session.grants_control = FALSE;
  session.shares_memory = FALSE;
  self->session = _odeon_session_new (self->core->worker, &session, self->core->name, self->desk,
                                      &session_class, self);
  _odeon_session_begin (self->session);
}

static OdeonRef *
spawn_desk (OdeonNodeCore *core, OdeonWarrant *warrant, GError **error)
{
  g_autoptr (OdeonSystem) system = g_weak_ref_get (&core->system);

  if (system != NULL)
    return _odeon_desk_spawn (system, warrant, error);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "The system of the node %s is gone",
               core->name);

  return NULL;
}

OdeonPeer *
_odeon_peer_new (OdeonNodeCore *core, GError **error)
{
  g_autoptr (OdeonWarrant) warrant = _odeon_warrant_new (core->catalog);
  OdeonRef                *desk;
  OdeonPeer               *self;

  if (!core->is_open)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "The node %s is closed", core->name);
      return NULL;
    }
  if (_odeon_node_core_is_full (core))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES, "The node %s has %u peers already",
                   core->name, core->peers->len);
      return NULL;
    }
  desk = spawn_desk (core, warrant, error);
  if (desk == NULL)
    return NULL;

  self = g_new0 (OdeonPeer, 1);
  self->ref_count = 1;
  self->core = _odeon_node_core_ref (core);
  self->warrant = g_steal_pointer (&warrant);
  self->desk = desk;
  self->waiting = g_ptr_array_new ();
  self->window.fire = window_closes;
  make_session (self);
  g_ptr_array_add (core->peers, self);

  return self;
}

OdeonPeer *
_odeon_peer_ref (OdeonPeer *self)
{
  self->ref_count++;

  return self;
}

void
_odeon_peer_unref (OdeonPeer *self)
{
  if (self == NULL || --self->ref_count > 0)
    return;

  _odeon_session_unref (self->session);
  _odeon_warrant_unref (self->warrant);
  odeon_ref_unref (self->desk);
  g_free (self->route);
  g_free (self->expected);
  g_free (self->host);
  g_free (self->name);
  _odeon_node_core_unref (self->core);
  g_free (self);
}

void
_odeon_peer_wait (OdeonPeer *self, OdeonPromise *desk)
{
  if (self->session->phase == ODEON_SESSION_OPEN)
    resolve (self, desk);
  else
    g_ptr_array_add (self->waiting, desk);
}

void
_odeon_peer_adopt_route (OdeonPeer *self, OdeonPeer *other)
{
  if (other->route == NULL)
    return;

  g_hash_table_replace (self->core->routes, g_strdup (other->route), self);
  if (self->route == NULL)
    {
      self->route = g_strdup (other->route);
      self->host = g_strdup (other->host);
      self->port = other->port;
    }
}

void
_odeon_peer_end (OdeonPeer *self, GError *why)
{
  _odeon_session_leave (self->session, why);
}

/* --- connections --- */

GBytes *
_odeon_peer_make_preamble (OdeonPeer *self)
{
  OdeonPreamble preamble = {
    .incarnation = self->core->incarnation,
    .session = self->id,
    .handled = self->session->handled,
    .attempt = self->attempt,
    .flags = self->incarnation == 0 ? ODEON_PREAMBLE_FRESH : 0,
  };

  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    {
      OdeonSessionLane *lane = _odeon_lanes_peek (&self->session->lanes, i);

      preamble.lanes[i] = lane != NULL ? lane->handled : 0;
    }

  return _odeon_preamble_to_bytes (&preamble);
}

gboolean
_odeon_peer_yields (OdeonPeer *self, const OdeonPreamble *preamble, const gchar *name)
{
  gint32 later = (gint32) (preamble->attempt - self->attempt);
  gint   order;

  if (self->carriage == NULL)
    return TRUE;
  if (later != 0)
    return later > 0;

  order = strcmp (name, self->core->name);

  return order != 0 ? order < 0 : preamble->incarnation < self->core->incarnation;
}

static gboolean
resume (OdeonPeer *self, const OdeonPreamble *preamble)
{
  if (!_odeon_session_resume (self->session, preamble->handled))
    return FALSE;

  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    if ((preamble->lanes[i] > 0 || _odeon_lanes_peek (&self->session->lanes, i) != NULL)
        && !_odeon_session_resume_lane (self->session, i, preamble->lanes[i]))
      return FALSE;

  return TRUE;
}

gboolean
_odeon_peer_connect (OdeonPeer           *self,
                     OdeonCarriage       *carriage,
                     const OdeonPreamble *preamble,
                     const gchar         *name)
{
  if (self->incarnation != 0)
    self->core->statistics.n_resumed++;
  self->phase = ODEON_PEER_PHASE_CONNECTED;
  self->carriage = carriage;
  self->incarnation = preamble->incarnation;
  self->id = preamble->session;
  self->attempt = MAX (self->attempt, preamble->attempt);
  self->n_failures = 0;
  if (self->name == NULL)
    self->name = g_strdup (name);
  set_timer (self, &self->window, &self->has_window, -1);
  _odeon_peer_stop_dialling (self);
  if (!resume (self, preamble))
    return FALSE;

  tell (self, ODEON_PEER_CONNECTED, NULL);

  return self->phase == ODEON_PEER_PHASE_CONNECTED;
}

void
_odeon_peer_lost (OdeonPeer *self, const GError *why)
{
  gint64 window = (gint64) self->core->options.session_window_ms * 1000;

  self->carriage = NULL;
  self->phase = ODEON_PEER_PHASE_LOST;
  if (window == 0)
    {
      _odeon_peer_end (self, g_error_copy (why));
      return;
    }

  g_log (ODEON_LOG_TRANSPORT, G_LOG_LEVEL_DEBUG, "The connection to %s is lost: %s", self->name,
         why->message);
  set_timer (self, &self->window, &self->has_window, window);
  _odeon_peer_ref (self);
  tell (self, ODEON_PEER_LOST, why);
  if (self->phase == ODEON_PEER_PHASE_LOST && self->route != NULL)
    _odeon_peer_dial (self);
  _odeon_peer_unref (self);
}
