/* SPDX-License-Identifier: MIT */

/* An interest in what one actor publishes, which may live elsewhere. It has two ends:
 *
 *   feed    where the events are wanted: one for each system, publisher and topic, whoever
 *           subscribes there. It is a reference, and so can be handed over; what is told to it is
 *           published to the subscriptions of its own channel, in their order.
 *   outlet  where they are published: who is told, beside the subscribers of the system.
 *
 * What joins them is a call, `subscribe`, which the publisher is sent with the feed and the topic's
 * name. It is answered when the publisher ends. So all that ends calls ends the interest: a
 * connection that is lost, an actor that is dead, a topic that is not known there; and the feed
 * cancels it when its last subscription is gone. An event is a oneway call to the feed, from the
 * publishing thread, and takes part in all that such a call does: order, credit, lanes, datagrams.
 * It counts as handled once the last subscriber is through with it.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call-private.h"
#include "odeon-topic-private.h"

/* One of the library's own operations. Answered at the end of the actor. */
extern const OdeonMethodInfo _odeon_method_subscribe;

/* --- odeon-feed.c: where they are wanted --- */

/* The one of these three, with one more subscription, which it is to have at once. Counted by each.
 * %NULL: such events do not leave their process. */
OdeonFeed *_odeon_feed_enter (OdeonTopics *of, OdeonRef *publisher, OdeonSubject *subject);

OdeonTopics *_odeon_feed_get_topics (OdeonFeed *self);

/* It has the subscription: events may come. %FALSE: they never will. */
gboolean _odeon_feed_begin (OdeonFeed *self);

/* It has one subscription less; of which it was the last, nothing comes any more. */
void _odeon_feed_leave (OdeonFeed *self);

/* Whether the reference is one: it takes nothing but what it has asked for. */
gboolean _odeon_feed_is (OdeonRef *ref);

/* --- odeon-outlet.c: where they are published --- */

OdeonOutlet *_odeon_outlet_ref   (OdeonOutlet *self);
void         _odeon_outlet_unref (OdeonOutlet *self);

/* Sends an event that was checked, published here and now, to those who want it of this actor; how
 * many these are. May wait. */
guint _odeon_outlets_send (OdeonOutlet *const *outlets, guint n, gconstpointer event);

/* The actor has ended: those who have subscribed to it are told. On its worker. */
void  _odeon_outlets_conclude (OdeonCell *cell);
