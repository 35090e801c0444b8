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

/* The ref that @ref stands for, once that is known: @ref itself if it is no promised one. %NULL: it
 * is not known yet, or there is none. Borrowed from @ref. */
OdeonRef *_odeon_ref_peek_actual (OdeonRef *ref);

/* (nullable): if @ref is a promised one, its resolution. */
OdeonResolution *_odeon_ref_get_resolution (OdeonRef *ref);

/* (nullable) (transfer full): the future that promised @ref, as long as that is not resolved, and
 * where in its value that will be, %NULL being the first reference in it: what a transport needs to
 * know to leave the forwarding to the other end. */
OdeonFuture *_odeon_ref_dup_promise (OdeonRef *ref, const gchar **out_path);

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
