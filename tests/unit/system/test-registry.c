/* SPDX-License-Identifier: MIT */

#include "stage.h"

typedef struct
{
  const gchar *name;
  OdeonRef    *child;
  GError      *error;
} Birth;

static void
bear (OdeonActor *actor, gpointer data)
{
  Birth            *self = data;
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = self->name;
  self->child = odeon_spawn (ODEON_SPAWNER (actor), player_get_type (), &options, &self->error,
                             NULL);
}

static OdeonRef *
spawn_child (OdeonRef *parent, const gchar *name)
{
  Birth birth = { name, NULL, NULL };

  await_ok (invoke (parent, bear, &birth));
  assert_no_error (birth.error);

  return birth.child;
}

static OdeonRef *
spawn_named (OdeonSystem *system, const gchar *name)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = name;

  return spawn_with (system, &options, "", NULL, FAULT_NONE);
}

/* --- names and paths --- */

static void
siblings_have_different_names_and_cousins_need_not (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    bank = spawn_named (system, "bank");
  g_autoptr (OdeonRef)    shop = spawn_named (system, "shop");
  g_autoptr (OdeonRef)    first = spawn_child (bank, "alice");
  g_autoptr (OdeonRef)    second = spawn_child (shop, "alice");
  g_autoptr (OdeonRef)    third = spawn_child (first, "alice");
  Birth                   taken = { "alice", NULL, NULL };
  g_autofree gchar       *path = odeon_ref_dup_path (third);

  assert_ptr_not_equal (first, second);
  await_ok (invoke (bank, bear, &taken));
  assert_null (taken.child);
  assert_true (g_error_matches (taken.error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN));
  g_error_free (taken.error);
  assert_string_equal (path, "/bank/alice/alice");
  assert_null (odeon_system_find (system, "alice"));

  /* The name is free again when its bearer has ended. */
  await_ok (odeon_ref_stop (first));
  odeon_ref_unref (spawn_child (bank, "alice"));
}

static void
assert_found (OdeonSystem *system, const gchar *path, OdeonRef *expected)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (OdeonRef) found = odeon_system_find_path (system, path, &error);

  assert_no_error (error);
  assert_ptr_equal (found, expected);
}

static void
assert_not_found (OdeonSystem *system, const gchar *path, gint code)
{
  g_autoptr (GError) error = NULL;

  assert_null (odeon_system_find_path (system, path, &error));
  if (!g_error_matches (error, ODEON_ERROR, code))
    fail_msg ("%s: not error %d, but: %s", path, code, error->message);
}

static void
a_path_leads_from_the_root_to_an_actor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (OdeonRef)    bank = spawn_named (system, "bank");
  g_autoptr (OdeonRef)    alice = spawn_child (bank, "alice");
  g_autoptr (OdeonRef)    purse = spawn_child (alice, "x y");
  g_autoptr (OdeonRef)    nameless = spawn_child (bank, NULL);
  g_autoptr (OdeonRef)    hidden = spawn_child (nameless, "hidden");

  assert_found (system, "/bank", bank);
  assert_found (system, "/bank/alice", alice);
  assert_found (system, "/bank/alice/x y", purse);
  assert_null (odeon_ref_dup_path (nameless));
  assert_null (odeon_ref_dup_path (hidden));
  assert_not_found (system, "/bank/hidden", ODEON_ERROR_NOT_FOUND);
  assert_not_found (system, "/bank/alicf", ODEON_ERROR_NOT_FOUND);
  assert_not_found (system, "/ban", ODEON_ERROR_NOT_FOUND);
  /* aplay found /x/w/y by /w. */
  assert_not_found (system, "/alice", ODEON_ERROR_NOT_FOUND);

  await_ok (odeon_ref_stop (alice));
  assert_not_found (system, "/bank/alice", ODEON_ERROR_NOT_FOUND);
  assert_not_found (system, "/bank/alice/x y", ODEON_ERROR_NOT_FOUND);
  assert_null (odeon_ref_dup_path (purse));
}

