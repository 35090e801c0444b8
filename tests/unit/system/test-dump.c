/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include <signal.h>
#include <unistd.h>

static OdeonRef *
spawn_named (OdeonSystem *system, const gchar *name)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = name;

  return spawn_with (system, &options, "", NULL, FAULT_NONE);
}

static void
a_line_says_what_it_does_and_what_waits (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autofree gchar       *text = NULL;
  g_auto (Gate)           gate;
  OdeonRef               *waiting = spawn_named (system, "waiting");
  OdeonFuture            *passed;

  gate_init (&gate);
  passed = invoke (waiting, wait_at_gate, &gate);
  while (!odeon_system_tick (system, -1))
    ;
  for (guint i = 0; i < 3; i++)
    tell_word (waiting, "a");
  text = odeon_system_dump (system);
  assert_string_equal (text, "Player \"waiting\": running, in invoke, awaits a promise, "
                             "3 waiting\n");
  gate_open (&gate);
  await_ok (passed);
  odeon_ref_unref (waiting);
}

/* --- on a signal --- */

static GMutex  mutex;
static GCond   printed;
static GString *output;

static void
keep_output (const gchar *text)
{
  g_mutex_lock (&mutex);
  g_string_append (output, text);
  g_cond_signal (&printed);
  g_mutex_unlock (&mutex);
}

static void
await_output (const gchar *text)
{
  g_mutex_lock (&mutex);
  while (strstr (output->str, text) == NULL)
    g_cond_wait (&printed, &mutex);
  g_string_truncate (output, 0);
  g_mutex_unlock (&mutex);
}

static void
ask_for_another_signal (OdeonActor *actor G_GNUC_UNUSED, gpointer system)
{
  odeon_system_dump_on_signal (system, SIGUSR2);
}

static void
a_signal_that_was_chosen_dumps_the_system (void **state G_GNUC_UNUSED)
{
  GPrintFunc   before = g_set_printerr_handler (keep_output);
  OdeonSystem *system = new_system (1);
  OdeonRef    *actor = spawn_named (system, "actor");

  output = g_string_new (NULL);
  await_int (ask_int (actor, 1));
  odeon_system_dump_on_signal (system, SIGUSR1);
  kill (getpid (), SIGUSR1);
  await_output ("Player \"actor\": running\n");

  await_ok (invoke (actor, ask_for_another_signal, system));
  kill (getpid (), SIGUSR2);
  await_output ("Player \"actor\": running\n");

  odeon_system_dump_on_signal (system, 0);
  odeon_system_dump_on_signal (system, SIGUSR1);
  odeon_ref_unref (actor);
  g_object_unref (system);
  g_set_printerr_handler (before);
  g_string_free (output, TRUE);
}

typedef void (*Disposition) (int signum);

/* Those that cannot be had are left out. */
static void
look_at_signals (Disposition dispositions[NSIG])
{
  for (gint i = 1; i < NSIG; i++)
    {
      struct sigaction action;

      dispositions[i] = sigaction (i, NULL, &action) == 0 ? action.sa_handler : SIG_ERR;
    }
}

static void
no_signal_is_touched_unasked (void **state G_GNUC_UNUSED)
{
  Disposition             before[NSIG];
  Disposition             after[NSIG];
  g_autoptr (OdeonSystem) system = NULL;
  OdeonRef               *actor;

  look_at_signals (before);
  system = new_system (2);
  actor = spawn_player (system, "", NULL);
  await_int (ask_int (actor, 1));
  g_free (odeon_system_dump (system));
  look_at_signals (after);
  for (gint i = 1; i < NSIG; i++)
    assert_true (before[i] == after[i]);
  odeon_ref_unref (actor);
}

int
main (void)
{
  /* Before any other: GLib keeps what it has once needed. */
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (no_signal_is_touched_unasked),
    cmocka_unit_test (a_line_says_what_it_does_and_what_waits),
    cmocka_unit_test (a_signal_that_was_chosen_dumps_the_system),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
