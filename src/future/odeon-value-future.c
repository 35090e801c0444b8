/* SPDX-License-Identifier: MIT */

#include "odeon-value-future-private.h"

void
_odeon_value_future_clear (OdeonValueFuture *self)
{
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  odeon_future_unref (self->origin);
}

static void
finalize (OdeonFuture *future)
{
  _odeon_value_future_clear ((OdeonValueFuture *) future);
  g_free (future);
}

gboolean
_odeon_value_future_get_value (OdeonFuture *future, GValue *value, GError **error)
{
  OdeonValueFuture *self = (OdeonValueFuture *) future;

  if (self->origin != NULL)
    return self->origin->klass->get_value (self->origin, value, error);

  g_value_init (value, G_VALUE_TYPE (&self->value));
  g_value_copy (&self->value, value);

  return TRUE;
}

static GVariant *
variant_of_value (const GValue *value)
{
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_BOOLEAN:
      return g_variant_new_boolean (g_value_get_boolean (value));
    case G_TYPE_CHAR:
      return g_variant_new_byte ((guchar) g_value_get_schar (value));
    case G_TYPE_UCHAR:
      return g_variant_new_byte (g_value_get_uchar (value));
    case G_TYPE_INT:
      return g_variant_new_int32 (g_value_get_int (value));
    case G_TYPE_UINT:
      return g_variant_new_uint32 (g_value_get_uint (value));
    case G_TYPE_INT64:
      return g_variant_new_int64 (g_value_get_int64 (value));
    case G_TYPE_UINT64:
      return g_variant_new_uint64 (g_value_get_uint64 (value));
    case G_TYPE_LONG:
      return g_variant_new_int64 (g_value_get_long (value));
    case G_TYPE_ULONG:
      return g_variant_new_uint64 (g_value_get_ulong (value));
    case G_TYPE_FLOAT:
      return g_variant_new_double ((gdouble) g_value_get_float (value));
    case G_TYPE_DOUBLE:
      return g_variant_new_double (g_value_get_double (value));
    case G_TYPE_ENUM:
      return g_variant_new_int32 (g_value_get_enum (value));
    case G_TYPE_STRING:
      return g_value_get_string (value) != NULL
               ? g_variant_new_string (g_value_get_string (value)) : NULL;
    case G_TYPE_VARIANT:
      return g_value_dup_variant (value);
    default:
      return NULL;
    }
}

GVariant *
_odeon_value_future_dup_variant (OdeonFuture *future, GError **error)
{
  OdeonValueFuture *self = (OdeonValueFuture *) future;
  GVariant         *variant;

  if (self->origin != NULL)
    return odeon_future_dup_variant (self->origin, error);

  variant = variant_of_value (&self->value);
  if (variant == NULL)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "A value of type %s has no form as a variant",
                   G_VALUE_TYPE_NAME (&self->value));
      return NULL;
    }

  return g_variant_take_ref (variant);
}

OdeonFuture *
_odeon_value_future_get_origin (OdeonFuture *future)
{
  return _odeon_future_get_state (future) == ODEON_STATE_RESOLVED
           ? ((OdeonValueFuture *) future)->origin : NULL;
}

const OdeonFutureClass _odeon_value_future_class = {
  .finalize = finalize,
  .get_value = _odeon_value_future_get_value,
  .dup_variant = _odeon_value_future_dup_variant,
  .get_origin = _odeon_value_future_get_origin,
};

void
_odeon_value_future_adopt (OdeonValueFuture *self, OdeonFuture *outcome)
{
  if (_odeon_future_get_state (outcome) == ODEON_STATE_RESOLVED)
    {
      /* The end of the chain: however long it is, nobody walks it, nor frees it in one go. */
      self->origin = odeon_future_ref (_odeon_future_get_origin (outcome));
      _odeon_future_resolve (&self->future);
    }
  else
    _odeon_future_reject (&self->future, _odeon_future_dup_error (outcome));
}

GVariant *
odeon_future_dup_variant (OdeonFuture *future, GError **error)
{
  g_return_val_if_fail (future != NULL, NULL);

  if (!_odeon_future_check (future, error))
    return NULL;

  return future->klass->dup_variant (future, error);
}

OdeonFuture *
odeon_future_new_value (const GValue *value)
{
  OdeonValueFuture *self;

  g_return_val_if_fail (G_IS_VALUE (value), NULL);

  self = g_new0 (OdeonValueFuture, 1);
  _odeon_future_init (&self->future, &_odeon_value_future_class, 1);
  g_value_init (&self->value, G_VALUE_TYPE (value));
  g_value_copy (value, &self->value);
  _odeon_future_resolve (&self->future);

  return &self->future;
}

OdeonFuture *
odeon_future_new_error (GError *error)
{
  OdeonValueFuture *self;

  g_return_val_if_fail (error != NULL, NULL);

  self = g_new0 (OdeonValueFuture, 1);
  _odeon_future_init (&self->future, &_odeon_value_future_class, 1);
  _odeon_future_reject (&self->future, error);

  return &self->future;
}
