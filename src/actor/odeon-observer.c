/* SPDX-License-Identifier: MIT */

#include "odeon-observer-private.h"

OdeonObserver *
_odeon_observer_new (void)
{
  OdeonObserver *self = g_atomic_rc_box_new0 (OdeonObserver);

  atomic_init (&self->slow_usec, G_MAXINT64);
  g_mutex_init (&self->lock);
  self->counters = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  return self;
}

OdeonObserver *
_odeon_observer_ref (OdeonObserver *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  OdeonObserver *self = data;

  _odeon_observer_set_tracer (self, NULL, NULL, NULL);
  g_hash_table_unref (self->counters);
  g_mutex_clear (&self->lock);
}

void
_odeon_observer_unref (OdeonObserver *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* Relaxed: whoever sends sees it sooner or later, and nothing else hangs on it. */
void
_odeon_observer_set (OdeonObserver *self, OdeonObserve what, gboolean on)
{
  if (on)
    atomic_fetch_or_explicit (&self->what, what, memory_order_relaxed);
  else
    atomic_fetch_and_explicit (&self->what, ~(guint) what, memory_order_relaxed);
}

OdeonCounters *
_odeon_observer_get_counters (OdeonObserver *self, GType type)
{
  OdeonCounters *counters;

  g_mutex_lock (&self->lock);
  counters = g_hash_table_lookup (self->counters, (gpointer) type);
  if (counters == NULL)
    {
      counters = g_new0 (OdeonCounters, 1);
      counters->type = type;
      g_hash_table_insert (self->counters, (gpointer) type, counters);
    }
  g_mutex_unlock (&self->lock);

  return counters;
}

GPtrArray *
_odeon_observer_list_counters (OdeonObserver *self)
{
  GPtrArray     *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       counters;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->counters);
  while (g_hash_table_iter_next (&iter, NULL, &counters))
    g_ptr_array_add (list, counters);
  g_mutex_unlock (&self->lock);

  return list;
}
