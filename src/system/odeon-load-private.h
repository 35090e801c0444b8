/* SPDX-License-Identifier: MIT */

/* How busy the workers of a system have been of late: what part of the time they did not sleep.
 * They only say how long they have slept; whoever places an actor looks, and compares that with
 * what it was at the last look. So it costs messages nothing: nobody looks at the clock for it but
 * who spawns, and who goes to sleep anyway.
 *
 * The farther back, the less it counts. Two workers that are about as busy are as good as one
 * another: a difference must be large to make a turn pass by.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-worker-private.h"

typedef struct
{
  gint64 slept; /* until the last look */
  gint   busy;  /* permille */
} OdeonWorkerLoad;

/* Under its owner's lock. */
typedef struct
{
  gint64           looked; /* when, in microseconds */
  gint             least;  /* `busy` of the idlest */
  guint            n;
  OdeonWorkerLoad *loads;  /* (nullable): of each worker */
} OdeonLoad;

void _odeon_load_init  (OdeonLoad *self, guint n, gint64 now);
void _odeon_load_clear (OdeonLoad *self);

/* Looks at the workers, THREADs, if the last look was long enough ago to tell anything. */
void _odeon_load_sample (OdeonLoad *self, GPtrArray *workers, gint64 now);

/* Whether the worker of this number has been much busier than another: not so of all. */
static inline gboolean
_odeon_load_is_high (const OdeonLoad *self, guint i)
{
  return self->loads[i].busy > self->least + 250;
}
