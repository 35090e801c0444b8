/* SPDX-License-Identifier: MIT */

#include "odeon-population-private.h"

/* Of the word; the roots' count ends where that of the living begins. */
#define CLOSING   ODEON_POPULATION_CLOSING
#define ONE_ROOT  ((guint64) 2)
#define ALL_ROOTS (ODEON_POPULATION_LIVING - ONE_ROOT)

/* --- names --- */

/* Siblings have different names, and roots are siblings. */
static guint
hash_place (gconstpointer key)
{
  const OdeonCell *cell = key;

  return g_str_hash (cell->name) ^ g_direct_hash (cell->parent);
}

static gboolean
equal_places (gconstpointer a, gconstpointer b)
{
  const OdeonCell *one = a;
  const OdeonCell *other = b;

  return one->parent == other->parent && g_str_equal (one->name, other->name);
}

static OdeonCell *
find_locked (OdeonPopulation *self, OdeonCell *parent, const gchar *name)
{
  OdeonCell key = { .parent = parent, .name = (gchar *) name };

  return g_hash_table_lookup (self->names, &key);
}

void
_odeon_population_init (OdeonPopulation *self)
{
  g_mutex_init (&self->lock);
  self->names = g_hash_table_new (hash_place, equal_places);
}

void
_odeon_population_clear (OdeonPopulation *self)
{
  g_hash_table_unref (self->names);
  g_mutex_clear (&self->lock);
}

OdeonCell *
_odeon_population_find (OdeonPopulation *self, const gchar *name)
{
  OdeonCell *cell;

  /* A cell forgets its name before it lets go of its last reference. */
  g_mutex_lock (&self->lock);
  cell = find_locked (self, NULL, name);
  if (cell != NULL)
    odeon_ref_ref (cell);
  g_mutex_unlock (&self->lock);

  return cell;
}

OdeonCell *
_odeon_population_find_path (OdeonPopulation *self, OdeonCell *from, gchar **names)
{
  OdeonCell *cell = from;

  /* A parent ends after its children. */
  g_mutex_lock (&self->lock);
  do
    cell = find_locked (self, cell, *names);
  while (cell != NULL && *++names != NULL);
  if (cell != NULL)
    odeon_ref_ref (cell);
  g_mutex_unlock (&self->lock);

  return cell;
}

gboolean
_odeon_population_holds (OdeonPopulation *self, OdeonCell *cell)
{
  gboolean holds;

  if (cell->name == NULL)
    return TRUE;

  g_mutex_lock (&self->lock);
  holds = g_hash_table_lookup (self->names, cell) == cell;
  g_mutex_unlock (&self->lock);

  return holds;
}

/* --- who comes and goes --- */

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "The system is shutting down");

  return FALSE;
}

static gboolean
enter_locked (OdeonPopulation *self, OdeonCell *cell, GError **error)
{
  /* Whoever closes looks for roots under the lock, once: none may come in behind. */
  if (_odeon_population_is_closing (self))
    return refuse (error);
  if (cell->name != NULL && g_hash_table_contains (self->names, cell))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN,
                   "Another actor there is called \"%s\" already", cell->name);
      return FALSE;
    }

  if (cell->name != NULL)
    g_hash_table_add (self->names, cell);
  if (cell->parent == NULL)
    {
      cell->older = self->youngest;
      if (cell->older != NULL)
        cell->older->younger = cell;
      self->youngest = cell;
    }

  return TRUE;
}

/* Takes back what was counted of an actor; the last root of one that closes tells. */
static void
count_down (OdeonPopulation *self, guint64 n)
{
  OdeonPromise *shut_down = NULL;
  guint64       before;

  /* Release: what this actor did to the system; acquire, for the last: what all others did. */
  before = atomic_fetch_sub_explicit (&self->word, n, memory_order_acq_rel);
  if (!(n & ONE_ROOT) || (before & (ALL_ROOTS | CLOSING)) != (ONE_ROOT | CLOSING))
    return;

  g_mutex_lock (&self->lock);
  self->empty = TRUE;
  shut_down = g_steal_pointer (&self->shut_down);
  g_mutex_unlock (&self->lock);

  /* Whoever waits for this may free it. */
  if (shut_down != NULL)
    {
      odeon_promise_set_boolean (shut_down, TRUE);
      odeon_promise_free (shut_down);
    }
}

