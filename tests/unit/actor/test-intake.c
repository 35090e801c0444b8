/* SPDX-License-Identifier: MIT */

/* Bounded mailboxes: an actor is held at a gate while messages come for it. Each is a number, which
 * it adds up: the sum says which of them it got. */

#include "../fixture/stage.h"

#define BOUND 3

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *actor;
  Gate         gate;
} Hall;

static void
hall_init (Hall *self, OdeonOverflow overflow)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.mailbox_bound = BOUND;
  options.overflow = overflow;
  self->system = new_system (2);
  self->actor = spawn_with (self->system, &options, "", NULL, FAULT_NONE);
  gate_init (&self->gate);
  odeon_future_unref (invoke (self->actor, wait_at_gate, &self->gate));
  gate_await_arrival (&self->gate);
}

static void
hall_clear (Hall *self)
{
  odeon_ref_unref (self->actor);
  g_object_unref (self->system);
  gate_clear (&self->gate);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Hall, hall_clear)

static gboolean
tell_int (gpointer ref, gint n)
{
  return odeon_ref_tell (ref, g_variant_new_int32 (n));
}

/* 1, 10 and 100. */
static void
fill (OdeonRef *actor)
{
  assert_true (tell_int (actor, 1));
  assert_true (tell_int (actor, 10));
  assert_true (tell_int (actor, 100));
}

static void
test_a_message_beyond_the_bound_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };

  hall_init (&hall, ODEON_OVERFLOW_REFUSE);
  fill (hall.actor);
  assert_false (tell_int (hall.actor, 5));
  await_error (ask_int (hall.actor, 5), ODEON_ERROR_MAILBOX_FULL);
  await_error (invoke (hall.actor, wait_at_gate, &hall.gate), ODEON_ERROR_MAILBOX_FULL);
  gate_open (&hall.gate);
  await_ok (odeon_ref_started (hall.actor));
  assert_int_equal (await_int (ask_int (hall.actor, 1000)), 1111);
}

static void
test_what_is_taken_makes_room (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };

  hall_init (&hall, ODEON_OVERFLOW_REFUSE);
  gate_open (&hall.gate);
  for (gint i = 1; i <= 5 * BOUND; i++)
    assert_int_equal (await_int (ask_int (hall.actor, 1)), i);
}

static void
test_the_newest_is_dropped_without_telling (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };
  OdeonFuture  *last;

  hall_init (&hall, ODEON_OVERFLOW_DROP_NEWEST);
  assert_true (tell_int (hall.actor, 1));
  assert_true (tell_int (hall.actor, 10));
  last = ask_int (hall.actor, 100);
  assert_true (tell_int (hall.actor, 5));
  await_error (ask_int (hall.actor, 5), ODEON_ERROR_MAILBOX_FULL);
  gate_open (&hall.gate);
  assert_int_equal (await_int (last), 111);
}

static void
test_the_oldest_gives_way (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };
  OdeonFuture  *first;
  OdeonFuture  *last;

  hall_init (&hall, ODEON_OVERFLOW_DROP_OLDEST);
  first = ask_int (hall.actor, 1);
  assert_true (tell_int (hall.actor, 10));
  assert_true (tell_int (hall.actor, 100));
  assert_true (tell_int (hall.actor, 1000));
  /* It is told while the actor is still suspended. */
  await_error (first, ODEON_ERROR_MAILBOX_FULL);
  last = ask_int (hall.actor, 10000);
  gate_open (&hall.gate);
  assert_int_equal (await_int (last), 11100);
}

/* A started, which does not count, stands among those that are dropped. */
static void
test_what_does_not_count_keeps_its_turn_when_others_are_dropped (void **state G_GNUC_UNUSED)
{
  g_auto (Hall)           hall = { 0 };
  g_autoptr (OdeonFuture) started = NULL;
  OdeonFuture            *last = NULL;
  gint                    counts[2] = { 0, 0 };

  count_log (counts);
  hall_init (&hall, ODEON_OVERFLOW_DROP_OLDEST);
  assert_true (tell_int (hall.actor, 1));
  started = odeon_ref_started (hall.actor);
  for (gint i = 0; i < 10 * BOUND; i++)
    {
      g_clear_pointer (&last, odeon_future_unref);
      last = ask_int (hall.actor, 10);
    }
  gate_open (&hall.gate);
  assert_int_equal (await_int (last), 10 * BOUND);
  await_ok (odeon_future_ref (started));
  restore_log ();
}

