/* SPDX-License-Identifier: MIT */

/* Circles of awaits among actors that may have several, and calls that are let in. */

#include "chain.h"

static void
a_reentrant_actor_is_called_back_by_whom_it_awaits (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      OdeonRef               *a = spawn_host (system, 0, "anna");
      OdeonRef               *b = spawn_plain (system, 1, "bert");
      OdeonRef               *c = spawn_plain (system, 2, "carl");
      Chain                   back = { .actors = { a, b, a } };
      Chain                   longer = { .actors = { a, b, c, a } };
      Chain                   itself = { .actors = { a, a } };

      for (gint i = 0; i < 3; i++)
        {
          chain_run (&back);
          assert_no_error (back.error);
          assert_int_equal (back.answer, 3 * i + 1);
          chain_run (&longer);
          assert_no_error (longer.error);
          assert_int_equal (longer.answer, 3 * i + 2);
          chain_run (&itself);
          assert_no_error (itself.error);
          assert_int_equal (itself.answer, 3 * i + 3);
        }
      odeon_ref_unref (a);
      odeon_ref_unref (b);
      odeon_ref_unref (c);
    }
}

static void
a_chain_comes_back_more_than_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *a = spawn_host (system, 0, "anna");
  OdeonRef               *b = spawn_host (system, 1, "bert");
  Chain                   chain = { .actors = { a, b, a, b, a } };

  for (gint i = 1; i <= scaled (1000); i++)
    {
      chain_run (&chain);
      assert_no_error (chain.error);
      assert_int_equal (chain.answer, i);
    }
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

