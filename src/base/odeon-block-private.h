/* SPDX-License-Identifier: MIT */

/* Memory for what is made and freed with every message: a few free blocks of each size are kept by
 * the thread that freed them, and handed out again without a lock, a search or a call.
 *
 * What a thread keeps is bounded. So a stream from one thread to another, in which the one only
 * takes and the other only frees, costs no more than malloc() and hoards nothing.
 *
 * The sanitizers and valgrind see every block come and go: for them there is malloc() alone.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#define ODEON_BLOCK_STEP    64 /* bytes from one size to the next */
#define ODEON_BLOCK_CLASSES 8
#define ODEON_BLOCK_KEPT    256 /* of each size */

typedef struct _OdeonBlock OdeonBlock;

struct _OdeonBlock
{
  OdeonBlock *next;
};

typedef struct
{
  OdeonBlock *first;
  guint       n;
  guint       max; /* 0 until the thread's first block is freed */
} OdeonBlockList;

extern _Thread_local OdeonBlockList _odeon_blocks[ODEON_BLOCK_CLASSES];

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
  OdeonBlockList *list;
  OdeonBlock     *block;

  if (G_UNLIKELY (index >= ODEON_BLOCK_CLASSES || _odeon_blocks[index].first == NULL))
    return _odeon_block_new_slowly (size);

  list = &_odeon_blocks[index];
  block = list->first;
  list->first = block->next;
  list->n--;

  return block;
}

/* On any thread; @size as it was made with. */
static inline void
_odeon_block_free (gpointer block, gsize size)
{
  gsize           index = _odeon_block_class (size);
  OdeonBlockList *list;

  if (G_UNLIKELY (index >= ODEON_BLOCK_CLASSES
                  || _odeon_blocks[index].n >= _odeon_blocks[index].max))
    {
      _odeon_block_free_slowly (block, size);
      return;
    }

  list = &_odeon_blocks[index];
  ((OdeonBlock *) block)->next = list->first;
  list->first = block;
  list->n++;
}
