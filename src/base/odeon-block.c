/* SPDX-License-Identifier: MIT */

#include "odeon-block-private.h"

#ifdef HAVE_VALGRIND_H
#include <valgrind/valgrind.h>
#endif

#if defined(__has_feature)
#define HAS_FEATURE(feature) __has_feature (feature)
#else
#define HAS_FEATURE(feature) 0
#endif

/* Full magazines of a size that the depot holds at most. */
#define DEPOT_MAX 64

typedef struct
{
  GMutex      lock;
  OdeonBlock *first; /* full magazines, by next_magazine */
  guint       n;
} Depot;

_Thread_local OdeonMagazines _odeon_magazines[ODEON_BLOCK_CLASSES];
static Depot                 depots[ODEON_BLOCK_CLASSES];

static gboolean
is_watched (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)                                 \
  || HAS_FEATURE (address_sanitizer) || HAS_FEATURE (thread_sanitizer)
  return TRUE;
#elif defined(HAVE_VALGRIND_H)
  return RUNNING_ON_VALGRIND != 0;
#else
  return FALSE;
#endif
}

static void
free_chain (OdeonBlock *first)
{
  while (first != NULL)
    {
      OdeonBlock *block = first;

      first = block->next;
      g_free (block);
    }
}

static void
free_all (gpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < ODEON_BLOCK_CLASSES; i++)
    {
      OdeonMagazines own = _odeon_magazines[i];

      /* Another destructor of the thread may free blocks after this one: none is kept then. */
      _odeon_magazines[i] = (OdeonMagazines) { .n = G_MAXUINT };
      free_chain (own.first);
      free_chain (own.spare);
    }
}

static GPrivate at_thread_end = G_PRIVATE_INIT (free_all);

static OdeonBlock *
fetch_magazine (Depot *depot)
{
  OdeonBlock *magazine;

  g_mutex_lock (&depot->lock);
  magazine = depot->first;
  if (magazine != NULL)
    {
      depot->first = magazine->next_magazine;
      depot->n--;
    }
  g_mutex_unlock (&depot->lock);

  return magazine;
}

static void
store_magazine (Depot *depot, OdeonBlock *magazine)
{
  gboolean full;

  g_mutex_lock (&depot->lock);
  full = depot->n == DEPOT_MAX;
  if (!full)
    {
      magazine->next_magazine = depot->first;
      depot->first = magazine;
      depot->n++;
    }
  g_mutex_unlock (&depot->lock);

  if (full)
    free_chain (magazine);
}

/* As large as its class, so that it can serve for any of it later. */
static gpointer
new_block (gsize size)
{
  return g_malloc ((_odeon_block_class (size) + 1) * ODEON_BLOCK_STEP);
}

gpointer
_odeon_block_new_slowly (gsize size)
{
  gsize           index = _odeon_block_class (size);
  OdeonMagazines *own;

  if (index >= ODEON_BLOCK_CLASSES || _odeon_magazines[index].n > 0)
    return new_block (size);

  own = &_odeon_magazines[index];
  own->first = own->spare != NULL ? g_steal_pointer (&own->spare)
                                  : fetch_magazine (&depots[index]);
  if (own->first == NULL)
    return new_block (size);

  own->n = ODEON_BLOCK_ROUNDS;

  return _odeon_block_new (size);
}

/* The first block that a thread frees: from now on it keeps some. */
static gboolean
begin_keeping (OdeonMagazines *own)
{
  if (is_watched ())
    return FALSE;

  own->max = ODEON_BLOCK_ROUNDS;
  g_private_set (&at_thread_end, _odeon_magazines);

  return TRUE;
}

void
_odeon_block_free_slowly (gpointer block, gsize size)
{
  gsize           index = _odeon_block_class (size);
  OdeonMagazines *own;

  if (index >= ODEON_BLOCK_CLASSES || _odeon_magazines[index].n > ODEON_BLOCK_ROUNDS)
    {
      g_free (block);
      return;
    }

  own = &_odeon_magazines[index];
  if (own->max == 0)
    {
      if (!begin_keeping (own))
        {
          g_free (block);
          return;
        }
    }
  else
    {
      if (own->spare != NULL)
        store_magazine (&depots[index], own->spare);
      own->spare = own->first;
      own->first = NULL;
      own->n = 0;
    }

  _odeon_block_free (block, size);
}
