/* SPDX-License-Identifier: MIT */

/* An await that suspends is to cost little more than a continuation, and one that does not is to
 * cost nothing: the same calls are made, and their answers taken in both ways. The awaits that
 * suspend are those of `ask_seq`. */

#include "odeon-await.h"

#include "bench.idl.h"
#include "odeon-actors.h"
#include "odeon-program.h"

#define WINDOW 1000

/* --- Continuations --- */

typedef struct
{
  OdeonActor parent_instance;

  BenchEcho *echo;
  OdeonCall *run; /* unanswered until nothing is left */
  gint64     left;
  gdouble    start;
} Chain;

typedef OdeonActorClass ChainClass;

GType chain_get_type (void);

static void chain_take (OdeonFuture *future, gpointer data);

static void
chain_ask (Chain *self)
{
  g_autoptr (OdeonFuture) future = bench_echo_say (self->echo, self->left);

  odeon_future_on_done (future, chain_take, self, NULL);
}

static void
chain_take (OdeonFuture *future, gpointer data)
{
  Chain *self = data;
  GError *error = NULL;
  gint64 answer;

  if (!bench_echo_say_finish (future, &answer, &error))
    odeon_call_return_error (g_steal_pointer (&self->run), error);
  else if (--self->left > 0)
    chain_ask (self);
  else
    bench_benchmark_complete_run (g_steal_pointer (&self->run), program_now () - self->start);
}

static void
chain_run (BenchBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Chain *self = (Chain *) impl;
  GError *error = NULL;

  self->echo = bench_echo_spawn (ODEON_SPAWNER (self), TYPE_ECHO, NULL, &error, NULL);
  if (self->echo == NULL)
    {
      odeon_call_return_error (call, error);
      return;
    }
  self->run = call;
  self->left = n;
  self->start = program_now ();
  chain_ask (self);
}

static void
chain_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run_deferred = chain_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Chain, chain, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL, chain_implement))

static void
chain_finalize (GObject *object)
{
  Chain *self = (Chain *) object;

  bench_echo_unref (self->echo);
  odeon_call_drop (self->run);
  G_OBJECT_CLASS (chain_parent_class)->finalize (object);
}

static void
chain_class_init (ChainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chain_finalize;
}

static void
chain_init (Chain *self G_GNUC_UNUSED)
{
}

double
run_await_then (int64_t n)
{
  return odeon_program_run (chain_get_type (), n);
}

/* --- Futures that are done --- */

typedef gboolean (*Take) (OdeonFuture *taken, gint64 *out_answer, GError **error);

static gboolean
take_finished (OdeonFuture *taken, gint64 *out_answer, GError **error)
{
  g_autoptr (OdeonFuture) future = taken;

  return bench_echo_say_finish (future, out_answer, error);
}

/* The last one is awaited in either case: then all are done. */
static gboolean
ask_window (BenchEcho *echo, gint64 n, Take take, GError **error)
{
  OdeonFuture *window[WINDOW];
  gint64 answer;
  gboolean taken;

  for (gint64 i = 0; i < n; i++)
    window[i] = bench_echo_say (echo, i);
  taken = bench_echo_say_await (window[--n], &answer, error);
  for (gint64 i = 0; i < n; i++)
    taken = take (window[i], &answer, taken ? error : NULL) && taken;
  return taken;
}

static gboolean
ask_windows (OdeonActor *self, gint64 n, Take take, gdouble *out_result, GError **error)
{
  g_autoptr (BenchEcho) echo = NULL;
  gdouble start;

  echo = bench_echo_spawn (ODEON_SPAWNER (self), TYPE_ECHO, NULL, error, NULL);
  if (echo == NULL)
    return FALSE;

  start = program_now ();
  for (gint64 left = n; left > 0; left -= WINDOW)
    if (!ask_window (echo, MIN (left, WINDOW), take, error))
      return FALSE;
  *out_result = program_now () - start;
  return TRUE;
}

typedef struct
{
  OdeonActor parent_instance;
} Finishing;

typedef OdeonActorClass FinishingClass;

GType finishing_get_type (void);

static gboolean
finishing_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return ask_windows (ODEON_ACTOR (impl), n, take_finished, out_result, error);
}

static void
finishing_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = finishing_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Finishing, finishing, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL,
                                                      finishing_implement))

static void
finishing_class_init (FinishingClass *klass G_GNUC_UNUSED)
{
}

static void
finishing_init (Finishing *self G_GNUC_UNUSED)
{
}

typedef struct
{
  OdeonActor parent_instance;
} Awaiting;

typedef OdeonActorClass AwaitingClass;

GType awaiting_get_type (void);

static gboolean
awaiting_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return ask_windows (ODEON_ACTOR (impl), n, bench_echo_say_await, out_result, error);
}

static void
awaiting_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = awaiting_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Awaiting, awaiting, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL,
                                                      awaiting_implement))

static void
awaiting_class_init (AwaitingClass *klass G_GNUC_UNUSED)
{
}

static void
awaiting_init (Awaiting *self G_GNUC_UNUSED)
{
}

double
run_await_finish (int64_t n)
{
  return odeon_program_run (finishing_get_type (), n);
}

double
run_await_done (int64_t n)
{
  return odeon_program_run (awaiting_get_type (), n);
}
