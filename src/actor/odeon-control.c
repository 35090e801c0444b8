/* SPDX-License-Identifier: MIT */

/* The library's own messages: untyped ones, invoke, started, stop and kill. All but kill are
 * calls like any other, whose method belongs to no interface: they keep their turn in the mailbox.
 * Kill goes to the worker's inbox and overtakes. */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-intake-private.h"
#include "odeon-promise.h"
#include "odeon-promised-ref-private.h"

#include <stddef.h>

/* --- untyped messages --- */

typedef struct
{
  GVariant *message;
  GVariant *result;
} ReceiveFrame;

static gboolean
receive_dispatch (gpointer   actor,
                  gpointer   vtable,
                  OdeonCall *call,
                  gpointer   data,
                  GError   **error)
{
  OdeonCell    *cell = vtable;
  ReceiveFrame *frame = data;
  GError       *failure = NULL;
  GVariant     *reply;

  cell->is_asked = !(call->flags & ODEON_CALL_TELL);
  reply = ODEON_ACTOR_GET_CLASS (actor)->receive (actor, frame->message, &failure);
  if (failure != NULL)
    {
      g_clear_pointer (&reply, g_variant_unref);
      g_propagate_error (error, failure);
      return FALSE;
    }

  frame->result = g_variant_take_ref (reply != NULL ? reply : g_variant_new_tuple (NULL, 0));

  return TRUE;
}

static const OdeonParamInfo receive_params[] = {
  { "message", &odeon_any_info, offsetof (ReceiveFrame, message), ODEON_PARAM_IN },
  { "result", &odeon_any_info, offsetof (ReceiveFrame, result), ODEON_PARAM_OUT },
};

const OdeonMethodInfo _odeon_method_receive = {
  .name = "receive",
  .dispatch = receive_dispatch,
  .params = receive_params,
  .n_params = G_N_ELEMENTS (receive_params),
  .frame_size = sizeof (ReceiveFrame),
};

static OdeonCall *
receive_call (gpointer ref, GVariant *message)
{
  OdeonCall *call = odeon_call_new (ref, &_odeon_method_receive);

  odeon_call_set_argument (call, 0, &message);

  return call;
}

gboolean
odeon_ref_tell (gpointer ref, GVariant *message)
{
  g_return_val_if_fail (message != NULL, FALSE);

  return odeon_call_tell (receive_call (ref, message));
}

OdeonFuture *
odeon_ref_ask (gpointer ref, GVariant *message)
{
  g_return_val_if_fail (message != NULL, NULL);

  return odeon_call_send (receive_call (ref, message));
}

/* --- invoke: a function as a message --- */

typedef struct
{
  OdeonMessage   message; /* first */
  OdeonPromise  *promise;
  OdeonActorFunc function;
  gpointer       user_data;
  GDestroyNotify destroy;
  guint64        sender_id; /* or 0 */
} Invocation;

/* Never called: it stands for the function. */
const OdeonMethodInfo _odeon_method_invoke = {
  .name = "invoke",
};

static void
invocation_end (Invocation *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  odeon_promise_free (self->promise);
  g_free (self);
}

static void
invocation_run (OdeonMessage *message, gpointer receiver)
{
  Invocation *self = (Invocation *) message;
  OdeonCell  *cell = receiver;

  cell->sender_id = self->sender_id;
  _odeon_cell_set_operation (cell, &_odeon_method_invoke);
  self->function (cell->actor, self->user_data);
  cell->sender_id = 0;
  if (cell->killed)
    odeon_promise_set_error (self->promise,
                             g_error_new_literal (ODEON_ERROR, ODEON_ERROR_KILLED,
                                                  "The actor was killed in an invoked function"));
  else
    odeon_promise_set_boolean (self->promise, TRUE);
  invocation_end (self);
}

static void
invocation_refuse (OdeonMessage *message, const GError *why)
{
  Invocation *self = (Invocation *) message;

  odeon_promise_set_error (self->promise, g_error_copy (why));
  invocation_end (self);
}

