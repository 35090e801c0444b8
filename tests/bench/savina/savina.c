/* SPDX-License-Identifier: MIT */

/* Odeon's side of the Savina benchmarks, through the typed API that savina.idl becomes. Who plays a
 * case is an actor of the default system; whom it needs are its children, and so live on its
 * worker, unless the case says otherwise. It stops when its case is over, its children with it. */

#include "savina.h"
#include "program.h"

#include <stdlib.h>

gboolean
savina_check (gint64 found, gint64 expected, GError **error)
{
  if (found == expected)
    return TRUE;
  g_propagate_error (error, savina_wrong_result_new_error (found, expected));
  return FALSE;
}

void
savina_conclude (OdeonCall *run, gint64 found, gint64 expected)
{
  GError *error = NULL;

  if (savina_check (found, expected, &error))
    savina_benchmark_complete_run (run);
  else
    odeon_call_return_error (run, error);
}

static void
exit_if (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("%s\n", error->message);
  exit (EXIT_FAILURE);
}

static void
await (OdeonFuture *taken)
{
  g_autoptr (OdeonFuture) future = taken;
  GError *error = NULL;

  odeon_future_await (future, &error);
  exit_if (error);
}

double
savina_run (GType type, int64_t n)
{
  OdeonSpawner *system = ODEON_SPAWNER (odeon_system_get_default ());
  g_autoptr (SavinaBenchmark) benchmark = NULL;
  GError *error = NULL;
  double start;
  double seconds;

  benchmark = savina_benchmark_spawn (system, type, NULL, &error, NULL);
  exit_if (error);

  start = program_now ();
  savina_benchmark_run_sync (benchmark, n, &error);
  seconds = program_now () - start;
  exit_if (error);

  await (odeon_ref_stop (benchmark));
  return seconds;
}

static const ProgramCase cases[] = {
  { "pingpong",    savina_pingpong,    PROGRAM_WARMED },
  { "count",       savina_count,       PROGRAM_WARMED },
  { "fjthrput",    savina_fjthrput,    PROGRAM_WARMED },
  { "fjcreate",    savina_fjcreate,    PROGRAM_WARMED },
  { "threadring",  savina_threadring,  PROGRAM_WARMED },
  { "chameneos",   savina_chameneos,   PROGRAM_WARMED },
  { "big",         savina_big,         PROGRAM_WARMED },
  { "bndbuffer",   savina_bndbuffer,   PROGRAM_WARMED },
  { "philosopher", savina_philosopher, PROGRAM_WARMED },
  { "banking",     savina_banking,     PROGRAM_WARMED },
  { "sieve",       savina_sieve,       PROGRAM_WARMED },
  { "uct",         savina_uct,         PROGRAM_WARMED },
  { "skynet",      savina_skynet,      PROGRAM_WARMED },
};

int
main (int argc, char **argv)
{
  int status = program_main (argc, argv, cases, G_N_ELEMENTS (cases));

  await (odeon_system_shut_down (odeon_system_get_default ()));
  return status;
}
