/* SPDX-License-Identifier: MIT */

/* A worker: one thread at a time on which some actors run, and nobody else runs them.
 *
 *   THREAD  has a thread, which drives a main context of its own
 *   HOST    is a source in a main context that the application runs
 *   TICK    runs when it is told to
 *   MIGRANT is run by a THREAD that has time: see odeon-migrant-private.h
 *
 * They differ in who calls _odeon_worker_pass() and who wakes them; what a pass does is the same:
 * it takes what others have put into the inbox, fires what is due, and runs ready cells until its
 * slice is over.
 *
 * A worker that has nothing to do says so in `parked` and then looks into its inbox once more;
 * a sender pushes and then looks at `parked`. Both are sequentially consistent, so one of the two
 * sees the other, and a wake-up is written once for each time that the worker falls asleep.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"
#include "odeon-fiber-private.h"
#include "odeon-slice-private.h"
#include "odeon-subcontext-private.h"
#include "odeon-timer-heap-private.h"

typedef struct _OdeonParker OdeonParker;
typedef struct _OdeonTick   OdeonTick;
typedef struct _OdeonPoller OdeonPoller;

typedef enum
{
  ODEON_WORKER_THREAD,
  ODEON_WORKER_HOST,
  ODEON_WORKER_TICK,
  ODEON_WORKER_MIGRANT
} OdeonWorkerKind;

typedef struct _OdeonBacklog   OdeonBacklog;
typedef struct _OdeonStealers  OdeonStealers;

/* What is to be done as soon as no pass is under way: in memory of its own, which @run may free. */
typedef struct _OdeonErrand OdeonErrand;

struct _OdeonErrand
{
  OdeonErrand *next;
  void       (*run) (OdeonErrand *self);
};

/* What lives in a THREAD's main context and must go before it: @evict takes it out of the list. */
typedef struct _OdeonLodger OdeonLodger;

struct _OdeonLodger
{
  OdeonLodger *next;
  OdeonLodger *previous;
  void       (*evict) (OdeonLodger *self);
};

struct _OdeonWorker
{
  OdeonTurns       turns; /* first; the running thread's */

  /* Everybody's. */
  atomic_int       ref_count;
  atomic_bool      parked;
  atomic_uint      n_cells; /* that live here; see also `n_own_cells` */
  _Atomic (gint64) slept;     /* THREAD: for how long, in microseconds */
  _Atomic (gint64) asleep;    /* the same: since when; 0: it is awake */
  OdeonMailQueue   inbox;
  _Atomic (GThread *) owner; /* that runs it, or ran it last */
  GMutex           sleep;   /* guards `sleeper` */
  OdeonParker     *sleeper; /* (nullable): the thread that blocks in an await meanwhile */

  /* Constant. */
  OdeonWorkerKind  kind;
  GMainContext    *context; /* not of TICK */
  GSource         *source;  /* THREAD: its timers' alarm and its poller; HOST: all of it */
  GThread         *thread;  /* THREAD */
  gboolean         exclusive; /* made for one actor, and ends with it */
  gboolean         is_pooled; /* a THREAD that lasts as long as its system */
  OdeonBacklog    *backlog; /* (nullable): of a THREAD that runs migrants */

  /* The running thread's. */
  _Atomic (OdeonCell *) current; /* (nullable); others look at it */
  OdeonContext    *home;  /* where the pass was entered */
  OdeonFiber      *fiber; /* that runs now */
  OdeonFiberPool   fibers;
  OdeonTimerHeap   timers;
  gint64           looked;    /* at the clock last: by a THREAD, in its pass */
  gboolean         is_early;  /* no actor has run since then: it is no later */
  OdeonSlice       slice;
  OdeonTick       *tick;      /* of a TICK */
  OdeonSubcontext *subcontext; /* (nullable): of a HOST or a TICK that has run actors */
  guint            n_spare_refs; /* THREAD: references to itself, taken many at once */
  atomic_int       n_own_cells;  /* to be added to `n_cells`: what this thread has counted itself */
  gint             depth;     /* of main loops, where the pass was entered */
  guint            n_passes;  /* that are going on, one within the other */
  gboolean         quit;
  OdeonErrand     *errands;   /* to be run after the outermost pass */
  OdeonLodger     *lodgers;   /* THREAD */
  OdeonPoller     *poller;    /* (nullable): of a THREAD that watches something */
};

