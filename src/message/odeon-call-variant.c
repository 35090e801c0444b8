/* SPDX-License-Identifier: MIT */

/* Arguments and results of a call as tuples, for those who do not know its operation when they are
 * compiled.
 *
 * References travel beside the tuple, in an array, where the tuple has their indices. That is the
 * form of the wire, so that a codec reads and writes values with references somewhere within; all
 * else is read leniently, as people write it.
 */

#include "odeon-call-private.h"
#include "odeon-codec.h"
#include "odeon-interface-private.h"

#include <string.h>

static gboolean
read_ref (const OdeonTypeInfo *type,
          OdeonRef           **slot,
          gint32               handle,
          GPtrArray           *refs,
          GError             **error)
{
  OdeonRef *ref;

  if (handle == -1)
    return TRUE;
  if (handle < 0 || refs == NULL || (guint) handle >= refs->len)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "no reference has the number %d", handle);
      return FALSE;
    }

  ref = g_ptr_array_index (refs, (guint) handle);
  if (ref != NULL && type->interface != NULL && !ref->klass->implements (ref, type->interface))
    {
      g_autofree gchar *who = odeon_ref_dup_string (ref);

      g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE, "%s is no %s", who,
                   type->interface->name);
      return FALSE;
    }
  *slot = ref != NULL ? odeon_ref_ref (ref) : NULL;

  return TRUE;
}

/* Whether @value is in the form of the wire, in which references are indices. */
static gboolean
is_wire_form (const OdeonTypeInfo *type, GVariant *value)
{
  return type->signature != NULL
         && g_str_equal (g_variant_get_type_string (value), type->signature);
}

static gboolean
decode_value (const OdeonTypeInfo *type,
              gpointer             slot,
              GVariant            *value,
              GPtrArray           *refs,
              GError             **error)
{
  g_autoptr (GVariant) normal = g_variant_get_normal_form (value);
  g_autoptr (GVariant) little = G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (normal)
                                                                : g_variant_byteswap (normal);

  return odeon_value_decode (type, slot, g_variant_get_data (little), g_variant_get_size (little),
                             refs, NULL, error);
}

static gboolean
read_value (const OdeonTypeInfo *type,
            gpointer             slot,
            GVariant            *value,
            GPtrArray           *refs,
            GError             **error)
{
  if (type->kind == ODEON_KIND_REF && g_variant_is_of_type (value, G_VARIANT_TYPE_HANDLE))
    return read_ref (type, slot, g_variant_get_handle (value), refs, error);

  if (refs != NULL && is_wire_form (type, value))
    return decode_value (type, slot, value, refs, error);

  return odeon_value_from_variant (type, slot, value, error);
}

static GVariant *
encode_value (const OdeonTypeInfo *type, gconstpointer slot, GPtrArray *refs)
{
  g_autoptr (GBytes)   bytes = odeon_value_to_bytes (type, slot, refs, NULL);
  g_autoptr (GVariant) little = NULL;

  if (bytes == NULL)
    return NULL;
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return g_variant_new_from_bytes (G_VARIANT_TYPE (type->signature), bytes, TRUE);

  little = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type->signature), bytes,
                                                         FALSE));
  return g_variant_byteswap (little);
}

static GVariant *
write_value (const OdeonTypeInfo *type, gconstpointer slot, GPtrArray *refs)
{
  GVariant *encoded;
  OdeonRef *ref;

  if (refs == NULL)
    return odeon_value_to_variant (type, slot);
  if (type->kind != ODEON_KIND_REF)
    {
      /* What is nested too deeply to be sent can be read all the same. */
      encoded = type->signature != NULL ? encode_value (type, slot, refs) : NULL;
      return encoded != NULL ? encoded : odeon_value_to_variant (type, slot);
    }

  ref = *(OdeonRef *const *) slot;
  if (ref == NULL)
    return g_variant_new_handle (-1);
  g_ptr_array_add (refs, odeon_ref_ref (ref));

  return g_variant_new_handle ((gint32) refs->len - 1);
}

static gboolean
read_param (OdeonCall            *self,
            const OdeonParamInfo *param,
            GVariant             *value,
            GPtrArray           *refs,
            GError              **error)
{
  gpointer slot = self->frame + param->offset;
  gpointer box;

  if (!(param->flags & ODEON_PARAM_INDIRECT))
    return read_value (param->type, slot, value, refs, error);

  box = g_malloc0 (param->type->size);
  if (!read_value (param->type, box, value, refs, error))
    {
      g_free (box);
      return FALSE;
    }
  *(gpointer *) slot = box;

  return TRUE;
}

