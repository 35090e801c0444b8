/* SPDX-License-Identifier: MIT */

#include "odeon-concurrency-private.h"
#include "odeon-actor-private.h"
#include "odeon-await-graph-private.h"
#include "odeon-envelope-private.h"
#include "odeon-intake-private.h"
#include "odeon-pool-private.h"

OdeonConcurrency *
_odeon_concurrency_new (guint max, gboolean is_reentrant)
{
  OdeonConcurrency *self = g_new0 (OdeonConcurrency, 1);

  self->max = max;
  self->is_reentrant = is_reentrant;

  return self;
}

void
_odeon_concurrency_free (OdeonConcurrency *self)
{
  if (self == NULL)
    return;

  g_assert (self->n_parked == 0 && self->awaits == NULL && self->let_in.first == NULL);
  g_clear_pointer (&self->admissions, g_array_unref);
  g_free (self);
}

/* --- what is let in --- */

static void
admissions_clear (OdeonConcurrency *self)
{
  if (self->admissions != NULL)
    g_array_set_size (self->admissions, 0);
}

static gboolean
has_admissions (const OdeonConcurrency *self)
{
  return self->admissions != NULL && self->admissions->len > 0;
}

/* (nullable): the call that a message is, one's own or the library's. */
static OdeonCall *
call_of (OdeonMessage *letter)
{
  OdeonMessage *message = _odeon_envelope_peek (letter);

  if (message->klass != _odeon_call_message_class && message->klass != &_odeon_counted_call_class
      && message->klass != &_odeon_pooled_call_class
      && message->klass != &_odeon_counted_pooled_call_class)
    return NULL;

  return ODEON_CALL_OF_MESSAGE (message);
}

static OdeonMessage *
next_of (OdeonMessage *message)
{
  /* Acquire: as in _odeon_chain_pop(). */
  return (OdeonMessage *) atomic_load_explicit (&message->node.next, memory_order_acquire);
}

/* Takes @last out of the mailbox, and what its sender sent before it, which keeps its order. */
static void
let_in_up_to (OdeonCell *cell, OdeonCall *last)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  OdeonChain        rest = { NULL, NULL };
  guint64           sender = atomic_load_explicit (&last->sender_id, memory_order_relaxed);
  gboolean          found = FALSE;

  while (!found)
    {
      OdeonMessage *message = _odeon_mail_queue_pop (&cell->mailbox);
      OdeonCall    *call = call_of (message);

      found = call == last;
      if (found || (sender != 0 && call != NULL
                    && atomic_load_explicit (&call->sender_id, memory_order_relaxed) == sender))
        _odeon_chain_append (&self->let_in, &message->node);
      else
        _odeon_chain_append (&rest, &message->node);
    }
  _odeon_mail_queue_put_back (&cell->mailbox, &rest);
}

static gboolean
is_admitted (const OdeonConcurrency *self, gconstpointer call)
{
  for (guint i = 0; i < self->admissions->len; i++)
    if (g_array_index (self->admissions, gconstpointer, i) == call)
      return TRUE;

  return FALSE;
}

/* (nullable): the first that waits and is to be let in. *@out_all: nothing is on its way. The last
 * node is never popped while its link is missing: so is none that is behind it looked for. */
static OdeonCall *
find_admitted (OdeonCell *cell, gboolean *out_all)
{
  OdeonMessage *message = (OdeonMessage *) cell->mailbox.chain.first;
  OdeonNode    *last = cell->mailbox.chain.last;

  *out_all = TRUE;
  for (; message != NULL; message = next_of (message))
    {
      OdeonCall *call = call_of (message);

      *out_all = &message->node == last;
      if (call != NULL && is_admitted (cell->rare->concurrency, call)
          && (*out_all || next_of (message) != NULL))
        return call;
      if (*out_all)
        break;
    }

  return NULL;
}

/* An admission whose call is not there has been served: it was begun in its turn. */
static void
serve_admissions (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  OdeonCall        *call;
  gboolean          all;

  if (cell->mailbox.told)
    _odeon_mail_queue_collect (&cell->mailbox);
  while ((call = find_admitted (cell, &all)) != NULL)
    let_in_up_to (cell, call);
  if (all)
    admissions_clear (self);
}

void
_odeon_concurrency_end (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  self->is_ending = cell->fiber == NULL;
  admissions_clear (self);
  _odeon_mail_queue_put_back (&cell->mailbox, &self->let_in);
  self->let_in = (OdeonChain) { NULL, NULL };
}

/* In the worker's inbox. */
typedef struct
{
  OdeonMessage  message; /* first */
  OdeonCell    *cell;    /* counted */
  gconstpointer call;
} Admission;

static void
admission_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  Admission *self = (Admission *) message;

  odeon_ref_unref (self->cell);
  g_free (self);
}

