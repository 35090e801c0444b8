/* SPDX-License-Identifier: MIT */

/* What a subscriber's mailbox has of a publication: whose turn it is, and the call. */

#include "odeon-cell-rare-private.h"
#include "odeon-publication-private.h"

#define CYCLE_MAX 64

/* The last thing that happens to a delivery. */
static void
conclude (OdeonDelivery *delivery)
{
  OdeonPublication *self = _odeon_publication_of (delivery);

  /* Release: the calls that are counted before it. */
  if (G_UNLIKELY (delivery->awaited)
      && atomic_fetch_sub_explicit (&self->account->n_awaited, 1, memory_order_acq_rel) == 1)
    _odeon_account_answer (self->account);
  _odeon_publication_unref (self);
}

/* --- whose turn it is --- */

/* (nullable): what came up before its turn, and that subscriber's other events wait behind. */
static OdeonDelivery *
held_by (const OdeonSubscription *self)
{
  const OdeonCellRare *rare;

  if (self->cell == NULL)
    return g_queue_peek_head ((GQueue *) &self->waiting);

  rare = self->cell->rare;

  return rare != NULL ? (OdeonDelivery *) rare->held : NULL;
}

static gboolean
are_one (const OdeonSubscription *a, const OdeonSubscription *b)
{
  return a == b || (a->cell != NULL && a->cell == b->cell);
}

/* Whether what holds @self up comes back to @waiting. */
static gboolean
waits_for (const OdeonSubscription *self, const OdeonSubscription *waiting)
{
  for (guint i = 0; i < CYCLE_MAX; i++)
    {
      OdeonDelivery    *held = held_by (self);
      OdeonPublication *publication;
      guint             cursor;

      if (held == NULL)
        return FALSE;
      publication = _odeon_publication_of (held);
      cursor = _odeon_publication_get_round (publication, held->lane)->cursor;
      /* Nothing holds it up any more, but it has had no turn since. */
      if (cursor >= held->index)
        return FALSE;
      self = publication->roster->entries[cursor];
      if (are_one (self, waiting))
        return TRUE;
    }

  return TRUE;
}

/* Who keeps its mail is called later than its priority says. */
static gboolean
cannot_begin (const OdeonSubscription *self, const OdeonSubscription *waiting)
{
  if (self->cell != NULL ? self->cell->fiber != NULL || _odeon_cell_keeps_mail (self->cell)
                         : self->n_calls > 0)
    return TRUE;

  return waits_for (self, waiting);
}

static gboolean
is_its_turn (OdeonDelivery *self)
{
  OdeonPublication        *publication = _odeon_publication_of (self);
  OdeonRound              *round;
  const OdeonSubscription *subscription;

  if (publication->roster->n == 1)
    return TRUE;

  round = _odeon_publication_get_round (publication, self->lane);
  subscription = publication->roster->entries[self->index];
  for (; round->cursor < self->index; round->cursor++)
    {
      OdeonDelivery *before = &publication->deliveries[round->cursor];

      /* Acquire: pairs with the release in refuse(). */
      if (!atomic_load_explicit (&before->over, memory_order_acquire)
          && !cannot_begin (_odeon_subscription_of (before), subscription))
        return FALSE;
    }
  if (round->cursor == self->index)
    round->cursor++;

  return TRUE;
}

/* --- a delivery --- */

/* Whether its subscriber is still to be called. */
static gboolean
is_wanted (OdeonDelivery *self)
{
  OdeonPublication  *publication = _odeon_publication_of (self);
  OdeonSubscription *subscription = _odeon_subscription_of (self);
  OdeonAccount      *account = publication->account;

  if (!atomic_load_explicit (&subscription->active, memory_order_relaxed)
      || (account != NULL && atomic_load_explicit (&account->aborted, memory_order_relaxed)))
    return FALSE;

  return publication->roster->n == 1 || subscription->channel == NULL
         || self->index < _odeon_publication_get_round (publication, self->lane)->consumer;
}

