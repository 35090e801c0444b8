/* SPDX-License-Identifier: MIT */

/* What a cell does besides its mail, step by step, before it takes any: it is born, ends, is made
 * anew, handles what it holds and what is urgent. While it ends its mail is refused here. */

#include "odeon-attention-private.h"
#include "odeon-actor-private.h"
#include "odeon-birth-private.h"
#include "odeon-concurrency-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-intake-private.h"

void
_odeon_cell_hold (OdeonCell *self, OdeonMessage *message)
{
  _odeon_cell_need_rare (self)->held = message;
  self->attention = TRUE;
}

/* What came before its turn goes first. */
static OdeonMessage *
take_held (OdeonCell *self)
{
  return self->rare != NULL ? g_steal_pointer (&self->rare->held) : NULL;
}

/* Or senders that wait to be let in. */
static inline gboolean
has_mail (OdeonCell *self)
{
  return _odeon_mail_queue_has_more (&self->mailbox) || self->rare != NULL
         || atomic_load_explicit (&self->intake, memory_order_relaxed) != NULL;
}

/* As much as it would have handled. A second stop is answered when the actor has ended, though it
 * is not what ended it. */
static void
refuse_mail (OdeonCell *self, guint end)
{
  OdeonTurns        *turns = _odeon_cell_get_turns (self);
  g_autoptr (GError) reason = NULL;
  OdeonIntake       *intake = atomic_load_explicit (&self->intake, memory_order_relaxed);
  OdeonMessage      *message;

  if (intake != NULL)
    _odeon_intake_close (intake, self);
  while ((gint) (turns->n_done - end) < 0
         && ((message = take_held (self)) != NULL
             || (message = _odeon_mail_queue_pop (&self->mailbox)) != NULL))
    {
      OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);

      turns->n_done++;
      if (message->klass == _odeon_call_message_class && call->method == &_odeon_method_stop)
        {
          _odeon_cell_add_ender (self, call);
          continue;
        }
      if (reason == NULL)
        reason = _odeon_cell_dup_reason (self);
      _odeon_cell_refuse (self, message, reason);
    }
}

/* The node that stood for it in the mailbox; %FALSE: whoever is behind it has yet to link it. */
static gboolean
take_unborn (OdeonCell *self)
{
  OdeonMailQueue *mailbox = &self->mailbox;

  if (mailbox->told)
    _odeon_mail_queue_collect (mailbox);

  return mailbox->chain.first != &self->unborn || _odeon_chain_pop (&mailbox->chain) != NULL;
}

/* Of one with something rare, as are those below whose names begin so. */
static gboolean
rare_is_killed (const OdeonCell *self)
{
  return self->killed && !self->rare->interrupted;
}

static inline gboolean
is_held (const OdeonCell *self)
{
  return self->rare != NULL && self->rare->held != NULL;
}

static gboolean
may_run_held (OdeonCell *self)
{
  return is_held (self) && !_odeon_cell_keeps_mail (self)
         && (_odeon_cell_get_concurrency (self) == NULL
             || _odeon_concurrency_may_run_held (self));
}

static gboolean
may_run_urgent (OdeonCell *self)
{
  return _odeon_cell_is_urgent (self) && !_odeon_cell_keeps_mail (self)
         && (_odeon_cell_get_concurrency (self) == NULL
             || _odeon_concurrency_has_room (self));
}

static void
run_message (OdeonCell *self, OdeonMessage *message)
{
  if (_odeon_cell_get_concurrency (self) != NULL)
    _odeon_concurrency_run_message (self, message);
  else
    message->klass->run (message, self);
}

/* Whether it was its turn. */
static gboolean
run_held (OdeonCell *self)
{
  run_message (self, take_held (self));

  return !is_held (self);
}

static gboolean
rare_can_go_on (const OdeonCell *self)
{
  const OdeonCellRare *rare = self->rare;

  /* Of several messages under way others are suspended. */
  if (G_UNLIKELY (self->fiber != NULL))
    return FALSE;
  if (rare_is_killed (self))
    return TRUE;

  switch (rare->stage)
    {
    case ODEON_STAGE_UP:
      return !rare->suspended && (self->actor == NULL || self->stop);
    case ODEON_STAGE_FAILED:
      return FALSE;
    case ODEON_STAGE_DOWN:
      return self->youngest == NULL;
    case ODEON_STAGE_GONE:
      return rare->may_rise && rare->delay == NULL && (!rare->suspended || rare->in_round);
    }
  g_assert_not_reached ();
}

/* There is something to be done besides its mail, and it does not wait for others. */
static inline gboolean
can_go_on (const OdeonCell *self)
{
  if (G_LIKELY (self->rare == NULL))
    return self->actor == NULL || self->stop || self->killed;

  return rare_can_go_on (self);
}

/* An end that it asked for itself, or others did: undone if it is to last. */
static void
rare_end_or_restart (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;

  if (!_odeon_restart_undoes (self, self->id))
    {
      if (rare->interrupted)
        self->killed = FALSE;
      _odeon_cell_begin_end (self, self->killed ? ODEON_END_KILLED : ODEON_END_STOPPED);
      return;
    }

  /* It has been heard: what is left of a kill is that awaits fail until it is down. */
  self->stop = FALSE;
  rare->interrupted = self->killed;
  if (rare->stage == ODEON_STAGE_GONE)
    _odeon_cell_answer_enders (self);
  else if (rare->stage == ODEON_STAGE_UP)
    {
      _odeon_failure_clear (&rare->failure);
      _odeon_restart_begin (self, !self->killed);
    }
}