static void
test_an_actor_can_be_stopped_by_its_overflow (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };
  OdeonFuture  *waiting;
  OdeonFuture  *stopped;
  gint          counts[2] = { 0, 0 };

  count_log (counts);
  hall_init (&hall, ODEON_OVERFLOW_STOP);
  waiting = ask_int (hall.actor, 1);
  assert_true (tell_int (hall.actor, 10));
  assert_true (tell_int (hall.actor, 100));
  await_error (ask_int (hall.actor, 1000), ODEON_ERROR_MAILBOX_FULL);
  stopped = odeon_ref_stop (hall.actor);
  gate_open (&hall.gate);
  await_error (waiting, ODEON_ERROR_ACTOR_DEAD);
  assert_false (await_boolean (stopped));
  assert_int_equal (counts[0], 1);
  restore_log ();
}

static void
test_stop_and_kill_are_never_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };
  OdeonFuture  *waiting;

  hall_init (&hall, ODEON_OVERFLOW_REFUSE);
  fill (hall.actor);
  waiting = odeon_ref_started (hall.actor);
  await_ok (odeon_ref_kill (hall.actor));
  await_error (waiting, ODEON_ERROR_ACTOR_DEAD);
  assert_int_equal (hall.gate.error->code, ODEON_ERROR_KILLED);
}

static void
test_an_actor_that_was_full_ends_as_any_other (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };

  hall_init (&hall, ODEON_OVERFLOW_REFUSE);
  fill (hall.actor);
  await_ok (odeon_ref_kill (hall.actor));
  await_error (ask_int (hall.actor, 5), ODEON_ERROR_ACTOR_DEAD);
  assert_false (tell_int (hall.actor, 5));
}

/* The actor on its own worker sends where no locked instruction counts. */
static void
fill_oneself (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  gpointer self = odeon_actor_get_ref (actor);

  fill (self);
  assert_false (tell_int (self, 5));
}

static void
test_an_actor_s_own_messages_count (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };

  hall_init (&hall, ODEON_OVERFLOW_REFUSE);
  gate_open (&hall.gate);
  await_ok (odeon_ref_started (hall.actor));
  await_ok (invoke (hall.actor, fill_oneself, NULL));
  await_ok (odeon_ref_started (hall.actor));
  assert_int_equal (await_int (ask_int (hall.actor, 0)), 111);
}

static void
drop_one_s_own (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  for (gint i = 0; i < 10000; i++)
    assert_true (tell_int (odeon_actor_get_ref (actor), i));
}

static void
test_the_oldest_of_one_s_own_gives_way_at_once (void **state G_GNUC_UNUSED)
{
  g_auto (Hall) hall = { 0 };

  hall_init (&hall, ODEON_OVERFLOW_DROP_OLDEST);
  gate_open (&hall.gate);
  await_ok (invoke (hall.actor, drop_one_s_own, NULL));
  await_ok (odeon_ref_started (hall.actor));
  assert_int_equal (await_int (ask_int (hall.actor, 0)), 9999 + 9998 + 9997);
}

/* --- bounds that make no sense --- */

