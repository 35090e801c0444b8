/* SPDX-License-Identifier: MIT */

/* What an actor of a group publishes, for those elsewhere who have subscribed to it. */

#include "guest.h"

static void
listen_to (InnGuest *who, InnGuest *whom)
{
  GError *error = NULL;

  inn_guest_listen_sync (who, whom, &error);
  assert_no_error (error);
}

static void
ring (InnGuest *guest, gint32 first, gint32 n)
{
  GError *error = NULL;

  inn_guest_ring_sync (guest, first, n, &error);
  assert_no_error (error);
}

static gint32
sum_to (gint32 n)
{
  return n * (n + 1) / 2;
}

/* Whoever asked for the ringing is answered behind it, but perhaps by another way. */
static void
await_sum (InnGuest *guest, gint32 expected)
{
  while (add (guest, 0) < expected)
    ;
  assert_int_equal (add (guest, 0), expected);
}

static void
an_event_comes_out_of_a_group (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)    far = spawn_visitor (group, NULL, "far");
  g_autoptr (InnGuest)    near = spawn_visitor (system, NULL, "near");

  listen_to (near, far);
  ring (far, 1, 500);
  await_sum (near, sum_to (500));

  await_ok (odeon_system_shut_down (system));
}

static void
an_event_comes_into_a_group (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)    far = spawn_visitor (group, NULL, "far");
  g_autoptr (InnGuest)    near = spawn_visitor (system, NULL, "near");

  listen_to (far, near);
  ring (near, 1, 500);
  await_sum (far, sum_to (500));

  await_ok (odeon_system_shut_down (system));
}

static void
events_go_from_group_to_group (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  first = start_named (system, "first");
  g_autoptr (OdeonGroup)  second = start_named (system, "second");
  g_autoptr (InnGuest)    ringing = spawn_visitor (first, NULL, "");
  g_autoptr (InnGuest)    listening = spawn_visitor (second, NULL, "");

  listen_to (listening, ringing);
  for (gint32 i = 0; i < 50; i++)
    ring (ringing, 10 * i + 1, 10);
  await_sum (listening, sum_to (500));

  await_ok (odeon_system_shut_down (system));
}

static gboolean
ignore (const InnRang *event G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  return ODEON_EVENT_CONTINUE;
}

static void
keep_promise (gpointer promise)
{
  odeon_promise_set_boolean (promise, TRUE);
}

static void
the_death_of_the_group_ends_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (1);
  g_autoptr (OdeonGroup)   group = start_named (system, "inn");
  g_autoptr (InnGuest)     far = spawn_visitor (group, NULL, "far");
  g_autoptr (OdeonPromise) ended = odeon_promise_new ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  OdeonFuture             *future = odeon_promise_get_future (ended);

  g_main_context_push_thread_default (context);
  assert_int_not_equal (inn_rang_subscribe_to (system, far, 0, ignore, ended, keep_promise), 0);
  g_main_context_pop_thread_default (context);
  ring (far, 1, 3);
  inn_guest_misbehave_tell (far, "null");
  while (!odeon_future_is_done (future))
    g_main_context_iteration (context, TRUE);
  odeon_future_unref (future);

  await_ok (odeon_system_shut_down (system));
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_event_comes_out_of_a_group),
    cmocka_unit_test (an_event_comes_into_a_group),
    cmocka_unit_test (events_go_from_group_to_group),
    cmocka_unit_test (the_death_of_the_group_ends_it),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
