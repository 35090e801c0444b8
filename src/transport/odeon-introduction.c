/* SPDX-License-Identifier: MIT */

#include "odeon-introduction-private.h"

#include "odeon-neighbors-private.h"
#include "odeon-promised-ref-private.h"
#include "odeon-route-private.h"

#include <sys/socket.h>
#include <unistd.h>

/* Nobody's: of an actor that is promised only. */
#define UNKNOWN_HOME "?"

/* --- bodies --- */

static gboolean
write_notice (OdeonSession     *session,
              OdeonFrameHeader *header,
              const gchar      *token,
              const gchar      *identity)
{
  OdeonIntroductionNotice notice = { (gchar *) token, (gchar *) identity };

  return _odeon_session_write (session, header, &_odeon_notice_introduction, ODEON_PARAM_IN,
                               &notice, NULL);
}

static gboolean
read_notice (OdeonSession *session, const OdeonFrame *frame, OdeonIntroductionNotice *notice)
{
  *notice = (OdeonIntroductionNotice) { NULL, NULL };

  return _odeon_session_read (session, frame, &_odeon_notice_introduction, ODEON_PARAM_IN, notice);
}

/* -1, and the session is closed: there is none, or it is no socket. */
static gint
claim_fd (OdeonSession *session)
{
  gint      fd;
  gint      type = 0;
  socklen_t size = sizeof type;

  if (session->received_fds->len == 0)
    {
      _odeon_session_violates (session, "a link without its end");
      return -1;
    }
  fd = g_array_index (session->received_fds, gint, 0);
  g_array_remove_index (session->received_fds, 0);
  if (getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM)
    return fd;

  close (fd);
  _odeon_session_violates (session, "a link that is none");

  return -1;
}

/* --- the one who introduces --- */

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

static void
introduction_free (Introduction *self)
{
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
  introduction_free ((Introduction *) message);
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
      write_notice (self->asker, &header, self->token, self->home);
    }
  introduction_free (self);
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
      introduction_free (self);
      return;
    }

  g_hash_table_insert (all->offers, GUINT_TO_POINTER (header.call), self);
  write_notice (session, &header, self->token, self->asker->introductions.peer_identity);
}

static const OdeonMessageClass offer_class = { .run = offer_run, .refuse = introduction_refuse };

/* Whom A may be introduced to: (nullable) (transfer none) */
static OdeonRemoteRef *
find_other (OdeonSession *session, OdeonRef *ref)
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
  OdeonRemoteRef *other = find_other (session, ref);
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

static gboolean
take_introduce (OdeonSession *session, const OdeonFrameHeader *header)
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
  write_notice (session, &header, "", identity);
}

static gboolean
take_taken (OdeonSession *session, const OdeonFrameHeader *header)
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

/* --- the one to whom another is introduced --- */

static gboolean
take_offer (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonNeighbors         *neighbors = session->introductions.neighbors;
  OdeonExport            *export = _odeon_exports_look_up (&session->exports, frame->header.target);
  OdeonFrameHeader        header = { .kind = ODEON_FRAME_TAKEN, .call = frame->header.call };
  OdeonIntroductionNotice notice;

  if (export == NULL)
    return _odeon_session_violates (session, "there is no actor %u", frame->header.target);
  if (!read_notice (session, frame, &notice))
    return FALSE;

  _odeon_neighbors_offer (neighbors, notice.token, export->ref, session);
  header.target = _odeon_neighbors_wants (neighbors, notice.identity);
  _odeon_notice_clear (&_odeon_notice_introduction, &notice);
  _odeon_session_write_bare (session, &header);

  return TRUE;
}

static gboolean
take_link (OdeonSession *session, const OdeonFrame *frame)
{
  gint                    fd = claim_fd (session);
  OdeonIntroductionNotice notice;

  if (fd < 0)
    return FALSE;
  if (!read_notice (session, frame, &notice))
    {
      close (fd);
      return FALSE;
    }

  _odeon_neighbors_link (session->introductions.neighbors, session->worker, fd, notice.identity);
  _odeon_notice_clear (&_odeon_notice_introduction, &notice);

  return TRUE;
}

