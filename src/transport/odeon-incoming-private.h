/* SPDX-License-Identifier: MIT */

/* Calls that the peer waits for. Each is a call like any other of this process, whose future the
 * session has; when that is done, the answer is written. One with references in it is kept until
 * the peer says that it needs it no more: it may have promised them to somebody meanwhile. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-alarm-private.h"
#include "odeon-call-private.h"
#include "odeon-request-private.h"

typedef struct _OdeonSession OdeonSession;

typedef struct
{
  GPtrArray *slots; /* of OdeonInCall, by the lower bits of the peer's id; NULL: not under way */
  guint32    n;     /* that are not answered */
  OdeonAlarm alarm; /* of their deadlines */
} OdeonIncoming;

void _odeon_incoming_init  (OdeonIncoming *self, OdeonWorker *worker);
void _odeon_incoming_clear (OdeonIncoming *self);

/* Whether a call of that id may come now. After %FALSE with @error set it is refused; without, the
 * session is closed. */
gboolean _odeon_incoming_admit (OdeonSession *session, guint32 id, GError **error);

/* The peer waits for @call, which nobody else knows yet; or for @future, which is taken over. */
void _odeon_incoming_add_call   (OdeonSession       *session,
                                 const OdeonRequest *request,
                                 OdeonCall          *call);
void _odeon_incoming_add_future (OdeonSession       *session,
                                 const OdeonRequest *request,
                                 OdeonFuture        *future);

/* A CANCEL has come. After %FALSE the session is closed. */
gboolean _odeon_incoming_cancel (OdeonSession *session, guint32 id);

/* A FINISH has come: the answer of that call, which had references, is of no use any more. */
gboolean _odeon_incoming_finish (OdeonSession *session, guint32 id);

/* (transfer full) (nullable): of a call that is under way, or was answered with references and is
 * not finished. */
OdeonFuture *_odeon_incoming_dup_future (OdeonSession *session, guint32 id);

/* The session is closed: nobody waits for them. */
void _odeon_incoming_cancel_all (OdeonSession *session, const GError *why);
