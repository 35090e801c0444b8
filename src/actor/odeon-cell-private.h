/* SPDX-License-Identifier: MIT */

/* The cell: what lives as long as anybody holds a ref to an actor, while the GObject inside is made
 * when it starts and released when it ends, and replaced when it is restarted.
 *
 * A cell belongs to one worker for life. The fields are grouped by who may touch them: senders
 * push into the mailbox; everybody reads the constants; the rest is its worker's alone, so that no
 * lock is needed. Whoever wants something of a cell from elsewhere sends it a message: through the
 * mailbox what keeps its turn (calls, stop), through the worker's inbox what does not (kill, the
 * end of a child).
 *
 * It lives through phases. The first four alternate; from there it goes on in this order only:
 *   STARTING  until the object is made and `started` has run
 *   RUNNING
 *   SUSPENDED by hand: mail is kept, nothing but an end is begun
 *   HELD      mail is kept: it failed, and its supervisor decides or restarts it
 *             (odeon-cell-rare-private.h)
 *   STOPPING  everything in the mailbox is refused; the children end, the youngest first, then
 *             `stopped` runs
 *   CLOSING   the object is gone; waits until the mailbox could be closed. What still runs here,
 *             such as a destroy notify, cannot await from now on
 *   ENDED     the mailbox is closed: senders refuse what they push themselves
 * The reference that the system holds for a living actor is dropped at the end.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-actor-kind-private.h"
#include "odeon-call-private.h"
#include "odeon-identity-private.h"
#include "odeon-mail-queue-private.h"
#include "odeon-spawner.h"

typedef struct _OdeonWorker   OdeonWorker;
typedef struct _OdeonFiber    OdeonFiber;
typedef struct _OdeonHost     OdeonHost;
typedef struct _OdeonBirth    OdeonBirth;
typedef struct _OdeonTimer    OdeonTimer;
typedef struct _OdeonIntake   OdeonIntake;
typedef struct _OdeonCellRare OdeonCellRare;
typedef struct _OdeonObserver OdeonObserver;
typedef struct _OdeonPool     OdeonPool;

typedef enum
{
  ODEON_PHASE_STARTING,
  ODEON_PHASE_RUNNING,
  ODEON_PHASE_SUSPENDED, /* in these two no message is begun */
  ODEON_PHASE_HELD,
  ODEON_PHASE_STOPPING,
  ODEON_PHASE_CLOSING,
  ODEON_PHASE_ENDED
} OdeonPhase;

typedef enum
{
  ODEON_END_STOPPED,
  ODEON_END_FAILED,
  ODEON_END_DECLINED,
  ODEON_END_KILLED
} OdeonEnd;

/* Four cache lines, where it begins one: what everybody reads; what is seldom needed, and what
 * others push; what a message is taken from and given to; the rest of a turn. */
struct _OdeonCell
{
  /* Everybody's. */
  OdeonRef             ref; /* first: a ref to a local actor is its cell */
  atomic_int           phase;

  /* Constant from the spawn on, but for `urn`. */
  guint32              stack_kib; /* how much stack its handlers want */
  _Atomic (gchar *)    urn;       /* made on demand */
  OdeonIdentity       *identity;  /* its own until the end */
  guint64              id;
  OdeonWorker         *worker;    /* counted */
  OdeonActorKind      *kind;

  OdeonHost           *host;      /* outlives the living cell */
  OdeonCell           *parent;    /* (nullable), which ends after its children */
  gchar               *name;      /* (nullable) */
  _Atomic (OdeonIntake *) intake; /* (nullable): set at the spawn or by its worker, for good */

  OdeonBirth          *birth;   /* (nullable): the properties to be born with, and born again if it
                                 * may be restarted; its worker's */
  OdeonQueueNode       unborn;  /* in the mailbox until it is taken: the worker is told already */

  /* Senders', and from the middle of the mailbox on its worker's. */
  OdeonMessage         mail;    /* in a worker's inbox: "this actor has mail", "it has ended" */
  OdeonMailQueue       mailbox;
  OdeonActor               *actor;
  const OdeonInterfaceInfo *interface; /* whose vtable was looked up last */
  gpointer                  vtable;

