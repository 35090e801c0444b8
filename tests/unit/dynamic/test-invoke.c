/* SPDX-License-Identifier: MIT */

/* Handlers called without a message. */

#include "meter.h"

typedef struct
{
  const gchar *operation;
  const gchar *arguments;
  OdeonFuture *future;
} Invocation;

/* An OdeonActorFunc. */
static void
do_invoke (OdeonActor *actor, gpointer data)
{
  Invocation *self = data;

  self->future = odeon_interface_invoke (actor, &meter_interface_info, self->operation,
                                         self->arguments != NULL
                                           ? g_variant_new_parsed (self->arguments) : NULL, NULL);
}

static OdeonFuture *
invoke_by_name (OdeonRef *actor, const gchar *operation, const gchar *arguments)
{
  Invocation invocation = { operation, arguments, NULL };

  await_ok (invoke (actor, do_invoke, &invocation));

  return invocation.future;
}

static void
an_actor_reaches_its_own_handlers (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *meter = spawn_meter (system, "m", NULL);
  g_autofree gchar       *words = NULL;

  await_ok (invoke_by_name (meter, "set_level", "(4,)"));
  assert_int_equal (await_int (invoke_by_name (meter, "add", "(3,)")), 7);
  words = await_string (invoke_by_name (meter, "say", "('hello',)"));
  assert_string_equal (words, "hello!");
  stop_and_unref (meter);
}

static void
a_deferred_handler_answers_later (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *meter = spawn_meter (system, "m", NULL);
  OdeonFuture            *future = invoke_by_name (meter, "later", "(3,)");
  OdeonCall              *kept = NULL;
  g_autofree gchar       *word = NULL;

  assert_false (odeon_future_is_done (future));
  await_ok (invoke (meter, steal_kept_call, &kept));
  meter_complete_later (kept, g_variant_new_string ("w"));
  word = await_string (future);
  assert_string_equal (word, "w");
  stop_and_unref (meter);
}

static void
what_goes_wrong_is_told_through_the_future (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *meter = spawn_meter (system, "m", NULL);
  OdeonRef               *player = spawn_player (system, "p", NULL);

  await_error (invoke_by_name (meter, "ad", "(3,)"), ODEON_ERROR_UNKNOWN_MEMBER);
  await_error (invoke_by_name (meter, "add", "('x',)"), ODEON_ERROR_INVALID_ARGUMENT);
  await_error (invoke_by_name (meter, "missing", NULL), ODEON_ERROR_NOT_IMPLEMENTED);
  await_error (invoke_by_name (meter, "add", "(13,)"), ODEON_ERROR_FAILED);
  await_error (invoke_by_name (meter, "say", "('bytes',)"), ODEON_ERROR_INVALID_ARGUMENT);
  await_error (invoke_by_name (player, "add", "(3,)"), ODEON_ERROR_WRONG_INTERFACE);
  stop_and_unref (meter);
  stop_and_unref (player);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_reaches_its_own_handlers),
    cmocka_unit_test (a_deferred_handler_answers_later),
    cmocka_unit_test (what_goes_wrong_is_told_through_the_future),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
