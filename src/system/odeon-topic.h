/* SPDX-License-Identifier: MIT */

/* Events: what is published in a system reaches whoever has subscribed to its type there. A struct
 * or union that IDL marks as a `@topic` has typed functions for all of this. */

#pragma once

#include "odeon-system.h"
#include "odeon-value.h"

G_BEGIN_DECLS

/**
 * OdeonTopic:
 *
 * A type of events. Generated code has one for each type that is a `@topic`; two with the same name
 * and the same members, in two libraries, are one topic.
 */
typedef struct _OdeonTopic OdeonTopic;

struct _OdeonTopic
{
  /*< private >*/
  const OdeonTypeInfo *type;
  gpointer             state;
  OdeonTopic          *next;
};

/**
 * ODEON_TOPIC_INIT: (skip)
 * @info: the table of a struct or union
 *
 * What a static #OdeonTopic is initialised with.
 */
#define ODEON_TOPIC_INIT(info) { &(info), NULL, NULL }

/**
 * odeon_topic_announce: (skip)
 * @topic: a static topic that is announced once
 *
 * For generated code: lets the topic be found by its name, by who subscribes to it from elsewhere.
 */
ODEON_EXPORT
void odeon_topic_announce (OdeonTopic *topic);

/**
 * odeon_topic_withdraw: (skip)
 * @topic: a topic that was announced
 *
 * For generated code: the topic is about to be unloaded.
 */
ODEON_EXPORT
void odeon_topic_withdraw (OdeonTopic *topic);

/**
 * ODEON_EVENT_CONTINUE:
 *
 * What a subscriber returns that leaves an event to the others. See odeon_topic_subscribe().
 */
#define ODEON_EVENT_CONTINUE FALSE

/**
 * ODEON_EVENT_CONSUME:
 *
 * What a subscriber returns that keeps an event from those behind it. See odeon_topic_subscribe().
 */
#define ODEON_EVENT_CONSUME TRUE

/**
 * OdeonTopicFunc:
 * @event: the event, shared by all its subscribers; valid until the function returns
 * @user_data: what was given to odeon_topic_subscribe()
 *
 * Returns: %ODEON_EVENT_CONTINUE or %ODEON_EVENT_CONSUME
 */
typedef gboolean (*OdeonTopicFunc) (gconstpointer event, gpointer user_data);

/**
 * OdeonEventFunc:
 * @type: the event's type
 * @event: the event, shared by all its subscribers; valid until the function returns
 * @user_data: what was given to odeon_topic_subscribe_all()
 */
typedef void (*OdeonEventFunc) (const OdeonTypeInfo *type, gconstpointer event, gpointer user_data);

/**
 * odeon_topic_publish:
 * @topic: the event's topic
 * @in: (type OdeonSpawner): the system to publish in; or, in an actor, the actor itself
 * @event: (nullable): the event
 *
 * Sends @event to all who have subscribed to @topic in that system; and, published by an actor, to
 * all who have subscribed to that actor, wherever they are. It is copied once, if anybody has in
 * this process. Thread-safe.
 *
 * It never waits for subscribers of this process. Those in others are sent it as a oneway call is:
 * in order, and an actor that publishes more than they take is suspended meanwhile, unless the
 * topic's `@delivery` lets the event be lost.
 *
 * An event that breaks the rules of its type, as odeon_value_check() knows them, is not sent; a
 * message in the log says so.
 *
 * Returns: how many subscribers it was sent to
 */
ODEON_EXPORT
guint odeon_topic_publish (OdeonTopic *topic, gpointer in, gconstpointer event);

/**
 * odeon_topic_trigger:
 * @topic: the event's topic
 * @in: (type OdeonSpawner): as for odeon_topic_publish()
 * @event: (nullable): the event
 *
 * As odeon_topic_publish(), and tells when all of them are through with it: awaited, it is an event
 * that is handled before its publisher goes on. An actor that triggers and has subscribed itself
 * does not wait for itself. As with any await, whoever waits for an actor that waits for it should
 * set a deadline. Subscribers in other processes are sent the event, but nobody waits for them.
 *
 * Returns: (transfer full): a future of an int64: how many subscribers were called
 */
