/* SPDX-License-Identifier: MIT */

#include "odeon-timer-heap-private.h"

#define ARITY         4
#define ALLOCATED_MIN 16

void
_odeon_timer_heap_init (OdeonTimerHeap *self)
{
  *self = (OdeonTimerHeap) { NULL, 0, 0, 0 };
}

void
_odeon_timer_heap_clear (OdeonTimerHeap *self)
{
  g_clear_pointer (&self->slots, g_free);
  self->n = self->n_allocated = 0;
}

static inline gboolean
is_before (const OdeonTimerSlot *a, const OdeonTimerSlot *b)
{
  return a->due < b->due || (a->due == b->due && a->rank < b->rank);
}

static inline void
put (OdeonTimerHeap *self, guint index, OdeonTimerSlot slot)
{
  self->slots[index] = slot;
  slot.timer->index = index + 1;
}

static void
sift_up (OdeonTimerHeap *self, guint index, OdeonTimerSlot slot)
{
  while (index > 0 && is_before (&slot, &self->slots[(index - 1) / ARITY]))
    {
      put (self, index, self->slots[(index - 1) / ARITY]);
      index = (index - 1) / ARITY;
    }
  put (self, index, slot);
}

static guint
first_of (const OdeonTimerHeap *self, guint child, guint end)
{
  guint first = child;

  while (++child < end)
    if (is_before (&self->slots[child], &self->slots[first]))
      first = child;

  return first;
}

static void
sift_down (OdeonTimerHeap *self, guint index, OdeonTimerSlot slot)
{
  for (guint child; (child = index * ARITY + 1) < self->n; index = child)
    {
      child = first_of (self, child, MIN (child + ARITY, self->n));
      if (is_before (&slot, &self->slots[child]))
        break;
      put (self, index, self->slots[child]);
    }
  put (self, index, slot);
}

static void
allocate (OdeonTimerHeap *self, guint n)
{
  self->n_allocated = n;
  self->slots = g_renew (OdeonTimerSlot, self->slots, n);
}

void
_odeon_timer_heap_add (OdeonTimerHeap *self, OdeonTimer *timer)
{
  if (self->n == self->n_allocated)
    allocate (self, MAX (2 * self->n, ALLOCATED_MIN));

  sift_up (self, self->n++, (OdeonTimerSlot) { timer->due, self->next_rank++, timer });
}

static void
remove_at (OdeonTimerHeap *self, guint index)
{
  OdeonTimerSlot last = self->slots[--self->n];

  self->slots[index].timer->index = 0;
  if (index < self->n)
    {
      if (index > 0 && is_before (&last, &self->slots[(index - 1) / ARITY]))
        sift_up (self, index, last);
      else
        sift_down (self, index, last);
    }

  if (self->n < self->n_allocated / 4 && self->n_allocated > ALLOCATED_MIN)
    allocate (self, self->n_allocated / 2);
}

void
_odeon_timer_heap_remove (OdeonTimerHeap *self, OdeonTimer *timer)
{
  if (timer->index > 0)
    remove_at (self, timer->index - 1);
}

OdeonTimer *
_odeon_timer_heap_take_due (OdeonTimerHeap *self, gint64 now)
{
  OdeonTimer *timer;

  if (_odeon_timer_heap_next_due (self) > now || self->n == 0)
    return NULL;

  timer = self->slots[0].timer;
  remove_at (self, 0);

  return timer;
}
