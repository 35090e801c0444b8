/* SPDX-License-Identifier: MIT */

/* A benchmark program is run as `PROGRAM CASE N` and prints one line, `CASE N RESULT`. It exits
 * with 2 when asked for a case it does not have. */

#include "program.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static const ProgramCase *
find_case (const char *name, const ProgramCase *cases, size_t n_cases)
{
  for (size_t i = 0; i < n_cases; i++)
    if (strcmp (cases[i].name, name) == 0)
      return &cases[i];

  return NULL;
}

int
program_main (int argc, char **argv, const ProgramCase *cases, size_t n_cases)
{
  const ProgramCase *chosen = argc == 3 ? find_case (argv[1], cases, n_cases) : NULL;
  int64_t n = argc == 3 ? strtoll (argv[2], NULL, 10) : 0;

  if (chosen == NULL || n <= 0)
    {
      fprintf (stderr, "Usage: %s CASE N, where CASE is one of", argv[0]);
      for (size_t i = 0; i < n_cases; i++)
        fprintf (stderr, " %s", cases[i].name);
      fputc ('\n', stderr);
      return 2;
    }

  if (chosen->start == PROGRAM_WARMED)
    chosen->run (n / 10 + 1);
  printf ("%s %" PRId64 " %.9f\n", chosen->name, n, chosen->run (n));
  return EXIT_SUCCESS;
}

double
program_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

/* Resident rather than allocated bytes: the same question can be asked of every system, and its
 * answer counts stacks and the allocator's own needs. */
double
program_resident_bytes (void)
{
  unsigned long pages = 0;
  FILE *statm = fopen ("/proc/self/statm", "r");

  if (statm == NULL || fscanf (statm, "%*u %lu", &pages) != 1)
    {
      perror ("/proc/self/statm");
      exit (EXIT_FAILURE);
    }
  fclose (statm);
  return (double) pages * (double) sysconf (_SC_PAGESIZE);
}

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-3;
}

double
program_idle_cpu (void)
{
  struct timespec left = { .tv_sec = 2 };
  double before = cpu_ms ();

  while (nanosleep (&left, &left) != 0)
    continue;
  return cpu_ms () - before;
}
