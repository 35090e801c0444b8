/* SPDX-License-Identifier: MIT */

/* The two ends of the state word of a future: completing it, and waiting for that. The mechanism is
 * told in odeon-future-private.h.
 *
 * An early waiter is to act before anybody can see the value. So a completion that finds the mark
 * of such takes them off the list first, tells them, and tries again with what is left; one that
 * comes later still finds the word changed, or is late. Without the mark nothing is done. */

#include "odeon-future-private.h"

/* Removing a waiter takes the list away for a moment: one remover at a time. */
static GMutex removal;

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

static void
notify_early (OdeonWaiter *waiter, OdeonFuture *self)
{
  ((OdeonEarlyWaiter *) waiter)->notify ((OdeonEarlyWaiter *) waiter, self);
}

/* Takes one waiter off the list, or, if @wanted is %NULL, the early ones, in the order in which
 * they came. *@missed: those for whom a completion in between found the list empty: they are to be
 * told by the caller. */
static OdeonWaiter *
take_out_locked (OdeonFuture *self, OdeonWaiter *wanted, OdeonWaiter **missed)
{
  OdeonWaiter *others = NULL;
  OdeonWaiter *found = NULL;
  uintptr_t    state = atomic_load_explicit (&self->state, memory_order_acquire);

  /* Take the list, put the others back. */
  while (!(state & ODEON_STATE_DONE)
         && !atomic_compare_exchange_weak_explicit (&self->state, &state,
                                                    state & ODEON_STATE_FLAGS,
                                                    memory_order_acq_rel, memory_order_acquire))
    ;

  if (!(state & ODEON_STATE_DONE))
    for (OdeonWaiter *at = waiters_of (state); at != NULL;)
      {
        OdeonWaiter  *next = at->next;
        gboolean      is_wanted = wanted != NULL ? at == wanted : at->notify == notify_early;
        OdeonWaiter **list = is_wanted ? &found : &others;

        at->next = *list;
        *list = at;
        at = next;
      }

  while (others != NULL)
    {
      OdeonWaiter *at = others;

      others = at->next;
      if (!push_waiter (self, at))
        {
          at->next = *missed;
          *missed = at;
        }
    }

  return found;
}

/* The value is there: tells those who are to know before anybody sees that. Returns a state in
 * which none was waiting. */
static G_GNUC_NO_INLINE uintptr_t
tell_early (OdeonFuture *self)
{
  OdeonWaiter *early;
  OdeonWaiter *missed;
  uintptr_t    state;

  do
    {
      missed = NULL;
      g_mutex_lock (&removal);
      early = take_out_locked (self, NULL, &missed);
      state = atomic_load_explicit (&self->state, memory_order_acquire);
      g_mutex_unlock (&removal);

      notify_later (missed, self);
      for (OdeonWaiter *at = early; at != NULL;)
        {
          OdeonWaiter *next = at->next;

          notify_early (at, self);
          at = next;
        }
    }
  while (early != NULL);

  return state;
}

/* Before a completion with a value; @told: after which no early waiter has come. */
static inline gboolean
has_early_waiters (OdeonFuture *self, uintptr_t state, uintptr_t told)
{
  return waiters_of (state) != NULL && state != told && !(state & ODEON_STATE_DONE)
         && _odeon_future_has_mark (self, ODEON_MARK_EARLY);
}

/* A promised ref that fails lets calls fail, which may have promised others: a chain, too. To be
 * asked before it is completed: those who wait need not hold it, and it may be gone. */
static inline gboolean
fails_promises (OdeonFuture *self, uintptr_t outcome)
{
  return outcome == ODEON_STATE_REJECTED && _odeon_future_has_mark (self, ODEON_MARK_EARLY);
}

static inline void
tell (OdeonFuture *self, OdeonWaiter *last_first, gboolean was_link)
{
  if (G_LIKELY (!was_link))
    notify_all (last_first, self);
  else
    notify_later (last_first, self);
}