/* The worker whose pass this thread is in; of a THREAD's thread always its own. */
extern _Thread_local OdeonWorker *_odeon_current_worker;

OdeonWorker *_odeon_worker_new   (OdeonWorkerKind kind, GMainContext *context, GError **error);
OdeonWorker *_odeon_worker_ref   (OdeonWorker *self);
void         _odeon_worker_unref (OdeonWorker *self);
void         _odeon_worker_return_refs (OdeonWorker *self); /* its thread, at its end */

/* On a THREAD's own thread. %FALSE: it has no reference at hand. */
static inline gboolean
_odeon_worker_take_spare_ref (OdeonWorker *self)
{
  if (G_UNLIKELY (self->n_spare_refs == 0))
    return FALSE;

  self->n_spare_refs--;

  return TRUE;
}

/* odeon-executor.c, odeon-scheduler.c */
extern const OdeonExecutorHooks  _odeon_worker_executor_hooks;
extern const OdeonSchedulerHooks _odeon_worker_scheduler_hooks;

/* Any thread. The message is run on the worker, outside any actor, or refused. */
void _odeon_worker_send (OdeonWorker *self, OdeonMessage *message);

/* odeon-inbox.c */

/* Why a worker refuses what it is sent after its end. */
const GError *_odeon_worker_closed_error (void);

/* Any thread. %TRUE: it slept, and is woken. */
gboolean _odeon_worker_wake (OdeonWorker *self);

/* Whoever runs it. Runs what is in the inbox, or of much the first. */
void _odeon_worker_drain (OdeonWorker *self);

/* odeon-errand.c */

/* On the worker's thread: @errand is run at the end of this thread's pass, or of the next one. */
void _odeon_worker_leave_errand (OdeonWorker *self, OdeonErrand *errand);
void _odeon_worker_run_errands  (OdeonWorker *self);

/* On the thread of a THREAD. */
void _odeon_worker_add_lodger    (OdeonWorker *self, OdeonLodger *lodger);
void _odeon_worker_remove_lodger (OdeonWorker *self, OdeonLodger *lodger);

/* odeon-pass.c */

/* What a worker's fibers run; not of TICK. */
void _odeon_worker_main (gpointer worker);

/* The thread that drives it. Runs for @slice_usec microseconds (negative: no end while there is
 * work), looking at the clock every few messages, or after each if @fine. %TRUE: more to do. */
gboolean _odeon_worker_pass (OdeonWorker *self, gint64 slice_usec, gboolean fine);

/* odeon-worker.c: the same thread. */
gboolean _odeon_worker_has_work (OdeonWorker *self);

/* (nullable): the thread-default main context of its actors; of a HOST and a TICK, once there are
 * some. */
GMainContext *_odeon_worker_get_own_context (OdeonWorker *self);

/* Says that nothing runs it for now; %FALSE: something has come meanwhile, and it is not parked. */
gboolean _odeon_worker_park   (OdeonWorker *self);
void     _odeon_worker_unpark (OdeonWorker *self);

/* odeon-backlog.c: on the worker's thread, which has nothing to do. %TRUE: now it has. */
gboolean _odeon_worker_steal     (OdeonWorker *self);
gboolean _odeon_worker_can_steal (OdeonWorker *self);

/* On the worker's thread: others may have what waits, if there is much to do here. */
void     _odeon_backlog_share    (OdeonWorker *self);
gboolean _odeon_backlog_is_empty (OdeonBacklog *self);

/* On the worker's thread, outside any pass: no message comes in from now on. */
void _odeon_worker_close (OdeonWorker *self);

/* Relaxed: what others see is compared, not followed. */
static inline OdeonCell *
_odeon_worker_get_current (OdeonWorker *self)
{
  return atomic_load_explicit (&self->current, memory_order_relaxed);
}

