/* SPDX-License-Identifier: MIT */

/* A reference to an actor of the peer's. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-session-private.h"

typedef struct _OdeonRoute OdeonRoute;

struct _OdeonRemoteRef
{
  OdeonRef       ref;      /* first */
  OdeonSession  *session;  /* constant, counted */
  OdeonPortrait *portrait; /* constant, counted */
  guint32        index;    /* constant: the peer's */
  OdeonMessage   farewell; /* to the session's worker: nobody holds it any more */
  _Atomic (OdeonRemoteRef *) direct; /* (nullable): the route's: set once: where it goes then */

  /* The session's worker's. */
  guint32                   n_received;
  guint32                   n_kept;    /* calls to it that wait for credit */
  guint32                   n_apart;   /* requests that have gone by lanes */
  guint64                   bulk_end;  /* on the lane of what is large: behind the last of those */
  const OdeonMethodInfo    *method;    /* called last */
  guint16                   interface; /* the number of that, by ours */
  guint16                   operation; /* likewise */
  guint8                    flags;     /* constant: of the frames that go there */
  gboolean                  is_introduced; /* or it has been asked for that */
  OdeonRoute               *route;     /* (nullable): it is rerouted, or about to be */
};

/* Where what is sent to it goes. Acquire: pairs with the release in odeon-route.c. */
static inline OdeonRemoteRef *
_odeon_remote_ref_get_last (OdeonRemoteRef *self)
{
  OdeonRemoteRef *next;

  while (G_UNLIKELY ((next = atomic_load_explicit (&self->direct, memory_order_acquire)) != NULL))
    self = next;

  return self;
}

OdeonRemoteRef *_odeon_remote_ref_new  (OdeonSession  *session,
                                        OdeonPortrait *portrait,
                                        guint32        index);
void            _odeon_remote_ref_free (OdeonRemoteRef *self);

/* On the session's worker: a call that the credit has kept may be sent. */
void _odeon_remote_ref_send_kept (OdeonCall *call);

/* On a worker: @call, which has its target and is queued there, comes from one that was
 * rerouted. */
void _odeon_remote_ref_send_passed (OdeonCall *call);

/* On the session's worker: a new reference, if it is not being let go of. */
gboolean _odeon_remote_ref_revive (OdeonRemoteRef *self);
