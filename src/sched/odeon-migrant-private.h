/* SPDX-License-Identifier: MIT */

/* A migratable actor is a worker of its own, of the kind MIGRANT: it has an inbox and turns like
 * any other, but no thread. The system's THREAD workers run it, one at a time, and whoever has
 * nothing to do steals it from one that has too much.
 *
 * So what the layers below rely on stays true: an actor belongs to one worker for life, it has no
 * neighbours there but itself, so that nothing is ever done to it but through its mailbox and its
 * worker's inbox, and the actors that do not migrate know nothing of it.
 *
 *   IDLE     nobody has it
 *   QUEUED   waits in a backlog, for whoever takes it out
 *   RUNNING  one worker has it, its host: it is among its turns, or running, or suspended there;
 *            it does not leave while it is. So it stays when the actor has ended
 *
 * Whoever sends the first message into its inbox tells: IDLE becomes QUEUED, and goes into a
 * backlog; of RUNNING, the host is sent a visit, at which it drains the inbox, for a kill must
 * reach an actor that is suspended. NEWS is set in any case: the host does not let go before it
 * has looked again. All changes of the word acquire and release: whoever has it sees what whoever
 * had it before did to the actor, and what was sent before NEWS.
 *
 * A backlog is a list with a lock, not a ring: its lock is free nearly always, it is never full,
 * and several are stolen at once.
 *
 * An actor is queued where it is told from: what talks to each other stays together. One that waits
 * alone is left to its worker, which is about to run it. As soon as two wait, and until none does,
 * help is wanted: a worker is woken when a backlog has grown to two, four, eight and so on, and
 * when a thief has left something; and nobody sleeps before it has looked at all backlogs.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-worker-private.h"

typedef struct _OdeonMigrant OdeonMigrant;

/* The workers that steal from each other. Counted: by the system and by migrants. */
struct _OdeonStealers
{
  atomic_int   ref_count;
  atomic_bool  used;      /* there has been a migrant */
  atomic_uint  n_workers; /* 0 until all have been made */
  OdeonWorker *workers[]; /* counted once they are complete */
};

/* A worker's. */
struct _OdeonBacklog
{
  OdeonStealers *stealers; /* outlives it */
  atomic_uint    n;      /* that wait; changed under the lock, as is: */
  atomic_bool    wanted; /* that others help */

  GMutex         lock;
  OdeonMigrant  *first;
  OdeonMigrant  *last;
};

struct _OdeonMigrant
{
  OdeonWorker             worker; /* first */
  OdeonStealers          *stealers; /* counted */
  atomic_uint             state;
  _Atomic (OdeonWorker *) host;   /* that runs it, or ran it last */
  OdeonMessage            visit;  /* in the host's inbox, once at a time */
  OdeonMigrant           *next;   /* in a backlog */
};

OdeonStealers *_odeon_stealers_new   (guint n_workers);
OdeonStealers *_odeon_stealers_ref   (OdeonStealers *self);
void           _odeon_stealers_unref (OdeonStealers *self);

/* Once all of @workers run. */
void _odeon_stealers_complete (OdeonStealers *self, GPtrArray *workers);

/* For a worker that is made. */
OdeonBacklog *_odeon_backlog_new  (OdeonStealers *stealers);
void          _odeon_backlog_free (OdeonBacklog *self);

/* On any thread: appends to the backlog of @worker, and wakes whom it must. */
void _odeon_backlog_add (OdeonWorker *worker, OdeonMigrant *migrant);

/* On the worker's thread; (nullable). */
OdeonMigrant *_odeon_backlog_take (OdeonWorker *worker);

/* An idle worker for a migrant; @worker is where it begins. */
OdeonWorker *_odeon_migrant_new  (OdeonStealers *stealers, OdeonWorker *worker);
void         _odeon_migrant_free (OdeonWorker *self);

/* On its host's thread: a timer of its own is due at @due; the host sees to it that it is run. */
void _odeon_migrant_set_alarm (OdeonWorker *self, gint64 due);

/* Who runs it, or ran it last. */
OdeonWorker *_odeon_migrant_get_host (OdeonWorker *self);

/* On any thread: something has come into its inbox. */
void _odeon_migrant_tell (OdeonWorker *self);

/* On a worker's thread: takes one out of its backlog and has it among its turns. */
void _odeon_migrant_take_next (OdeonWorker *host);

/* On the host's thread, after the actor's turn: it has @more to do, or has ended. */
void _odeon_migrant_release (OdeonWorker *self, OdeonCell *cell, gboolean more);
