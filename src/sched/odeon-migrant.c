/* SPDX-License-Identifier: MIT */

/* Who has a migratable actor; see odeon-migrant-private.h. */

#include "odeon-migrant-private.h"

#define IDLE    0u
#define QUEUED  1u
#define RUNNING 2u
#define STATE   3u
#define NEWS    4u /* something was sent since it was taken */
#define VISITED 8u /* the visit is on its way */

static OdeonMigrant *
migrant_of (OdeonWorker *worker)
{
  g_assert (worker->kind == ODEON_WORKER_MIGRANT);

  return (OdeonMigrant *) worker;
}

static void visit_run    (OdeonMessage *message, gpointer receiver);
static void visit_refuse (OdeonMessage *message, const GError *why);

static const OdeonMessageClass visit_class = {
  .run = visit_run,
  .refuse = visit_refuse,
};

OdeonWorker *
_odeon_migrant_new (OdeonStealers *stealers, OdeonWorker *worker)
{
  OdeonMigrant *self = g_new0 (OdeonMigrant, 1);

  atomic_init (&self->worker.ref_count, 1);
  atomic_init (&self->worker.parked, TRUE);
  atomic_init (&self->worker.n_cells, 1);
  atomic_init (&self->worker.owner, NULL);
  _odeon_mail_queue_init (&self->worker.inbox);
  self->worker.kind = ODEON_WORKER_MIGRANT;
  _odeon_timer_heap_init (&self->worker.timers);
  self->stealers = _odeon_stealers_ref (stealers);
  atomic_init (&self->state, IDLE);
  atomic_init (&self->host, worker);
  self->visit.klass = &visit_class;
  if (!atomic_load_explicit (&stealers->used, memory_order_relaxed))
    atomic_store_explicit (&stealers->used, TRUE, memory_order_seq_cst);

  return &self->worker;
}

void
_odeon_migrant_free (OdeonWorker *worker)
{
  OdeonMigrant *self = migrant_of (worker);

  _odeon_timer_heap_clear (&self->worker.timers);
  _odeon_stealers_unref (self->stealers);
  g_free (self);
}

/* What has been sent may have yet to be linked: it counts. */
static gboolean
has_mail (OdeonMigrant *self)
{
  return self->worker.inbox.chain.first != NULL
         || _odeon_queue_has_news (&self->worker.inbox.queue);
}

static OdeonWorker *
get_host (OdeonMigrant *self)
{
  return atomic_load_explicit (&self->host, memory_order_relaxed);
}

OdeonWorker *
_odeon_migrant_get_host (OdeonWorker *worker)
{
  return get_host (migrant_of (worker));
}

/* Where whoever tells stands, if that is a worker that may run it; else where it was. */
static void
enqueue (OdeonMigrant *self)
{
  OdeonWorker *here = _odeon_current_worker;

  if (here == NULL || here->backlog == NULL || here->backlog->stealers != self->stealers)
    here = get_host (self);
  _odeon_backlog_add (here, self);
}

static void
send_visit (OdeonMigrant *self)
{
  _odeon_worker_ref (&self->worker);
  _odeon_worker_send (get_host (self), &self->visit);
}

/* Whoever sends holds the actor, and so the migrant, and so its workers. */
void
_odeon_migrant_tell (OdeonWorker *worker)
{
  OdeonMigrant *self = migrant_of (worker);
  guint         before = atomic_load_explicit (&self->state, memory_order_relaxed);
  guint         after;

  /* The next first message tells as well. Sequentially consistent: whoever still saw the other
   * value has sent what this tells of, too. */
  atomic_store_explicit (&worker->parked, TRUE, memory_order_seq_cst);

  do
    {
      after = before | NEWS;
      if ((before & STATE) == IDLE)
        after |= QUEUED;
      if ((before & STATE) == RUNNING)
        after |= VISITED;
    }
  while (!atomic_compare_exchange_weak_explicit (&self->state, &before, after,
                                                 memory_order_acq_rel, memory_order_relaxed));

  if ((before & STATE) == IDLE)
    enqueue (self);
  else if ((before & STATE) == RUNNING && !(before & VISITED))
    send_visit (self);
}

/* A timer of the host's at that time, which nobody takes away: late, it tells for nothing. */
typedef struct
{
  OdeonTimer    timer; /* first */
  OdeonMigrant *migrant; /* counted */
} Alarm;