static void
admission_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Admission        *self = (Admission *) message;
  OdeonConcurrency *concurrency = self->cell->rare->concurrency;

  if (_odeon_cell_get_phase (self->cell) < ODEON_PHASE_STOPPING)
    {
      if (concurrency->admissions == NULL)
        concurrency->admissions = g_array_new (FALSE, FALSE, sizeof (gconstpointer));
      g_array_append_val (concurrency->admissions, self->call);
      _odeon_cell_ready (self->cell);
    }
  admission_refuse (message, NULL);
}

static const OdeonMessageClass admission_class = {
  .run = admission_run,
  .refuse = admission_refuse,
};

void
_odeon_concurrency_admit (OdeonCell *cell, gconstpointer call)
{
  Admission *self = g_new0 (Admission, 1);

  self->message.klass = &admission_class;
  self->cell = odeon_ref_ref (cell);
  self->call = call;
  _odeon_scheduler_hooks->send (cell->worker, &self->message);
}

/* --- `handled` --- */

static gboolean
tell_handled (OdeonCell             *cell,
              const OdeonMethodInfo *operation,
              guint64                sender_id,
              const GError          *error)
{
  OdeonActorClass  *klass = ODEON_ACTOR_GET_CLASS (cell->actor);
  g_autofree gchar *name = _odeon_method_dup_name (operation);
  guint64           before = cell->sender_id;
  gboolean          taken;

  cell->sender_id = sender_id;
  taken = klass->handled (cell->actor, name, error);
  cell->sender_id = before;

  return taken;
}

gboolean
_odeon_concurrency_takes_failure (OdeonCell             *cell,
                                  const OdeonMethodInfo *operation,
                                  guint64                sender_id,
                                  const GError          *error)
{
  OdeonConcurrency *self = _odeon_cell_get_concurrency (cell);

  if (self == NULL || ODEON_ACTOR_GET_CLASS (cell->actor)->handled == NULL)
    return FALSE;

  if (self->current != NULL)
    self->current->is_told = TRUE;

  /* Killed meanwhile, it has no use for the failure either. */
  return tell_handled (cell, operation, sender_id, error) || cell->killed;
}

/* A call that was deferred, until it is answered. */
typedef struct
{
  OdeonCell             *cell; /* counted */
  const OdeonMethodInfo *operation;
  guint64                sender_id;
} Deferral;

static void
deferral_free (gpointer data)
{
  Deferral *self = data;

  odeon_ref_unref (self->cell);
  g_free (self);
}

static void
tell_outcome (OdeonCell *cell, OdeonFuture *future, const OdeonMethodInfo *operation,
              guint64 sender_id)
{
  g_autoptr (GError) error = NULL;

  _odeon_future_check (future, &error);
  tell_handled (cell, operation, sender_id, error);
}

/* One of the actor's messages: not of an object that has been replaced. */
static void
deferral_over (OdeonFuture *future, gpointer data)
{
  Deferral *self = data;

  tell_outcome (self->cell, future, self->operation, self->sender_id);
}

static void
await_outcome (OdeonCell *cell, OdeonFuture *future, const OdeonMethodInfo *operation,
               guint64 sender_id)
{
  Deferral *self = g_new0 (Deferral, 1);

  self->cell = odeon_ref_ref (cell);
  self->operation = operation;
  self->sender_id = sender_id;
  odeon_future_on_done (future, deferral_over, self, deferral_free);
}

/* Whether `handled` is to hear of it: users' calls that are still wanted. */
static gboolean
is_observed (OdeonCell *cell, OdeonCall *call)
{
  return ODEON_ACTOR_GET_CLASS (cell->actor)->handled != NULL && call != NULL
         && (call->method->interface != NULL || call->method == &_odeon_method_receive)
         && !_odeon_call_is_cancelled (call);
}

static void
run_observed (OdeonCell *cell, OdeonJob *job, OdeonMessage *message)
{
  OdeonCall             *call = call_of (message);
  const OdeonMethodInfo *operation = call->method;
  guint64                sender_id = atomic_load_explicit (&call->sender_id, memory_order_relaxed);
  g_autoptr (OdeonFuture) future = call->flags & ODEON_CALL_TELL ? NULL
                                                                 : odeon_future_ref (&call->future);

  message->klass->run (message, cell);
  if (job->is_told || cell->killed)
    return;

  if (future == NULL)
    tell_handled (cell, operation, sender_id, NULL);
  else if (odeon_future_is_done (future))
    tell_outcome (cell, future, operation, sender_id);
  else
    await_outcome (cell, future, operation, sender_id);
}

/* --- the messages --- */

void
_odeon_concurrency_run_message (OdeonCell *cell, OdeonMessage *message)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  OdeonCall        *call = call_of (message);
  OdeonJob          job = { call, FALSE };

  self->current = &job;
  if (is_observed (cell, call))
    run_observed (cell, &job, message);
  else
    message->klass->run (message, cell);
  self->current = NULL;
}

static gboolean
is_stop (OdeonMessage *message)
{
  OdeonCall *call = call_of (message);

  return call != NULL && call->method == &_odeon_method_stop;
}

