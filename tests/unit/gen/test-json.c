/* SPDX-License-Identifier: MIT */

/* What is written, to the letter; that it is JSON, tests/idl/test-describe.sh asks Python. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <math.h>

#include <cmocka.h>

#include "json.h"

static void
test_objects_and_arrays (void **state)
{
  g_autoptr (IdlJson) json = idl_json_new ();

  (void) state;
  idl_json_begin_object (json, NULL);
  idl_json_begin_array (json, "empty");
  idl_json_end_array (json);
  idl_json_begin_array (json, "list");
  idl_json_add_boolean (json, NULL, TRUE);
  idl_json_begin_object (json, NULL);
  idl_json_end_object (json);
  idl_json_end_array (json);
  idl_json_add_null (json, "last");
  idl_json_end_object (json);
  assert_string_equal (idl_json_get_text (json), "{\n"
                                                 "  \"empty\": [],\n"
                                                 "  \"list\": [\n"
                                                 "    true,\n"
                                                 "    {}\n"
                                                 "  ],\n"
                                                 "  \"last\": null\n"
                                                 "}\n");
}

static void
test_a_flat_object_keeps_what_it_holds_on_its_line (void **state)
{
  g_autoptr (IdlJson) json = idl_json_new ();

  (void) state;
  idl_json_begin_array (json, NULL);
  idl_json_begin_flat_object (json, NULL);
  idl_json_begin_flat_object (json, "inner");
  idl_json_add_boolean (json, "a", FALSE);
  idl_json_end_object (json);
  idl_json_begin_array (json, "list");
  idl_json_add_null (json, NULL);
  idl_json_add_null (json, NULL);
  idl_json_end_array (json);
  idl_json_end_object (json);
  idl_json_add_null (json, NULL);
  idl_json_end_array (json);
  assert_string_equal (idl_json_get_text (json),
                       "[\n"
                       "  {\"inner\": {\"a\": false}, \"list\": [null, null]},\n"
                       "  null\n"
                       "]\n");
}

static void
assert_string_is (const gchar *value, const gchar *expected)
{
  g_autoptr (IdlJson) json = idl_json_new ();

  idl_json_add_string (json, NULL, value);
  assert_string_equal (idl_json_get_text (json), expected);
}

static void
test_strings_of_any_bytes (void **state)
{
  (void) state;
  assert_string_is (NULL, "null");
  assert_string_is ("", "\"\"");
  assert_string_is ("a \"b\" \\ /", "\"a \\\"b\\\" \\\\ /\"");
  assert_string_is ("\t\n\x1f\x7f", "\"\\u0009\\n\\u001f\\u007f\"");
  assert_string_is ("gr\u00fc\u00df \u20ac \U0001f600", "\"gr\u00fc\u00df \u20ac \U0001f600\"");
  assert_string_is ("\xc2\x85", "\"\\u0085\"");
  assert_string_is ("a\xff\xc3z", "\"a\ufffd\ufffdz\"");
  assert_string_is ("\xed\xa0\x80", "\"\ufffd\ufffd\ufffd\"");
}

static void
test_numbers_of_any_size (void **state)
{
  g_autoptr (IdlJson) json = idl_json_new ();

  (void) state;
  idl_json_begin_flat_object (json, NULL);
  idl_json_add_integer (json, "greatest", FALSE, G_MAXUINT64);
  idl_json_add_integer (json, "least", TRUE, (guint64) G_MAXINT64 + 1);
  idl_json_add_double (json, "half", 0.5);
  idl_json_add_double (json, "huge", 1e300);
  idl_json_add_double (json, "infinite", INFINITY);
  idl_json_add_double (json, "none", NAN);
  idl_json_end_object (json);
  assert_string_equal (idl_json_get_text (json),
                       "{\"greatest\": 18446744073709551615, \"least\": -9223372036854775808, "
                       "\"half\": 0.5, \"huge\": 1.0000000000000001e+300, "
                       "\"infinite\": null, \"none\": null}\n");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_objects_and_arrays),
    cmocka_unit_test (test_a_flat_object_keeps_what_it_holds_on_its_line),
    cmocka_unit_test (test_strings_of_any_bytes),
    cmocka_unit_test (test_numbers_of_any_size),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
