/* SPDX-License-Identifier: MIT */

/* A GCancellable that cancels a future. The link waits for the future, and takes itself away from
 * the cancellable when that is done, on whatever thread that is. A handler that is running on
 * another one meanwhile keeps the link: GSignal releases its data after it. Nobody waits for it,
 * as g_cancellable_disconnect() would: within the handler that would be for ever. */

#include "odeon-async.h"
#include "odeon-future-private.h"

typedef struct
{
  OdeonWaiter   waiter; /* first */
  atomic_int    ref_count;
  OdeonFuture  *future;      /* counted, as is the next */
  GCancellable *cancellable;
  gulong        connection;
} Link;

static void
link_unref (gpointer data)
{
  Link *self = data;

  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  odeon_future_unref (self->future);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
on_cancelled (GCancellable *cancellable G_GNUC_UNUSED, gpointer data)
{
  odeon_future_cancel (((Link *) data)->future);
}

static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  Link *self = (Link *) waiter;

  /* 0: it was cancelled before it could be connected. */
  if (self->connection != 0)
    g_signal_handler_disconnect (self->cancellable, self->connection);
  link_unref (self);
}

void
odeon_future_cancel_with (OdeonFuture *future, GCancellable *cancellable)
{
  Link *self;

  g_return_if_fail (future != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (cancellable == NULL || _odeon_future_get_state (future) != 0)
    return;

  self = g_new0 (Link, 1);
  atomic_init (&self->ref_count, 2);
  self->waiter.notify = on_done;
  self->future = odeon_future_ref (future);
  self->cancellable = g_object_ref (cancellable);
  self->connection = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self,
                                            link_unref);
  /* Not `future`: what is cancelled by now may have been given up by its other owners. */
  if (!_odeon_future_add_waiter (self->future, &self->waiter))
    on_done (&self->waiter, self->future);
}
