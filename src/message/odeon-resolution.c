/* SPDX-License-Identifier: MIT */

/* How a promised ref ends, as a future. Where that is another promised ref, it ends as that one
 * does. */

#include "odeon-promised-ref-private.h"
#include "odeon-value-future-private.h"

struct _OdeonResolution
{
  OdeonValueFuture base; /* first */
  OdeonWaiter      waiter; /* on that of the other */
  OdeonFuture     *source; /* (nullable): of the promise; under the lock */
};

/* A promise that was kept with itself is in the value of its own source: once that has a value,
 * nobody needs it any more. */
static GMutex lock;

OdeonFuture *
_odeon_resolution_dup_source (OdeonResolution *self)
{
  OdeonFuture *source;

  g_mutex_lock (&lock);
  source = self->source != NULL ? odeon_future_ref (self->source) : NULL;
  g_mutex_unlock (&lock);

  return source;
}

void
_odeon_resolution_drop_source (OdeonResolution *self)
{
  OdeonFuture *source;

  g_mutex_lock (&lock);
  source = g_steal_pointer (&self->source);
  g_mutex_unlock (&lock);

  odeon_future_unref (source);
}

static void
finalize (OdeonFuture *future)
{
  OdeonResolution *self = (OdeonResolution *) future;

  odeon_future_unref (self->source);
  _odeon_value_future_clear (&self->base);
  g_free (self);
}

static gchar *
describe (OdeonFuture *future)
{
  g_autoptr (OdeonFuture) source = _odeon_resolution_dup_source ((OdeonResolution *) future);
  g_autofree gchar       *promise = NULL;

  if (source == NULL)
    return g_strdup ("what was promised");

  promise = _odeon_future_describe (source);

  return g_strdup_printf ("what %s is to return", promise);
}

/* Whoever waits for what was promised waits for whoever is to answer that. */
static guint64
get_target (OdeonFuture *future)
{
  g_autoptr (OdeonFuture) source = _odeon_resolution_dup_source ((OdeonResolution *) future);

  return source != NULL && source->klass->get_target != NULL ? source->klass->get_target (source)
                                                             : 0;
}

static gboolean
needs (OdeonFuture *future, guint64 actor)
{
  g_autoptr (OdeonFuture) source = _odeon_resolution_dup_source ((OdeonResolution *) future);

  return source != NULL && _odeon_future_needs (source, actor);
}

static const OdeonFutureClass resolution_class = {
  .finalize = finalize,
  .get_value = _odeon_value_future_get_value,
  .dup_variant = _odeon_value_future_dup_variant,
  .describe = describe,
  .get_origin = _odeon_value_future_get_origin,
  .get_target = get_target,
  .needs = needs,
};

OdeonResolution *
_odeon_resolution_new (OdeonFuture *source)
{
  OdeonResolution *self = g_new0 (OdeonResolution, 1);

  _odeon_future_init (&self->base.future, &resolution_class, 1);
  self->source = source;

  return self;
}

OdeonFuture *
_odeon_resolution_future (OdeonResolution *self)
{
  return &self->base.future;
}

static void
on_other_done (OdeonWaiter *waiter, OdeonFuture *other)
{
  OdeonResolution *self =
    (OdeonResolution *) ((gchar *) waiter - G_STRUCT_OFFSET (OdeonResolution, waiter));

  _odeon_value_future_adopt (&self->base, other);
  odeon_future_unref (other);
  odeon_future_unref (&self->base.future);
}

/* The waiter keeps a reference to both. */
static void
follow (OdeonResolution *self, OdeonFuture *other)
{
  odeon_future_ref (&self->base.future);
  self->waiter.notify = on_other_done;
  if (!_odeon_future_add_waiter (other, &self->waiter))
    on_other_done (&self->waiter, other);
}

void
_odeon_resolution_settle (OdeonResolution *self, OdeonRef *ref, GError *error)
{
  if (error != NULL)
    {
      _odeon_future_reject (&self->base.future, error);
      return;
    }

  if (_odeon_ref_peek_actual (ref) == NULL)
    {
      follow (self, odeon_ref_resolve (ref));
      return;
    }

  g_value_init (&self->base.value, ODEON_TYPE_REF);
  g_value_set_boxed (&self->base.value, _odeon_ref_peek_actual (ref));
  _odeon_future_resolve (&self->base.future);
}

static OdeonFuture *
new_resolved (OdeonRef *ref)
{
  GValue       value = G_VALUE_INIT;
  OdeonFuture *future;

  g_value_init (&value, ODEON_TYPE_REF);
  g_value_set_boxed (&value, ref);
  future = odeon_future_new_value (&value);
  g_value_unset (&value);

  return future;
}

OdeonFuture *
odeon_ref_resolve (gpointer ref)
{
  OdeonResolution *self;

  g_return_val_if_fail (ref != NULL, NULL);

  self = _odeon_ref_get_resolution (ref);

  return self != NULL ? odeon_future_ref (&self->base.future) : new_resolved (ref);
}

gpointer
odeon_ref_resolve_finish (OdeonFuture *future, GError **error)
{
  GValue   value = G_VALUE_INIT;
  gpointer ref = NULL;

  g_return_val_if_fail (future != NULL, NULL);

  if (!odeon_future_get_value (future, &value, error))
    return NULL;

  if (G_VALUE_HOLDS (&value, ODEON_TYPE_REF))
    ref = g_value_dup_boxed (&value);
  else
    g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE,
                         "The future is not of odeon_ref_resolve()");
  g_value_unset (&value);

  return ref;
}

gpointer
odeon_ref_resolve_await (OdeonFuture *future, GError **error)
{
  gpointer ref;

  g_return_val_if_fail (future != NULL, NULL);

  ref = odeon_future_await (future, error) ? odeon_ref_resolve_finish (future, error) : NULL;
  odeon_future_unref (future);

  return ref;
}
