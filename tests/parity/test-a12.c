/* SPDX-License-Identifier: MIT */

/* A12: each message has a source, a flow and its place in it, where the system traces. */

#include "stage.h"

/* What an actor finds of the message that it handles; it may send on. */
typedef struct
{
  guint64   flow;
  guint     hop;
  OdeonRef *next;
  gpointer  data; /* of what is sent there */
} Look;

static void
look (OdeonActor *actor, gpointer data)
{
  Look *self = data;

  self->flow = odeon_actor_get_flow (actor, &self->hop);
}

static void
look_and_pass_on (OdeonActor *actor, gpointer data)
{
  Look *self = data;

  look (actor, data);
  await_ok (invoke (self->next, look, self->data));
}

static void
look_later (OdeonActor *actor, gpointer data)
{
  Look *self = data;

  look (actor, data);
  odeon_future_unref (odeon_actor_invoke_after (self->next, 1000, look, self->data, NULL));
}

static OdeonSystem *
new_tracing_system (gint workers)
{
  OdeonSystem *system = new_system (workers);

  odeon_system_set_tracing (system, TRUE);

  return system;
}

static void
a12_a_message_sent_from_a_handler_goes_on_with_its_flow (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_tracing_system (2);
  OdeonRef               *far = spawn_on (system, 1);
  OdeonRef               *near = spawn_on (system, 0);
  OdeonRef               *first = spawn_on (system, 0);
  Look                    third = { 0, 0, NULL, NULL };
  Look                    second = { 0, 0, far, &third };
  Look                    one = { 0, 0, near, &second };
  Look                    another = { 0, 0, NULL, NULL };

  await_ok (invoke (first, look_and_pass_on, &one));
  assert_true (one.flow != 0);
  assert_int_equal (one.hop, 0);
  assert_true (second.flow == one.flow && second.hop == 1);

  await_ok (invoke (near, look_and_pass_on, &second));
  assert_true (second.flow != one.flow && second.hop == 0);
  assert_true (third.flow == second.flow && third.hop == 1);

  await_ok (invoke (first, look, &another));
  assert_true (another.flow != one.flow && another.flow != second.flow && another.flow != 0);
  odeon_ref_unref (far);
  odeon_ref_unref (near);
  odeon_ref_unref (first);
}

/* An await in between does not lose it. */
static void
look_twice (OdeonActor *actor, gpointer data)
{
  Look *self = data;
  Look  before = { 0, 0, NULL, NULL };

  look (actor, &before);
  await_ok (invoke (self->next, look, self->data));
  look (actor, data);
  assert_true (before.flow == self->flow && before.hop == self->hop);
}

static void
a12_a_flow_lasts_over_awaits_while_others_have_theirs (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_tracing_system (0);
  OdeonRef               *other = spawn_player (system, "", NULL);
  OdeonRef               *first = spawn_player (system, "", NULL);
  OdeonRef               *second = spawn_player (system, "", NULL);
  Look                    inner[2] = { { 0, 0, NULL, NULL }, { 0, 0, NULL, NULL } };
  Look                    outer[2] = { { 0, 0, other, &inner[0] }, { 0, 0, other, &inner[1] } };
  OdeonFuture            *one = invoke (first, look_twice, &outer[0]);

  await_ok (invoke (second, look_twice, &outer[1]));
  await_ok (one);
  assert_true (outer[0].flow != outer[1].flow);
  for (guint i = 0; i < 2; i++)
    assert_true (inner[i].flow == outer[i].flow && inner[i].hop == outer[i].hop + 1);
  odeon_ref_unref (other);
  odeon_ref_unref (first);
  odeon_ref_unref (second);
}

static void
a12_what_is_asked_for_later_goes_on_with_the_flow (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_tracing_system (0);
  OdeonRef               *first = spawn_player (system, "", NULL);
  OdeonRef               *second = spawn_player (system, "", NULL);
  Look                    later = { 0, 0, NULL, NULL };
  Look                    now = { 0, 0, second, &later };

  await_ok (invoke (first, look_later, &now));
  while (later.flow == 0)
    odeon_system_tick (system, -1);
  assert_true (later.flow == now.flow && later.hop == 1);
  odeon_ref_unref (first);
  odeon_ref_unref (second);
}

/* --- continuations --- */

typedef struct
{
  OdeonActor *actor;
  OdeonRef   *other;
  Look        asked;
  Look        then;
} Plan;

static OdeonFuture *
look_then (OdeonFuture *future G_GNUC_UNUSED, gpointer data)
{
  Plan *self = data;

  look (self->actor, &self->then);

  return NULL;
}

static void
ask_then (OdeonActor *actor, gpointer data)
{
  Plan        *self = data;
  OdeonFuture *asked = ask_int (self->other, 1);

  self->actor = actor;
  look (actor, &self->asked);
  odeon_future_unref (odeon_future_then (asked, look_then, self, NULL));
}

