/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "notary.h"
#include "odeon-credentials.h"
#include "odeon-list-file-private.h"

static gboolean
note (const gchar *first, const gchar *second, gpointer data, GError **error)
{
  if (strcmp (first, "bad") == 0)
    {
      g_set_error_literal (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_UNKNOWN_KEY, "I am bad");
      return FALSE;
    }
  g_string_append_printf (data, "%s=%s;", first, second);

  return TRUE;
}

static void
assert_read (const gchar *text, const gchar *expected)
{
  g_autoptr (GString) noted = g_string_new (NULL);

  assert_true (_odeon_list_file_read (write_file ("list", text, 0644), note, noted, NULL));
  assert_string_equal (noted->str, expected);
}

static void
assert_refused (const gchar *text, gint code, const gchar *where)
{
  g_autoptr (GString) noted = g_string_new (NULL);
  g_autoptr (GError)  error = NULL;

  assert_false (_odeon_list_file_read (write_file ("list", text, 0644), note, noted, &error));
  assert_true (g_error_matches (error, ODEON_TRUST_ERROR, code));
  if (strstr (error->message, where) == NULL)
    fail_msg ("%s", error->message);
}

static void
each_line_has_two_words (void **state G_GNUC_UNUSED)
{
  assert_read ("", "");
  assert_read ("a b", "a=b;");
  assert_read ("a b\nc d\n", "a=b;c=d;");
  assert_read ("  a \t b  \r\n\n", "a=b;");
  assert_read ("# nothing\na b # more\n   # less\n", "a=b;");
}

static void
a_line_of_another_form_is_named (void **state G_GNUC_UNUSED)
{
  assert_refused ("a b\nc\n", ODEON_TRUST_ERROR_BAD_FILE, "list:2: ");
  assert_refused ("a b c\n", ODEON_TRUST_ERROR_BAD_FILE, "list:1: ");
  assert_refused ("a # b\n", ODEON_TRUST_ERROR_BAD_FILE, "list:1: ");
  assert_refused ("\n\nbad word\n", ODEON_TRUST_ERROR_UNKNOWN_KEY, "list:3: I am bad");
}

static void
a_file_that_is_no_text_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  assert_true (g_file_set_contents (in_folder ("list"), "a b\0c d\n", 8, NULL));
  assert_false (_odeon_list_file_read (in_folder ("list"), note, NULL, &error));
  assert_true (g_error_matches (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE));
  g_clear_error (&error);
  assert_false (_odeon_list_file_read ("/nowhere/at/all", note, NULL, &error));
  assert_true (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

#define PROMISE(promise)                                                                           \
  cmocka_unit_test_setup_teardown (promise, folder_set_up, folder_tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (each_line_has_two_words),
    PROMISE (a_line_of_another_form_is_named),
    PROMISE (a_file_that_is_no_text_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