const OdeonMessageClass _odeon_invocation_class = {
  .run = invocation_run,
  .refuse = invocation_refuse,
};

OdeonFuture *
odeon_actor_invoke (gpointer       ref,
                    OdeonActorFunc function,
                    gpointer       user_data,
                    GDestroyNotify destroy)
{
  Invocation        *self;
  OdeonFuture       *future;
  OdeonCell         *cell;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (ref != NULL, NULL);
  g_return_val_if_fail (function != NULL, NULL);

  self = g_new0 (Invocation, 1);
  self->message.klass = &_odeon_invocation_class;
  self->promise = odeon_promise_new ();
  self->function = function;
  self->user_data = user_data;
  self->destroy = destroy;
  self->sender_id = _odeon_current_cell != NULL ? _odeon_current_cell->id : 0;
  future = odeon_promise_get_future (self->promise);
  cell = _odeon_cell_of_resolved (ref, &error);
  if (cell != NULL)
    _odeon_cell_deliver_invocation (cell, &self->message);
  else
    invocation_refuse (&self->message, error);

  return future;
}

/* --- started, stop and kill --- */

const OdeonParamInfo _odeon_control_params[] = {
  { "result", &odeon_boolean_info, offsetof (OdeonControlFrame, result), ODEON_PARAM_OUT },
};

static gboolean
started_dispatch (gpointer   actor G_GNUC_UNUSED,
                  gpointer   cell G_GNUC_UNUSED,
                  OdeonCall *call G_GNUC_UNUSED,
                  gpointer   data,
                  GError   **error G_GNUC_UNUSED)
{
  ((OdeonControlFrame *) data)->result = TRUE;

  return TRUE;
}

const OdeonMethodInfo _odeon_method_started = {
  .name = "started",
  .dispatch = started_dispatch,
  .params = _odeon_control_params,
  .n_params = ODEON_CONTROL_N_PARAMS,
  .frame_size = sizeof (OdeonControlFrame),
  .flags = ODEON_METHOD_FLAT,
};

/* Answered at the end: its frame says already that it was this call that ended the actor. */
static void
add_ender (OdeonCell *cell, OdeonCall *call)
{
  ((OdeonControlFrame *) (gpointer) call->frame)->result = TRUE;
  _odeon_cell_add_ender (cell, call);
}

/* Whether the end that @call asks for will be undone; if not, none will. */
static gboolean
is_undone (OdeonCell *cell, OdeonCall *call)
{
  gboolean for_good = ((OdeonControlFrame *) (gpointer) call->frame)->for_good;
  guint64  asker = atomic_load_explicit (&call->sender_id, memory_order_relaxed);

  if (!for_good && _odeon_restart_undoes (cell, asker))
    return TRUE;
  if (cell->rare != NULL)
    cell->rare->for_good = TRUE;

  return FALSE;
}

/* It keeps its turn also where the mailbox is the user's. */
static gboolean
keeps_waiting (OdeonCell *cell, OdeonCall *stop)
{
  OdeonIntake *intake = atomic_load_explicit (&cell->intake, memory_order_relaxed);

  return intake != NULL && intake->custom != NULL
         && _odeon_cell_get_phase (cell) < ODEON_PHASE_STOPPING
         && _odeon_custom_mailbox_delays_stop (intake->custom, cell, stop);
}

static gboolean
stop_dispatch (gpointer   actor G_GNUC_UNUSED,
               gpointer   vtable,
               OdeonCall *call,
               gpointer   data G_GNUC_UNUSED,
               GError   **error G_GNUC_UNUSED)
{
  OdeonCell *cell = vtable;

  /* It is answered at the end of this actor and no sooner: whoever awaits it awaits this actor,
   * which odeon_call_defer() would deny. */
  call->handling->is_deferred = TRUE;
  if (keeps_waiting (cell, call))
    return TRUE;

  add_ender (cell, call);
  if (is_undone (cell, call))
    {
      cell->stop = TRUE;
      cell->attention = TRUE;
    }
  else if (_odeon_cell_get_phase (cell) < ODEON_PHASE_STOPPING)
    _odeon_cell_begin_end (cell, ODEON_END_STOPPED);

  return TRUE;
}

