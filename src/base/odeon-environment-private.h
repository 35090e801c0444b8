/* SPDX-License-Identifier: MIT */

/* What the runtime asks of the world: the time, random bytes, and a choice where any would do.
 * Everything that reads a clock, draws a number or picks among equals does it through this table,
 * so that a whole system can run on one thread, from a seed, in virtual time. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

/* `now`: microseconds, monotonic. Any thread; never blocks.
 * `random`: fills @size bytes from a cryptographic source. Any thread; aborts without one.
 * `skip`: (nullable) a thread that blocks has nothing to do until @until: where time is not real,
 *   it is that late now. %NULL is to wait.
 * `choose`: (nullable) a number below @n: which of @n ready actors is next. %NULL is always 0: in
 *   turn. On a worker's thread. */
typedef struct
{
  gint64 (*now)    (void);
  void   (*random) (gpointer bytes, gsize size);
  void   (*skip)   (gint64 until);
  guint  (*choose) (guint n);
} OdeonEnvironment;

/* To be replaced before the first system is made. */
extern const OdeonEnvironment *_odeon_environment;

static inline gint64
_odeon_now (void)
{
  return _odeon_environment->now ();
}
