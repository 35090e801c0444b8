/* SPDX-License-Identifier: MIT */

/* Who lives in a system: their names, those without a parent, the roots, and whether the last of
 * them has gone.
 *
 * One word counts the roots and says whether the system is closing, so that exactly one thread
 * finds it empty: the last root's, or the one that closes it. That one tells; any other is done
 * with the system once it has counted itself out, for it may be freed then. All other actors are
 * done with it before their parents are. When a system is shut down its roots are stopped one after
 * the other, the youngest first. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-promise.h"
#include "odeon-worker-private.h"

/* Of the word: whether it is closing; between these how many roots may still touch it; and how many
 * actors live, in that nobody has been told of their end yet: those that are on no constant
 * worker's books. */
#define ODEON_POPULATION_CLOSING ((guint64) 1)
#define ODEON_POPULATION_LIVING  ((guint64) 1 << 32)

typedef struct
{
  /* Everybody's. */
  _Atomic (guint64) word;

  /* Under the lock. */
  GMutex        lock;
  GHashTable   *names;     /* living cells by parent and name, not counted */
  OdeonCell    *youngest;  /* root */
  gboolean      empty;     /* closing, and the last actor has ended */
  OdeonPromise *shut_down; /* (nullable): set when the last actor has ended */
} OdeonPopulation;

void _odeon_population_init  (OdeonPopulation *self);
void _odeon_population_clear (OdeonPopulation *self);

static inline gboolean
_odeon_population_is_closing (OdeonPopulation *self)
{
  return (atomic_load_explicit (&self->word, memory_order_relaxed) & ODEON_POPULATION_CLOSING) != 0;
}

/* Those that it counts. */
static inline guint
_odeon_population_get_n_living (OdeonPopulation *self)
{
  return (guint) (atomic_load_explicit (&self->word, memory_order_relaxed)
                  / ODEON_POPULATION_LIVING);
}

/* What OdeonHostClass says of `admit`. */
gboolean _odeon_population_admit (OdeonPopulation *self, OdeonCell *cell, GError **error);

void _odeon_population_free_name (OdeonPopulation *self, OdeonCell *cell);

/* The same of `forget`. */
static inline void
_odeon_population_forget (OdeonPopulation *self, OdeonCell *cell)
{
  if (G_UNLIKELY (cell->name != NULL))
    _odeon_population_free_name (self, cell);
  if (!cell->worker->is_pooled)
    atomic_fetch_sub_explicit (&self->word, ODEON_POPULATION_LIVING, memory_order_relaxed);
}

/* A root has ended: the last thing. */
void _odeon_population_leave (OdeonPopulation *self, OdeonCell *cell);

/* (nullable): a counted reference to the root of that name. */
OdeonCell *_odeon_population_find (OdeonPopulation *self, const gchar *name);

/* (nullable): a counted reference to who is reached from @from (nullable: the system) by the names
 * of children; there is at least one. */
OdeonCell *_odeon_population_find_path (OdeonPopulation *self, OdeonCell *from, gchar **names);

/* Whether the cell, which is the system's, is not about to be refused its name. */
gboolean _odeon_population_holds (OdeonPopulation *self, OdeonCell *cell);

/* Counted, the youngest first. */
GPtrArray *_odeon_population_list_roots (OdeonPopulation *self);

/* Nobody is admitted any more. Stops the roots; done when the last has ended. */
OdeonFuture *_odeon_population_shut_down (OdeonPopulation *self);

/* The same of a kill, of every root at once; each takes its children along. */
void _odeon_population_kill (OdeonPopulation *self);