static inline void
_odeon_worker_set_current (OdeonWorker *self, OdeonCell *cell)
{
  atomic_store_explicit (&self->current, cell, memory_order_relaxed);
}

/* What a cell awaits, to be freed; (nullable): it does not. On the cell's worker. */
gchar *_odeon_worker_describe_await (OdeonCell *cell);

/* Suspends the running cell; called on its fiber. See OdeonExecutorHooks. */
gboolean _odeon_worker_suspend   (OdeonWorker *self,
                                  OdeonFuture *future,
                                  gint64       deadline,
                                  GError     **error);
gboolean _odeon_worker_suspend_owner (OdeonWorker *self, OdeonFuture *future, GError **error);
void     _odeon_worker_interrupt (OdeonCell *cell);

/* Leaves the running fiber for @to, or for the thread's own stack if that is %NULL. */
static inline void
_odeon_worker_switch (OdeonWorker *self, OdeonFiber *to)
{
  OdeonFiber *from = self->fiber;

  self->fiber = to;
  _odeon_context_switch (from != NULL ? &from->context : self->home,
                         to != NULL ? &to->context : self->home);
}

/* odeon-timers.c: on the worker's thread. */
void _odeon_timers_add      (OdeonWorker *self, OdeonTimer *timer);
void _odeon_timers_remove   (OdeonWorker *self, OdeonTimer *timer);
void _odeon_timers_fire     (OdeonWorker *self);
void _odeon_timers_fire_all (OdeonWorker *self, const GError *why);

/* On any thread. */
void _odeon_deadline_arm    (OdeonDeadline *deadline);
void _odeon_deadline_disarm (OdeonDeadline *deadline);

/* odeon-thread-worker.c */
/* @stealers (nullable): whom it steals from. */
OdeonWorker *_odeon_thread_worker_new  (const gchar    *name,
                                        OdeonStealers  *stealers,
                                        GError        **error);
void         _odeon_thread_worker_quit (OdeonWorker *self); /* any thread */
void         _odeon_thread_worker_join (OdeonWorker *self); /* not its own */

/* On its own thread: it waits from @now on, and no longer. */
void         _odeon_thread_worker_doze  (OdeonWorker *self, gint64 now);
void         _odeon_thread_worker_rouse (OdeonWorker *self);

/* Any thread: for how many microseconds it has had nothing to do, until @now. */
gint64       _odeon_thread_worker_get_slept (OdeonWorker *self, gint64 now);

/* odeon-host-worker.c: the worker of a context, made on demand; counted. @for_cell: a cell is going
 * to live there: it is counted in `n_cells` already. */
OdeonWorker *_odeon_host_worker_get    (GMainContext *context, gboolean for_cell, GError **error);
void         _odeon_host_worker_retire (OdeonWorker *self);

/* Whether the calling thread runs @context, and would not while it blocks. */
gboolean _odeon_host_worker_is_own (GMainContext *context);

/* A thread that is about to block takes on the worker of the context that it runs, if it runs one
 * and there is one; a worker that is made there later is offered to @parker until the end of the
 * block, to which the context goes that this returns. */
GMainContext *_odeon_host_worker_begin_block (OdeonParker *parker);
void          _odeon_host_worker_end_block   (GMainContext *context);

/* odeon-parker.c: waiting on a thread's own stack. The calling thread drives the workers that are
 * its own while it blocks: it is the one that ran them last. */
void     _odeon_thread_own    (OdeonWorker *worker);
void     _odeon_thread_disown (OdeonWorker *worker);
gboolean _odeon_thread_is_in_pass (OdeonWorker *worker);
OdeonWorker *_odeon_thread_peek_ticked (void); /* (nullable): a TICK of the calling thread's */
gboolean _odeon_thread_block  (OdeonFuture *future, gint64 deadline, GError **error);
void     _odeon_parker_wake   (OdeonParker *parker);

/* Wakes the thread and makes @worker its own. */
void     _odeon_parker_offer  (OdeonParker *parker, OdeonWorker *worker);
