/* SPDX-License-Identifier: MIT */

/* The one by whom two others know of each other's actors: what A asks for is offered to B, on B's
 * worker, and what B says to that is told A, on A's. */

#include "odeon-introduction-parts-private.h"

#include "odeon-neighbors-private.h"
#include "odeon-promised-ref-private.h"

#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  OdeonMessage    message; /* first: to one of the two workers */
  OdeonSession   *asker;   /* counted: A's */
  OdeonRemoteRef *ref;     /* counted: B's actor */
  gchar          *token;
  gchar          *home;    /* B's identity */
  guint32         target;  /* what A calls the actor */
  gboolean        is_wanted; /* a link, by A */
  gint            fd;      /* A's end; -1: there is none */
} Introduction;

void
_odeon_introducer_forget (gpointer introduction)
{
  Introduction *self = introduction;

  if (self->fd >= 0)
    close (self->fd);
  _odeon_session_unref (self->asker);
  odeon_ref_unref (self->ref);
  g_free (self->token);
  g_free (self->home);
  g_free (self);
}

static void
introduction_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  _odeon_introducer_forget (message);
}

static void
send_introduction (Introduction *self, OdeonMessageClass const *klass, OdeonWorker *worker)
{
  OdeonWorker *held = _odeon_worker_ref (worker);

  self->message.klass = klass;
  _odeon_worker_send (held, &self->message);
  _odeon_worker_unref (held);
}

/* On A's worker. */
static void
tell_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Introduction    *self = (Introduction *) message;
  OdeonFrameHeader header = { .kind = ODEON_FRAME_INTRODUCED, .target = self->target,
                              .call = self->fd >= 0 };

  if (self->asker->phase == ODEON_SESSION_OPEN)
    {
      if (self->fd >= 0)
        _odeon_session_enclose_fd (self->asker, g_steal_fd (&self->fd));
      _odeon_introduction_write (self->asker, &header, self->token, self->home);
    }
  _odeon_introducer_forget (self);
}

static const OdeonMessageClass tell_class = { .run = tell_run, .refuse = introduction_refuse };

/* On B's worker. */
static void
offer_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Introduction       *self = (Introduction *) message;
  OdeonSession       *session = self->ref->session;
  OdeonIntroductions *all = &session->introductions;
  OdeonFrameHeader    header = { .kind = ODEON_FRAME_OFFER,
                                 .target = _odeon_remote_ref_get_index (self->ref),
                                 .call = all->n_used++ };

  if (session->phase != ODEON_SESSION_OPEN
      || g_hash_table_size (all->offers) >= session->options.max_calls
      || g_hash_table_contains (all->offers, GUINT_TO_POINTER (header.call)))
    {
      _odeon_introducer_forget (self);
      return;
    }

  g_hash_table_insert (all->offers, GUINT_TO_POINTER (header.call), self);
  _odeon_introduction_write (session, &header, self->token,
                             self->asker->introductions.peer_identity);
}

static const OdeonMessageClass offer_class = { .run = offer_run, .refuse = introduction_refuse };

OdeonRemoteRef *
_odeon_introducer_find (OdeonSession *session, OdeonRef *ref)
{
  OdeonRef       *actual = _odeon_ref_peek_actual (ref);
  OdeonRemoteRef *remote = actual != NULL ? _odeon_remote_ref_of_any (actual) : NULL;

  if (remote == NULL)
    return NULL;

  remote = _odeon_remote_ref_get_last (remote);

  return remote->session != session && remote->session->introductions.peer_identity != NULL
           ? remote : NULL;
}

static void
introduce (OdeonSession *session, OdeonRef *ref, guint32 target, gboolean is_wanted)
{
  OdeonRemoteRef *other = _odeon_introducer_find (session, ref);
  Introduction   *self;

  if (other == NULL || session->phase != ODEON_SESSION_OPEN)
    return;

  self = g_new0 (Introduction, 1);
  self->asker = _odeon_session_ref (session);
  self->ref = odeon_ref_ref (other);
  self->token = _odeon_neighbors_dup_random ();
  self->home = g_strdup (other->session->introductions.peer_identity);
  self->target = target;
  self->is_wanted = is_wanted;
  self->fd = -1;
  send_introduction (self, &offer_class, other->session->worker);
}

