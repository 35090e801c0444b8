/* SPDX-License-Identifier: MIT */

/* What a cell does with its messages, and how a call is handled. Runs on a fiber of the cell's
 * worker; a handler that awaits leaves in the middle and comes back here. */

#include "odeon-activity-private.h"
#include "odeon-actor-private.h"
#include "odeon-birth-private.h"
#include "odeon-concurrency-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-intake-private.h"
#include "odeon-log-private.h"

/* What this thread found last: of many actors of a kind, each is new only to itself. */
static _Thread_local struct
{
  gpointer                  klass;
  const OdeonInterfaceInfo *interface;
  gpointer                  vtable;
} last_found;

static gboolean
find_vtable (OdeonCell *cell, const OdeonInterfaceInfo *interface, GError **error)
{
  gpointer klass = G_OBJECT_GET_CLASS (cell->actor);
  gpointer vtable;

  if (klass != last_found.klass || interface != last_found.interface)
    {
      last_found.vtable = g_type_interface_peek (klass, interface->get_type ());
      last_found.klass = klass;
      last_found.interface = interface;
    }

  vtable = last_found.vtable;
  if (vtable == NULL)
    {
      g_autofree gchar *who = _odeon_cell_describe (cell);

      g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE, "%s is no %s",
                   who, interface->name);
      return FALSE;
    }

  cell->interface = interface;
  cell->vtable = vtable;

  return TRUE;
}

static gboolean
has_entry (gconstpointer vtable, guint32 offset)
{
  return offset != 0 && *(const gpointer *) ((const gchar *) vtable + offset) != NULL;
}

/* Methods whose table does not say where their handlers are look for themselves. */
static gboolean
is_implemented (const OdeonCell *cell, const OdeonMethodInfo *method)
{
  return method->handler_offset == 0 || has_entry (cell->vtable, method->handler_offset)
         || has_entry (cell->vtable, method->deferred_offset);
}

static gboolean
dispatch (OdeonCell *cell, OdeonCall *call, GError **error)
{
  const OdeonMethodInfo *method = call->method;

  if (G_UNLIKELY (method->interface == NULL))
    return method->dispatch (cell->actor, cell, call, call->frame, error);
  if (G_UNLIKELY (method->interface != cell->interface)
      && !find_vtable (cell, method->interface, error))
    return FALSE;
  if (G_UNLIKELY (!is_implemented (cell, method)))
    return odeon_call_not_implemented (call, error);

  return method->dispatch (cell->actor, cell->vtable, call, call->frame, error);
}

static GError *
failure_of (OdeonCell *cell, OdeonCall *call, GError *error)
{
  g_autofree gchar *who = NULL;
  g_autofree gchar *what = NULL;

  if (!cell->killed && error != NULL)
    return error;

  who = _odeon_cell_describe (cell);
  what = _odeon_method_dup_name (call->method);
  if (!cell->killed)
    return g_error_new (ODEON_ERROR, ODEON_ERROR_FAILED,
                        "%s of %s failed without saying why", what, who);

  g_clear_error (&error);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_KILLED, "%s was killed in %s", who, what);
}

static void
log_answer (OdeonCell *cell, OdeonCall *call, const GError *error)
{
  g_autofree gchar *who = NULL;
  g_autofree gchar *what = NULL;

  if (!_odeon_log_is_heard (ODEON_LOG_CALL, G_LOG_LEVEL_INFO))
    return;

  who = _odeon_cell_describe (cell);
  what = _odeon_method_dup_name (call->method);
  g_log (ODEON_LOG_CALL, G_LOG_LEVEL_INFO, "%s answered %s with an error: %s", who, what,
         error->message);
}

