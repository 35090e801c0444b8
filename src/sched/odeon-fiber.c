/* SPDX-License-Identifier: MIT */

#include "odeon-fiber-private.h"

/* What a fiber takes of its stack. */
#define FIBER_ROOM ((sizeof (OdeonFiber) + 63) / 64 * 64)

static void
add_mapping (OdeonStackMapping **list, OdeonStackMapping *mapping)
{
  mapping->previous = NULL;
  mapping->next = *list;
  if (mapping->next != NULL)
    mapping->next->previous = mapping;
  *list = mapping;
}

static void
remove_mapping (OdeonStackMapping **list, OdeonStackMapping *mapping)
{
  if (mapping->previous != NULL)
    mapping->previous->next = mapping->next;
  else
    *list = mapping->next;
  if (mapping->next != NULL)
    mapping->next->previous = mapping->previous;
}

static void
move_mapping (OdeonStackMapping **from, OdeonStackMapping **to, OdeonStackMapping *mapping)
{
  remove_mapping (from, mapping);
  add_mapping (to, mapping);
}

/* There are twice as many stacks with each mapping, up to a point; the pool's first is its worker's
 * own, without which nothing runs at all. */
static OdeonStackMapping *
find_mapping (OdeonFiberPool *self, gsize size, GError **error)
{
  OdeonStackMapping *mapping;

  for (mapping = self->mappings; mapping != NULL; mapping = mapping->next)
    if (mapping->size >= size)
      return mapping;

  mapping = _odeon_stack_mapping_new (size, MAX (self->n_fibers, 1), self->n_fibers == 0, error);
  if (mapping != NULL)
    add_mapping (&self->mappings, mapping);

  return mapping;
}

static OdeonFiber *
fiber_new (OdeonFiberPool *pool, gsize size, GError **error)
{
  OdeonStackMapping *mapping;
  OdeonFiber        *self;
  gchar             *stack;

  mapping = find_mapping (pool, MIN (size, G_MAXSIZE / 2) + FIBER_ROOM, error);
  if (mapping == NULL)
    return NULL;

  stack = _odeon_stack_mapping_take (mapping);
  if (!_odeon_stack_mapping_has_idle (mapping))
    move_mapping (&pool->mappings, &pool->full_mappings, mapping);

  self = (OdeonFiber *) (gpointer) (stack + mapping->size - FIBER_ROOM);
  *self = (OdeonFiber) { .mapping = mapping };
  _odeon_context_init (&self->context, stack, mapping->size - FIBER_ROOM,
                       pool->entry, pool->data);
  pool->n_fibers++;

  return self;
}

static void
fiber_free (OdeonFiberPool *pool, OdeonFiber *self)
{
  OdeonStackMapping *mapping = self->mapping;

  _odeon_context_clear (&self->context);
  pool->n_fibers--;
  if (!_odeon_stack_mapping_has_idle (mapping))
    move_mapping (&pool->full_mappings, &pool->mappings, mapping);

  _odeon_stack_mapping_give (mapping, self->context.stack);
  if (_odeon_stack_mapping_is_idle (mapping))
    {
      remove_mapping (&pool->mappings, mapping);
      _odeon_stack_mapping_free (mapping);
    }
}

void
_odeon_fiber_pool_init (OdeonFiberPool *self, void (*entry) (gpointer data), gpointer data)
{
  *self = (OdeonFiberPool) { .entry = entry, .data = data };
}

static void
keep (OdeonFiberPool *self, guint n)
{
  while (self->n_free > n)
    {
      OdeonFiber *fiber = self->free;

      self->free = fiber->next_free;
      self->n_free--;
      fiber_free (self, fiber);
    }
}

void
_odeon_fiber_pool_clear (OdeonFiberPool *self)
{
  keep (self, 0);
}

void
_odeon_fiber_pool_trim_slowly (OdeonFiberPool *self)
{
  keep (self, ODEON_FIBERS_KEPT);
}

/* The first that is large enough; hardly any but the default are ever free. */
OdeonFiber *
_odeon_fiber_pool_take_slowly (OdeonFiberPool *self, gsize size, GError **error)
{
  for (OdeonFiber **at = &self->free; *at != NULL; at = &(*at)->next_free)
    if ((*at)->context.size >= size)
      {
        OdeonFiber *fiber = *at;

        *at = fiber->next_free;
        self->n_free--;
        return fiber;
      }

  return fiber_new (self, MAX (size, ODEON_FIBER_DEFAULT_SIZE), error);
}
