/* SPDX-License-Identifier: MIT */

#include "odeon-pairs.h"

#include <stdlib.h>
#include <time.h>

#define PAIRS 15

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
gboolean
play_pairs (OdeonActor *self, PlayEither play, gint64 n, gdouble *out_percent, GError **error)
{
  gdouble ratios[PAIRS];

  for (guint i = 0; i < 2 * PAIRS; i += 2)
    {
      gdouble seconds[2];

      for (guint j = i; j < i + 2; j++)
        {
          guint with = (j + i / 2) % 2;

          if (!play (self, with, n, cpu_now, &seconds[with], error))
            return FALSE;
        }
      ratios[i / 2] = seconds[1] / seconds[0];
    }

  qsort (ratios, PAIRS, sizeof ratios[0], compare);
  *out_percent = (ratios[PAIRS / 2] - 1) * 100;
  return TRUE;
}
