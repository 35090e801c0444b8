/* SPDX-License-Identifier: MIT */

/* The state word and its two ends: completing and waiting. The mechanism is told in
 * odeon-future-private.h. */

#include "odeon-executor-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"

G_DEFINE_BOXED_TYPE (OdeonFuture, odeon_future, odeon_future_ref, odeon_future_unref)

const OdeonExecutorHooks *_odeon_executor_hooks;

/* Removing a waiter takes the list away for a moment: one remover at a time. */
static GMutex removal;

OdeonFuture *
odeon_future_ref (OdeonFuture *future)
{
  g_return_val_if_fail (future != NULL, NULL);

  atomic_fetch_add_explicit (&future->ref_count, 1, memory_order_relaxed);

  return future;
}

static void
finalize (OdeonFuture *self)
{
  GError *error = atomic_load_explicit (&self->error, memory_order_relaxed);

  if (_odeon_future_get_state (self) == ODEON_STATE_REJECTED
      && !atomic_load_explicit (&self->observed, memory_order_relaxed)
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
    finalize (future);
}

static inline OdeonWaiter *
waiters_of (uintptr_t state)
{
  return (OdeonWaiter *) (state & ~ODEON_STATE_FLAGS);
}

/* The list has the last comer first; they are woken in the order in which they came. */
static void
notify_all (OdeonWaiter *last_first, OdeonFuture *self)
{
  OdeonWaiter *in_order = NULL;

  /* Mostly, one waits. */
  if (last_first != NULL && last_first->next == NULL)
    {
      last_first->notify (last_first, self);
      return;
    }

  while (last_first != NULL)
    {
      OdeonWaiter *waiter = last_first;

      last_first = waiter->next;
      waiter->next = in_order;
      in_order = waiter;
    }
  while (in_order != NULL)
    {
      OdeonWaiter *waiter = in_order;

      in_order = waiter->next;
      waiter->notify (waiter, self);
    }
}

/* Whom futures that can be part of a chain have woken on this thread and who is yet to be told, in
 * the order of the telling. One that is told may complete the next link, which then adds its own
 * waiters in front instead of telling them itself: a chain of any length takes the stack of one. */
static _Thread_local struct
{
  OdeonWaiter *first;
  gboolean     is_telling; /* further down this stack */
} woken;

static G_GNUC_NO_INLINE void
tell_woken (void)
{
  woken.is_telling = TRUE;
  while (woken.first != NULL)
    {
      OdeonWaiter *waiter = woken.first;

      woken.first = waiter->next;
      waiter->notify (waiter, waiter->future);
    }
  woken.is_telling = FALSE;
}

void
_odeon_future_tell_woken (void)
{
  if (G_UNLIKELY (woken.is_telling))
    tell_woken ();
}

static G_GNUC_NO_INLINE void
notify_later (OdeonWaiter *last_first, OdeonFuture *self)
{
  while (last_first != NULL)
    {
      OdeonWaiter *waiter = last_first;

      last_first = waiter->next;
      waiter->future = self;
      waiter->next = woken.first;
      woken.first = waiter;
    }
  if (!woken.is_telling)
    tell_woken ();
}

static gboolean
complete (OdeonFuture *self, uintptr_t outcome)
{
  uintptr_t state = atomic_load_explicit (&self->state, memory_order_relaxed);

  do
    {
      if (state & ODEON_STATE_DONE)
        return FALSE;
    }
  /* Release: the value or error before it. Acquire: what the waiters wrote into themselves. */
  while (!atomic_compare_exchange_weak_explicit (&self->state, &state,
                                                 outcome | (state & ODEON_STATE_FLAGS),
                                                 memory_order_acq_rel, memory_order_relaxed));

  if (G_LIKELY (self->klass->get_origin == NULL))
    notify_all (waiters_of (state), self);
  else
    notify_later (waiters_of (state), self);

  return TRUE;
}

static inline uintptr_t
settled (uintptr_t state, uintptr_t outcome)
{
  if ((state & ODEON_STATE_DONE) || outcome == 0)
    return state | ODEON_STATE_SETTLED;

  return outcome | (state & ODEON_STATE_FLAGS) | ODEON_STATE_SETTLED;
}

void
_odeon_future_settle (OdeonFuture *self, uintptr_t outcome)
{
  uintptr_t state = atomic_load_explicit (&self->state, memory_order_relaxed);

  /* As in complete(). */
  while (!atomic_compare_exchange_weak_explicit (&self->state, &state, settled (state, outcome),
                                                 memory_order_acq_rel, memory_order_relaxed))
    ;

  if (state & ODEON_STATE_ABANDONED)
    {
      /* Who waits without a reference: whoever settles it. */
      if (G_UNLIKELY (waiters_of (state) != NULL) && !(state & ODEON_STATE_DONE) && outcome != 0)
        notify_all (waiters_of (state), self);
      finalize (self);
    }
  else if (!(state & ODEON_STATE_DONE) && outcome != 0 && waiters_of (state) != NULL)
    notify_all (waiters_of (state), self);
}

gboolean
_odeon_future_resolve (OdeonFuture *self)
{
  return complete (self, ODEON_STATE_RESOLVED);
}

gboolean
_odeon_future_claim_error (OdeonFuture *self, GError *error)
{
  GError *none = NULL;

  g_assert (error != NULL);

  if (atomic_compare_exchange_strong_explicit (&self->error, &none, error,
                                               memory_order_acq_rel, memory_order_relaxed))
    return TRUE;

  g_error_free (error);

  return FALSE;
}

gboolean
_odeon_future_reject (OdeonFuture *self, GError *error)
{
  return _odeon_future_claim_error (self, error) && complete (self, ODEON_STATE_REJECTED);
}

gboolean
_odeon_future_reject_claimed (OdeonFuture *self)
{
  return complete (self, ODEON_STATE_REJECTED);
}

static gboolean
push_waiter (OdeonFuture *self, OdeonWaiter *waiter)
{
  uintptr_t state = atomic_load_explicit (&self->state, memory_order_acquire);

  do
    {
      if (state & ODEON_STATE_DONE)
        return FALSE;
      waiter->next = waiters_of (state);
    }
  /* Release: the waiter's fields; acquire on failure: the outcome, which the caller reads next. */
  while (!atomic_compare_exchange_weak_explicit (&self->state, &state,
                                                 (uintptr_t) waiter | (state & ODEON_STATE_FLAGS),
                                                 memory_order_release, memory_order_acquire));

  return TRUE;
}

gboolean
_odeon_future_add_waiter (OdeonFuture *self, OdeonWaiter *waiter)
{
  if (self->klass->wanted != NULL && _odeon_future_get_state (self) == 0)
    self->klass->wanted (self);

  return push_waiter (self, waiter);
}

gboolean
_odeon_future_remove_waiter (OdeonFuture *self, OdeonWaiter *waiter)
{
  OdeonWaiter *others = NULL;
  OdeonWaiter *missed = NULL;
  uintptr_t    state;
  gboolean     found = FALSE;

  /* Take the list, put the others back. A completion in between finds a shorter list: those that
   * it missed are told here. */
  g_mutex_lock (&removal);

  state = atomic_load_explicit (&self->state, memory_order_acquire);
  while (!(state & ODEON_STATE_DONE)
         && !atomic_compare_exchange_weak_explicit (&self->state, &state,
                                                    state & ODEON_STATE_FLAGS,
                                                    memory_order_acq_rel, memory_order_acquire))
    ;

  if (!(state & ODEON_STATE_DONE))
    for (OdeonWaiter *at = waiters_of (state); at != NULL;)
      {
        OdeonWaiter *next = at->next;

        if (at == waiter)
          found = TRUE;
        else
          {
            at->next = others;
            others = at;
          }
        at = next;
      }

  while (others != NULL)
    {
      OdeonWaiter *at = others;

      others = at->next;
      if (!push_waiter (self, at))
        {
          at->next = missed;
          missed = at;
        }
    }

  g_mutex_unlock (&removal);

  notify_later (missed, self);

  return found;
}

GError *
_odeon_future_dup_error (OdeonFuture *self)
{
  atomic_store_explicit (&self->observed, TRUE, memory_order_relaxed);

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
        atomic_store_explicit (&self->observed, TRUE, memory_order_relaxed);
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

static G_GNUC_NO_INLINE gboolean
is_done_once_told (OdeonFuture *self)
{
  tell_woken ();

  return _odeon_future_get_state (self) != 0;
}

static inline gboolean
wait_for (OdeonFuture *self, gint64 deadline, GError **error)
{
  return (G_UNLIKELY (woken.is_telling) && is_done_once_told (self))
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
