/* SPDX-License-Identifier: MIT */

/* Odeon's side of the benchmarks, through the typed API that bench.idl becomes. Each case is an
 * operation of a driver, an actor too, which times it from within; the actors it spawns are its
 * children, and so live on its worker, unless the case says otherwise. The driver stops when its
 * case is over, and takes its children along. */

#include "bench.idl.h"
#include "codec.h"
#include "odeon-actors.h"
#include "odeon-added.h"
#include "odeon-events.h"
#include "odeon-await.h"
#include "odeon-cases.h"
#include "odeon-program.h"
#include "odeon-restart.h"

#define RING_SIZE 503
#define WINDOW    1000
#define SETTLED   1000

/* --- The driver --- */

typedef struct
{
  OdeonActor parent_instance;
} Driver;

typedef OdeonActorClass DriverClass;

GType driver_get_type (void);

static gboolean
driver_pingpong (BenchDriverImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return play_pingpong (ODEON_ACTOR (impl), NULL, n, program_now, out_result, error);
}

static gboolean
driver_fanin (BenchDriverImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  return play_fanin (ODEON_ACTOR (impl), NULL, n, program_now, out_result, error);
}

/* Create, one message, one reply, gone; the clock stops when the last one is. */
static gboolean
driver_spawn_and_stop (BenchDriverImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  gdouble start = program_now ();
  g_autoptr (BenchEcho) echo = NULL;
  g_autoptr (OdeonFuture) gone = NULL;

  for (gint64 i = 0; i < n; i++)
    {
      gint64 answer;

      bench_echo_unref (echo);
      echo = bench_echo_spawn (ODEON_SPAWNER (impl), TYPE_ECHO, NULL, error, NULL);
      if (echo == NULL
          || !bench_echo_say_once_await (bench_echo_say_once (echo, i), &answer, error))
        return FALSE;
    }

  gone = odeon_ref_stop (echo);
  if (!odeon_future_await (gone, error))
    return FALSE;
  *out_result = program_now () - start;
  return TRUE;
}

static gboolean
driver_ring (BenchDriverImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (odeon_ref_unref);
  BenchLink *first;
  gdouble start;

  for (guint i = 0; i < RING_SIZE; i++)
    {
      BenchLink *link = bench_link_spawn (ODEON_SPAWNER (impl), TYPE_LINK, NULL, error, NULL);

      if (link == NULL)
        return FALSE;
      g_ptr_array_add (links, link);
    }
  first = g_ptr_array_index (links, 0);
  for (guint i = 0; i < RING_SIZE; i++)
    bench_link_join (g_ptr_array_index (links, i),
                     g_ptr_array_index (links, (i + 1) % RING_SIZE),
                     first);

  start = program_now ();
  if (!bench_link_start_await (bench_link_start (first, n), error))
    return FALSE;
  *out_result = program_now () - start;
  return TRUE;
}

static gboolean
driver_ask_seq (BenchDriverImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  g_autoptr (BenchEcho) echo = NULL;
  gdouble start;

  echo = bench_echo_spawn (ODEON_SPAWNER (impl), TYPE_ECHO, NULL, error, NULL);
  if (echo == NULL)
    return FALSE;

  start = program_now ();
  for (gint64 i = 0; i < n; i++)
    {
      gint64 answer;

      if (!bench_echo_say_await (bench_echo_say (echo, i), &answer, error))
        return FALSE;
    }
  *out_result = program_now () - start;
  return TRUE;
}

/* By the name of the operation: what it costs to find it, to read the arguments out of a tuple, and
 * to check them. */
static gboolean
driver_ask_dynamic (BenchDriverImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  const OdeonInterfaceInfo *interface = odeon_interface_find ("Bench::Echo");
  g_autoptr (GVariant) arguments = g_variant_ref_sink (g_variant_new ("(x)", G_MAXINT64));
  g_autoptr (BenchEcho) echo = NULL;
  gdouble start;

  echo = bench_echo_spawn (ODEON_SPAWNER (impl), TYPE_ECHO, NULL, error, NULL);
  if (echo == NULL)
    return FALSE;

  start = program_now ();
  for (gint64 i = 0; i < n; i++)
    {
      OdeonFuture *future = odeon_ref_call_dynamic (echo, interface, "say", arguments, NULL);

      if (!odeon_ref_call_dynamic_await (future, NULL, NULL, error))
        return FALSE;
    }
  *out_result = program_now () - start;
  return TRUE;
}

/* A rolling window: each answer taken, in order, makes room for one more question. */
static gboolean
ask_rolling (BenchEcho *echo, gint64 n, OdeonFuture **window, GError **error)
{
  for (gint64 i = 0; i < n + WINDOW; i++)
    {
      OdeonFuture **slot = &window[i % WINDOW];
      gint64 answer;

      if (*slot != NULL && !bench_echo_say_await (g_steal_pointer (slot), &answer, error))
        return FALSE;
      if (i < n)
        *slot = bench_echo_say (echo, i);
    }
  return TRUE;
}

static gboolean
driver_ask_pipe (BenchDriverImpl *impl, gint64 n, gdouble *out_result, GError **error)
{
  g_autofree OdeonFuture **window = g_new0 (OdeonFuture *, WINDOW);
  g_autoptr (BenchEcho) echo = NULL;
  gdouble start;
  gboolean answered;

  echo = bench_echo_spawn (ODEON_SPAWNER (impl), TYPE_ECHO, NULL, error, NULL);
  if (echo == NULL)
    return FALSE;

  start = program_now ();
  answered = ask_rolling (echo, n, window, error);
  *out_result = program_now () - start;

  for (guint i = 0; i < WINDOW; i++)
    odeon_future_unref (window[i]);
  return answered;
}

