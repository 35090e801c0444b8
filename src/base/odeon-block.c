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

_Thread_local OdeonBlockList _odeon_blocks[ODEON_BLOCK_CLASSES];

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
free_all (gpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < ODEON_BLOCK_CLASSES; i++)
    {
      OdeonBlockList *list = &_odeon_blocks[i];

      while (list->first != NULL)
        {
          OdeonBlock *block = list->first;

          list->first = block->next;
          g_free (block);
        }
      /* Another destructor of the thread may free blocks after this one. */
      *list = (OdeonBlockList) { NULL, G_MAXUINT, 0 };
    }
}

static GPrivate at_thread_end = G_PRIVATE_INIT (free_all);

gpointer
_odeon_block_new_slowly (gsize size)
{
  /* As large as its class, so that it can serve for any of it later. */
  return g_malloc ((_odeon_block_class (size) + 1) * ODEON_BLOCK_STEP);
}

void
_odeon_block_free_slowly (gpointer block, gsize size)
{
  gsize index = _odeon_block_class (size);

  if (index < ODEON_BLOCK_CLASSES && _odeon_blocks[index].max == 0
      && _odeon_blocks[index].n == 0 && !is_watched ())
    {
      _odeon_blocks[index].max = ODEON_BLOCK_KEPT;
      g_private_set (&at_thread_end, _odeon_blocks);
      _odeon_block_free (block, size);
      return;
    }

  g_free (block);
}
