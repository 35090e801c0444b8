/* SPDX-License-Identifier: MIT */

/* Topics inside.
 *
 *   subject       a topic as the process knows it: one for each name, for good
 *   channel       a subject in one system: who has subscribed there
 *   subscription  one of these, or, in no channel, one to all topics of a system
 *   roster        what a publisher reads of a channel: all that an event goes to, by worker, then
 *                 in order; made anew after each change, when the next event is published
 *   publication   one event on its way: see odeon-publication-private.h
 *   feed, outlet  the two ends of an interest in another process's: see odeon-feed-private.h
 *
 * One lock of the process guards who subscribes to what; no publisher takes it, but one that finds
 * the roster stale. A publisher learns the roster's address and counts a reference in one atomic
 * operation: the word has room for both. What is counted there goes over to the roster's own count
 * when it is replaced; that is kept above 0 until then, for references are given back there.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-promise.h"
#include "odeon-topic.h"
#include "odeon-worker-private.h"

typedef struct _OdeonSubject      OdeonSubject;
typedef struct _OdeonChannel      OdeonChannel;
typedef struct _OdeonSubscription OdeonSubscription;
typedef struct _OdeonRoster       OdeonRoster;
typedef struct _OdeonPublication  OdeonPublication;
typedef struct _OdeonFeed         OdeonFeed;
typedef struct _OdeonOutlet       OdeonOutlet;

struct _OdeonSubject
{
  const OdeonTypeInfo      *type;            /* constant, as are the next */
  gchar                    *name;            /* as elsewhere: "Bank::Moved (sx)" */
  gboolean                  is_flat;         /* every value is valid, and copied by its bytes */
  const OdeonInterfaceInfo *interface;       /* (nullable): of a oneway operation whose argument is
                                              * an event, by which it goes elsewhere; if it can */
  atomic_uint               n_subscriptions; /* in all systems, without those to all topics */
  _Atomic (OdeonChannel *)  channels;        /* never freed; one without a system is used again */
};

/* The topics of a system, or what one actor publishes of one: see odeon-feed-private.h. */
typedef struct
{
  OdeonWorker  *ticker; /* (nullable): constant: runs all of it, if it has no threads */

  /* Under the lock. */
  OdeonChannel *channels;
  GSequence    *to_all; /* (nullable): OdeonSubscription */
} OdeonTopics;

/* Of a channel's `roster`: a change has come since it was made. */
#define ODEON_ROSTER_STALE ((guint64) 2)

struct _OdeonChannel
{
  OdeonChannel            *next;    /* of the subject; constant */
  OdeonSubject            *subject; /* constant */
  _Atomic (OdeonTopics *)  topics;  /* (nullable): whose it is */
  _Atomic (guint64)        roster;  /* its address, and how many publishers have counted a
                                     * reference to it here; 0: nobody's; 2: to be made */

  /* Under the lock. */
  OdeonChannel            *next_of_system;
  GSequence               *subscriptions; /* (nullable): in order */
  GPtrArray               *outlets;       /* (nullable): those of other processes, counted */
  GQueue                   queued;        /* publications under way, of a system that ticks */
};

struct _OdeonSubscription
{
  /* Everybody's. */
  atomic_int         ref_count;
  atomic_bool        active; /* not ended */

  /* Constant. */
  gint               priority;
  guint64            id;      /* a later one is larger */
  OdeonTopics       *topics;
  OdeonChannel      *channel; /* (nullable): all topics */
  OdeonFeed         *feed;    /* (nullable), counted: what it is a part of the interest in */
  OdeonCell         *cell;    /* (nullable), counted: the actor that subscribes */
  OdeonWorker       *worker;  /* where it is called; counted if there is no cell */
  GThread           *thread;  /* that has subscribed, to be compared only */

  /* Under the lock. */
  GSequenceIter     *place;

  /* Its worker's. */
  OdeonTopicFunc     function; /* of one to all topics it is an OdeonEventFunc */
  gpointer           user_data;
  GDestroyNotify     destroy;
  guint              n_calls;  /* that are going on */
  gboolean           ended;    /* to be released after these */
  gboolean           is_ending; /* once nothing waits any more */

  /* The same, without a cell: what has come and waits for its turn. */
  GQueue             waiting;  /* of messages of publications */
  gboolean           pumping;  /* `pump` is in the worker's inbox */
  OdeonMessage       pump;

