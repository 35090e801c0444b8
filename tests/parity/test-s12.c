/* SPDX-License-Identifier: MIT */

/* S12: groups: processes with loops of their own, which are added, removed and cleared; mail to
 * them; ids that are unique across processes; and an error for each thing that can go wrong. */

#include "guest.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

static void
assert_gone (gint64 pid)
{
  assert_int_equal (kill ((pid_t) pid, 0), -1);
  assert_int_equal (errno, ESRCH);
}

static void
s12_each_is_a_process_with_a_loop_of_its_own (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  inn = start_named (system, "inn");
  g_autoptr (OdeonGroup)  tavern = start_named (system, "tavern");
  g_autoptr (InnGuest)    here = spawn_visitor (system, NULL, "");
  g_autoptr (InnGuest)    alice = spawn_visitor (inn, NULL, "");
  g_autoptr (InnGuest)    bob = spawn_visitor (tavern, NULL, "");
  OdeonFuture            *hanging;
  siginfo_t               info;

  assert_int_equal (pid_of (here), getpid ());
  assert_int_equal (pid_of (alice), odeon_group_get_pid (inn));
  assert_int_equal (pid_of (bob), odeon_group_get_pid (tavern));
  assert_true (pid_of (alice) != pid_of (bob) && pid_of (bob) != getpid ());

  /* While the loop of one stands still, those of the others turn. */
  hanging = inn_guest_misbehave (alice, "hang");
  assert_int_equal (waitid (P_PID, (id_t) odeon_group_get_pid (inn), &info, WSTOPPED | WNOWAIT), 0);
  assert_int_equal (add (bob, 1), 1);
  assert_int_equal (add (here, 1), 1);
  assert_false (odeon_future_is_done (hanging));
  kill ((pid_t) odeon_group_get_pid (inn), SIGCONT);
  await_ok (hanging);
  await_ok (odeon_system_shut_down (system));
}

static void
s12_they_are_added_removed_and_cleared (void **state G_GNUC_UNUSED)
{
  static const gchar *const names[] = { "inn", "tavern", "hotel" };
  g_autoptr (OdeonSystem)   system = new_system (1);
  gint64                    pids[G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (OdeonGroup) group = start_named (system, names[i]);
      g_autoptr (InnGuest)   guest = spawn_visitor (group, NULL, "");
      g_autoptr (OdeonRef)   found = odeon_system_find (system, names[i]);

      pids[i] = pid_of (guest);
      assert_true (odeon_ref_equal (found, odeon_group_get_ref (group)));
      if (i > 0)
        continue;
      await_ok (odeon_ref_stop (odeon_group_get_ref (group)));
      assert_gone (pids[0]);
      assert_null (odeon_system_find (system, names[0]));
    }

  /* Their names are free again at once. */
  await_ok (odeon_system_stop_all (system, 60000));
  assert_gone (pids[1]);
  assert_gone (pids[2]);
  g_object_unref (start_named (system, "tavern"));
  await_ok (odeon_system_shut_down (system));
}

static void
s12_mail_to_one_is_handled_there_in_order (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)    guest = spawn_visitor (group, "alice", "");
  g_autoptr (InnGuest)    found = NULL;

  for (gint32 i = 0; i < 1000; i++)
    assert_true (inn_guest_note (guest, 1));
  assert_int_equal (add (guest, 0), 1000);

  /* Whoever knows but its name. */
  found = (InnGuest *) odeon_group_find_await (odeon_group_find (group, "/alice"), NULL);
  assert_non_null (found);
  assert_int_equal (add (found, 1), 1001);
  await_ok (odeon_system_shut_down (system));
}

static void
s12_an_id_is_unique_across_processes (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)    system = new_system (1);
  g_autoptr (GHashTable)     urns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray)      guests = g_ptr_array_new_with_free_func (odeon_ref_unref);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (OdeonGroup) group = start_group (system, NULL);

      g_hash_table_add (urns, odeon_ref_dup_urn (odeon_group_get_ref (group)));
      for (guint k = 0; k < 2; k++)
        {
          InnGuest            *guest = spawn_visitor (group, NULL, "");
          g_autoptr (InnGuest) itself = NULL;

          g_ptr_array_add (guests, guest);

          /* It answers, so that it is known by now; and it is the same wherever it is asked for. */
          assert_true (inn_guest_itself_sync (guest, &itself, NULL));
          g_hash_table_add (urns, odeon_ref_dup_urn (guest));
          g_hash_table_add (urns, odeon_ref_dup_urn (itself));
        }
    }
  assert_int_equal (g_hash_table_size (urns), 9);
  await_ok (odeon_system_shut_down (system));
}

/* What becomes of one that is started like this. */
static void
assert_fails (OdeonSystem *system, const OdeonGroupOptions *options, const gchar *why)
{
  g_autoptr (OdeonGroup)  group = start_group (system, options);
  g_autoptr (OdeonFuture) started = odeon_ref_started (odeon_group_get_ref (group));
  g_autoptr (GError)      error = NULL;

  assert_false (odeon_future_await (started, &error));
  if (strstr (error->message, why) == NULL)
    fail_msg ("\"%s\" does not say \"%s\"", error->message, why);
}

static void
s12_what_goes_wrong_has_an_error_of_its_own (void **state G_GNUC_UNUSED)
{
  const gchar *const      not_enabled[] = { "/bin/sh", "-c", "echo no odeon >&2; exit 3", NULL };
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  inn = start_named (system, "inn");
  OdeonGroupOptions       options = ODEON_GROUP_OPTIONS_INIT;
  g_autoptr (GError)      error = NULL;

  /* Not enabled: the program never calls odeon_init(). */
  options.argv = not_enabled;
  assert_fails (system, &options, "no odeon");

  /* Exists. */
  options.argv = NULL;
  options.name = "inn";
  assert_null (odeon_system_start_group (system, &options, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN));
  g_clear_error (&error);

  /* Unknown. */
  assert_null (odeon_system_find (system, "tavern"));
  assert_null (odeon_group_find_await (odeon_group_find (inn, "/nobody"), &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND));

  /* Died. */
  kill ((pid_t) odeon_group_get_pid (inn), SIGKILL);
  await_error (odeon_ref_ended (odeon_group_get_ref (inn)), ODEON_ERROR_GROUP_DIED);
  await_ok (odeon_system_shut_down (system));
}

static void
s12_one_may_have_a_default_actor_type (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  none = start_group (system, NULL);
  g_autoptr (OdeonGroup)  inn = NULL;
  g_autoptr (InnGuest)    guest = NULL;
  g_autoptr (GError)      error = NULL;
  OdeonGroupOptions       options = ODEON_GROUP_OPTIONS_INIT;
  gint64                  pid;

  options.default_type = "Visitor";
  inn = start_group (system, &options);
  guest = odeon_group_spawn_by_name (inn, NULL, &inn_guest_interface_info, NULL, NULL, &error);
  assert_no_error (error);
  pid = pid_of (guest);
  assert_int_equal (pid, odeon_group_get_pid (inn));

  assert_null (odeon_group_spawn_by_name (none, NULL, NULL, NULL, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  await_ok (odeon_system_shut_down (system));
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s12_each_is_a_process_with_a_loop_of_its_own),
    cmocka_unit_test (s12_they_are_added_removed_and_cleared),
    cmocka_unit_test (s12_mail_to_one_is_handled_there_in_order),
    cmocka_unit_test (s12_an_id_is_unique_across_processes),
    cmocka_unit_test (s12_what_goes_wrong_has_an_error_of_its_own),
    cmocka_unit_test (s12_one_may_have_a_default_actor_type),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
