/* SPDX-License-Identifier: MIT */

#include "odeon-concurrency-private.h"
#include "odeon-actor-private.h"
#include "odeon-admission-private.h"
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

OdeonCall *
_odeon_concurrency_call_of (OdeonMessage *letter)
{
  OdeonMessage *message = _odeon_envelope_peek (letter);

  if (message->klass != _odeon_call_message_class && message->klass != &_odeon_counted_call_class
      && message->klass != &_odeon_pooled_call_class
      && message->klass != &_odeon_counted_pooled_call_class)
    return NULL;

  return ODEON_CALL_OF_MESSAGE (message);
}

void
_odeon_concurrency_end (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;

  self->is_ending = cell->fiber == NULL;
  _odeon_admissions_clear (self);
  _odeon_mail_queue_put_back (&cell->mailbox, &self->let_in);
  self->let_in = (OdeonChain) { NULL, NULL };
}

void
_odeon_concurrency_run_message (OdeonCell *cell, OdeonMessage *message)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  OdeonCall        *call = _odeon_concurrency_call_of (message);
  OdeonJob          job = { call, FALSE };

  self->current = &job;
  if (_odeon_handled_wants (cell, call))
    _odeon_handled_run (cell, &job, message);
  else
    message->klass->run (message, cell);
  self->current = NULL;
}

static gboolean
is_stop (OdeonMessage *message)
{
  OdeonCall *call = _odeon_concurrency_call_of (message);

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
    _odeon_admissions_clear (self);
  else if (_odeon_admissions_wait (self))
    _odeon_admissions_serve (cell);

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
         || _odeon_admissions_may_be_had (cell)
         || (has_room (self) && _odeon_mail_queue_has_more (&cell->mailbox));
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
