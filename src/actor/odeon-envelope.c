/* SPDX-License-Identifier: MIT */

#include "odeon-envelope-private.h"
#include "odeon-actor-private.h"
#include "odeon-block-private.h"
#include "odeon-environment-private.h"

typedef struct
{
  OdeonMessage   message; /* first */
  OdeonMessage  *letter;
  OdeonActivity *activity; /* of the mailbox that it is in */
  gint64         sent;
  guint64        source;   /* who sent it, or 0 */
  guint64        flow;     /* or 0 */
  guint          hop;
  guint8         kind;     /* OdeonLetterKind */
  guint8         is_aside; /* not in the mailbox */
} OdeonEnvelope;

/* One cache line. */
G_STATIC_ASSERT (sizeof (OdeonEnvelope) <= ODEON_BLOCK_STEP);

static _Atomic (guint64) last_flow;

static const OdeonMethodInfo *
get_method (OdeonMessage *letter)
{
  if (letter->klass == _odeon_call_message_class || letter->klass == &_odeon_counted_call_class)
    return ODEON_CALL_OF_MESSAGE (letter)->method;
  if (letter->klass == &_odeon_invocation_class
      || letter->klass == &_odeon_counted_invocation_class)
    return &_odeon_method_invoke;

  return NULL;
}

static void
show (OdeonEnvelope         *self,
      OdeonCell             *target,
      const OdeonMethodInfo *method,
      OdeonTracePoint        point,
      gint64                 time)
{
  OdeonTrace trace = { point, self->hop, self->flow, time, target, self->source, method };

  if (self->flow != 0)
    _odeon_observer_show (self->activity->observer, &trace);
}

static inline gboolean
is_shown (OdeonEnvelope *self)
{
  return _odeon_observer_has_tracer (self->activity->observer);
}

static inline gboolean
is_counted (OdeonEnvelope *self)
{
  return self->kind == ODEON_LETTER_USERS
         && (_odeon_observer_get (self->activity->observer) & ODEON_OBSERVE_STATISTICS);
}

static void
wait_in (OdeonEnvelope *self, gint n)
{
  if (self->kind == ODEON_LETTER_USERS)
    atomic_fetch_add_explicit (&self->activity->n_waiting, n, memory_order_relaxed);
}

static OdeonEnvelope *
enclose (OdeonActivity *activity, OdeonMessage *letter, OdeonLetterKind kind, OdeonFlow flow)
{
  OdeonEnvelope *self = _odeon_block_new (sizeof *self);

  self->message.klass = &_odeon_envelope_class;
  self->letter = letter;
  self->activity = activity;
  self->sent = _odeon_now ();
  self->source = _odeon_current_cell != NULL ? _odeon_current_cell->id : 0;
  self->flow = flow.id;
  self->hop = flow.hop;
  self->kind = (guint8) kind;
  self->is_aside = FALSE;

  return self;
}

OdeonMessage *
_odeon_envelope_new (OdeonActivity  *activity,
                     OdeonCell      *target,
                     OdeonMessage   *letter,
                     OdeonLetterKind kind,
                     OdeonFlow       flow)
{
  OdeonEnvelope *self;

  if (!(_odeon_observer_get (activity->observer) & ODEON_OBSERVE_FLOWS))
    flow = (OdeonFlow) { 0, 0 };
  else if (flow.id == 0)
    flow.id = atomic_fetch_add_explicit (&last_flow, 1, memory_order_relaxed) + 1;

  self = enclose (activity, letter, kind, flow);
  wait_in (self, 1);
  if (is_shown (self))
    show (self, target, get_method (letter), ODEON_TRACE_SENT, self->sent);

  return &self->message;
}