/* What others have yet to be answered is nobody's circle, and keeps none out. */
static void
a_reentrant_actor_that_keeps_a_call_is_called_back (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *a = spawn_host (system, 0, "anna");
  OdeonRef               *b = spawn_plain (system, 0, "bert");
  Chain                   chain = { .actors = { a, b, a } };
  OdeonFuture            *later = meter_later (a, 1);
  OdeonCall              *call = NULL;

  chain_run (&chain);
  assert_no_error (chain.error);
  assert_int_equal (chain.answer, 1);
  await_ok (invoke (a, steal_kept_call, &call));
  meter_complete_later (call, g_variant_new_int32 (3));
  await_ok (later);
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

static void
an_actor_that_is_not_reentrant_is_not_called_back (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *a = spawn_plain (system, 0, "anna");
  OdeonRef               *b = spawn_host (system, 0, "bert");
  Chain                   chain = { .actors = { a, b, a } };

  chain_run (&chain);
  assert_deadlock_of (chain.error, "anna", "bert");
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

/* What others send meanwhile waits; what the caller itself has sent before comes first. */
static void
only_the_chain_is_let_in_and_in_its_order (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_auto (Gate)           gate;
      OdeonRef               *a = spawn_host (system, 0, "anna");
      OdeonRef               *b = spawn_plain (system, 1, "bert");
      Chain                   chain = { .actors = { a, b, a }, .gate = &gate, .tells = TRUE };
      OdeonFuture            *run;
      OdeonFuture            *other;

      gate_init (&gate);
      run = ask_chain (a, &chain);
      gate_await_arrival (&gate);
      other = ask_int (a, 1000);
      gate_open (&gate);
      await_ok (run);
      assert_no_error (chain.error);
      assert_int_equal (chain.answer, 11);
      assert_int_equal (await_int (other), 1011);
      odeon_ref_unref (a);
      odeon_ref_unref (b);
    }
}

/* No gate: the two awaits begin at about the same time, on two workers. Whoever comes last sees
 * that the other's call waits there. */
static void
a_call_that_is_there_before_the_await_is_let_in (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *a = spawn_host (system, 0, "anna");
  OdeonRef               *b = spawn_plain (system, 1, "bert");
  Chain                   chain = { .actors = { a, b, a }, .delays = TRUE };

  for (gint i = 1; i <= scaled (20000); i++)
    {
      chain_run (&chain);
      assert_no_error (chain.error);
      assert_int_equal (chain.answer, i);
    }
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

/* --- circles where several are under way --- */

static void
with_room_for_another_there_is_no_circle (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      OdeonRef               *a = spawn_as (system, walker_get_type (), 0, 2, "anna");
      OdeonRef               *b = spawn_plain (system, 1, "bert");
      Chain                   chain = { .actors = { a, b, a } };

      chain_run (&chain);
      assert_no_error (chain.error);
      assert_int_equal (chain.answer, 1);
      odeon_ref_unref (a);
      odeon_ref_unref (b);
    }
}

/* Both places of `anna` are taken by chains that come back to her: the first finds no room, but
 * the second may yet be done; the second never will. */
static void
the_last_place_to_await_closes_the_circle (void **state G_GNUC_UNUSED)
{
  for (guint workers = 1; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system ((gint) workers);
      g_auto (Gate)           gate;
      g_auto (Gate)           other_gate;
      OdeonRef               *a = spawn_as (system, walker_get_type (), 0, 2, "anna");
      OdeonRef               *b = spawn_plain (system, 1, "bert");
      OdeonRef               *c = spawn_plain (system, 2, "carl");
      Chain                   first = { .actors = { a, b, a }, .gate = &gate };
      Chain                   second = { .actors = { a, c, a }, .gate = &other_gate };
      OdeonFuture            *runs[2];

      gate_init (&gate);
      gate_init (&other_gate);
      runs[0] = ask_chain (a, &first);
      runs[1] = ask_chain (a, &second);
      gate_await_arrival (&gate);
      gate_await_arrival (&other_gate);
      gate_open (&gate);
      gate_open (&other_gate);
      await_ok (runs[0]);
      await_ok (runs[1]);
      assert_true (first.error != NULL || second.error != NULL);
      if (first.error != NULL)
        assert_deadlock_of (first.error, "anna", "bert");
      if (second.error != NULL)
        assert_deadlock_of (second.error, "anna", "carl");
      odeon_ref_unref (a);
      odeon_ref_unref (b);
      odeon_ref_unref (c);
    }
}

/* The call is under way itself: that there is room for others does not help it. */
static GError *own_error;
static GError *caller_error;

static void
ask_word_and_await (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  OdeonFuture *future = ask_word (data, "come back");

  odeon_future_await (future, &own_error);
  odeon_future_unref (future);
}

/* Whoever closes it is told; on two workers that may be both. */
static void
assert_one_was_told (void)
{
  assert_true (own_error != NULL || caller_error != NULL);
  if (own_error != NULL)
    assert_deadlock_of (g_steal_pointer (&own_error), "anna", "bert");
  if (caller_error != NULL)
    assert_deadlock_of (g_steal_pointer (&caller_error), "anna", "bert");
}

typedef Player      Caller;
typedef PlayerClass CallerClass;

GType caller_get_type (void);

/* Asks whoever asked it. */
G_DEFINE_TYPE (Caller, caller, player_get_type ())

static GVariant *
caller_receive (OdeonActor *actor, GVariant *message, GError **error G_GNUC_UNUSED)
{
  g_autoptr (OdeonRef) sender = odeon_actor_dup_sender (actor);
  OdeonFuture         *future;

  if (!g_variant_is_of_type (message, G_VARIANT_TYPE_STRING))
    return g_variant_ref (message);

  future = ask_int (sender, 1);
  odeon_future_await (future, &caller_error);
  odeon_future_unref (future);

  return NULL;
}

static void
caller_class_init (CallerClass *klass)
{
  klass->receive = caller_receive;
}

static void
caller_init (Caller *self G_GNUC_UNUSED)
{
}

static void
a_circle_through_what_is_under_way_is_seen_though_there_is_room (void **state G_GNUC_UNUSED)
{
  for (guint workers = 1; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system ((gint) workers);
      OdeonRef               *a = spawn_plain (system, 0, "anna");
      OdeonRef               *b = spawn_as (system, caller_get_type (), 1, 50, "bert");

      await_ok (invoke (a, ask_word_and_await, b));
      stop_and_unref (odeon_ref_ref (b));
      assert_one_was_told ();
      odeon_ref_unref (a);
      odeon_ref_unref (b);
    }
}

/* --- a stop, which waits for all --- */

typedef Player      Stopper;
typedef PlayerClass StopperClass;

GType stopper_get_type (void);

/* Stops whoever asks, and awaits that. */
G_DEFINE_TYPE (Stopper, stopper, player_get_type ())

static GVariant *
stopper_receive (OdeonActor *actor, GVariant *message, GError **error G_GNUC_UNUSED)
{
  g_autoptr (OdeonRef) sender = odeon_actor_dup_sender (actor);
  OdeonFuture         *stop = odeon_ref_stop (sender);

  odeon_future_await (stop, &caller_error);
  odeon_future_unref (stop);

  return g_variant_ref (message);
}

static void
stopper_class_init (StopperClass *klass)
{
  klass->receive = stopper_receive;
}

static void
stopper_init (Stopper *self G_GNUC_UNUSED)
{
}

static void
a_stop_awaited_by_whom_the_actor_awaits_is_a_circle (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *a = spawn_as (system, walker_get_type (), 0, 50, "anna");
  OdeonRef               *b = spawn_as (system, stopper_get_type (), 0, 1, "bert");

  await_ok (invoke (a, ask_word_and_await, b));
  assert_deadlock_of (g_steal_pointer (&caller_error), "anna", "bert");
  assert_null (own_error);
  /* The stop itself takes its course. */
  await_ok (odeon_ref_ended (a));
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

/* --- behind a stop --- */

typedef Player      Stayer;
typedef PlayerClass StayerClass;

GType stayer_get_type (void);

/* Stops whoever asks without awaiting that, and asks it for more. */
G_DEFINE_TYPE (Stayer, stayer, player_get_type ())

static GVariant *
stayer_receive (OdeonActor *actor, GVariant *message, GError **error G_GNUC_UNUSED)
{
  g_autoptr (OdeonRef) sender = odeon_actor_dup_sender (actor);
  OdeonFuture         *future;

  odeon_future_unref (odeon_ref_stop (sender));
  future = ask_int (sender, 1);
  odeon_future_await (future, &caller_error);
  odeon_future_unref (future);

  return g_variant_ref (message);
}

static void
stayer_class_init (StayerClass *klass)
{
  klass->receive = stayer_receive;
}

static void
stayer_init (Stayer *self G_GNUC_UNUSED)
{
}

/* There was room for the call when its await began, and is none any more behind the stop, which
 * waits for what is under way. */
static void
a_circle_that_a_stop_closes_is_seen_by_the_actor_that_stops (void **state G_GNUC_UNUSED)
{
  for (guint workers = 1; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system ((gint) workers);
      OdeonRef               *a = spawn_as (system, player_get_type (), 0, 50, "anna");
      OdeonRef               *b = spawn_as (system, stayer_get_type (), 1, 1, "bert");
      OdeonFuture            *run = invoke (a, ask_word_and_await, b);

      await_ok (odeon_ref_ended (a));
      await_ok (run);
      stop_and_unref (b);
      /* Bert is told that she has ended, unless it is he who was told of the circle. */
      assert_true (own_error != NULL || workers > 1);
      if (g_error_matches (caller_error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD))
        g_clear_error (&caller_error);
      assert_one_was_told ();
      odeon_ref_unref (a);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_reentrant_actor_is_called_back_by_whom_it_awaits),
    cmocka_unit_test (a_chain_comes_back_more_than_once),
    cmocka_unit_test (a_reentrant_actor_that_keeps_a_call_is_called_back),
    cmocka_unit_test (an_actor_that_is_not_reentrant_is_not_called_back),
    cmocka_unit_test (only_the_chain_is_let_in_and_in_its_order),
    cmocka_unit_test (a_call_that_is_there_before_the_await_is_let_in),
    cmocka_unit_test (with_room_for_another_there_is_no_circle),
    cmocka_unit_test (the_last_place_to_await_closes_the_circle),
    cmocka_unit_test (a_circle_through_what_is_under_way_is_seen_though_there_is_room),
    cmocka_unit_test (a_stop_awaited_by_whom_the_actor_awaits_is_a_circle),
    cmocka_unit_test (a_circle_that_a_stop_closes_is_seen_by_the_actor_that_stops),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