static guint
count_params (const OdeonMethodInfo *method, OdeonParamFlags direction)
{
  guint first_result = _odeon_method_get_first_result (method);

  return direction == ODEON_PARAM_IN ? first_result : method->n_params - first_result;
}

static gboolean
check_number (OdeonCall *self, OdeonParamFlags direction, GVariant *tuple, GError **error)
{
  g_autofree gchar *method = NULL;
  gsize             n_given;
  guint             n_wanted = count_params (self->method, direction);

  if (tuple != NULL && !g_variant_is_of_type (tuple, G_VARIANT_TYPE_TUPLE))
    {
      method = _odeon_method_dup_name (self->method);
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "%s: a tuple is expected, not a variant of type '%s'", method,
                   g_variant_get_type_string (tuple));
      return FALSE;
    }

  n_given = tuple != NULL ? g_variant_n_children (tuple) : 0;
  if (n_given == n_wanted)
    return TRUE;

  method = _odeon_method_dup_name (self->method);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
               "%s has %u %s%s, not %" G_GSIZE_FORMAT, method, n_wanted,
               direction == ODEON_PARAM_IN ? "argument" : "result", n_wanted == 1 ? "" : "s",
               n_given);

  return FALSE;
}

gboolean
_odeon_call_read_params (OdeonCall       *self,
                         OdeonParamFlags  direction,
                         GVariant        *tuple,
                         GPtrArray       *refs,
                         GError         **error)
{
  const OdeonMethodInfo *method = self->method;
  guint                  first;

  if (!check_number (self, direction, tuple, error))
    return FALSE;

  first = direction == ODEON_PARAM_IN ? 0 : _odeon_method_get_first_result (method);
  for (guint i = 0; i < count_params (method, direction); i++)
    {
      const OdeonParamInfo *param = &method->params[first + i];
      g_autoptr (GVariant)  value = g_variant_get_child_value (tuple, i);

      if (!read_param (self, param, value, refs, error))
        {
          g_autofree gchar *name = _odeon_method_dup_name (method);

          g_prefix_error (error, "%s: %s: ", name, param->name);
          return FALSE;
        }
    }

  return TRUE;
}

GVariant *
_odeon_call_write_params (OdeonCall *self, OdeonParamFlags direction, GPtrArray *refs)
{
  const OdeonMethodInfo *method = self->method;
  GVariantBuilder        builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (guint i = 0; i < method->n_params; i++)
    if (method->params[i].flags & direction)
      g_variant_builder_add_value (&builder,
                                   write_value (method->params[i].type,
                                                _odeon_param_get_value (&method->params[i],
                                                                        self->frame),
                                                refs));

  return g_variant_builder_end (&builder);
}

gchar *
_odeon_call_dup_text (OdeonCall *self)
{
  g_autofree gchar     *name = _odeon_method_dup_c_name (self->method);
  g_autoptr (GVariant)  arguments =
    g_variant_ref_sink (_odeon_call_write_params (self, ODEON_PARAM_IN, NULL));
  g_autofree gchar     *text = g_variant_print (arguments, FALSE);
  gsize                 length = strlen (text);

  /* Of a tuple of one: (7,) */
  if (g_variant_n_children (arguments) == 1)
    return g_strdup_printf ("%s %.*s)", name, (gint) length - 2, text);

  return g_strdup_printf ("%s %s", name, text);
}

GVariant *
odeon_call_dup_arguments (OdeonCall *call, GPtrArray **out_refs)
{
  GPtrArray *refs = NULL;
  GVariant  *arguments;

  g_return_val_if_fail (call != NULL, NULL);

  if (out_refs != NULL)
    refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  arguments = g_variant_ref_sink (_odeon_call_write_params (call, ODEON_PARAM_IN, refs));
  if (out_refs != NULL)
    *out_refs = refs;

  return arguments;
}

void
odeon_call_return_variant (OdeonCall *call, GVariant *results, GPtrArray *refs)
{
  g_autoptr (GVariant) sunk = results != NULL ? g_variant_ref_sink (results) : NULL;
  GError              *error = NULL;

  g_return_if_fail (call != NULL);

  if (_odeon_call_read_params (call, ODEON_PARAM_OUT, sunk, refs, &error))
    odeon_call_return (call);
  else
    odeon_call_return_error (call, error);
}
