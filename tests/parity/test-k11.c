/* SPDX-License-Identifier: MIT */

/* K11: calls and attribute reads through a proxy give futures at once; an unknown member fails at
 * the call, in the caller; equality and hash; the list of members. */

#include "dial.h"

static void
k11_calls_and_reads_give_futures_at_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_autoptr (GError)      error = NULL;
  g_auto (Gate)           gate;
  OdeonFuture            *turned;
  OdeonFuture            *read;
  gint32                  result = 0;
  gint32                  level = 0;

  gate_init (&gate);
  odeon_future_unref (invoke (dial, wait_at_gate, &gate));
  turned = parity_dial_turn (dial, 2);
  read = parity_dial_get_level (dial);
  assert_false (odeon_future_is_done (turned));
  assert_false (odeon_future_is_done (read));
  gate_open (&gate);
  assert_true (parity_dial_get_level_await (read, &level, &error));
  assert_true (parity_dial_turn_await (turned, &result, &error));
  assert_int_equal (level, 2);
  assert_int_equal (result, 2);
}

static void
assert_unknown (OdeonFuture *future, GError *error, const gchar *member)
{
  assert_null (future);
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_UNKNOWN_MEMBER));
  assert_non_null (strstr (error->message, member));
  g_error_free (error);
}

/* Of a proxy's own functions the C compiler knows all; a name may be wrong. */
static void
k11_an_unknown_member_fails_in_the_caller (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  OdeonFuture            *future;
  GError                 *error = NULL;

  future = odeon_ref_call (dial, "spin", NULL, &error);
  assert_unknown (future, g_steal_pointer (&error), "spin");
  future = odeon_ref_get_attribute (dial, "colour", &error);
  assert_unknown (future, g_steal_pointer (&error), "colour");
  future = odeon_ref_set_attribute (dial, "colour", g_variant_new_int32 (1), &error);
  assert_unknown (future, g_steal_pointer (&error), "colour");
  /* An operation is no attribute, and an attribute no operation. */
  future = odeon_ref_get_attribute (dial, "turn", &error);
  assert_unknown (future, g_steal_pointer (&error), "turn");
  future = odeon_ref_call (dial, "level", NULL, &error);
  assert_unknown (future, g_steal_pointer (&error), "level");
}

static void
k11_proxies_compare_and_hash_by_actor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)    system = new_system (1);
  g_autoptr (ParityDial)     a = spawn_dial (system, "a", NULL);
  g_autoptr (ParityDial)     b = spawn_dial (system, "b", NULL);
  g_autoptr (ParityDial)     again = parity_dial_from_ref (a, NULL);
  g_autoptr (ParityLabelled) labelled = parity_labelled_from_ref (a, NULL);
  g_autoptr (GHashTable)     set = g_hash_table_new (odeon_ref_hash, odeon_ref_equal);

  assert_true (odeon_ref_equal (a, again));
  assert_true (odeon_ref_equal (a, labelled));
  assert_false (odeon_ref_equal (a, b));
  assert_int_equal (odeon_ref_hash (a), odeon_ref_hash (labelled));
  g_hash_table_add (set, a);
  assert_true (g_hash_table_contains (set, labelled));
  assert_false (g_hash_table_contains (set, b));
}

static void
k11_a_proxy_lists_all_members_the_inherited_too (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_auto (GStrv)          members = odeon_ref_list_members (dial);
  g_autofree gchar       *joined = g_strjoinv (" ", members);

  assert_string_equal (joined, "label level note turn");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k11_calls_and_reads_give_futures_at_once),
    cmocka_unit_test (k11_an_unknown_member_fails_in_the_caller),
    cmocka_unit_test (k11_proxies_compare_and_hash_by_actor),
    cmocka_unit_test (k11_a_proxy_lists_all_members_the_inherited_too),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