static void
alarm_fire (OdeonTimer *timer, const GError *why)
{
  Alarm *self = (Alarm *) timer;

  if (why == NULL)
    _odeon_migrant_tell (&self->migrant->worker);
  _odeon_worker_unref (&self->migrant->worker);
  g_free (self);
}

void
_odeon_migrant_set_alarm (OdeonWorker *worker, gint64 due)
{
  Alarm *self = g_new0 (Alarm, 1);

  _odeon_worker_ref (worker);
  self->migrant = migrant_of (worker);
  self->timer.due = due;
  self->timer.fire = alarm_fire;
  _odeon_timers_add (_odeon_current_worker, &self->timer);
}

/* What it has been sent, and its timers. */
static void
attend (OdeonMigrant *self)
{
  _odeon_worker_drain (&self->worker);
  if (self->worker.timers.n > 0)
    _odeon_timers_fire (&self->worker);
}

/* Outside any actor, on the thread of the host, which is not in its actor's code: either the actor
 * is suspended, or it is among the host's turns. */
static void
visit_run (OdeonMessage *message, gpointer receiver)
{
  OdeonMigrant *self =
    (OdeonMigrant *) ((gchar *) message - G_STRUCT_OFFSET (OdeonMigrant, visit));
  guint         state = atomic_fetch_and_explicit (&self->state, ~VISITED, memory_order_acq_rel);

  /* It may have moved on meanwhile. Only this thread makes this worker its host: it is so still. */
  if ((state & STATE) == RUNNING)
    {
      gboolean is_here = get_host (self) == receiver;

      if (is_here)
        attend (self);
      if (is_here ? has_mail (self) : _odeon_queue_has_news (&self->worker.inbox.queue))
        _odeon_migrant_tell (&self->worker);
    }
  _odeon_worker_unref (&self->worker);
}

/* A worker ends after the actors: this one has ended, and closed its inbox. */
static void
visit_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonMigrant *self =
    (OdeonMigrant *) ((gchar *) message - G_STRUCT_OFFSET (OdeonMigrant, visit));

  _odeon_worker_unref (&self->worker);
}

/* To nobody, or back to the backlog. */
static void
let_go (OdeonMigrant *self, OdeonWorker *host, gboolean more)
{
  guint before = atomic_load_explicit (&self->state, memory_order_relaxed);
  guint after;

  do
    after = (before & ~STATE) | (more || (before & NEWS) != 0 ? QUEUED : IDLE);
  while (!atomic_compare_exchange_weak_explicit (&self->state, &before, after,
                                                 memory_order_acq_rel, memory_order_relaxed));

  if ((after & STATE) == QUEUED)
    _odeon_backlog_add (host, self);
}

void
_odeon_migrant_take_next (OdeonWorker *host)
{
  OdeonMigrant *self = _odeon_backlog_take (host);
  OdeonCell    *cell;

  if (self == NULL)
    return;

  atomic_store_explicit (&self->host, host, memory_order_relaxed);
  /* QUEUED becomes RUNNING; NEWS is what is looked at now. */
  atomic_fetch_xor_explicit (&self->state, QUEUED | RUNNING, memory_order_acq_rel);
  atomic_fetch_and_explicit (&self->state, ~NEWS, memory_order_acq_rel);
  attend (self);

  cell = self->worker.turns.first;
  if (cell == NULL)
    {
      let_go (self, host, has_mail (self));
      return;
    }

  /* It may end in its turn: it is held until the release. */
  odeon_ref_ref (cell);
  self->worker.turns.first = self->worker.turns.last = NULL;
  _odeon_turns_add (&host->turns, cell);
}

/* Nothing more is sent to it from here on: what comes is refused by whoever sends it. */
static void
close_inbox (OdeonMigrant *self)
{
  do
    {
      while (has_mail (self))
        {
          _odeon_worker_drain (&self->worker);
          if (has_mail (self))
            g_thread_yield ();
        }
    }
  while (!_odeon_mail_queue_close (&self->worker.inbox));
}

void
_odeon_migrant_release (OdeonWorker *worker, OdeonCell *cell, gboolean more)
{
  OdeonMigrant *self = migrant_of (worker);
  OdeonWorker  *host = get_host (self);

  if (_odeon_cell_get_phase (cell) == ODEON_PHASE_ENDED)
    close_inbox (self);
  else
    {
      if (more && !cell->is_ready)
        _odeon_turns_add (&worker->turns, cell);
      let_go (self, host, worker->turns.first != NULL || has_mail (self));
    }
  odeon_ref_unref (cell);
}