/* (nullable) */
static OdeonMessage *
next_message (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  OdeonMessage     *message;

  if (self->n_hooks > 0)
    return NULL;
  if (self->n_parked == 0)
    admissions_clear (self);
  else if (has_admissions (self))
    serve_admissions (cell);

  message = (OdeonMessage *) _odeon_chain_pop (&self->let_in);
  if (message != NULL || self->n_parked >= self->max)
    return message;

  message = _odeon_mail_queue_pop (&cell->mailbox);
  if (message == NULL || !is_stop (message) || self->n_parked == 0)
    return message;

  _odeon_cell_hold (cell, message);

  return NULL;
}

/* What is under way is done before it stops or fails: nothing is begun meanwhile. */
static gboolean
is_closing (OdeonCell *cell)
{
  return cell->stop || (cell->rare->held != NULL && is_stop (cell->rare->held));
}

/* Whoever waits behind the stop for what is under way is told so, if that waits for him. */
static void
settle_closing (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  if (self->n_parked == 0 || cell->killed || !is_closing (cell))
    {
      /* Only this thread changes it. */
      if (self->is_closed)
        _odeon_await_graph_open (cell);
    }
  else if (_odeon_await_graph_close (cell) != NULL)
    _odeon_scheduler_hooks->interrupt (cell);
}

static gboolean
may_go_on (OdeonCell *cell)
{
  return _odeon_cell_get_phase (cell) == ODEON_PHASE_RUNNING && !cell->stop && !cell->killed
         && cell->rare->held == NULL;
}

void
_odeon_concurrency_run (OdeonCell *cell, guint end)
{
  OdeonTurns   *turns = _odeon_cell_get_turns (cell);
  OdeonMessage *message;

  while ((gint) (turns->n_done - end) < 0 && may_go_on (cell)
         && (message = next_message (cell)) != NULL)
    {
      _odeon_concurrency_run_message (cell, message);
      turns->n_done++;
    }
  settle_closing (cell);
}

static gboolean
has_room (const OdeonConcurrency *self)
{
  return self->n_hooks == 0 && self->n_parked < self->max;
}

gboolean
_odeon_concurrency_has_room (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  return self->n_hooks == 0 && self->n_parked < self->max && !cell->stop;
}

gboolean
_odeon_concurrency_may_run_held (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  return has_room (self) && (self->n_parked == 0 || !is_stop (cell->rare->held));
}

gboolean
_odeon_concurrency_has_more (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  /* Once it has begun to end, it has a turn for that; then it waits for others. */
  if (_odeon_cell_get_phase (cell) >= ODEON_PHASE_STOPPING)
    return (!self->is_ending && cell->fiber == NULL)
           || _odeon_mail_queue_has_more (&cell->mailbox);
  if (self->n_hooks > 0 || !may_go_on (cell))
    return FALSE;

  return self->let_in.first != NULL
         || ((has_room (self) || has_admissions (self))
             && _odeon_mail_queue_has_more (&cell->mailbox));
}

/* --- from one stack to another --- */

/* That anything is suspended is said as for any other cell, by `fiber`; whose turn it is comes
 * first. */
static void
settle_fiber (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  OdeonAwait       *await = self->first_ready;

  /* One that has begun is not suspended yet. */
  if (await == NULL)
    for (await = self->awaits; await != NULL && await->fiber == NULL; await = await->next)
      ;
  cell->resume = self->first_ready != NULL;
  cell->fiber = await != NULL ? await->fiber : NULL;
}

void
_odeon_concurrency_leave (OdeonCell *cell, OdeonAwait *await, OdeonFiber *fiber)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  await->job = self->current;
  await->fiber = fiber;
  await->sender_id = cell->sender_id;
  await->is_asked = cell->is_asked;
  self->current = NULL;
  self->n_parked++;
  self->n_hooks += await->is_hook;
  cell->sender_id = 0;
  cell->is_asked = FALSE;
  cell->is_running = FALSE;
  settle_fiber (cell);
  if (_odeon_concurrency_has_more (cell))
    _odeon_cell_ready (cell);
}

void
_odeon_concurrency_return (OdeonCell *cell, OdeonAwait *await)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  g_assert (self->first_ready == await);

  self->first_ready = await->next_ready;
  if (self->first_ready == NULL)
    self->last_ready = NULL;
  self->n_parked--;
  self->n_hooks -= await->is_hook;
  self->current = await->job;
  _odeon_await_graph_remove (cell, await);
  cell->sender_id = await->sender_id;
  cell->is_asked = await->is_asked;
  cell->is_running = TRUE;
  settle_fiber (cell);
  /* The others have their turn after others, whatever this one does with its own. */
  if (cell->resume)
    _odeon_turns_add (_odeon_cell_get_turns (cell), cell);
}

void
_odeon_concurrency_make_ready (OdeonCell *cell, OdeonAwait *await)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  await->is_ready = TRUE;
  await->next_ready = NULL;
  if (self->last_ready != NULL)
    self->last_ready->next_ready = await;
  else
    self->first_ready = await;
  self->last_ready = await;
  settle_fiber (cell);
  if (!cell->is_ready)
    _odeon_turns_add (_odeon_cell_get_turns (cell), cell);
}
