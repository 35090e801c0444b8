/* SPDX-License-Identifier: MIT */

/* What an actor is at, and suspending it by hand. Both ways it is asked through its worker's inbox,
 * ahead of its mail.
 *
 * A parent that ends would wait for ever for a child that does not read its stop. So it looks for
 * such after it has said that it ends (odeon-control.c), and a child that is being suspended looks
 * at its parent after it has said that it is: one of the two sees the other.
 */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-foreign-private.h"
#include "odeon-promised-ref-private.h"
#include "odeon-state.h"

OdeonActorState
odeon_ref_get_state (gpointer ref)
{
  OdeonCell *cell;

  g_return_val_if_fail (ref != NULL, ODEON_ACTOR_STATE_ENDED);

  if (_odeon_ref_peek_actual (ref) == NULL)
    return odeon_ref_is_alive (ref) ? ODEON_ACTOR_STATE_STARTING : ODEON_ACTOR_STATE_ENDED;
  cell = _odeon_cell_of_ref (ref);
  if (cell == NULL)
    return odeon_ref_is_alive (ref) ? ODEON_ACTOR_STATE_RUNNING : ODEON_ACTOR_STATE_ENDED;

  switch (_odeon_cell_get_phase (cell))
    {
    case ODEON_PHASE_STARTING:
      return ODEON_ACTOR_STATE_STARTING;
    case ODEON_PHASE_RUNNING:
      return ODEON_ACTOR_STATE_RUNNING;
    case ODEON_PHASE_SUSPENDED:
      return ODEON_ACTOR_STATE_SUSPENDED;
    case ODEON_PHASE_HELD:
      return ODEON_ACTOR_STATE_FAILED;
    case ODEON_PHASE_STOPPING:
    case ODEON_PHASE_CLOSING:
      return ODEON_ACTOR_STATE_STOPPING;
    case ODEON_PHASE_ENDED:
      return ODEON_ACTOR_STATE_ENDED;
    }
  g_assert_not_reached ();
}

void
_odeon_cell_settle_phase (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;
  OdeonPhase      phase;

  if (rare->stage == ODEON_STAGE_DOWN)
    phase = ODEON_PHASE_HELD;
  else if (rare->suspended)
    phase = ODEON_PHASE_SUSPENDED;
  else if (rare->stage != ODEON_STAGE_UP)
    phase = ODEON_PHASE_HELD;
  else
    phase = self->actor != NULL ? ODEON_PHASE_RUNNING : ODEON_PHASE_STARTING;

  self->attention = TRUE;
  /* Sequentially consistent: see above. */
  atomic_store_explicit (&self->phase, phase, memory_order_seq_cst);
}

static gboolean
parent_ends (OdeonCell *self)
{
  if (self->parent == NULL)
    return self->host->klass->is_closing (self->host);

  return atomic_load_explicit (&self->parent->phase, memory_order_seq_cst) >= ODEON_PHASE_HELD;
}

static gboolean
suspend (OdeonCell *self)
{
  OdeonCellRare *rare;

  if (_odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING)
    return FALSE;

  rare = _odeon_cell_need_rare (self);
  rare->suspended = TRUE;
  _odeon_cell_settle_phase (self);
  if (!parent_ends (self))
    {
      /* Its supervisor may wait for it to come up. */
      _odeon_cell_ready (self);
      return TRUE;
    }

  rare->suspended = FALSE;
  _odeon_cell_settle_phase (self);
  _odeon_cell_ready (self);

  return FALSE;
}

static gboolean
resume (OdeonCell *self)
{
  if (_odeon_cell_get_phase (self) >= ODEON_PHASE_STOPPING || self->rare == NULL
      || !self->rare->suspended)
    return FALSE;

  self->rare->suspended = FALSE;
  _odeon_cell_settle_phase (self);
  _odeon_cell_ready (self);

  return TRUE;
}

/* The call holds a reference to its target until it has run. */
static void
suspend_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonCell *cell = (OdeonCell *) call->target;

  _odeon_control_answer (call, suspend (cell));
  odeon_ref_unref (cell);
}

static void
resume_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonCell *cell = (OdeonCell *) call->target;

  _odeon_control_answer (call, resume (cell));
  odeon_ref_unref (cell);
}

static const OdeonMessageClass suspend_class = {
  .run = suspend_run,
  .refuse = _odeon_control_refuse,
};

static const OdeonMessageClass resume_class = {
  .run = resume_run,
  .refuse = _odeon_control_refuse,
};

const OdeonMethodInfo _odeon_method_suspend = {
  .name = "suspend",
  .params = _odeon_control_params,
  .n_params = ODEON_CONTROL_N_PARAMS,
  .frame_size = sizeof (OdeonControlFrame),
  .flags = ODEON_METHOD_FLAT,
};

const OdeonMethodInfo _odeon_method_resume = {
  .name = "resume",
  .params = _odeon_control_params,
  .n_params = ODEON_CONTROL_N_PARAMS,
  .frame_size = sizeof (OdeonControlFrame),
  .flags = ODEON_METHOD_FLAT,
};

OdeonFuture *
odeon_ref_suspend (gpointer ref)
{
  return _odeon_control_send (ref, &_odeon_method_suspend, &suspend_class);
}

OdeonFuture *
odeon_ref_resume (gpointer ref)
{
  return _odeon_control_send (ref, &_odeon_method_resume, &resume_class);
}