const OdeonMethodInfo _odeon_method_stop = {
  .name = "stop",
  .dispatch = stop_dispatch,
  .params = _odeon_control_params,
  .n_params = ODEON_CONTROL_N_PARAMS,
  .frame_size = sizeof (OdeonControlFrame),
  .flags = ODEON_METHOD_FLAT,
};

const OdeonMethodInfo _odeon_method_kill = {
  .name = "kill",
  .params = _odeon_control_params,
  .n_params = ODEON_CONTROL_N_PARAMS,
  .frame_size = sizeof (OdeonControlFrame),
  .flags = ODEON_METHOD_FLAT,
};

void
_odeon_control_answer (OdeonCall *call, gboolean result)
{
  ((OdeonControlFrame *) (gpointer) call->frame)->result = result;
  _odeon_call_succeed (call);
}

/* On the worker: from its inbox, or right from whoever runs there. The call holds a reference to
 * its target until then. */
static void
kill_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonCell *cell = (OdeonCell *) call->target;

  if (_odeon_cell_get_phase (cell) == ODEON_PHASE_ENDED)
    _odeon_control_answer (call, FALSE);
  else
    {
      add_ender (cell, call);
      is_undone (cell, call);
      cell->killed = TRUE;
      cell->attention = TRUE;
      if (cell->rare != NULL)
        cell->rare->interrupted = FALSE;
      if (cell->fiber != NULL)
        _odeon_scheduler_hooks->interrupt (cell);
      else
        _odeon_cell_ready (cell);
      /* An actor that waits for its children to stop waits no longer than they take to be killed.
       */
      if (_odeon_cell_get_phase (cell) == ODEON_PHASE_STOPPING)
        {
          cell->end = ODEON_END_KILLED;
          if (cell->youngest != NULL)
            _odeon_cell_kill (cell->youngest);
        }
    }

  odeon_ref_unref (cell);
}

/* The worker is gone, and with it whoever lived there. */
void
_odeon_control_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonRef  *target = call->target;

  _odeon_control_answer (call, FALSE);
  odeon_ref_unref (target);
}

static const OdeonMessageClass kill_class = {
  .run = kill_run,
  .refuse = _odeon_control_refuse,
  .overtakes = TRUE,
};

static void
prepare (OdeonCell *cell, OdeonCall *call, const OdeonMessageClass *klass)
{
  call->message.klass = klass;
  atomic_store_explicit (&call->target_id, cell->id, memory_order_relaxed);
  atomic_store_explicit (&call->sender_id,
                         _odeon_current_cell != NULL ? _odeon_current_cell->id : 0,
                         memory_order_relaxed);
  odeon_ref_ref (cell);
}

OdeonFuture *
odeon_ref_started (gpointer ref)
{
  return odeon_call_send (odeon_call_new (ref, &_odeon_method_started));
}

OdeonFuture *
odeon_ref_stop (gpointer ref)
{
  return odeon_call_send (odeon_call_new (ref, &_odeon_method_stop));
}

OdeonFuture *
_odeon_control_send (gpointer                 ref,
                     const OdeonMethodInfo   *method,
                     const OdeonMessageClass *klass)
{
  GError    *error = NULL;
  OdeonRef  *actual = ref != NULL ? _odeon_ref_resolved (ref, &error) : NULL;
  OdeonCell *cell = actual != NULL ? _odeon_ref_get_cell (actual) : NULL;
  OdeonCall *call = odeon_call_new (actual, method);

  if (error != NULL)
    {
      _odeon_call_fail (call, error);
      return &call->future;
    }
  /* To nobody, or to an actor elsewhere, whose own worker is told there. */
  if (cell == NULL)
    return odeon_call_send (call);

  prepare (cell, call, klass);
  /* On the worker itself it takes effect at once: what the cell has in its mailbox might come
   * before the inbox. */
  if (_odeon_current_cell != NULL && _odeon_current_cell->worker == cell->worker)
    klass->run (&call->message, cell->worker);
  else
    _odeon_scheduler_hooks->send (cell->worker, &call->message);

  return &call->future;
}

