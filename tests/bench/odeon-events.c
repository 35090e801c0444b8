/* SPDX-License-Identifier: MIT */

/* One number after the other, from one actor to another of its worker: told, or published to its
 * only subscriber. After each burst the sender waits until all have come. */

#include "odeon-events.h"

#include "bench.idl.h"
#include "odeon-pairs.h"
#include "odeon-program.h"

#define BURST 256

/* --- Listener --- */

typedef struct
{
  OdeonActor parent_instance;

  OdeonCall *expectation; /* unanswered until nothing is missing */
  gint64     missing;
} Listener;

typedef OdeonActorClass ListenerClass;

GType listener_get_type (void);

static void
listener_expect (BenchSinkImpl *impl, OdeonCall *call, gint64 messages)
{
  Listener *self = (Listener *) impl;

  self->expectation = call;
  self->missing = messages;
}

static void
listener_count (Listener *self)
{
  if (--self->missing == 0)
    bench_sink_complete_expect (g_steal_pointer (&self->expectation));
}

static gboolean
listener_put (BenchSinkImpl *impl, gint64 value G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  listener_count ((Listener *) impl);
  return TRUE;
}

static gboolean
on_event (const BenchEvent *event G_GNUC_UNUSED, gpointer listener)
{
  listener_count (listener);
  return ODEON_EVENT_CONTINUE;
}

static gboolean
listener_started (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  bench_event_subscribe (actor, 0, on_event, actor, NULL);
  return TRUE;
}

static void
listener_implement (BenchSinkImplInterface *iface)
{
  iface->expect_deferred = listener_expect;
  iface->put = listener_put;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Listener, listener, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_SINK_IMPL, listener_implement))

static void
listener_class_init (ListenerClass *klass)
{
  klass->started = listener_started;
}

static void
listener_init (Listener *self G_GNUC_UNUSED)
{
}

/* --- the sender --- */

static gboolean
send_burst (OdeonActor *self, BenchSink *listener, gboolean publishes, gint64 n, GError **error)
{
  g_autoptr (OdeonFuture) all_came = bench_sink_expect (listener, n);

  for (gint64 i = n; i > 0; i--)
    if (publishes)
      bench_event_publish (self, &(BenchEvent) { i });
    else
      bench_sink_put (listener, i);

  return bench_sink_expect_await (g_steal_pointer (&all_came), error);
}

static gboolean
play_events (OdeonActor *self,
             gboolean    publishes,
             gint64      n,
             Clock       clock,
             gdouble    *out_seconds,
             GError    **error)
{
  g_autoptr (BenchSink) listener = NULL;
  gdouble start;

  listener = bench_sink_spawn (ODEON_SPAWNER (self), listener_get_type (), NULL, error, NULL);
  /* It has subscribed when it answers. */
  if (listener == NULL || !send_burst (self, listener, FALSE, 1, error))
    return FALSE;

  start = clock ();
  for (gint64 left = n; left > 0; left -= BURST)
    if (!send_burst (self, listener, publishes, MIN (left, BURST), error))
      return FALSE;
  *out_seconds = clock () - start;

  return odeon_future_await (odeon_ref_stop (listener), error);
}

typedef struct
{
  OdeonActor parent_instance;
} Teller;

typedef OdeonActorClass TellerClass;

GType teller_get_type (void);

static gboolean
teller_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return play_events (ODEON_ACTOR (impl), FALSE, n, program_now, out_result, error);
}

static void
teller_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = teller_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Teller, teller, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL,
                                                      teller_implement))

static void
teller_class_init (TellerClass *klass G_GNUC_UNUSED)
{
}

static void
teller_init (Teller *self G_GNUC_UNUSED)
{
}

double
run_tell_one (int64_t n)
{
  return odeon_program_run (teller_get_type (), n);
}

typedef struct
{
  OdeonActor parent_instance;
} Publisher;

typedef OdeonActorClass PublisherClass;

GType publisher_get_type (void);

static gboolean
publisher_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return play_events (ODEON_ACTOR (impl), TRUE, n, program_now, out_result, error);
}

static void
publisher_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = publisher_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Publisher, publisher, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL,
                                                      publisher_implement))

static void
publisher_class_init (PublisherClass *klass G_GNUC_UNUSED)
{
}

static void
publisher_init (Publisher *self G_GNUC_UNUSED)
{
}

double
run_publish_one (int64_t n)
{
  return odeon_program_run (publisher_get_type (), n);
}

typedef struct
{
  OdeonActor parent_instance;
} Both;

typedef OdeonActorClass BothClass;

GType both_get_type (void);

static gboolean
both_run (BenchBenchmarkImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return play_pairs (ODEON_ACTOR (impl), play_events, n, out_result, error);
}

static void
both_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run = both_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Both, both, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL,
                                                      both_implement))

static void
both_class_init (BothClass *klass G_GNUC_UNUSED)
{
}

static void
both_init (Both *self G_GNUC_UNUSED)
{
}

double
run_publish_cpu (int64_t n)
{
  return odeon_program_run (both_get_type (), n);
}
