/* SPDX-License-Identifier: MIT */

/* S5: an actor subscribes to message types, with a handler for each; and it is updated once a tick,
 * in order of priority: pysage's `update` is an event that the loop publishes. */

#include "listener.h"

static gboolean
update (const ParityFrame *frame, gpointer data)
{
  Listener         *self = data;
  g_autofree gchar *word = g_strdup_printf ("update%" G_GUINT64_FORMAT, frame->number);

  journal_add (self->journal, self->tag, word);

  return ODEON_EVENT_CONTINUE;
}

static void
subscribe_to_both (OdeonActor *actor, gpointer data)
{
  Listener *self = data;

  parity_frame_subscribe (actor, self->priority, update, self, NULL);
  parity_noticed_subscribe (actor, self->priority, listener_notice, self, NULL);
}

static void
each_type_has_its_handler_and_each_tick_its_update (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Journal)        journal;
  g_autoptr (OdeonRef)    a = spawn_player (system, "a", NULL);
  g_autoptr (OdeonRef)    b = spawn_player (system, "b", NULL);
  Listener                first = { &journal, "a", 1, FALSE, 0, 0 };
  Listener                second = { &journal, "b", 2, FALSE, 0, 0 };

  journal_init (&journal);
  await_ok (invoke (a, subscribe_to_both, &first));
  await_ok (invoke (b, subscribe_to_both, &second));
  for (guint64 i = 0; i < 2; i++)
    {
      parity_frame_publish (system, &(ParityFrame) { i });
      assert_true (odeon_system_tick (system, -1));
    }
  notice (system, 5);
  assert_true (odeon_system_tick (system, -1));
  assert_journal (&journal, "b.update0 a.update0 b.update1 a.update1 b.5 a.5");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_type_has_its_handler_and_each_tick_its_update),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