OdeonFuture *
odeon_ref_kill (gpointer ref)
{
  return _odeon_control_send (ref, &_odeon_method_kill, &kill_class);
}

static OdeonCall *
new_final (OdeonCell *cell, const OdeonMethodInfo *method)
{
  OdeonCall *call = odeon_call_new (cell, method);

  ((OdeonControlFrame *) (gpointer) call->frame)->for_good = TRUE;

  return call;
}

/* Never at once: a deep tree would need a deep stack. */
static void
send_final (OdeonCell *cell, const OdeonMethodInfo *method, const OdeonMessageClass *klass)
{
  OdeonCall *call = new_final (cell, method);

  _odeon_call_disown (call);
  prepare (cell, call, klass);
  _odeon_scheduler_hooks->send (cell->worker, &call->message);
}

/* On the worker, from its inbox: a stop that waits in a mailbox which is not read. */
static void
release_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonCell *cell = (OdeonCell *) call->target;
  OdeonPhase phase = _odeon_cell_get_phase (cell);

  if (phase == ODEON_PHASE_SUSPENDED || phase == ODEON_PHASE_HELD)
    _odeon_cell_begin_end (cell, cell->rare->stage == ODEON_STAGE_UP ? ODEON_END_STOPPED
                                                                      : ODEON_END_FAILED);
  _odeon_cell_ready (cell);
  _odeon_control_answer (call, TRUE);
  odeon_ref_unref (cell);
}

static const OdeonMessageClass release_class = {
  .run = release_run,
  .refuse = _odeon_control_refuse,
};

/* Likewise: a stop that waits for no mail, nor for an await, here and further down. */
static void
stop_now_run (OdeonMessage *message, gpointer receiver)
{
  OdeonCell *cell = (OdeonCell *) ODEON_CALL_OF_MESSAGE (message)->target;

  if (_odeon_cell_get_phase (cell) == ODEON_PHASE_ENDED)
    {
      release_run (message, receiver);
      return;
    }

  _odeon_cell_need_rare (cell)->is_hasty = TRUE;
  if (_odeon_cell_get_phase (cell) == ODEON_PHASE_STOPPING && cell->youngest != NULL)
    _odeon_cell_end_youngest (cell);
  if (_odeon_cell_get_phase (cell) < ODEON_PHASE_SUSPENDED)
    {
      cell->rare->for_good = TRUE;
      cell->stop = TRUE;
      cell->attention = TRUE;
    }
  _odeon_cell_interrupt (cell);
  release_run (message, receiver);
}

static const OdeonMessageClass stop_now_class = {
  .run = stop_now_run,
  .refuse = _odeon_control_refuse,
};

void
_odeon_cell_stop_now (OdeonCell *self)
{
  send_final (self, &_odeon_method_stop, &stop_now_class);
}

void
_odeon_cell_stop (OdeonCell *self)
{
  OdeonPhase phase;

  odeon_call_tell (new_final (self, &_odeon_method_stop));
  /* Sequentially consistent, after the phase of whoever asks: see odeon-cell-end.c. */
  phase = (OdeonPhase) atomic_load_explicit (&self->phase, memory_order_seq_cst);
  if (phase == ODEON_PHASE_SUSPENDED || phase == ODEON_PHASE_HELD)
    send_final (self, &_odeon_method_stop, &release_class);
}

void
_odeon_cell_kill (OdeonCell *self)
{
  send_final (self, &_odeon_method_kill, &kill_class);
}
