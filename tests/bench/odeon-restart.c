/* SPDX-License-Identifier: MIT */

/* A child that fails of each message but the question whether it is there again. What is logged of
 * it is composed, and written nowhere. */

#include "odeon-restart.h"

#include "bench.idl.h"
#include "odeon-program.h"
#include "program.h"

/* --- Fragile --- */

typedef struct
{
  OdeonActor parent_instance;
  gboolean   is_started;
} Fragile;

typedef OdeonActorClass FragileClass;

GType fragile_get_type (void);

static void
fragile_expect (BenchSinkImpl *impl, OdeonCall *call, gint64 messages G_GNUC_UNUSED)
{
  g_assert (((Fragile *) impl)->is_started);
  bench_sink_complete_expect (call);
}

static gboolean
fragile_put (BenchSinkImpl *impl G_GNUC_UNUSED, gint64 value, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_FAILED, "%" G_GINT64_FORMAT " broke it", value);
  return FALSE;
}

static gboolean
fragile_started (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  ((Fragile *) actor)->is_started = TRUE;
  return TRUE;
}

static void
fragile_implement (BenchSinkImplInterface *iface)
{
  iface->expect_deferred = fragile_expect;
  iface->put = fragile_put;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Fragile, fragile, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_SINK_IMPL, fragile_implement))

static void
fragile_class_init (FragileClass *klass)
{
  klass->started = fragile_started;
}

static void
fragile_init (Fragile *self G_GNUC_UNUSED)
{
}

/* --- Patient --- */

typedef struct
{
  OdeonActor parent_instance;
} Patient;

typedef OdeonActorClass PatientClass;

GType patient_get_type (void);

static gboolean
patient_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  g_autoptr (BenchSink) child = bench_sink_spawn (ODEON_SPAWNER (impl), fragile_get_type (), NULL,
                                                  error, NULL);
  gdouble start = program_now ();

  if (child == NULL)
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    {
      bench_sink_put (child, i);
      if (!bench_sink_expect_await (bench_sink_expect (child, 0), error))
        return FALSE;
    }

  *out_result = program_now () - start;
  return TRUE;
}

static void
patient_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = patient_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Patient, patient, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL,
                                                      patient_implement))

static void
patient_class_init (PatientClass *klass)
{
  static OdeonStrategy strategy = ODEON_STRATEGY_INIT;

  strategy.max_restarts = G_MAXUINT;
  strategy.period_ms = 1;
  klass->strategy = &strategy;
}

static void
patient_init (Patient *self G_GNUC_UNUSED)
{
}

static void
swallow (const gchar   *domain G_GNUC_UNUSED,
         GLogLevelFlags level G_GNUC_UNUSED,
         const gchar   *message G_GNUC_UNUSED,
         gpointer       data G_GNUC_UNUSED)
{
}

double
run_restart (int64_t n)
{
  g_log_set_handler ("Odeon-Actor", G_LOG_LEVEL_WARNING, swallow, NULL);
  return odeon_program_run (patient_get_type (), n);
}
