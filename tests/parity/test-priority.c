/* SPDX-License-Identifier: MIT */

/* Asked for of Pykka (#66): mail with a priority. `@priority` of an operation lets its calls
 * overtake what waits, and `@mailbox` of an interface says how much may. */

#include "desk.h"

typedef struct
{
  Journal      journal;
  OdeonSystem *system;
  ParityDesk  *desk;
} Bureau;

static void
bureau_init (Bureau *self, gint workers, const OdeonSpawnOptions *options)
{
  journal_init (&self->journal);
  self->system = new_system (workers);
  self->desk = spawn_desk (self->system, desk_get_type (), options, &self->journal);
}

static void
bureau_clear (Bureau *self)
{
  odeon_ref_unref (self->desk);
  g_object_unref (self->system);
  journal_clear (&self->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bureau, bureau_clear)

static void
tick (Bureau *self)
{
  odeon_system_tick (self->system, -1);
}

static void
send_all (ParityDesk *desk)
{
  parity_desk_note (desk, "a");
  parity_desk_later (desk, "b");
  parity_desk_hurry (desk, "1a");
  parity_desk_panic (desk, "5a");
  odeon_future_unref (parity_desk_count (desk, "1b"));
  parity_desk_also (desk, "c");
  parity_desk_panic (desk, "5b");
  parity_desk_hurry (desk, "1c");
}

#define EXPECTED "5a 5b 1a 1b 1c a b c"

static void
what_is_urgent_comes_first_and_in_order (void **state G_GNUC_UNUSED)
{
  g_auto (Bureau) bureau;

  bureau_init (&bureau, 0, NULL);
  send_all (bureau.desk);
  tick (&bureau);
  assert_journal (&bureau.journal, "started " EXPECTED);
}

/* The same from a neighbour, whose calls take a shorter way; it awaits nothing meanwhile. */
static void
send_from_actor (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  send_all (data);
}

static void
it_does_so_too_from_a_neighbour (void **state G_GNUC_UNUSED)
{
  g_auto (Bureau) bureau;
  OdeonRef       *neighbour;

  bureau_init (&bureau, 0, NULL);
  tick (&bureau);
  neighbour = spawn_player (bureau.system, "", NULL);
  await_ok (invoke (neighbour, send_from_actor, bureau.desk));
  tick (&bureau);
  assert_journal (&bureau.journal, "started " EXPECTED);
  odeon_ref_unref (neighbour);
}

/* Nor does it matter where it has waited before, whether there is room or not. */
static void
it_overtakes_what_it_waited_with_for_a_promise (void **state G_GNUC_UNUSED)
{
  static const guint capacities[] = { ODEON_MAILBOX_UNBOUNDED, 2, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (capacities); i++)
    {
      OdeonSpawnOptions      options = ODEON_SPAWN_OPTIONS_INIT;
      OdeonPromise          *promise = odeon_promise_new ();
      OdeonFuture           *future = odeon_promise_get_future (promise);
      g_autoptr (ParityDesk) promised = parity_desk_from_future (future, NULL);
      g_auto (GValue)        value = G_VALUE_INIT;
      g_auto (Bureau)        bureau;

      options.mailbox_bound = capacities[i];
      if (capacities[i] != ODEON_MAILBOX_UNBOUNDED)
        options.overflow = ODEON_OVERFLOW_PARK;
      bureau_init (&bureau, 0, &options);
      send_all (promised);
      g_value_init (&value, ODEON_TYPE_REF);
      g_value_set_boxed (&value, bureau.desk);
      odeon_promise_set_value (promise, &value);
      odeon_promise_free (promise);
      tick (&bureau);
      assert_journal (&bureau.journal, "started " EXPECTED);
    }
}

/* On worker threads: what came before the gate was opened waits for its turn. */
static void
it_overtakes_while_a_handler_awaits (void **state G_GNUC_UNUSED)
{
  for (gint i = 0; i < scaled (100); i++)
    {
      g_auto (Bureau) bureau;
      g_auto (Gate)   gate;
      gint32          n = 0;
      GError         *error = NULL;

      gate_init (&gate);
      bureau_init (&bureau, 2, NULL);
      odeon_future_unref (invoke ((OdeonRef *) bureau.desk, wait_at_gate, &gate));
      gate_await_arrival (&gate);
      send_all (bureau.desk);
      /* Behind the urgent ones in its worker's inbox: they have come. */
      assert_true (await_boolean (odeon_ref_suspend (bureau.desk)));
      assert_true (await_boolean (odeon_ref_resume (bureau.desk)));
      gate_open (&gate);
      await_ok (odeon_ref_started (bureau.desk));
      assert_true (parity_desk_count_sync (bureau.desk, "d", &n, &error));
      assert_no_error (error);
      assert_int_equal (n, 9);
      assert_journal (&bureau.journal, "started " EXPECTED " d");
    }
}

/* --- it starves nobody --- */

/* A desk that alarms itself with each alarm. */
typedef Desk      Alarm;
typedef DeskClass AlarmClass;

GType alarm_get_type (void);

static gboolean
alarm_panic (ParityDeskImpl *impl, const gchar *word G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  parity_desk_panic ((ParityDesk *) odeon_actor_get_ref ((OdeonActor *) impl), "!");

  return TRUE;
}

static void
alarm_impl_init (ParityDeskImplInterface *iface)
{
  iface->note = desk_write;
  iface->panic = alarm_panic;
  iface->count = desk_count;
}

G_DEFINE_TYPE_WITH_CODE (Alarm, alarm, player_get_type (),
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_DESK_IMPL, alarm_impl_init))

