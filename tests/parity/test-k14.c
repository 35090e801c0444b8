/* SPDX-License-Identifier: MIT */

/* K14: reach through an actor to a part of it: `machine.motor.throttle.turn (5)`, which takes no
 * answer in between. A part is an actor of its own, or another interface of the same one. */

#include "machine.h"

static void
k14_a_part_of_a_part_is_called_and_written (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (2);
  g_autoptr (ParityMachine) machine = spawn_machine (system);
  g_autoptr (ParityMotor)   motor = parity_machine_get_drive_promised (machine);
  g_autoptr (ParityDial)    throttle = parity_motor_get_throttle_promised (motor);
  GError                   *error = NULL;
  gint32                    level = 0;

  parity_dial_set_level_sync (throttle, 10, &error);
  assert_no_error (error);
  parity_dial_turn_sync (throttle, 5, &level, &error);
  assert_no_error (error);
  assert_int_equal (level, 15);
}

static void
k14_nothing_is_awaited_on_the_way (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (2);
  g_autoptr (ParityMachine) machine = spawn_machine (system);
  g_autoptr (ParityMotor)   motor = NULL;
  g_autoptr (ParityDial)    throttle = NULL;
  g_autoptr (OdeonFuture)   first = NULL;
  OdeonFuture              *second;
  GError                   *error = NULL;
  gint32                    level = 0;

  await_ok (odeon_ref_started (machine));
  await_ok (odeon_ref_suspend (machine));
  motor = parity_machine_get_drive_promised (machine);
  throttle = parity_motor_get_throttle_promised (motor);
  first = parity_dial_turn (throttle, 5);
  parity_dial_turn_tell (throttle, 20);
  second = parity_dial_turn (throttle, 7);
  assert_false (odeon_future_is_done (first));

  await_ok (odeon_ref_resume (machine));
  parity_dial_turn_await (second, &level, &error);
  assert_no_error (error);
  assert_int_equal (level, 32);
  assert_true (parity_dial_turn_finish (first, &level, NULL));
  assert_int_equal (level, 5);
}

static void
k14_a_part_may_be_the_actor_itself (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)    system = new_system (1);
  g_autoptr (ParityMachine)  machine = spawn_machine (system);
  g_autoptr (ParityLabelled) plate = parity_machine_get_plate_promised (machine);
  g_autoptr (OdeonRef)       own = NULL;
  g_autofree gchar          *label = NULL;

  assert_true (parity_labelled_get_label_sync (plate, &label, NULL));
  assert_string_equal (label, "machine");
  own = odeon_ref_resolve_await (odeon_ref_resolve (plate), NULL);
  assert_true (odeon_ref_equal (own, machine));
}

static void
k14_a_part_is_replaced_by_one_that_is_promised (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (2);
  g_autoptr (ParityMachine) machine = spawn_machine (system);
  g_autoptr (ParityMachine) other = spawn_machine (system);
  g_autoptr (ParityMotor)   motor = parity_machine_get_drive_promised (machine);
  g_autoptr (ParityMotor)   donor = parity_machine_get_drive_promised (other);
  g_autoptr (ParityDial)    given = parity_motor_get_throttle_promised (donor);
  g_autoptr (ParityDial)    throttle = NULL;
  GError                   *error = NULL;

  /* Passed on while it is not known. */
  parity_motor_set_throttle_sync (motor, given, &error);
  assert_no_error (error);
  throttle = parity_motor_get_throttle_promised (motor);
  assert_true (parity_dial_set_level_sync (throttle, 33, NULL));
  assert_int_equal (level_of (given), 33);
}

static void
k14_a_part_among_results_is_named_by_its_path (void **state G_GNUC_UNUSED)
{
  static const gchar *const paths[] = { "value.main", "value.dials[0]",
                                        "value.named[\"throttle\"]" };
  g_autoptr (OdeonSystem)   system = new_system (1);
  g_autoptr (ParityMachine) machine = spawn_machine (system);
  g_autoptr (ParityMotor)   motor = parity_machine_get_drive_promised (machine);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (ParityDial) dial =
        parity_dial_from_future (parity_motor_get_board (motor), paths[i]);
      gint32                 level = 0;

      assert_true (parity_dial_turn_sync (dial, 1, &level, NULL));
      assert_int_equal (level, i + 1);
    }
}

