/* SPDX-License-Identifier: MIT */

/* The rules of an await inside an actor. */

#include "meter.h"

static void
a_waiting_actor_takes_no_other_message_and_its_worker_goes_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *waiting = spawn_player (system, "", NULL);
  OdeonRef               *other = spawn_player (system, "", NULL);
  OdeonFuture            *run;
  OdeonFuture            *queued;

  gate_init (&gate);
  run = invoke (waiting, wait_at_gate, &gate);
  queued = ask_int (waiting, 1);
  for (gint i = 1; i <= 10; i++)
    assert_int_equal (await_int (ask_int (other, 1)), i);
  assert_false (odeon_future_is_done (queued));
  gate_open (&gate);
  await_ok (run);
  assert_true (gate.passed);
  assert_int_equal (await_int (queued), 1);
  odeon_ref_unref (waiting);
  odeon_ref_unref (other);
}

static void
many_actors_wait_on_one_worker (void **state G_GNUC_UNUSED)
{
  gint                    n = scaled (2000);
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GPtrArray)   actors = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_autoptr (GPtrArray)   runs = g_ptr_array_new ();
  g_auto (Gate)           gate;

  gate_init (&gate);
  for (gint i = 0; i < n; i++)
    {
      g_ptr_array_add (actors, spawn_player (system, "", NULL));
      g_ptr_array_add (runs, invoke (actors->pdata[i], wait_at_gate, &gate));
    }
  for (gint i = 0; i < n; i++)
    assert_false (odeon_future_is_done (runs->pdata[i]));
  gate_open (&gate);
  for (gint i = 0; i < n; i++)
    await_ok (runs->pdata[i]);
}

/* --- nested asks, and their depth --- */

static void
descend (OdeonActor *actor, gpointer data)
{
  gint     *depth = data;
  OdeonRef *child;

  if (--*depth == 0)
    return;
  child = spawn_player (actor, "", NULL);
  await_ok (invoke (child, descend, depth));
  odeon_ref_unref (child);
}

static void
awaits_nest_as_deep_as_the_actors_do (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      OdeonRef               *actor = spawn_player (system, "", NULL);
      gint                    depth = 200;

      await_ok (invoke (actor, descend, &depth));
      assert_int_equal (depth, 0);
      odeon_ref_unref (actor);
    }
}

/* --- cycles --- */

typedef struct
{
  OdeonRef *next;
  Gate     *gate;  /* to be passed before the await that closes the cycle */
  GError   *error;
  gboolean  ok;
} Link;

static void
await_next (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Link        *self = data;
  OdeonFuture *future;

  if (self->gate != NULL)
    wait_at_gate (NULL, self->gate);
  future = ask_int (self->next, 1);
  self->ok = odeon_future_await (future, &self->error);
  odeon_future_unref (future);
}

static OdeonRef *
spawn_named (OdeonSystem *system, const gchar *name, guint worker)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = name;
  options.placement = ODEON_PLACE_WORKER;
  options.worker = worker;

  return spawn_with (system, &options, name, NULL, FAULT_NONE);
}

