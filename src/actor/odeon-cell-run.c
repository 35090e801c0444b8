/* SPDX-License-Identifier: MIT */

/* A cell's turn: it takes its messages one after another, until it has done its share. Runs on a
 * fiber of the cell's worker; a handler that awaits leaves in the middle and comes back here. */

#include "odeon-attention-private.h"

/* Whether it is to have another turn, though nobody makes it ready. */
static inline gboolean
has_more (OdeonCell *self)
{
  if (G_UNLIKELY (self->attention))
    return _odeon_cell_needs_turn (self);

  return _odeon_mail_queue_has_more (&self->mailbox);
}

static inline OdeonMessage *
take (OdeonCell *self, OdeonGate *gate)
{
  OdeonMessage *message;

  if (gate == NULL)
    return _odeon_mail_queue_pop (&self->mailbox);
  if (!gate->is_open)
    return NULL;

  message = _odeon_mail_queue_pop (&self->mailbox);
  if (message != NULL && &message->node == gate->last)
    gate->is_open = FALSE;

  return message;
}

/* Its next message, if it is to have one now; else *@out_more says whether it is to go on later. */
static inline OdeonMessage *
next_message (OdeonCell *self, guint end, OdeonGate *gate, gboolean *out_more)
{
  gboolean      ended = FALSE;
  OdeonMessage *message = NULL;

  if (G_LIKELY (!self->attention) || _odeon_cell_attend (self, end, &ended))
    message = take (self, gate);
  if (message == NULL && !ended)
    {
      self->is_running = FALSE;
      *out_more = has_more (self);
    }

  return message;
}

/* @gate: (nullable). Whoever suspends may come back when it is another's: it is only looked at. */
static inline G_ALWAYS_INLINE gboolean
run (OdeonCell *self, guint quantum, OdeonGate *gate)
{
  OdeonTurns   *turns = _odeon_cell_get_turns (self);
  guint         end = turns->n_done + quantum;
  gboolean      more = FALSE;
  OdeonMessage *message;

  _odeon_current_cell = self;
  self->is_running = TRUE;
  /* What others have sent does not wait until the lane is empty. */
  if (self->mailbox.told)
    _odeon_mail_queue_collect (&self->mailbox);
  while ((message = next_message (self, end, gate, &more)) != NULL)
    {
      message->klass->run (message, self);
      turns->n_done++;
      if ((gint) (turns->n_done - end) >= 0)
        {
          /* The last message may have begun the end: nobody else would tell the cell to go on. */
          self->is_running = FALSE;
          more = self->attention || _odeon_mail_queue_has_more (&self->mailbox);
          break;
        }
    }
  _odeon_current_cell = NULL;

  return more;
}

gboolean
_odeon_cell_run (OdeonCell *self, guint quantum)
{
  return run (self, quantum, NULL);
}

gboolean
_odeon_cell_run_gated (OdeonCell *self, guint quantum, OdeonGate *gate)
{
  return run (self, quantum, gate);
}

gboolean
_odeon_cell_run_migrant (OdeonCell *self, guint quantum, guint *n_done)
{
  OdeonTurns *turns = _odeon_cell_get_turns (self);
  gboolean    more;

  turns->n_done = 0;
  more = run (self, quantum, NULL);
  *n_done += turns->n_done;

  return more;
}
