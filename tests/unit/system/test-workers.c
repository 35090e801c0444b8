/* SPDX-License-Identifier: MIT */

/* Where a new actor lives that is to live near another. */

#include "nomad.h"

#include "odeon-worker-private.h"

static OdeonRef *
spawn_near (OdeonSystem *system, gpointer near, GError **error)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = ODEON_PLACE_NEAR;
  options.near = near;

  return odeon_spawn (ODEON_SPAWNER (system), player_get_type (), &options, error, NULL);
}

static OdeonRef *
spawn_at (OdeonSystem *system, OdeonPlacement placement, guint worker)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = placement;
  options.worker = worker;

  return spawn_with (system, &options, "", NULL, FAULT_NONE);
}

static OdeonWorker *
worker_of (OdeonRef *ref)
{
  return ((OdeonCell *) ref)->worker;
}

static void
assert_neighbours (OdeonSystem *system, OdeonRef *first)
{
  OdeonRef *second = spawn_near (system, first, NULL);

  assert_non_null (second);
  assert_ptr_equal (worker_of (first), worker_of (second));
  assert_int_equal (await_int (ask_int (second, 4)), 4);
  stop_and_unref (first);
  assert_int_equal (await_int (ask_int (second, 4)), 8);
  stop_and_unref (second);
}

static void
near_one_on_a_worker (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (4);

  for (guint i = 0; i < 4; i++)
    assert_neighbours (system, spawn_at (system, ODEON_PLACE_WORKER, i));
}

static void
near_one_on_a_thread_of_its_own (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  assert_neighbours (system, spawn_at (system, ODEON_PLACE_THREAD, 0));
}

static void
near_one_in_a_context (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  assert_neighbours (system, spawn_at (system, ODEON_PLACE_CONTEXT, 0));
}

static void
near_one_without_threads (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);

  assert_neighbours (system, spawn_player (system, "", NULL));
}

static void
near_one_whose_thread_has_ended_is_elsewhere (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *first = spawn_at (system, ODEON_PLACE_THREAD, 0);
  OdeonRef               *second;

  await_ok (odeon_ref_stop (first));
  while (atomic_load (&worker_of (first)->n_cells) > 0)
    g_thread_yield ();
  second = spawn_near (system, first, NULL);
  assert_ptr_not_equal (worker_of (first), worker_of (second));
  assert_int_equal (await_int (ask_int (second, 4)), 4);
  odeon_ref_unref (first);
  stop_and_unref (second);
}

static void
near_one_that_migrates_is_where_it_is_now (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *first = spawn_nomad (system, "", NULL);
  OdeonRef               *second = spawn_near (system, first, NULL);

  assert_int_equal (worker_of (second)->kind, ODEON_WORKER_THREAD);
  assert_int_equal (await_int (ask_int (second, 4)), 4);
  stop_and_unref (first);
  stop_and_unref (second);
}

static void
near_nobody_is_an_error (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonSystem) other = new_system (1);
  OdeonRef               *stranger = spawn_player (other, "", NULL);
  g_autoptr (GError)      error = NULL;

  assert_null (spawn_near (system, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  g_clear_error (&error);
  assert_null (spawn_near (system, stranger, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  stop_and_unref (stranger);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (near_one_on_a_worker),
    cmocka_unit_test (near_one_on_a_thread_of_its_own),
    cmocka_unit_test (near_one_in_a_context),
    cmocka_unit_test (near_one_without_threads),
    cmocka_unit_test (near_one_whose_thread_has_ended_is_elsewhere),
    cmocka_unit_test (near_one_that_migrates_is_where_it_is_now),
    cmocka_unit_test (near_nobody_is_an_error),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
