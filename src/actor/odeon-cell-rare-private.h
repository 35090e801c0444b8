/* SPDX-License-Identifier: MIT */

/* What few cells need: allocated with the cell for a child that may be restarted, else when it is
 * first needed, on the cell's worker. The pointer does not change from then on.
 *
 * A child that may be restarted has two sides, which may live on different workers: its own, and
 * its supervisor's (the parent's; one without a parent decides for itself, by what its host says).
 * What the child says lies in it: each of the two is on its way at most once. Orders are messages
 * of their own. All of them hold a reference to the child meanwhile.
 *
 *   child                                    supervisor
 *   FAILED  -- report (it failed) ------------> decides
 *           <-- order (resume, stop, restart) --
 *           <-- order (go down) --------------- a round: several are restarted together
 *   GONE    -- progress (it is down) --------->
 *           <-- order (come up) --------------
 *           -- progress (it is up) ----------->
 *
 * While `stage` is not UP, the phase is HELD: mail is kept. It is STARTING while the new object's
 * `restarted` runs.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-budget-private.h"
#include "odeon-watch-private.h"

typedef struct _OdeonActorTimer   OdeonActorTimer;
typedef struct _OdeonDelay        OdeonDelay;
typedef struct _OdeonChildTable   OdeonChildTable;
typedef struct _OdeonConcurrency  OdeonConcurrency;
typedef struct _OdeonForeignWatch OdeonForeignWatch;

typedef enum
{
  ODEON_STAGE_UP,     /* nothing is under way */
  ODEON_STAGE_FAILED, /* its supervisor decides */
  ODEON_STAGE_DOWN,   /* its children end, then its object goes */
  ODEON_STAGE_GONE    /* it has no object, and waits to come up */
} OdeonStage;

typedef enum
{
  ODEON_ORDER_RESUME,
  ODEON_ORDER_STOP,
  ODEON_ORDER_RESTART,
  ODEON_ORDER_GO_DOWN,
  ODEON_ORDER_COME_UP,
  ODEON_ORDER_KILL
} OdeonOrder;

typedef enum
{
  ODEON_ROUND_NONE,
  ODEON_ROUND_DOWN,
  ODEON_ROUND_UP
} OdeonRoundPart;

/* A failure: what, of what, and by whose message. */
typedef struct
{
  GError                *error;
  const OdeonMethodInfo *operation; /* (nullable) */
  guint64                sender_id; /* or 0 */
} OdeonFailure;

struct _OdeonCellRare
{
  OdeonCell      *subject; /* whose it is; constant */
  OdeonPool       *pool;   /* (nullable): of an actor that is one; constant */
  OdeonChildTable *table;  /* (nullable): of a supervisor in data; constant */
  OdeonConcurrency *concurrency; /* (nullable); constant */

  /* Its worker's. */
  OdeonCall      *enders;        /* calls of stop and kill, answered at the end */
  OdeonStage      stage;
  guint           incarnation;
  guint8          is_supervised; /* constant: it may be restarted, and its `birth` is kept */
  guint8          suspended;     /* by hand */
  guint8          interrupted;   /* `killed` is to end its awaits, not its life */
  guint8          is_hasty;      /* its end waits for no mail, nor its children's */
  guint8          for_good;      /* the end it was asked for is not to be undone */
  guint8          is_orderly;    /* of its way down: `stopped` runs */
  guint8          may_rise;      /* of GONE: it comes up as soon as it can */
  guint8          in_round;      /* its supervisor waits for its progress */
  guint8          is_unborn;     /* its last start failed */
  OdeonDelay     *delay;         /* (nullable): of its restart */
  OdeonFailure    pending;       /* to fail of, after the message it handles */
  OdeonFailure    failure;       /* what it failed of last; its error lasts beyond the end */
  OdeonWatch     *watches;       /* of others, on it */
  GHashTable     *monitored;     /* (nullable): its own watches, by their targets */
  GHashTable     *linked;        /* likewise */
  OdeonForeignWatch *foreign;    /* (nullable): a list: of actors elsewhere, likewise */

  GPtrArray      *outlets;       /* (nullable): the system's, under a lock of that: who elsewhere
                                  * has subscribed to what it publishes */

  /* Its object's. */
  OdeonActorTimer *timers;       /* (nullable): a list of them */
  GPtrArray       *subscriptions; /* (nullable): the system's, counted */
  OdeonMessage    *held;         /* (nullable): it came before its turn; the next to run */

