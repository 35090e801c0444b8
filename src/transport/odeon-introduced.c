/* SPDX-License-Identifier: MIT */

/* The two who are introduced: B, who holds what is offered until it is claimed, and A, who claims
 * it and reroutes its reference. */

#include "odeon-introduction-parts-private.h"

#include "odeon-neighbors-private.h"
#include "odeon-route-private.h"

#include <unistd.h>

/* --- the one to whom another is introduced --- */

gboolean
_odeon_introduced_take_offer (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonNeighbors         *neighbors = session->introductions.neighbors;
  OdeonExport            *export = _odeon_exports_look_up (&session->exports, frame->header.target);
  OdeonFrameHeader        header = { .kind = ODEON_FRAME_TAKEN, .call = frame->header.call };
  OdeonIntroductionNotice notice;

  if (export == NULL)
    return _odeon_session_violates (session, "there is no actor %u", frame->header.target);
  if (!_odeon_introduction_read (session, frame, &notice))
    return FALSE;

  _odeon_neighbors_offer (neighbors, notice.token, export->ref, session);
  header.target = _odeon_neighbors_wants (neighbors, notice.identity);
  _odeon_notice_clear (&_odeon_notice_introduction, &notice);
  _odeon_session_write_bare (session, &header);

  return TRUE;
}

gboolean
_odeon_introduced_take_link (OdeonSession *session, const OdeonFrame *frame)
{
  gint                    fd = _odeon_introduction_claim_fd (session);
  OdeonIntroductionNotice notice;

  if (fd < 0)
    return FALSE;
  if (!_odeon_introduction_read (session, frame, &notice))
    {
      close (fd);
      return FALSE;
    }

  _odeon_neighbors_link (session->introductions.neighbors, session->worker, fd, notice.identity);
  _odeon_notice_clear (&_odeon_notice_introduction, &notice);

  return TRUE;
}

gboolean
_odeon_introduced_take_claim (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonFrameHeader        header = { .kind = ODEON_FRAME_CLAIMED, .call = frame->header.call };
  OdeonIntroductionNotice notice;
  OdeonRef               *ref;

  if (!_odeon_introduction_read (session, frame, &notice))
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

void
_odeon_introduced_forget (gpointer data)
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
  _odeon_introduced_forget (message);
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
  _odeon_introduction_write (self->session, &header, self->token, "");
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
    _odeon_introduced_forget (self);
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
  _odeon_introduced_forget (self);
}

static const OdeonMessageClass arrive_class = { .run = arrive_run, .refuse = claim_refuse };

gboolean
_odeon_introduced_take_claimed (OdeonSession *session, const OdeonFrame *frame)
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

gboolean
_odeon_introduced_take_introduced (OdeonSession *session, const OdeonFrame *frame)
{
  gint                    fd = -1;
  OdeonIntroductionNotice notice;

  if (frame->header.call != 0)
    fd = _odeon_introduction_claim_fd (session);
  if (session->phase == ODEON_SESSION_CLOSED)
    return FALSE;
  if (!_odeon_introduction_read (session, frame, &notice))
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
