/* SPDX-License-Identifier: MIT */

/* K12: the error of an attribute's write comes back to the writer; through one's own proxy it must
 * not deadlock, as it does in Pykka. */

#include "dial.h"

static void
k12_a_bad_value_is_the_writer_s_error (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_autoptr (GError)      error = NULL;

  assert_true (parity_dial_set_level_sync (dial, 5, &error));
  assert_false (parity_dial_set_level_sync (dial, -1, &error));
  assert_true (g_error_matches (error, PARITY_ERROR, PARITY_ERROR_OUT_OF_RANGE));
  assert_int_equal (parity_out_of_range_get_detail (error)->wanted, -1);
  assert_int_equal (level_of (dial), 5);
}

/* What can be known at once is: there is nothing to wait for. */
static void
k12_a_read_only_attribute_or_a_wrong_type_fails_at_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_autoptr (GError)      error = NULL;

  assert_null (odeon_ref_set_attribute (dial, "label", g_variant_new_string ("x"), &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_READ_ONLY));
  g_clear_error (&error);
  assert_null (odeon_ref_set_attribute (dial, "level", g_variant_new_string ("x"), &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
}

static void
write_own_level_and_wait (OdeonActor *actor, gpointer out_error)
{
  g_autoptr (ParityDial) self = parity_dial_from_ref (odeon_actor_get_ref (actor), NULL);

  parity_dial_set_level_sync (self, 8, out_error);
}

static void
k12_who_awaits_a_write_to_itself_is_told_of_the_deadlock (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_autoptr (GError)      error = NULL;

  await_ok (invoke (dial, write_own_level_and_wait, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
  /* What was sent is handled all the same, in its turn. */
  assert_int_equal (level_of (dial), 8);
}

typedef struct
{
  OdeonPromise *written;
  gboolean      well;
} Write;

static void
see_write (OdeonFuture *done, gpointer data)
{
  Write *self = data;

  self->well = parity_dial_set_level_finish (done, NULL);
  odeon_promise_set_boolean (self->written, TRUE);
}

static void
write_own_level (OdeonActor *actor, gpointer data)
{
  g_autoptr (ParityDial)  self = parity_dial_from_ref (odeon_actor_get_ref (actor), NULL);
  g_autoptr (OdeonFuture) future = parity_dial_set_level (self, 9);

  odeon_future_on_done (future, see_write, data, NULL);
}

static void
k12_who_does_not_wait_writes_to_itself_as_to_others (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (1);
  g_autoptr (ParityDial)   dial = spawn_dial (system, "", NULL);
  g_autoptr (OdeonPromise) written = odeon_promise_new ();
  Write                    write = { written, FALSE };

  await_ok (invoke (dial, write_own_level, &write));
  await_ok (odeon_promise_get_future (written));
  assert_true (write.well);
  assert_int_equal (level_of (dial), 9);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k12_a_bad_value_is_the_writer_s_error),
    cmocka_unit_test (k12_a_read_only_attribute_or_a_wrong_type_fails_at_once),
    cmocka_unit_test (k12_who_awaits_a_write_to_itself_is_told_of_the_deadlock),
    cmocka_unit_test (k12_who_does_not_wait_writes_to_itself_as_to_others),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
