/* SPDX-License-Identifier: MIT */

#include "odeon-route-private.h"

#include "odeon-promised-ref-private.h"

struct _OdeonRoute
{
  OdeonWaiter     waiter; /* first: on the fence */
  OdeonRemoteRef *ref;    /* counted until the fence is back */
  OdeonRemoteRef *direct; /* counted */
  OdeonChain      parked;
};

/* The reference to its target and its place among those that are queued go with it. */
static void
pass_on (OdeonRemoteRef *self, OdeonRemoteRef *direct, OdeonCall *call)
{
  call->target = odeon_ref_ref (direct);
  atomic_fetch_add_explicit (&direct->session->credit.n_queued, 1, memory_order_relaxed);
  _odeon_remote_ref_send_passed (call);
  _odeon_credit_dequeued (self->session);
  odeon_ref_unref (self);
}

void
_odeon_route_take (OdeonRemoteRef *self, OdeonCall *call)
{
  OdeonRemoteRef *direct = atomic_load_explicit (&self->direct, memory_order_relaxed);

  /* What it has promised is not this session's to know any more. */
  if (!(call->flags & ODEON_CALL_TELL))
    atomic_store_explicit (&call->near, NULL, memory_order_relaxed);
  if (direct != NULL)
    pass_on (self, direct, call);
  else
    _odeon_chain_append (&self->route->parked, &call->message.node);
}

static void
fence_done (OdeonWaiter *waiter, OdeonFuture *future)
{
  OdeonRoute     *self = (OdeonRoute *) waiter;
  OdeonRemoteRef *ref = g_steal_pointer (&self->ref);
  OdeonMessage   *message;

  odeon_future_unref (future);
  while ((message = (OdeonMessage *) _odeon_chain_pop (&self->parked)) != NULL)
    pass_on (ref, self->direct, ODEON_CALL_OF_MESSAGE (message));
  /* Release: pairs with _odeon_remote_ref_get_last(). */
  atomic_store_explicit (&ref->direct, self->direct, memory_order_release);
  odeon_ref_unref (ref);
}

void
_odeon_remote_ref_reroute (OdeonRemoteRef *self, OdeonRef *direct)
{
  OdeonRemoteRef *last = _odeon_remote_ref_of_any (direct);
  OdeonRoute     *route;
  OdeonCall      *fence;

  if (self->route != NULL || last == NULL || last == self)
    {
      odeon_ref_unref (direct);
      return;
    }

  route = g_new0 (OdeonRoute, 1);
  route->waiter.notify = fence_done;
  route->ref = odeon_ref_ref (self);
  route->direct = last;
  fence = odeon_call_new (self, &_odeon_method_fence);
  _odeon_future_add_only_waiter (&fence->future, &route->waiter);
  self->route = route;
  _odeon_outgoing_send (self->session, self, fence);
}

void
_odeon_route_free (OdeonRoute *self)
{
  if (self == NULL)
    return;

  odeon_ref_unref (self->direct);
  g_free (self);
}
