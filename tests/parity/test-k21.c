/* SPDX-License-Identifier: MIT */

/* K21: typed proxies, made by the compiler: Pykka's are written by hand. What does not fit is an
 * error when this file is compiled, which is half of the test. */

#include "dial.h"

#include <string.h>

static gint32
turned (OdeonFuture *(*call) (ParityDial *, gint32),
        gboolean (*await) (OdeonFuture *, gint32 *, GError **),
        ParityDial *dial,
        gint32      by)
{
  GError *error = NULL;
  gint32  level = -1;

  await (call (dial, by), &level, &error);
  assert_no_error (error);

  return level;
}

static void
k21_each_operation_has_functions_of_its_own_types (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "wheel", NULL);
  gboolean              (*tell) (ParityDial *, gint32) = parity_dial_turn_tell;
  gboolean              (*sync) (ParityDial *, gint32, gint32 *, GError **) = parity_dial_turn_sync;
  gint32                  level = -1;

  assert_int_equal (turned (parity_dial_turn, parity_dial_turn_await, dial, 10), 10);
  assert_true (tell (dial, 10));
  assert_true (sync (dial, 10, &level, NULL));
  assert_int_equal (level, 30);
}

static void
k21_attributes_have_functions_too_the_inherited_by_an_upcast (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)     system = new_system (1);
  g_autoptr (ParityDial)      dial = spawn_dial (system, "wheel", NULL);
  g_autoptr (ParityLabelled)  kept = NULL;
  ParityLabelled             *labelled = parity_dial_as_labelled (dial);
  g_autofree gchar           *label = NULL;

  assert_true (parity_dial_set_level_sync (dial, 44, NULL));
  assert_int_equal (level_of (dial), 44);
  assert_true (odeon_ref_equal (labelled, dial));
  assert_true (parity_labelled_get_label_sync (labelled, &label, NULL));
  assert_string_equal (label, "wheel");
  kept = parity_labelled_ref (labelled);
}

static void
k21_an_error_is_typed_as_a_result_is (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (ParityDial)  dial = spawn_dial (system, "", NULL);
  g_autoptr (GError)      error = NULL;
  gint32                  level = -1;

  assert_false (parity_dial_turn_sync (dial, 101, &level, &error));
  assert_int_equal (level, -1);
  assert_non_null (parity_out_of_range_get_detail (error));
  assert_int_equal (parity_out_of_range_get_detail (error)->wanted, 101);
}

static void
k21_a_ref_is_narrowed_to_what_its_actor_is (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)    system = new_system (1);
  g_autoptr (ParityDial)     dial = spawn_dial (system, "", NULL);
  g_autoptr (ParityLabelled) labelled = parity_labelled_from_ref (dial, NULL);
  g_autoptr (ParityDial)     again = parity_dial_from_ref (labelled, NULL);
  g_autoptr (OdeonRef)       player = spawn_player (system, "", NULL);
  g_autoptr (GError)         error = NULL;

  assert_true (odeon_ref_equal (dial, again));
  assert_null (parity_dial_from_ref (player, &error));
  assert_non_null (error);
  assert_non_null (strstr (error->message, "Parity::Dial"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k21_each_operation_has_functions_of_its_own_types),
    cmocka_unit_test (k21_attributes_have_functions_too_the_inherited_by_an_upcast),
    cmocka_unit_test (k21_an_error_is_typed_as_a_result_is),
    cmocka_unit_test (k21_a_ref_is_narrowed_to_what_its_actor_is),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
