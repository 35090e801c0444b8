/* SPDX-License-Identifier: MIT */

/* What the results of a call are to those who do not know its operation: a GValue, or a variant. */

#include "odeon-call-private.h"

gconstpointer
_odeon_param_get_value (const OdeonParamInfo *param, gconstpointer frame)
{
  gconstpointer slot = (const gchar *) frame + param->offset;

  return param->flags & ODEON_PARAM_INDIRECT ? *(gconstpointer const *) slot : slot;
}

static GVariant *
dup_result (const OdeonParamInfo *param, gconstpointer frame)
{
  return odeon_value_to_variant (param->type, _odeon_param_get_value (param, frame));
}

guint
_odeon_method_get_first_result (const OdeonMethodInfo *method)
{
  guint i = 0;

  while (i < method->n_params && !(method->params[i].flags & ODEON_PARAM_OUT))
    i++;

  return i;
}

GVariant *
_odeon_call_dup_variant (OdeonFuture *future, GError **error G_GNUC_UNUSED)
{
  OdeonCall             *self = (OdeonCall *) future;
  const OdeonMethodInfo *method = self->method;
  guint                  first = _odeon_method_get_first_result (method);
  GVariantBuilder        builder;

  if (first + 1 == method->n_params)
    {
      const OdeonParamInfo *only = &method->params[first];

      /* An `any` is a variant already: in no box of its own. */
      if (only->type->kind == ODEON_KIND_ANY)
        return g_variant_ref (*(GVariant *const *) _odeon_param_get_value (only, self->frame));

      return g_variant_ref_sink (dup_result (only, self->frame));
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (guint i = first; i < method->n_params; i++)
    g_variant_builder_add_value (&builder, dup_result (&method->params[i], self->frame));

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* GFlags end at 32 bits. */
static void
set_bits (GValue *value, const OdeonTypeInfo *type, gconstpointer slot)
{
  if (type->get_type != NULL)
    {
      g_value_init (value, type->get_type ());
      g_value_set_flags (value, *(const guint *) slot);
    }
  else
    {
      g_value_init (value, G_TYPE_UINT64);
      g_value_set_uint64 (value, *(const guint64 *) slot);
    }
}

gboolean
_odeon_call_get_value (OdeonFuture *future, GValue *value, GError **error)
{
  OdeonCall             *self = (OdeonCall *) future;
  const OdeonMethodInfo *method = self->method;
  guint                  first = _odeon_method_get_first_result (method);
  const OdeonTypeInfo   *type;
  gconstpointer          slot;

  if (first == method->n_params)
    {
      g_value_init (value, G_TYPE_BOOLEAN);
      g_value_set_boolean (value, TRUE);
      return TRUE;
    }
  if (first + 1 < method->n_params)
    {
      g_value_init (value, G_TYPE_VARIANT);
      g_value_take_variant (value, _odeon_call_dup_variant (future, error));
      return TRUE;
    }

  type = method->params[first].type;
  slot = _odeon_param_get_value (&method->params[first], self->frame);
  switch (type->kind)
    {
    case ODEON_KIND_BOOLEAN:
      g_value_init (value, G_TYPE_BOOLEAN);
      g_value_set_boolean (value, *(const gboolean *) slot);
      return TRUE;
    case ODEON_KIND_INT32:
      g_value_init (value, G_TYPE_INT);
      g_value_set_int (value, *(const gint32 *) slot);
      return TRUE;
    case ODEON_KIND_UINT32:
      g_value_init (value, G_TYPE_UINT);
      g_value_set_uint (value, *(const guint32 *) slot);
      return TRUE;
    case ODEON_KIND_INT64:
      g_value_init (value, G_TYPE_INT64);
      g_value_set_int64 (value, *(const gint64 *) slot);
      return TRUE;
    case ODEON_KIND_UINT64:
      g_value_init (value, G_TYPE_UINT64);
      g_value_set_uint64 (value, *(const guint64 *) slot);
      return TRUE;
    case ODEON_KIND_DOUBLE:
      g_value_init (value, G_TYPE_DOUBLE);
      g_value_set_double (value, *(const gdouble *) slot);
      return TRUE;
    case ODEON_KIND_STRING:
      g_value_init (value, G_TYPE_STRING);
      g_value_set_string (value, *(const gchar *const *) slot);
      return TRUE;
    case ODEON_KIND_REF:
      g_value_init (value, ODEON_TYPE_REF);
      g_value_set_boxed (value, *(gconstpointer const *) slot);
      return TRUE;
    case ODEON_KIND_ENUM:
      g_value_init (value, type->get_type ());
      g_value_set_enum (value, *(const gint *) slot);
      return TRUE;
    case ODEON_KIND_BITMASK:
      set_bits (value, type, slot);
      return TRUE;
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
      g_value_init (value, type->get_type ());
      g_value_set_boxed (value, slot);
      return TRUE;
    case ODEON_KIND_NATIVE:
      g_value_init (value, type->get_type ());
      g_value_set_boxed (value, *(gconstpointer const *) slot);
      return TRUE;
    case ODEON_KIND_ANY:
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_INT8:
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
    case ODEON_KIND_BITSET:
    case ODEON_KIND_MAP:
      g_value_init (value, G_TYPE_VARIANT);
      g_value_take_variant (value, _odeon_call_dup_variant (future, error));
      return TRUE;
    }
  g_assert_not_reached ();
}
