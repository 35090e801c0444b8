/* SPDX-License-Identifier: MIT */

#include "odeon-block-private.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

#ifdef HAVE_VALGRIND_H
#include <valgrind/valgrind.h>
#endif

#if defined(__has_feature)
#define HAS_FEATURE(feature) __has_feature (feature)
#else
#define HAS_FEATURE(feature) 0
#endif

typedef struct
{
  GMutex      lock;
  OdeonBlock *full;  /* magazines, by next_magazine */
  OdeonBlock *loose; /* the region's: of threads that have ended, and what is beyond the limit */
  guint       n_loose;
} Depot;

/* Under its lock; `start` is set before the first of its blocks is seen by anybody. */
static struct
{
  GMutex              lock;
  _Atomic (uintptr_t) start;
  gsize               used;
  gboolean            reserved; /* or it was tried */
} region;

_Thread_local OdeonMagazines _odeon_magazines[ODEON_BLOCK_CLASSES];
static Depot                 depots[ODEON_BLOCK_CLASSES];

/* Bytes in full magazines. Relaxed: a limit, to which no memory is tied. */
static atomic_size_t kept;

/* Valgrind may be told to watch what runs elsewhere: so are the bench's instructions counted. */
static gboolean
keeps_blocks (void)
{
#if defined(ODEON_ALLOCATOR_MALLOC) || defined(__SANITIZE_ADDRESS__)                              \
  || defined(__SANITIZE_THREAD__) || HAS_FEATURE (address_sanitizer)                              \
  || HAS_FEATURE (thread_sanitizer)
  return FALSE;
#elif defined(HAVE_VALGRIND_H)
  return RUNNING_ON_VALGRIND == 0 || g_strcmp0 (g_getenv ("ODEON_BLOCKS"), "magazines") == 0;
#else
  return TRUE;
#endif
}

static gsize
block_size (gsize index)
{
  return (index + 1) * ODEON_BLOCK_STEP;
}

/* --- the region --- */

static gboolean
is_of_region (gconstpointer block)
{
  return (uintptr_t) block - atomic_load_explicit (&region.start, memory_order_relaxed)
         < ODEON_BLOCK_REGION;
}

static void
reserve_locked (void)
{
  gpointer start = mmap (NULL, ODEON_BLOCK_REGION, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  region.reserved = TRUE;
  if (start == MAP_FAILED)
    region.used = ODEON_BLOCK_REGION;
  else
    atomic_store_explicit (&region.start, (uintptr_t) start, memory_order_relaxed);
}

/* (nullable): a new magazine. */
static OdeonBlock *
cut_magazine (gsize index)
{
  gsize  size = block_size (index);
  gchar *first = NULL;

  g_mutex_lock (&region.lock);
  if (!region.reserved)
    reserve_locked ();
  if (region.used + size * ODEON_BLOCK_ROUNDS <= ODEON_BLOCK_REGION)
    {
      first = (gchar *) atomic_load_explicit (&region.start, memory_order_relaxed) + region.used;
      region.used += size * ODEON_BLOCK_ROUNDS;
    }
  g_mutex_unlock (&region.lock);

  if (first != NULL)
    for (gsize i = 0; i < ODEON_BLOCK_ROUNDS; i++)
      ((OdeonBlock *) (gpointer) (first + i * size))->next =
        i + 1 < ODEON_BLOCK_ROUNDS ? (OdeonBlock *) (gpointer) (first + (i + 1) * size) : NULL;

  return (OdeonBlock *) (gpointer) first;
}

/* Where the region is used up: as many at once, for the locks on the way here cost more. */
static OdeonBlock *
allocate_magazine (gsize index)
{
  OdeonBlock *first = NULL;

  for (gsize i = 0; i < ODEON_BLOCK_ROUNDS; i++)
    {
      OdeonBlock *block = g_malloc (block_size (index));

      block->next = first;
      first = block;
    }

  return first;
}

/* --- the depots --- */

static gsize
magazine_size (gsize index)
{
  return block_size (index) * ODEON_BLOCK_ROUNDS;
}

static OdeonBlock *
gather_locked (Depot *depot)
{
  OdeonBlock *first = depot->loose;
  OdeonBlock *last = first;

  for (guint n = 1; n < ODEON_BLOCK_ROUNDS; n++)
    last = last->next;
  depot->loose = last->next;
  depot->n_loose -= ODEON_BLOCK_ROUNDS;
  last->next = NULL;

  return first;
}

static OdeonBlock *
fetch_magazine (gsize index)
{
  Depot      *depot = &depots[index];
  OdeonBlock *magazine;

  g_mutex_lock (&depot->lock);
  magazine = depot->full;
  if (magazine != NULL)
    {
      depot->full = magazine->next_magazine;
      atomic_fetch_sub_explicit (&kept, magazine_size (index), memory_order_relaxed);
    }
  else if (depot->n_loose >= ODEON_BLOCK_ROUNDS)
    magazine = gather_locked (depot);
  g_mutex_unlock (&depot->lock);

  if (magazine == NULL)
    magazine = cut_magazine (index);

  return magazine != NULL ? magazine : allocate_magazine (index);
}

static void
keep_loose (Depot *depot, OdeonBlock *first, OdeonBlock *last, guint n)
{
  g_mutex_lock (&depot->lock);
  last->next = depot->loose;
  depot->loose = first;
  depot->n_loose += n;
  g_mutex_unlock (&depot->lock);
}

/* Frees what malloc() has made; the region's blocks stay loose. */
static void
release (Depot *depot, OdeonBlock *chain)
{
  OdeonBlock *first = NULL;
  OdeonBlock *last = NULL;
  guint       n = 0;

  while (chain != NULL)
    {
      OdeonBlock *block = chain;

      chain = block->next;
      if (!is_of_region (block))
        {
          g_free (block);
          continue;
        }
      if (first == NULL)
        last = block;
      block->next = first;
      first = block;
      n++;
    }
  if (n > 0)
    keep_loose (depot, first, last, n);
}

static void
store_magazine (gsize index, OdeonBlock *magazine)
{
  Depot *depot = &depots[index];
  gsize  size = magazine_size (index);

  if (atomic_fetch_add_explicit (&kept, size, memory_order_relaxed) + size > ODEON_BLOCK_REGION)
    {
      atomic_fetch_sub_explicit (&kept, size, memory_order_relaxed);
      release (depot, magazine);
      return;
    }

  g_mutex_lock (&depot->lock);
  magazine->next_magazine = depot->full;
  depot->full = magazine;
  g_mutex_unlock (&depot->lock);
}

/* --- a thread's magazines --- */

static void
release_own (gpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < ODEON_BLOCK_CLASSES; i++)
    {
      OdeonMagazines own = _odeon_magazines[i];

      /* Another destructor of the thread may free blocks after this one: none is kept then. */
      _odeon_magazines[i] = (OdeonMagazines) { .n = G_MAXUINT };
      release (&depots[i], own.first);
      release (&depots[i], own.spare);
    }
}

