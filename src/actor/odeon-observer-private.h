/* SPDX-License-Identifier: MIT */

/* What a system wants to know of its actors while they run: what is switched on, the counters of
 * each type, and who is shown the messages. Counted: by the host, and by the activity of each actor
 * that is observed (odeon-activity-private.h), which a ref may keep beyond the host.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"
#include "odeon-histogram-private.h"
#include "odeon-trace.h"

typedef struct _OdeonCounters OdeonCounters;

typedef enum
{
  ODEON_OBSERVE_FLOWS      = 1 << 0,
  ODEON_OBSERVE_STATISTICS = 1 << 1,
  ODEON_OBSERVE_SLOW       = 1 << 2
} OdeonObserve;

/* Of a type of actors; never freed before the observer. All relaxed. */
struct _OdeonCounters
{
  GType                type;
  _Atomic (guint64)    n_handled;
  _Atomic (guint64)    n_failed;
  _Atomic (guint64)    n_refused;
  _Atomic (guint64)    n_restarts;
  OdeonSharedHistogram waited; /* microseconds in the mailbox */
  OdeonSharedHistogram worked; /* microseconds in the handler, without its awaits */
};

struct _OdeonObserver
{
  atomic_uint      what;        /* OdeonObserve */
  _Atomic (gint64) slow_usec;   /* of ODEON_OBSERVE_SLOW */
  atomic_bool      has_tracer;

  /* Under the lock. */
  GMutex           lock;
  GHashTable      *counters;    /* of OdeonCounters by type */
  gpointer         tracer;      /* (nullable): counted, of odeon-trace.c */
  gboolean         is_watched;  /* its slow handlers are, while they run */
};

OdeonObserver *_odeon_observer_new   (void);
OdeonObserver *_odeon_observer_ref   (OdeonObserver *self);
void           _odeon_observer_unref (OdeonObserver *self);

static inline guint
_odeon_observer_get (OdeonObserver *self)
{
  return atomic_load_explicit (&self->what, memory_order_relaxed);
}

/* Any thread. */
void _odeon_observer_set (OdeonObserver *self, OdeonObserve what, gboolean on);

/* Any thread: the counters of a type, and those of all types that there are. */
OdeonCounters *_odeon_observer_get_counters  (OdeonObserver *self, GType type);
GPtrArray     *_odeon_observer_list_counters (OdeonObserver *self);

/* odeon-trace.c */

struct _OdeonTrace
{
  OdeonTracePoint        point;
  guint                  hop;
  guint64                flow;
  gint64                 time;
  OdeonCell             *target;
  guint64                source; /* or 0 */
  const OdeonMethodInfo *method; /* (nullable) */
};

/* @func (nullable). */
void _odeon_observer_set_tracer (OdeonObserver *self,
                                 OdeonTraceFunc func,
                                 gpointer       user_data,
                                 GDestroyNotify destroy);
void _odeon_observer_show       (OdeonObserver *self, const OdeonTrace *trace);

static inline gboolean
_odeon_observer_has_tracer (OdeonObserver *self)
{
  return atomic_load_explicit (&self->has_tracer, memory_order_relaxed);
}
