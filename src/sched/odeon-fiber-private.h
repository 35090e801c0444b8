/* SPDX-License-Identifier: MIT */

/* The stacks that actors run on. A worker enters one from its thread's own stack and runs cells on
 * it, one after another, until there is nothing to do; a handler that awaits keeps the stack that
 * it is on, parked with its actor, and the worker goes on with a spare one. So a handler that
 * never awaits pays nothing, and there are as many stacks as actors that await, and one more.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-context-private.h"
#include "odeon-executor-private.h"

typedef struct _OdeonFiber      OdeonFiber;
typedef struct _OdeonFiberPool  OdeonFiberPool;
typedef struct _OdeonSuspension OdeonSuspension;
typedef struct _OdeonCell       OdeonCell;

struct _OdeonFiber
{
  OdeonContext     context;
  gpointer         mapping; /* with the guard page, if it has one */
  gsize            mapped;
  gboolean         guarded;
  OdeonFiber      *next_free;
  OdeonCell       *first;      /* (nullable): to be run before any other */
  OdeonSuspension *suspension; /* (nullable): what its actor waits for, on this very stack */
};

/* A worker's. */
struct _OdeonFiberPool
{
  OdeonFiber *free;
  guint       n_free;
  void      (*entry) (gpointer data);
  gpointer    data;
};

#define ODEON_FIBER_DEFAULT_SIZE ((gsize) 256 * 1024)

void _odeon_fiber_pool_init  (OdeonFiberPool *self, void (*entry) (gpointer data), gpointer data);
void _odeon_fiber_pool_clear (OdeonFiberPool *self);

/* A fiber of at least @size bytes, free or new; %NULL with @error ODEON_ERROR_NO_RESOURCES. */
OdeonFiber *_odeon_fiber_pool_take (OdeonFiberPool *self, gsize size, GError **error);
void        _odeon_fiber_pool_give (OdeonFiberPool *self, OdeonFiber *fiber);

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

/* Not on a fiber: unmaps what a burst has left over. */
void _odeon_fiber_pool_trim (OdeonFiberPool *self);
