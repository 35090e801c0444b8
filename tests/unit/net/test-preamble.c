/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "odeon-preamble-private.h"

static const OdeonPreamble example = {
  .incarnation = G_GUINT64_CONSTANT (0x0123456789abcdef),
  .session = 42,
  .handled = G_GUINT64_CONSTANT (1) << 40,
  .attempt = 7,
  .flags = ODEON_PREAMBLE_FRESH,
  .lanes = { [0] = 24, [64] = 4096 },
};

static void
what_is_said_is_understood (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = _odeon_preamble_to_bytes (&example);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);
  OdeonPreamble      found;

  assert_int_equal (_odeon_preamble_parse (&found, data, size, NULL), (gssize) size);
  assert_memory_equal (&found, &example, sizeof found);
}

static void
less_than_all_of_it_is_waited_for (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = _odeon_preamble_to_bytes (&example);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *part = g_memdup2 (data, i);
      OdeonPreamble      found;

      assert_int_equal (_odeon_preamble_parse (&found, part, i, NULL), 0);
    }
}

static void
what_follows_is_left_alone (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = _odeon_preamble_to_bytes (&example);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *longer = g_malloc0 (size + 100);
  OdeonPreamble      found;

  memcpy (longer, data, size);
  assert_int_equal (_odeon_preamble_parse (&found, longer, size + 100, NULL), (gssize) size);
}

static void
what_is_none_is_refused (void **state G_GNUC_UNUSED)
{
  /* Another magic, another version, too many lanes, no such lane, and one with more to it. */
  const gsize places[] = { 0, 4, 6, 40, 44 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GBytes) bytes = _odeon_preamble_to_bytes (&example);
      gsize              size;
      const guint8      *data = g_bytes_get_data (bytes, &size);
      g_autofree guint8 *other = g_memdup2 (data, size);
      g_autoptr (GError) error = NULL;
      OdeonPreamble      found;

      other[places[i]] = 200;
      assert_int_equal (_odeon_preamble_parse (&found, other, size, &error), -1);
      assert_non_null (error);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_said_is_understood),
    cmocka_unit_test (less_than_all_of_it_is_waited_for),
    cmocka_unit_test (what_follows_is_left_alone),
    cmocka_unit_test (what_is_none_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
