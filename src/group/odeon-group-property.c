/* SPDX-License-Identifier: MIT */

#include "odeon-group-property-private.h"
#include "odeon-interface-private.h"

static gboolean
unfit (GType type, const gchar *name, const gchar *what, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "%s: property \"%s\": %s",
               type != G_TYPE_INVALID ? g_type_name (type) : "A group", name, what);

  return FALSE;
}

/* --- there --- */

static GVariant *
write_boxed (const GValue *value)
{
  gpointer boxed = g_value_get_boxed (value);

  if (boxed == NULL)
    return NULL;
  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return g_variant_new_strv (boxed, -1);

  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, boxed, TRUE);
}

/* (nullable): floating */
static GVariant *
write_value (const GValue *value)
{
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_BOOLEAN:
      return g_variant_new_boolean (g_value_get_boolean (value));
    case G_TYPE_CHAR:
      return g_variant_new_byte ((guint8) g_value_get_schar (value));
    case G_TYPE_UCHAR:
      return g_variant_new_byte (g_value_get_uchar (value));
    case G_TYPE_INT:
      return g_variant_new_int32 (g_value_get_int (value));
    case G_TYPE_ENUM:
      return g_variant_new_int32 (g_value_get_enum (value));
    case G_TYPE_UINT:
      return g_variant_new_uint32 (g_value_get_uint (value));
    case G_TYPE_FLAGS:
      return g_variant_new_uint32 (g_value_get_flags (value));
    case G_TYPE_LONG:
      return g_variant_new_int64 (g_value_get_long (value));
    case G_TYPE_INT64:
      return g_variant_new_int64 (g_value_get_int64 (value));
    case G_TYPE_ULONG:
      return g_variant_new_uint64 (g_value_get_ulong (value));
    case G_TYPE_UINT64:
      return g_variant_new_uint64 (g_value_get_uint64 (value));
    case G_TYPE_FLOAT:
      return g_variant_new_double (g_value_get_float (value));
    case G_TYPE_DOUBLE:
      return g_variant_new_double (g_value_get_double (value));
    case G_TYPE_STRING:
      return g_value_get_string (value) != NULL
               ? g_variant_new_string (g_value_get_string (value)) : NULL;
    case G_TYPE_VARIANT:
      return g_value_get_variant (value);
    default:
      return write_boxed (value);
    }
}

/* A proxy is the same pointer as the plain ref. */
static gboolean
holds_ref (const GValue *value)
{
  return G_VALUE_HOLDS (value, ODEON_TYPE_REF)
         || _odeon_interface_of_proxy (G_VALUE_TYPE (value)) != NULL;
}

static gboolean
can_cross (const GValue *value)
{
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_POINTER:
    case G_TYPE_OBJECT:
    case G_TYPE_INTERFACE:
    case G_TYPE_PARAM:
      return FALSE;
    case G_TYPE_STRING:
      return g_value_get_string (value) == NULL
             || g_utf8_validate (g_value_get_string (value), -1, NULL);
    case G_TYPE_BOXED:
      return holds_ref (value) || G_VALUE_HOLDS (value, G_TYPE_STRV)
             || G_VALUE_HOLDS (value, G_TYPE_BYTES);
    default:
      return TRUE;
    }
}

static ProcessGroupProperty *
write_property (GType type, const gchar *name, const GValue *value, GError **error)
{
  ProcessGroupProperty *property;
  GVariant             *variant;

  if (!can_cross (value))
    {
      unfit (type, name, "its type cannot cross to another process", error);
      return NULL;
    }

  property = process_group_property_new ();
  property->name = g_strdup (name);
  if (holds_ref (value))
    property->ref = g_value_dup_boxed (value);
  else if ((variant = write_value (value)) != NULL)
    property->value = g_variant_ref_sink (variant);

  return property;
}

GPtrArray *
_odeon_group_properties_from_birth (GType type, OdeonBirth *birth, GError **error)
{
  g_autoptr (GPtrArray) properties
    = g_ptr_array_new_with_free_func ((GDestroyNotify) process_group_property_free);
  const gchar  *name;
  const GValue *value;

  for (guint i = 0; birth != NULL && _odeon_birth_get (birth, i, &name, &value); i++)
    {
      ProcessGroupProperty *property = write_property (type, name, value, error);

      if (property == NULL)
        return NULL;
      g_ptr_array_add (properties, property);
    }

  return g_steal_pointer (&properties);
}

GPtrArray *
_odeon_group_properties_from_variant (GVariant *variant, GError **error)
{
  GPtrArray   *properties
    = g_ptr_array_new_with_free_func ((GDestroyNotify) process_group_property_free);
  GVariantIter iter;
  gchar       *name;
  GVariant    *value;

  if (variant == NULL)
    return properties;
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
    {
      unfit (G_TYPE_INVALID, "", "the properties are no a{sv}", error);
      g_ptr_array_unref (properties);
      return NULL;
    }

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{sv}", &name, &value))
    {
      ProcessGroupProperty *property = process_group_property_new ();

      property->name = name;
      property->value = value;
      g_ptr_array_add (properties, property);
    }

  return properties;
}

/* --- and back --- */

static gboolean
is (GVariant *variant, const gchar *type)
{
  return variant != NULL && g_variant_is_of_type (variant, G_VARIANT_TYPE (type));
}

