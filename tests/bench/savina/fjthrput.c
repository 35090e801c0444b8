/* SPDX-License-Identifier: MIT */

/* Fork-join throughput: messages in turn to sixty actors, which do a small calculation for each. */

#include "savina.h"

#define CALCULATORS 60

/* --- Calculator --- */

typedef struct
{
  OdeonActor parent_instance;

  OdeonCall *finish; /* unanswered until nothing is missing */
  gint64     missing;
  gdouble    sum;
} Calculator;

static void
calculator_finish (SavinaCalculatorImpl *impl, OdeonCall *call, gint64 times)
{
  Calculator *self = (Calculator *) impl;

  self->finish = call;
  self->missing = times;
}

static gboolean
calculator_calculate (SavinaCalculatorImpl *impl, GError **error G_GNUC_UNUSED)
{
  Calculator *self = (Calculator *) impl;
  gdouble sine = savina_sine ();

  self->sum += sine * sine;
  if (--self->missing == 0)
    savina_calculator_complete_finish (g_steal_pointer (&self->finish), self->sum);
  return TRUE;
}

static void
calculator_clear (Calculator *self)
{
  odeon_call_drop (self->finish);
}

static void
calculator_implement (SavinaCalculatorImplInterface *iface)
{
  iface->finish_deferred = calculator_finish;
  iface->calculate = calculator_calculate;
}

SAVINA_DEFINE_OWNER (Calculator, calculator,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_CALCULATOR_IMPL, calculator_implement))

/* --- The case --- */

typedef struct
{
  OdeonActor        parent_instance;

  SavinaFeeder     *me;
  SavinaCalculator *calculators[CALCULATORS];
  OdeonFuture      *sums[CALCULATORS];
  OdeonCall        *run;
  gint64            n;
} Throughput;

static gboolean
throughput_join (Throughput *self, GError **error)
{
  gdouble sine = savina_sine ();
  gdouble total = 0;

  for (guint i = 0; i < CALCULATORS; i++)
    {
      gdouble sum;

      if (!savina_calculator_finish_await (g_steal_pointer (&self->sums[i]), &sum, error))
        return FALSE;
      total += sum;
    }
  savina_conclude (g_steal_pointer (&self->run), llround (total / (sine * sine)), self->n);
  return TRUE;
}

static gboolean
throughput_feed (SavinaFeederImpl *impl, gint64 from, GError **error)
{
  Throughput *self = (Throughput *) impl;
  gint64 until = MIN (from + SAVINA_BURST, self->n);

  for (gint64 i = from; i < until; i++)
    savina_calculator_calculate (self->calculators[i % CALCULATORS]);
  if (until == self->n)
    return throughput_join (self, error);
  savina_feeder_feed (self->me, until);
  return TRUE;
}

static gboolean
throughput_fork (Throughput *self, gint64 n, GError **error)
{
  for (guint i = 0; i < CALCULATORS; i++)
    {
      gint64 times = n / CALCULATORS + (i < n % CALCULATORS);

      self->calculators[i]
        = savina_calculator_spawn (ODEON_SPAWNER (self), calculator_get_type (), NULL, error, NULL);
      if (self->calculators[i] == NULL)
        return FALSE;
      self->sums[i] = savina_calculator_finish (self->calculators[i], times);
    }
  return TRUE;
}

/* The calculators are children, on one worker: a message across costs more than the calculation. */
static void
throughput_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Throughput *self = (Throughput *) impl;
  GError *error = NULL;

  if (!throughput_fork (self, n, &error))
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
throughput_clear (Throughput *self)
{
  savina_feeder_unref (self->me);
  for (guint i = 0; i < CALCULATORS; i++)
    {
      savina_calculator_unref (self->calculators[i]);
      odeon_future_unref (self->sums[i]);
    }
  odeon_call_drop (self->run);
}

static void
throughput_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = throughput_run;
}

static void
throughput_implement_feeder (SavinaFeederImplInterface *iface)
{
  iface->feed = throughput_feed;
}

SAVINA_DEFINE_OWNER (Throughput, throughput,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL,
                                            throughput_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_FEEDER_IMPL, throughput_implement_feeder))

double
savina_fjthrput (int64_t n)
{
  return savina_run (throughput_get_type (), n);
}
