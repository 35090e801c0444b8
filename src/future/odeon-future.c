/* SPDX-License-Identifier: MIT */

/* A future's life, and what is read of it. How it is completed is in odeon-completion.c; the
 * mechanism is told in odeon-future-private.h. */

#include "odeon-executor-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"

G_DEFINE_BOXED_TYPE (OdeonFuture, odeon_future, odeon_future_ref, odeon_future_unref)

const OdeonExecutorHooks *_odeon_executor_hooks;

OdeonFuture *
odeon_future_ref (OdeonFuture *future)
{
  g_return_val_if_fail (future != NULL, NULL);

  atomic_fetch_add_explicit (&future->ref_count, 1, memory_order_relaxed);

  return future;
}

void
_odeon_future_finalize (OdeonFuture *self)
{
  GError *error = atomic_load_explicit (&self->error, memory_order_relaxed);

  if (_odeon_future_get_state (self) == ODEON_STATE_REJECTED
      && !_odeon_future_has_mark (self, ODEON_MARK_OBSERVED)
      && !g_error_matches (error, ODEON_ERROR, ODEON_ERROR_CANCELLED))
    {
      g_autofree gchar *what = _odeon_future_describe (self);

      g_log (ODEON_LOG_FUTURE, G_LOG_LEVEL_MESSAGE, "Nobody looked at the failure of %s: %s", what,
             error->message);
    }
  if (G_UNLIKELY (error != NULL))
    g_error_free (error);
  self->klass->finalize (self);
}

/* The last reference is gone; %FALSE: whoever settles it finalizes it. */
static inline gboolean
abandon (OdeonFuture *self)
{
  /* Acquire: the outcome and what else its settler wrote. Release: what the readers did. */
  if (atomic_load_explicit (&self->state, memory_order_acquire) & ODEON_STATE_SETTLED)
    return TRUE;

  return (atomic_fetch_or_explicit (&self->state, ODEON_STATE_ABANDONED, memory_order_acq_rel)
          & ODEON_STATE_SETTLED) != 0;
}

void
odeon_future_unref (OdeonFuture *future)
{
  if (future == NULL)
    return;

  /* The only reference left is ours: no other thread can count, so there is no need to. Acquire:
   * pairs with the release of those who have let go. */
  if ((atomic_load_explicit (&future->ref_count, memory_order_acquire) == 1
       || atomic_fetch_sub_explicit (&future->ref_count, 1, memory_order_acq_rel) == 1)
      && (!future->klass->is_settled || abandon (future)))
    _odeon_future_finalize (future);
}

GError *
_odeon_future_dup_error (OdeonFuture *self)
{
  _odeon_future_mark (self, ODEON_MARK_OBSERVED);

  return g_error_copy (atomic_load_explicit (&self->error, memory_order_acquire));
}

gboolean
_odeon_future_check (OdeonFuture *self, GError **error)
{
  uintptr_t state = _odeon_future_get_state (self);

  if (state == ODEON_STATE_RESOLVED)
    return TRUE;

  if (state == ODEON_STATE_REJECTED)
    {
      if (error != NULL)
        *error = _odeon_future_dup_error (self);
      else
        _odeon_future_mark (self, ODEON_MARK_OBSERVED);
    }
  else
    {
      g_autofree gchar *what = _odeon_future_describe (self);

      g_set_error (error, ODEON_ERROR, ODEON_ERROR_PENDING, "%s is not done yet", what);
    }

  return FALSE;
}

OdeonFuture *
_odeon_future_get_origin (OdeonFuture *self)
{
  for (;;)
    {
      OdeonFuture *origin = self->klass->get_origin != NULL ? self->klass->get_origin (self) : NULL;

      if (origin == NULL)
        return self;
      self = origin;
    }
}

gchar *
_odeon_future_describe (OdeonFuture *self)
{
  return self->klass->describe != NULL ? self->klass->describe (self) : g_strdup ("a future");
}

gboolean
odeon_future_is_done (OdeonFuture *future)
{
  g_return_val_if_fail (future != NULL, FALSE);

  return _odeon_future_get_state (future) != 0;
}

static inline gboolean
wait_for (OdeonFuture *self, gint64 deadline, GError **error)
{
  _odeon_future_tell_woken ();

  return _odeon_future_get_state (self) != 0
         || _odeon_executor_hooks->suspend (self, deadline, FALSE, error);
}

gboolean
odeon_future_await (OdeonFuture *future, GError **error)
{
  g_return_val_if_fail (future != NULL, FALSE);

  if (_odeon_future_get_state (future) == 0 && !wait_for (future, G_MAXINT64, error))
    return FALSE;

  return _odeon_future_check (future, error);
}

gboolean
odeon_future_await_for (OdeonFuture *future, guint timeout_ms, GError **error)
{
  g_return_val_if_fail (future != NULL, FALSE);

  if (_odeon_future_get_state (future) == 0
      && !wait_for (future, _odeon_now () + (gint64) timeout_ms * 1000, error))
    return FALSE;

  return _odeon_future_check (future, error);
}

gboolean
odeon_future_get_value (OdeonFuture *future, GValue *value, GError **error)
{
  g_return_val_if_fail (future != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (!_odeon_future_check (future, error))
    return FALSE;

  return future->klass->get_value (future, value, error);
}

gboolean
odeon_future_cancel (OdeonFuture *future)
{
  g_autofree gchar *what = NULL;

  g_return_val_if_fail (future != NULL, FALSE);

  if (_odeon_future_get_state (future) != 0)
    return FALSE;

  what = _odeon_future_describe (future);

  return _odeon_future_reject (future, g_error_new (ODEON_ERROR, ODEON_ERROR_CANCELLED,
                                                    "%s was cancelled", what));
}
