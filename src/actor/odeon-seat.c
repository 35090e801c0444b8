/* SPDX-License-Identifier: MIT */

#include "odeon-seat-private.h"
#include "odeon-pool-private.h"

gboolean
_odeon_seat_enter (OdeonSeat *self)
{
  /* Acquire: pairs with the release in _odeon_seat_take(), for `cell`. */
  guint64 before = atomic_fetch_add_explicit (&self->state, ODEON_SEAT_USER + ODEON_SEAT_MESSAGE,
                                              memory_order_acquire);

  if (G_LIKELY (before & ODEON_SEAT_OPEN))
    return TRUE;

  _odeon_seat_withdraw (self);

  return FALSE;
}

void
_odeon_seat_enter_in_any_case (OdeonSeat *self)
{
  /* Acquire: as above. */
  atomic_fetch_add_explicit (&self->state, ODEON_SEAT_USER + ODEON_SEAT_MESSAGE,
                             memory_order_acquire);
}

/* Nobody was inside: who is first to say so stops the member, as a user, for whom it stays. */
static void
finish_retiring (OdeonSeat *self)
{
  guint64 state = atomic_load_explicit (&self->state, memory_order_acquire);

  while ((state & ODEON_SEAT_RETIRING) && !(state & ODEON_SEAT_USERS))
    /* Acquire: pairs with the release of all who have left, whose messages come before the stop. */
    if (atomic_compare_exchange_weak_explicit (&self->state, &state,
                                               (state & ~ODEON_SEAT_RETIRING) + ODEON_SEAT_USER,
                                               memory_order_acq_rel, memory_order_acquire))
      {
        _odeon_cell_stop (self->cell);
        _odeon_seat_leave (self);
        return;
      }
}

static void
subtract (OdeonSeat *self, guint64 what)
{
  /* Release: pairs with the acquire of whoever stops the member, or lets go of it. */
  guint64 before = atomic_fetch_sub_explicit (&self->state, what, memory_order_release);

  if (G_UNLIKELY (before & ODEON_SEAT_RETIRING)
      && (before & ODEON_SEAT_USERS) == ODEON_SEAT_USER)
    finish_retiring (self);
}

void
_odeon_seat_leave (OdeonSeat *self)
{
  subtract (self, ODEON_SEAT_USER);
}

void
_odeon_seat_withdraw (OdeonSeat *self)
{
  subtract (self, ODEON_SEAT_USER + ODEON_SEAT_MESSAGE);
}

void
_odeon_seat_done (OdeonSeat *self)
{
  /* Release: this thread's last look at the member and at the pool; acquire: those of the others,
   * before it lets go. */
  guint64 before = atomic_fetch_sub_explicit (&self->state, ODEON_SEAT_MESSAGE,
                                              memory_order_acq_rel);

  if (G_UNLIKELY (before & ODEON_SEAT_ORPHANED)
      && (before & ODEON_SEAT_MESSAGES) == ODEON_SEAT_MESSAGE)
    _odeon_pool_unref (self->pool);
}

void
_odeon_seat_take (OdeonSeat *self, OdeonCell *cell)
{
  self->cell = cell;
  self->is_leaving = FALSE;
  self->has_ended = FALSE;
  /* Release: `cell`. */
  atomic_fetch_or_explicit (&self->state, ODEON_SEAT_OPEN, memory_order_release);
}

void
_odeon_seat_retire (OdeonSeat *self)
{
  /* From open to retiring in one step. */
  guint64 before = atomic_fetch_sub_explicit (&self->state,
                                              ODEON_SEAT_OPEN - ODEON_SEAT_RETIRING,
                                              memory_order_acq_rel);

  if (!(before & ODEON_SEAT_USERS))
    finish_retiring (self);
}

void
_odeon_seat_close (OdeonSeat *self)
{
  self->has_ended = TRUE;
  atomic_fetch_and_explicit (&self->state, ~(ODEON_SEAT_OPEN | ODEON_SEAT_RETIRING),
                             memory_order_relaxed);
}

gboolean
_odeon_seat_is_vacant (OdeonSeat *self)
{
  /* Acquire: pairs with the release of those who were there. */
  if (!self->has_ended || self->n_buckets > 0
      || atomic_load_explicit (&self->state, memory_order_acquire) != 0)
    return FALSE;

  odeon_ref_unref (g_steal_pointer (&self->cell));

  return TRUE;
}

gboolean
_odeon_seat_orphan (OdeonSeat *self)
{
  guint64 before = atomic_fetch_or_explicit (&self->state, ODEON_SEAT_ORPHANED,
                                             memory_order_acq_rel);

  odeon_ref_unref (g_steal_pointer (&self->cell));

  return (before & ODEON_SEAT_MESSAGES) != 0;
}
