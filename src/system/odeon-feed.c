/* SPDX-License-Identifier: MIT */

/* What one actor publishes on a topic, as it comes to those of a system who have subscribed to it
 * there. A feed is listed as long as it has subscriptions and its call is not over; whoever unlists
 * it, under the lock, ends the other of the two. */

#include "odeon-feed-private.h"
#include "odeon-log-private.h"
#include "odeon-promised-ref-private.h"
#include "odeon-publication-private.h"

struct _OdeonFeed
{
  OdeonRef      ref; /* first: the subscriptions', and whoever may tell it something */

  /* Constant. */
  OdeonTopics   topics;    /* its own: of nothing but its channel */
  OdeonTopics  *of;        /* the system's */
  OdeonRef     *publisher; /* counted */
  OdeonSubject *subject;
  OdeonChannel *channel;

  /* Under the lock. */
  guint         n;         /* subscriptions */
  gboolean      is_listed;
  gboolean      is_begun;
  OdeonFuture  *future;    /* (nullable), counted: of the call */

  OdeonWaiter   waiter;    /* on that */
};

static GHashTable *feeds; /* under the lock: a set, by their constants */

#define FEED_OF_WAITER(w) ((OdeonFeed *) ((gchar *) (w) - G_STRUCT_OFFSET (OdeonFeed, waiter)))

/* --- the reference --- */

static void
refuse (OdeonFeed *self, OdeonCall *call)
{
  g_autofree gchar *method = _odeon_method_dup_name (call->method);

  _odeon_call_fail (call, g_error_new (ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED,
                                       "A subscription to %s has no %s", self->subject->name,
                                       method));
}

static gboolean
deliver (OdeonRef *ref, OdeonCall *call)
{
  OdeonFeed   *self = (OdeonFeed *) ref;
  OdeonRoster *roster;

  /* All that came before is in the mailboxes. */
  if (call->method == &_odeon_method_fence)
    {
      _odeon_call_succeed (call);
      return TRUE;
    }
  if (call->method->interface != self->subject->interface)
    {
      refuse (self, call);
      return FALSE;
    }

  roster = _odeon_channel_ref_roster (self->channel);
  if (roster != NULL)
    _odeon_publish_call (roster, call);
  else
    _odeon_call_succeed (call);

  return TRUE;
}

static void
relay (OdeonRef *ref, OdeonCall *call)
{
  deliver (ref, call);
}

static gboolean
is_alive (OdeonRef *ref G_GNUC_UNUSED)
{
  return TRUE;
}

static GType
get_type (OdeonRef *ref G_GNUC_UNUSED)
{
  return G_TYPE_INVALID;
}

static gboolean
implements (OdeonRef *ref, const OdeonInterfaceInfo *interface)
{
  return interface == NULL || interface == ((OdeonFeed *) ref)->subject->interface;
}

static void
visit_interfaces (OdeonRef *ref, OdeonInterfaceFunc visit, gpointer data)
{
  visit (((OdeonFeed *) ref)->subject->interface, data);
}

static const gchar *
get_type_name (OdeonRef *ref G_GNUC_UNUSED)
{
  return "subscription";
}

static const gchar *
get_name (OdeonRef *ref)
{
  return ((OdeonFeed *) ref)->subject->name;
}

static gchar *
dup_urn (OdeonRef *ref G_GNUC_UNUSED)
{
  return NULL;
}

static gchar *
dup_string (OdeonRef *ref)
{
  return g_strdup_printf ("a subscription to %s", ((OdeonFeed *) ref)->subject->name);
}

static void
finalize (OdeonRef *ref)
{
  OdeonFeed *self = (OdeonFeed *) ref;

  _odeon_topics_clear (&self->topics);
  odeon_ref_unref (self->publisher);
  g_free (self);
}

static const OdeonRefClass feed_class = {
  .deliver = deliver,
  .relay = relay,
  .is_alive = is_alive,
  .get_type = get_type,
  .implements = implements,
  .visit_interfaces = visit_interfaces,
  .get_type_name = get_type_name,
  .get_name = get_name,
  .dup_urn = dup_urn,
  .dup_string = dup_string,
  .finalize = finalize,
};

gboolean
_odeon_feed_is (OdeonRef *ref)
{
  return ref->klass == &feed_class;
}

/* --- which there are --- */

static guint
feed_hash (gconstpointer key)
{
  const OdeonFeed *self = key;

  return g_direct_hash (self->of) * 31 + g_direct_hash (self->publisher) * 7
         + g_direct_hash (self->subject);
}

static gboolean
feed_equal (gconstpointer a, gconstpointer b)
{
  const OdeonFeed *left = a;
  const OdeonFeed *right = b;

  return left->of == right->of && left->publisher == right->publisher
         && left->subject == right->subject;
}

static OdeonFeed *
new_locked (OdeonTopics *of, OdeonRef *publisher, OdeonSubject *subject)
{
  OdeonFeed *self = g_new0 (OdeonFeed, 1);

  _odeon_ref_init (&self->ref, &feed_class, 0);
  self->of = of;
  self->topics.ticker = of->ticker;
  self->publisher = odeon_ref_ref (publisher);
  self->subject = subject;
  self->channel = _odeon_subject_get_channel_locked (subject, &self->topics);
  self->is_listed = TRUE;
  g_hash_table_add (feeds, self);

  return self;
}

