/* SPDX-License-Identifier: MIT */

/* Values of two versions. An enumerator is the same if its name is: what it is in numbers is
 * compared where the enum is. */

#include "compatibility-private.h"

static gboolean
is_same_enumerator (const IdlConstant *old, const IdlConstant *new)
{
  if (old->enumerator == NULL || new->enumerator == NULL)
    return old->enumerator == new->enumerator && old->magnitude == new->magnitude;
  return g_str_equal (old->enumerator->name, new->enumerator->name);
}

gboolean
idl_constant_is_equal (const IdlConstant *old, const IdlConstant *new)
{
  if (old == NULL || new == NULL)
    return old == new;
  if (old->kind != new->kind)
    return FALSE;

  switch (old->kind)
    {
    case IDL_VALUE_INTEGER:
      return old->magnitude == new->magnitude && old->negative == new->negative;

    case IDL_VALUE_FLOAT:
      return old->number == new->number;

    case IDL_VALUE_BOOLEAN:
      return !old->boolean == !new->boolean;

    case IDL_VALUE_STRING:
      return g_strcmp0 (old->string, new->string) == 0;

    case IDL_VALUE_ENUM:
      return is_same_enumerator (old, new);
    }
  return FALSE;
}

gchar *
idl_constant_dup_text (const IdlConstant *value)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value->kind)
    {
    case IDL_VALUE_INTEGER:
      return g_strdup_printf ("%s%" G_GUINT64_FORMAT, value->negative ? "-" : "", value->magnitude);

    case IDL_VALUE_FLOAT:
      return g_strdup (g_ascii_dtostr (number, sizeof number, value->number));

    case IDL_VALUE_BOOLEAN:
      return g_strdup (value->boolean ? "TRUE" : "FALSE");

    case IDL_VALUE_STRING:
      {
        g_autofree gchar *escaped = g_strescape (value->string != NULL ? value->string : "", NULL);

        return g_strdup_printf ("\"%s\"", escaped);
      }

    case IDL_VALUE_ENUM:
      return g_strdup (value->enumerator != NULL ? value->enumerator->name : "?");
    }
  return g_strdup ("?");
}
