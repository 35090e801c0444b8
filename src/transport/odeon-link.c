/* SPDX-License-Identifier: MIT */

#include "odeon-link-private.h"
#include "odeon-environment-private.h"
#include "odeon-neighbors-private.h"
#include "odeon-realm-private.h"
#include "odeon-socket-private.h"

#include <unistd.h>

/* It is referred to by its user, while it is open by itself, and by what is under way to its
 * worker. */
struct _OdeonLink
{
  atomic_int             ref_count;

  /* Constant. */
  const OdeonLinkEvents *events;
  gpointer               data;
  guint                  handshake_ms;
  guint                  heartbeat_ms;
  OdeonSession          *session;

  GMutex                 lock; /* guards: */
  OdeonRef              *root; /* (nullable): the peer's */

  /* The worker's. */
  OdeonSocket            socket;
  OdeonLodger            lodger;
  OdeonMessage           start;
  OdeonErrand            errand;     /* to flush */
  gboolean               has_errand;
  OdeonErrand            last;       /* to let go of itself */
  gboolean               is_over;    /* the same, once the other has run */
  OdeonTimer             watchdog;   /* of the handshake, then of the heartbeat */
  gboolean               is_asked;   /* the peer, whether it lives */
};

OdeonLink *
_odeon_link_ref (OdeonLink *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_link_unref (OdeonLink *self)
{
  if (self == NULL
      || atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  _odeon_socket_clear (&self->socket);
  _odeon_session_unref (self->session);
  odeon_ref_unref (self->root);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* --- the watchdog --- */

static void
set_watchdog (OdeonLink *self, guint ms)
{
  _odeon_timers_remove (self->session->worker, &self->watchdog);
  if (ms == 0)
    return;

  self->watchdog.due = _odeon_now () + (gint64) ms * 1000;
  _odeon_timers_add (self->session->worker, &self->watchdog);
}

static void
give_up (OdeonLink *self, const gchar *what)
{
  _odeon_session_leave (self->session,
                        g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s: %s",
                                     self->session->peer_name, what));
}

static void
ask (OdeonLink *self)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_PING };

  self->is_asked = TRUE;
  _odeon_session_write_bare (self->session, &header);
}

static void
watch (OdeonTimer *timer, const GError *why)
{
  OdeonLink *self = (OdeonLink *) ((gchar *) timer - G_STRUCT_OFFSET (OdeonLink, watchdog));

  if (why != NULL)
    return;

  /* It may be this thread that was late: what has come meanwhile counts. */
  _odeon_socket_read (&self->socket);
  if (self->session->phase == ODEON_SESSION_CLOSED)
    return;
  if (self->session->phase != ODEON_SESSION_OPEN)
    {
      give_up (self, "the handshake takes too long");
      return;
    }
  if (!self->socket.has_heard && self->is_asked)
    {
      give_up (self, "no sign of life");
      return;
    }

  if (self->socket.has_heard)
    self->is_asked = FALSE;
  else
    ask (self);
  self->socket.has_heard = FALSE;
  set_watchdog (self, self->heartbeat_ms);
}

/* --- what the session says --- */

static void
run_errand (OdeonErrand *errand)
{
  OdeonLink *self = (OdeonLink *) ((gchar *) errand - G_STRUCT_OFFSET (OdeonLink, errand));

  self->has_errand = FALSE;
  _odeon_socket_flush (&self->socket);
  if (G_UNLIKELY (self->is_over))
    _odeon_link_unref (self);
}

static void
has_output (gpointer carrier)
{
  OdeonLink *self = carrier;

  if (self->has_errand)
    return;

  self->has_errand = TRUE;
  self->errand.run = run_errand;
  _odeon_worker_leave_errand (self->session->worker, &self->errand);
}

static void
ready (gpointer carrier)
{
  OdeonLink *self = carrier;
  OdeonRef  *root = self->session->peer_root;

  g_mutex_lock (&self->lock);
  self->root = root != NULL ? odeon_ref_ref (root) : NULL;
  g_mutex_unlock (&self->lock);

  self->socket.has_heard = FALSE;
  set_watchdog (self, self->heartbeat_ms);
  if (self->events->ready != NULL)
    self->events->ready (self, self->data);
}

static void
closing (gpointer carrier)
{
  OdeonLink *self = carrier;

  set_watchdog (self, 0);
  _odeon_socket_close (&self->socket);
  _odeon_worker_remove_lodger (self->session->worker, &self->lodger);
}

static void
run_last (OdeonErrand *errand)
{
  OdeonLink *self = (OdeonLink *) ((gchar *) errand - G_STRUCT_OFFSET (OdeonLink, last));

  self->is_over = TRUE;
  if (!self->has_errand)
    _odeon_link_unref (self);
}

static void
closed (gpointer carrier, const GError *why)
{
  OdeonLink *self = carrier;
  OdeonRef  *root;

  g_mutex_lock (&self->lock);
  root = g_steal_pointer (&self->root);
  g_mutex_unlock (&self->lock);
  odeon_ref_unref (root);

  if (self->events->closed != NULL)
    self->events->closed (self, why, self->data);
  /* Whoever found the end, by reading or otherwise, is still at it. */
  self->last.run = run_last;
  _odeon_worker_leave_errand (self->session->worker, &self->last);
}