static void
what_is_no_path_is_refused (void **state G_GNUC_UNUSED)
{
  static const gchar *const wrong[] = { "", "/", "bank", "bank/alice", "//bank", "/bank/",
                                        "/bank//alice", "/bank/../bank", "/..", "/./bank",
                                        "..", "/bank/alice/." };
  g_autoptr (OdeonSystem)   system = new_system (1);
  g_autoptr (OdeonRef)      bank = spawn_named (system, "bank");
  g_autoptr (OdeonRef)      alice = spawn_child (bank, "alice");

  assert_found (system, "/bank/alice", alice);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_not_found (system, wrong[i], ODEON_ERROR_INVALID_NAME);
  assert_not_found (system, "/\xff", ODEON_ERROR_NOT_FOUND);
}

static void
names_that_lead_elsewhere_are_nobody_s (void **state G_GNUC_UNUSED)
{
  static const gchar *const wrong[] = { ".", "..", "", "a/b" };
  g_autoptr (OdeonSystem)   system = new_system (1);
  OdeonSpawnOptions         options = ODEON_SPAWN_OPTIONS_INIT;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      options.name = wrong[i];
      assert_null (odeon_spawn (ODEON_SPAWNER (system), player_get_type (), &options, &error,
                                NULL));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_NAME));
    }
}

typedef struct
{
  OdeonRef *near;
  OdeonRef *far;
  GError   *error;
} Look;

static void
look_around (OdeonActor *actor, gpointer data)
{
  Look *self = data;

  self->near = odeon_actor_find (actor, "alice/purse", NULL);
  self->far = odeon_actor_find (actor, "/shop", NULL);
  assert_null (odeon_actor_find (actor, "shop", &self->error));
  assert_null (odeon_actor_find (actor, "../shop", NULL));
}

static void
an_actor_looks_from_where_it_is (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    bank = spawn_named (system, "bank");
  g_autoptr (OdeonRef)    shop = spawn_named (system, "shop");
  g_autoptr (OdeonRef)    alice = spawn_child (bank, "alice");
  g_autoptr (OdeonRef)    purse = spawn_child (alice, "purse");
  Look                    look = { NULL, NULL, NULL };

  await_ok (invoke (bank, look_around, &look));
  assert_ptr_equal (look.near, purse);
  assert_ptr_equal (look.far, shop);
  assert_true (g_error_matches (look.error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND));
  odeon_ref_unref (look.near);
  odeon_ref_unref (look.far);
  g_error_free (look.error);
}

/* --- while others come and go --- */

typedef struct
{
  OdeonSystem *system;
  gint         n;
  gint         n_won;
} Race;

static gpointer
spawn_the_one (gpointer data)
{
  Race             *self = data;
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = "the one";
  for (gint i = 0; i < self->n; i++)
    {
      OdeonRef *ref = odeon_spawn (ODEON_SPAWNER (self->system), player_get_type (), &options,
                                   NULL, NULL);

      if (ref == NULL)
        continue;
      g_atomic_int_inc (&self->n_won);
      stop_and_unref (ref);
    }

  return NULL;
}

static void
a_list_never_has_a_name_twice (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  Race                    race = { system, scaled (2000), 0 };
  GThread                *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("spawner", spawn_the_one, &race);
  for (gint i = 0; i < 200; i++)
    {
      g_autoptr (GPtrArray) list = odeon_system_list_actors (system, ODEON_TYPE_ACTOR);
      g_autofree gchar     *text = odeon_system_dump (system);
      guint                 n_alive = 0;

      for (guint j = 0; j < list->len; j++)
        n_alive += (guint) odeon_ref_is_alive (list->pdata[j]);
      assert_true (n_alive <= 1);
      assert_non_null (text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  assert_true (race.n_won > 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (siblings_have_different_names_and_cousins_need_not),
    cmocka_unit_test (a_path_leads_from_the_root_to_an_actor),
    cmocka_unit_test (what_is_no_path_is_refused),
    cmocka_unit_test (names_that_lead_elsewhere_are_nobody_s),
    cmocka_unit_test (an_actor_looks_from_where_it_is),
    cmocka_unit_test (a_list_never_has_a_name_twice),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
