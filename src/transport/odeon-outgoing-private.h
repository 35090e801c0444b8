/* SPDX-License-Identifier: MIT */

/* Calls that the peer is to answer.
 *
 * Each has a slot, whose number goes with it, from its sending to its answer, which comes in any
 * case. A slot holds the message's reference to the call, and waits for its future: if anybody else
 * completes that (a cancellation, a deadline), the peer is told that nobody waits any longer, and
 * the call is let go of; the slot stays until the answer has come.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call-private.h"
#include "odeon-out-deadline-private.h"
#include "odeon-wire-private.h"

typedef struct _OdeonSession   OdeonSession;
typedef struct _OdeonRemoteRef OdeonRemoteRef;
typedef struct _OdeonOutCall   OdeonOutCall;

typedef struct
{
  GPtrArray  *slots; /* of OdeonOutCall, by the lower bits of the id; NULL: free */
  GArray     *free;  /* of guint32: ids to be used next */
  guint32     n;     /* in use */
  OdeonOutDeadlines deadlines;
} OdeonOutgoing;

void _odeon_outgoing_init  (OdeonOutgoing *self, OdeonWorker *worker);
void _odeon_outgoing_clear (OdeonOutgoing *self);

/* Sends @call to the peer's actor. Owns the message's reference to it. */
gboolean _odeon_outgoing_send (OdeonSession *session, OdeonRemoteRef *target, OdeonCall *call);

/* Sends what is not answered, its arguments lying at @arguments. %FALSE: nothing was sent. */
gboolean _odeon_outgoing_tell (OdeonSession          *session,
                               OdeonRemoteRef        *target,
                               const OdeonMethodInfo *method,
                               const gconstpointer   *arguments);

/* Likewise, of what is answered: @call has none of them. Owns the message's reference to it. */
gboolean _odeon_outgoing_ask  (OdeonSession        *session,
                               OdeonRemoteRef      *target,
                               OdeonCall           *call,
                               const gconstpointer *arguments);

/* A RETURN or an ERROR has come. After %FALSE the session is closed. */
gboolean _odeon_outgoing_answer (OdeonSession *session, const OdeonFrame *frame);

/* The frame of a call at @place is to be sent anew: nothing may come of it if nobody waits any
 * longer, and else there is less time than there was. */
void _odeon_outgoing_revise (OdeonSession *session, guint8 *place, gint64 now);

/* Whether @call has been sent and its answer not been seen yet; and by which id. */
gboolean _odeon_outgoing_find (OdeonSession *session, OdeonCall *call, guint32 *out_id);

/* Its answer, which is there, is not to be seen before the last has let go of it. */
void _odeon_outgoing_hold   (OdeonOutCall *out);
void _odeon_outgoing_unhold (OdeonOutCall *out);

/* The session is closed: all fail; those behind the position @delivered have certainly not been
 * handled. */
void _odeon_outgoing_fail_all (OdeonSession *session, guint64 delivered, const GError *why);

/* On any thread: @call was not sent, for @error, which is taken over. Returns %FALSE. */
gboolean _odeon_outgoing_fail (OdeonCall *call, GError *error);

/* The same, the session being closed. */
gboolean _odeon_outgoing_refuse (OdeonRemoteRef *target, OdeonCall *call);
