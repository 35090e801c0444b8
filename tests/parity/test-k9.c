/* SPDX-License-Identifier: MIT */

/* K9: the registry: all, by type with subtypes, by type name, by URN; broadcast to all, to a type,
 * to a name; a dead ref does not end a broadcast. */

#include "stage.h"

typedef Player      Soloist;
typedef PlayerClass SoloistClass;

GType soloist_get_type (void);

G_DEFINE_TYPE (Soloist, soloist, player_get_type ())

static void
soloist_class_init (SoloistClass *klass G_GNUC_UNUSED)
{
}

static void
soloist_init (Soloist *self G_GNUC_UNUSED)
{
}

typedef struct
{
  OdeonSystem *system;
  Journal      journal;
  OdeonRef    *players[2];
  OdeonRef    *soloist;
} Orchestra;

static void
orchestra_init (Orchestra *self)
{
  self->system = new_system (2);
  journal_init (&self->journal);
  for (guint i = 0; i < 2; i++)
    self->players[i] = spawn_player (self->system, "", NULL);
  self->soloist = odeon_spawn (ODEON_SPAWNER (self->system), soloist_get_type (), NULL, NULL,
                               "tag", "solo", NULL);
}

static void
orchestra_clear (Orchestra *self)
{
  for (guint i = 0; i < 2; i++)
    odeon_ref_unref (self->players[i]);
  odeon_ref_unref (self->soloist);
  g_object_unref (self->system);
  journal_clear (&self->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Orchestra, orchestra_clear)

static guint
count (OdeonSystem *system, GType type)
{
  g_autoptr (GPtrArray) list = odeon_system_list_actors (system, type);

  return list->len;
}

static guint
count_by_name (OdeonSystem *system, const gchar *name)
{
  g_autoptr (GPtrArray) list = odeon_system_list_actors_by_name (system, name);

  return list->len;
}

static void
actors_are_found_by_type_with_subtypes (void **state G_GNUC_UNUSED)
{
  g_auto (Orchestra)    orchestra;
  g_autoptr (GPtrArray) soloists = NULL;

  orchestra_init (&orchestra);
  assert_int_equal (count (orchestra.system, ODEON_TYPE_ACTOR), 3);
  assert_int_equal (count (orchestra.system, player_get_type ()), 3);
  soloists = odeon_system_list_actors (orchestra.system, soloist_get_type ());
  assert_int_equal (soloists->len, 1);
  assert_ptr_equal (soloists->pdata[0], orchestra.soloist);
  assert_int_equal (count (orchestra.system, G_TYPE_INT), 0);
  assert_int_equal (count_by_name (orchestra.system, "Player"), 3);
  assert_int_equal (count_by_name (orchestra.system, "Soloist"), 1);
  assert_int_equal (count_by_name (orchestra.system, "Nobody"), 0);

  await_ok (odeon_ref_stop (orchestra.players[0]));
  assert_int_equal (count (orchestra.system, ODEON_TYPE_ACTOR), 2);
}

static void
an_actor_is_found_by_its_urn (void **state G_GNUC_UNUSED)
{
  g_auto (Orchestra)   orchestra;
  g_autofree gchar    *urn = NULL;
  g_autofree gchar    *upper = NULL;
  g_autoptr (OdeonRef) found = NULL;
  g_autoptr (OdeonRef) again = NULL;

  orchestra_init (&orchestra);
  urn = odeon_ref_dup_urn (orchestra.players[1]);
  upper = g_ascii_strup (urn, -1);
  found = odeon_system_find_urn (orchestra.system, urn);
  again = odeon_system_find_urn (orchestra.system, upper);
  assert_ptr_equal (found, orchestra.players[1]);
  assert_ptr_equal (again, orchestra.players[1]);
  assert_null (odeon_system_find_urn (orchestra.system, "urn:uuid:no"));
  await_ok (odeon_ref_stop (found));
  assert_null (odeon_system_find_urn (orchestra.system, urn));
}

static void
all_of_a_type_are_told (void **state G_GNUC_UNUSED)
{
  g_auto (Orchestra) orchestra;

  orchestra_init (&orchestra);
  assert_int_equal (odeon_system_broadcast (orchestra.system, ODEON_TYPE_ACTOR,
                                            g_variant_new_int32 (1)), 3);
  assert_int_equal (odeon_system_broadcast (orchestra.system, soloist_get_type (),
                                            g_variant_new_int32 (10)), 1);
  assert_int_equal (odeon_system_broadcast_by_name (orchestra.system, "Player",
                                                    g_variant_new_int32 (100)), 3);
  assert_int_equal (odeon_system_broadcast_by_name (orchestra.system, "Nobody",
                                                    g_variant_new_int32 (1000)), 0);
  assert_int_equal (await_int (ask_int (orchestra.players[0], 0)), 101);
  assert_int_equal (await_int (ask_int (orchestra.soloist, 0)), 111);
}

/* The first dies of it, and while it does the rest are told all the same. */
static void
who_dies_does_not_end_a_broadcast (void **state G_GNUC_UNUSED)
{
  g_auto (Orchestra) orchestra;

  orchestra_init (&orchestra);
  odeon_future_unref (odeon_ref_kill (orchestra.players[0]));
  assert_true (odeon_system_broadcast (orchestra.system, ODEON_TYPE_ACTOR,
                                       g_variant_new_int32 (5)) >= 2);
  assert_int_equal (await_int (ask_int (orchestra.players[1], 0)), 5);
  assert_int_equal (await_int (ask_int (orchestra.soloist, 0)), 5);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (actors_are_found_by_type_with_subtypes),
    cmocka_unit_test (an_actor_is_found_by_its_urn),
    cmocka_unit_test (all_of_a_type_are_told),
    cmocka_unit_test (who_dies_does_not_end_a_broadcast),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