static gboolean
read_boxed (GValue *value, GVariant *variant)
{
  if (variant == NULL)
    return TRUE;
  if (G_VALUE_HOLDS (value, G_TYPE_STRV) && is (variant, "as"))
    g_value_take_boxed (value, g_variant_dup_strv (variant, NULL));
  else if (G_VALUE_HOLDS (value, G_TYPE_BYTES) && is (variant, "ay"))
    g_value_take_boxed (value, g_variant_get_data_as_bytes (variant));
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_integer (GValue *value, GVariant *variant)
{
  GType type = G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value));

  if (type == G_TYPE_CHAR && is (variant, "y"))
    g_value_set_schar (value, (gint8) g_variant_get_byte (variant));
  else if (type == G_TYPE_UCHAR && is (variant, "y"))
    g_value_set_uchar (value, g_variant_get_byte (variant));
  else if (type == G_TYPE_INT && is (variant, "i"))
    g_value_set_int (value, g_variant_get_int32 (variant));
  else if (type == G_TYPE_ENUM && is (variant, "i"))
    g_value_set_enum (value, g_variant_get_int32 (variant));
  else if (type == G_TYPE_UINT && is (variant, "u"))
    g_value_set_uint (value, g_variant_get_uint32 (variant));
  else if (type == G_TYPE_FLAGS && is (variant, "u"))
    g_value_set_flags (value, g_variant_get_uint32 (variant));
  else if (type == G_TYPE_LONG && is (variant, "x"))
    g_value_set_long (value, (glong) g_variant_get_int64 (variant));
  else if (type == G_TYPE_INT64 && is (variant, "x"))
    g_value_set_int64 (value, g_variant_get_int64 (variant));
  else if (type == G_TYPE_ULONG && is (variant, "t"))
    g_value_set_ulong (value, (gulong) g_variant_get_uint64 (variant));
  else if (type == G_TYPE_UINT64 && is (variant, "t"))
    g_value_set_uint64 (value, g_variant_get_uint64 (variant));
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_value (GValue *value, GVariant *variant)
{
  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value)))
    {
    case G_TYPE_BOOLEAN:
      if (!is (variant, "b"))
        return FALSE;
      g_value_set_boolean (value, g_variant_get_boolean (variant));
      return TRUE;
    case G_TYPE_FLOAT:
      if (!is (variant, "d"))
        return FALSE;
      g_value_set_float (value, (gfloat) g_variant_get_double (variant));
      return TRUE;
    case G_TYPE_DOUBLE:
      if (!is (variant, "d"))
        return FALSE;
      g_value_set_double (value, g_variant_get_double (variant));
      return TRUE;
    case G_TYPE_STRING:
      if (variant != NULL && !is (variant, "s"))
        return FALSE;
      g_value_set_string (value, variant != NULL ? g_variant_get_string (variant, NULL) : NULL);
      return TRUE;
    case G_TYPE_VARIANT:
      g_value_set_variant (value, variant);
      return TRUE;
    case G_TYPE_BOXED:
      return read_boxed (value, variant);
    default:
      return read_integer (value, variant);
    }
}

static gboolean
fits_proxy (OdeonRef *ref, GType proxy)
{
  const OdeonInterfaceInfo *interface = _odeon_interface_of_proxy (proxy);

  return ref == NULL || interface == NULL || odeon_ref_implements (ref, interface);
}

static gboolean
read_property (const ProcessGroupProperty *property, GType type, GParamSpec *pspec, GValue *value,
               GError **error)
{
  g_value_init (value, pspec->value_type);
  if (holds_ref (value))
    {
      if (property->value != NULL || !fits_proxy (property->ref, pspec->value_type))
        return unfit (type, property->name, "is no such reference", error);
      g_value_set_boxed (value, property->ref);
      return TRUE;
    }
  if (property->ref != NULL || !read_value (value, property->value))
    return unfit (type, property->name, "the value has another type", error);

  return TRUE;
}

static gboolean
add_property (OdeonBirth *birth, GType type, GObjectClass *klass,
              const ProcessGroupProperty *property, GError **error)
{
  GParamSpec *pspec = _odeon_birth_find_property (type, klass, property->name, error);
  GValue      value = G_VALUE_INIT;

  if (pspec == NULL)
    return FALSE;
  if (!read_property (property, type, pspec, &value, error))
    {
      g_value_unset (&value);
      return FALSE;
    }

  return _odeon_birth_add (birth, type, pspec, &value, error);
}

gboolean
_odeon_group_properties_to_birth (GPtrArray   *properties,
                                  GType        type,
                                  OdeonBirth **out_birth,
                                  GError     **error)
{
  OdeonBirth   *birth;
  GObjectClass *klass;
  gboolean      valid = TRUE;

  *out_birth = NULL;
  if (properties->len == 0)
    return TRUE;

  birth = _odeon_birth_new_empty ();
  klass = g_type_class_ref (type);
  for (guint i = 0; valid && i < properties->len; i++)
    valid = add_property (birth, type, klass, properties->pdata[i], error);
  g_type_class_unref (klass);

  if (valid)
    *out_birth = birth;
  else
    _odeon_birth_free (birth);

  return valid;
}
