/* SPDX-License-Identifier: MIT */

/* A promise and its future are one block: the promise is the reference that may write. */

#include "odeon-promise.h"
#include "odeon-value-future-private.h"

struct _OdeonPromise
{
  OdeonValueFuture base;

  /* A value is written once: whoever sets this may write it. */
  atomic_bool claimed;

  /* Taken away, and so called once, by whoever wants the value first. */
  _Atomic (OdeonPromiseGetFunc) hook;
  gpointer                      hook_data;
  GDestroyNotify                hook_destroy;
};

static void
finalize (OdeonFuture *future)
{
  OdeonPromise *self = (OdeonPromise *) future;

  if (self->hook_destroy != NULL)
    self->hook_destroy (self->hook_data);
  _odeon_value_future_clear (&self->base);
  g_free (self);
}

static void
wanted (OdeonFuture *future)
{
  OdeonPromise       *self = (OdeonPromise *) future;
  OdeonPromiseGetFunc hook = atomic_exchange_explicit (&self->hook, NULL, memory_order_acq_rel);

  if (hook != NULL)
    hook (self, self->hook_data);
}

static gchar *
describe (OdeonFuture *future G_GNUC_UNUSED)
{
  return g_strdup ("a promise");
}

static const OdeonFutureClass promise_class = {
  .finalize = finalize,
  .get_value = _odeon_value_future_get_value,
  .dup_variant = _odeon_value_future_dup_variant,
  .wanted = wanted,
  .describe = describe,
  .get_origin = _odeon_value_future_get_origin,
};

OdeonPromise *
odeon_promise_new (void)
{
  OdeonPromise *self = g_new0 (OdeonPromise, 1);

  _odeon_future_init (&self->base.future, &promise_class, 1);

  return self;
}

void
odeon_promise_free (OdeonPromise *promise)
{
  if (promise == NULL)
    return;

  if (_odeon_future_get_state (&promise->base.future) == 0)
    {
      /* With no reader left there is nobody to tell. */
      if (atomic_load_explicit (&promise->base.future.ref_count, memory_order_acquire) == 1)
        _odeon_future_mark (&promise->base.future, ODEON_MARK_OBSERVED);
      odeon_promise_set_error (promise, g_error_new (ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE,
                                                     "The promise was dropped, never set"));
    }
  odeon_future_unref (&promise->base.future);
}

OdeonFuture *
odeon_promise_get_future (OdeonPromise *promise)
{
  g_return_val_if_fail (promise != NULL, NULL);

  return odeon_future_ref (&promise->base.future);
}

static gboolean
take_value (OdeonPromise *self, GValue *value)
{
  if (_odeon_future_get_state (&self->base.future) != 0
      || atomic_exchange_explicit (&self->claimed, TRUE, memory_order_acq_rel))
    {
      g_value_unset (value);
      return FALSE;
    }

  self->base.value = *value;

  return _odeon_future_resolve (&self->base.future);
}

gboolean
odeon_promise_set_value (OdeonPromise *promise, const GValue *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_val_if_fail (promise != NULL, FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);

  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);

  return take_value (promise, &copy);
}

gboolean
odeon_promise_set_boolean (OdeonPromise *promise, gboolean value)
{
  GValue copy = G_VALUE_INIT;

  g_return_val_if_fail (promise != NULL, FALSE);

  g_value_init (&copy, G_TYPE_BOOLEAN);
  g_value_set_boolean (&copy, value);

  return take_value (promise, &copy);
}

gboolean
odeon_promise_set_int64 (OdeonPromise *promise, gint64 value)
{
  GValue copy = G_VALUE_INIT;

  g_return_val_if_fail (promise != NULL, FALSE);

  g_value_init (&copy, G_TYPE_INT64);
  g_value_set_int64 (&copy, value);

  return take_value (promise, &copy);
}

gboolean
odeon_promise_set_string (OdeonPromise *promise, const gchar *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_val_if_fail (promise != NULL, FALSE);

  g_value_init (&copy, G_TYPE_STRING);
  g_value_set_string (&copy, value);

  return take_value (promise, &copy);
}

gboolean
odeon_promise_set_variant (OdeonPromise *promise, GVariant *value)
{
  GValue copy = G_VALUE_INIT;

  g_return_val_if_fail (promise != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  g_value_init (&copy, G_TYPE_VARIANT);
  g_value_set_variant (&copy, value);

  return take_value (promise, &copy);
}

gboolean
odeon_promise_set_error (OdeonPromise *promise, GError *error)
{
  g_return_val_if_fail (promise != NULL, FALSE);
  g_return_val_if_fail (error != NULL, FALSE);

  return _odeon_future_reject (&promise->base.future, error);
}

void
odeon_promise_set_get_hook (OdeonPromise       *promise,
                            OdeonPromiseGetFunc hook,
                            gpointer            user_data,
                            GDestroyNotify      destroy)
{
  g_return_if_fail (promise != NULL);
  g_return_if_fail (hook != NULL);
  g_return_if_fail (promise->hook_destroy == NULL);

  promise->hook_data = user_data;
  promise->hook_destroy = destroy;
  /* Release: pairs with the exchange in wanted(). */
  atomic_store_explicit (&promise->hook, hook, memory_order_release);
}
