/* SPDX-License-Identifier: MIT */

/* Who is shown the messages of a system that traces, and what they are shown. */

#include "odeon-activity-private.h"

/* Counted: it may be replaced while it runs. */
typedef struct
{
  OdeonTraceFunc func;
  gpointer       user_data;
  GDestroyNotify destroy;
} Tracer;

static void
tracer_clear (gpointer data)
{
  Tracer *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

static void
tracer_unref (Tracer *self)
{
  g_atomic_rc_box_release_full (self, tracer_clear);
}

void
_odeon_observer_set_tracer (OdeonObserver *self,
                            OdeonTraceFunc func,
                            gpointer       user_data,
                            GDestroyNotify destroy)
{
  Tracer *tracer = NULL;
  Tracer *before;

  if (func != NULL)
    {
      tracer = g_atomic_rc_box_new (Tracer);
      *tracer = (Tracer) { func, user_data, destroy };
    }

  g_mutex_lock (&self->lock);
  before = self->tracer;
  self->tracer = tracer;
  atomic_store_explicit (&self->has_tracer, tracer != NULL, memory_order_relaxed);
  g_mutex_unlock (&self->lock);

  if (before != NULL)
    tracer_unref (before);
}

void
_odeon_observer_show (OdeonObserver *self, const OdeonTrace *trace)
{
  Tracer *tracer;

  g_mutex_lock (&self->lock);
  tracer = self->tracer != NULL ? g_atomic_rc_box_acquire (self->tracer) : NULL;
  g_mutex_unlock (&self->lock);
  if (tracer == NULL)
    return;

  tracer->func (trace, tracer->user_data);
  tracer_unref (tracer);
}

/* --- what it is --- */

OdeonTracePoint
odeon_trace_get_point (const OdeonTrace *trace)
{
  g_return_val_if_fail (trace != NULL, ODEON_TRACE_SENT);

  return trace->point;
}

guint64
odeon_trace_get_flow (const OdeonTrace *trace, guint *out_hop)
{
  g_return_val_if_fail (trace != NULL, 0);

  if (out_hop != NULL)
    *out_hop = trace->hop;

  return trace->flow;
}

gint64
odeon_trace_get_time (const OdeonTrace *trace)
{
  g_return_val_if_fail (trace != NULL, 0);

  return trace->time;
}

OdeonRef *
odeon_trace_get_target (const OdeonTrace *trace)
{
  g_return_val_if_fail (trace != NULL, NULL);

  return &trace->target->ref;
}

OdeonRef *
odeon_trace_dup_source (const OdeonTrace *trace)
{
  g_return_val_if_fail (trace != NULL, NULL);

  return trace->source != 0 ? ODEON_REF (_odeon_identity_dup_cell (trace->source)) : NULL;
}

gchar *
odeon_trace_dup_operation (const OdeonTrace *trace)
{
  g_return_val_if_fail (trace != NULL, NULL);

  return trace->method != NULL ? _odeon_method_dup_name (trace->method) : NULL;
}

guint64
odeon_actor_get_flow (OdeonActor *self, guint *out_hop)
{
  OdeonCell *cell;
  OdeonFlow  flow = { 0, 0 };

  g_return_val_if_fail (ODEON_IS_ACTOR (self), 0);

  cell = (OdeonCell *) odeon_actor_get_ref (self);
  if (cell != NULL)
    flow = _odeon_cell_get_flow (cell);
  if (out_hop != NULL)
    *out_hop = flow.hop;

  return flow.id;
}
