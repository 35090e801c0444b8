/* SPDX-License-Identifier: MIT */

/* That children are supervised is to cost their messages nothing, which their instructions tell
 * (counts.py). What a bound costs is small beside how much a machine's speed varies: so a case is
 * run with a bound and without, by turns, in one program, each pair is compared by the CPU time of
 * all its threads, and the median of what they say is the result. */

#include "odeon-added.h"

#include "bench.idl.h"
#include "odeon-cases.h"
#include "odeon-program.h"

#include <stdlib.h>
#include <time.h>

#define PAIRS 15
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

static double
cpu_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gdouble one = *(const gdouble *) a;
  gdouble other = *(const gdouble *) b;

  return (one > other) - (one < other);
}

/* Whoever is first in a pair is last in the next. */
static gboolean
play_pairs (OdeonActor *self, Play play, gint64 n, gdouble *out_result, GError **error)
{
  OdeonSpawnOptions bounded = ODEON_SPAWN_OPTIONS_INIT;
  gdouble ratios[PAIRS];

  bounded.mailbox_bound = BOUND;
  bounded.overflow = ODEON_OVERFLOW_PARK;
  for (guint i = 0; i < 2 * PAIRS; i += 2)
    {
      gdouble seconds[2];

      for (guint j = i; j < i + 2; j++)
        {
          guint with = (j + i / 2) % 2;

          if (!play (self, with ? &bounded : NULL, n, cpu_now, &seconds[with], error))
            return FALSE;
        }
      ratios[i / 2] = seconds[1] / seconds[0];
    }

  qsort (ratios, PAIRS, sizeof ratios[0], compare);
  *out_result = (ratios[PAIRS / 2] - 1) * 100;
  return TRUE;
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
  return play_pairs (ODEON_ACTOR (impl), play_fanin, n, out_result, error);
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
  return play_pairs (ODEON_ACTOR (impl), play_pingpong, n, out_result, error);
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
