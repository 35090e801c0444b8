/* SPDX-License-Identifier: MIT */

#include "odeon-bound-private.h"

#define SHARE_MIN 16

void
_odeon_bound_init (OdeonBound *self, guint bound, OdeonOverflow policy)
{
  self->bound = bound;
  self->policy = policy;
  atomic_init (&self->limit, bound);
  atomic_init (&self->open, bound);
  atomic_init (&self->granted, 0);
  g_mutex_init (&self->lock);
  for (guint i = 0; i < ODEON_BOUND_LANES; i++)
    atomic_init (&self->lanes[i], NULL);
  atomic_init (&self->reason, NULL);
  atomic_init (&self->closed, NULL);
  atomic_init (&self->is_noticed, FALSE);
  self->shared.owner = NULL;
  atomic_init (&self->shared.n_sent, 0);
  atomic_init (&self->shared.granted, 0);
  atomic_init (&self->n_local, 0);
  atomic_init (&self->n_taken, 0);
  atomic_init (&self->checks_each, FALSE);
  self->is_watched = FALSE;
  self->first_in_line = NULL;
}

void
_odeon_bound_clear (OdeonBound *self)
{
  GError *reason = atomic_load_explicit (&self->reason, memory_order_relaxed);
  GError *closed = atomic_load_explicit (&self->closed, memory_order_relaxed);

  for (guint i = 0; i < ODEON_BOUND_LANES; i++)
    g_aligned_free (atomic_load_explicit (&self->lanes[i], memory_order_relaxed));
  g_mutex_clear (&self->lock);
  g_clear_error (&reason);
  g_clear_error (&closed);
}

/* --- lanes --- */

/* (nullable): acquire: its content, from whoever made it. The shared one is the last. */
static OdeonBoundLane *
get_lane (OdeonBound *self, guint i)
{
  return i == ODEON_BOUND_LANES ? &self->shared
                          : atomic_load_explicit (&self->lanes[i], memory_order_acquire);
}

/* Signed: a number read before others may seem to be less than what was taken since. */
gint
_odeon_bound_get_waiting (OdeonBound *self)
{
  guint n = atomic_load_explicit (&self->n_local, memory_order_relaxed)
            - atomic_load_explicit (&self->n_taken, memory_order_relaxed);

  for (guint i = 0; i <= ODEON_BOUND_LANES; i++)
    {
      OdeonBoundLane *lane = get_lane (self, i);

      if (lane != NULL)
        n += atomic_load_explicit (&lane->n_sent, memory_order_relaxed);
    }

  return (gint) n;
}

/* That of the running actor's worker, made for it if nobody has its place; else the shared one. */
static OdeonBoundLane *
find_lane_locked (OdeonBound *self)
{
  OdeonCell      *sender = _odeon_current_cell;
  OdeonTurns     *turns = sender != NULL ? _odeon_cell_get_turns (sender) : NULL;
  OdeonBoundLane *lane;

  if (turns == NULL || turns->lane == 0)
    return &self->shared;

  lane = get_lane (self, turns->lane);
  if (lane == NULL)
    {
      lane = g_aligned_alloc0 (1, sizeof *lane, _Alignof (OdeonBoundLane));
      lane->owner = turns;
      /* Release: its content; pairs with the acquire loads of the owner and of who counts. */
      atomic_store_explicit (&self->lanes[turns->lane], lane, memory_order_release);
    }

  return lane->owner == turns ? lane : &self->shared;
}

/* --- grants --- */

static void
set_granted_locked (OdeonBound *self, OdeonBoundLane *lane, guint granted)
{
  guint more = granted - atomic_load_explicit (&lane->granted, memory_order_relaxed);

  if (more == 0)
    return;

  atomic_store_explicit (&lane->granted, granted, memory_order_relaxed);
  atomic_store_explicit (&self->granted,
                         atomic_load_explicit (&self->granted, memory_order_relaxed) + more,
                         memory_order_relaxed);
}

/* No lane may send more than it has. */
static void
recall_locked (OdeonBound *self)
{
  for (guint i = 0; i <= ODEON_BOUND_LANES; i++)
    {
      OdeonBoundLane *lane = get_lane (self, i);

      if (lane != NULL)
        set_granted_locked (self, lane,
                            atomic_load_explicit (&lane->n_sent, memory_order_relaxed));
    }
}

