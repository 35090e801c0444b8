/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-types.h"

G_BEGIN_DECLS

/**
 * ODEON_HISTOGRAM_BUCKETS:
 *
 * How many buckets an #OdeonHistogram has.
 */
#define ODEON_HISTOGRAM_BUCKETS 128

/**
 * OdeonHistogram:
 * @n: how many values there were
 * @sum: their sum
 * @max: the largest
 * @buckets: how many fell into each bucket
 *
 * How values are spread, in fixed memory. Numbers up to 7 have a bucket each; beyond, each power of
 * two has four, so that a value is known to a quarter. What is 2³³ or more is in the last one.
 */
typedef struct
{
  guint64 n;
  guint64 sum;
  guint64 max;
  guint64 buckets[ODEON_HISTOGRAM_BUCKETS];
} OdeonHistogram;

/**
 * odeon_histogram_add:
 * @self: a histogram, of zeros at first
 * @value: a value
 *
 * Not thread-safe.
 */
ODEON_EXPORT
void odeon_histogram_add (OdeonHistogram *self, guint64 value);

/**
 * odeon_histogram_get_mean:
 * @self: a histogram
 *
 * Returns: the mean of the values, exactly; 0 if there are none
 */
ODEON_EXPORT
gdouble odeon_histogram_get_mean (const OdeonHistogram *self);

/**
 * odeon_histogram_get_quantile:
 * @self: a histogram
 * @quantile: from 0 to 1: 0.5 is the median, 1 the maximum
 *
 * Returns: what that part of the values does not exceed: the end of a bucket, at most the maximum;
 *   0 if there are none
 */
ODEON_EXPORT
guint64 odeon_histogram_get_quantile (const OdeonHistogram *self, gdouble quantile);

/**
 * odeon_histogram_get_bucket_start:
 * @bucket: below %ODEON_HISTOGRAM_BUCKETS
 *
 * Returns: the least value that falls into that bucket
 */
ODEON_EXPORT
guint64 odeon_histogram_get_bucket_start (guint bucket);

G_END_DECLS
