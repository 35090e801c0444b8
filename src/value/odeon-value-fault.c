/* SPDX-License-Identifier: MIT */

/* What is wrong in a value, and where: odeon-value-private.h says how the path comes about. */

#include "odeon-value-private.h"

#include "odeon-error.h"

#define SEPARATOR ": "

gboolean
_odeon_value_fault (GError **error, const gchar *format, ...)
{
  g_autofree gchar *fault = NULL;
  va_list arguments;

  if (error == NULL)
    return FALSE;

  va_start (arguments, format);
  fault = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, SEPARATOR "%s", fault);

  return FALSE;
}

gboolean
_odeon_value_fault_too_deep (GError **error)
{
  return _odeon_value_fault (error, "nested more than %d levels deep", ODEON_VALUE_MAX_DEPTH);
}

gboolean
_odeon_value_fault_type (GError **error, const gchar *expected, GVariant *found)
{
  return _odeon_value_fault (error, "%s is expected, not a variant of type '%s'", expected,
                             g_variant_get_type_string (found));
}

void
_odeon_value_fault_at_key (const OdeonTypeInfo *type, gconstpointer key, GError **error)
{
  g_autofree gchar *text = NULL;

  if (error == NULL)
    return;

  text = odeon_value_to_string (type, key);
  g_prefix_error (error, "[%s]", text);
}

void
_odeon_value_fault_name (const OdeonTypeInfo *info, GError **error)
{
  gchar *message;

  if (error == NULL || *error == NULL)
    return;

  /* Where the path is empty no separator is wanted. */
  message = (*error)->message;
  if (info->name != NULL)
    g_prefix_error (error, "%s", info->name);
  else if (g_str_has_prefix (message, SEPARATOR))
    {
      (*error)->message = g_strdup (message + strlen (SEPARATOR));
      g_free (message);
    }
}
