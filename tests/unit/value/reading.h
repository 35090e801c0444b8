/* SPDX-License-Identifier: MIT */

/* Assertions on what odeon_value_from_variant() makes of variants, given as text. */

#pragma once

#include "fixtures.h"

#include "odeon-error.h"

#include <string.h>

/* Reads @text, of GVariant's text format. */
static inline gboolean
read_text (const OdeonTypeInfo *info, gpointer slot, const gchar *text, GError **error)
{
  g_autoptr (GVariant) variant = g_variant_parse (NULL, text, NULL, NULL, NULL);

  assert_non_null (variant);
  return odeon_value_from_variant (info, slot, variant, error);
}

static inline void
assert_reads (const OdeonTypeInfo *info, const gchar *text, gconstpointer expected)
{
  g_autofree gpointer slot = g_malloc0 (info->size);
  g_autoptr (GError) error = NULL;

  if (!read_text (info, slot, text, &error))
    fail_msg ("%s: %s", text, error->message);
  assert_true (odeon_value_equal (info, slot, expected));
  odeon_value_clear (info, slot);
}

static inline void
assert_refuses (const OdeonTypeInfo *info, const gchar *text, const gchar *message)
{
  g_autofree guint8 *slot = g_malloc (info->size);
  g_autoptr (GError) error = NULL;

  memset (slot, 0xa5, info->size);
  assert_false (read_text (info, slot, text, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, message);
  for (guint i = 0; i < info->size; i++)
    assert_int_equal (slot[i], 0xa5);
}
