/* SPDX-License-Identifier: MIT */

/* Groups as their users see them: this program, started anew by itself. */

#include "guest.h"

#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static gchar *
look (InnGuest *guest, const gchar *what)
{
  GError *error = NULL;
  gchar  *seen = NULL;

  inn_guest_look_sync (guest, what, &seen, &error);
  assert_no_error (error);

  return seen;
}

static void
assert_looks (InnGuest *guest, const gchar *what, const gchar *expected)
{
  g_autofree gchar *seen = look (guest, what);

  assert_string_equal (seen, expected);
}

static void
assert_gone (gint64 pid)
{
  assert_int_equal (kill ((pid_t) pid, 0), -1);
  assert_int_equal (errno, ESRCH);
}

static void
an_actor_there_is_called_like_one_here (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)  far = spawn_visitor (group, NULL, "far");
  g_autoptr (InnGuest)  near = spawn_visitor (system, NULL, "near");
  g_autofree gchar       *label = NULL;
  gint32                  sum;

  assert_true (inn_guest_get_label_sync (far, &label, NULL));
  assert_string_equal (label, "far");
  assert_int_equal (add (far, 3), 3);
  assert_int_equal (add (far, 4), 7);
  assert_int_equal (pid_of (near), getpid ());
  assert_int_equal (pid_of (far), odeon_group_get_pid (group));
  assert_int_not_equal (pid_of (far), getpid ());

  /* A reference to one here, used there; and one to one there, handed back. */
  assert_true (inn_guest_ask_sync (far, near, 5, &sum, NULL));
  assert_int_equal (sum, 5);
  assert_int_equal (add (near, 1), 6);
  assert_true (inn_guest_ask_sync (near, far, 5, &sum, NULL));
  assert_int_equal (sum, 12);

  await_ok (odeon_system_shut_down (system));
}

static void
an_exception_comes_with_its_members (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)  far = spawn_visitor (group, NULL, "");
  g_autoptr (GError)      error = NULL;

  assert_false (inn_guest_refuse_sync (far, 12, &error));
  assert_non_null (inn_full_get_detail (error));
  assert_int_equal (inn_full_get_detail (error)->room, 12);
  await_ok (odeon_system_shut_down (system));
}

static void
a_name_finds_one_there (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)  far = spawn_visitor (group, "alice", "");
  g_autoptr (OdeonRef)    found = NULL;
  g_autoptr (OdeonRef)    there = NULL;
  g_autoptr (GError)      error = NULL;

  found = odeon_group_find_await (odeon_group_find (group, "/alice"), &error);
  assert_no_error (error);
  there = odeon_ref_resolve_await (odeon_ref_resolve (far), &error);
  assert_no_error (error);
  assert_true (odeon_ref_equal (found, there));
  assert_null (odeon_group_find_await (odeon_group_find (group, "/bob"), &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND));
  await_ok (odeon_system_shut_down (system));
}

static void
what_it_is_to_have_is_there (void **state G_GNUC_UNUSED)
{
  const gchar *const      environment[] = { "ODEON_TEST_MOOD=good", "HOME", NULL };
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonGroupOptions       options = ODEON_GROUP_OPTIONS_INIT;
  g_autoptr (OdeonGroup)  group = NULL;
  g_autoptr (InnGuest)  far = NULL;

  options.environment = environment;
  options.directory = "/tmp";
  options.max_files = 64;
  options.confined = TRUE;
  group = start_group (system, &options);
  far = spawn_visitor (group, NULL, "");
  assert_looks (far, "ODEON_TEST_MOOD", "good");
  assert_looks (far, "HOME", "");
  assert_looks (far, "ODEON_GROUP", "");
  assert_looks (far, "directory", "/tmp");
  assert_looks (far, "files", "64");
  assert_looks (far, "session", "own");
  await_ok (odeon_system_shut_down (system));
}

static void
one_stops_with_all_that_is_in_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)  far = spawn_visitor (group, NULL, "");
  gint64                  pid = pid_of (far);
  g_autoptr (GError)      error = NULL;

  await_ok (odeon_ref_stop (odeon_group_get_ref (group)));
  assert_gone (pid);
  assert_int_equal (odeon_group_get_pid (group), 0);
  assert_false (inn_guest_add_sync (far, 1, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED));
  await_ok (odeon_system_shut_down (system));
}