static const OdeonSessionClass session_class = {
  .has_output = has_output,
  .ready = ready,
  .closing = closing,
  .closed = closed,
};

/* --- opening --- */

static void
evict (OdeonLodger *lodger)
{
  OdeonLink *self = (OdeonLink *) ((gchar *) lodger - G_STRUCT_OFFSET (OdeonLink, lodger));

  _odeon_session_leave (self->session, g_error_new_literal (ODEON_ERROR, ODEON_ERROR_SHUT_DOWN,
                                                            "The system is shut down"));
}

static void
start_run (OdeonMessage *message, gpointer receiver)
{
  OdeonLink *self = (OdeonLink *) ((gchar *) message - G_STRUCT_OFFSET (OdeonLink, start));

  self->lodger.evict = evict;
  _odeon_worker_add_lodger (receiver, &self->lodger);
  self->watchdog.fire = watch;
  set_watchdog (self, self->handshake_ms);
  _odeon_socket_open (&self->socket, self->session);
  _odeon_session_begin (self->session);
}

static void
start_refuse (OdeonMessage *message, const GError *why)
{
  OdeonLink *self = (OdeonLink *) ((gchar *) message - G_STRUCT_OFFSET (OdeonLink, start));

  if (self->events->closed != NULL)
    self->events->closed (self, why, self->data);
  _odeon_link_unref (self);
}

static const OdeonMessageClass start_class = {
  .run = start_run,
  .refuse = start_refuse,
};

static OdeonLink *
link_new (OdeonWorker            *worker,
          gint                    fd,
          const OdeonLinkOptions *options,
          const OdeonLinkEvents  *events,
          gpointer                data)
{
  OdeonLink *self = g_new0 (OdeonLink, 1);

  /* The caller's, and its own. */
  atomic_init (&self->ref_count, 2);
  self->events = events;
  self->data = data;
  self->handshake_ms = options->handshake_ms;
  self->heartbeat_ms = options->heartbeat_ms;
  g_mutex_init (&self->lock);
  _odeon_socket_init (&self->socket, fd);
  self->session = _odeon_session_new (worker, &options->session, options->own_name, options->root,
                                      &session_class, self);

  return self;
}

OdeonLink *
_odeon_link_open_on (OdeonWorker            *worker,
                     OdeonNeighbors         *neighbors,
                     gint                    fd,
                     const OdeonLinkOptions *options,
                     const OdeonLinkEvents  *events,
                     gpointer                data)
{
  OdeonLink *self = link_new (worker, fd, options, events, data);

  self->session->introductions.neighbors = neighbors;
  self->start.klass = &start_class;
  _odeon_worker_send (worker, &self->start);

  return self;
}

OdeonLink *
_odeon_link_open (gpointer                in,
                  gint                    fd,
                  const OdeonLinkOptions *options,
                  const OdeonLinkEvents  *events,
                  gpointer                data,
                  GError                **error)
{
  OdeonCell      *no_parent;
  OdeonHost      *host = _odeon_spawner_get_host (in, &no_parent);
  OdeonWorker    *worker = _odeon_realm_dup_thread (host);
  OdeonNeighbors *neighbors;
  OdeonLink      *self;

  if (worker == NULL)
    {
      close (fd);
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "A system without threads has no links");
      return NULL;
    }

  neighbors = options->introduces ? _odeon_neighbors_get (host, options) : NULL;
  self = _odeon_link_open_on (worker, neighbors, fd, options, events, data);
  _odeon_worker_unref (worker);

  return self;
}

OdeonRef *
_odeon_link_get_root (OdeonLink *self)
{
  OdeonRef *root;

  g_mutex_lock (&self->lock);
  root = self->root != NULL ? odeon_ref_ref (self->root) : NULL;
  g_mutex_unlock (&self->lock);

  return root;
}

OdeonSession *
_odeon_link_peek_session (OdeonLink *self)
{
  return self->session;
}

/* --- closing --- */

typedef struct
{
  OdeonMessage message; /* first */
  OdeonLink   *link;    /* counted */
  GError      *why;
} Farewell;

static void
farewell_free (Farewell *self)
{
  _odeon_link_unref (self->link);
  g_clear_error (&self->why);
  g_free (self);
}

static void
farewell_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Farewell *self = (Farewell *) message;

  _odeon_session_leave (self->link->session, g_steal_pointer (&self->why));
  farewell_free (self);
}

/* The worker has ended, and has closed it before. */
static void
farewell_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  farewell_free ((Farewell *) message);
}

static const OdeonMessageClass farewell_class = {
  .run = farewell_run,
  .refuse = farewell_refuse,
};

void
_odeon_link_close (OdeonLink *self, GError *why)
{
  Farewell    *farewell = g_new0 (Farewell, 1);
  OdeonWorker *worker = _odeon_worker_ref (self->session->worker);

  farewell->message.klass = &farewell_class;
  farewell->link = _odeon_link_ref (self);
  farewell->why = why;
  _odeon_worker_send (worker, &farewell->message);
  _odeon_worker_unref (worker);
}
