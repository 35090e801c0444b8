/* SPDX-License-Identifier: MIT */

/* all, any, race: one block for the gathered future and a waiter on each of its parts. It holds a
 * reference to itself for every part that is not done, and one to every part for good. No lock:
 * the parts count down, and the state word decides who was first. */

#include "odeon-value-future-private.h"

typedef enum
{
  GATHER_ALL,
  GATHER_ANY,
  GATHER_RACE
} GatherKind;

typedef struct _Gather Gather;

typedef struct
{
  OdeonWaiter  waiter; /* first: a waiter is its part */
  Gather      *gather;
  OdeonFuture *future;
} Part;

struct _Gather
{
  OdeonValueFuture base;
  GatherKind       kind;
  atomic_size_t    pending;
  atomic_bool      decided; /* who may write the origin */
  gsize            n_parts;
  Part             parts[];
};

static void
finalize (OdeonFuture *future)
{
  Gather *self = (Gather *) future;

  for (gsize i = 0; i < self->n_parts; i++)
    odeon_future_unref (self->parts[i].future);
  _odeon_value_future_clear (&self->base);
  g_free (self);
}

static gboolean
get_value (OdeonFuture *future, GValue *value, GError **error)
{
  Gather    *self = (Gather *) future;
  GPtrArray *futures;

  if (self->kind != GATHER_ALL)
    return _odeon_value_future_get_value (future, value, error);

  futures = g_ptr_array_new_full ((guint) self->n_parts, (GDestroyNotify) odeon_future_unref);
  for (gsize i = 0; i < self->n_parts; i++)
    g_ptr_array_add (futures, odeon_future_ref (self->parts[i].future));
  g_value_init (value, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (value, futures);

  return TRUE;
}

static GVariant *
dup_variant (OdeonFuture *future, GError **error)
{
  Gather         *self = (Gather *) future;
  GVariantBuilder builder;

  if (self->kind != GATHER_ALL)
    return _odeon_value_future_dup_variant (future, error);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (gsize i = 0; i < self->n_parts; i++)
    {
      g_autoptr (GVariant) part = odeon_future_dup_variant (self->parts[i].future, error);

      if (part == NULL)
        {
          g_variant_builder_clear (&builder);
          return NULL;
        }
      g_variant_builder_add_value (&builder, part);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static gchar *
describe (OdeonFuture *future)
{
  Gather *self = (Gather *) future;

  /* The first that keeps the others waiting is what people want to know. */
  for (gsize i = 0; i < self->n_parts; i++)
    if (_odeon_future_get_state (self->parts[i].future) == 0)
      {
        g_autofree gchar *part = _odeon_future_describe (self->parts[i].future);

        return g_strdup_printf ("%s (number %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT ")",
                                part, i + 1, self->n_parts);
      }

  return g_strdup_printf ("%" G_GSIZE_FORMAT " futures", self->n_parts);
}

/* All: any part that is not done. Any and race: as long as no other part may be done without. */
static gboolean
needs (OdeonFuture *future, guint64 actor)
{
  Gather *self = (Gather *) future;
  gsize   n_pending = 0;
  gsize   n_needing = 0;

  for (gsize i = 0; i < self->n_parts; i++)
    if (_odeon_future_get_state (self->parts[i].future) == 0)
      {
        n_pending++;
        n_needing += _odeon_future_needs (self->parts[i].future, actor);
      }

  return n_needing > 0 && (self->kind == GATHER_ALL || n_needing == n_pending);
}

static const OdeonFutureClass gather_class = {
  .finalize = finalize,
  .get_value = get_value,
  .dup_variant = dup_variant,
  .describe = describe,
  .get_origin = _odeon_value_future_get_origin,
  .needs = needs,
};

static void
adopt_first (Gather *self, OdeonFuture *future)
{
  if (!atomic_exchange_explicit (&self->decided, TRUE, memory_order_acq_rel))
    _odeon_value_future_adopt (&self->base, future);
}

static void
on_part_done (OdeonWaiter *waiter, OdeonFuture *future)
{
  Gather  *self = ((Part *) waiter)->gather;
  gboolean failed = _odeon_future_get_state (future) == ODEON_STATE_REJECTED;
  gboolean last;

  /* What decides it alone does so before it is counted: the last to be counted finds it decided. */
  if (self->kind == GATHER_RACE || (self->kind == GATHER_ANY && !failed))
    adopt_first (self, future);
  else if (self->kind == GATHER_ALL && failed)
    _odeon_future_reject (&self->base.future, _odeon_future_dup_error (future));

  last = atomic_fetch_sub_explicit (&self->pending, 1, memory_order_acq_rel) == 1;
  if (last && self->kind == GATHER_ALL && !failed)
    _odeon_future_resolve (&self->base.future);
  else if (last && self->kind == GATHER_ANY && failed)
    _odeon_future_reject (&self->base.future, _odeon_future_dup_error (future));

  if (failed)
    _odeon_future_mark (future, ODEON_MARK_OBSERVED);
  odeon_future_unref (&self->base.future);
}

static OdeonFuture *
gather (GatherKind kind, OdeonFuture *const *futures, gsize n_futures)
{
  Gather *self = g_malloc0 (sizeof *self + n_futures * sizeof self->parts[0]);

  _odeon_future_init (&self->base.future, &gather_class, (int) n_futures + 1);
  self->kind = kind;
  atomic_init (&self->pending, n_futures);
  atomic_init (&self->decided, FALSE);
  self->n_parts = n_futures;

  /* All parts are in place before the first can report: a description looks at every one. */
  for (gsize i = 0; i < n_futures; i++)
    {
      self->parts[i].waiter.notify = on_part_done;
      self->parts[i].gather = self;
      self->parts[i].future = odeon_future_ref (futures[i]);
    }
  for (gsize i = 0; i < n_futures; i++)
    if (!_odeon_future_add_waiter (futures[i], &self->parts[i].waiter))
      on_part_done (&self->parts[i].waiter, futures[i]);

  if (n_futures == 0)
    _odeon_future_resolve (&self->base.future);

  return &self->base.future;
}

OdeonFuture *
odeon_future_all (OdeonFuture *const *futures, gsize n_futures)
{
  g_return_val_if_fail (futures != NULL || n_futures == 0, NULL);
  g_return_val_if_fail (n_futures < G_MAXINT, NULL);

  return gather (GATHER_ALL, futures, n_futures);
}

OdeonFuture *
odeon_future_any (OdeonFuture *const *futures, gsize n_futures)
{
  g_return_val_if_fail (futures != NULL, NULL);
  g_return_val_if_fail (n_futures > 0 && n_futures < G_MAXINT, NULL);

  return gather (GATHER_ANY, futures, n_futures);
}

OdeonFuture *
odeon_future_race (OdeonFuture *const *futures, gsize n_futures)
{
  g_return_val_if_fail (futures != NULL, NULL);
  g_return_val_if_fail (n_futures > 0 && n_futures < G_MAXINT, NULL);

  return gather (GATHER_RACE, futures, n_futures);
}