/* What the population counts of it. */
static guint64
share_of (OdeonCell *cell)
{
  return (cell->parent == NULL ? ONE_ROOT : 0)
         + (cell->worker->is_pooled ? 0 : ODEON_POPULATION_LIVING);
}

gboolean
_odeon_population_admit (OdeonPopulation *self, OdeonCell *cell, GError **error)
{
  guint64  share = share_of (cell);
  gboolean admitted = TRUE;

  atomic_fetch_add_explicit (&self->word, share, memory_order_relaxed);
  if (_odeon_population_is_closing (self))
    admitted = refuse (error);
  else if (cell->name != NULL || cell->parent == NULL)
    {
      g_mutex_lock (&self->lock);
      admitted = enter_locked (self, cell, error);
      g_mutex_unlock (&self->lock);
    }

  if (!admitted)
    count_down (self, share);

  return admitted;
}

void
_odeon_population_free_name (OdeonPopulation *self, OdeonCell *cell)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->names, cell);
  g_mutex_unlock (&self->lock);
}

static void
unlink_root_locked (OdeonPopulation *self, OdeonCell *cell)
{
  if (cell->younger != NULL)
    cell->younger->older = cell->older;
  else
    self->youngest = cell->older;
  if (cell->older != NULL)
    cell->older->younger = cell->younger;
}

void
_odeon_population_leave (OdeonPopulation *self, OdeonCell *cell)
{
  OdeonCell *next = NULL;

  g_mutex_lock (&self->lock);
  unlink_root_locked (self, cell);
  if (_odeon_population_is_closing (self) && self->youngest != NULL)
    next = odeon_ref_ref (self->youngest);
  g_mutex_unlock (&self->lock);

  if (next != NULL)
    {
      _odeon_cell_stop (next);
      odeon_ref_unref (next);
    }

  count_down (self, ONE_ROOT);
}

static GPtrArray *
list_roots_locked (OdeonPopulation *self)
{
  GPtrArray *roots = g_ptr_array_new_with_free_func (odeon_ref_unref);

  for (OdeonCell *cell = self->youngest; cell != NULL; cell = cell->older)
    g_ptr_array_add (roots, odeon_ref_ref (cell));

  return roots;
}

GPtrArray *
_odeon_population_list_roots (OdeonPopulation *self)
{
  GPtrArray *roots;

  g_mutex_lock (&self->lock);
  roots = list_roots_locked (self);
  g_mutex_unlock (&self->lock);

  return roots;
}

/* --- the end --- */

/* Under the lock. %FALSE: it was closed before. */
static gboolean
close_locked (OdeonPopulation *self)
{
  guint64 before = atomic_fetch_or_explicit (&self->word, CLOSING, memory_order_acq_rel);

  if ((before & (ALL_ROOTS | CLOSING)) == 0)
    self->empty = TRUE;

  return !(before & CLOSING);
}

OdeonFuture *
_odeon_population_shut_down (OdeonPopulation *self)
{
  OdeonFuture  *future;
  OdeonPromise *done = NULL;
  OdeonCell    *first = NULL;

  g_mutex_lock (&self->lock);
  if (close_locked (self) && self->youngest != NULL)
    first = odeon_ref_ref (self->youngest);
  if (self->shut_down == NULL)
    self->shut_down = odeon_promise_new ();
  future = odeon_promise_get_future (self->shut_down);
  if (self->empty)
    done = g_steal_pointer (&self->shut_down);
  g_mutex_unlock (&self->lock);

  if (first != NULL)
    {
      _odeon_cell_stop (first);
      odeon_ref_unref (first);
    }
  if (done != NULL)
    {
      odeon_promise_set_boolean (done, TRUE);
      odeon_promise_free (done);
    }

  return future;
}

void
_odeon_population_kill (OdeonPopulation *self)
{
  g_autoptr (GPtrArray) roots = NULL;

  g_mutex_lock (&self->lock);
  close_locked (self);
  roots = list_roots_locked (self);
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < roots->len; i++)
    _odeon_cell_kill (roots->pdata[i]);
}
