/* SPDX-License-Identifier: MIT */

/* How long a worker runs actors at a stretch: until a time, which it compares with the clock every
 * so many messages. How many is the pace, which follows how long they take; it is also the most
 * that an actor handles in a turn, or two hundred messages of 5 ms would make a turn of a second.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

/* Looking at the clock costs as much as a message: not after each, unless they take long. */
#define ODEON_SLICE_LOOK_EVERY 128

/* What is done is counted by the worker: messages, and whatever else is work. */
typedef struct
{
  gint64   end;        /* G_MAXINT64: none */
  guint    quantum;    /* the most that an actor does in its turn */
  guint    next_look;  /* at the clock, in work done */
  guint    n_looked;   /* what was done at the last one */
  gint64   looked;     /* when that was */
  guint    pace;       /* from one look to the next; kept from slice to slice */
  gboolean is_fine;    /* one by one, whatever they take */
  gboolean has_looked; /* it is time to look for other things, too: the worker's */
  gboolean is_over;
} OdeonSlice;

void _odeon_slice_init (OdeonSlice *self);

/* Of @usec microseconds from @now on (negative: without end, whatever @now is), looking at the
 * clock after each message if @fine. */
void _odeon_slice_begin (OdeonSlice *self, guint n_done, gint64 now, gint64 usec, gboolean fine);

/* For the function below: asks the clock. */
gboolean _odeon_slice_look (OdeonSlice *self, guint n_done);

static inline gboolean
_odeon_slice_is_over (OdeonSlice *self, guint n_done)
{
  if (G_LIKELY ((gint) (n_done - self->next_look) < 0))
    return self->is_over;

  return _odeon_slice_look (self, n_done);
}
