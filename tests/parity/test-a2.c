/* SPDX-License-Identifier: MIT */

/* A2: a tree: an actor creates its children by name, each is prepared before its first message, and
 * any of them is found by its relative and its absolute path. (Mail to a path: A3.) */

#include "stage.h"

typedef struct
{
  OdeonSystem *system;
  Journal     *journal;
  const gchar *name;
  OdeonRef    *child;
} Birth;

/* The child has mail before it is made, perhaps; it is prepared all the same. */
static void
bear (OdeonActor *actor, gpointer data)
{
  Birth            *self = data;
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = self->name;
  self->child = spawn_with (actor, &options, self->name, self->journal, FAULT_NONE);
  tell_word (self->child, "mail");
}

static OdeonRef *
bear_in (OdeonRef *parent, const gchar *name, Journal *journal)
{
  Birth birth = { .name = name, .journal = journal };

  await_ok (invoke (parent, bear, &birth));

  return birth.child;
}

static void
bear_twice (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  OdeonSpawnOptions  options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;

  options.name = "son";
  assert_null (odeon_spawn (ODEON_SPAWNER (actor), player_get_type (), &options, &error, NULL));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NAME_TAKEN));
}

/* Where a path leads, from an actor on, and what is wrong with it. */
typedef struct
{
  const gchar *path;
  OdeonRef    *found;
  GError      *error;
} Search;

static void
search (OdeonActor *actor, gpointer data)
{
  Search *self = data;

  self->found = odeon_actor_find (actor, self->path, &self->error);
}

static void
assert_leads (OdeonRef *from, const gchar *path, OdeonRef *to)
{
  Search self = { .path = path };

  await_ok (invoke (from, search, &self));
  assert_ptr_equal (self.found, to);
  if (to == NULL)
    assert_non_null (self.error);
  g_clear_error (&self.error);
  g_clear_pointer (&self.found, odeon_ref_unref);
}

static void
a2_a_tree_is_grown_by_name_and_walked_by_path (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_auto (Journal)        journal;
      OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
      OdeonRef               *root;
      OdeonRef               *son;
      OdeonRef               *grandson;
      g_autofree gchar       *path = NULL;

      journal_init (&journal);
      options.name = "root";
      root = spawn_with (system, &options, "root", NULL, FAULT_NONE);
      son = bear_in (root, "son", &journal);
      await_int (ask_int (son, 1));
      assert_journal (&journal, "son.started son.mail");
      grandson = bear_in (son, "grandson", NULL);
      await_ok (invoke (root, bear_twice, NULL));

      assert_string_equal (odeon_ref_get_name (grandson), "grandson");
      path = odeon_ref_dup_path (grandson);
      assert_string_equal (path, "/root/son/grandson");
      assert_leads (root, "son", son);
      assert_leads (root, "son/grandson", grandson);
      assert_leads (son, "grandson", grandson);
      assert_leads (grandson, "/root/son", son);
      assert_leads (grandson, "/root", root);
      assert_leads (grandson, "son", NULL);
      assert_leads (root, "grandson", NULL);
      assert_leads (root, "../root", NULL);

      await_ok (odeon_ref_stop (root));
      odeon_ref_unref (root);
      odeon_ref_unref (son);
      odeon_ref_unref (grandson);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a2_a_tree_is_grown_by_name_and_walked_by_path),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
