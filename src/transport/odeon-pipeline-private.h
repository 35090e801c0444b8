/* SPDX-License-Identifier: MIT */

/* What is sent to an actor that a call of this session is to return: it goes on at once, to where
 * the answer is made.
 *
 * A promised ref whose promise is such a call has a pipeline, which it asks for when something is
 * sent to it; that may be on any thread. The pipeline is to the session a reference to an actor of
 * the peer's, whose index is one of ours: a PROMISE frame tells the peer what it means, before the
 * first call that goes there. By then the call that promised it must have been sent; if that was
 * not so (it is forwarded by one thread while another uses its promise), what comes is parked until
 * it is. If it has been answered instead, what is parked goes to the actor itself.
 *
 * The answer may turn out to be an actor whose own way is not this one: one of ours, or of a third
 * process. What has been sent is on its way there through the peer then, and what is sent to the
 * actor itself would be faster. So before anybody can see such an answer, the pipeline is sealed:
 * it takes no more; and when all that it has taken is written, a fence follows it, whose answer
 * says that it has arrived. Meanwhile the answer is held, as if it had not come.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call-private.h"

typedef struct _OdeonSession  OdeonSession;
typedef struct _OdeonOutCall  OdeonOutCall;
typedef struct _OdeonPipeline OdeonPipeline;

typedef struct
{
  gpointer    mark; /* constant: stands in `near` of the calls that the session carries */

  GMutex      lock;      /* guards: */
  GHashTable *by_source; /* the first OdeonPipeline of each call; not counted */
  guint       n;         /* of them */

  /* The worker's. */
  GArray     *free;      /* of guint32: indexes to be used next */
  guint32     n_indexes; /* that have been used */
  guint       n_kept;    /* calls that wait for credit */
} OdeonPipelines;

void _odeon_pipelines_init  (OdeonSession *session);
void _odeon_pipelines_clear (OdeonSession *session);

/* All that follows is the worker's. */

/* The answer to @out, which is @call, is there, with references in it: as long as it is not to be
 * seen, it is held by _odeon_outgoing_hold(). */
void _odeon_pipelines_answer (OdeonSession *session, OdeonCall *call, OdeonOutCall *out);

/* There is credit for @call, which was kept. */
void _odeon_pipeline_send_kept (OdeonCall *call);

/* What a call that went by it failed of, if the peer knows only that there is no such promise;
 * takes over @error. */
GError *_odeon_pipeline_explain (OdeonPipeline *self, GError *error);

/* (transfer full) (nullable): what @ref, a reference that is being sent, is to the peer if that has
 * promised it; and its index. It is to be announced before it is used. */
OdeonPipeline *_odeon_pipeline_of       (OdeonSession *session, OdeonRef *ref, guint32 *out_index);
void           _odeon_pipeline_announce (OdeonPipeline *self);