/* How many messages more may come than have been sent or granted. */
static gint
get_room (OdeonBound *self, guint limit)
{
  return (gint) (limit - atomic_load_explicit (&self->granted, memory_order_relaxed)
                 - atomic_load_explicit (&self->n_local, memory_order_relaxed)
                 + atomic_load_explicit (&self->n_taken, memory_order_relaxed));
}

/* What is likely to be used up before it is recalled: half of the room, or a little. */
static guint
get_share (gint room)
{
  return room > 2 * SHARE_MIN ? (guint) room / 2 : (guint) CLAMP (room, 0, SHARE_MIN);
}

/* One message, and a share of the room besides. */
static void
send_locked (OdeonBound *self, OdeonBoundLane *lane)
{
  guint open = atomic_load_explicit (&self->open, memory_order_relaxed);
  guint sent = 1 + (lane->owner != NULL
                      ? atomic_load_explicit (&lane->n_sent, memory_order_relaxed)
                      : atomic_fetch_add_explicit (&lane->n_sent, 1, memory_order_relaxed));

  if (lane->owner != NULL)
    atomic_store_explicit (&lane->n_sent, sent, memory_order_relaxed);
  set_granted_locked (self, lane, sent);
  if (open != 0)
    set_granted_locked (self, lane, sent + get_share (get_room (self, open)));
}

static gboolean
reserve_locked (OdeonBound *self, gboolean here, guint limit)
{
  if (get_room (self, limit) <= 0)
    {
      recall_locked (self);
      if (get_room (self, limit) <= 0)
        return FALSE;
    }

  if (here)
    _odeon_bound_count (self, 1);
  else
    send_locked (self, find_lane_locked (self));

  return TRUE;
}

/* Of the shared lane. */
static gboolean
spend_grant (OdeonBoundLane *lane)
{
  guint sent = atomic_load_explicit (&lane->n_sent, memory_order_relaxed);

  do
    if ((gint) (atomic_load_explicit (&lane->granted, memory_order_relaxed) - sent) <= 0)
      return FALSE;
  while (!atomic_compare_exchange_weak_explicit (&lane->n_sent, &sent, sent + 1,
                                                 memory_order_relaxed, memory_order_relaxed));

  return TRUE;
}

static gboolean
reserve_at_once (OdeonBound *self, gboolean here)
{
  OdeonCell *sender = _odeon_current_cell;

  if (here)
    return _odeon_bound_reserve_here (self);

  return (sender != NULL && _odeon_bound_reserve_there (self, _odeon_cell_get_turns (sender)))
         || spend_grant (&self->shared);
}

/* Where nothing is granted: all look at all. */
static gboolean
reserve_each (OdeonBound *self, gboolean here, guint limit)
{
  guint sent = atomic_load_explicit (&self->shared.n_sent, memory_order_relaxed);

  do
    if (_odeon_bound_get_waiting (self) >= (gint) limit)
      return FALSE;
  while (!here
         && !atomic_compare_exchange_weak_explicit (&self->shared.n_sent, &sent, sent + 1,
                                                    memory_order_relaxed, memory_order_relaxed));
  if (here)
    _odeon_bound_count (self, 1);

  return TRUE;
}

gboolean
_odeon_bound_reserve (OdeonBound *self, gboolean here, guint limit)
{
  gboolean found;

  if (atomic_load_explicit (&self->checks_each, memory_order_relaxed))
    return reserve_each (self, here, limit);
  if (reserve_at_once (self, here))
    return TRUE;
  /* Those who find it full again and again do not stand in each other's way. */
  if (_odeon_bound_get_waiting (self) >= (gint) limit)
    return FALSE;

  g_mutex_lock (&self->lock);
  found = reserve_locked (self, here, limit);
  g_mutex_unlock (&self->lock);

  return found;
}

static void
set_open_locked (OdeonBound *self, guint open)
{
  atomic_store_explicit (&self->open, open, memory_order_relaxed);
  recall_locked (self);
}

void
_odeon_bound_set_limit (OdeonBound *self, guint limit)
{
  g_mutex_lock (&self->lock);
  atomic_store_explicit (&self->limit, limit, memory_order_relaxed);
  if (!atomic_load_explicit (&self->checks_each, memory_order_relaxed))
    set_open_locked (self, limit);
  g_mutex_unlock (&self->lock);
}

void
_odeon_bound_check_each (OdeonBound *self)
{
  g_mutex_lock (&self->lock);
  atomic_store_explicit (&self->checks_each, TRUE, memory_order_relaxed);
  set_open_locked (self, 0);
  g_mutex_unlock (&self->lock);
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
