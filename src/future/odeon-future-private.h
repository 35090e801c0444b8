/* SPDX-License-Identifier: MIT */

/* The inside of a future: one word says whether it is pending, and then who waits, or how it
 * ended.
 *
 *   state = pointer to the waiter added last | PENDING (0), RESOLVED (1) or REJECTED (2)
 *           | SETTLED (4), ABANDONED (8)
 *
 * Waiters are pushed onto the word by compare-and-swap; the completion swaps the whole list for
 * the outcome and wakes each. What the outcome is (a call's frame, a GValue) is written before the
 * word (release) and read after it (acquire); nothing is locked on either side.
 *
 * A future may have several who would complete it: its actor, and whoever cancels. An error is
 * claimed by swapping it into `error` from %NULL; a value by swapping the word. Readers look at
 * the word first, so that an error that lost is never seen.
 *
 * A future that somebody will complete in any case (a call's, by its actor) lives until both that
 * has happened and its last reference is gone: SETTLED says the one, ABANDONED the other, whoever
 * comes second finalizes. So completing it and letting go of it is one step.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-future.h"
#include "odeon-message-private.h"

typedef struct _OdeonWaiter      OdeonWaiter;
typedef struct _OdeonFutureClass OdeonFutureClass;

/* Lives wherever its owner puts it, on a stack mostly. `notify` is called once, by the thread that
 * completes the future and after which the waiter may be gone at once; its owner keeps the future
 * until then. A notification may release what the user left, and so run any code. */
struct _OdeonWaiter
{
  _Alignas (16) OdeonWaiter *next;
  OdeonFuture *future; /* once woken by a future that has `get_origin` */
  void       (*notify) (OdeonWaiter *self, OdeonFuture *future);
};

/* One that comes before all others: if the future is going to be resolved, it is told while nobody
 * can see that yet, though the value is there; if it was done already or is rejected, then. */
typedef struct _OdeonEarlyWaiter OdeonEarlyWaiter;

struct _OdeonEarlyWaiter
{
  OdeonWaiter waiter; /* first */
  void      (*notify) (OdeonEarlyWaiter *self, OdeonFuture *future);
};

/* `finalize`: releases the value and frees the block.
 * `get_value`: reads the value of a resolved future into a zeroed GValue; can fail where a value
 *   has no such form.
 * `dup_variant`: reads the value of a resolved future as a variant; can fail likewise.
 * `wanted`: (nullable) somebody waits, and the future is pending. Under no lock.
 * `describe`: (nullable) "Bank::Account.withdraw of BankAccount …", for messages.
 * `get_origin`: (nullable) the future whose outcome this one took over, once resolved.
 * `get_target`: (nullable) the id of the actor that is to resolve it, or 0.
 * `needs`: (nullable) pending, it may have to wait for a continuation to run in @actor.
 * `get_context`: (nullable) pending, it waits for a source of this main context.
 * `is_settled`: whether it is settled by somebody, who finalizes it if he comes last. */
struct _OdeonFutureClass
{
  void         (*finalize)    (OdeonFuture *self);
  gboolean     (*get_value)   (OdeonFuture *self, GValue *value, GError **error);
  GVariant    *(*dup_variant) (OdeonFuture *self, GError **error);
  void         (*wanted)      (OdeonFuture *self);
  gchar       *(*describe)    (OdeonFuture *self);
  OdeonFuture *(*get_origin)  (OdeonFuture *self);
  guint64      (*get_target)  (OdeonFuture *self);
  gboolean     (*needs)       (OdeonFuture *self, guint64 actor);
  GMainContext *(*get_context) (OdeonFuture *self);
  gboolean       is_settled;
};

struct _OdeonFuture
{
  const OdeonFutureClass *klass;
  _Atomic (uintptr_t)     state;
  _Atomic (GError *)      error;
  atomic_int              ref_count;
  _Atomic (guint8)        marks; /* relaxed; see below */
};

#define ODEON_MARK_OBSERVED 1 /* somebody has looked at how it failed */
#define ODEON_MARK_EARLY    2 /* there are, or have been, early waiters */

#define ODEON_STATE_RESOLVED  ((uintptr_t) 1)
#define ODEON_STATE_REJECTED  ((uintptr_t) 2)
#define ODEON_STATE_DONE      ((uintptr_t) 3)
#define ODEON_STATE_SETTLED   ((uintptr_t) 4)
#define ODEON_STATE_ABANDONED ((uintptr_t) 8)
#define ODEON_STATE_FLAGS     ((uintptr_t) 15)

