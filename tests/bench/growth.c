/* SPDX-License-Identifier: MIT */

/* What a message costs as something grows: the actors that are alive, the messages that are queued,
 * the operations that an interface has. `PROGRAM CASE SIZE` prints nanoseconds per message; the
 * floor program, floor-growth.c, does the same. */

#include "growth.h"

#include "bench.idl.h"
#include "odeon-program.h"

#define BURST 64

/* --- Grain --- */

typedef struct
{
  OdeonActor   parent_instance;

  BenchSender *sender;
  gint64       count;
} Grain;

typedef OdeonActorClass GrainClass;

GType grain_get_type (void);

static gboolean
grain_meet (BenchGrainImpl *impl, BenchSender *partner, GError **error G_GNUC_UNUSED)
{
  ((Grain *) impl)->sender = bench_sender_ref (partner);
  return TRUE;
}

static gboolean
grain_put (BenchGrainImpl *impl, GError **error G_GNUC_UNUSED)
{
  ((Grain *) impl)->count++;
  return TRUE;
}

static gboolean
grain_settle (BenchGrainImpl *impl, GError **error G_GNUC_UNUSED)
{
  bench_sender_go_on (((Grain *) impl)->sender);
  return TRUE;
}

static void
grain_implement (BenchGrainImplInterface *iface)
{
  iface->meet = grain_meet;
  iface->put = grain_put;
  iface->settle = grain_settle;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Grain, grain, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_GRAIN_IMPL, grain_implement))

static void
grain_finalize (GObject *object)
{
  bench_sender_unref (((Grain *) object)->sender);
  G_OBJECT_CLASS (grain_parent_class)->finalize (object);
}

static void
grain_class_init (GrainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = grain_finalize;
}

static void
grain_init (Grain *self G_GNUC_UNUSED)
{
}

/* --- Bursts of messages to actors in turn: who has had the last one says when to go on --- */

typedef struct
{
  OdeonActor parent_instance;

  GPtrArray *grains;
  guint      next;
  gint64     burst;
  gint64     left;  /* messages to be sent; all of them twice, and timed the second time */
  gdouble    start; /* 0 the first time */
  OdeonCall *run;   /* unanswered until nothing is left */
} Sender;

typedef OdeonActorClass SenderClass;

GType sender_get_type (void);

static gint64
count_messages (const Sender *self)
{
  return (GROWTH_MESSAGES + self->burst - 1) / self->burst * self->burst;
}

static void
send_burst (Sender *self)
{
  BenchGrain *last = NULL;

  for (gint64 i = 0; i < self->burst; i++)
    {
      last = self->grains->pdata[self->next];
      if (++self->next == self->grains->len)
        self->next = 0;
      bench_grain_put (last);
    }
  bench_grain_settle (last);
  self->left -= self->burst;
}

static gboolean
sender_go_on (BenchSenderImpl *impl, GError **error G_GNUC_UNUSED)
{
  Sender *self = (Sender *) impl;
  gdouble now;

  if (self->left > 0)
    {
      send_burst (self);
      return TRUE;
    }

  now = program_now ();
  if (self->start > 0)
    {
      bench_benchmark_complete_run (g_steal_pointer (&self->run),
                                    (now - self->start) * 1e9 / (gdouble) count_messages (self));
      return TRUE;
    }
  self->start = now;
  self->left = count_messages (self);
  send_burst (self);
  return TRUE;
}

static gboolean
spawn_grains (Sender *self, gint64 n, GError **error)
{
  OdeonRef *ref = odeon_actor_get_ref (ODEON_ACTOR (self));
  g_autoptr (BenchSender) me = bench_sender_from_ref (ref, error);

  for (gint64 i = 0; me != NULL && i < n; i++)
    {
      BenchGrain *grain
        = bench_grain_spawn (ODEON_SPAWNER (self), grain_get_type (), NULL, error, NULL);

      if (grain == NULL)
        return FALSE;
      bench_grain_meet (grain, me);
      g_ptr_array_add (self->grains, grain);
    }
  return me != NULL;
}

static void
send_all (Sender *self, OdeonCall *call, gint64 n_grains, gint64 burst)
{
  GError *error = NULL;

  if (!spawn_grains (self, n_grains, &error))
    {
      odeon_call_return_error (call, error);
      return;
    }
  self->run = call;
  self->burst = burst;
  self->left = count_messages (self);
  send_burst (self);
}

static void
sender_implement (BenchSenderImplInterface *iface)
{
  iface->go_on = sender_go_on;
}

G_DEFINE_TYPE_WITH_CODE (Sender, sender, ODEON_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (BENCH_TYPE_SENDER_IMPL, sender_implement))

static void
sender_finalize (GObject *object)
{
  Sender *self = (Sender *) object;

  g_ptr_array_unref (self->grains);
  odeon_call_drop (self->run);
  G_OBJECT_CLASS (sender_parent_class)->finalize (object);
}

static void
sender_class_init (SenderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sender_finalize;
}

static void
sender_init (Sender *self)
{
  self->grains = g_ptr_array_new_with_free_func (odeon_ref_unref);
}

/* --- The cases --- */

typedef Sender      Alive;
typedef SenderClass AliveClass;

GType alive_get_type (void);

static void
alive_run (BenchBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  send_all ((Sender *) impl, call, n, BURST);
}

static void
alive_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run_deferred = alive_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Alive, alive, sender_get_type (),
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL, alive_implement))

static void
alive_class_init (AliveClass *klass G_GNUC_UNUSED)
{
}

static void
alive_init (Alive *self G_GNUC_UNUSED)
{
}

typedef Sender      Queued;
typedef SenderClass QueuedClass;

GType queued_get_type (void);

static void
queued_run (BenchBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  send_all ((Sender *) impl, call, 1, n);
}

static void
queued_implement (BenchBenchmarkImplInterface *iface)
{
  iface->run_deferred = queued_run;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Queued, queued, sender_get_type (),
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_BENCHMARK_IMPL, queued_implement))

static void
queued_class_init (QueuedClass *klass G_GNUC_UNUSED)
{
}

static void
queued_init (Queued *self G_GNUC_UNUSED)
{
}

static double
run_actors (int64_t n)
{
  return odeon_program_run (alive_get_type (), n);
}

static double
run_queue (int64_t n)
{
  return odeon_program_run (queued_get_type (), n);
}

static const ProgramCase cases[] = {
  { "actors",  run_actors,         PROGRAM_COLD },
  { "queue",   run_queue,          PROGRAM_COLD },
  { "methods", growth_run_methods, PROGRAM_COLD },
};

int
main (int argc, char **argv)
{
  return odeon_program_main (argc, argv, cases, G_N_ELEMENTS (cases));
}
