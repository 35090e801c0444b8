/* SPDX-License-Identifier: MIT */

#include "odeon-priority-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-intake-private.h"

static OdeonIntake *
intake_of (OdeonCell *cell)
{
  return atomic_load_explicit (&cell->intake, memory_order_relaxed);
}

/* --- ranks --- */

static OdeonRank *
need_rank (OdeonPriorities *self, gint priority)
{
  OdeonRank rank = { priority, { NULL, NULL } };
  guint     i = 0;

  if (self->ranks == NULL)
    self->ranks = g_array_new (FALSE, FALSE, sizeof (OdeonRank));
  while (i < self->ranks->len && g_array_index (self->ranks, OdeonRank, i).priority > priority)
    i++;
  if (i == self->ranks->len || g_array_index (self->ranks, OdeonRank, i).priority != priority)
    g_array_insert_val (self->ranks, i, rank);

  return &g_array_index (self->ranks, OdeonRank, i);
}

void
_odeon_priorities_clear (OdeonPriorities *self)
{
  g_clear_pointer (&self->ranks, g_array_unref);
}

/* On the cell's worker. */
static void
add (OdeonCell *cell, OdeonCall *call)
{
  OdeonPriorities *self = &intake_of (cell)->priorities;

  _odeon_chain_append (&need_rank (self, call->method->priority)->chain, &call->message.node);
  self->n_waiting++;
  cell->attention = TRUE;
  _odeon_cell_ready (cell);
}

static OdeonMessage *
take (OdeonPriorities *self)
{
  guint i = 0;

  while (g_array_index (self->ranks, OdeonRank, i).chain.first == NULL)
    i++;
  self->n_waiting--;
  self->n_in_turn++;

  return (OdeonMessage *) _odeon_chain_pop (&g_array_index (self->ranks, OdeonRank, i).chain);
}

OdeonMessage *
_odeon_cell_take_urgent (OdeonCell *cell)
{
  OdeonIntake *intake = intake_of (cell);

  return intake != NULL && intake->priorities.n_waiting > 0 ? take (&intake->priorities) : NULL;
}

gboolean
_odeon_cell_has_urgent (OdeonCell *cell)
{
  OdeonIntake *intake = intake_of (cell);

  return intake != NULL && intake->priorities.n_waiting > 0;
}

gboolean
_odeon_cell_is_urgent (OdeonCell *cell)
{
  OdeonIntake *intake = intake_of (cell);

  return intake != NULL && intake->priorities.n_waiting > 0
         && intake->priorities.n_in_turn < URGENT_MAX;
}

gboolean
_odeon_cell_yield_to_mail (OdeonCell *cell)
{
  OdeonIntake *intake = intake_of (cell);

  if (intake == NULL)
    return FALSE;

  intake->priorities.n_in_turn = 0;

  return intake->priorities.n_waiting > 0;
}

void
_odeon_priorities_refuse (OdeonCell *cell, const GError *why)
{
  OdeonMessage *message;

  while ((message = _odeon_cell_take_urgent (cell)) != NULL)
    _odeon_cell_refuse (cell, message, why);
}

/* --- the way there --- */

/* What it is in the mailbox, or its like. */
static void
restore_class (OdeonCall *call, OdeonCell *cell)
{
  _odeon_message_set_class (&call->message, intake_of (cell)->bound.bound != 0
                                              ? &_odeon_counted_call_class
                                              : _odeon_call_message_class);
}

/* In the inbox of the worker; it has a reference to the cell. */
static void
express_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonCell *cell = (OdeonCell *) call->target;

  restore_class (call, cell);
  if (_odeon_cell_get_phase (cell) < ODEON_PHASE_STOPPING)
    add (cell, call);
  else
    {
      g_autoptr (GError) why = _odeon_cell_dup_reason (cell);

      _odeon_cell_refuse (cell, message, why);
    }
  odeon_ref_unref (cell);
}

static void
express_refuse (OdeonMessage *message, const GError *why)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonCell *cell = (OdeonCell *) call->target;

  restore_class (call, cell);
  _odeon_cell_refuse (cell, message, why);
  odeon_ref_unref (cell);
}

static const OdeonMessageClass express_class = {
  .run = express_run,
  .refuse = express_refuse,
};

gboolean
_odeon_priority_send (OdeonCell *cell, gboolean here, OdeonCall *call)
{
  gboolean sent = atomic_load_explicit (&cell->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;

  call->target = odeon_ref_ref (cell);
  if (here)
    express_run (&call->message, cell->worker);
  else
    {
      _odeon_message_set_class (&call->message, &express_class);
      _odeon_scheduler_hooks->send (cell->worker, &call->message);
    }

  return sent;
}
