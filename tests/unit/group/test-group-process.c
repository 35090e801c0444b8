/* SPDX-License-Identifier: MIT */

/* Programs of the system stand for groups here: they read no protocol, but live, talk and die. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "odeon-group-process-private.h"

typedef struct
{
  GMainContext *context;
  gint          fd; /* our end */
} Stage;

static int
set_up (void **state)
{
  Stage *self = g_new0 (Stage, 1);

  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->fd = -1;
  *state = self;

  return 0;
}

static int
tear_down (void **state)
{
  Stage *self = *state;

  if (self->fd >= 0)
    close (self->fd);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self);

  return 0;
}

static OdeonGroupProcess *
start_with (Stage *self, OdeonGroupOptions *options, const gchar *script, GError **error)
{
  const gchar *const             argv[] = { "/bin/sh", "-c", script, NULL };
  g_autoptr (OdeonGroupSettings) settings = NULL;
  gint                           fds[2];

  if (options->argv == NULL)
    options->argv = argv;
  settings = _odeon_group_settings_new (options, NULL);
  assert_non_null (settings);
  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  self->fd = fds[0];

  return _odeon_group_process_start (settings, fds[1], error);
}

static OdeonGroupProcess *
start (Stage *self, const gchar *script)
{
  OdeonGroupOptions  options = ODEON_GROUP_OPTIONS_INIT;
  OdeonGroupProcess *process = start_with (self, &options, script, NULL);

  assert_non_null (process);

  return process;
}

static gchar *
await_how (Stage *self, OdeonGroupProcess *process)
{
  OdeonFuture *exited = _odeon_group_process_get_exited (process);
  GValue       value = G_VALUE_INIT;
  gchar       *how;

  while (!odeon_future_is_done (exited))
    g_main_context_iteration (self->context, TRUE);
  assert_true (odeon_future_get_value (exited, &value, NULL));
  how = g_value_dup_string (&value);
  g_value_unset (&value);
  odeon_future_unref (exited);

  return how;
}

static void
assert_gone (gint64 pid)
{
  assert_int_equal (kill ((pid_t) pid, 0), -1);
  assert_int_equal (errno, ESRCH);
}

static void
it_is_said_how_one_ended (void **state)
{
  static const struct { const gchar *script; const gchar *how; } cases[] = {
    { "exit 0", "exited with status 0" },
    { "exit 7", "exited with status 7" },
    { "kill -KILL $$", "was killed by signal 9 (Killed)" },
    { "kill -SEGV $$", "was killed by signal 11 (Segmentation fault)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      OdeonGroupProcess *process = start (*state, cases[i].script);
      g_autofree gchar  *how = await_how (*state, process);

      assert_string_equal (how, cases[i].how);
      if (_odeon_group_process_get_pid (process) > 0)
        assert_gone (_odeon_group_process_get_pid (process));
      _odeon_group_process_free (process);
      close (((Stage *) *state)->fd);
    }
}

/* Often it has ended before anybody could ask for its number. */
static void
one_may_end_as_soon_as_it_begins (void **state)
{
  const gchar *const argv[] = { "/bin/true", NULL };
  Stage             *self = *state;

  for (guint i = 0; i < 200; i++)
    {
      OdeonGroupOptions  options = ODEON_GROUP_OPTIONS_INIT;
      OdeonGroupProcess *process;
      g_autofree gchar  *how = NULL;

      options.argv = argv;
      process = start_with (self, &options, "", NULL);
      assert_non_null (process);
      how = await_how (self, process);
      assert_string_equal (how, "exited with status 0");
      _odeon_group_process_free (process);
      close (self->fd);
      self->fd = -1;
    }
}

static void
its_last_words_are_kept (void **state)
{
  OdeonGroupProcess *process = start (*state, "echo chatter; echo farewell >&2; exit 1");
  g_autofree gchar  *how = await_how (*state, process);
  g_autofree gchar  *last = _odeon_group_process_dup_last_words (process);

  assert_string_equal (last, "farewell");
  _odeon_group_process_free (process);
}

static void
it_has_the_other_end_and_the_environment (void **state)
{
  Stage             *self = *state;
  OdeonGroupOptions  options = ODEON_GROUP_OPTIONS_INIT;
  const gchar *const environment[] = { "ODEON_TEST_MORE=a=b", "HOME", NULL };
  OdeonGroupProcess *process;
  g_autofree gchar  *how = NULL;
  gchar              text[200];
  gssize             length;

  options.environment = environment;
  options.directory = "/";
  process = start_with (self, &options, "echo $ODEON_GROUP:$ODEON_TEST_MORE:$HOME:$PWD >&3", NULL);
  assert_non_null (process);
  how = await_how (self, process);
  length = read (self->fd, text, sizeof text - 1);
  assert_true (length > 0);
  text[length] = '\0';
  assert_string_equal (text, "1 workers=1 memory=0 cpu=0 files=0 confined=0 name=group:a=b::/\n");
  /* Nobody else has it: now it is closed. */
  assert_int_equal (read (self->fd, text, sizeof text), 0);
  _odeon_group_process_free (process);
}

static void
a_program_that_is_not_there_is_an_error (void **state)
{
  const gchar *const argv[] = { "/nowhere/at/all", NULL };
  OdeonGroupOptions  options = ODEON_GROUP_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;

  options.argv = argv;
  assert_null (start_with (*state, &options, "", &error));
  assert_non_null (error);
}

static void
freeing_kills (void **state)
{
  OdeonGroupProcess *process = start (*state, "trap '' TERM; read forever <&3");
  gint64             pid = _odeon_group_process_get_pid (process);

  assert_int_equal (kill ((pid_t) pid, 0), 0);
  _odeon_group_process_free (process);
  assert_gone (pid);
}

#define SCENARIO(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    SCENARIO (it_is_said_how_one_ended),
    SCENARIO (one_may_end_as_soon_as_it_begins),
    SCENARIO (its_last_words_are_kept),
    SCENARIO (it_has_the_other_end_and_the_environment),
    SCENARIO (a_program_that_is_not_there_is_an_error),
    SCENARIO (freeing_kills),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
