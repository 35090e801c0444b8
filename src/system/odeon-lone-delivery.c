/* SPDX-License-Identifier: MIT */

/* An event to a single subscriber, an actor: most are. It has no turn to wait for and nobody
 * counts, so that it does without what odeon-delivery.c does for the others. Whoever triggers an
 * event, or could abort it, has the ordinary delivery. */

#include "odeon-block-private.h"
#include "odeon-publication-private.h"
#include "odeon-roster-private.h"

#include <string.h>

static inline void
let_go (OdeonPublication *self)
{
  OdeonRoster *roster = self->roster;

  /* Ours alone, or shared with a publisher on another thread; acquire, twice: as in
   * _odeon_publication_unref(). */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) != 1
      && atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  _odeon_block_free (self, roster->size);
  _odeon_roster_unref (roster);
}

static inline OdeonPublication *
publication_of (OdeonMessage *message)
{
  return (OdeonPublication *) ((gchar *) message - G_STRUCT_OFFSET (OdeonPublication, deliveries));
}

static void
run (OdeonMessage *message, gpointer receiver)
{
  OdeonPublication *self = publication_of (message);
  OdeonCell        *cell = receiver;

  cell->sender_id = self->sender_id;
  _odeon_subscription_call (self->roster->entries[0], self->roster->channel->subject->type,
                            _odeon_publication_get_event (self));
  cell->sender_id = 0;
  let_go (self);
}

static void
refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  let_go (publication_of (message));
}

static const OdeonMessageClass lone_delivery_class = {
  .run = run,
  .refuse = refuse,
};

static inline void
copy_event (OdeonPublication *self, gconstpointer event, gsize size)
{
  gpointer copy = _odeon_publication_get_event (self);

  if (size == sizeof (guint64))
    memcpy (copy, event, sizeof (guint64));
  else
    memcpy (copy, event, size);
}

void
_odeon_publish_to_one (OdeonRoster *roster, gconstpointer event)
{
  OdeonSubscription *subscription = roster->entries[0];
  OdeonPublication  *self = _odeon_block_new (roster->size);
  OdeonMessage      *message = &self->deliveries[0].message;
  OdeonCell         *sender = _odeon_current_cell;
  /* As in _odeon_publish(). */
  gboolean           keeps = subscription->worker != _odeon_current_worker;

  atomic_init (&self->ref_count, 1 + keeps);
  self->roster = roster;
  self->account = NULL;
  self->sender_id = sender != NULL ? sender->id : 0;
  message->klass = &lone_delivery_class;
  copy_event (self, event, roster->size - roster->event);

  _odeon_cell_send (subscription->cell, message);
  if (keeps)
    let_go (self);
}