static void
run_cycle (guint n)
{
  static const gchar *const names[] = { "anna", "bert", "carl" };
  g_autoptr (OdeonSystem)   system = new_system (2);
  g_auto (Gate)             gate;
  Link                      links[3] = { 0 };
  OdeonRef                 *actors[3];
  OdeonFuture              *runs[3];
  guint                     n_failed = 0;

  gate_init (&gate);
  for (guint i = 0; i < n; i++)
    actors[i] = spawn_named (system, names[i], i % 2);
  for (guint i = 0; i < n; i++)
    {
      links[i].next = actors[(i + 1) % n];
      links[i].gate = i == 0 ? &gate : NULL;
      runs[i] = invoke (actors[i], await_next, &links[i]);
    }
  gate_open (&gate);
  for (guint i = 0; i < n; i++)
    await_ok (runs[i]);

  /* One await fails, and frees the others; two that close the cycle at once may both see it. */
  for (guint i = 0; i < n; i++)
    {
      if (!links[i].ok)
        {
          n_failed++;
          assert_true (g_error_matches (links[i].error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
          for (guint j = 0; j < n; j++)
            assert_non_null (strstr (links[i].error->message, names[j]));
          g_error_free (links[i].error);
        }
      odeon_ref_unref (actors[i]);
    }
  assert_true (n_failed >= 1);
}

static void
a_cycle_of_two_fails_and_names_both (void **state G_GNUC_UNUSED)
{
  run_cycle (2);
}

static void
a_cycle_of_three_fails_and_names_all (void **state G_GNUC_UNUSED)
{
  run_cycle (3);
}

static void
an_actor_that_awaits_itself_is_told (void **state G_GNUC_UNUSED)
{
  run_cycle (1);
}

static void
assert_passed_or_deadlocked (Link *self)
{
  if (!self->ok)
    assert_true (g_error_matches (self->error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
  g_clear_error (&self->error);
}

/* No gate: both go at once, on two workers. At least one must see the cycle, if it comes to be. */
static void
a_cycle_closed_from_both_ends_at_once_is_seen (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *a = spawn_on (system, 0);
  OdeonRef               *b = spawn_on (system, 1);

  for (gint round = scaled (20000); round > 0; round--)
    {
      Link         to_b = { .next = b };
      Link         to_a = { .next = a };
      OdeonFuture *first = invoke (a, await_next, &to_b);
      OdeonFuture *second = invoke (b, await_next, &to_a);

      await_ok (first);
      await_ok (second);
      assert_passed_or_deadlocked (&to_a);
      assert_passed_or_deadlocked (&to_b);
    }
  odeon_ref_unref (a);
  odeon_ref_unref (b);
}

static void
await_next_for_a_while (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Link        *self = data;
  OdeonFuture *future = ask_int (self->next, 1);

  self->ok = odeon_future_await_for (future, 5, &self->error);
  odeon_future_unref (future);
}

static void
a_deadline_ends_a_cycle_by_itself (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Link                    link = { .next = spawn_player (system, "", NULL) };

  await_ok (invoke (link.next, await_next_for_a_while, &link));
  assert_true (g_error_matches (link.error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  g_error_free (link.error);
  odeon_ref_unref (link.next);
}

/* --- where no await is possible --- */

static gboolean
await_in_source (gpointer data)
{
  Gate *gate = data;

  gate->passed = odeon_future_await (gate->opened, &gate->error);
  odeon_promise_set_boolean (gate->reached, TRUE);

  return G_SOURCE_REMOVE;
}

static void
attach_source (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, await_in_source, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
a_source_s_callback_on_a_worker_cannot_await (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  await_ok (invoke (actor, attach_source, &gate));
  gate_await_arrival (&gate);
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_NOT_IN_ACTOR));
  odeon_ref_unref (actor);
}

static void
run_nested_loop (OdeonActor *actor, gpointer data)
{
  Gate *gate = data;

  attach_source (actor, data);
  while (!odeon_future_is_done (gate->arrival))
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

static void
a_nested_main_loop_in_a_handler_cannot_await (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  await_ok (invoke (actor, run_nested_loop, &gate));
  assert_true (g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_NOT_IN_ACTOR));
  odeon_ref_unref (actor);
}

typedef struct
{
  Gate      gate;
  OdeonRef *self;
} Entry;

static gboolean
enter_actor (gpointer data)
{
  Entry *entry = data;

  odeon_future_unref (invoke (entry->self, wait_at_gate, &entry->gate));

  return G_SOURCE_REMOVE;
}

static void
attach_entry (OdeonActor *actor, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  ((Entry *) data)->self = odeon_actor_get_ref (actor);
  g_source_set_callback (source, enter_actor, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
a_source_s_callback_enters_its_actor_by_invoking (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  Entry                   entry;
  OdeonRef               *actor = spawn_player (system, "", NULL);

  gate_init (&entry.gate);
  await_ok (invoke (actor, attach_entry, &entry));
  gate_await_arrival (&entry.gate);
  gate_open (&entry.gate);
  stop_and_unref (actor);
  assert_true (entry.gate.passed);
  gate_clear (&entry.gate);
}

/* --- in an actor that has ended --- */

static OdeonFuture *
never (OdeonFuture *failed G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  fail ();

  return NULL;
}

static void
await_next_at_last (gpointer data)
{
  await_next (NULL, data);
}

/* Nobody catches anything: the destroy notify runs where the stop is answered. */
static void
what_runs_when_an_actor_has_ended_cannot_await (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  Link                    link = { .next = spawn_player (system, "", NULL) };
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonFuture            *stopped;

  gate_init (&gate);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  stopped = odeon_future_catch (odeon_ref_stop (actor), never, &link, await_next_at_last);
  gate_open (&gate);
  await_ok (stopped);
  await_ok (odeon_system_shut_down (system));
  assert_true (g_error_matches (link.error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
  g_clear_error (&link.error);
  odeon_ref_unref (link.next);
  odeon_ref_unref (actor);
}

/* --- the ends of an await race one another --- */

static gpointer
open_gate (gpointer data)
{
  gate_open (data);

  return NULL;
}

static void
wait_a_moment (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Gate *gate = data;

  odeon_promise_set_boolean (gate->reached, TRUE);
  gate->passed = odeon_future_await_for (gate->opened, 0, &gate->error);
}

static void
answer_deadline_and_kill_race (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  for (gint round = scaled (2000); round > 0; round--)
    {
      g_auto (Gate) gate;
      OdeonRef     *actor = spawn_player (system, "", NULL);
      OdeonFuture  *run;
      OdeonFuture  *kill;
      GThread      *thread;

      gate_init (&gate);
      run = invoke (actor, round % 2 == 0 ? wait_at_gate : wait_a_moment, &gate);
      gate_await_arrival (&gate);
      thread = g_thread_new ("opener", open_gate, &gate);
      kill = odeon_ref_kill (actor);
      assert_true (await_boolean (kill));
      odeon_future_await (run, NULL);
      odeon_future_unref (run);
      g_thread_join (thread);
      if (!gate.passed)
        assert_true (gate.error == NULL
                     || g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_KILLED)
                     || g_error_matches (gate.error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
      odeon_ref_unref (actor);
    }
}

/* --- an await within an await: the future asks its owner for the value --- */

typedef struct
{
  Gate          gate;
  OdeonPromise *promise;
  GError       *error;
  gboolean      passed;
} Chain;

static void
wait_before_giving (OdeonPromise *promise, gpointer data)
{
  wait_at_gate (NULL, data);
  if (((Gate *) data)->passed)
    odeon_promise_set_boolean (promise, TRUE);
}

static void
await_chain (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Chain       *self = data;
  OdeonFuture *future = odeon_promise_get_future (self->promise);

  self->passed = odeon_future_await (future, &self->error);
  odeon_future_unref (future);
}

static OdeonFuture *
chain_start (Chain *self, OdeonRef *actor)
{
  OdeonFuture *run;

  gate_init (&self->gate);
  self->promise = odeon_promise_new ();
  self->error = NULL;
  odeon_promise_set_get_hook (self->promise, wait_before_giving, &self->gate, NULL);
  run = invoke (actor, await_chain, self);
  gate_await_arrival (&self->gate);

  return run;
}

static void
chain_end (Chain *self)
{
  odeon_promise_free (self->promise);
  g_clear_error (&self->error);
  gate_clear (&self->gate);
}

static void
a_promise_may_await_for_whoever_wants_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Chain                   chain;
  OdeonFuture            *run = chain_start (&chain, actor);

  gate_open (&chain.gate);
  await_ok (run);
  assert_true (chain.passed);
  chain_end (&chain);
  stop_and_unref (actor);
}

static void
a_kill_ends_an_await_within_an_await_and_the_outer_one (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Chain                   chain;
  OdeonFuture            *run = chain_start (&chain, actor);

  await_ok (odeon_ref_kill (actor));
  await_error (run, ODEON_ERROR_KILLED);
  assert_true (g_error_matches (chain.gate.error, ODEON_ERROR, ODEON_ERROR_KILLED));
  assert_true (g_error_matches (chain.error, ODEON_ERROR, ODEON_ERROR_KILLED));
  chain_end (&chain);
  odeon_ref_unref (actor);
}

/* --- an await that is over --- */

typedef struct
{
  Link      there;
  Link      back;
  OdeonRef *other;
} Exchange;

static void
ask_and_be_asked (OdeonActor *actor, gpointer data)
{
  Exchange    *self = data;
  OdeonFuture *answer = ask_int (self->other, 1);
  OdeonFuture *run;

  self->back.next = odeon_actor_get_ref (actor);
  run = invoke (self->other, await_next, &self->back);
  self->there.ok = odeon_future_await (answer, &self->there.error);
  odeon_future_unref (answer);
  odeon_future_unref (run);
}

/* Whoever has been answered awaits nobody, though its turn is yet to come. */
static void
an_answered_await_is_part_of_no_cycle (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Exchange                exchange = { .other = spawn_player (system, "", NULL) };

  await_ok (invoke (actor, ask_and_be_asked, &exchange));
  stop_and_unref (exchange.other);
  assert_no_error (exchange.there.error);
  assert_no_error (exchange.back.error);
  assert_true (exchange.there.ok);
  assert_true (exchange.back.ok);
  odeon_ref_unref (actor);
}

/* --- the end of a parent --- */

typedef struct
{
  OdeonRef    *elder;
  OdeonFuture *end;
  OdeonFuture *run;
  Link         link;
  gint         depth;
} Family;

static void
await_elder_s_end (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Family *self = data;

  self->end = odeon_ref_stop (self->elder);
  self->link.ok = odeon_future_await (self->end, &self->link.error);
}

static void
raise_family (OdeonActor *actor, gpointer data)
{
  Family              *self = data;
  g_autoptr (OdeonRef) child = spawn_player (actor, "", NULL);

  if (--self->depth > 0)
    await_ok (invoke (child, raise_family, data));
  else
    self->run = invoke (child, await_elder_s_end, data);
}

/* The stop itself takes its course. */
static void
a_child_that_awaits_its_parent_s_end_is_told (void **state G_GNUC_UNUSED)
{
  for (gint depth = 1; depth <= 3; depth++)
    {
      g_autoptr (OdeonSystem) system = new_system (2);
      Family                  family = { .elder = spawn_player (system, "", NULL),
                                         .depth = depth };

      await_ok (invoke (family.elder, raise_family, &family));
      await_ok (family.run);
      assert_false (family.link.ok);
      assert_true (g_error_matches (family.link.error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
      g_error_free (family.link.error);
      assert_true (await_boolean (family.end));
      odeon_ref_unref (family.elder);
    }
}

/* --- a call that was deferred --- */

typedef struct
{
  OdeonRef    *meter;
  OdeonFuture *answer;
  OdeonCall   *call;
  Link         there;
  Link         back;
} Detour;

static void
await_answer (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Detour *self = data;

  self->there.ok = odeon_future_await (self->answer, &self->there.error);
}

static void
ask_meter (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Detour *self = data;

  self->answer = meter_later (self->meter, 1);
}

static void
ask_meter_and_await (OdeonActor *actor, gpointer data)
{
  ask_meter (actor, data);
  await_answer (actor, data);
}

static void
assert_cycle_is_seen (OdeonRef *a, OdeonRef *b)
{
  g_auto (Gate) gate;
  Link          to_b = { .next = b, .gate = &gate };
  Link          to_a = { .next = a };
  OdeonFuture  *first;
  OdeonFuture  *second;

  gate_init (&gate);
  first = invoke (a, await_next, &to_b);
  gate_await_arrival (&gate);
  second = invoke (b, await_next, &to_a);
  gate_open (&gate);
  await_ok (first);
  await_ok (second);
  assert_false (to_a.ok && to_b.ok);
  assert_passed_or_deadlocked (&to_a);
  assert_passed_or_deadlocked (&to_b);
}

/* The asker awaits what the meter has deferred, the meter awaits the asker, and somebody else
 * answers: the one who is forwarded to, or the test. */
static void
run_detour (gboolean forwards, gboolean awaits_late)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *asker = spawn_player (system, "", NULL);
  OdeonRef               *other = spawn_meter (system, "", NULL);
  OdeonRef               *third = spawn_player (system, "", NULL);
  Detour                  detour = { .meter = spawn_meter (system, "", NULL) };
  OdeonFuture            *there = NULL;
  OdeonFuture            *back;

  if (awaits_late)
    await_ok (invoke (asker, ask_meter, &detour));
  else
    there = invoke (asker, ask_meter_and_await, &detour);
  while (detour.call == NULL)
    await_ok (invoke (detour.meter, steal_kept_call, &detour.call));
  if (forwards)
    {
      odeon_call_forward (detour.call, other);
      detour.call = take_kept_call (other);
    }
  if (awaits_late)
    there = invoke (asker, await_answer, &detour);

  detour.back.next = asker;
  back = invoke (forwards && awaits_late ? other : detour.meter, await_next, &detour.back);
  /* Their worker takes turns: when it has come to a third, it has come to them. */
  await_ok (ask_int (third, 1));
  meter_complete_later (detour.call, g_variant_new_int32 (3));
  await_ok (there);
  await_ok (back);
  assert_no_error (detour.there.error);
  assert_no_error (detour.back.error);
  assert_true (detour.there.ok);
  assert_true (detour.back.ok);

  /* Nothing is kept any more. */
  assert_cycle_is_seen (asker, detour.meter);
  assert_cycle_is_seen (asker, other);

  odeon_future_unref (detour.answer);
  odeon_ref_unref (detour.meter);
  odeon_ref_unref (other);
  odeon_ref_unref (third);
  odeon_ref_unref (asker);
}

static void
an_await_of_a_deferred_call_is_part_of_no_cycle (void **state G_GNUC_UNUSED)
{
  run_detour (FALSE, FALSE);
  run_detour (FALSE, TRUE);
}

static void
an_await_of_a_forwarded_call_is_part_of_no_cycle (void **state G_GNUC_UNUSED)
{
  run_detour (TRUE, FALSE);
  run_detour (TRUE, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_waiting_actor_takes_no_other_message_and_its_worker_goes_on),
    cmocka_unit_test (many_actors_wait_on_one_worker),
    cmocka_unit_test (awaits_nest_as_deep_as_the_actors_do),
    cmocka_unit_test (a_cycle_of_two_fails_and_names_both),
    cmocka_unit_test (a_cycle_of_three_fails_and_names_all),
    cmocka_unit_test (an_actor_that_awaits_itself_is_told),
    cmocka_unit_test (a_cycle_closed_from_both_ends_at_once_is_seen),
    cmocka_unit_test (a_deadline_ends_a_cycle_by_itself),
    cmocka_unit_test (a_source_s_callback_on_a_worker_cannot_await),
    cmocka_unit_test (a_nested_main_loop_in_a_handler_cannot_await),
    cmocka_unit_test (a_source_s_callback_enters_its_actor_by_invoking),
    cmocka_unit_test (what_runs_when_an_actor_has_ended_cannot_await),
    cmocka_unit_test (answer_deadline_and_kill_race),
    cmocka_unit_test (a_promise_may_await_for_whoever_wants_it),
    cmocka_unit_test (a_kill_ends_an_await_within_an_await_and_the_outer_one),
    cmocka_unit_test (an_answered_await_is_part_of_no_cycle),
    cmocka_unit_test (a_child_that_awaits_its_parent_s_end_is_told),
    cmocka_unit_test (an_await_of_a_deferred_call_is_part_of_no_cycle),
    cmocka_unit_test (an_await_of_a_forwarded_call_is_part_of_no_cycle),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
