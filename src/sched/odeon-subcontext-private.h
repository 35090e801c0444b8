/* SPDX-License-Identifier: MIT */

/* The main context of a worker that has no thread: what its actors find as their thread-default
 * one, where the GIO operations that they start call back and the sources live that they attach.
 *
 * A TICK's is iterated by each tick. A HOST's is a source in the application's main context, which
 * polls what is polled here. And a thread that blocks in an await goes on with both, where it must
 * not touch what the application has in its own context: nothing that an actor waits for waits for
 * a thread that waits for the actor.
 *
 * It is made when the first actor runs there. Whoever runs the worker owns it.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

typedef struct
{
  GMainContext *context;
  GSource      *embedding; /* (nullable): the source in the application's context */

  /* Between a look and the next. */
  gint          priority;
  GPollFD      *fds;
  gint          n_fds;
  gint          n_allocated;
} OdeonSubcontext;

/* @outer: (nullable): where it is embedded. */
OdeonSubcontext *_odeon_subcontext_new  (GMainContext *outer);
void             _odeon_subcontext_free (OdeonSubcontext *self);

/* Dispatches what is ready, and does not wait. */
void _odeon_subcontext_iterate (OdeonSubcontext *self);

/* Waits until something is ready in one of them or @wake_fd can be read, for @timeout_ms
 * milliseconds at most (-1: no end), and leaves it there. */
void _odeon_subcontexts_wait (OdeonSubcontext **subcontexts,
                              guint             n,
                              gint              wake_fd,
                              gint              timeout_ms);
