/* SPDX-License-Identifier: MIT */

/* Buckets by the highest bit and the two below it. */

#include "odeon-histogram-private.h"

#define PARTS      4 /* of each power of two */
#define PARTS_BITS 2

static guint
bucket_of (guint64 value)
{
  guint power;

  if (value < PARTS)
    return (guint) value;

  power = 63u - (guint) __builtin_clzll (value);

  return MIN ((power - PARTS_BITS + 1) * PARTS + (guint) (value >> (power - PARTS_BITS)) % PARTS,
              ODEON_HISTOGRAM_BUCKETS - 1);
}

guint64
odeon_histogram_get_bucket_start (guint bucket)
{
  g_return_val_if_fail (bucket < ODEON_HISTOGRAM_BUCKETS, 0);

  if (bucket < PARTS)
    return bucket;

  return (guint64) (PARTS + bucket % PARTS) << (bucket / PARTS - 1);
}

void
odeon_histogram_add (OdeonHistogram *self, guint64 value)
{
  g_return_if_fail (self != NULL);

  self->n++;
  self->sum += value;
  self->max = MAX (self->max, value);
  self->buckets[bucket_of (value)]++;
}

gdouble
odeon_histogram_get_mean (const OdeonHistogram *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n > 0 ? (gdouble) self->sum / (gdouble) self->n : 0;
}

guint64
odeon_histogram_get_quantile (const OdeonHistogram *self, gdouble quantile)
{
  guint64 below = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (quantile >= 0 && quantile <= 1, 0);

  for (guint i = 0; i + 1 < ODEON_HISTOGRAM_BUCKETS && self->n > 0; i++)
    {
      below += self->buckets[i];
      if (below > 0 && (gdouble) below >= quantile * (gdouble) self->n)
        return MIN (odeon_histogram_get_bucket_start (i + 1) - 1, self->max);
    }

  return self->max;
}

/* --- of several threads --- */

/* Relaxed: nothing hangs on them but themselves. */
void
_odeon_shared_histogram_add (OdeonSharedHistogram *self, guint64 value)
{
  guint64 max = atomic_load_explicit (&self->max, memory_order_relaxed);

  while (value > max
         && !atomic_compare_exchange_weak_explicit (&self->max, &max, value, memory_order_relaxed,
                                                    memory_order_relaxed))
    ;
  atomic_fetch_add_explicit (&self->sum, value, memory_order_relaxed);
  atomic_fetch_add_explicit (&self->buckets[bucket_of (value)], 1, memory_order_relaxed);
}

void
_odeon_shared_histogram_copy (OdeonSharedHistogram *self, OdeonHistogram *out_copy)
{
  out_copy->n = 0;
  out_copy->sum = atomic_load_explicit (&self->sum, memory_order_relaxed);
  out_copy->max = atomic_load_explicit (&self->max, memory_order_relaxed);
  for (guint i = 0; i < ODEON_HISTOGRAM_BUCKETS; i++)
    {
      out_copy->buckets[i] = atomic_load_explicit (&self->buckets[i], memory_order_relaxed);
      out_copy->n += out_copy->buckets[i];
    }
}