static gboolean
complete (OdeonFuture *self, uintptr_t outcome)
{
  /* Acquire: the mark of early waiters. */
  uintptr_t state = atomic_load_explicit (&self->state, memory_order_acquire);
  gboolean  has_origin = self->klass->get_origin != NULL;
  uintptr_t told = 0;
  gboolean  was_link;

  do
    {
      if (outcome == ODEON_STATE_RESOLVED && has_early_waiters (self, state, told))
        state = told = tell_early (self);
      if (state & ODEON_STATE_DONE)
        return FALSE;
      was_link = has_origin || fails_promises (self, outcome);
    }
  /* Release: the value or error before it. Acquire: what the waiters wrote into themselves. */
  while (!atomic_compare_exchange_weak_explicit (&self->state, &state,
                                                 outcome | (state & ODEON_STATE_FLAGS),
                                                 memory_order_acq_rel, memory_order_acquire));

  tell (self, waiters_of (state), was_link);

  return TRUE;
}

static inline uintptr_t
settled (uintptr_t state, uintptr_t outcome)
{
  if ((state & ODEON_STATE_DONE) || outcome == 0)
    return state | ODEON_STATE_SETTLED;

  return outcome | (state & ODEON_STATE_FLAGS) | ODEON_STATE_SETTLED;
}

/* @before: the state in which it was; @was_link: of that. */
static inline void
conclude (OdeonFuture *self, uintptr_t before, uintptr_t outcome, gboolean was_link)
{
  /* Who waits for one that is abandoned, without a reference, is who settles it. */
  if (!(before & ODEON_STATE_DONE) && outcome != 0 && waiters_of (before) != NULL)
    tell (self, waiters_of (before), was_link);
  if (before & ODEON_STATE_ABANDONED)
    _odeon_future_finalize (self);
}

void
_odeon_future_settle (OdeonFuture *self, uintptr_t outcome)
{
  uintptr_t state = atomic_load_explicit (&self->state, memory_order_acquire);
  gboolean  was_link;

  /* As in complete(). */
  do
    was_link = fails_promises (self, outcome);
  while (!atomic_compare_exchange_weak_explicit (&self->state, &state, settled (state, outcome),
                                                 memory_order_acq_rel, memory_order_acquire));

  conclude (self, state, outcome, was_link);
}

void
_odeon_future_settle_value (OdeonFuture *self)
{
  uintptr_t state = atomic_load_explicit (&self->state, memory_order_acquire);
  uintptr_t told = 0;

  /* As in complete(). */
  do
    if (G_UNLIKELY (has_early_waiters (self, state, told)))
      state = told = tell_early (self);
  while (!atomic_compare_exchange_weak_explicit (&self->state, &state,
                                                 settled (state, ODEON_STATE_RESOLVED),
                                                 memory_order_acq_rel, memory_order_acquire));

  conclude (self, state, ODEON_STATE_RESOLVED, FALSE);
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

gboolean
_odeon_future_add_waiter (OdeonFuture *self, OdeonWaiter *waiter)
{
  if (self->klass->wanted != NULL && _odeon_future_get_state (self) == 0)
    self->klass->wanted (self);

  return push_waiter (self, waiter);
}

gboolean
_odeon_future_add_early_waiter (OdeonFuture *self, OdeonEarlyWaiter *waiter)
{
  waiter->waiter.notify = notify_early;
  /* Released by the push: who finds the waiter finds the mark. */
  _odeon_future_mark (self, ODEON_MARK_EARLY);

  return _odeon_future_add_waiter (self, &waiter->waiter);
}

gboolean
_odeon_future_remove_waiter (OdeonFuture *self, OdeonWaiter *waiter)
{
  OdeonWaiter *missed = NULL;
  OdeonWaiter *found;

  g_mutex_lock (&removal);
  found = take_out_locked (self, waiter, &missed);
  g_mutex_unlock (&removal);

  notify_later (missed, self);

  return found != NULL;
}
