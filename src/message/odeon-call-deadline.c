/* SPDX-License-Identifier: MIT */

/* The deadline of a call whose operation has one (@timeout): it fails the call's own future, so
 * that a call that has not started by then is withdrawn, and the answer of one that has is dropped.
 * It waits for the future as everybody does: whatever completes that, itself included, disarms it.
 */

#include "odeon-call-private.h"
#include "odeon-environment-private.h"
#include "odeon-executor-private.h"

typedef struct
{
  OdeonDeadline deadline; /* first */
  OdeonWaiter   waiter;
  OdeonCall    *call; /* counted */
} CallDeadline;

static void
fire (OdeonTimer *timer, const GError *why)
{
  OdeonCall        *call = ((CallDeadline *) timer)->call;
  g_autofree gchar *what = NULL;

  if (why != NULL)
    {
      _odeon_future_reject (&call->future, g_error_copy (why));
      return;
    }

  what = _odeon_future_describe (&call->future);
  _odeon_future_reject (&call->future,
                        g_error_new (ODEON_ERROR, ODEON_ERROR_TIMED_OUT,
                                     "%s: no answer within %u ms", what,
                                     call->method->timeout_ms));
}

static void
released (OdeonDeadline *deadline)
{
  CallDeadline *self = (CallDeadline *) deadline;

  odeon_future_unref (&self->call->future);
  g_free (self);
}

static void
on_done (OdeonWaiter *waiter, OdeonFuture *future G_GNUC_UNUSED)
{
  CallDeadline *self =
    (CallDeadline *) ((gchar *) waiter - G_STRUCT_OFFSET (CallDeadline, waiter));

  _odeon_executor_hooks->disarm (&self->deadline);
}

void
_odeon_call_set_deadline (OdeonCall *call)
{
  CallDeadline *self;

  if (_odeon_future_get_state (&call->future) != 0)
    return;

  self = g_new0 (CallDeadline, 1);
  odeon_future_ref (&call->future);
  self->call = call;
  self->waiter.notify = on_done;
  self->deadline.timer.due = _odeon_now () + (gint64) call->method->timeout_ms * 1000;
  self->deadline.timer.fire = fire;
  self->deadline.released = released;

  _odeon_executor_hooks->arm (&self->deadline);
  /* By now it may have been answered, or the deadline have come. */
  if (!_odeon_future_add_waiter (&call->future, &self->waiter))
    on_done (&self->waiter, &call->future);
}