static void
alarm_class_init (AlarmClass *klass G_GNUC_UNUSED)
{
}

static void
alarm_init (Alarm *self G_GNUC_UNUSED)
{
}

static ParityDesk *
ring (OdeonSystem *system, Journal *journal)
{
  ParityDesk *self = spawn_desk (system, alarm_get_type (), NULL, journal);

  for (guint i = 0; i < 100; i++)
    parity_desk_panic (self, "!");

  return self;
}

static void
a_flood_of_urgent_calls_holds_off_neither_mail_nor_stop_nor_kill (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers <= 1; workers++)
    {
      g_auto (Journal)        journal;
      g_autoptr (OdeonSystem) system = new_system (workers);
      ParityDesk             *desk;

      journal_init (&journal);
      desk = ring (system, &journal);
      parity_desk_note (desk, "a");
      assert_true (await_boolean (odeon_ref_stop (desk)));
      odeon_ref_unref (desk);
      assert_journal (&journal, "started a stopped");

      desk = ring (system, &journal);
      assert_true (await_boolean (odeon_ref_kill (desk)));
      odeon_ref_unref (desk);
    }
}

static void
what_is_urgent_is_kept_and_refused_as_the_rest (void **state G_GNUC_UNUSED)
{
  g_auto (Bureau) bureau;
  OdeonFuture    *counted;

  bureau_init (&bureau, 0, NULL);
  tick (&bureau);
  assert_true (await_boolean (odeon_ref_suspend (bureau.desk)));
  parity_desk_note (bureau.desk, "a");
  parity_desk_panic (bureau.desk, "b");
  tick (&bureau);
  assert_journal (&bureau.journal, "started");
  assert_true (await_boolean (odeon_ref_resume (bureau.desk)));
  tick (&bureau);
  assert_journal (&bureau.journal, "b a");

  assert_true (await_boolean (odeon_ref_suspend (bureau.desk)));
  counted = parity_desk_count (bureau.desk, "c");
  tick (&bureau);
  await_ok (odeon_ref_kill (bureau.desk));
  await_error (counted, ODEON_ERROR_ACTOR_DEAD);
  assert_false (parity_desk_panic (bureau.desk, "d"));
  await_error (parity_desk_count (bureau.desk, "e"), ODEON_ERROR_ACTOR_DEAD);
  assert_journal (&bureau.journal, "");
}

static void
count_letter (const OdeonDeadLetter *letter G_GNUC_UNUSED, gpointer data)
{
  ++*(gint *) data;
}

/* More than are handled in one turn. */
static void
none_of_many_is_forgotten_at_the_end (void **state G_GNUC_UNUSED)
{
  g_auto (Bureau) bureau;
  gint            n = 0;

  bureau_init (&bureau, 0, NULL);
  tick (&bureau);
  odeon_system_watch_dead_letters (bureau.system, count_letter, &n, NULL);
  assert_true (await_boolean (odeon_ref_suspend (bureau.desk)));
  for (gint i = 0; i < 1000; i++)
    parity_desk_panic (bureau.desk, "a");
  tick (&bureau);
  await_ok (odeon_ref_kill (bureau.desk));
  assert_int_equal (n, 1000);
}