/* Somebody asks for an actor that is only promised here. */
typedef struct
{
  OdeonWaiter   waiter;  /* first: on its resolution */
  OdeonMessage  message; /* to the session's worker */
  OdeonSession *session; /* counted */
  OdeonRef     *ref;     /* counted */
  guint32       target;
  gboolean      is_wanted;
} Inquiry;

static Inquiry *
inquiry_of_message (OdeonMessage *message)
{
  return (Inquiry *) ((gchar *) message - G_STRUCT_OFFSET (Inquiry, message));
}

static void
inquiry_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  Inquiry *self = inquiry_of_message (message);

  _odeon_session_unref (self->session);
  odeon_ref_unref (self->ref);
  g_free (self);
}

static void
inquiry_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Inquiry *self = inquiry_of_message (message);

  introduce (self->session, self->ref, self->target, self->is_wanted);
  inquiry_refuse (message, NULL);
}

static const OdeonMessageClass inquiry_class = { .run = inquiry_run, .refuse = inquiry_refuse };

static void
is_resolved (OdeonWaiter *waiter, OdeonFuture *future)
{
  Inquiry     *self = (Inquiry *) waiter;
  OdeonWorker *worker = _odeon_worker_ref (self->session->worker);

  odeon_future_unref (future);
  self->message.klass = &inquiry_class;
  _odeon_worker_send (worker, &self->message);
  _odeon_worker_unref (worker);
}

static void
introduce_later (OdeonSession *session, OdeonRef *ref, const OdeonFrameHeader *header)
{
  Inquiry     *self = g_new0 (Inquiry, 1);
  OdeonFuture *future = odeon_ref_resolve (ref);

  self->waiter.notify = is_resolved;
  self->session = _odeon_session_ref (session);
  self->ref = odeon_ref_ref (ref);
  self->target = header->target;
  self->is_wanted = header->call != 0;
  if (!_odeon_future_add_waiter (future, &self->waiter))
    is_resolved (&self->waiter, future);
}

gboolean
_odeon_introducer_take_introduce (OdeonSession *session, const OdeonFrameHeader *header)
{
  OdeonExport *export = _odeon_exports_look_up (&session->exports, header->target);

  if (export == NULL)
    return _odeon_session_violates (session, "there is no actor %u", header->target);
  if (session->introductions.peer_identity == NULL)
    return TRUE;

  if (_odeon_ref_peek_actual (export->ref) != NULL)
    introduce (session, export->ref, header->target, header->call != 0);
  else
    introduce_later (session, export->ref, header);

  return TRUE;
}

/* Two ends: one goes to B. */
static void
make_link (OdeonSession *session, Introduction *self)
{
  OdeonIntroductions *all = &session->introductions;
  const gchar        *identity = self->asker->introductions.peer_identity;
  OdeonFrameHeader    header = { .kind = ODEON_FRAME_LINK };
  gint                fds[2];

  if (!_odeon_neighbors_pair (all->neighbors, identity, self->home)
      || socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
    return;

  self->fd = fds[0];
  _odeon_session_enclose_fd (session, fds[1]);
  _odeon_introduction_write (session, &header, "", identity);
}

gboolean
_odeon_introducer_take_taken (OdeonSession *session, const OdeonFrameHeader *header)
{
  gpointer      key = GUINT_TO_POINTER (header->call);
  Introduction *self = g_hash_table_lookup (session->introductions.offers, key);

  if (self == NULL)
    return _odeon_session_violates (session, "there was no offer %u", header->call);

  g_hash_table_steal (session->introductions.offers, key);
  if (self->is_wanted && header->target != 0)
    make_link (session, self);
  send_introduction (self, &tell_class, self->asker->worker);

  return TRUE;
}
