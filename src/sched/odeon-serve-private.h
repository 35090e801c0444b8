/* SPDX-License-Identifier: MIT */

/* What the fibers of a worker do, whoever says which cell is next and how it has its turn: a
 * function of its own for each kind of worker, with both of these in line. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-worker-private.h"

/* @cell needs a larger stack than this one: it goes first on another. %FALSE: it goes on here. */
gboolean _odeon_worker_hand_over (OdeonWorker *self, OdeonFiber *fiber, OdeonCell *cell);

/* (nullable): the ready cell whose turn it is. */
OdeonCell *_odeon_worker_next_cell (OdeonWorker *self);

/* Runs cells as long as there are any; then the thread's own stack goes on. Whenever it leaves, it
 * is free, and whoever takes it next finds it here. */
static inline G_ALWAYS_INLINE void
_odeon_worker_serve (OdeonWorker *self,
                     OdeonCell *(*next) (OdeonWorker *self),
                     void       (*run)  (OdeonWorker *self, OdeonCell *cell))
{
  for (;;)
    {
      OdeonFiber *fiber = self->fiber;
      OdeonCell  *cell = g_steal_pointer (&fiber->first);

      if (cell == NULL)
        cell = next (self);

      if (cell == NULL)
        {
          _odeon_fiber_pool_give (&self->fibers, fiber);
          _odeon_worker_switch (self, NULL);
        }
      else if (cell->resume)
        {
          _odeon_fiber_pool_give (&self->fibers, fiber);
          _odeon_worker_switch (self, cell->fiber);
        }
      else if (_odeon_cell_get_stack_size (cell) <= fiber->context.size
               || !_odeon_worker_hand_over (self, fiber, cell))
        run (self, cell);
    }
}
