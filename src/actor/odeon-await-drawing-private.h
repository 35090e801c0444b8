/* SPDX-License-Identifier: MIT */

/* Who awaits whom, as it stands when an await begins: the nodes are actors, and awaits of those
 * that may have several; an edge leads to what must go on first. There is one drawing in the
 * process, all of it under the lock of odeon-await-graph.c. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-concurrency-private.h"

/* In the word that says which call is awaited: its address, 0 if it is no call. */
#define ODEON_AWAIT_STOP ((uintptr_t) 1)

typedef struct
{
  OdeonCell *cell; /* counted */
  uintptr_t  call;
} OdeonAdmission;

/* Draws what @actor leads to by @await (%NULL: it has one message at a time). %FALSE: it is too
 * large, or did not stand still. */
gboolean _odeon_await_drawing_draw_locked (guint64 actor, const OdeonAwait *await);

/* (nullable): calls that wait where they are waited for themselves. Their senders go on. */
GArray *_odeon_await_drawing_find_admissions_locked (void);

/* After that: all that can. */
void _odeon_await_drawing_find_who_goes_on_locked (void);

/* After that: the actors on the way from the first node back to it, in order, as many as
 * %ODEON_IDENTITY_CYCLE_MAX; how many, 0 if there is no such way. */
guint _odeon_await_drawing_trace_locked (guint64 *cycle);
