/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "odeon-node-name-private.h"

static void
a_name_is_letters_digits_and_three_signs (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *longest = g_strnfill (ODEON_NODE_NAME_MAX, 'a');
  g_autofree gchar *longer = g_strnfill (ODEON_NODE_NAME_MAX + 1, 'a');

  assert_true (_odeon_node_name_is_valid ("a"));
  assert_true (_odeon_node_name_is_valid ("7"));
  assert_true (_odeon_node_name_is_valid ("Node-1.rack_2"));
  assert_true (_odeon_node_name_is_valid (longest));
  assert_false (_odeon_node_name_is_valid (longer));
  assert_false (_odeon_node_name_is_valid (""));
  assert_false (_odeon_node_name_is_valid ("-a"));
  assert_false (_odeon_node_name_is_valid (".."));
  assert_false (_odeon_node_name_is_valid (".a"));
  assert_false (_odeon_node_name_is_valid ("a/b"));
  assert_false (_odeon_node_name_is_valid ("a b"));
  assert_false (_odeon_node_name_is_valid ("a\n"));
  assert_false (_odeon_node_name_is_valid ("k\303\266ln"));
}

static void
assert_uri (const gchar *uri, gsize size, gboolean is_uri, const gchar *expected)
{
  /* Of its size exactly, for a sanitizer to see that nothing behind it is read. */
  g_autofree gchar *copy = g_memdup2 (uri, size);
  g_autofree gchar *name = _odeon_node_name_from_uri (copy, size);

  assert_int_equal (_odeon_node_name_is_uri (copy, size), is_uri);
  if (expected == NULL)
    assert_null (name);
  else
    assert_string_equal (name, expected);
}

#define URI(uri) uri, sizeof uri - 1

static void
a_uri_that_names_a_node_is_read_as_it_stands (void **state G_GNUC_UNUSED)
{
  assert_uri (URI ("odeon:node:alpha"), TRUE, "alpha");
  assert_uri (URI ("odeon:node:"), TRUE, NULL);
  assert_uri (URI ("odeon:node:al/pha"), TRUE, NULL);
  assert_uri (URI ("odeon:node:alpha\0beta"), TRUE, NULL);
  assert_uri (URI ("odeon:node"), FALSE, NULL);
  assert_uri (URI ("odeon:nodes:alpha"), FALSE, NULL);
  assert_uri (URI ("https://odeon:node:alpha"), FALSE, NULL);
  assert_uri (URI ("o"), FALSE, NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_name_is_letters_digits_and_three_signs),
    cmocka_unit_test (a_uri_that_names_a_node_is_read_as_it_stands),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