static void
call (OdeonDelivery *self)
{
  OdeonPublication  *publication = _odeon_publication_of (self);
  OdeonSubscription *subscription = _odeon_subscription_of (self);
  gboolean           consumed;

  atomic_store_explicit (&self->over, TRUE, memory_order_relaxed);
  if (!is_wanted (self))
    return;

  if (publication->account != NULL)
    atomic_fetch_add_explicit (&publication->account->n_called, 1, memory_order_relaxed);
  consumed = _odeon_subscription_call (subscription, publication->roster->channel->subject->type,
                                       _odeon_publication_get_event (publication));
  if (consumed && publication->roster->n > 1)
    {
      OdeonRound *round = _odeon_publication_get_round (publication, self->lane);

      round->consumer = MIN (round->consumer, self->index);
    }
}

static void
run_in_cell (OdeonMessage *message, gpointer receiver)
{
  OdeonDelivery *self = (OdeonDelivery *) message;
  OdeonCell     *cell = receiver;

  if (!is_its_turn (self))
    {
      _odeon_cell_hold (cell, message);
      return;
    }

  cell->sender_id = _odeon_publication_of (self)->sender_id;
  call (self);
  cell->sender_id = 0;
  conclude (self);
}

/* Any thread. */
static void
refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  OdeonDelivery *self = (OdeonDelivery *) message;

  atomic_store_explicit (&self->over, TRUE, memory_order_release);
  conclude (self);
}

const OdeonMessageClass _odeon_cell_delivery_class = {
  .run = run_in_cell,
  .refuse = refuse,
};

/* --- without an actor --- */

static void pump (OdeonSubscription *self);

#define SUBSCRIPTION_OF_PUMP(m) \
  ((OdeonSubscription *) ((gchar *) (m) - G_STRUCT_OFFSET (OdeonSubscription, pump)))

static void
pump_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonSubscription *self = SUBSCRIPTION_OF_PUMP (message);

  self->pumping = FALSE;
  pump (self);
  _odeon_subscription_unref (self);
}

static void
pump_refuse (OdeonMessage *message, const GError *why)
{
  OdeonSubscription *self = SUBSCRIPTION_OF_PUMP (message);
  OdeonMessage      *waiting;

  while ((waiting = g_queue_pop_head (&self->waiting)) != NULL)
    refuse (waiting, why);
  _odeon_subscription_unref (self);
}

static const OdeonMessageClass pump_class = {
  .run = pump_run,
  .refuse = pump_refuse,
};

/* Calls it with what is its turn; looks again later for the rest. Its function may block, and more
 * come in meanwhile: that waits for its return. */
static void
pump (OdeonSubscription *self)
{
  while (self->n_calls == 0 && self->waiting.length > 0)
    {
      OdeonDelivery *delivery = g_queue_peek_head (&self->waiting);

      if (!is_its_turn (delivery))
        {
          if (!self->pumping)
            {
              self->pumping = TRUE;
              self->pump.klass = &pump_class;
              _odeon_subscription_ref (self);
              _odeon_worker_send (self->worker, &self->pump);
            }
          return;
        }
      g_queue_pop_head (&self->waiting);
      call (delivery);
      conclude (delivery);
    }
  if (G_UNLIKELY (self->is_ending) && self->n_calls == 0)
    odeon_topic_unsubscribe (self->id);
}

static void
run_on_worker (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonSubscription *subscription = _odeon_subscription_of ((OdeonDelivery *) message);

  _odeon_subscription_ref (subscription);
  g_queue_push_tail (&subscription->waiting, message);
  pump (subscription);
  _odeon_subscription_unref (subscription);
}

/* Its main context is gone: so is whoever subscribed there. */
static void
refuse_on_worker (OdeonMessage *message, const GError *why)
{
  guint64 id = _odeon_subscription_of ((OdeonDelivery *) message)->id;

  refuse (message, why);
  odeon_topic_unsubscribe (id);
}

const OdeonMessageClass _odeon_worker_delivery_class = {
  .run = run_on_worker,
  .refuse = refuse_on_worker,
};
