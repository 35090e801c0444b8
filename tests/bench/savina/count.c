/* SPDX-License-Identifier: MIT */

/* Counting: a producer sends increments as fast as it can, then asks for the value. */

#include "savina.h"

/* --- Counter --- */

typedef struct
{
  OdeonActor parent_instance;

  gint64     value;
} Counter;

static gboolean
counter_increment (SavinaCounterImpl *impl, GError **error G_GNUC_UNUSED)
{
  ((Counter *) impl)->value++;
  return TRUE;
}

static gboolean
counter_get_value (SavinaCounterImpl *impl, gint64 *out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = ((Counter *) impl)->value;
  return TRUE;
}

static void
counter_implement (SavinaCounterImplInterface *iface)
{
  iface->increment = counter_increment;
  iface->get_value = counter_get_value;
}

SAVINA_DEFINE_ACTOR (Counter, counter,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_COUNTER_IMPL, counter_implement))

/* --- Producer --- */

typedef struct
{
  OdeonActor     parent_instance;

  SavinaFeeder  *me;
  SavinaCounter *counter;
  OdeonCall     *run; /* unanswered until all is counted */
  gint64         n;
} Counting;

static gboolean
counting_feed (SavinaFeederImpl *impl, gint64 from, GError **error)
{
  Counting *self = (Counting *) impl;
  gint64 until = MIN (from + SAVINA_BURST, self->n);
  gint64 value;

  for (gint64 i = from; i < until; i++)
    savina_counter_increment (self->counter);
  if (until < self->n)
    {
      savina_feeder_feed (self->me, until);
      return TRUE;
    }

  if (!savina_counter_get_value_sync (self->counter, &value, error))
    return FALSE;
  savina_conclude (g_steal_pointer (&self->run), value, self->n);
  return TRUE;
}

/* The counter is the producer's child, on its worker: to count takes less than to bring a message
 * to another. */
static void
counting_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Counting *self = (Counting *) impl;
  GError *error = NULL;

  self->counter
    = savina_counter_spawn (ODEON_SPAWNER (self), counter_get_type (), NULL, &error, NULL);
  if (self->counter == NULL)
    {
      odeon_call_return_error (call, error);
      return;
    }
  self->me = savina_feeder_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), NULL);
  self->run = call;
  self->n = n;
  savina_feeder_feed (self->me, 0);
}

static void
counting_clear (Counting *self)
{
  savina_feeder_unref (self->me);
  savina_counter_unref (self->counter);
  odeon_call_drop (self->run);
}

static void
counting_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = counting_run;
}

static void
counting_implement_feeder (SavinaFeederImplInterface *iface)
{
  iface->feed = counting_feed;
}

SAVINA_DEFINE_OWNER (Counting, counting,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL,
                                            counting_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_FEEDER_IMPL, counting_implement_feeder))

double
savina_count (int64_t n)
{
  return savina_run (counting_get_type (), n);
}