static void
assert_no_part (ParityDial *dial, gint code, const gchar *why)
{
  g_autoptr (GError) error = NULL;

  assert_false (parity_dial_get_level_sync (dial, NULL, &error));
  if (!g_error_matches (error, ODEON_ERROR, code) || strstr (error->message, why) == NULL)
    fail_msg ("%s", error->message);
}

static void
k14_a_part_that_is_not_there_is_named (void **state G_GNUC_UNUSED)
{
  static const struct
  {
    const gchar *path;
    gint         code;
    const gchar *why;
  } cases[] = {
    { "other", ODEON_ERROR_INVALID_ARGUMENT, "no result \"other\"" },
    { "board", ODEON_ERROR_INVALID_ARGUMENT, "no reference" },
    { "board.title", ODEON_ERROR_INVALID_ARGUMENT, "no reference" },
    { "board.dial", ODEON_ERROR_INVALID_ARGUMENT, "no \".dial\"" },
    { "board.dials[1]", ODEON_ERROR_INVALID_ARGUMENT, "no \"[1]\"" },
    { "board.main", ODEON_ERROR_INVALID_ARGUMENT, "no \".main\"" },
    { "board.named[\"x\"]", ODEON_ERROR_INVALID_ARGUMENT, "no \"[\"x\"]\"" },
    { "board.dials[0]", ODEON_ERROR_INVALID_ARGUMENT, "nil" },
    { "result", ODEON_ERROR_WRONG_INTERFACE, "is no Parity::Dial" },
    { NULL, ODEON_ERROR_WRONG_INTERFACE, "is no Parity::Dial" },
  };
  g_autoptr (OdeonSystem)   system = new_system (1);
  g_autoptr (ParityMachine) machine = spawn_machine (system);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ParityDial) dial =
        parity_dial_from_future (parity_machine_open (machine, "key"), cases[i].path);

      assert_no_part (dial, cases[i].code, cases[i].why);
    }
}

/* The first failure is that of all. */
static void
k14_whoever_reaches_through_a_failure_gets_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (2);
  g_autoptr (ParityMachine) machine = spawn_machine (system);
  g_autoptr (ParityMotor)   motor = parity_machine_open_promised (machine, "");
  g_autoptr (ParityDial)    throttle = parity_motor_get_throttle_promised (motor);
  g_autoptr (GError)        error = NULL;

  assert_false (parity_dial_set_level_sync (throttle, 1, &error));
  assert_true (g_error_matches (error, PARITY_ERROR, PARITY_ERROR_OUT_OF_RANGE));
  assert_non_null (parity_out_of_range_get_detail (error));
  assert_non_null (strstr (error->message, "Parity::Machine.open"));
}

static void
k14_a_part_that_is_nil_is_an_error (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (1);
  g_autoptr (ParityMachine) machine = spawn_machine (system);
  g_autoptr (ParityMotor)   motor = parity_machine_open_promised (machine, "none");
  g_autoptr (ParityDial)    throttle = parity_motor_get_throttle_promised (motor);

  assert_no_part (throttle, ODEON_ERROR_INVALID_ARGUMENT, "Parity::Machine.open");
}

