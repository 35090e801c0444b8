/* SPDX-License-Identifier: MIT */

/* A call that the peer is to answer, in its slot: see odeon-outgoing-private.h. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call-id-private.h"
#include "odeon-session-private.h"

struct _OdeonOutCall
{
  OdeonWaiter   waiter;  /* first: on the call's future */
  OdeonMessage  message; /* to the worker: another thread has completed that */
  OdeonSession *session; /* counted */
  OdeonCall    *call;    /* (nullable): not let go of yet; the message's reference */
  OdeonPipeline *way;    /* (nullable): counted: it went by that */
  guint32       id;
  guint32       charge;  /* what its answer gives back */
  OdeonOutput  *output;  /* of the session: by which it went */
  guint32       size;    /* of its frame */
  guint64       end;     /* the position behind that */
  guint64       last_period; /* in which its answer may come; G_MAXUINT64: any */
  gint64        expiry;  /* when nobody wants the answer, as the frame says; G_MAXINT64: never */
  guint         n_holds; /* the answer is there, and is held by so many */
  gboolean      is_settling; /* it is completed here, now */
  gboolean      is_done;     /* its future is, and has said so */
  gboolean      is_answered; /* by the peer, or never will be */
};

/* In a slot of its own, and with an id; %NULL: too many are under way. Nothing is sent yet. */
OdeonOutCall *_odeon_out_call_new  (OdeonSession *session);

/* Its slot is free for another. */
void          _odeon_out_call_free (OdeonOutCall *self);

/* Its request has been written: the message's reference to @call is its own from now on, and it
 * waits for that. */
void _odeon_out_call_begin    (OdeonOutCall *self, OdeonCall *call);

/* Nobody waits for the answer, and the request has not been sent: what is sent instead is answered
 * as it would have been. */
void _odeon_out_call_withdraw (OdeonOutCall *self);

/* The answer has come, or never will: completes the call by @error (nullable) (taken over), or with
 * the results that are in its frame. It may be gone afterwards. */
void _odeon_out_call_settle   (OdeonOutCall *self, GError *error);

/* (nullable): the one of that id, if it is not answered. */
static inline OdeonOutCall *
_odeon_outgoing_look_up (OdeonOutgoing *self, guint32 id)
{
  guint32       slot = _odeon_call_id_get_slot (id);
  OdeonOutCall *out = slot < self->slots->len ? self->slots->pdata[slot] : NULL;

  return out != NULL && out->id == id && !out->is_answered ? out : NULL;
}