static inline void
_odeon_future_init (OdeonFuture *self, const OdeonFutureClass *klass, int ref_count)
{
  self->klass = klass;
  atomic_init (&self->state, 0);
  atomic_init (&self->error, NULL);
  atomic_init (&self->ref_count, ref_count);
  atomic_init (&self->marks, 0);
}

static inline gboolean
_odeon_future_has_mark (OdeonFuture *self, guint8 mark)
{
  return (atomic_load_explicit (&self->marks, memory_order_relaxed) & mark) != 0;
}

static inline void
_odeon_future_mark (OdeonFuture *self, guint8 mark)
{
  if (!_odeon_future_has_mark (self, mark))
    atomic_fetch_or_explicit (&self->marks, mark, memory_order_relaxed);
}

/* How it ended, or 0. Acquire: pairs with the release in the completion. */
static inline uintptr_t
_odeon_future_get_state (OdeonFuture *self)
{
  return atomic_load_explicit (&self->state, memory_order_acquire) & ODEON_STATE_DONE;
}

/* Completing: %FALSE if another was first. _reject() takes over @error in any case. */
gboolean _odeon_future_resolve (OdeonFuture *self);
gboolean _odeon_future_reject  (OdeonFuture *self, GError *error);

/* Of a class that `is_settled`: completes it, unless it is done already or @outcome is 0, and lets
 * go of it. */
void _odeon_future_settle (OdeonFuture *self, uintptr_t outcome);

/* The same with the value that it has, of which early waiters are told. */
void _odeon_future_settle_value (OdeonFuture *self);

/* What _odeon_future_settle() is after _odeon_future_add_only_waiter(): who waits is suspended on
 * this thread, or has been there, and whoever reads the outcome is woken by it. */
static inline void
_odeon_future_settle_only (OdeonFuture *self, uintptr_t outcome)
{
  uintptr_t    state = atomic_load_explicit (&self->state, memory_order_relaxed);
  OdeonWaiter *waiter = (OdeonWaiter *) (state & ~ODEON_STATE_FLAGS);

  if (G_UNLIKELY (waiter == NULL || outcome == 0))
    {
      _odeon_future_settle (self, outcome);
      return;
    }

  atomic_store_explicit (&self->state, outcome | ODEON_STATE_SETTLED, memory_order_release);
  waiter->notify (waiter, self);
}

/* Takes over @error; %FALSE if another has claimed the error: then it is freed. */
gboolean _odeon_future_claim_error (OdeonFuture *self, GError *error);

/* Completes a future whose error was claimed. */
gboolean _odeon_future_reject_claimed (OdeonFuture *self);

/* Its last reference is gone, and so is whoever settles it. */
void _odeon_future_finalize (OdeonFuture *self);

/* %FALSE, and no notification, if the future is done already. */
gboolean _odeon_future_add_waiter (OdeonFuture *self, OdeonWaiter *waiter);

gboolean _odeon_future_add_early_waiter (OdeonFuture *self, OdeonEarlyWaiter *waiter);

/* The same without an atomic, of a pending future whose only reference is the caller's, who will
 * not return before the notification, nor will anybody else: whoever settles it does so on this
 * thread. */
static inline void
_odeon_future_add_only_waiter (OdeonFuture *self, OdeonWaiter *waiter)
{
  waiter->next = NULL;
  atomic_store_explicit (&self->state, (uintptr_t) waiter, memory_order_release);
}

/* %FALSE if the notification has come or is on its way. */
gboolean _odeon_future_remove_waiter (OdeonFuture *self, OdeonWaiter *waiter);

/* Notifies everybody on whom a completion further down this stack has yet to call: before the
 * thread does other work or waits, lest that needs one of them. */
void _odeon_future_tell_woken (void);

/* %FALSE with @error set if it is pending or was rejected. */
gboolean _odeon_future_check (OdeonFuture *self, GError **error);

/* Takes over how a done future failed. */
GError *_odeon_future_dup_error (OdeonFuture *self);

/* The future at the end of the chain of origins; @self itself where there is none. */
OdeonFuture *_odeon_future_get_origin (OdeonFuture *self);

static inline gboolean
_odeon_future_needs (OdeonFuture *self, guint64 actor)
{
  return self->klass->needs != NULL && self->klass->needs (self, actor);
}

gchar *_odeon_future_describe (OdeonFuture *self);