static void
run (OdeonMessage *message, gpointer receiver)
{
  OdeonEnvelope          self = *(OdeonEnvelope *) message;
  OdeonCell             *cell = receiver;
  OdeonCounters         *counters = self.activity->counters;
  const OdeonMethodInfo *method = is_shown (&self) ? get_method (self.letter) : NULL;
  OdeonSpan              span = { .flow = { self.flow, self.hop }, .began = _odeon_now () };

  _odeon_block_free (message, sizeof self);
  wait_in (&self, -1);
  if (is_counted (&self))
    _odeon_shared_histogram_add (&counters->waited, (guint64) MAX (span.began - self.sent, 0));
  if (is_shown (&self))
    show (&self, cell, method, ODEON_TRACE_BEGUN, span.began);

  _odeon_activity_begin (self.activity, cell, &span);
  self.letter->klass->run (self.letter, cell);
  _odeon_activity_end (self.activity, cell, &span);

  if (is_counted (&self))
    {
      atomic_fetch_add_explicit (&counters->n_handled, 1, memory_order_relaxed);
      _odeon_shared_histogram_add (&counters->worked, (guint64) MAX (span.worked, 0));
    }
  if (is_shown (&self))
    show (&self, cell, method, ODEON_TRACE_ENDED, span.ended);
}

/* Of one that reaches its letter's end in no cell: nothing more is known of it. */
static void
refuse (OdeonMessage *message, const GError *why)
{
  OdeonEnvelope self = *(OdeonEnvelope *) message;

  _odeon_block_free (message, sizeof self);
  if (!self.is_aside)
    wait_in (&self, -1);
  self.letter->klass->refuse (self.letter, why);
}

const OdeonMessageClass _odeon_envelope_class = {
  .run = run,
  .refuse = refuse,
};

OdeonMessage *
_odeon_envelope_peek (OdeonMessage *message)
{
  return message->klass == &_odeon_envelope_class ? ((OdeonEnvelope *) message)->letter : message;
}

static void
count_refusal (OdeonActivity *activity, OdeonMessage *letter)
{
  const OdeonMethodInfo *method = get_method (letter);

  if (method == NULL || !(_odeon_observer_get (activity->observer) & ODEON_OBSERVE_STATISTICS))
    return;
  if (method->interface != NULL || method == &_odeon_method_receive
      || method == &_odeon_method_invoke)
    atomic_fetch_add_explicit (&activity->counters->n_refused, 1, memory_order_relaxed);
}

OdeonMessage *
_odeon_envelope_refuse (OdeonCell *cell, OdeonMessage *message)
{
  OdeonActivity *activity = _odeon_cell_get_activity (cell);
  OdeonEnvelope  self;

  if (activity == NULL)
    return message;
  if (message->klass != &_odeon_envelope_class)
    {
      count_refusal (activity, message);
      return message;
    }

  self = *(OdeonEnvelope *) message;
  _odeon_block_free (message, sizeof self);
  if (!self.is_aside)
    wait_in (&self, -1);
  count_refusal (activity, self.letter);
  if (is_shown (&self))
    show (&self, cell, get_method (self.letter), ODEON_TRACE_REFUSED, _odeon_now ());

  return self.letter;
}

/* --- of the stash --- */

OdeonMessage *
_odeon_envelope_put_aside (OdeonCell *cell, OdeonMessage *letter)
{
  OdeonActivity *activity = _odeon_cell_get_activity (cell);
  OdeonEnvelope *self;

  if (activity == NULL || _odeon_observer_get (activity->observer) == 0)
    return letter;

  self = enclose (activity, letter, ODEON_LETTER_USERS, _odeon_cell_get_flow (cell));
  self->source = atomic_load_explicit (&ODEON_CALL_OF_MESSAGE (letter)->sender_id,
                                       memory_order_relaxed);
  self->is_aside = TRUE;

  return &self->message;
}

void
_odeon_envelope_come_back (OdeonMessage *message)
{
  OdeonEnvelope *self = (OdeonEnvelope *) message;

  if (message->klass != &_odeon_envelope_class)
    return;

  self->is_aside = FALSE;
  self->sent = _odeon_now ();
  wait_in (self, 1);
}