static void
a12_a_continuation_goes_on_with_the_flow_of_who_answered (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_tracing_system (0);
  OdeonRef               *asker = spawn_player (system, "", NULL);
  Plan                    plan = { NULL, spawn_player (system, "", NULL), { 0 }, { 0 } };

  await_ok (invoke (asker, ask_then, &plan));
  while (!odeon_system_tick (system, -1))
    ;
  assert_true (plan.then.flow == plan.asked.flow);
  assert_int_equal (plan.then.hop, 2);
  odeon_ref_unref (asker);
  odeon_ref_unref (plan.other);
}

/* --- the application's own function --- */

typedef struct
{
  GMutex   mutex;
  GString *lines;
  gint     n_destroyed;
} Record;

static void
write_down (const OdeonTrace *trace, gpointer data)
{
  static const gchar *const points[] = { "sent", "begun", "ended", "refused" };
  Record                   *self = data;
  g_autofree gchar         *operation = odeon_trace_dup_operation (trace);
  g_autoptr (OdeonRef)      source = odeon_trace_dup_source (trace);
  guint                     hop;

  assert_true (odeon_trace_get_flow (trace, &hop) != 0);
  assert_true (odeon_trace_get_time (trace) > 0);
  g_mutex_lock (&self->mutex);
  g_string_append_printf (self->lines, "%s>%s %u %s %s\n",
                          source != NULL ? odeon_ref_get_name (source) : "",
                          odeon_ref_get_name (odeon_trace_get_target (trace)), hop, operation,
                          points[odeon_trace_get_point (trace)]);
  g_mutex_unlock (&self->mutex);
}

static void
count_destroyed (gpointer data)
{
  g_atomic_int_inc (&((Record *) data)->n_destroyed);
}

static void
tell_once (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  tell_word (data, "hello");
}

static OdeonRef *
spawn_named (OdeonSystem *system, const gchar *name)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = name;

  return spawn_with (system, &options, name, NULL, FAULT_NONE);
}

static void
a12_a_function_of_the_application_sees_messages_on_their_way (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = new_tracing_system (0);
  OdeonRef    *a = spawn_named (system, "a");
  OdeonRef    *b = spawn_named (system, "b");
  Record       record = { .lines = g_string_new (NULL) };

  g_mutex_init (&record.mutex);
  odeon_system_set_tracer (system, write_down, &record, count_destroyed);
  await_ok (invoke (a, tell_once, b));
  while (!odeon_system_tick (system, -1))
    ;
  assert_string_equal (record.lines->str, ">a 0 invoke sent\n>a 0 invoke begun\n"
                                          "a>b 1 receive sent\n>a 0 invoke ended\n"
                                          "a>b 1 receive begun\na>b 1 receive ended\n");
  g_string_truncate (record.lines, 0);
  await_ok (odeon_ref_stop (b));
  tell_word (b, "too late");
  assert_string_equal (record.lines->str, ">b 0 receive sent\n>b 0 receive refused\n");

  g_string_truncate (record.lines, 0);
  odeon_system_set_tracer (system, NULL, NULL, NULL);
  assert_int_equal (record.n_destroyed, 1);
  await_int (ask_int (a, 1));
  assert_string_equal (record.lines->str, "");

  odeon_system_set_tracer (system, write_down, &record, count_destroyed);
  odeon_ref_unref (a);
  odeon_ref_unref (b);
  g_object_unref (system);
  assert_int_equal (record.n_destroyed, 2);
  g_string_free (record.lines, TRUE);
  g_mutex_clear (&record.mutex);
}

/* --- on and off --- */

static void
a12_without_tracing_there_is_no_flow (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Look                    seen = { 1, 1, NULL, NULL };

  await_ok (invoke (actor, look, &seen));
  assert_true (seen.flow == 0 && seen.hop == 0);

  /* One that lives already is traced, too, as soon as its worker has come to it. */
  odeon_system_set_tracing (system, TRUE);
  do
    await_ok (invoke (actor, look, &seen));
  while (seen.flow == 0);
  odeon_system_set_tracing (system, FALSE);
  await_ok (invoke (actor, look, &seen));
  assert_true (seen.flow == 0);
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a12_a_message_sent_from_a_handler_goes_on_with_its_flow),
    cmocka_unit_test (a12_a_flow_lasts_over_awaits_while_others_have_theirs),
    cmocka_unit_test (a12_what_is_asked_for_later_goes_on_with_the_flow),
    cmocka_unit_test (a12_a_continuation_goes_on_with_the_flow_of_who_answered),
    cmocka_unit_test (a12_a_function_of_the_application_sees_messages_on_their_way),
    cmocka_unit_test (a12_without_tracing_there_is_no_flow),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