static void
rare_go_on (OdeonCell *self)
{
  OdeonCellRare *rare = self->rare;

  if (rare_is_killed (self))
    rare_end_or_restart (self);
  else if (rare->stage != ODEON_STAGE_UP)
    _odeon_restart_continue (self);
  else if (self->actor == NULL)
    _odeon_birth_bear (self);
  else if (rare->pending.error != NULL)
    _odeon_cell_fail_of_pending (self);
  else
    rare_end_or_restart (self);
}

static inline void
go_on (OdeonCell *self)
{
  if (G_UNLIKELY (self->rare != NULL))
    rare_go_on (self);
  else if (self->actor == NULL && !self->killed)
    _odeon_birth_bear (self);
  else if (self->youngest == NULL)
    _odeon_cell_begin_lone_end (self, ODEON_END_STOPPED);
  else
    _odeon_cell_begin_end (self, ODEON_END_STOPPED);
}

/* It has nothing that could be held, urgent or under way besides. */
static inline gboolean
is_plain (OdeonCell *self)
{
  return self->rare == NULL && atomic_load_explicit (&self->intake, memory_order_relaxed) == NULL;
}

static inline gboolean
can_step (OdeonCell *self)
{
  return _odeon_cell_get_phase (self) < ODEON_PHASE_STOPPING
         && (can_go_on (self)
             || (!is_plain (self) && (may_run_held (self) || may_run_urgent (self))));
}

/* %FALSE: what it holds has yet to wait for its turn. */
static inline gboolean
step (OdeonCell *self)
{
  if (can_go_on (self))
    go_on (self);
  else if (may_run_urgent (self))
    run_message (self, _odeon_cell_take_urgent (self));
  else
    return run_held (self);

  return TRUE;
}

/* All that there may be to be done. %FALSE: no mail is to be taken now. */
static G_GNUC_NO_INLINE gboolean
attend_to_all (OdeonCell *self, guint end, gboolean *ended)
{
  OdeonTurns *turns = _odeon_cell_get_turns (self);

  while (can_step (self))
    {
      if ((gint) (turns->n_done - end) >= 0)
        return FALSE;
      turns->n_done++;
      if (!step (self))
        return FALSE;
    }

  switch (_odeon_cell_get_phase (self))
    {
    case ODEON_PHASE_STARTING:
    case ODEON_PHASE_RUNNING:
      if (G_UNLIKELY (_odeon_cell_get_concurrency (self) != NULL))
        {
          _odeon_cell_yield_to_mail (self);
          _odeon_concurrency_run (self, end);
          return FALSE;
        }
      self->attention = !is_plain (self) && _odeon_cell_yield_to_mail (self);
      return (gint) (turns->n_done - end) < 0;
    case ODEON_PHASE_SUSPENDED:
    case ODEON_PHASE_HELD:
      return FALSE;
    case ODEON_PHASE_STOPPING:
    case ODEON_PHASE_CLOSING:
    case ODEON_PHASE_ENDED:
      break;
    }

  if (G_UNLIKELY (_odeon_cell_get_concurrency (self) != NULL))
    _odeon_concurrency_end (self);
  if (has_mail (self))
    refuse_mail (self, end);
  if (G_LIKELY (self->fiber == NULL))
    *ended = _odeon_cell_continue_end (self);

  return FALSE;
}

static inline gboolean
is_asked_to_end (const OdeonCell *self)
{
  return (self->stop | self->killed) != 0;
}

/* %TRUE: it has nothing else to do but its mail. */
static inline gboolean
is_born (OdeonCell *self)
{
  return _odeon_birth_bear (self) && is_plain (self) && !is_asked_to_end (self)
         && _odeon_cell_get_phase (self) == ODEON_PHASE_RUNNING;
}

/* It ends now, and nobody is in its way. */
static inline gboolean
may_just_end (OdeonCell *self)
{
  return is_asked_to_end (self) && self->youngest == NULL
         && _odeon_cell_get_phase (self) == ODEON_PHASE_RUNNING
         && !_odeon_mail_queue_has_more (&self->mailbox);
}

/* Most are born, and end of their own accord, and that is all: of these nothing else is asked. */
gboolean
_odeon_cell_attend (OdeonCell *self, guint end, gboolean *ended)
{
  OdeonTurns *turns = _odeon_cell_get_turns (self);

  if (self->actor == NULL)
    {
      if (!take_unborn (self))
        return FALSE;
      if (G_LIKELY (is_plain (self) && !self->killed
                    && _odeon_cell_get_phase (self) == ODEON_PHASE_STARTING))
        {
          turns->n_done++;
          if (G_LIKELY (is_born (self)))
            {
              self->attention = FALSE;
              return (gint) (turns->n_done - end) < 0;
            }
        }
    }
  else if (G_LIKELY (is_plain (self) && may_just_end (self)))
    {
      turns->n_done++;
      _odeon_cell_begin_lone_end (self, ODEON_END_STOPPED);
      *ended = _odeon_cell_continue_end (self);
      return FALSE;
    }

  return attend_to_all (self, end, ended);
}

gboolean
_odeon_cell_needs_turn (OdeonCell *self)
{
  if (can_step (self))
    return TRUE;
  if (_odeon_cell_keeps_mail (self))
    return FALSE;
  if (_odeon_cell_get_concurrency (self) != NULL)
    return _odeon_concurrency_has_more (self);

  return is_held (self) || _odeon_mail_queue_has_more (&self->mailbox);
}