static void
assert_invalid (GType type, guint bound, OdeonOverflow overflow)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (GError)      error = NULL;
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;

  options.mailbox_bound = bound;
  options.overflow = overflow;
  assert_null (odeon_spawn (ODEON_SPAWNER (system), type, &options, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
}

static void
test_a_bound_that_makes_no_sense_is_an_error (void **state G_GNUC_UNUSED)
{
  assert_invalid (player_get_type (), ODEON_MAILBOX_BOUND_MAX + 1, ODEON_OVERFLOW_DEFAULT);
  assert_invalid (player_get_type (), G_MAXUINT - 1, ODEON_OVERFLOW_REFUSE);
  assert_invalid (player_get_type (), 0, ODEON_OVERFLOW_REFUSE);
  assert_invalid (player_get_type (), ODEON_MAILBOX_UNBOUNDED, ODEON_OVERFLOW_STOP);
  assert_invalid (player_get_type (), 1, (OdeonOverflow) 99);
  assert_invalid (player_get_type (), 1, (OdeonOverflow) -1);
}

typedef Player      Miser;
typedef PlayerClass MiserClass;

GType miser_get_type (void);

G_DEFINE_TYPE (Miser, miser, player_get_type ())

static void
miser_class_init (MiserClass *klass)
{
  klass->mailbox_bound = 1;
  klass->overflow = ODEON_OVERFLOW_DROP_NEWEST;
}

static void
miser_init (Miser *self G_GNUC_UNUSED)
{
}

/* Without threads nothing is taken until somebody waits. */
static gint
count_accepted (guint bound, OdeonOverflow overflow)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *ref;
  gint                    sum;

  options.mailbox_bound = bound;
  options.overflow = overflow;
  ref = odeon_spawn (ODEON_SPAWNER (system), miser_get_type (), &options, NULL, NULL);
  for (gint i = 0; i < 10; i++)
    tell_int (ref, 1);
  await_ok (odeon_ref_started (ref));
  sum = await_int (ask_int (ref, 0));
  odeon_ref_unref (ref);

  return sum;
}

static void
test_a_class_has_a_bound_for_those_who_say_nothing (void **state G_GNUC_UNUSED)
{
  assert_int_equal (count_accepted (0, ODEON_OVERFLOW_DEFAULT), 1);
  assert_int_equal (count_accepted (4, ODEON_OVERFLOW_DEFAULT), 4);
  assert_int_equal (count_accepted (ODEON_MAILBOX_UNBOUNDED, ODEON_OVERFLOW_DEFAULT), 10);
}

/* --- many senders --- */

typedef struct
{
  OdeonRef *actor;
  gint      n;
  gint      n_refused;
} Producer;

static gpointer
produce (gpointer data)
{
  Producer *self = data;

  for (gint i = 0; i < self->n; i++)
    if (!tell_int (self->actor, 1))
      self->n_refused++;

  return NULL;
}

/* Every message is either handled or refused, and the sender was told which. */
static void
test_nothing_is_lost_between_many_producers (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  Producer                producers[4];
  GThread                *threads[4];
  OdeonRef               *actor;
  gint                    sent = 0;
  gint                    refused = 0;

  options.mailbox_bound = 16;
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  for (guint i = 0; i < 4; i++)
    {
      producers[i] = (Producer) { actor, scaled (20000), 0 };
      threads[i] = g_thread_new ("producer", produce, &producers[i]);
    }
  for (guint i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      sent += producers[i].n;
      refused += producers[i].n_refused;
    }
  await_ok (odeon_ref_started (actor));
  assert_int_equal (await_int (ask_int (actor, 0)), sent - refused);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_message_beyond_the_bound_is_refused),
    cmocka_unit_test (test_what_is_taken_makes_room),
    cmocka_unit_test (test_the_newest_is_dropped_without_telling),
    cmocka_unit_test (test_the_oldest_gives_way),
    cmocka_unit_test (test_what_does_not_count_keeps_its_turn_when_others_are_dropped),
    cmocka_unit_test (test_an_actor_can_be_stopped_by_its_overflow),
    cmocka_unit_test (test_stop_and_kill_are_never_refused),
    cmocka_unit_test (test_an_actor_that_was_full_ends_as_any_other),
    cmocka_unit_test (test_an_actor_s_own_messages_count),
    cmocka_unit_test (test_the_oldest_of_one_s_own_gives_way_at_once),
    cmocka_unit_test (test_a_bound_that_makes_no_sense_is_an_error),
    cmocka_unit_test (test_a_class_has_a_bound_for_those_who_say_nothing),
    cmocka_unit_test (test_nothing_is_lost_between_many_producers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
