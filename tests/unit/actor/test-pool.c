/* SPDX-License-Identifier: MIT */

/* What a pool is. */

#include "clerks.h"

static void
test_members_take_their_turns (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 3, ODEON_ROUTING_ROUND_ROBIN, NULL, NULL);

  await_ok (odeon_ref_started (pool));
  assert_names (pool, "0 1 2 0 1 2");
  stop (pool);
}

static void
test_any_proxy_works_with_a_pool (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *pool = spawn_clerks (system, 2, ODEON_ROUTING_ROUND_ROBIN, NULL, NULL);
  g_autofree gchar       *text = odeon_ref_dup_string (pool);
  g_autofree gchar       *urn = odeon_ref_dup_urn (pool);
  g_autoptr (OdeonRef)    found = find (system, "/clerks");
  g_autoptr (OdeonRef)    by_urn = odeon_system_find_urn (system, urn);
  GError                 *error = NULL;
  gpointer                proxy = odeon_ref_narrow (pool, &meter_interface_info, &error);

  assert_no_error (error);
  assert_true (odeon_ref_is_alive (proxy));
  assert_true (odeon_ref_is_pool (proxy));
  assert_false (odeon_ref_is_pool (NULL));
  assert_false (odeon_ref_implements (pool, &clock_interface_info));
  assert_ptr_equal (found, pool);
  assert_ptr_equal (by_urn, pool);
  assert_true (g_str_has_prefix (text, "Pool of Clerk \"clerks\" (urn:uuid:"));
  assert_string_equal (odeon_ref_get_name (pool), "clerks");
  assert_true (odeon_ref_get_actor_type (pool) == clerk_get_type ());
  /* By name, too. */
  odeon_future_unref (odeon_ref_call (pool, "add", g_variant_new ("(i)", 5), &error));
  assert_no_error (error);
  await_ok (odeon_ref_started (pool));
  g_clear_pointer (&found, odeon_ref_unref);
  found = find (system, "/clerks/1");
  assert_false (odeon_ref_is_pool (found));
  odeon_ref_unref (proxy);
  stop (pool);
}

static void
test_what_is_sent_before_it_has_started_arrives_in_order (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (GPtrArray)   futures = g_ptr_array_new ();
  OdeonRef               *pool;

  reset_records ();
  pool = spawn_clerks (system, 4, ODEON_ROUTING_BY_KEY, NULL, NULL);
  for (gint i = 0; i < scaled (20000); i++)
    g_ptr_array_add (futures, meter_add (pool, i));
  for (guint i = 0; i < futures->len; i++)
    {
      gint32 who;

      assert_true (meter_add_await (futures->pdata[i], &who, NULL));
    }
  assert_int_equal (n_wrong, 0);
  stop (pool);
}

static void
test_nonsense_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonPoolOptions        options = ODEON_POOL_OPTIONS_INIT;
  GError                 *error = NULL;

  options.size = 0;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  options.size = ODEON_POOL_SIZE_MAX + 1;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  options.size = 1;
  options.key = last_digit;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  options.key = NULL;
  options.name = "a/b";
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_NAME);
  options.name = NULL;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), G_TYPE_OBJECT, &options, &error, NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 "no-such", 1, NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
}

static void
count_release (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

static void
test_what_a_key_is_made_with_is_released_once (void **state G_GNUC_UNUSED)
{
  OdeonSystem     *system = new_system (1);
  OdeonPoolOptions options = ODEON_POOL_OPTIONS_INIT;
  GError          *error = NULL;
  gint             n = 0;
  OdeonRef        *pool;

  options.routing = ODEON_ROUTING_BY_KEY;
  options.key = last_digit;
  options.key_data = &n;
  options.key_destroy = count_release;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), G_TYPE_OBJECT, &options, &error, NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  assert_int_equal (n, 1);
  options.name = "..";
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_NAME);
  assert_int_equal (n, 2);
  options.name = NULL;
  pool = odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error, NULL);
  await_ok (odeon_ref_stop (pool));
  assert_int_equal (n, 2);
  odeon_ref_unref (pool);
  g_object_unref (system);
  assert_int_equal (n, 3);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_members_take_their_turns),
    cmocka_unit_test (test_any_proxy_works_with_a_pool),
    cmocka_unit_test (test_what_is_sent_before_it_has_started_arrives_in_order),
    cmocka_unit_test (test_nonsense_is_refused),
    cmocka_unit_test (test_what_a_key_is_made_with_is_released_once),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
