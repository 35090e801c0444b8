/* SPDX-License-Identifier: MIT */

#include "odeon-cases.h"

#include "bench.idl.h"
#include "odeon-actors.h"

#define SOURCES 4

gboolean
play_pingpong (OdeonActor *self,
               const OdeonSpawnOptions *options,
               gint64 n,
               Clock clock,
               gdouble *out_seconds,
               GError **error)
{
  g_autoptr (BenchPlayer) first = NULL;
  g_autoptr (BenchPlayer) second = NULL;
  gdouble start;

  first = bench_player_spawn (ODEON_SPAWNER (self), TYPE_PLAYER, options, error, NULL);
  if (first == NULL)
    return FALSE;
  second = bench_player_spawn (ODEON_SPAWNER (self), TYPE_PLAYER, options, error, NULL);
  if (second == NULL)
    return FALSE;
  bench_player_meet (first, second);
  bench_player_meet (second, first);

  start = clock ();
  if (!bench_player_play_await (bench_player_play (first, n), error))
    return FALSE;
  *out_seconds = clock () - start;
  return TRUE;
}

gboolean
play_fanin (OdeonActor *self,
            const OdeonSpawnOptions *options,
            gint64 n,
            Clock clock,
            gdouble *out_seconds,
            GError **error)
{
  OdeonSpawner *system = ODEON_SPAWNER (odeon_system_get_default ());
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_autoptr (BenchSink) sink = NULL;
  g_autoptr (OdeonFuture) all_came = NULL;
  gdouble start;

  sink = bench_sink_spawn (ODEON_SPAWNER (self), TYPE_SINK, options, error, NULL);
  if (sink == NULL)
    return FALSE;
  for (guint i = 0; i < SOURCES; i++)
    {
      BenchSource *source = bench_source_spawn (system, TYPE_SOURCE, NULL, error, NULL);

      if (source == NULL)
        return FALSE;
      g_ptr_array_add (sources, source);
    }

  start = clock ();
  all_came = bench_sink_expect (sink, n / SOURCES * SOURCES);
  for (guint i = 0; i < SOURCES; i++)
    bench_source_emit (g_ptr_array_index (sources, i), sink, n / SOURCES);
  if (!bench_sink_expect_await (g_steal_pointer (&all_came), error))
    return FALSE;
  *out_seconds = clock () - start;

  for (guint i = 0; i < SOURCES; i++)
    odeon_future_unref (odeon_ref_stop (g_ptr_array_index (sources, i)));
  return TRUE;
}
