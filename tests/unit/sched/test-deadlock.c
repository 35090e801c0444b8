/* SPDX-License-Identifier: MIT */

/* Awaits that would never end, and those that only look so. */

#include "meter.h"

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
run_cycle (guint n, guint n_workers)
{
  static const gchar *const names[] = { "anna", "bert", "carl" };
  g_autoptr (OdeonSystem)   system = new_system ((gint) n_workers);
  g_auto (Gate)             gate;
  Link                      links[3] = { 0 };
  OdeonRef                 *actors[3];
  OdeonFuture              *runs[3];
  guint                     n_failed = 0;

  gate_init (&gate);
  for (guint i = 0; i < n; i++)
    actors[i] = spawn_named (system, names[i], i % n_workers);
  for (guint i = 0; i < n; i++)
    {
      links[i].next = actors[(i + 1) % n];
      links[i].gate = i == 0 ? &gate : NULL;
      runs[i] = invoke (actors[i], await_next, &links[i]);
    }
  gate_open (&gate);
  for (guint i = 0; i < n; i++)
    await_ok (runs[i]);

  /* One await fails, and frees the others; two workers that close the cycle at once may both see
   * it. */
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
  assert_true (n_failed == 1 || (n_failed > 1 && n_workers > 1));
}

static void
a_cycle_of_two_fails_and_names_both (void **state G_GNUC_UNUSED)
{
  run_cycle (2, 1);
  run_cycle (2, 2);
}

static void
a_cycle_of_three_fails_and_names_all (void **state G_GNUC_UNUSED)
{
  run_cycle (3, 1);
  run_cycle (3, 2);
}

static void
an_actor_that_awaits_itself_is_told (void **state G_GNUC_UNUSED)
{
  run_cycle (1, 1);
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
    cmocka_unit_test (a_cycle_of_two_fails_and_names_both),
    cmocka_unit_test (a_cycle_of_three_fails_and_names_all),
    cmocka_unit_test (an_actor_that_awaits_itself_is_told),
    cmocka_unit_test (a_cycle_closed_from_both_ends_at_once_is_seen),
    cmocka_unit_test (a_deadline_ends_a_cycle_by_itself),
    cmocka_unit_test (an_answered_await_is_part_of_no_cycle),
    cmocka_unit_test (a_child_that_awaits_its_parent_s_end_is_told),
    cmocka_unit_test (an_await_of_a_deferred_call_is_part_of_no_cycle),
    cmocka_unit_test (an_await_of_a_forwarded_call_is_part_of_no_cycle),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
