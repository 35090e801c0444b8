/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#include "odeon-group-output-private.h"

typedef struct
{
  GMainContext     *context;
  GString          *log;
  gint              fd; /* to write to */
  OdeonGroupOutput *output;
} Stage;

static void
log_line (const gchar   *domain G_GNUC_UNUSED,
          GLogLevelFlags level G_GNUC_UNUSED,
          const gchar   *message,
          gpointer       data)
{
  g_string_append_printf (data, "%s\n", message);
}

static int
set_up (void **state)
{
  Stage *self = g_new0 (Stage, 1);
  gint   fds[2];

  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->log = g_string_new (NULL);
  g_log_set_default_handler (log_line, self->log);
  assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  self->fd = fds[1];
  self->output = _odeon_group_output_new (fds[0], "crew[7]");
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Stage *self = *state;

  if (self->output != NULL)
    _odeon_group_output_free (self->output);
  if (self->fd >= 0)
    close (self->fd);
  g_log_set_default_handler (g_log_default_handler, NULL);
  g_string_free (self->log, TRUE);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self);

  return 0;
}

static void
say (Stage *self, const gchar *text)
{
  assert_int_equal (write (self->fd, text, strlen (text)), strlen (text));
  g_main_context_iteration (self->context, TRUE);
}

static void
hang_up (Stage *self)
{
  close (self->fd);
  self->fd = -1;
  _odeon_group_output_end (self->output);
}

static void
assert_last (Stage *self, const gchar *expected)
{
  g_autofree gchar *last = _odeon_group_output_dup_last (self->output);

  assert_string_equal (last, expected);
}

static void
each_line_is_logged_behind_the_name (void **state)
{
  Stage *self = *state;

  say (self, "one\ntw");
  assert_string_equal (self->log->str, "crew[7]: one\n");
  say (self, "o\n");
  assert_string_equal (self->log->str, "crew[7]: one\ncrew[7]: two\n");
  assert_last (self, "one\ntwo");
}

static void
a_last_line_needs_no_end (void **state)
{
  Stage *self = *state;

  say (self, "no end");
  assert_string_equal (self->log->str, "");
  hang_up (self);
  assert_string_equal (self->log->str, "crew[7]: no end\n");
  assert_last (self, "no end");
}

static void
what_is_no_utf8_is_readable_still (void **state)
{
  Stage *self = *state;

  say (self, "a\xff" "b\n");
  assert_last (self, "a\xef\xbf\xbd" "b");
}

static void
only_the_last_lines_are_kept (void **state)
{
  Stage *self = *state;

  say (self, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
  assert_last (self, "3\n4\n5\n6\n7\n8\n9\n10");
}

static void
a_line_without_end_is_cut (void **state)
{
  Stage            *self = *state;
  g_autofree gchar *much = g_strnfill (4096 + 10, 'x');
  g_autofree gchar *last = NULL;

  assert_int_equal (write (self->fd, much, 4106), 4106);
  hang_up (self);
  last = _odeon_group_output_dup_last (self->output);
  assert_int_equal (strlen (last), 4107);
  assert_int_equal (last[4096], '\n');
}

#define SCENARIO(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    SCENARIO (each_line_is_logged_behind_the_name),
    SCENARIO (a_last_line_needs_no_end),
    SCENARIO (what_is_no_utf8_is_readable_still),
    SCENARIO (only_the_last_lines_are_kept),
    SCENARIO (a_line_without_end_is_cut),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