OdeonFeed *
_odeon_feed_enter (OdeonTopics *of, OdeonRef *publisher, OdeonSubject *subject)
{
  const OdeonFeed key = { .of = of, .publisher = publisher, .subject = subject };
  OdeonFeed      *self;

  if (subject->interface == NULL)
    return NULL;

  _odeon_topics_lock ();
  if (feeds == NULL)
    feeds = g_hash_table_new (feed_hash, feed_equal);
  self = g_hash_table_lookup (feeds, &key);
  if (self == NULL)
    self = new_locked (of, publisher, subject);
  odeon_ref_ref (self);
  self->n++;
  _odeon_topics_unlock ();

  return self;
}

OdeonTopics *
_odeon_feed_get_topics (OdeonFeed *self)
{
  return &self->topics;
}

/* %FALSE: somebody else has. */
static gboolean
unlist_locked (OdeonFeed *self)
{
  if (!self->is_listed)
    return FALSE;

  self->is_listed = FALSE;
  g_hash_table_remove (feeds, self);

  return TRUE;
}

/* --- its call is over --- */

static void
log_end (OdeonFeed *self, OdeonFuture *future)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar  *publisher = NULL;

  if (_odeon_future_check (future, &error))
    return;

  publisher = odeon_ref_dup_string (self->publisher);
  g_log (ODEON_LOG_TOPIC, G_LOG_LEVEL_MESSAGE, "The subscription to %s of %s has ended: %s",
         self->subject->name, publisher, error->message);
}

static void
collect_locked (GPtrArray *list, GSequence *subscriptions)
{
  if (subscriptions == NULL)
    return;

  for (GSequenceIter *at = g_sequence_get_begin_iter (subscriptions);
       !g_sequence_iter_is_end (at); at = g_sequence_iter_next (at))
    g_ptr_array_add (list, _odeon_subscription_ref (g_sequence_get (at)));
}

static void
end_subscription (gpointer subscription, gpointer data G_GNUC_UNUSED)
{
  _odeon_subscription_end_in_turn (subscription);
  _odeon_subscription_unref (subscription);
}

/* On any thread. Takes over the waiter's reference. */
static void
on_done (OdeonWaiter *waiter, OdeonFuture *future)
{
  OdeonFeed            *self = FEED_OF_WAITER (waiter);
  g_autoptr (GPtrArray) subscriptions = g_ptr_array_new ();
  OdeonFuture          *own;
  gboolean              was_listed;

  _odeon_topics_lock ();
  was_listed = unlist_locked (self);
  own = g_steal_pointer (&self->future);
  collect_locked (subscriptions, self->channel->subscriptions);
  _odeon_topics_unlock ();

  if (was_listed)
    log_end (self, future);
  g_ptr_array_foreach (subscriptions, end_subscription, NULL);
  odeon_future_unref (own);
  odeon_ref_unref (self);
}

/* --- it is of no use any more --- */

/* Takes over @future. */
static void
cancel (OdeonFeed *self, OdeonFuture *future)
{
  if (_odeon_future_remove_waiter (future, &self->waiter))
    odeon_ref_unref (self);
  odeon_future_cancel (future);
  odeon_future_unref (future);
}

void
_odeon_feed_leave (OdeonFeed *self)
{
  OdeonFuture *future = NULL;

  _odeon_topics_lock ();
  if (--self->n == 0 && unlist_locked (self))
    future = g_steal_pointer (&self->future);
  _odeon_topics_unlock ();

  if (future != NULL)
    cancel (self, future);
}

/* --- its beginning --- */

static OdeonFuture *
send_call (OdeonFeed *self)
{
  OdeonCall   *call = odeon_call_new (self->publisher, &_odeon_method_subscribe);
  OdeonFuture *future;

  odeon_call_set_argument (call, 0, &self->subject->name);
  odeon_call_set_argument (call, 1, &self);
  future = odeon_call_send (call);
  _odeon_future_mark (future, ODEON_MARK_OBSERVED);

  return future;
}

static void
subscribe (OdeonFeed *self)
{
  OdeonFuture *future = send_call (self);
  gboolean     is_wanted;

  self->waiter.notify = on_done;
  odeon_ref_ref (self);
  if (!_odeon_future_add_waiter (future, &self->waiter))
    {
      on_done (&self->waiter, future);
      odeon_future_unref (future);
      return;
    }

  _odeon_topics_lock ();
  is_wanted = self->is_listed;
  if (is_wanted)
    self->future = future;
  _odeon_topics_unlock ();
  if (!is_wanted)
    cancel (self, future);
}

gboolean
_odeon_feed_begin (OdeonFeed *self)
{
  gboolean is_first;
  gboolean is_listed;

  _odeon_topics_lock ();
  is_first = !self->is_begun;
  is_listed = self->is_listed;
  self->is_begun = TRUE;
  _odeon_topics_unlock ();

  if (is_first && is_listed)
    subscribe (self);

  return is_listed;
}