  guint64                   sender_id; /* of the call being handled, which may be gone; or 0 */
  guint8                    attention; /* it is not just to take its mail, or holds some */
  guint8                    is_asked;  /* of an untyped message: it wants an answer */
  guint8                    is_ready;  /* in the worker's list of turns */
  guint8                    is_running; /* having its turn, also while it is suspended in it */
  guint8                    resume;    /* its fiber may go on */
  guint8                    stop;      /* asked by itself; or there is a failure to end of */
  guint8                    killed;    /* its awaits fail, and what it answers is dropped */
  guint8                    end;       /* OdeonEnd */
  OdeonCell                *next_ready;
  OdeonFiber               *fiber;     /* (nullable): suspended there */
  OdeonCellRare            *rare;      /* (nullable): what few cells need; set once */

  /* The tree: the parent's worker's; of a child without parent the host's. */
  OdeonCell           *youngest; /* child */
  OdeonCell           *older;    /* sibling */
  OdeonCell           *younger;  /* sibling */
};

G_STATIC_ASSERT (sizeof (OdeonCell) <= 4 * ODEON_BLOCK_STEP);

extern const OdeonRefClass _odeon_cell_class;

/* (nullable): the cell that @ref is; %NULL: it is a ref of another kind. */
static inline OdeonCell *
_odeon_ref_get_cell (gpointer ref)
{
  return ODEON_REF (ref)->klass->is_cell ? ref : NULL;
}

static inline gsize
_odeon_cell_get_stack_size (const OdeonCell *self)
{
  return (gsize) self->stack_kib * 1024;
}

/* The cells of a worker that have something to do, in the order of their turns, and how much has
 * been done there: messages handled and sent, for a turn is as long as it is work. A worker begins
 * with this: it is what its actors touch of it. */
typedef struct
{
  OdeonCell *first;
  OdeonCell *last;
  guint      n_done;
  guint      lane; /* constant: see odeon-bound-private.h; 0: it has none */
} OdeonTurns;

/* Numbers of lanes, with 0. */
#define ODEON_BOUND_LANES 5

static inline OdeonTurns *
_odeon_cell_get_turns (OdeonCell *self)
{
  return (OdeonTurns *) self->worker;
}

static inline void
_odeon_turns_add (OdeonTurns *self, OdeonCell *cell)
{
  cell->is_ready = TRUE;
  cell->next_ready = NULL;
  if (self->last != NULL)
    self->last->next_ready = cell;
  else
    self->first = cell;
  self->last = cell;
}

/* What the scheduler above installs.
 * `schedule`: on any thread: the mailbox's first message has come.
 * `send`: on any thread: a message for the worker itself; run or refused in the end.
 * `interrupt`: on the cell's worker: a cell that is suspended goes on, its await having failed.
 * `add_timer`, `remove_timer`: on @worker: into its heap, and out of it if it is there.
 * `worker_unref`: the cell lets go of its worker. */
typedef struct
{
  void (*schedule)     (OdeonCell *cell);
  void (*send)         (OdeonWorker *worker, OdeonMessage *message);
  void (*interrupt)    (OdeonCell *cell);
  void (*add_timer)    (OdeonWorker *worker, OdeonTimer *timer);
  void (*remove_timer) (OdeonWorker *worker, OdeonTimer *timer);
  void (*worker_unref) (OdeonWorker *worker);
} OdeonSchedulerHooks;

extern const OdeonSchedulerHooks *_odeon_scheduler_hooks;

/* What an actor's system does for it.
 * `place`: a counted reference to the worker where it will live, where it is on the books then;
 *   one that is its alone if it is @migratable.
 * `misplaced`: it will not live there after all.
 * `admit`: takes up a new cell: its name and, without a parent, its place among the roots.
 * `admit_child`: both `place` and `admit`, of an unnamed child that is to live with its parent,
 *   which is running; %NULL if it takes more than a count.
 * `forget`: it is not on the books any more, and its name is free. On the cell's worker, before
 *   anybody is told of its end.
 * `unsubscribe`: its object goes, and its subscriptions before it. On the cell's worker.
 * `ended`: of one without a parent: nothing more will come of it. On the cell's worker; the last
 *   thing.
 * `is_closing`: whether all of its actors are being stopped. Any thread. */
