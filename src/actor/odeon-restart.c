/* SPDX-License-Identifier: MIT */

/* How an actor is made anew within its cell: who holds a ref, its name and its mail never notice.
 *
 * The old object goes as it would at the end: after the handler under way, whose awaits fail, and
 * after its children. The new one is made of the properties that the first had, and `restarted`
 * runs in it. In between the cell holds still (see odeon-cell-rare-private.h); all of this happens
 * in its own runs, on a fiber, as its mail would.
 */

#include "odeon-actor-private.h"
#include "odeon-birth-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-environment-private.h"
#include "odeon-executor-private.h"

/* --- the delay of a restart --- */

typedef enum
{
  DELAY_WAITS,
  DELAY_FIRED,
  DELAY_CANCELLED
} DelayState;

/* The deadline may be on another thread. Whoever takes it out of WAITS disarms it: the cell if it
 * wants it no more, else the message that it sends when it fires. */
struct _OdeonDelay
{
  OdeonDeadline deadline; /* first */
  OdeonMessage  message;
  atomic_int    state;
  OdeonCell    *cell; /* counted */
};

static gboolean
leave_waits (OdeonDelay *self, DelayState state)
{
  int before = DELAY_WAITS;

  return atomic_compare_exchange_strong_explicit (&self->state, &before, (int) state,
                                                  memory_order_acq_rel, memory_order_acquire);
}

static void
delay_released (OdeonDeadline *deadline)
{
  OdeonDelay *self = (OdeonDelay *) deadline;

  odeon_ref_unref (self->cell);
  g_free (self);
}

static void
delay_over (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonDelay *self = (OdeonDelay *) ((gchar *) message - G_STRUCT_OFFSET (OdeonDelay, message));
  OdeonCell  *cell = self->cell;

  if (cell->rare->delay == self)
    {
      cell->rare->delay = NULL;
      _odeon_cell_ready (cell);
    }
  _odeon_executor_hooks->disarm (&self->deadline);
}

static void
delay_refused (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonDelay *self = (OdeonDelay *) ((gchar *) message - G_STRUCT_OFFSET (OdeonDelay, message));

  _odeon_executor_hooks->disarm (&self->deadline);
}

static const OdeonMessageClass delay_class = {
  .run = delay_over,
  .refuse = delay_refused,
};

static void
delay_fire (OdeonTimer *timer, const GError *why G_GNUC_UNUSED)
{
  OdeonDelay *self = (OdeonDelay *) timer;
  OdeonCell  *cell = self->cell;

  if (!leave_waits (self, DELAY_FIRED))
    return;

  odeon_ref_ref (cell);
  self->message.klass = &delay_class;
  _odeon_scheduler_hooks->send (cell->worker, &self->message);
  odeon_ref_unref (cell);
}

static void
begin_delay (OdeonCell *cell, gint64 delay)
{
  OdeonDelay *self = g_new0 (OdeonDelay, 1);

  self->deadline.timer.due = _odeon_now () + delay;
  self->deadline.timer.fire = delay_fire;
  self->deadline.released = delay_released;
  atomic_init (&self->state, DELAY_WAITS);
  self->cell = odeon_ref_ref (cell);
  cell->rare->delay = self;
  _odeon_executor_hooks->arm (&self->deadline);
}

static void
end_delay (OdeonCell *cell)
{
  OdeonDelay *self = g_steal_pointer (&cell->rare->delay);

  if (self != NULL && leave_waits (self, DELAY_CANCELLED))
    _odeon_executor_hooks->disarm (&self->deadline);
}

/* --- the way down --- */

static void
set_stage (OdeonCell *self, OdeonStage stage)
{
  self->rare->stage = stage;
  _odeon_cell_settle_phase (self);
}

void
_odeon_restart_begin (OdeonCell *self, gboolean is_orderly)
{
  self->rare->is_orderly = is_orderly != FALSE;
  set_stage (self, ODEON_STAGE_FAILED);
  _odeon_supervision_report (self);
}

gboolean
_odeon_restart_undoes (OdeonCell *self, guint64 asker)
{
  OdeonCellRare *rare = self->rare;

  return rare != NULL && rare->is_supervised && rare->restart == ODEON_RESTART_PERMANENT
         && !rare->for_good && asker != (self->parent != NULL ? self->parent->id : 0);
}