static void
what_is_urgent_counts_in_a_bound (void **state G_GNUC_UNUSED)
{
  g_auto (Bureau)   bureau;
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.mailbox_bound = 2;
  bureau_init (&bureau, 0, &options);
  for (gint i = 0; i < 3; i++)
    {
      assert_true (parity_desk_note (bureau.desk, "a"));
      assert_true (parity_desk_panic (bureau.desk, "b"));
      assert_false (parity_desk_panic (bureau.desk, "c"));
      tick (&bureau);
      assert_journal (&bureau.journal, i == 0 ? "started b a" : "b a");
    }
}

/* --- @mailbox --- */

static void
an_interface_says_how_much_may_wait (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  ParityDesk             *tray;

  journal_init (&journal);
  tray = spawn_desk (system, tray_get_type (), NULL, &journal);
  for (gint i = 0; i < 5; i++)
    assert_true (parity_desk_note (tray, "a"));
  odeon_system_tick (system, -1);
  assert_journal (&journal, "started a a a");
  odeon_ref_unref (tray);

  options.mailbox_bound = ODEON_MAILBOX_UNBOUNDED;
  tray = spawn_desk (system, tray_get_type (), &options, &journal);
  for (gint i = 0; i < 5; i++)
    assert_true (parity_desk_note (tray, "a"));
  odeon_system_tick (system, -1);
  assert_journal (&journal, "started a a a a a");
  odeon_ref_unref (tray);
}

typedef Desk      Echo;
typedef DeskClass EchoClass;

GType echo_get_type (void);

/* Reentrant: asked for anything but a number of its own, it awaits its neighbour's answer, who asks
 * it in turn. */
G_DEFINE_TYPE (Echo, echo, desk_get_type ())

typedef struct
{
  ParityDesk *desk;
  OdeonRef   *neighbour;
  gint32      n;
} Detour;

static void
come_back (Detour *self)
{
  GError *error = NULL;

  parity_desk_also (self->desk, "c");
  parity_desk_hurry (self->desk, "a");
  parity_desk_count_sync (self->desk, "b", &self->n, &error);
  assert_no_error (error);
}

static GVariant *
echo_receive (OdeonActor *actor, GVariant *message, GError **error G_GNUC_UNUSED)
{
  Detour *detour = (Detour *) (gintptr) g_variant_get_int64 (message);

  if (odeon_ref_equal (odeon_actor_get_ref (actor), detour->neighbour))
    come_back (detour);
  else
    await_ok (odeon_ref_ask (detour->neighbour, message));

  return NULL;
}

static void
echo_class_init (EchoClass *klass)
{
  ((OdeonActorClass *) klass)->receive = echo_receive;
  ((OdeonActorClass *) klass)->reentrant = TRUE;
}

static void
echo_init (Echo *self G_GNUC_UNUSED)
{
}

/* With what its sender sent before it, of that priority. */
static void
what_is_urgent_is_let_in_by_whom_it_is_awaited (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_auto (Journal)        journal;
      g_autoptr (OdeonSystem) system = new_system (workers);
      Detour                  detour;

      journal_init (&journal);
      detour.desk = spawn_desk (system, echo_get_type (), NULL, &journal);
      detour.neighbour = (OdeonRef *) spawn_desk (system, echo_get_type (), NULL, NULL);
      await_ok (odeon_ref_ask ((OdeonRef *) detour.desk,
                               g_variant_new_int64 ((gint64) (gintptr) &detour)));
      assert_int_equal (detour.n, 2);
      await_ok (odeon_ref_stop (detour.desk));
      assert_journal (&journal, "started a b c stopped");
      odeon_ref_unref (detour.desk);
      odeon_ref_unref (detour.neighbour);
    }
}

static void
a_durable_mailbox_is_not_made_up (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (GError)      error = NULL;

  assert_null (odeon_spawn (ODEON_SPAWNER (system), vault_get_type (), NULL, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_urgent_comes_first_and_in_order),
    cmocka_unit_test (it_does_so_too_from_a_neighbour),
    cmocka_unit_test (it_overtakes_what_it_waited_with_for_a_promise),
    cmocka_unit_test (it_overtakes_while_a_handler_awaits),
    cmocka_unit_test (a_flood_of_urgent_calls_holds_off_neither_mail_nor_stop_nor_kill),
    cmocka_unit_test (what_is_urgent_is_kept_and_refused_as_the_rest),
    cmocka_unit_test (none_of_many_is_forgotten_at_the_end),
    cmocka_unit_test (what_is_urgent_counts_in_a_bound),
    cmocka_unit_test (an_interface_says_how_much_may_wait),
    cmocka_unit_test (what_is_urgent_is_let_in_by_whom_it_is_awaited),
    cmocka_unit_test (a_durable_mailbox_is_not_made_up),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