static gboolean
take_claim (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonFrameHeader        header = { .kind = ODEON_FRAME_CLAIMED, .call = frame->header.call };
  OdeonIntroductionNotice notice;
  OdeonRef               *ref;

  if (!read_notice (session, frame, &notice))
    return FALSE;

  ref = _odeon_neighbors_claim (session->introductions.neighbors, notice.token);
  _odeon_notice_clear (&_odeon_notice_introduction, &notice);
  if (ref != NULL)
    g_ptr_array_add (session->sent_refs, ref);
  if (!_odeon_session_write (session, &header, &_odeon_notice_welcome, ODEON_PARAM_IN, NULL, NULL))
    _odeon_session_write (session, &header, &_odeon_notice_welcome, ODEON_PARAM_IN, NULL, NULL);

  return TRUE;
}

/* --- the one who is introduced --- */

typedef struct
{
  OdeonMessage    message; /* first: to one of the two workers */
  OdeonRemoteRef *ref;     /* counted: by way of the other */
  OdeonSession   *session; /* counted: of the link */
  gchar          *token;
  OdeonRef       *result;  /* (nullable) */
} Claim;

static void
claim_free (gpointer data)
{
  Claim *self = data;

  odeon_ref_unref (self->ref);
  odeon_ref_unref (self->result);
  _odeon_session_unref (self->session);
  g_free (self->token);
  g_free (self);
}

static void
claim_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  claim_free (message);
}

static void
send_claim (Claim *self, const OdeonMessageClass *klass, OdeonWorker *worker)
{
  OdeonWorker *held = _odeon_worker_ref (worker);

  self->message.klass = klass;
  _odeon_worker_send (held, &self->message);
  _odeon_worker_unref (held);
}

static void
write_claim (Claim *self)
{
  OdeonIntroductions *all = &self->session->introductions;
  OdeonFrameHeader    header = { .kind = ODEON_FRAME_CLAIM, .call = all->n_used++ };

  g_hash_table_insert (all->claims, GUINT_TO_POINTER (header.call), self);
  write_notice (self->session, &header, self->token, "");
}

/* On the link's worker. */
static void
claim_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Claim        *self = (Claim *) message;
  OdeonSession *session = self->session;

  if (session->phase == ODEON_SESSION_OPEN)
    write_claim (self);
  else if (session->phase != ODEON_SESSION_CLOSED)
    g_queue_push_tail (&session->introductions.waiting, self);
  else
    claim_free (self);
}

static const OdeonMessageClass claim_class = { .run = claim_run, .refuse = claim_refuse };

void
_odeon_introductions_begin (OdeonSession *session)
{
  Claim *claim;

  while ((claim = g_queue_pop_head (&session->introductions.waiting)) != NULL)
    write_claim (claim);
}

/* On the reference's worker. */
static void
arrive_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Claim *self = (Claim *) message;

  if (self->result != NULL)
    _odeon_remote_ref_reroute (self->ref, g_steal_pointer (&self->result));
  claim_free (self);
}

static const OdeonMessageClass arrive_class = { .run = arrive_run, .refuse = claim_refuse };

static gboolean
take_claimed (OdeonSession *session, const OdeonFrame *frame)
{
  gpointer key = GUINT_TO_POINTER (frame->header.call);
  Claim   *self = g_hash_table_lookup (session->introductions.claims, key);

  if (self == NULL || session->received_refs->len > 1)
    return _odeon_session_violates (session, "nothing was claimed as %u", frame->header.call);

  g_hash_table_steal (session->introductions.claims, key);
  if (session->received_refs->len > 0)
    self->result = odeon_ref_ref (session->received_refs->pdata[0]);
  send_claim (self, &arrive_class, self->ref->session->worker);

  return TRUE;
}

/* There is a way to @identity, or not. */
static void
be_introduced (OdeonSession *session, guint32 index, const gchar *token, const gchar *identity)
{
  OdeonNeighbors *neighbors = session->introductions.neighbors;
  OdeonSession   *direct = _odeon_neighbors_dup_session (neighbors, identity);
  OdeonRemoteRef *ref = _odeon_imports_dup (session, index);
  Claim          *claim;

  if (direct == NULL || direct == session || ref == NULL)
    {
      _odeon_session_unref (direct);
      odeon_ref_unref (ref);
      return;
    }

  claim = g_new0 (Claim, 1);
  claim->ref = ref;
  claim->session = direct;
  claim->token = g_strdup (token);
  send_claim (claim, &claim_class, direct->worker);
}

