/* SPDX-License-Identifier: MIT */

#include "nomad.h"
#include "virtual-time.h"

#define LONG_MSEC 20000

static OdeonActorRecord *
record_of (GPtrArray *records, gpointer ref)
{
  for (guint i = 0; i < records->len; i++)
    if (odeon_ref_equal (((OdeonActorRecord *) records->pdata[i])->ref, ref))
      return records->pdata[i];

  return NULL;
}

static void
tick (OdeonSystem *system)
{
  while (!odeon_system_tick (system, -1))
    ;
}

static void
the_worker_knows_what_is_awaited (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (GPtrArray)   records = NULL;
  g_auto (Gate)           gate;
  OdeonRef               *waiting = spawn_player (system, "", NULL);
  OdeonRef               *idle = spawn_player (system, "", NULL);
  OdeonFuture            *passed;

  gate_init (&gate);
  passed = invoke (waiting, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  await_int (ask_int (idle, 1));
  records = odeon_system_inspect_within (system, LONG_MSEC);
  assert_int_equal (records->len, 2);
  assert_true (record_of (records, waiting)->has_answered);
  assert_string_equal (record_of (records, waiting)->operation, "invoke");
  assert_string_equal (record_of (records, waiting)->waits_for, "a promise");
  assert_false (record_of (records, waiting)->holds_thread);
  assert_true (record_of (records, idle)->has_answered);
  assert_null (record_of (records, idle)->operation);
  assert_null (record_of (records, idle)->waits_for);
  gate_open (&gate);
  await_ok (passed);
  odeon_ref_unref (waiting);
  odeon_ref_unref (idle);
}

/* --- one that hangs --- */

typedef struct
{
  GMutex   mutex;
  GCond    cond;
  gboolean is_in;
  gboolean is_open;
} Lock;

static void
hang (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Lock *self = data;

  g_mutex_lock (&self->mutex);
  self->is_in = TRUE;
  g_cond_broadcast (&self->cond);
  while (!self->is_open)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static void
one_that_hangs_is_named_and_its_neighbours_say_so (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = new_system (2);
  Lock         lock = { .is_open = FALSE };
  OdeonRef    *hung = spawn_on (system, 0);
  OdeonRef    *neighbour = spawn_on (system, 0);
  OdeonRef    *other = spawn_on (system, 1);
  GPtrArray   *records;
  OdeonFuture *hanging;

  g_mutex_init (&lock.mutex);
  g_cond_init (&lock.cond);
  await_int (ask_int (neighbour, 1));
  hanging = invoke (hung, hang, &lock);
  g_mutex_lock (&lock.mutex);
  while (!lock.is_in)
    g_cond_wait (&lock.cond, &lock.mutex);
  g_mutex_unlock (&lock.mutex);

  records = odeon_system_inspect_within (system, 50);
  assert_false (record_of (records, hung)->has_answered);
  assert_true (record_of (records, hung)->holds_thread);
  assert_string_equal (record_of (records, hung)->operation, "invoke");
  assert_false (record_of (records, neighbour)->has_answered);
  assert_false (record_of (records, neighbour)->holds_thread);
  assert_true (record_of (records, other)->has_answered);
  g_ptr_array_unref (records);

  /* The probe is still there, and is of no use to anybody. */
  g_mutex_lock (&lock.mutex);
  lock.is_open = TRUE;
  g_cond_broadcast (&lock.cond);
  g_mutex_unlock (&lock.mutex);
  await_ok (hanging);
  records = odeon_system_inspect_within (system, LONG_MSEC);
  for (guint i = 0; i < records->len; i++)
    assert_true (((OdeonActorRecord *) records->pdata[i])->has_answered);
  g_ptr_array_unref (records);

  odeon_ref_unref (hung);
  odeon_ref_unref (neighbour);
  odeon_ref_unref (other);
  g_object_unref (system);
  g_mutex_clear (&lock.mutex);
  g_cond_clear (&lock.cond);
}

/* --- how much waits, and for how long --- */

static void
waiting_mail_is_counted_up_to_a_limit (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (GPtrArray)   records = NULL;
  g_autoptr (GPtrArray)   blind = NULL;
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *few = spawn_player (system, "", NULL);
  OdeonRef               *many = spawn_player (system, "", NULL);
  OdeonRef               *bounded;

  options.mailbox_bound = 5;
  bounded = spawn_with (system, &options, "", NULL, FAULT_NONE);
  tick (system);
  for (guint i = 0; i < 3; i++)
    tell_word (few, "a");
  for (guint i = 0; i < ODEON_RECORD_MAX_COUNTED + 10; i++)
    tell_word (many, "a");
  for (guint i = 0; i < 9; i++)
    tell_word (bounded, "a");

  blind = odeon_system_inspect (system);
  assert_int_equal (record_of (blind, few)->n_waiting, -1);
  assert_int_equal (record_of (blind, bounded)->n_waiting, 5);
  records = odeon_system_inspect_within (system, 0);
  assert_true (record_of (records, few)->has_answered);
  assert_int_equal (record_of (records, few)->n_waiting, 3);
  assert_int_equal (record_of (records, many)->n_waiting, ODEON_RECORD_MAX_COUNTED);
  assert_int_equal (record_of (records, bounded)->n_waiting, 5);
  tick (system);
  odeon_ref_unref (few);
  odeon_ref_unref (many);
  odeon_ref_unref (bounded);
}

static void
where_it_is_observed_it_is_known_for_how_long (void **state G_GNUC_UNUSED)
{
  virtual_time_begin ();
  {
    g_autoptr (OdeonSystem) system = new_system (0);
    g_autoptr (GPtrArray)   records = NULL;
    g_auto (Gate)           gate;
    OdeonRef               *actor;
    OdeonFuture            *passed;

    odeon_system_set_collect_statistics (system, TRUE);
    actor = spawn_player (system, "", NULL);
    gate_init (&gate);
    passed = invoke (actor, wait_at_gate, &gate);
    tick (system);
    virtual_time_advance (1234);
    for (guint i = 0; i < 4; i++)
      tell_word (actor, "a");
    records = odeon_system_inspect (system);
    assert_int_equal (record_of (records, actor)->busy, 1234);
    assert_string_equal (record_of (records, actor)->operation, "invoke");
    assert_int_equal (record_of (records, actor)->n_waiting, 4);
    gate_open (&gate);
    await_ok (passed);
    odeon_ref_unref (actor);
  }
  virtual_time_end ();
}

/* --- who asks --- */

static void
inspect_from_inside (OdeonActor *actor, gpointer data)
{
  GPtrArray        *records = odeon_system_inspect_within (data, LONG_MSEC);
  OdeonActorRecord *own = record_of (records, odeon_actor_get_ref (actor));

  assert_true (own->has_answered);
  assert_true (own->holds_thread);
  assert_string_equal (own->operation, "invoke");
  g_ptr_array_unref (records);
}

static void
an_actor_may_ask (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) threads = new_system (2);
  g_autoptr (OdeonSystem) ticks = new_system (0);
  OdeonRef               *one = spawn_player (threads, "", NULL);
  OdeonRef               *two = spawn_player (ticks, "", NULL);

  await_ok (invoke (one, inspect_from_inside, threads));
  await_ok (invoke (two, inspect_from_inside, ticks));
  odeon_ref_unref (one);
  odeon_ref_unref (two);
}

static void
actors_of_the_callers_main_context_answer_at_once (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GPtrArray)   records = NULL;
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *actor;

  options.placement = ODEON_PLACE_CONTEXT;
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  await_int (ask_int (actor, 1));
  records = odeon_system_inspect_within (system, 0);
  assert_true (record_of (records, actor)->has_answered);
  stop_and_unref (actor);
}

