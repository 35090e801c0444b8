/* SPDX-License-Identifier: MIT */

/* The stacks that actors run on. A worker enters one from its thread's own stack and runs cells on
 * it, one after another, until there is nothing to do; a handler that awaits keeps the stack that
 * it is on, parked with its actor, and the worker goes on with a spare one. So a handler that
 * never awaits pays nothing, and there are as many stacks as actors that await, and one more.
 *
 * A fiber lies at the top of its own stack: the page that is touched anyway, and a parked actor
 * has no other.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-context-private.h"
#include "odeon-executor-private.h"
#include "odeon-stack-private.h"

typedef struct _OdeonFiber      OdeonFiber;
typedef struct _OdeonFiberPool  OdeonFiberPool;
typedef struct _OdeonSuspension OdeonSuspension;
typedef struct _OdeonCell       OdeonCell;

struct _OdeonFiber
{
  OdeonContext       context;
  OdeonFiber        *next_free;
  OdeonCell         *first;      /* (nullable): to be run before any other */
  OdeonSuspension   *suspension; /* (nullable): what its actor waits for, on this very stack */
  OdeonStackMapping *mapping;    /* where its stack is from */
};

/* A worker's. Free fibers are ready to be run on, and their stacks have memory still; beyond a few
 * of them, stacks go back to the mapping that they are from. */
struct _OdeonFiberPool
{
  OdeonFiber        *free;
  guint              n_free;
  guint              n_fibers; /* free or in use */
  OdeonStackMapping *mappings; /* those with an idle stack */
  OdeonStackMapping *full_mappings;
  void             (*entry) (gpointer data);
  gpointer           data;
};

#define ODEON_FIBER_DEFAULT_SIZE ((gsize) 256 * 1024)

/* How many free ones a worker keeps. */
#define ODEON_FIBERS_KEPT 256

void _odeon_fiber_pool_init  (OdeonFiberPool *self, void (*entry) (gpointer data), gpointer data);
void _odeon_fiber_pool_clear (OdeonFiberPool *self);

OdeonFiber *_odeon_fiber_pool_take_slowly (OdeonFiberPool *self, gsize size, GError **error);
void        _odeon_fiber_pool_trim_slowly (OdeonFiberPool *self);

/* One that is free, whatever its size; %NULL if none is. */
static inline OdeonFiber *
_odeon_fiber_pool_take_free (OdeonFiberPool *self)
{
  OdeonFiber *fiber = self->free;

  if (fiber != NULL)
    {
      self->free = fiber->next_free;
      self->n_free--;
    }

  return fiber;
}

/* A fiber of at least @size bytes, free or new; %NULL with @error ODEON_ERROR_NO_RESOURCES. */
static inline OdeonFiber *
_odeon_fiber_pool_take (OdeonFiberPool *self, gsize size, GError **error)
{
  if (G_UNLIKELY (self->free == NULL || self->free->context.size < size))
    return _odeon_fiber_pool_take_slowly (self, size, error);

  return _odeon_fiber_pool_take_free (self);
}

static inline void
_odeon_fiber_pool_give (OdeonFiberPool *self, OdeonFiber *fiber)
{
  fiber->next_free = self->free;
  self->free = fiber;
  self->n_free++;
}

/* Not on a fiber: lets go of what a burst has left over. */
static inline void
_odeon_fiber_pool_trim (OdeonFiberPool *self)
{
  if (G_UNLIKELY (self->n_free > ODEON_FIBERS_KEPT))
    _odeon_fiber_pool_trim_slowly (self);
}