static GPrivate at_thread_end = G_PRIVATE_INIT (release_own);

/* The first magazine that a thread has to do with: from now on it keeps some. */
static gboolean
begin_keeping (OdeonMagazines *own)
{
  if (!keeps_blocks ())
    return FALSE;

  own->max = ODEON_BLOCK_ROUNDS;
  g_private_set (&at_thread_end, _odeon_magazines);

  return TRUE;
}

static gboolean
keeps (OdeonMagazines *own)
{
  return own->max > 0 || begin_keeping (own);
}

static gboolean
has_ended (const OdeonMagazines *own)
{
  return own->n > ODEON_BLOCK_ROUNDS;
}

/* As large as its class, so that it can serve for any of it later. */
static gpointer
new_block (gsize size)
{
  return g_malloc (block_size (_odeon_block_class (size)));
}

gpointer
_odeon_block_new_slowly (gsize size)
{
  gsize           index = _odeon_block_class (size);
  OdeonMagazines *own;

  if (index >= ODEON_BLOCK_CLASSES)
    return new_block (size);
  own = &_odeon_magazines[index];
  if (has_ended (own) || !keeps (own))
    return new_block (size);

  own->first = own->spare != NULL ? g_steal_pointer (&own->spare) : fetch_magazine (index);
  own->n = ODEON_BLOCK_ROUNDS;

  return _odeon_block_new (size);
}

static void
free_single (gsize index, OdeonBlock *block)
{
  if (is_of_region (block))
    keep_loose (&depots[index], block, block, 1);
  else
    g_free (block);
}

void
_odeon_block_free_slowly (gpointer block, gsize size)
{
  gsize           index = _odeon_block_class (size);
  OdeonMagazines *own;

  if (index >= ODEON_BLOCK_CLASSES)
    {
      g_free (block);
      return;
    }
  own = &_odeon_magazines[index];
  if (has_ended (own) || !keeps (own))
    {
      free_single (index, block);
      return;
    }

  /* That it keeps from now on is all that there is to do of the first. */
  if (own->n == ODEON_BLOCK_ROUNDS)
    {
      if (own->spare != NULL)
        store_magazine (index, own->spare);
      own->spare = own->first;
      own->first = NULL;
      own->n = 0;
    }

  _odeon_block_free (block, size);
}