static void
one_that_dies_is_started_anew (void **state G_GNUC_UNUSED)
{
  static const gchar *const ways[] = { "null", "abort", "exit" };
  OdeonStrategy             strategy = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonSystem)   system = new_system (1);
  g_autoptr (OdeonGroup)    group = NULL;
  g_autoptr (InnGuest)    far = NULL;
  g_autoptr (InnGuest)    near = spawn_visitor (system, NULL, "");

  odeon_system_supervise (system, &strategy);
  group = start_named (system, "inn");
  far = spawn_visitor (group, "alice", "wonder");
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      gint64             pid = pid_of (far);
      g_autoptr (GError) error = NULL;
      g_autofree gchar  *label = NULL;

      assert_false (inn_guest_misbehave_sync (far, ways[i], &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN));
      assert_int_equal (add (near, 1), i + 1);

      g_clear_pointer (&far, inn_guest_unref);
      far = (InnGuest *) odeon_group_find_await (odeon_group_find (group, "alice"), NULL);
      assert_non_null (far);
      assert_gone (pid);
      assert_int_equal (add (far, 1), 1);
      assert_true (inn_guest_get_label_sync (far, &label, NULL));
      assert_string_equal (label, "wonder");
    }
  await_ok (odeon_system_shut_down (system));
}

static void
one_that_hangs_is_noticed_by_its_heart (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonGroupOptions       options = ODEON_GROUP_OPTIONS_INIT;
  g_autoptr (OdeonGroup)  group = NULL;
  g_autoptr (InnGuest)  far = NULL;
  g_autoptr (GError)      error = NULL;
  gint64                  pid;

  options.name = "inn";
  options.heartbeat = 500 * G_TIME_SPAN_MILLISECOND;
  group = start_group (system, &options);
  far = spawn_visitor (group, NULL, "");
  pid = pid_of (far);
  assert_false (inn_guest_misbehave_sync (far, "hang", &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN));
  await_error (odeon_ref_ended (odeon_group_get_ref (group)), ODEON_ERROR_GROUP_DIED);
  assert_gone (pid);
  await_ok (odeon_system_shut_down (system));
}

/* --- being told of its end --- */

typedef struct
{
  OdeonActor parent_instance;

  Journal *journal;
} Watcher;

typedef OdeonActorClass WatcherClass;

GType watcher_get_type (void);

G_DEFINE_TYPE (Watcher, watcher, ODEON_TYPE_ACTOR)

static gboolean
watcher_peer_ended (OdeonActor   *actor,
                    OdeonRef     *peer G_GNUC_UNUSED,
                    const GError *reason,
                    GError      **error G_GNUC_UNUSED)
{
  journal_add (((Watcher *) actor)->journal, "", reason != NULL ? "lost" : "stopped");

  return TRUE;
}

static void
watcher_class_init (WatcherClass *klass)
{
  klass->peer_ended = watcher_peer_ended;
}

static void
watcher_init (Watcher *self G_GNUC_UNUSED)
{
}

typedef struct
{
  Journal  *journal;
  OdeonRef *peer;
} Watch;

static void
begin_watch (OdeonActor *actor, gpointer data)
{
  ((Watcher *) actor)->journal = ((Watch *) data)->journal;
  odeon_actor_monitor (actor, ((Watch *) data)->peer);
}

static void
look_around (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static void
whoever_watches_is_told_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)    killed = spawn_visitor (group, NULL, "");
  g_autoptr (InnGuest)    stopped = spawn_visitor (group, NULL, "");
  g_autoptr (OdeonRef)    watcher = NULL;
  g_auto (Journal)        journal;
  OdeonFuture            *ended;

  journal_init (&journal);
  /* There, both of them: what was only promised cannot be watched yet. */
  assert_int_equal (add (killed, 1), 1);
  assert_int_equal (add (stopped, 1), 1);
  watcher = odeon_spawn (ODEON_SPAWNER (system), watcher_get_type (), NULL, NULL, NULL);
  await_ok (invoke (watcher, begin_watch, &(Watch) { &journal, ODEON_REF (killed) }));
  await_ok (invoke (watcher, begin_watch, &(Watch) { &journal, ODEON_REF (stopped) }));

  ended = odeon_ref_ended (killed);
  /* One ends in order; then the process, under the other. */
  await_ok (odeon_ref_stop (stopped));
  kill ((pid_t) odeon_group_get_pid (group), SIGKILL);
  assert_false (odeon_future_await (ended, NULL));
  odeon_future_unref (ended);
  await_error (odeon_ref_ended (odeon_group_get_ref (group)), ODEON_ERROR_GROUP_DIED);
  await_ok (invoke (watcher, look_around, NULL));
  assert_journal (&journal, "stopped lost");
  await_ok (odeon_system_shut_down (system));
}

/* --- not starting --- */

/* Its `started` future fails with what the program said. */
static void
assert_does_not_start (OdeonSystem *system, const OdeonGroupOptions *options, const gchar *why)
{
  g_autoptr (OdeonGroup) group = start_group (system, options);
  g_autoptr (GError)     error = NULL;
  OdeonFuture           *started = odeon_ref_started (odeon_group_get_ref (group));

  assert_false (odeon_future_await (started, &error));
  odeon_future_unref (started);
  if (strstr (error->message, why) == NULL)
    fail_msg ("\"%s\" does not say \"%s\"", error->message, why);
}

