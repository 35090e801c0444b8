/* SPDX-License-Identifier: MIT */

#include "odeon-fiber-private.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/* How many free stacks a worker keeps. */
#define KEPT 64

/* A guard page turns an overflow into a fault, but splits the mapping in two, and a process may
 * have 65,530 (vm.max_map_count). Beyond this many stacks, new ones go without: neighbours of the
 * same rights are one mapping to the kernel. */
#define GUARDED_MAX 16384

static atomic_uint n_guarded;

static void
fiber_free (OdeonFiber *self)
{
  _odeon_context_clear (&self->context);
  munmap (self->mapping, self->mapped);
  if (self->guarded)
    atomic_fetch_sub_explicit (&n_guarded, 1, memory_order_relaxed);
  g_free (self);
}

static OdeonFiber *
fiber_new (OdeonFiberPool *pool, gsize size, GError **error)
{
  gsize       page = (gsize) sysconf (_SC_PAGESIZE);
  OdeonFiber *self = g_new0 (OdeonFiber, 1);

  /* With its rounding and its guard it is to be a size still: so large a one is refused. */
  size = MIN (size, G_MAXSIZE - 2 * page);
  size = (size + page - 1) / page * page;
  self->mapped = size + page;
  self->mapping = mmap (NULL, self->mapped, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (self->mapping == MAP_FAILED)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                   "No stack of %" G_GSIZE_FORMAT " bytes to await on: %s",
                   size, g_strerror (errno));
      g_free (self);
      return NULL;
    }

  if (atomic_fetch_add_explicit (&n_guarded, 1, memory_order_relaxed) < GUARDED_MAX
      && mprotect (self->mapping, page, PROT_NONE) == 0)
    self->guarded = TRUE;
  else
    atomic_fetch_sub_explicit (&n_guarded, 1, memory_order_relaxed);

  _odeon_context_init (&self->context, (gchar *) self->mapping + page, size,
                       pool->entry, pool->data);

  return self;
}

void
_odeon_fiber_pool_init (OdeonFiberPool *self, void (*entry) (gpointer data), gpointer data)
{
  *self = (OdeonFiberPool) { .entry = entry, .data = data };
}

void
_odeon_fiber_pool_clear (OdeonFiberPool *self)
{
  while (self->free != NULL)
    {
      OdeonFiber *fiber = self->free;

      self->free = fiber->next_free;
      fiber_free (fiber);
    }
  self->n_free = 0;
}

OdeonFiber *
_odeon_fiber_pool_take (OdeonFiberPool *self, gsize size, GError **error)
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

void
_odeon_fiber_pool_give (OdeonFiberPool *self, OdeonFiber *fiber)
{
  fiber->next_free = self->free;
  self->free = fiber;
  self->n_free++;
}

void
_odeon_fiber_pool_trim (OdeonFiberPool *self)
{
  while (self->n_free > KEPT)
    {
      OdeonFiber *fiber = self->free;

      self->free = fiber->next_free;
      self->n_free--;
      fiber_free (fiber);
    }
}
