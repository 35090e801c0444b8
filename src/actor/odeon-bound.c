/* SPDX-License-Identifier: MIT */

#include "odeon-bound-private.h"

void
_odeon_bound_init (OdeonBound *self, guint bound, OdeonOverflow policy)
{
  self->bound = bound;
  self->policy = policy;
  atomic_init (&self->n_sent, 0);
  atomic_init (&self->n_local, 0);
  atomic_init (&self->n_seen, 0);
  atomic_init (&self->limit, bound);
  atomic_init (&self->reason, NULL);
  atomic_init (&self->closed, NULL);
  atomic_init (&self->is_noticed, FALSE);
  atomic_init (&self->n_taken, 0);
  self->is_watched = FALSE;
  self->first_in_line = NULL;
}

void
_odeon_bound_clear (OdeonBound *self)
{
  GError *reason = atomic_load_explicit (&self->reason, memory_order_relaxed);
  GError *closed = atomic_load_explicit (&self->closed, memory_order_relaxed);

  g_clear_error (&reason);
  g_clear_error (&closed);
}

/* Signed: a number read before others may seem to be less than what was taken since. */
static inline gboolean
has_room (OdeonBound *self, guint sent, guint limit)
{
  guint taken;

  sent += atomic_load_explicit (&self->n_local, memory_order_relaxed);
  if (G_LIKELY ((gint) (sent - atomic_load_explicit (&self->n_seen, memory_order_relaxed))
                < (gint) limit))
    return TRUE;

  taken = atomic_load_explicit (&self->n_taken, memory_order_relaxed);
  atomic_store_explicit (&self->n_seen, taken, memory_order_relaxed);

  return (gint) (sent - taken) < (gint) limit;
}

gboolean
_odeon_bound_reserve_there (OdeonBound *self, guint limit)
{
  guint sent = atomic_load_explicit (&self->n_sent, memory_order_relaxed);

  do
    if (G_UNLIKELY (!has_room (self, sent, limit)))
      return FALSE;
  while (!atomic_compare_exchange_weak_explicit (&self->n_sent, &sent, sent + 1,
                                                 memory_order_relaxed, memory_order_relaxed));

  return TRUE;
}

const GError *
_odeon_bound_get_reason (OdeonBound *self, OdeonCell *cell)
{
  GError           *reason = atomic_load_explicit (&self->reason, memory_order_acquire);
  g_autofree gchar *who = NULL;
  GError           *mine;

  if (reason != NULL)
    return reason;

  who = _odeon_cell_describe (cell);
  mine = g_error_new (ODEON_ERROR, ODEON_ERROR_MAILBOX_FULL,
                      "The mailbox of %s is full: %u messages wait", who, self->bound);
  /* Release: the error's content; acquire: that of the other's. Pair with one another. */
  if (atomic_compare_exchange_strong_explicit (&self->reason, &reason, mine,
                                               memory_order_acq_rel, memory_order_acquire))
    return mine;

  g_error_free (mine);

  return reason;
}
