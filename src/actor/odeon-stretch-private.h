/* SPDX-License-Identifier: MIT */

/* A stretch: a handler holds its thread, from its beginning or from the end of an await to its own
 * end or the next await. A thread has one at a time; of a pass within a pass the inner one.
 *
 * What a thread's stretch is stands in a record that others may look at: `since` is 0 while it is
 * written, and is read before and after, so that the two words belong together. Two stretches that
 * began in the same microsecond cannot be told apart that way, and need not be.
 *
 * A stretch that is over and was too long is reported by its own thread; one that is not over, by
 * the thread that watches, which there is as long as a system wants to know and has threads.
 * Whichever comes first reports it.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

typedef struct
{
  guint64 actor; /* its id; 0: none */
  gint64  since;
  gint64  limit; /* microseconds; G_MAXINT64: none */
} OdeonStretch;

/* Begins a stretch on this thread; returns the one that this interrupts. */
OdeonStretch _odeon_stretch_begin (OdeonCell *cell, gint64 now, gint64 limit);

/* Ends it: the thread has @outer from now on. */
void _odeon_stretch_end (OdeonCell *cell, gint64 now, const OdeonStretch *outer);

/* What holds a thread that has a stretch under way: for each of them. */
void _odeon_stretch_visit_all (void (*visit) (const OdeonStretch *stretch, gpointer data),
                               gpointer data);

/* Any thread: stretches are watched from now on, by one thread in all, at most @limit late. Each
 * _watch() has its _unwatch(). */
void _odeon_stretch_watch   (gint64 limit);
void _odeon_stretch_unwatch (void);