static gboolean
take_introduced (OdeonSession *session, const OdeonFrame *frame)
{
  gint                    fd = frame->header.call != 0 ? claim_fd (session) : -1;
  OdeonIntroductionNotice notice;

  if (session->phase == ODEON_SESSION_CLOSED)
    return FALSE;
  if (!read_notice (session, frame, &notice))
    {
      if (fd >= 0)
        close (fd);
      return FALSE;
    }

  if (fd >= 0)
    _odeon_neighbors_link (session->introductions.neighbors, session->worker, fd,
                           notice.identity);
  be_introduced (session, frame->header.target, notice.token, notice.identity);
  _odeon_notice_clear (&_odeon_notice_introduction, &notice);

  return TRUE;
}

/* Once for each reference: if nothing comes of it, its way stays what it is. */
void
_odeon_introductions_ask (OdeonRemoteRef *ref)
{
  OdeonSession       *session = ref->session;
  OdeonIntroductions *self = &session->introductions;
  OdeonFrameHeader    header = { .kind = ODEON_FRAME_INTRODUCE };

  if (self->neighbors == NULL || ref->is_introduced || ref->portrait == NULL
      || ref->portrait->home == NULL || session->phase != ODEON_SESSION_OPEN
      || g_str_equal (ref->portrait->home, _odeon_neighbors_get_identity (self->neighbors)))
    return;

  ref->is_introduced = TRUE;
  header.target = _odeon_remote_ref_get_index (ref);
  header.call = _odeon_neighbors_wants (self->neighbors, ref->portrait->home);
  _odeon_session_write_bare (session, &header);
}

/* --- the whole --- */

const gchar *
_odeon_introductions_get_home (OdeonSession *session, OdeonRef *ref)
{
  OdeonRemoteRef *remote;

  if (session->introductions.peer_identity == NULL)
    return NULL;
  if (_odeon_ref_peek_actual (ref) == NULL)
    return UNKNOWN_HOME;
  if ((remote = find_other (session, ref)) == NULL)
    return NULL;

  return remote->portrait->home != NULL ? remote->portrait->home
                                        : remote->session->introductions.peer_identity;
}

gboolean
_odeon_introductions_take (OdeonSession *session, const OdeonFrame *frame)
{
  if (session->introductions.neighbors == NULL)
    return _odeon_session_violates (session, "%s is not for this one",
                                    _odeon_frame_kind_get_name (frame->header.kind));

  switch (frame->header.kind)
    {
    case ODEON_FRAME_INTRODUCE:
      return take_introduce (session, &frame->header);
    case ODEON_FRAME_OFFER:
      return take_offer (session, frame);
    case ODEON_FRAME_TAKEN:
      return take_taken (session, &frame->header);
    case ODEON_FRAME_LINK:
      return take_link (session, frame);
    case ODEON_FRAME_INTRODUCED:
      return take_introduced (session, frame);
    case ODEON_FRAME_CLAIM:
      return take_claim (session, frame);
    default:
      return take_claimed (session, frame);
    }
}

static void
free_offer (gpointer introduction)
{
  introduction_free (introduction);
}

void
_odeon_introductions_init (OdeonIntroductions *self)
{
  self->offers = g_hash_table_new_full (NULL, NULL, NULL, free_offer);
  self->claims = g_hash_table_new_full (NULL, NULL, NULL, claim_free);
  g_queue_init (&self->waiting);
}

void
_odeon_introductions_close (OdeonSession *session)
{
  OdeonIntroductions *self = &session->introductions;

  if (self->neighbors != NULL)
    {
      _odeon_neighbors_withdraw (self->neighbors, session);
      if (self->peer_identity != NULL)
        _odeon_neighbors_separate (self->neighbors, self->peer_identity);
      _odeon_neighbors_unref (g_steal_pointer (&self->neighbors));
    }
  g_hash_table_remove_all (self->offers);
  g_hash_table_remove_all (self->claims);
  g_queue_clear_full (&self->waiting, claim_free);
}

void
_odeon_introductions_clear (OdeonIntroductions *self)
{
  g_hash_table_unref (self->offers);
  g_hash_table_unref (self->claims);
  g_free (self->peer_identity);
  _odeon_neighbors_unref (self->neighbors);
}
