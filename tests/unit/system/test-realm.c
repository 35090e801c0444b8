/* SPDX-License-Identifier: MIT */

/* Births and ends that race one another, and the end of the whole. */

#include "stage.h"

typedef struct
{
  OdeonSystem *system;
  gint         n_each;
  gint         n_refused; /* atomic */
} Spawning;

static gpointer
spawn_and_stop (gpointer data)
{
  Spawning *self = data;

  for (gint i = 0; i < self->n_each; i++)
    {
      OdeonRef *actor = spawn_player (self->system, "", NULL);

      if (i % 3 == 0)
        await_ok (odeon_ref_stop (actor));
      else
        odeon_future_unref (odeon_ref_stop (actor));
      odeon_ref_unref (actor);
    }

  return NULL;
}

static void
threads_spawn_side_by_side (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  Spawning                self = { system, scaled (5000), 0 };
  GThread                *threads[3];

  for (gint i = 0; i < 3; i++)
    threads[i] = g_thread_new ("spawner", spawn_and_stop, &self);
  for (gint i = 0; i < 3; i++)
    g_thread_join (threads[i]);
  await_ok (odeon_system_shut_down (system));
  assert_int_equal (odeon_system_get_n_actors (system), 0);
}

static gpointer
spawn_until_refused (gpointer data)
{
  Spawning *self = data;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      OdeonRef          *actor = odeon_spawn (ODEON_SPAWNER (self->system), player_get_type (),
                                              NULL, &error, NULL);

      if (actor == NULL)
        {
          assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN));
          g_atomic_int_inc (&self->n_refused);
          return NULL;
        }
      odeon_ref_unref (actor);
    }
}

/* Nobody slips in behind the shutdown's back, and it waits for whoever came before. */
static void
a_shut_down_races_those_that_spawn (void **state G_GNUC_UNUSED)
{
  for (gint round = scaled (300); round > 0; round--)
    {
      g_autoptr (OdeonSystem) system = new_system (2);
      Spawning                self = { system, 0, 0 };
      GThread                *threads[2] = {
        g_thread_new ("spawner", spawn_until_refused, &self),
        g_thread_new ("spawner", spawn_until_refused, &self),
      };

      await_ok (odeon_system_shut_down (system));
      g_thread_join (threads[0]);
      g_thread_join (threads[1]);
      assert_int_equal (self.n_refused, 2);
      assert_int_equal (odeon_system_get_n_actors (system), 0);
    }
}

static gpointer
contend (gpointer data)
{
  Spawning         *self = data;
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  gint              n = 0;

  options.name = "the one";
  for (gint i = 0; i < self->n_each; i++)
    {
      g_autoptr (GError)   error = NULL;
      g_autoptr (OdeonRef) found = odeon_system_find (self->system, "the one");
      OdeonRef            *actor = odeon_spawn (ODEON_SPAWNER (self->system),
                                                player_get_type (), &options, &error, NULL);

      if (actor == NULL)
        assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN));
      else
        {
          n++;
          stop_and_unref (actor);
        }
    }

  return GINT_TO_POINTER (n);
}

static void
two_actors_never_bear_one_name (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  Spawning                self = { system, scaled (3000), 0 };
  GThread                *threads[2] = { g_thread_new ("contender", contend, &self),
                                         g_thread_new ("contender", contend, &self) };
  gint                    n = GPOINTER_TO_INT (g_thread_join (threads[0]));

  n += GPOINTER_TO_INT (g_thread_join (threads[1]));
  assert_true (n > 0);
  assert_null (odeon_system_find (system, "the one"));
}

static void
systems_come_and_go (void **state G_GNUC_UNUSED)
{
  for (gint i = scaled (200); i > 0; i--)
    {
      OdeonSystem *system = new_system (i % 4);

      odeon_ref_unref (spawn_player (system, "", NULL));
      g_object_unref (system);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (threads_spawn_side_by_side),
    cmocka_unit_test (a_shut_down_races_those_that_spawn),
    cmocka_unit_test (two_actors_never_bear_one_name),
    cmocka_unit_test (systems_come_and_go),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