static void
k14_an_actor_reaches_its_parts_and_not_through_itself (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (1);
  g_autoptr (ParityMachine) machine = spawn_machine (system);
  g_autoptr (GError)        error = NULL;
  gint32                    level = -1;

  assert_true (parity_machine_look_sync (machine, FALSE, &level, NULL));
  assert_int_equal (level, 0);
  /* It would have to answer itself first. */
  assert_false (parity_machine_look_sync (machine, TRUE, &level, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
}

/* --- who awaits whom --- */

typedef struct
{
  gpointer  other;
  gboolean  well;
  GError   *error;
} Reach;

static void
read_throttle (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Reach                  *self = data;
  g_autoptr (ParityMotor) motor = parity_machine_get_drive_promised (self->other);

  self->well = parity_motor_get_throttle_sync (motor, NULL, &self->error);
}

static void
read_label (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Reach *self = data;

  self->well = parity_labelled_get_label_sync (self->other, NULL, &self->error);
}

static void
k14_whoever_has_answered_is_awaited_no_longer (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (1);
  g_autoptr (ParityMachine) reader = spawn_machine (system);
  g_autoptr (ParityMachine) owner = spawn_machine (system);
  g_autoptr (ParityDial)    bystander = spawn_dial (system, "", NULL);
  g_autoptr (ParityMotor)   motor = NULL;
  Reach                     to_motor = { owner, FALSE, NULL };
  Reach                     to_reader = { reader, FALSE, NULL };
  OdeonFuture              *has_read;
  OdeonFuture              *has_looked;

  /* The reader awaits the motor, by way of its owner, who takes its time, and then the motor. */
  assert_true (parity_machine_get_drive_sync (owner, &motor, NULL));
  await_ok (odeon_ref_started (motor));
  await_ok (odeon_ref_started (reader));
  await_ok (odeon_ref_suspend (motor));
  await_ok (odeon_ref_suspend (owner));
  has_read = invoke (reader, read_throttle, &to_motor);
  assert_int_equal (level_of (bystander), 0);
  has_looked = invoke (owner, read_label, &to_reader);
  await_ok (odeon_ref_resume (owner));

  /* So the owner may await the reader. */
  await_ok (odeon_ref_resume (motor));
  await_ok (has_read);
  await_ok (has_looked);
  assert_no_error (to_motor.error);
  assert_no_error (to_reader.error);
  assert_true (to_motor.well && to_reader.well);
}

static void
k14_who_awaits_what_awaits_him_is_told_through_a_promise (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (2);
  g_autoptr (ParityMachine) reader = spawn_machine (system);
  g_autoptr (ParityMachine) owner = spawn_machine (system);
  Reach                     to_motor = { owner, FALSE, NULL };
  Reach                     to_reader = { reader, FALSE, NULL };
  OdeonFuture              *has_read;
  OdeonFuture              *has_looked;

  await_ok (odeon_ref_started (reader));
  await_ok (odeon_ref_started (owner));
  await_ok (odeon_ref_suspend (reader));
  await_ok (odeon_ref_suspend (owner));
  has_looked = invoke (owner, read_label, &to_reader);
  has_read = invoke (reader, read_throttle, &to_motor);
  await_ok (odeon_ref_resume (owner));
  await_ok (odeon_ref_resume (reader));
  await_ok (has_read);
  await_ok (has_looked);
  assert_false (to_motor.well && to_reader.well);
  assert_true (g_error_matches (to_motor.error, ODEON_ERROR, ODEON_ERROR_DEADLOCK)
               || g_error_matches (to_reader.error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
  g_clear_error (&to_motor.error);
  g_clear_error (&to_reader.error);
}

static void
k14_a_part_is_narrowed_and_called_by_name_before_it_is_known (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)    system = new_system (1);
  g_autoptr (ParityMachine)  machine = spawn_machine (system);
  g_autoptr (ParityMotor)    motor = NULL;
  g_autoptr (ParityDial)     throttle = NULL;
  g_autoptr (ParityLabelled) labelled = NULL;
  g_autoptr (ParityMotor)    wrong = NULL;
  g_autoptr (GError)         error = NULL;
  g_autofree gchar          *label = NULL;
  OdeonFuture               *turned;

  await_ok (odeon_ref_started (machine));
  await_ok (odeon_ref_suspend (machine));
  motor = parity_machine_get_drive_promised (machine);
  throttle = parity_motor_get_throttle_promised (motor);
  labelled = parity_labelled_from_ref (throttle, &error);
  assert_no_error (error);
  wrong = parity_motor_from_ref (throttle, &error);
  assert_null (wrong);
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE));
  turned = odeon_ref_call (throttle, "turn", g_variant_new ("(i)", 4), NULL);
  assert_non_null (turned);

  await_ok (odeon_ref_resume (machine));
  assert_int_equal (await_int (turned), 4);
  assert_true (parity_labelled_get_label_sync (labelled, &label, NULL));
  assert_string_equal (label, "throttle");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k14_a_part_of_a_part_is_called_and_written),
    cmocka_unit_test (k14_nothing_is_awaited_on_the_way),
    cmocka_unit_test (k14_a_part_may_be_the_actor_itself),
    cmocka_unit_test (k14_a_part_is_replaced_by_one_that_is_promised),
    cmocka_unit_test (k14_a_part_among_results_is_named_by_its_path),
    cmocka_unit_test (k14_a_part_that_is_not_there_is_named),
    cmocka_unit_test (k14_whoever_reaches_through_a_failure_gets_it),
    cmocka_unit_test (k14_a_part_that_is_nil_is_an_error),
    cmocka_unit_test (k14_an_actor_reaches_its_parts_and_not_through_itself),
    cmocka_unit_test (k14_whoever_has_answered_is_awaited_no_longer),
    cmocka_unit_test (k14_who_awaits_what_awaits_him_is_told_through_a_promise),
    cmocka_unit_test (k14_a_part_is_narrowed_and_called_by_name_before_it_is_known),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
