/* SPDX-License-Identifier: MIT */

#include "odeon-program.h"

#include "bench.idl.h"

#include <stdlib.h>

void
odeon_program_exit_if (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("%s\n", error->message);
  exit (EXIT_FAILURE);
}

void
odeon_program_await (OdeonFuture *future)
{
  GError *error = NULL;

  odeon_future_await (future, &error);
  odeon_program_exit_if (error);
  odeon_future_unref (future);
}

void
odeon_program_stop (gpointer proxy)
{
  odeon_program_await (odeon_ref_stop (proxy));
  odeon_ref_unref (proxy);
}

double
odeon_program_run (GType type, int64_t n)
{
  OdeonSpawner *system = ODEON_SPAWNER (odeon_system_get_default ());
  GError *error = NULL;
  BenchBenchmark *benchmark = bench_benchmark_spawn (system, type, NULL, &error, NULL);
  gdouble result = 0;

  odeon_program_exit_if (error);
  bench_benchmark_run_sync (benchmark, n, &result, &error);
  odeon_program_exit_if (error);

  odeon_program_stop (benchmark);
  return result;
}

int
odeon_program_main (int argc, char **argv, const ProgramCase *cases, size_t n_cases)
{
  int status = program_main (argc, argv, cases, n_cases);

  odeon_program_await (odeon_system_shut_down (odeon_system_get_default ()));
  return status;
}