  OdeonMessage       end;      /* the last one */
};

/* The subscriptions that are called on one worker: `n` entries from `first` on. */
typedef struct
{
  OdeonWorker *worker;
  guint        first;
  guint        n;
} OdeonLane;

struct _OdeonRoster
{
  atomic_int          ref_count;

  /* Constant. */
  OdeonChannel       *channel;
  guint               n;
  guint               n_lanes;
  guint               n_outlets;
  gboolean            is_foreign; /* others than this system have a part in it: no thread keeps it
                                  * beyond its time */
  gboolean            is_lone; /* one actor, which wants a flat event, and nobody could abort it */
  gsize               rounds; /* where a publication has these, and its event, and its size */
  gsize               event;
  gsize               size;
  OdeonLane          *lanes;
  OdeonSubscription **entries; /* counted */
  OdeonOutlet       **outlets; /* counted */
};

/* odeon-subject.c */
OdeonSubject *_odeon_subject_of_topic (OdeonTopic *topic);

/* (nullable): the one that has the name, if this program knows it. */
OdeonSubject *_odeon_subject_find (const gchar *name);

/* (nullable): the channel, if it may have subscribers. No lock is held. */
OdeonChannel *_odeon_subject_find_channel (OdeonSubject *self, OdeonTopics *topics);
OdeonChannel *_odeon_subject_get_channel_locked (OdeonSubject *self, OdeonTopics *topics);

/* odeon-channel.c */
extern atomic_uint _odeon_n_subscriptions_to_all; /* in all systems */

void _odeon_topics_lock   (void);
void _odeon_topics_unlock (void);

/* (nullable): a counted reference to what is to be published to; takes the lock if it is stale. */
OdeonRoster *_odeon_channel_ref_roster (OdeonChannel *self);

/* Puts a new subscription into its channel, or takes an old one out. */
void _odeon_topics_add_locked    (OdeonSubscription *subscription);
void _odeon_topics_remove_locked (OdeonSubscription *subscription);

void _odeon_channel_add_outlet_locked    (OdeonChannel *self, OdeonOutlet *outlet);
void _odeon_channel_remove_outlet_locked (OdeonChannel *self, OdeonOutlet *outlet);

/* Ends every subscription of a system that is freed. */
void _odeon_topics_clear (OdeonTopics *self);

/* odeon-subscription.c */
OdeonSubscription *_odeon_subscription_ref   (OdeonSubscription *self);
void               _odeon_subscription_unref (OdeonSubscription *self);

/* Calls it, on its worker, if it has not ended; whether it consumed the event. */
gboolean _odeon_subscription_call (OdeonSubscription   *self,
                                   const OdeonTypeInfo *type,
                                   gconstpointer        event);

/* Ends it, once it is out of its channel. Any thread; takes over a reference. */
void _odeon_subscription_end (OdeonSubscription *self);

/* The same once what is on its way to it has been handled, if nobody ends it before. */
void _odeon_subscription_end_in_turn (OdeonSubscription *self);

/* The actor's object goes: so do its subscriptions. On its worker. */
void _odeon_topics_forget_cell (OdeonCell *cell);

static inline gint
_odeon_subscription_compare (const OdeonSubscription *a, const OdeonSubscription *b)
{
  if (a->priority != b->priority)
    return a->priority > b->priority ? -1 : 1;

  return a->id < b->id ? -1 : a->id > b->id;
}

/* odeon-publication.c */

/* Sends an event that was checked; takes over @roster and @promise (nullable), which is told how
 * many were called. */
guint _odeon_publish (OdeonRoster *roster, gconstpointer event, OdeonPromise *promise);

/* Sends on the event that is the only argument of @call, which is answered once that has been
 * handled; takes over both. */
void  _odeon_publish_call (OdeonRoster *roster, OdeonCall *call);

/* odeon-lone-delivery.c: the same to a roster of one, if it is_lone. */
void _odeon_publish_to_one (OdeonRoster *roster, gconstpointer event);

/* Says what a publication to a roster looks like. */
void _odeon_roster_lay_out (OdeonRoster *roster);

/* Under the lock: nobody is called with it any more. */
void _odeon_publication_abort_locked (OdeonPublication *self);

/* odeon-letter.c: sends an event that was checked to one actor. */
gboolean _odeon_publish_to (OdeonSubject *subject, OdeonCell *cell, gconstpointer event);