typedef struct
{
  OdeonWorker *(*place)  (OdeonHost *self, const OdeonSpawnOptions *options, OdeonCell *parent,
                          gboolean migratable, GError **error);
  void         (*misplaced) (OdeonHost *self, OdeonWorker *worker);
  gboolean     (*admit)  (OdeonHost *self, OdeonCell *cell, GError **error);
  OdeonWorker *(*admit_child) (OdeonHost *self, OdeonCell *parent);
  void         (*forget) (OdeonHost *self, OdeonCell *cell);
  void         (*unsubscribe) (OdeonHost *self, OdeonCell *cell);
  void         (*ended)  (OdeonHost *self, OdeonCell *cell);
  gboolean     (*is_closing) (OdeonHost *self);
} OdeonHostClass;

struct _OdeonHost
{
  const OdeonHostClass           *klass;
  _Atomic (const OdeonStrategy *) strategy; /* (nullable): of those without parent; never freed
                                             * before the host */
  _Atomic (OdeonObserver *)       observer; /* (nullable): set once, until the host goes */
  gboolean                        logs_lifecycle; /* constant: somebody hears what is said of it */
};

/* The cell whose code this thread runs now. */
extern _Thread_local OdeonCell *_odeon_current_cell;

/* Whether this thread runs another actor of its worker, or itself: nobody else touches what is the
 * worker's meanwhile. */
static inline gboolean
_odeon_cell_is_here (const OdeonCell *self)
{
  return _odeon_current_cell != NULL && _odeon_current_cell->worker == self->worker;
}

static inline OdeonPhase
_odeon_cell_get_phase (OdeonCell *self)
{
  return (OdeonPhase) atomic_load_explicit (&self->phase, memory_order_acquire);
}

/* Its messages wait, also the one that it holds: until it is resumed, or has been made anew. */
static inline gboolean
_odeon_cell_keeps_mail (OdeonCell *self)
{
  OdeonPhase phase = _odeon_cell_get_phase (self);

  return phase == ODEON_PHASE_SUSPENDED || phase == ODEON_PHASE_HELD;
}

/* How far a cell goes that is ticked: it takes messages up to @last (nullable: all). */
typedef struct
{
  gboolean         is_open;
  const OdeonQueueNode *last;
} OdeonGate;

/* Makes a cell and sends it off to its worker; takes over @worker, @birth, @intake and @rare (each
 * but the first nullable), also on failure. */
OdeonCell *_odeon_cell_new (OdeonHost      *host,
                            OdeonWorker    *worker,
                            OdeonCell      *parent,
                            OdeonActorKind *kind,
                            const gchar    *name,
                            OdeonBirth     *birth,
                            OdeonIntake    *intake,
                            OdeonCellRare  *rare,
                            GError        **error);

/* The same of an unnamed child without anything special, which is admitted already, and runs on
 * this thread. */
OdeonCell *_odeon_cell_new_child (OdeonWorker    *worker,
                                  OdeonCell      *parent,
                                  OdeonActorKind *kind,
                                  GError        **error);

/* The cell behind a ref, that of a promised one once it is resolved; %NULL if there is none.
 * Borrowed from @ref. */
OdeonCell *_odeon_cell_of_ref (gpointer ref);

/* The same; else %NULL with @error set. */
OdeonCell *_odeon_cell_of_resolved (gpointer ref, GError **error);

/* Pushes a message; %FALSE if it is known to be refused. */
gboolean _odeon_cell_post (OdeonCell *self, OdeonMessage *message);

/* Of OdeonRefClass. */
gboolean _odeon_cell_deliver  (OdeonRef *ref, OdeonCall *call);
void     _odeon_cell_relay    (OdeonRef *ref, OdeonCall *call);
gboolean _odeon_cell_is_alive (OdeonRef *ref);
const gchar *_odeon_cell_get_name (OdeonRef *ref);
gchar   *_odeon_cell_dup_urn  (OdeonRef *ref);
void     _odeon_cell_finalize (OdeonRef *ref);

/* The same of all actors of a type. */
void _odeon_cell_visit_interfaces_of (GType type, OdeonInterfaceFunc visit, gpointer data);

/* Sends it a call that another took for it: it keeps its sender, wherever that lives. */
gboolean _odeon_cell_pass_on (OdeonCell *self, OdeonCall *call);

/* The same of an odeon_actor_invoke(), if it finds room. */
gboolean _odeon_cell_deliver_invocation (OdeonCell *self, OdeonMessage *message);

/* The same, by the lane beside the queue if it may be, and on the books of the actor that runs. */
gboolean _odeon_cell_send (OdeonCell *self, OdeonMessage *message);

