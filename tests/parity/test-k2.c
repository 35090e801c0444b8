/* SPDX-License-Identifier: MIT */

/* K2: identity: a version 4 UUID as a URN, printable; refs compare and hash by actor. */

#include "stage.h"

static void
k2_an_actor_has_a_urn_of_its_own (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *a = spawn_player (system, "", NULL);
  OdeonRef               *b = spawn_player (system, "", NULL);
  g_autofree gchar       *urn_a = odeon_ref_dup_urn (a);
  g_autofree gchar       *urn_b = odeon_ref_dup_urn (b);
  g_autofree gchar       *again = odeon_ref_dup_urn (a);
  g_autofree gchar       *printed = odeon_ref_dup_string (a);

  assert_true (g_regex_match_simple ("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-"
                                     "[89ab][0-9a-f]{3}-[0-9a-f]{12}$", urn_a, 0, 0));
  assert_string_equal (urn_a, again);
  assert_string_not_equal (urn_a, urn_b);
  assert_true (g_uuid_string_is_valid (urn_a + strlen ("urn:uuid:")));
  assert_true (g_str_has_prefix (printed, "Player "));
  assert_non_null (strstr (printed, urn_a));
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

static void
k2_refs_compare_and_hash_by_actor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GHashTable)  set = g_hash_table_new (odeon_ref_hash, odeon_ref_equal);
  OdeonRef               *a;
  OdeonRef               *b = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    found = NULL;

  options.name = "alice";
  a = spawn_with (system, &options, "", NULL, FAULT_NONE);
  found = odeon_system_find (system, "alice");
  assert_true (odeon_ref_equal (a, found));
  assert_int_equal (odeon_ref_hash (a), odeon_ref_hash (found));
  assert_false (odeon_ref_equal (a, b));
  assert_false (odeon_ref_equal (a, NULL));
  g_hash_table_add (set, a);
  assert_true (g_hash_table_contains (set, found));
  assert_false (g_hash_table_contains (set, b));
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k2_an_actor_has_a_urn_of_its_own),
    cmocka_unit_test (k2_refs_compare_and_hash_by_actor),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