static void
migratable_ones_answer_too (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (GPtrArray)   records = NULL;
  OdeonRef               *nomads[20];

  for (guint i = 0; i < G_N_ELEMENTS (nomads); i++)
    nomads[i] = spawn_nomad (system, "", NULL);
  records = odeon_system_inspect_within (system, LONG_MSEC);
  for (guint i = 0; i < G_N_ELEMENTS (nomads); i++)
    {
      assert_true (record_of (records, nomads[i])->has_answered);
      odeon_ref_unref (nomads[i]);
    }
}

/* --- while all goes on --- */

static void
talk (OdeonActor *actor G_GNUC_UNUSED, gpointer other)
{
  for (guint i = 0; i < 200; i++)
    await_int (ask_int (other, 1));
}

static void
it_disturbs_nobody (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *callers[4];
  OdeonRef               *callees[4];
  OdeonFuture            *talks[4];

  for (guint i = 0; i < 4; i++)
    {
      callers[i] = spawn_on (system, i % 2);
      callees[i] = spawn_on (system, i / 2);
      talks[i] = invoke (callers[i], talk, callees[i]);
    }
  for (gint i = 0; i < scaled (50); i++)
    {
      OdeonRef *passing = spawn_player (system, "", NULL);

      g_ptr_array_unref (odeon_system_inspect_within (system, i % 3));
      odeon_ref_unref (passing);
    }
  for (guint i = 0; i < 4; i++)
    {
      await_ok (talks[i]);
      odeon_ref_unref (callers[i]);
      odeon_ref_unref (callees[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_worker_knows_what_is_awaited),
    cmocka_unit_test (one_that_hangs_is_named_and_its_neighbours_say_so),
    cmocka_unit_test (waiting_mail_is_counted_up_to_a_limit),
    cmocka_unit_test (where_it_is_observed_it_is_known_for_how_long),
    cmocka_unit_test (an_actor_may_ask),
    cmocka_unit_test (actors_of_the_callers_main_context_answer_at_once),
    cmocka_unit_test (migratable_ones_answer_too),
    cmocka_unit_test (it_disturbs_nobody),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