static void
go_down (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;

  switch (rare->stage)
    {
    case ODEON_STAGE_UP:
      rare->is_orderly = self->fiber == NULL && rare->pending.error == NULL;
      G_GNUC_FALLTHROUGH;
    case ODEON_STAGE_FAILED:
      set_stage (self, ODEON_STAGE_DOWN);
      rare->round = ODEON_ROUND_NONE;
      _odeon_cell_interrupt (self);
      if (self->youngest != NULL)
        _odeon_cell_end_youngest (self);
      break;
    case ODEON_STAGE_DOWN:
      break;
    case ODEON_STAGE_GONE:
      /* It was excused, and counted as up. */
      if (rare->in_round)
        _odeon_supervision_progress (self, ODEON_ROUND_DOWN);
      break;
    }
}

static void
come_up (OdeonCell *self, gint64 delay)
{
  self->rare->may_rise = TRUE;
  if (delay > 0)
    begin_delay (self, delay);
}

static void
stop (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;

  if (rare->failure.error == NULL)
    _odeon_cell_begin_end (self, ODEON_END_STOPPED);
  else if (!rare->is_unborn)
    _odeon_cell_begin_end (self, ODEON_END_FAILED);
  else
    _odeon_birth_decline (self, rare->failure.error->message);
}

void
_odeon_restart_obey (OdeonCell *self, OdeonOrder what, gint64 delay)
{
  OdeonCellRare *rare = self->rare;

  if (_odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING)
    {
      /* Its siblings keep their mail until it has ended: what is below it may await that. */
      if (what == ODEON_ORDER_GO_DOWN)
        _odeon_cell_stop_now (self);
      return;
    }

  switch (what)
    {
    case ODEON_ORDER_RESUME:
      if (self->actor == NULL || rare->is_unborn)
        stop (self);
      else
        set_stage (self, ODEON_STAGE_UP);
      break;
    case ODEON_ORDER_STOP:
      stop (self);
      break;
    case ODEON_ORDER_RESTART:
      rare->in_round = FALSE;
      come_up (self, delay);
      go_down (self);
      break;
    case ODEON_ORDER_GO_DOWN:
      rare->in_round = TRUE;
      rare->may_rise = FALSE;
      end_delay (self);
      go_down (self);
      break;
    case ODEON_ORDER_COME_UP:
      come_up (self, delay);
      break;
    case ODEON_ORDER_KILL:
      _odeon_cell_kill (self);
      break;
    }
  _odeon_cell_ready (self);
}

void
_odeon_restart_cancel (OdeonCell *self)
{
  end_delay (self);
  self->rare->stage = ODEON_STAGE_UP;
  self->rare->round = ODEON_ROUND_NONE;
}

/* --- down, and up again --- */

/* What the old object was asked for, it has done. Its continuations are refused from now on. */
static void
let_go (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;

  _odeon_cell_end_timers (self);
  _odeon_cell_release_actor (self, rare->is_orderly && !self->killed);
  /* What it has set up as it went goes, too. */
  _odeon_cell_end_timers (self);
  _odeon_cell_unsubscribe (self);
  rare->incarnation++;
  /* `stopped` may have awaited, and an end have begun. */
  if (_odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING)
    return;
  set_stage (self, ODEON_STAGE_GONE);
  _odeon_failure_clear (&rare->pending);
  _odeon_cell_answer_enders (self);
}

static void
rise (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;

  rare->may_rise = FALSE;
  self->stop = FALSE;
  self->killed = FALSE;
  rare->interrupted = FALSE;
  set_stage (self, ODEON_STAGE_UP);
  if (_odeon_birth_bear (self) && rare->in_round)
    _odeon_supervision_progress (self, ODEON_ROUND_UP);
}

/* Nobody waits until it is resumed by hand. */
static void
excuse (OdeonCell *self)
{
  if (!self->rare->in_round)
    return;

  self->rare->in_round = FALSE;
  _odeon_supervision_progress (self, ODEON_ROUND_UP);
}

void
_odeon_restart_continue (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;

  if (rare->stage == ODEON_STAGE_DOWN && self->youngest == NULL)
    {
      let_go (self);
      if (rare->stage == ODEON_STAGE_GONE && rare->in_round)
        _odeon_supervision_progress (self, ODEON_ROUND_DOWN);
    }
  if (rare->stage != ODEON_STAGE_GONE || !rare->may_rise || rare->delay != NULL)
    return;

  if (rare->suspended)
    excuse (self);
  else if (!self->killed || rare->interrupted)
    rise (self);
}