  /* Whoever's turn it is, see above. */
  OdeonMessage    report;
  OdeonMessage    progress;
  OdeonRoundPart  done;          /* of progress */

  /* Its supervisor's. */
  OdeonRestart    restart;
  OdeonStrategy  *limits;        /* (nullable): its own, in place of the strategy's; constant */
  OdeonBudget     budget;
  OdeonOrder      ordered;       /* last */
  guint8          is_awaited;    /* a round's order is under way */
  guint8          is_down;       /* by a round's order */

  /* As a supervisor itself. */
  OdeonStrategy  *strategy;      /* (nullable): its own, in place of its class's */
  OdeonRoundPart  round;
  OdeonCell      *cursor;        /* of a round: the child whose turn it is */
  OdeonCell      *oldest;        /* of its way down: the last to go */
  gint64          round_delay;   /* until the first comes up */
};

OdeonCellRare *_odeon_cell_rare_new (void);

/* On the cell's worker. */
OdeonCellRare *_odeon_cell_need_rare (OdeonCell *self);

/* (nullable). Only by the cell's end. */
void _odeon_cell_rare_free (OdeonCellRare *self);

static inline OdeonStage
_odeon_cell_get_stage (const OdeonCell *self)
{
  return self->rare != NULL ? self->rare->stage : ODEON_STAGE_UP;
}

/* How often its object has been replaced. */
static inline guint
_odeon_cell_get_incarnation (const OdeonCell *self)
{
  return self->rare != NULL ? self->rare->incarnation : 0;
}

/* Whether it has a say in what becomes of its children that fail. */
static inline gboolean
_odeon_cell_supervises (const OdeonCell *self)
{
  return self->kind->supervises || (self->rare != NULL && self->rare->strategy != NULL);
}

void _odeon_failure_clear (OdeonFailure *self);

/* odeon-state.c: on the cell's worker, where it is not ending: its phase is what `stage` and
 * `suspended` say. */
void _odeon_cell_settle_phase (OdeonCell *self);

/* odeon-failure.c, on the cell's worker. */

/* The actor fails now, on its fiber; takes over @error. */
void _odeon_cell_fail (OdeonCell             *self,
                       const OdeonMethodInfo *operation,
                       guint64                sender_id,
                       GError                *error);

/* It fails of what is pending. */
void _odeon_cell_fail_of_pending (OdeonCell *self);

/* It fails when it is done with the message it is handling; takes over @error. @interrupt: its
 * await under way, if any, fails. */
void _odeon_cell_fail_soon (OdeonCell             *self,
                            const OdeonMethodInfo *operation,
                            guint64                sender_id,
                            GError                *error,
                            gboolean               interrupt);

/* An await under way fails; the handler's result is dropped. */
void _odeon_cell_interrupt (OdeonCell *self);

/* odeon-restart.c: the child's side, on its worker. */

/* It failed, or ended where that is to be undone: it holds still until its supervisor has decided.
 */
void _odeon_restart_begin (OdeonCell *self, gboolean is_orderly);

/* Whether an end that it was asked for by @asker (an actor's id or 0) will be undone. */
gboolean _odeon_restart_undoes (OdeonCell *self, guint64 asker);

/* Goes on with a restart as far as it can; on its fiber. */
void _odeon_restart_continue (OdeonCell *self);

/* It ends, whatever was under way. */
void _odeon_restart_cancel (OdeonCell *self);

/* Runs an order that has come from the supervisor. */
void _odeon_restart_obey (OdeonCell *self, OdeonOrder what, gint64 delay);

/* odeon-supervision.c */

/* (nullable): @rare (nullable), or what a child of @parent needs, if it may be restarted. On the
 * spawning thread. */
OdeonCellRare *_odeon_supervision_prepare (OdeonHost               *host,
                                           OdeonCell               *parent,
                                           const OdeonSpawnOptions *options,
                                           OdeonCellRare           *rare);

/* On the child's worker: see above. */
void _odeon_supervision_report   (OdeonCell *child);
void _odeon_supervision_progress (OdeonCell *child, OdeonRoundPart done);

/* On the parent's worker: @child has ended, and is still among its siblings. */
void _odeon_supervision_child_ended (OdeonCell *parent, OdeonCell *child);

/* Any thread: a copy to keep. */
OdeonStrategy *_odeon_strategy_copy (const OdeonStrategy *strategy);

/* (nullable): by which the children of @parent, on its worker, or else the roots are restarted. */
const OdeonStrategy *_odeon_supervision_peek_strategy (OdeonHost *host, OdeonCell *parent);
