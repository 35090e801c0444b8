/* SPDX-License-Identifier: MIT */

/* A histogram that several threads add to. Its words are independent of one another: whoever copies
 * it may see a value in its bucket and not yet in the sum. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-histogram.h"

#include <stdatomic.h>

typedef struct
{
  _Atomic (guint64) sum;
  _Atomic (guint64) max;
  _Atomic (guint64) buckets[ODEON_HISTOGRAM_BUCKETS];
} OdeonSharedHistogram;

/* Any thread. */
void _odeon_shared_histogram_add  (OdeonSharedHistogram *self, guint64 value);
void _odeon_shared_histogram_copy (OdeonSharedHistogram *self, OdeonHistogram *out_copy);
