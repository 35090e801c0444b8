/* SPDX-License-Identifier: MIT */

/* RETURN and ERROR: the answers to calls. One with references is seen only once what was sent to
 * these before they were known has come: it is held that long, and the peer is told when it is of
 * no use any more. */

#include "odeon-out-call-private.h"

/* --- one with references --- */

static void
finish (OdeonSession *session, guint32 id)
{
  OdeonFrameHeader header = { .kind = ODEON_FRAME_FINISH, .call = id };

  if (session->phase < ODEON_SESSION_CLOSED)
    _odeon_session_write_bare (session, &header);
}

void
_odeon_outgoing_hold (OdeonOutCall *out)
{
  out->n_holds++;
}

void
_odeon_outgoing_unhold (OdeonOutCall *out)
{
  OdeonSession *session = out->session;
  guint32       id = out->id;

  if (--out->n_holds > 0)
    return;

  _odeon_session_ref (session);
  _odeon_out_call_settle (out, NULL);
  finish (session, id);
  _odeon_session_unref (session);
}

static void
settle_refs (OdeonSession *session, OdeonOutCall *out, GError *error)
{
  guint32 id = out->id;

  if (error != NULL)
    {
      _odeon_out_call_settle (out, error);
      finish (session, id);
      return;
    }

  _odeon_outgoing_hold (out);
  if (out->call != NULL)
    _odeon_pipelines_answer (session, out->call, out);
  _odeon_outgoing_unhold (out);
}

/* --- any --- */

static gboolean
take_answer (OdeonSession *session, OdeonOutCall *out, const OdeonFrame *frame)
{
  OdeonCall *call = out->call;
  GError    *error = NULL;

  if (frame->header.kind == ODEON_FRAME_RETURN && call != NULL)
    {
      _odeon_call_clear_results (call);
      if (!_odeon_session_read_values (session, frame, call->method, ODEON_PARAM_OUT, call->frame,
                                       &error)
          && error == NULL)
        return FALSE;
    }
  else if (call != NULL)
    {
      error = _odeon_session_read_error (session, frame, call->method);
      if (error == NULL)
        return FALSE;
      if (out->way != NULL)
        error = _odeon_pipeline_explain (out->way, error);
    }

  if (G_UNLIKELY (session->received_refs->len > 0)
      && frame->header.kind == ODEON_FRAME_RETURN)
    settle_refs (session, out, error);
  else
    _odeon_out_call_settle (out, error);

  return TRUE;
}

gboolean
_odeon_outgoing_answer (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonOutCall *out = _odeon_outgoing_look_up (&session->outgoing, frame->header.call);
  guint32       charge;

  if (G_UNLIKELY (out == NULL || out->n_holds > 0))
    return _odeon_session_violates (session, "an answer to no call (%u)", frame->header.call);

  charge = out->charge;
  if (!take_answer (session, out, frame))
    return FALSE;

  /* What this lets go may close the session, as any sending: afterwards. */
  _odeon_credit_earn (session, charge);

  return TRUE;
}
