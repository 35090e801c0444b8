/* SPDX-License-Identifier: MIT */

/* An event for one actor alone: a message that looks for the actor's subscriptions when it is its
 * turn. */

#include "odeon-cell-rare-private.h"
#include "odeon-topic-private.h"

typedef struct
{
  OdeonMessage  message; /* first */
  OdeonSubject *subject;
  guint64       sender_id;
  gpointer      event;
} Letter;

static void
free_letter (Letter *self)
{
  odeon_boxed_free (self->subject->type, self->event);
  g_free (self);
}

static gint
compare_subscriptions (gconstpointer a, gconstpointer b)
{
  return _odeon_subscription_compare (*(OdeonSubscription *const *) a,
                                      *(OdeonSubscription *const *) b);
}

static void
unref_subscription (gpointer subscription)
{
  _odeon_subscription_unref (subscription);
}

/* What the actor has subscribed with to the topic, in order; these may end while they are called.
 */
static GPtrArray *
list_subscriptions (OdeonCell *cell, OdeonSubject *subject)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (unref_subscription);
  GPtrArray *all = cell->rare != NULL ? cell->rare->subscriptions : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      OdeonSubscription *subscription = all->pdata[i];

      if (subscription->channel == NULL || subscription->channel->subject == subject)
        g_ptr_array_add (list, _odeon_subscription_ref (subscription));
    }
  g_ptr_array_sort (list, compare_subscriptions);

  return list;
}

static void
letter_run (OdeonMessage *message, gpointer receiver)
{
  Letter               *self = (Letter *) message;
  OdeonCell            *cell = receiver;
  g_autoptr (GPtrArray) list = list_subscriptions (cell, self->subject);
  gboolean              consumed = FALSE;

  cell->sender_id = self->sender_id;
  for (guint i = 0; i < list->len; i++)
    {
      OdeonSubscription *subscription = list->pdata[i];

      if (!consumed || subscription->channel == NULL)
        consumed |= _odeon_subscription_call (subscription, self->subject->type, self->event);
    }
  cell->sender_id = 0;
  free_letter (self);
}

static void
letter_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  free_letter ((Letter *) message);
}

static const OdeonMessageClass letter_class = {
  .run = letter_run,
  .refuse = letter_refuse,
};

gboolean
_odeon_publish_to (OdeonSubject *subject, OdeonCell *cell, gconstpointer event)
{
  Letter *self = g_new0 (Letter, 1);

  self->message.klass = &letter_class;
  self->subject = subject;
  self->sender_id = _odeon_current_cell != NULL ? _odeon_current_cell->id : 0;
  self->event = odeon_boxed_copy (subject->type, event);

  return _odeon_cell_send (cell, &self->message);
}
