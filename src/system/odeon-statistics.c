/* SPDX-License-Identifier: MIT */

/* What was counted of each type of actors, and what is to be seen of those that live. */

#include "odeon-activity-private.h"
#include "odeon-observation.h"
#include "odeon-realm-private.h"

G_DEFINE_BOXED_TYPE (OdeonActorStatistics, odeon_actor_statistics, odeon_actor_statistics_copy,
                     odeon_actor_statistics_free)

OdeonActorStatistics *
odeon_actor_statistics_copy (const OdeonActorStatistics *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

void
odeon_actor_statistics_free (OdeonActorStatistics *self)
{
  g_free (self);
}

static guint64
load (_Atomic (guint64) *counter)
{
  return atomic_load_explicit (counter, memory_order_relaxed);
}

static OdeonActorStatistics *
read_counters (OdeonCounters *counters)
{
  OdeonActorStatistics *self = g_new0 (OdeonActorStatistics, 1);

  self->type = counters->type;
  self->n_handled = load (&counters->n_handled);
  self->n_failed = load (&counters->n_failed);
  self->n_refused = load (&counters->n_refused);
  self->n_restarts = load (&counters->n_restarts);
  _odeon_shared_histogram_copy (&counters->waited, &self->waiting_time);
  _odeon_shared_histogram_copy (&counters->worked, &self->handling_time);

  return self;
}

typedef struct
{
  OdeonHost  *host;
  GHashTable *by_type;
} Census;

static void
count_actor (OdeonCell *cell, gpointer data)
{
  Census               *census = data;
  OdeonActivity        *activity = _odeon_cell_get_activity (cell);
  OdeonActorStatistics *self;
  guint                 n;

  if (cell->host != census->host || activity == NULL)
    return;
  self = g_hash_table_lookup (census->by_type, (gpointer) cell->kind->type);
  if (self == NULL)
    return;

  n = _odeon_activity_get_n_waiting (activity);
  self->n_actors++;
  self->n_waiting += n;
  self->max_waiting = MAX (self->max_waiting, n);
}

GPtrArray *
odeon_system_list_statistics (OdeonSystem *self)
{
  GPtrArray            *list = g_ptr_array_new_with_free_func ((GDestroyNotify)
                                                               odeon_actor_statistics_free);
  g_autoptr (GPtrArray) counters = NULL;
  OdeonCell            *parent;
  OdeonObserver        *observer;
  Census                census;

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), list);

  census.host = _odeon_spawner_get_host (self, &parent);
  observer = atomic_load_explicit (&census.host->observer, memory_order_acquire);
  if (observer == NULL)
    return list;

  census.by_type = g_hash_table_new (NULL, NULL);
  counters = _odeon_observer_list_counters (observer);
  for (guint i = 0; i < counters->len; i++)
    {
      OdeonActorStatistics *statistics = read_counters (counters->pdata[i]);

      g_ptr_array_add (list, statistics);
      g_hash_table_insert (census.by_type, (gpointer) statistics->type, statistics);
    }
  _odeon_identity_visit_all (count_actor, &census);
  g_hash_table_unref (census.by_type);

  return list;
}

/* --- as a variant --- */

static GVariant *
histogram_to_variant (const OdeonHistogram *self)
{
  GVariant *buckets = g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, self->buckets,
                                                 G_N_ELEMENTS (self->buckets),
                                                 sizeof self->buckets[0]);

  return g_variant_new ("(ttt@at)", self->n, self->sum, self->max, buckets);
}

GVariant *
odeon_actor_statistics_to_variant (const OdeonActorStatistics *self)
{
  GVariantBuilder builder;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "type",
                         g_variant_new_string (g_type_name (self->type)));
  g_variant_builder_add (&builder, "{sv}", "n_actors", g_variant_new_uint32 (self->n_actors));
  g_variant_builder_add (&builder, "{sv}", "n_handled", g_variant_new_uint64 (self->n_handled));
  g_variant_builder_add (&builder, "{sv}", "n_failed", g_variant_new_uint64 (self->n_failed));
  g_variant_builder_add (&builder, "{sv}", "n_refused", g_variant_new_uint64 (self->n_refused));
  g_variant_builder_add (&builder, "{sv}", "n_restarts", g_variant_new_uint64 (self->n_restarts));
  g_variant_builder_add (&builder, "{sv}", "n_waiting", g_variant_new_uint64 (self->n_waiting));
  g_variant_builder_add (&builder, "{sv}", "max_waiting",
                         g_variant_new_uint32 (self->max_waiting));
  g_variant_builder_add (&builder, "{sv}", "waiting_time",
                         histogram_to_variant (&self->waiting_time));
  g_variant_builder_add (&builder, "{sv}", "handling_time",
                         histogram_to_variant (&self->handling_time));

  return g_variant_builder_end (&builder);
}
