/* SPDX-License-Identifier: MIT */

/* Which member of a pool a call is for. On the senders' threads. */

#include "odeon-pool-private.h"

/* How many members are compared for the one that has least to do. */
#define COMPARED 8

/* It takes messages now; one that is suspended or restarted only keeps them. */
static gboolean
is_at_work (OdeonSeat *seat)
{
  return _odeon_cell_get_phase (seat->cell) < ODEON_PHASE_SUSPENDED;
}

static guint
next_turn (OdeonPool *self)
{
  return atomic_fetch_add_explicit (&self->cursor, 1, memory_order_relaxed);
}

/* (nullable): entered; the next in turn, and of these one at work, if there is any. */
static OdeonSeat *
take_turn (OdeonPool *self)
{
  guint n = atomic_load_explicit (&self->n_rotation, memory_order_relaxed);
  guint first = next_turn (self);

  for (guint i = 0; i < 2 * n; i++)
    {
      OdeonSeat *seat = _odeon_pool_peek_rotation (self, first, i);

      if (seat == NULL || !_odeon_seat_enter (seat))
        continue;
      if (is_at_work (seat) || i >= n)
        return seat;
      _odeon_seat_withdraw (seat);
    }

  return NULL;
}

/* (nullable): the seat of the least load, from @first on, that is not among @excluded. */
static OdeonSeat *
find_least (OdeonPool *self, guint first, guint excluded, guint *out_offset)
{
  guint      n = MIN (atomic_load_explicit (&self->n_rotation, memory_order_relaxed), COMPARED);
  OdeonSeat *least = NULL;
  guint      load = 0;

  for (guint i = 0; i < n; i++)
    {
      OdeonSeat *seat = _odeon_pool_peek_rotation (self, first, i);

      if (seat == NULL || (excluded & (1u << i)) || !_odeon_seat_is_open (seat)
          || (least != NULL && _odeon_seat_get_load (seat) >= load))
        continue;
      least = seat;
      load = _odeon_seat_get_load (seat);
      *out_offset = i;
    }

  return least;
}

static OdeonSeat *
take_least_loaded (OdeonPool *self)
{
  guint      first = next_turn (self);
  guint      excluded = 0;
  guint      offset;
  OdeonSeat *seat;

  while ((seat = find_least (self, first, excluded, &offset)) != NULL)
    {
      if (_odeon_seat_enter (seat))
        {
          if (is_at_work (seat))
            return seat;
          _odeon_seat_withdraw (seat);
        }
      excluded |= 1u << offset;
    }

  return take_turn (self);
}

static gboolean
hash_key_params (OdeonCall *call, guint64 *out_key)
{
  const OdeonMethodInfo *method = call->method;
  gboolean               found = FALSE;

  *out_key = 0;
  for (guint i = 0; i < method->n_params; i++)
    {
      const OdeonParamInfo *param = &method->params[i];

      if ((param->flags & (ODEON_PARAM_IN | ODEON_PARAM_KEY))
          != (ODEON_PARAM_IN | ODEON_PARAM_KEY))
        continue;
      *out_key = *out_key * 31
                 + odeon_value_hash (param->type, _odeon_param_get_value (param, call->frame));
      found = TRUE;
    }

  return found;
}

gboolean
_odeon_pool_find_key (OdeonPool *self, OdeonCall *call, guint64 *out_key)
{
  if (self->routing != ODEON_ROUTING_BY_KEY)
    return FALSE;
  if (self->key == NULL)
    return hash_key_params (call, out_key);

  return self->key (call->method, call->frame, out_key, self->key_data);
}

OdeonSeat *
_odeon_pool_choose (OdeonPool *self)
{
  return self->routing == ODEON_ROUTING_LEAST_LOADED ? take_least_loaded (self) : take_turn (self);
}