ODEON_EXPORT
OdeonFuture *odeon_topic_trigger (OdeonTopic   *topic,
                                  gpointer      in,
                                  gconstpointer event) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_topic_publish_to:
 * @topic: the event's topic
 * @ref: (nullable) (type OdeonRef): an actor
 * @event: (nullable): the event
 *
 * Sends @event to one actor alone: its own subscriptions to @topic, in whatever system they are,
 * are called; without any, the event is dropped. Thread-safe.
 *
 * Returns: %FALSE if it is known already that the event cannot arrive
 */
ODEON_EXPORT
gboolean odeon_topic_publish_to (OdeonTopic *topic, gpointer ref, gconstpointer event);

/**
 * odeon_topic_subscribe:
 * @topic: a topic
 * @in: (type OdeonSpawner): the system whose events are wanted; or, in an actor, the actor itself
 * @priority: those with higher ones are called first
 * @function: (scope notified): what to call with each event
 * @user_data: what to pass to it
 * @destroy: (nullable): what releases @user_data
 *
 * Calls @function with every event of @topic that is published in the system from now on. Inside an
 * actor it is a message of that actor: serialised with its others, in its turn, and free to await.
 * Elsewhere it runs in the main context of the calling thread, as a future's continuation would; in
 * a system without threads, within its ticks. An actor's subscriptions end with it. Events do not
 * count against the bound of its mailbox.
 *
 * What one publisher publishes reaches each subscriber in that order, and in order with what else
 * it sends there.
 *
 * On one worker, or in one main context, or in all of a system without threads, the subscribers of
 * an event are called one after another: by priority, the highest first, then in the order in which
 * they subscribed. None is called before those ahead of it have returned, except that nobody waits
 * for one that cannot take the event now because it awaits. Among workers there is no order.
 *
 * A function that returns %ODEON_EVENT_CONSUME keeps the event from all behind it on the same
 * worker that have not been called yet: hence from all behind it, unless it was itself passed by.
 * Subscribers on other workers are not concerned, nor are those of odeon_topic_subscribe_all().
 *
 * @destroy is called where @function was, and in no call of it; if that is gone, wherever the
 * subscription ends.
 *
 * Returns: what odeon_topic_unsubscribe() takes; 0 in an actor that is ending
 */
ODEON_EXPORT
guint64 odeon_topic_subscribe (OdeonTopic    *topic,
                               gpointer       in,
                               gint           priority,
                               OdeonTopicFunc function,
                               gpointer       user_data,
                               GDestroyNotify destroy);

/**
 * odeon_topic_subscribe_to:
 * @topic: a topic
 * @in: (type OdeonSpawner): the caller's system; or, in an actor, the actor itself
 * @publisher: (type OdeonRef): an actor, in this process, in another or on another machine
 * @priority: those with higher ones are called first
 * @function: (scope notified): what to call with each event
 * @user_data: what to pass to it
 * @destroy: (nullable): what releases @user_data
 *
 * Calls @function with every event of @topic that @publisher publishes, and no other's. To that
 * actor the subscription is a message in its turn: what it publishes after that comes to the
 * subscriber, also once it was restarted. Where @function is called, and in which order
 * among those of this system that have subscribed to the same actor's topic, is as
 * odeon_topic_subscribe() says, as is what they may consume.
 *
 * Events arrive in the order in which the actor publishes them, and in order with what else it
 * sends here, unless the topic's `@delivery` says otherwise. What has not been handled yet counts
 * against what the other process may send.
 *
 * The subscription ends by odeon_topic_unsubscribe(), with the actor that subscribes, with the one
 * that publishes, and with the connection to it: @destroy is called then, behind the last event.
 * The same happens if it cannot be, for the process of @publisher does not know the topic, or this
 * one has no right to it; a message in the log says so. May wait, as a call may.
 *
 * Returns: what odeon_topic_unsubscribe() takes; 0 in an actor that is ending
 */
ODEON_EXPORT
guint64 odeon_topic_subscribe_to (OdeonTopic    *topic,
                                  gpointer       in,
                                  gpointer       publisher,
                                  gint           priority,
                                  OdeonTopicFunc function,
                                  gpointer       user_data,
                                  GDestroyNotify destroy);