static gboolean
driver_populate (BenchDriverImpl *impl, gint64 n, GError **error)
{
  for (gint64 i = 0; i < n; i++)
    {
      g_autoptr (BenchEcho) echo = NULL;
      gint64 answer;

      echo = bench_echo_spawn (ODEON_SPAWNER (impl), TYPE_ECHO, NULL, error, NULL);
      if (echo == NULL || !bench_echo_say_await (bench_echo_say (echo, i), &answer, error))
        return FALSE;
    }
  return TRUE;
}

static void
driver_implement (BenchDriverImplInterface *iface)
{
  iface->pingpong = driver_pingpong;
  iface->fanin = driver_fanin;
  iface->spawn_and_stop = driver_spawn_and_stop;
  iface->ring = driver_ring;
  iface->ask_seq = driver_ask_seq;
  iface->ask_pipe = driver_ask_pipe;
  iface->ask_dynamic = driver_ask_dynamic;
  iface->populate = driver_populate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Driver, driver, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_DRIVER_IMPL, driver_implement))

static void
driver_class_init (DriverClass *klass G_GNUC_UNUSED)
{
}

static void
driver_init (Driver *self G_GNUC_UNUSED)
{
}

/* --- The cases --- */

static BenchDriver *
start_driver (void)
{
  OdeonSpawner *system = ODEON_SPAWNER (odeon_system_get_default ());
  GError *error = NULL;
  BenchDriver *driver = bench_driver_spawn (system, driver_get_type (), NULL, &error, NULL);

  odeon_program_exit_if (error);
  return driver;
}

static double
drive (gboolean (*run) (BenchDriver *, gint64, gdouble *, GError **), int64_t n)
{
  BenchDriver *driver = start_driver ();
  GError *error = NULL;
  gdouble seconds = 0;

  run (driver, n, &seconds, &error);
  odeon_program_exit_if (error);
  odeon_program_stop (driver);
  return seconds;
}

static double
run_pingpong (int64_t n)
{
  return drive (bench_driver_pingpong_sync, n);
}

static double
run_fanin (int64_t n)
{
  return drive (bench_driver_fanin_sync, n);
}

static double
run_spawn (int64_t n)
{
  return drive (bench_driver_spawn_and_stop_sync, n);
}

static double
run_ring (int64_t n)
{
  return drive (bench_driver_ring_sync, n);
}

static double
run_ask_seq (int64_t n)
{
  return drive (bench_driver_ask_seq_sync, n);
}

static double
run_ask_pipe (int64_t n)
{
  return drive (bench_driver_ask_pipe_sync, n);
}

static double
run_ask_dynamic (int64_t n)
{
  return drive (bench_driver_ask_dynamic_sync, n);
}

static void
populate (BenchDriver *driver, int64_t n)
{
  GError *error = NULL;

  bench_driver_populate_sync (driver, n, &error);
  odeon_program_exit_if (error);
}

static double
run_spawn_bytes (int64_t n)
{
  BenchDriver *driver = start_driver ();
  double before;
  double bytes;

  populate (driver, SETTLED);
  before = program_resident_bytes ();
  populate (driver, n);
  bytes = (program_resident_bytes () - before) / (double) n;

  odeon_program_stop (driver);
  return bytes;
}

static double
run_idle_cpu (int64_t n)
{
  BenchDriver *driver = start_driver ();
  double ms;

  populate (driver, n);
  ms = program_idle_cpu ();

  odeon_program_stop (driver);
  return ms;
}

static const ProgramCase cases[] = {
  { "pingpong",      run_pingpong,     PROGRAM_WARMED },
  { "fanin",         run_fanin,        PROGRAM_WARMED },
  { "spawn",         run_spawn,        PROGRAM_WARMED },
  { "spawn_bytes",   run_spawn_bytes,  PROGRAM_COLD },
  { "ring",          run_ring,         PROGRAM_WARMED },
  { "ask_seq",       run_ask_seq,      PROGRAM_WARMED },
  { "ask_pipe",      run_ask_pipe,     PROGRAM_WARMED },
  { "idle_cpu",      run_idle_cpu,     PROGRAM_COLD },
  { "ask_static",    run_ask_seq,      PROGRAM_WARMED },
  { "ask_dynamic",   run_ask_dynamic,  PROGRAM_WARMED },
  { "sxi",           run_sxi,          PROGRAM_WARMED },
  { "await_then",    run_await_then,   PROGRAM_WARMED },
  { "await_suspend", run_ask_seq,      PROGRAM_WARMED },
  { "await_finish",  run_await_finish, PROGRAM_WARMED },
  { "await_done",    run_await_done,   PROGRAM_WARMED },

  { "pingpong_supervised", run_pingpong_supervised, PROGRAM_WARMED },
  { "pingpong_bounded",    run_pingpong_bounded,    PROGRAM_COLD },
  { "fanin_bounded",       run_fanin_bounded,       PROGRAM_COLD },
  { "restart",             run_restart,             PROGRAM_WARMED },
  { "tell_one",            run_tell_one,            PROGRAM_WARMED },
  { "publish_one",         run_publish_one,         PROGRAM_WARMED },
  { "publish_cpu",         run_publish_cpu,         PROGRAM_COLD },
};

int
main (int argc, char **argv)
{
  return odeon_program_main (argc, argv, cases, G_N_ELEMENTS (cases));
}
