/* SPDX-License-Identifier: MIT */

/* Where migratable actors wait for a worker, and how idle workers steal them; see
 * odeon-migrant-private.h. */

#include "odeon-migrant-private.h"

/* As many at once as half of what waits, so that thieves need not come back for each. */
#define STOLEN_MAX 64

OdeonStealers *
_odeon_stealers_new (guint n_workers)
{
  OdeonStealers *self = g_malloc0 (sizeof *self + n_workers * sizeof self->workers[0]);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->used, FALSE);
  atomic_init (&self->n_workers, 0);

  return self;
}

OdeonStealers *
_odeon_stealers_ref (OdeonStealers *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);

  return self;
}

void
_odeon_stealers_unref (OdeonStealers *self)
{
  guint n;

  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  n = atomic_load_explicit (&self->n_workers, memory_order_relaxed);
  for (guint i = 0; i < n; i++)
    _odeon_worker_unref (self->workers[i]);
  g_free (self);
}

void
_odeon_stealers_complete (OdeonStealers *self, GPtrArray *workers)
{
  for (guint i = 0; i < workers->len; i++)
    self->workers[i] = _odeon_worker_ref (workers->pdata[i]);

  /* Release: pairs with the acquire in count(). */
  atomic_store_explicit (&self->n_workers, workers->len, memory_order_release);
}

static guint
count (OdeonStealers *self)
{
  return atomic_load_explicit (&self->n_workers, memory_order_acquire);
}

OdeonBacklog *
_odeon_backlog_new (OdeonStealers *stealers)
{
  OdeonBacklog *self = g_new0 (OdeonBacklog, 1);

  self->stealers = stealers;
  atomic_init (&self->n, 0);
  atomic_init (&self->wanted, FALSE);
  g_mutex_init (&self->lock);

  return self;
}

void
_odeon_backlog_free (OdeonBacklog *self)
{
  if (self == NULL)
    return;

  g_assert (self->first == NULL);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* A chain of @n that ends with @last. Returns how many wait now. */
static guint
append (OdeonBacklog *self, OdeonMigrant *first, OdeonMigrant *last, guint n)
{
  g_mutex_lock (&self->lock);
  last->next = NULL;
  if (self->last != NULL)
    self->last->next = first;
  else
    self->first = first;
  self->last = last;
  /* Sequentially consistent: whoever appends looks for sleepers next, and whoever is going to sleep
   * says so and then looks here. */
  n += atomic_fetch_add_explicit (&self->n, n, memory_order_seq_cst);
  if (n > 1)
    atomic_store_explicit (&self->wanted, TRUE, memory_order_seq_cst);
  g_mutex_unlock (&self->lock);

  return n;
}

/* The first ones, up to @n; their number in @n. */
static OdeonMigrant *
detach (OdeonBacklog *self, guint *n, OdeonMigrant **out_last)
{
  OdeonMigrant *first;
  OdeonMigrant *last = NULL;
  guint         taken = 0;

  g_mutex_lock (&self->lock);
  first = self->first;
  while (taken < *n && self->first != NULL)
    {
      last = self->first;
      self->first = last->next;
      taken++;
    }
  if (self->first == NULL)
    {
      self->last = NULL;
      atomic_store_explicit (&self->wanted, FALSE, memory_order_relaxed);
    }
  atomic_fetch_sub_explicit (&self->n, taken, memory_order_relaxed);
  g_mutex_unlock (&self->lock);

  *n = taken;
  *out_last = last;

  return taken > 0 ? first : NULL;
}

static guint
waiting (OdeonWorker *worker)
{
  return atomic_load_explicit (&worker->backlog->n, memory_order_seq_cst);
}

static gboolean
is_wanted (OdeonWorker *worker)
{
  return atomic_load_explicit (&worker->backlog->wanted, memory_order_seq_cst);
}

/* One that sleeps, if there is one. */
static void
call_peer (OdeonWorker *worker)
{
  OdeonStealers *stealers = worker->backlog->stealers;
  guint          n = count (stealers);

  for (guint i = 0; i < n; i++)
    {
      OdeonWorker *peer = stealers->workers[i];

      if (peer != worker && _odeon_worker_wake (peer))
        return;
    }
}

/* Once the migrant is appended it may be gone, and all that it kept alive but for what whoever
 * tells keeps alive. */
void
_odeon_backlog_add (OdeonWorker *worker, OdeonMigrant *migrant)
{
  guint n = append (worker->backlog, migrant, migrant, 1);

  if (worker != _odeon_current_worker && _odeon_worker_wake (worker))
    return;
  if (n > 1 && (n & (n - 1)) == 0)
    call_peer (worker);
}

OdeonMigrant *
_odeon_backlog_take (OdeonWorker *worker)
{
  OdeonMigrant *last;
  guint         n = 1;

  if (waiting (worker) == 0)
    return NULL;

  return detach (worker->backlog, &n, &last);
}

gboolean
_odeon_backlog_is_empty (OdeonBacklog *self)
{
  return atomic_load_explicit (&self->n, memory_order_seq_cst) == 0;
}

/* The fullest of the others'. */
static OdeonWorker *
find_victim (OdeonWorker *self)
{
  OdeonStealers *stealers = self->backlog->stealers;
  OdeonWorker   *victim = NULL;
  guint          n = count (stealers);
  guint          most = 0;

  for (guint i = 0; i < n; i++)
    {
      OdeonWorker *peer = stealers->workers[i];
      guint        n_waiting = peer != self && is_wanted (peer) ? waiting (peer) : 0;

      if (n_waiting > most)
        {
          victim = peer;
          most = n_waiting;
        }
    }

  return victim;
}

static gboolean
is_used (OdeonWorker *self)
{
  /* Sequentially consistent: a worker that does not see it said before that it sleeps, and is
   * woken. */
  return self->backlog != NULL
         && atomic_load_explicit (&self->backlog->stealers->used, memory_order_seq_cst);
}

gboolean
_odeon_worker_can_steal (OdeonWorker *self)
{
  return is_used (self) && find_victim (self) != NULL;
}

gboolean
_odeon_worker_steal (OdeonWorker *self)
{
  OdeonWorker  *victim = is_used (self) ? find_victim (self) : NULL;
  OdeonMigrant *first;
  OdeonMigrant *last;
  guint         n;

  if (victim == NULL)
    return FALSE;

  n = MIN ((waiting (victim) + 1) / 2, STOLEN_MAX);
  first = detach (victim->backlog, &n, &last);
  if (first == NULL)
    return FALSE;
  if (append (self->backlog, first, last, n) > 1 || is_wanted (victim))
    call_peer (self);

  return TRUE;
}

void
_odeon_backlog_share (OdeonWorker *self)
{
  if (self->turns.first == NULL || waiting (self) == 0)
    return;

  atomic_store_explicit (&self->backlog->wanted, TRUE, memory_order_seq_cst);
  call_peer (self);
}
