/* SPDX-License-Identifier: MIT */

/* K12: the error of an attribute's write comes back to the writer; through one's own proxy it must
 * not deadlock. */

#include "meter.h"

static void
the_writer_learns_what_was_wrong (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GError)      error = NULL;
  OdeonRef               *meter = spawn_meter (system, "", NULL);
  OdeonFuture            *future;

  await_ok (meter_set_level (meter, 5));
  future = meter_set_level (meter, -1);
  assert_false (odeon_future_await (future, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT));
  odeon_future_unref (future);
  g_clear_error (&error);
  assert_int_equal (await_int (meter_get_level (meter)), 5);

  assert_null (odeon_ref_set_attribute (meter, "label", g_variant_new_string ("x"), &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_READ_ONLY));
  odeon_ref_unref (meter);
}

static void
write_own_level (OdeonActor *actor, gpointer out_error)
{
  OdeonFuture *future = meter_set_level (odeon_actor_get_ref (actor), 8);

  odeon_future_await (future, out_error);
  odeon_future_unref (future);
}

static void
through_its_own_proxy_it_is_told_of_the_deadlock (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GError)      error = NULL;
  OdeonRef               *meter = spawn_meter (system, "", NULL);

  await_ok (invoke (meter, write_own_level, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
  /* What was sent is handled all the same, in its turn. */
  assert_int_equal (await_int (meter_get_level (meter)), 8);
  odeon_ref_unref (meter);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_writer_learns_what_was_wrong),
    cmocka_unit_test (through_its_own_proxy_it_is_told_of_the_deadlock),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