static void
what_does_not_become_a_group_says_why (void **state G_GNUC_UNUSED)
{
  const gchar *const      nowhere[] = { "/nowhere/at/all", NULL };
  const gchar *const      short_lived[] = { "/bin/sh", "-c", "echo not today >&2; exit 3", NULL };
  const gchar *const      babbler[] = { "/bin/sh", "-c", "yes >&3", NULL };
  const gchar *const      idler[] = { "/bin/sleep", "100", NULL };
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonGroupOptions       options = ODEON_GROUP_OPTIONS_INIT;

  options.argv = nowhere;
  assert_does_not_start (system, &options, "No such file");
  options.argv = short_lived;
  assert_does_not_start (system, &options, "exited with status 3; its last words: not today");
  options.argv = babbler;
  assert_does_not_start (system, &options, "no such kind of frame");
  options.argv = idler;
  options.start_timeout = 20 * G_TIME_SPAN_MILLISECOND;
  assert_does_not_start (system, &options, "takes too long; the process of group was killed");
  await_ok (odeon_system_shut_down (system));
}

static void
what_cannot_be_spawned_there_says_why (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  OdeonStrategy           limits = ODEON_STRATEGY_INIT;
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (OdeonRef)    player = NULL;
  g_autoptr (OdeonFuture) answer = NULL;
  g_autoptr (GError)      error = NULL;

  /* With what is of this process. */
  options.limits = &limits;
  assert_null (odeon_spawn (ODEON_SPAWNER (group), visitor_get_type (), &options, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  g_clear_error (&error);

  /* One that nobody announced. */
  player = odeon_group_spawn_by_name (group, "NoSuchActor", NULL, NULL, NULL, &error);
  assert_no_error (error);
  answer = odeon_ref_ask (player, g_variant_new_int32 (1));
  assert_false (odeon_future_await (answer, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND));
  await_ok (odeon_system_shut_down (system));
}

/* --- others' programs --- */

static void
a_module_brings_its_own_types (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = NULL;
  OdeonGroupOptions        options = ODEON_GROUP_OPTIONS_INIT;
  g_autoptr (OdeonGroup)   group = NULL;
  g_autoptr (InnGuest)     far = NULL;
  g_autofree gchar        *label = NULL;
  GVariantDict             properties;

  options.module = "tests/system/.libs/guest-module.so";
  if (!g_file_test (options.module, G_FILE_TEST_EXISTS))
    skip ();
  system = new_system (1);
  group = start_group (system, &options);
  g_variant_dict_init (&properties, NULL);
  g_variant_dict_insert (&properties, "label", "s", "from a module");
  far = odeon_group_spawn_by_name (group, "Visitor", &inn_guest_interface_info, NULL,
                                   g_variant_dict_end (&properties), NULL);
  assert_true (inn_guest_get_label_sync (far, &label, NULL));
  assert_string_equal (label, "from a module");
  await_ok (odeon_system_shut_down (system));
}

/* --- being left alone --- */

/* Another process that starts a group, says which, and is no more. */
static int
abandon_group (void)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "orphan");
  g_autoptr (InnGuest)    far = spawn_visitor (group, NULL, "");

  printf ("%" G_GINT64_FORMAT "\n", pid_of (far));
  fflush (stdout);
  raise (SIGKILL);

  return 1;
}

static void
one_does_not_outlive_whoever_started_it (void **state G_GNUC_UNUSED)
{
  /* Not the link itself: under valgrind that would be valgrind. */
  g_autofree gchar       *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocess) parent = NULL;
  g_autofree gchar       *text = NULL;
  gint64                  pid;

  /* Orphans are this process's, which can wait for them. */
  assert_int_equal (prctl (PR_SET_CHILD_SUBREAPER, 1), 0);
  parent = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "abandon", NULL);
  assert_true (g_subprocess_communicate_utf8 (parent, NULL, NULL, &text, NULL, NULL));
  assert_false (g_subprocess_get_if_exited (parent));
  pid = g_ascii_strtoll (text, NULL, 10);
  assert_true (pid > 0);
  assert_int_equal (waitpid ((pid_t) pid, NULL, 0), pid);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_there_is_called_like_one_here),
    cmocka_unit_test (an_exception_comes_with_its_members),
    cmocka_unit_test (a_name_finds_one_there),
    cmocka_unit_test (what_it_is_to_have_is_there),
    cmocka_unit_test (one_stops_with_all_that_is_in_it),
    cmocka_unit_test (one_that_dies_is_started_anew),
    cmocka_unit_test (one_that_hangs_is_noticed_by_its_heart),
    cmocka_unit_test (whoever_watches_is_told_once),
    cmocka_unit_test (what_does_not_become_a_group_says_why),
    cmocka_unit_test (what_cannot_be_spawned_there_says_why),
    cmocka_unit_test (a_module_brings_its_own_types),
    cmocka_unit_test (one_does_not_outlive_whoever_started_it),
  };

  odeon_init (&argc, &argv);
  if (argc == 2 && g_str_equal (argv[1], "abandon"))
    return abandon_group ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
