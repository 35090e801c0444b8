/* SPDX-License-Identifier: MIT */

/* A reference to the actor that a call is going to return.
 *
 * Calls wait in it, in the order in which they came. When the answer is there, whoever gives it
 * hands them over to the actor, before anybody can see the answer: the promised ref is an early
 * waiter of the future. So what was sent here comes before what its sender, or anybody who has
 * learnt of the actor from the answer, sends to the actor itself. What comes while calls are being
 * handed over waits behind them; from then on a call passes straight through. If there is no actor,
 * all of them fail of that.
 *
 * Where a transport carries the call that promised it, what is sent here need not wait: it goes on
 * at once, by the transport's pipeline, to wait where the answer is made. The transport sees to it
 * that nobody sees the answer here before all of that has reached the actor, if the way by which it
 * went is not the actor's own.
 *
 * A call that waits here has a message class that says so, and names as its target whoever is to
 * resolve the promise, so that awaits in a circle are found. If such an await may have begun, the
 * call is on record as kept by that actor when it goes on: see odeon-call-private.h. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call-private.h"
#include "odeon-promised-ref.h"

typedef struct _OdeonPromisedRef OdeonPromisedRef;
typedef struct _OdeonResolution  OdeonResolution;
typedef struct _OdeonPromiseLink OdeonPromiseLink;

/* A promise that is kept with another promise leads on to that. */
struct _OdeonPromiseLink
{
  OdeonPromiseLink *next;     /* (nullable) */
  guint             n_behind; /* how many lead here, one after the other */
};

/* Both live until neither is needed any more. %FALSE, with %ODEON_ERROR_DEADLOCK: the chain would
 * close, or be too long to be walked. */
gboolean _odeon_promise_link (OdeonPromiseLink *self, OdeonPromiseLink *next, GError **error);

/* How what is sent to a promised ref goes on at once: the transport's.
 * `open`: (transfer full) (nullable): the way to the actor that @source is going to return at
 *   @path, which is @type; %NULL: nobody carries that call to where that could be known sooner than
 *   here. Called under a lock: runs nobody's code.
 * `reserve`: %FALSE: nothing goes that way any more. Likewise.
 * `admit`: whether @call may be sent; may wait.
 * `send`: after one that was reserved; the same as `relay` of a ref. It keeps the order of each
 *   thread.
 * `close`: @source is done, or about to be; takes over the way. */
typedef struct
{
  OdeonRef *(*open)    (OdeonCall *source, const gchar *path, const OdeonTypeInfo *type);
  gboolean  (*reserve) (OdeonRef *way);
  gboolean  (*admit)   (OdeonRef *way, OdeonCall *call, GError **error);
  void      (*send)    (OdeonRef *way, OdeonCall *call);
  void      (*close)   (OdeonRef *way);
} OdeonPipelineHooks;

/* (nullable): set by the transport, before main(). */
extern const OdeonPipelineHooks *_odeon_pipeline_hooks;

/* A call that is answered as soon as it has reached the process where its target's actor is, behind
 * all that was sent there before: it never gets into a mailbox. */
extern const OdeonMethodInfo _odeon_method_fence;

/* Whether @call is one that ends here, @to being an actor of this process: then it is answered. */
gboolean _odeon_fence_ends (OdeonRef *to, OdeonCall *call);

/* The future of a fence that is sent to @ref. */
OdeonFuture *_odeon_fence_send (gpointer ref);

/* (transfer full) (nullable): the way by which what is sent to @ref goes on at once. */
OdeonRef *_odeon_ref_dup_way (OdeonRef *ref);

/* The ref that @ref stands for, once that is known: @ref itself if it is no promised one. %NULL: it
 * is not known yet, or there is none. Borrowed from @ref. */
OdeonRef *_odeon_ref_peek_actual (OdeonRef *ref);

/* (nullable): if @ref is a promised one, its resolution. */
OdeonResolution *_odeon_ref_get_resolution (OdeonRef *ref);

/* The same; %NULL with @error set: it is not known yet (%ODEON_ERROR_PENDING), or why there is
 * none. */
OdeonRef *_odeon_ref_resolved (OdeonRef *ref, GError **error);

/* What _odeon_ref_peek_actual() is %NULL for: the promise's error, or %ODEON_ERROR_PENDING. */
GError *_odeon_ref_dup_objection (OdeonRef *ref);

/* Reads a reference from a future whose value is there, though it may not be seen yet; @type is
 * what it is to be. Takes a reference. */
gboolean _odeon_promise_read (OdeonFuture         *future,
                              const gchar         *path,
                              const OdeonTypeInfo *type,
                              OdeonRef           **out_ref,
                              GError             **error);

/* What odeon_ref_resolve() gives of a promised ref: odeon-resolution.c. */
/* Takes over @source. */
OdeonResolution *_odeon_resolution_new    (OdeonFuture *source);
OdeonFuture     *_odeon_resolution_future (OdeonResolution *self);

/* (nullable) (transfer full): the promise, until it is dropped. */
OdeonFuture *_odeon_resolution_dup_source  (OdeonResolution *self);
void         _odeon_resolution_drop_source (OdeonResolution *self);

/* Ends it; takes over @error, %NULL if it is @ref, which may be a promised one itself. */
void _odeon_resolution_settle (OdeonResolution *self, OdeonRef *ref, GError *error);
