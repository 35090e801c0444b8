/* SPDX-License-Identifier: MIT */

/* A future with a deadline: the outcome of another, or a timeout. The waiter on the source and the
 * timer each hold a reference; whichever takes the waiter away, the source's completion or the
 * timer when it has fired, disarms the timer. */

#include "odeon-environment-private.h"
#include "odeon-executor-private.h"
#include "odeon-value-future-private.h"

typedef struct
{
  OdeonValueFuture base;
  OdeonWaiter      waiter;
  OdeonDeadline    deadline;
  OdeonFuture     *source;
  guint            timeout_ms;
} Timeout;

#define TIMEOUT_OF_WAITER(w) ((Timeout *) ((gchar *) (w) - G_STRUCT_OFFSET (Timeout, waiter)))
#define TIMEOUT_OF_DEADLINE(d) \
  ((Timeout *) ((gchar *) (d) - G_STRUCT_OFFSET (Timeout, deadline)))

static void
finalize (OdeonFuture *future)
{
  Timeout *self = (Timeout *) future;

  odeon_future_unref (self->source);
  _odeon_value_future_clear (&self->base);
  g_free (self);
}

static gchar *
describe (OdeonFuture *future)
{
  return _odeon_future_describe (((Timeout *) future)->source);
}

static const OdeonFutureClass timeout_class = {
  .finalize = finalize,
  .get_value = _odeon_value_future_get_value,
  .dup_variant = _odeon_value_future_dup_variant,
  .describe = describe,
  .get_origin = _odeon_value_future_get_origin,
};

static void
time_out (Timeout *self, const GError *why)
{
  g_autofree gchar *what = NULL;

  if (_odeon_future_get_state (&self->base.future) != 0)
    return;

  if (why != NULL)
    {
      _odeon_future_reject (&self->base.future, g_error_copy (why));
      return;
    }

  what = _odeon_future_describe (self->source);
  _odeon_future_reject (&self->base.future,
                        g_error_new (ODEON_ERROR, ODEON_ERROR_TIMED_OUT,
                                     "%s: no answer within %u ms", what, self->timeout_ms));
}

/* The source may take for ever, and be waited for with many a deadline: none stays behind there. */
static void
fire (OdeonTimer *timer, const GError *why)
{
  Timeout *self = TIMEOUT_OF_DEADLINE (timer);

  time_out (self, why);
  if (!_odeon_future_remove_waiter (self->source, &self->waiter))
    return;

  /* The timeout was the answer: a failure after it is no news. */
  _odeon_future_mark (self->source, ODEON_MARK_OBSERVED);
  _odeon_executor_hooks->disarm (&self->deadline);
  odeon_future_unref (&self->base.future);
}

static void
released (OdeonDeadline *deadline)
{
  odeon_future_unref (&TIMEOUT_OF_DEADLINE (deadline)->base.future);
}

static void
on_source_done (OdeonWaiter *waiter, OdeonFuture *source)
{
  Timeout *self = TIMEOUT_OF_WAITER (waiter);

  _odeon_value_future_adopt (&self->base, source);
  _odeon_executor_hooks->disarm (&self->deadline);
  odeon_future_unref (&self->base.future);
}

OdeonFuture *
odeon_future_with_timeout (OdeonFuture *future, guint timeout_ms)
{
  Timeout *self;

  g_return_val_if_fail (future != NULL, NULL);

  /* What is done is in time, however short that is. */
  if (_odeon_future_get_state (future) != 0)
    return future;

  self = g_new0 (Timeout, 1);
  _odeon_future_init (&self->base.future, &timeout_class, 3);
  self->waiter.notify = on_source_done;
  self->source = future;
  self->timeout_ms = timeout_ms;
  self->deadline.timer.due = _odeon_now () + (gint64) timeout_ms * 1000;
  self->deadline.timer.fire = fire;
  self->deadline.released = released;

  _odeon_executor_hooks->arm (&self->deadline);
  if (!_odeon_future_add_waiter (future, &self->waiter))
    on_source_done (&self->waiter, future);

  return &self->base.future;
}
