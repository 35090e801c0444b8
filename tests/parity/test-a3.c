/* SPDX-License-Identifier: MIT */

/* A2, A3: a tree of parents and children with names; an address, `/a/b`, and mail to it, from
 * anyone. aplay found /x/w/y by /w, and let nobody write but its ancestors. */

#include "stage.h"

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *child;
  gboolean     found;
} Post;

static void
bear (OdeonActor *actor, gpointer data)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.name = "w";
  ((Post *) data)->child = spawn_with (actor, &options, "", NULL, FAULT_NONE);
}

static void
write_to (OdeonActor *actor, gpointer data)
{
  Post                *self = data;
  g_autoptr (OdeonRef) addressee = odeon_actor_find (actor, "/x/w", NULL);

  self->found = addressee != NULL;
  if (self->found)
    odeon_ref_tell (addressee, g_variant_new_int32 (7));
}

static void
anyone_writes_to_an_address (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
      OdeonRef               *parent;
      OdeonRef               *stranger = spawn_player (system, "", NULL);
      Post                    post = { system, NULL, FALSE };

      options.name = "x";
      parent = spawn_with (system, &options, "", NULL, FAULT_NONE);
      await_ok (invoke (parent, bear, &post));
      await_ok (invoke (stranger, write_to, &post));
      assert_true (post.found);
      assert_int_equal (await_int (ask_int (post.child, 0)), 7);
      /* A part of an address is none. */
      assert_null (odeon_system_find_path (system, "/w", NULL));

      /* A child ends with its parent, and its address with it. */
      await_ok (odeon_ref_stop (parent));
      assert_false (odeon_ref_is_alive (post.child));
      await_ok (invoke (stranger, write_to, &post));
      assert_false (post.found);
      odeon_ref_unref (post.child);
      odeon_ref_unref (parent);
      odeon_ref_unref (stranger);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (anyone_writes_to_an_address),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
