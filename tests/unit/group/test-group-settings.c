/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "odeon-group-settings-private.h"

static void
assert_refused (const OdeonGroupOptions *options, const gchar *why)
{
  g_autoptr (GError) error = NULL;

  assert_null (_odeon_group_settings_new (options, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  if (strstr (error->message, why) == NULL)
    fail_msg ("\"%s\" does not say \"%s\"", error->message, why);
}

static void
what_makes_no_sense_is_refused (void **state G_GNUC_UNUSED)
{
  const gchar *const nothing[] = { NULL };
  const gchar *const program[] = { "true", NULL };
  OdeonGroupOptions  options;

#define WITH(what, why)                                                                            \
  options = (OdeonGroupOptions) ODEON_GROUP_OPTIONS_INIT;                                          \
  what;                                                                                            \
  assert_refused (&options, why)

  WITH (options.workers = -2, "workers");
  WITH (options.workers = 1025, "workers");
  WITH (options.argv = nothing, "program is missing");
  WITH (options.argv = program; options.module = "m.so", "not both");
  WITH (options.start_timeout = -1, "negative");
  WITH (options.stop_timeout = -1, "negative");
  WITH (options.heartbeat = -1, "negative");
  WITH (options.directory = "/nowhere/at/all", "working directory");

#undef WITH
}

static void
what_is_not_said_has_a_default (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonGroupSettings) settings = _odeon_group_settings_new (NULL, NULL);
  g_autoptr (OdeonGroupSettings) copy = _odeon_group_settings_copy (settings);
  g_autofree gchar              *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree gchar              *meant = g_file_read_link (copy->argv[0], NULL);

  assert_int_equal (copy->workers, 1);
  assert_int_equal (copy->start_timeout, 10 * G_TIME_SPAN_SECOND);
  assert_int_equal (copy->stop_timeout, 5 * G_TIME_SPAN_SECOND);
  /* This program, by the link or, under valgrind, by its name. */
  assert_string_equal (meant != NULL ? meant : copy->argv[0], program);
  assert_null (copy->argv[1]);
  assert_null (copy->environment);
}

static void
the_process_reads_what_was_written (void **state G_GNUC_UNUSED)
{
  OdeonGroupOptions              options = ODEON_GROUP_OPTIONS_INIT;
  g_autoptr (OdeonGroupSettings) settings = NULL;
  OdeonGroupSettings             read = { 0 };
  g_autofree gchar              *text = NULL;

  options.workers = ODEON_WORKERS_AUTO;
  options.max_memory = (guint64) 1 << 40;
  options.max_cpu_seconds = 7;
  options.max_files = 99;
  options.confined = TRUE;
  options.name = "a name";
  settings = _odeon_group_settings_new (&options, NULL);
  text = _odeon_group_settings_to_text (settings);

  assert_true (_odeon_group_settings_from_text (&read, text, NULL));
  assert_int_equal (read.workers, ODEON_WORKERS_AUTO);
  assert_true (read.max_memory == (guint64) 1 << 40);
  assert_int_equal (read.max_cpu_seconds, 7);
  assert_int_equal (read.max_files, 99);
  assert_true (read.confined);
  assert_string_equal (read.name, "a name");
  g_free (read.name);
}

static void
anything_else_is_refused (void **state G_GNUC_UNUSED)
{
  static const gchar *const texts[] = {
    "1", "1 workers=1", "1 workers=x memory=0 cpu=0 files=0 confined=0 name=x",
    "1 workers=1 memory=0 cpu=0 files=0 confined=0",
    "1 workers=1 memory=-1 cpu=0 files=0 confined=0 name=x",
    "1 workers=1 memory=0 cpu=4294967296 files=0 confined=0 name=x",
    "1 workers=1 memory=0 cpu=0 files=0 confined=0 more=0 name=x",
    "1 workers=9999 memory=0 cpu=0 files=0 confined=0 name=x",
    "1 workers=1 memory=0 cpu=0 files= confined=0 name=x",
    "1  memory=0 cpu=0 files=0 confined=0 workers=1",
  };
  g_autoptr (GError) error = NULL;
  OdeonGroupSettings read = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      assert_false (_odeon_group_settings_from_text (&read, texts[i], &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
      g_clear_error (&error);
    }

  assert_false (_odeon_group_settings_from_text (&read, "2 workers=1", &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION));
  g_clear_error (&error);
  assert_false (_odeon_group_settings_from_text (&read, "", &error));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_makes_no_sense_is_refused),
    cmocka_unit_test (what_is_not_said_has_a_default),
    cmocka_unit_test (the_process_reads_what_was_written),
    cmocka_unit_test (anything_else_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
