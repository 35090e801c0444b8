/* SPDX-License-Identifier: MIT */

/* Promises that are kept with promises. Several may be kept at once, by different threads: under
 * the lock no two of them close a circle. */

#include "odeon-promised-ref-private.h"

/* Whoever walks a chain, or lets go of it, may need a frame for each. */
#define CHAIN_MAX 64

static GMutex lock;

/* How long the chain becomes if @self leads on to @next; 0: it would close. */
static guint
measure_locked (OdeonPromiseLink *self, OdeonPromiseLink *next)
{
  guint n = self->n_behind + 1;

  for (; next != NULL; next = next->next, n++)
    if (next == self)
      return 0;

  return n;
}

static gboolean
link_locked (OdeonPromiseLink *self, OdeonPromiseLink *next)
{
  guint n = measure_locked (self, next);

  if (n == 0 || n > CHAIN_MAX)
    return FALSE;

  self->next = next;
  for (n = self->n_behind + 1; next != NULL; next = next->next, n++)
    next->n_behind = MAX (next->n_behind, n);

  return TRUE;
}

gboolean
_odeon_promise_link (OdeonPromiseLink *self, OdeonPromiseLink *next, GError **error)
{
  gboolean is_linked;

  g_mutex_lock (&lock);
  is_linked = link_locked (self, next);
  g_mutex_unlock (&lock);

  if (!is_linked)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK,
                 "the promise was kept with itself, or leads on through more than %d others",
                 CHAIN_MAX);

  return is_linked;
}
