/* SPDX-License-Identifier: MIT */

/* That children are supervised is to cost their messages nothing, which their instructions tell
 * (counts.py). What a bound costs is compared in pairs. */

#include "odeon-added.h"

#include "bench.idl.h"
#include "odeon-pairs.h"
#include "odeon-program.h"

#define BOUND 1000

/* --- Supervised --- */

typedef struct
{
  OdeonActor parent_instance;
} Supervisor;

typedef OdeonActorClass SupervisorClass;

GType supervisor_get_type (void);

static gboolean
supervisor_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return play_pingpong (ODEON_ACTOR (impl), NULL, n, program_now, out_result, error);
}

static void
supervisor_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = supervisor_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Supervisor, supervisor, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL,
                                                      supervisor_implement))

static void
supervisor_class_init (SupervisorClass *klass)
{
  static const OdeonStrategy strategy = ODEON_STRATEGY_INIT;

  klass->strategy = &strategy;
}

static void
supervisor_init (Supervisor *self G_GNUC_UNUSED)
{
}

double
run_pingpong_supervised (int64_t n)
{
  return odeon_program_run (supervisor_get_type (), n);
}

/* --- Bounded --- */

static const OdeonSpawnOptions *
get_options (gboolean bounded)
{
  static OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.mailbox_bound = BOUND;
  options.overflow = ODEON_OVERFLOW_PARK;
  return bounded ? &options : NULL;
}

static gboolean
play_fanin_either (OdeonActor *self,
                   gboolean    bounded,
                   gint64      n,
                   Clock       clock,
                   gdouble    *out_seconds,
                   GError    **error)
{
  return play_fanin (self, get_options (bounded), n, clock, out_seconds, error);
}

static gboolean
play_pingpong_either (OdeonActor *self,
                      gboolean    bounded,
                      gint64      n,
                      Clock       clock,
                      gdouble    *out_seconds,
                      GError    **error)
{
  return play_pingpong (self, get_options (bounded), n, clock, out_seconds, error);
}

typedef struct
{
  OdeonActor parent_instance;
} Fans;

typedef OdeonActorClass FansClass;

GType fans_get_type (void);

static gboolean
fans_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return play_pairs (ODEON_ACTOR (impl), play_fanin_either, n, out_result, error);
}

static void
fans_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = fans_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Fans, fans, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL, fans_implement))

static void
fans_class_init (FansClass *klass G_GNUC_UNUSED)
{
}

static void
fans_init (Fans *self G_GNUC_UNUSED)
{
}

double
run_fanin_bounded (int64_t n)
{
  return odeon_program_run (fans_get_type (), n);
}

typedef struct
{
  OdeonActor parent_instance;
} Games;

typedef OdeonActorClass GamesClass;

GType games_get_type (void);

static gboolean
games_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return play_pairs (ODEON_ACTOR (impl), play_pingpong_either, n, out_result, error);
}

static void
games_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = games_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Games, games, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL, games_implement))

static void
games_class_init (GamesClass *klass G_GNUC_UNUSED)
{
}

static void
games_init (Games *self G_GNUC_UNUSED)
{
}

double
run_pingpong_bounded (int64_t n)
{
  return odeon_program_run (games_get_type (), n);
}