static void
call_run (OdeonMessage *message, gpointer receiver)
{
  OdeonCell    *cell = receiver;
  OdeonCall    *call = ODEON_CALL_OF_MESSAGE (message);
  guint64       sender_id = atomic_load_explicit (&call->sender_id, memory_order_relaxed);
  OdeonHandling handling = { FALSE, &cell->identity->n_kept };
  GError       *error = NULL;
  gboolean      ok;

  /* Cancelled while it waited: withdrawn. */
  if (G_UNLIKELY (_odeon_call_is_cancelled (call)))
    {
      _odeon_dead_letter_expired (cell, call);
      _odeon_call_let_go (call);
      return;
    }

  call->handling = &handling;
  cell->sender_id = sender_id;
  _odeon_cell_set_operation (cell, call->method);
  ok = dispatch (cell, call, &error);
  cell->sender_id = 0;

  if (handling.is_deferred)
    return;
  if (G_LIKELY (ok && !cell->killed))
    {
      _odeon_call_succeed (call);
      return;
    }

  error = failure_of (cell, call, error);
  _odeon_cell_count_failure (cell);
  if (!(call->flags & ODEON_CALL_TELL))
    {
      log_answer (cell, call, error);
      _odeon_call_fail (call, error);
    }
  else
    {
      if (cell->killed
          || _odeon_concurrency_takes_failure (cell, call->method, sender_id, error))
        g_error_free (error);
      else
        _odeon_cell_fail (cell, call->method, sender_id, error);
      _odeon_call_let_go (call);
    }
}

static G_GNUC_NO_INLINE void
log_dead_letter (OdeonCall *call, const GError *why)
{
  g_autofree gchar *method = _odeon_method_dup_name (call->method);
  guint64           sender_id = atomic_load_explicit (&call->sender_id, memory_order_relaxed);
  g_autofree gchar *sender = sender_id != 0 ? _odeon_identity_describe (sender_id) : NULL;

  g_log (ODEON_LOG_MAILBOX, G_LOG_LEVEL_DEBUG, "Dead letter: %s: %s%s%s", method, why->message,
           sender != NULL ? "; sent by " : "", sender != NULL ? sender : "");
}

static void
call_refuse (OdeonMessage *message, const GError *why)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);

  if (call->method == &_odeon_method_stop)
    {
      _odeon_control_answer (call, FALSE);
      return;
    }
  if (!(call->flags & ODEON_CALL_TELL))
    {
      _odeon_call_fail (call, g_error_copy (why));
      return;
    }

  /* Nobody else learns of it; but it is not composed for nobody. */
  if (_odeon_log_is_heard (ODEON_LOG_MAILBOX, G_LOG_LEVEL_DEBUG))
    log_dead_letter (call, why);
  _odeon_call_let_go (call);
}

static const OdeonMessageClass call_message_class = {
  .run = call_run,
  .refuse = call_refuse,
};

static guint64
current_actor (void)
{
  return _odeon_current_cell != NULL ? _odeon_current_cell->id : 0;
}

static atomic_uint *
kept_by_actor (guint64 id)
{
  return &_odeon_identity_slot_of (id)->n_kept;
}

/* Before main(): everything below this layer finds its hooks in place. */
__attribute__ ((constructor)) static void
install (void)
{
  _odeon_call_message_class = &call_message_class;
  _odeon_describe_actor = _odeon_identity_describe;
  _odeon_current_actor = current_actor;
  _odeon_kept_by_actor = kept_by_actor;
  _odeon_tell_failed = _odeon_cell_tell_failed;
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
      if (message->klass == &call_message_class && call->method == &_odeon_method_stop)
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

static inline gboolean
can_step (OdeonCell *self)
{
  return _odeon_cell_get_phase (self) < ODEON_PHASE_STOPPING
         && (can_go_on (self) || may_run_held (self) || may_run_urgent (self));
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

/* What is to be done besides mail; %FALSE: and no mail now. Each step counts as a message. One with
 * concurrency handles its mail here; what comes of that is for its next turn. */
static gboolean
attend (OdeonCell *self, guint end, gboolean *ended)
{
  OdeonTurns *turns = _odeon_cell_get_turns (self);

  if (self->actor == NULL && !take_unborn (self))
    return FALSE;

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
      self->attention = _odeon_cell_yield_to_mail (self) != FALSE;
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

/* Whether it is to have another turn, though nobody makes it ready. */
static gboolean
has_more (OdeonCell *self)
{
  if (G_UNLIKELY (self->attention))
    {
      if (can_step (self))
        return TRUE;
      if (_odeon_cell_keeps_mail (self))
        return FALSE;
      if (_odeon_cell_get_concurrency (self) != NULL)
        return _odeon_concurrency_has_more (self);
      if (is_held (self))
        return TRUE;
    }

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

  if (G_LIKELY (!self->attention) || attend (self, end, &ended))
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
