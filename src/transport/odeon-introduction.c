/* SPDX-License-Identifier: MIT */

#include "odeon-introduction-parts-private.h"

#include "odeon-neighbors-private.h"
#include "odeon-promised-ref-private.h"

#include <sys/socket.h>
#include <unistd.h>

/* Nobody's: of an actor that is promised only. */
#define UNKNOWN_HOME "?"

/* --- bodies --- */

gboolean
_odeon_introduction_write (OdeonSession     *session,
                           OdeonFrameHeader *header,
                           const gchar      *token,
                           const gchar      *identity)
{
  OdeonIntroductionNotice notice = { (gchar *) token, (gchar *) identity };

  return _odeon_session_write (session, header, &_odeon_notice_introduction, ODEON_PARAM_IN,
                               &notice, NULL);
}

gboolean
_odeon_introduction_read (OdeonSession            *session,
                          const OdeonFrame        *frame,
                          OdeonIntroductionNotice *notice)
{
  *notice = (OdeonIntroductionNotice) { NULL, NULL };

  return _odeon_session_read (session, frame, &_odeon_notice_introduction, ODEON_PARAM_IN, notice);
}

gint
_odeon_introduction_claim_fd (OdeonSession *session)
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

/* --- the whole --- */

const gchar *
_odeon_introductions_get_home (OdeonSession *session, OdeonRef *ref)
{
  OdeonRemoteRef *remote;

  if (session->introductions.peer_identity == NULL)
    return NULL;
  if (_odeon_ref_peek_actual (ref) == NULL)
    return UNKNOWN_HOME;
  if ((remote = _odeon_introducer_find (session, ref)) == NULL)
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
      return _odeon_introducer_take_introduce (session, &frame->header);
    case ODEON_FRAME_OFFER:
      return _odeon_introduced_take_offer (session, frame);
    case ODEON_FRAME_TAKEN:
      return _odeon_introducer_take_taken (session, &frame->header);
    case ODEON_FRAME_LINK:
      return _odeon_introduced_take_link (session, frame);
    case ODEON_FRAME_INTRODUCED:
      return _odeon_introduced_take_introduced (session, frame);
    case ODEON_FRAME_CLAIM:
      return _odeon_introduced_take_claim (session, frame);
    default:
      return _odeon_introduced_take_claimed (session, frame);
    }
}

void
_odeon_introductions_init (OdeonIntroductions *self)
{
  self->offers = g_hash_table_new_full (NULL, NULL, NULL, _odeon_introducer_forget);
  self->claims = g_hash_table_new_full (NULL, NULL, NULL, _odeon_introduced_forget);
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
  g_queue_clear_full (&self->waiting, _odeon_introduced_forget);
}

void
_odeon_introductions_clear (OdeonIntroductions *self)
{
  g_hash_table_unref (self->offers);
  g_hash_table_unref (self->claims);
  g_free (self->peer_identity);
  _odeon_neighbors_unref (self->neighbors);
}
