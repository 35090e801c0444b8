/* SPDX-License-Identifier: MIT */

/* K19: actors run on a thread of their own, which has their name; on pooled ones; in an event loop.
 * They do not keep the process alive, unless somebody awaits their end. */

#include "stage.h"

#include <sys/prctl.h>

typedef struct
{
  GThread *thread;
  gchar    name[16];
} Place;

static void
note_place (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Place *self = data;

  self->thread = g_thread_self ();
  assert_int_equal (prctl (PR_GET_NAME, self->name), 0);
}

static Place
place_of (OdeonRef *actor)
{
  Place place = { NULL };

  await_ok (invoke (actor, note_place, &place));

  return place;
}

static OdeonRef *
spawn_placed (OdeonSystem *system, OdeonPlacement placement, const gchar *name)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = placement;
  options.name = name;

  return spawn_with (system, &options, "", NULL, FAULT_NONE);
}

static void
an_actor_may_have_a_thread_that_bears_its_name (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    a = spawn_placed (system, ODEON_PLACE_THREAD, "painter");
  g_autoptr (OdeonRef)    b = spawn_placed (system, ODEON_PLACE_THREAD, NULL);
  Place                   places[2] = { place_of (a), place_of (b) };

  assert_string_equal (places[0].name, "painter");
  assert_string_equal (places[1].name, "odeon-actor");
  assert_ptr_not_equal (places[0].thread, places[1].thread);
  assert_ptr_not_equal (places[0].thread, g_thread_self ());
}

static void
many_share_the_workers (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (GHashTable)  threads = g_hash_table_new (NULL, NULL);

  for (gint i = 0; i < 20; i++)
    {
      OdeonRef *actor = spawn_player (system, "", NULL);
      Place     place = place_of (actor);

      assert_true (g_str_has_prefix (place.name, "odeon-"));
      g_hash_table_add (threads, place.thread);
      stop_and_unref (actor);
    }
  assert_int_equal (g_hash_table_size (threads), 2);
}

static void
or_an_event_loop (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_placed (system, ODEON_PLACE_CONTEXT, NULL);

  assert_ptr_equal (place_of (actor).thread, g_thread_self ());
  await_ok (odeon_ref_stop (actor));
}

/* --- a process of its own, which is this program again --- */

static void
stay (OdeonActor *actor, gpointer gate)
{
  wait_at_gate (actor, gate);
  g_print ("worked ");
}

static int
be_process (const gchar *how)
{
  OdeonSystem  *system = odeon_system_get_default ();
  g_auto (Gate) gate;
  OdeonRef     *actor = spawn_player (system, "", NULL);

  gate_init (&gate);
  if (g_str_equal (how, "leave"))
    {
      odeon_future_unref (invoke (actor, wait_at_gate, &gate));
      gate_await_arrival (&gate);
      /* As at the end of main(), but for what is on this stack. */
      exit (0);
    }
  odeon_future_unref (invoke (actor, stay, &gate));
  odeon_future_unref (odeon_ref_stop (actor));
  gate_await_arrival (&gate);
  g_print ("waits ");
  gate_open (&gate);
  await_ok (odeon_ref_ended (actor));
  g_print ("ends");
  odeon_ref_unref (actor);

  return 0;
}

static gchar *program;

static gchar *
run_process (const gchar *how)
{
  const gchar *argv[] = { program, how, NULL };
  gchar       *output = NULL;
  gint         status;
  GError      *error = NULL;

  g_spawn_sync (NULL, (gchar **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status,
                &error);
  assert_no_error (error);
  assert_int_equal (status, 0);

  return output;
}

static void
a_program_ends_though_actors_live (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *output = run_process ("leave");

  assert_string_equal (output, "");
}

static void
unless_somebody_awaits_their_end (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *output = run_process ("stay");

  assert_string_equal (output, "waits worked ends");
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_may_have_a_thread_that_bears_its_name),
    cmocka_unit_test (many_share_the_workers),
    cmocka_unit_test (or_an_event_loop),
    cmocka_unit_test (a_program_ends_though_actors_live),
    cmocka_unit_test (unless_somebody_awaits_their_end),
  };

  program = argv[0];
  if (argc > 1)
    return be_process (argv[1]);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
