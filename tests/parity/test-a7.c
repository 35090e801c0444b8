/* SPDX-License-Identifier: MIT */

/* A7: an actor is told of the completion of each of its tasks, success or failure, and survives. */

#include "stage.h"

typedef Player      Clerk;
typedef PlayerClass ClerkClass;

GType clerk_get_type (void);

G_DEFINE_TYPE (Clerk, clerk, player_get_type ())

/* Writes "operation+" or "operation-", and who called, if that has a name. */
static gboolean
clerk_handled (OdeonActor *actor, const gchar *operation, const GError *error)
{
  Player              *self = (Player *) actor;
  g_autoptr (OdeonRef) sender = odeon_actor_dup_sender (actor);
  g_autofree gchar    *word = g_strconcat (operation, error != NULL ? "-" : "+",
                                           sender != NULL ? odeon_ref_get_name (sender) : "",
                                           NULL);

  journal_add (self->journal, "", word);

  return TRUE;
}

static void
clerk_class_init (ClerkClass *klass)
{
  klass->handled = clerk_handled;
}

static void
clerk_init (Clerk *self G_GNUC_UNUSED)
{
}

static void
ask_and_fail (OdeonActor *actor G_GNUC_UNUSED, gpointer clerk)
{
  g_autoptr (GError) error = NULL;
  OdeonFuture       *future = ask_word (clerk, "fail");

  assert_false (odeon_future_await (future, &error));
  odeon_future_unref (future);
}

static void
a7_an_actor_hears_of_every_completion_and_survives (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_auto (Journal)        journal;
      OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
      OdeonRef               *clerk;
      OdeonRef               *client;

      journal_init (&journal);
      clerk = odeon_spawn (ODEON_SPAWNER (system), clerk_get_type (), NULL, NULL,
                           "journal", &journal, "tag", "", NULL);
      options.name = "client";
      client = spawn_with (system, &options, "", NULL, FAULT_NONE);
      await_ok (ask_word (clerk, "ask"));
      tell_word (clerk, "tell");
      await_ok (invoke (client, ask_and_fail, clerk));
      /* A tell that fails ends others. */
      tell_word (clerk, "fail");
      await_ok (ask_word (clerk, "live"));
      await_ok (odeon_ref_stop (clerk));
      assert_journal (&journal, "started ask receive+ tell receive+ fail receive-client "
                                "fail receive- live receive+ stopped");
      odeon_ref_unref (clerk);
      odeon_ref_unref (client);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a7_an_actor_hears_of_every_completion_and_survives),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
