/* SPDX-License-Identifier: MIT */

/* The workers of a system, and which of them a new actor lives on.
 *
 * Actors of the default kind live with their parent; those without one take the workers in turn,
 * passing by those that have been much busier of late than the idlest (odeon-load-private.h).
 * That is where migratable ones begin: each is a worker of its own (odeon-migrant-private.h).
 * An actor that wants a thread gets a worker of its own, which ends with it; its thread is joined
 * later, by somebody else.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-load-private.h"
#include "odeon-migrant-private.h"

typedef struct
{
  /* Constant. */
  GPtrArray *workers; /* counted; with no threads, the one that ticks */
  guint      n_threads;
  OdeonStealers *stealers; /* (nullable): counted; of two threads or more */

  /* Under the lock. */
  GMutex     lock;
  guint      next;          /* whose turn it is */
  OdeonLoad  load;
  GPtrArray *own_workers;   /* of actors with a thread of their own, counted */
  GPtrArray *ended_workers; /* of those, to be joined */
} OdeonWorkers;

/* Starts @n_threads workers, or with 0 one that this thread ticks. After a failure, too, it is to
 * be cleared. */
gboolean _odeon_workers_init (OdeonWorkers *self, guint n_threads, GError **error);

/* Ends the workers, on which nobody lives any more, and waits for their threads. */
void _odeon_workers_clear (OdeonWorkers *self);

/* On any thread. A counted reference to the worker where an actor of these options will live; it
 * is on that worker's books until it leaves. */
OdeonWorker *_odeon_workers_place (OdeonWorkers            *self,
                                   const OdeonSpawnOptions *options,
                                   OdeonCell               *parent,
                                   gboolean                 migratable,
                                   GError                 **error);

/* The same in short, of a child that is to live with its parent, which runs on the calling thread;
 * %NULL if it takes more than a count. */
OdeonWorker *_odeon_workers_place_child (OdeonCell *parent);

/* On any thread: how many are on the books of the workers that are constant. Whoever is told that
 * one has left finds it gone. */
guint _odeon_workers_count (const OdeonWorkers *self);

/* On any thread. One actor less on @worker; a thread of its own ends. */
void _odeon_workers_leave (OdeonWorkers *self, OdeonWorker *worker);

/* The worker that the thread which made the system ticks, and the first of any other. */
static inline OdeonWorker *
_odeon_workers_get_first (const OdeonWorkers *self)
{
  return self->workers->len > 0 ? self->workers->pdata[0] : NULL;
}