/**
 * odeon_topic_subscribe_all:
 * @in: (type OdeonSpawner): as for odeon_topic_subscribe()
 * @priority: those with higher ones are called first
 * @function: (scope notified): what to call with each event
 * @user_data: what to pass to it
 * @destroy: (nullable): what releases @user_data
 *
 * Subscribes to all topics. It is called in its place among the others, but sees what they consume,
 * and consumes nothing.
 *
 * Returns: what odeon_topic_unsubscribe() takes; 0 in an actor that is ending
 */
ODEON_EXPORT
guint64 odeon_topic_subscribe_all (gpointer       in,
                                   gint           priority,
                                   OdeonEventFunc function,
                                   gpointer       user_data,
                                   GDestroyNotify destroy);

/**
 * odeon_topic_unsubscribe:
 * @id: what odeon_topic_subscribe() returned
 *
 * Ends a subscription; also from within its function, which is not called again. Called where that
 * runs, it is certain not to be called after this; called elsewhere, one call may be under way.
 * Thread-safe.
 *
 * Returns: whether there was such a subscription
 */
ODEON_EXPORT
gboolean odeon_topic_unsubscribe (guint64 id);

/**
 * odeon_topic_get_n_queued:
 * @topic: (nullable): a topic, or %NULL for all
 * @system: a system without threads
 *
 * Returns: how many events have been published there that some subscriber has yet to handle
 */
ODEON_EXPORT
guint odeon_topic_get_n_queued (OdeonTopic *topic, OdeonSystem *system);

/**
 * odeon_topic_abort:
 * @topic: a topic
 * @system: a system without threads
 * @all: whether to drop all queued events of @topic, or the oldest alone
 *
 * Subscribers that have not been called with these events yet are not called any more.
 *
 * Returns: how many events were dropped
 */
ODEON_EXPORT
guint odeon_topic_abort (OdeonTopic *topic, OdeonSystem *system, gboolean all);

/**
 * ODEON_DEFINE_TOPIC: (skip)
 * @Type: the C type of a struct or union
 * @snake: its name in functions; `snake_info` is its table, `snake_topic` its topic
 *
 * For generated code. Defines `_publish`, `_publish_to`, `_trigger`, `_subscribe` and
 * `_subscribe_to`.
 */
#define ODEON_DEFINE_TOPIC(Type, snake)                                                            \
  OdeonTopic snake##_topic = ODEON_TOPIC_INIT (snake##_info);                                      \
                                                                                                   \
  guint snake##_publish (gpointer in, const Type *event)                                           \
  {                                                                                                \
    return odeon_topic_publish (&snake##_topic, in, event);                                        \
  }                                                                                                \
                                                                                                   \
  gboolean snake##_publish_to (gpointer ref, const Type *event)                                    \
  {                                                                                                \
    return odeon_topic_publish_to (&snake##_topic, ref, event);                                    \
  }                                                                                                \
                                                                                                   \
  OdeonFuture *snake##_trigger (gpointer in, const Type *event)                                    \
  {                                                                                                \
    return odeon_topic_trigger (&snake##_topic, in, event);                                        \
  }                                                                                                \
                                                                                                   \
  guint64 snake##_subscribe (gpointer in, gint priority,                                           \
                             gboolean (*function) (const Type *event, gpointer user_data),         \
                             gpointer user_data, GDestroyNotify destroy)                           \
  {                                                                                                \
    return odeon_topic_subscribe (&snake##_topic, in, priority, (OdeonTopicFunc) function,         \
                                  user_data, destroy);                                             \
  }                                                                                                \
                                                                                                   \
  guint64 snake##_subscribe_to (gpointer in, gpointer publisher, gint priority,                    \
                                gboolean (*function) (const Type *event, gpointer user_data),      \
                                gpointer user_data, GDestroyNotify destroy)                        \
  {                                                                                                \
    return odeon_topic_subscribe_to (&snake##_topic, in, publisher, priority,                      \
                                     (OdeonTopicFunc) function, user_data, destroy);               \
  }                                                                                                \
                                                                                                   \
  __attribute__ ((constructor)) static void _##snake##_announce_topic (void)                       \
  {                                                                                                \
    odeon_topic_announce (&snake##_topic);                                                         \
  }                                                                                                \
                                                                                                   \
  __attribute__ ((destructor)) static void _##snake##_withdraw_topic (void)                        \
  {                                                                                                \
    odeon_topic_withdraw (&snake##_topic);                                                         \
  }

G_END_DECLS