/* On its worker: @message came up before its turn, and is run again before any other. */
void _odeon_cell_hold (OdeonCell *self, OdeonMessage *message);

/* On the cell's worker, on a fiber: handles messages, one at least, until @quantum is done. %FALSE:
 * do not touch the cell again; it has nothing to do, or has ended. */
gboolean _odeon_cell_run (OdeonCell *self, guint quantum);

/* The same of one that is alone on its worker, and held; adds to @n_done what it did. Apart from
 * the above, which so has one caller, and is in line there. */
gboolean _odeon_cell_run_migrant (OdeonCell *self, guint quantum, guint *n_done);

/* The same as the first of one that is ticked; @gate is closed once it has taken the last. */
gboolean _odeon_cell_run_gated (OdeonCell *self, guint quantum, OdeonGate *gate);

/* On the cell's worker: it has something to do, which it does when it is its turn, or after what it
 * is at. */
static inline void
_odeon_cell_ready (OdeonCell *self)
{
  if (!self->is_running && !self->is_ready)
    _odeon_turns_add (_odeon_cell_get_turns (self), self);
}

/* On the cell's worker. Begins the end. */
void _odeon_cell_begin_end (OdeonCell *self, OdeonEnd end);

/* The same of one without children, of which nothing is being restarted. */
static inline void
_odeon_cell_begin_lone_end (OdeonCell *self, OdeonEnd end)
{
  guint8 how = (guint8) (self->killed ? ODEON_END_KILLED : end);

  /* Mostly it is that already. It is looked at together with its neighbour soon, which would wait
   * for the writing of the one. */
  if (self->end != how)
    self->end = how;
  self->attention = TRUE;
  atomic_store_explicit (&self->phase, ODEON_PHASE_STOPPING, memory_order_release);
}

/* On the cell's worker: @call is answered when the cell has ended. */
void _odeon_cell_add_ender (OdeonCell *self, OdeonCall *call);

/* Why a cell that is ending refuses what it is sent; else: why what its object has set up goes. */
GError *_odeon_cell_dup_reason (OdeonCell *self);

/* Goes on with the end as far as it can; %TRUE if the cell has ended. */
gboolean _odeon_cell_continue_end (OdeonCell *self);

/* On the cell's worker, on a fiber: its timers, its subscriptions end. */
void _odeon_cell_end_timers  (OdeonCell *self);
void _odeon_cell_unsubscribe (OdeonCell *self);

/* The same with what it has begun so far. */
void _odeon_cell_end_youngest (OdeonCell *self);

/* On its fiber: the object goes, after `stopped` if it goes in order. */
void _odeon_cell_release_actor (OdeonCell *self, gboolean is_orderly);

/* Whoever asked for its end has it. Of one with something rare. */
void _odeon_cell_answer_enders (OdeonCell *self);

/* On any thread: a tell that the actor had deferred failed; takes over both. */
void _odeon_cell_tell_failed (OdeonCall *call, GError *error);

/* What a call's class does with it, on @cell's worker, on a fiber. */
void _odeon_call_run (OdeonMessage *message, gpointer cell);

/* Tells the layers below how a call is handled: once, before anything else. */
void _odeon_handling_install (void);

/* On any thread, without a future; not to be undone. A stop keeps its turn in the mailbox, unless
 * that is not read: then the cell ends at once. */
void _odeon_cell_stop (OdeonCell *self);

/* The same after the message under way, whose await fails; ahead of those that wait. */
void _odeon_cell_stop_now (OdeonCell *self);
void _odeon_cell_kill (OdeonCell *self);

/* "BankAccountActor "alice" (urn:uuid:…)", to be freed. */
gchar *_odeon_cell_describe (OdeonCell *self);

/* On the cell's worker: what it is doing from now on; (nullable). Methods of an actor differ in the
 * lower half of their addresses. */
static inline void
_odeon_cell_set_operation (OdeonCell *self, const OdeonMethodInfo *operation)
{
  atomic_store_explicit (&self->mailbox.at, (guint32) (uintptr_t) operation, memory_order_relaxed);
}

/* Any thread: what it is doing if it does anything, else what it has done last; (nullable). */
const OdeonMethodInfo *_odeon_cell_get_operation (OdeonCell *self);

/* Says what has happened to it, where somebody hears that. */
void _odeon_cell_log_lifecycle (OdeonCell *self, const gchar *what);
