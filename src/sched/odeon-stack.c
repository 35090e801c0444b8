/* SPDX-License-Identifier: MIT */

#include "odeon-stack-private.h"
#include "odeon-error.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/* As many as `idle` has bits, and no more than so many bytes of addresses at a time. */
#define PER_MAPPING_MAX 64
#define MAPPING_MAX     ((gsize) 32 * 1024 * 1024)

/* What stacks leave to others. */
#define RESERVE ((gsize) 64 * 1024 * 1024)

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

/* What the kernel is known not to have. */
static atomic_bool no_light_guards;

/* How many mappings guards have split, in the whole process. */
static atomic_uint n_split;

static gsize
page_size (void)
{
  return (gsize) sysconf (_SC_PAGESIZE);
}

static gsize
stride (const OdeonStackMapping *self)
{
  return self->size + page_size ();
}

/* --- guards --- */

/* A guard makes two mappings more: those of half of them leave half. */
static guint
split_max (void)
{
  static gsize      once;
  static guint      max;
  g_autofree gchar *text = NULL;

  if (g_once_init_enter (&once))
    {
      max = g_file_get_contents ("/proc/sys/vm/max_map_count", &text, NULL, NULL)
              ? (guint) (g_ascii_strtoull (text, NULL, 10) / 4) : 16384;
      g_once_init_leave (&once, 1);
    }

  return max;
}

static gboolean
guard_lightly (gpointer page)
{
  if (atomic_load_explicit (&no_light_guards, memory_order_relaxed))
    return FALSE;
  if (madvise (page, page_size (), MADV_GUARD_INSTALL) == 0)
    return TRUE;
  if (errno == EINVAL)
    atomic_store_explicit (&no_light_guards, TRUE, memory_order_relaxed);

  return FALSE;
}

static gboolean
guard_by_split (gpointer page)
{
  if (atomic_fetch_add_explicit (&n_split, 1, memory_order_relaxed) < split_max ()
      && mprotect (page, page_size (), PROT_NONE) == 0)
    return TRUE;

  atomic_fetch_sub_explicit (&n_split, 1, memory_order_relaxed);

  return FALSE;
}

static void
visit (OdeonStackMapping *self, guint index)
{
  gchar *page = self->memory + index * stride (self);

  self->visited |= G_GUINT64_CONSTANT (1) << index;
  if (!guard_lightly (page) && guard_by_split (page))
    self->split |= G_GUINT64_CONSTANT (1) << index;
}

/* --- mappings --- */

static gpointer
map (gsize size)
{
  gpointer memory = mmap (NULL, size, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

  return memory != MAP_FAILED ? memory : NULL;
}

/* With the reserve below it, which is given back: so it was there. */
static gpointer
map_above_reserve (gsize size)
{
  gchar *memory = map (RESERVE + size);

  if (memory == NULL)
    return NULL;
  /* Giving back needs a mapping more, for a moment. */
  if (munmap (memory, RESERVE) != 0)
    {
      munmap (memory, RESERVE + size);
      return NULL;
    }

  return memory + RESERVE;
}

static guint64
first_bits (guint n)
{
  return n == 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << n) - 1;
}

OdeonStackMapping *
_odeon_stack_mapping_new (gsize size, guint n, gboolean last, GError **error)
{
  gsize              page = page_size ();
  OdeonStackMapping *self = g_new0 (OdeonStackMapping, 1);

  /* With its rounding, guard and reserve it is to be a size still: so large a one is refused. */
  size = MIN (size, G_MAXSIZE / 2);
  self->size = (size + page - 1) / page * page;

  n = (guint) MIN (MIN (n, PER_MAPPING_MAX), MAPPING_MAX / stride (self));
  for (n = MAX (n, 1); n > 0; n /= 2)
    {
      self->memory = last ? map (n * stride (self)) : map_above_reserve (n * stride (self));
      if (self->memory != NULL)
        break;
    }
  if (self->memory == NULL)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                   "No stack of %" G_GSIZE_FORMAT " bytes to await on: %s",
                   size, g_strerror (errno));
      g_free (self);
      return NULL;
    }

  /* One huge page would commit eight stacks that need a small one each. */
  madvise (self->memory, n * stride (self), MADV_NOHUGEPAGE);
  self->n = n;
  self->idle = first_bits (n);

  return self;
}

gpointer
_odeon_stack_mapping_take (OdeonStackMapping *self)
{
  guint index;

  g_assert (self->idle != 0);

  index = (guint) __builtin_ctzll (self->idle);
  self->idle &= self->idle - 1;
  if (!(self->visited >> index & 1))
    visit (self, index);

  return self->memory + index * stride (self) + page_size ();
}

void
_odeon_stack_mapping_give (OdeonStackMapping *self, gpointer stack)
{
  guint index = (guint) (((gchar *) stack - self->memory) / (gssize) stride (self));

  self->idle |= G_GUINT64_CONSTANT (1) << index;
  madvise (stack, self->size, MADV_DONTNEED);
}

gboolean
_odeon_stack_mapping_is_idle (const OdeonStackMapping *self)
{
  return self->idle == first_bits (self->n);
}

void
_odeon_stack_mapping_free (OdeonStackMapping *self)
{
  munmap (self->memory, self->n * stride (self));
  atomic_fetch_sub_explicit (&n_split, (guint) __builtin_popcountll (self->split),
                             memory_order_relaxed);
  g_free (self);
}
