/* SPDX-License-Identifier: MIT */

/* Memory for what is made and freed with every message, by magazines (Bonwick and Adams, USENIX
 * 2001): each thread has two of each size, lists of free blocks, and takes and gives blocks there
 * without a lock. When both are full it puts one into the common depot, when both are empty it
 * fetches one. So a stream from one thread to another, in which the one only takes and the other
 * only frees, costs a lock for every hundred messages.
 *
 * New magazines are cut from one region, whose blocks lie on cache lines of their own, side by
 * side; it is reserved at once and committed as it is touched. What is beyond it is malloc()'s.
 * Of what is free, the depots keep as much as the region is large: a burst is given back.
 *
 * The sanitizers and valgrind see every block come and go: for them there is malloc() alone, as
 * there is with --with-allocator=malloc. No thread keeps blocks then: `max` stays 0.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#define ODEON_BLOCK_STEP    64 /* bytes from one size to the next */
#define ODEON_BLOCK_CLASSES 8
#define ODEON_BLOCK_ROUNDS  128 /* in a full magazine */
#define ODEON_BLOCK_REGION  ((gsize) 64 << 20) /* bytes */

typedef struct _OdeonBlock OdeonBlock;

struct _OdeonBlock
{
  OdeonBlock *next;
  OdeonBlock *next_magazine; /* of a full magazine's first block, in the depot */
};

typedef struct
{
  OdeonBlock *first; /* of the magazine in use */
  guint       n;
  guint       max;   /* 0 until the thread's first block is freed */
  OdeonBlock *spare; /* (nullable): the other magazine, when that is full */
} OdeonMagazines;

extern _Thread_local OdeonMagazines _odeon_magazines[ODEON_BLOCK_CLASSES];

gpointer _odeon_block_new_slowly  (gsize size);
void     _odeon_block_free_slowly (gpointer block, gsize size);

static inline gsize
_odeon_block_class (gsize size)
{
  return (size - 1) / ODEON_BLOCK_STEP;
}

/* Uninitialised; never %NULL. */
static inline gpointer
_odeon_block_new (gsize size)
{
  gsize           index = _odeon_block_class (size);
  OdeonMagazines *own;
  OdeonBlock     *block;

  if (G_UNLIKELY (index >= ODEON_BLOCK_CLASSES || _odeon_magazines[index].first == NULL))
    return _odeon_block_new_slowly (size);

  own = &_odeon_magazines[index];
  block = own->first;
  own->first = block->next;
  own->n--;

  return block;
}

/* On any thread; @size as it was made with. */
static inline void
_odeon_block_free (gpointer block, gsize size)
{
  gsize           index = _odeon_block_class (size);
  OdeonMagazines *own;

  if (G_UNLIKELY (index >= ODEON_BLOCK_CLASSES
                  || _odeon_magazines[index].n >= _odeon_magazines[index].max))
    {
      _odeon_block_free_slowly (block, size);
      return;
    }

  own = &_odeon_magazines[index];
  ((OdeonBlock *) block)->next = own->first;
  own->first = block;
  own->n++;
}
