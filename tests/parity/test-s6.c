/* SPDX-License-Identifier: MIT */

/* S6: publish and subscribe. Delivery in order of priority, then registration; a subscriber may
 * consume; one to all topics sees everything and consumes nothing; what nobody wants is dropped. */

#include "listener.h"

#define N 3

/* Three actors on one worker, "a" to "c", that listen with these priorities. */
typedef struct
{
  OdeonSystem *system;
  Journal      journal;
  OdeonRef    *actors[N];
  Listener     listeners[N];
} Audience;

static const gchar *const tags[N] = { "a", "b", "c" };

static void
audience_init (Audience *self, gint workers, const gint *priorities)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  memset (self, 0, sizeof *self);
  self->system = new_system (workers);
  journal_init (&self->journal);
  options.placement = ODEON_PLACE_WORKER;
  for (guint i = 0; i < N; i++)
    {
      self->actors[i] = spawn_with (self->system, &options, tags[i], NULL, FAULT_NONE);
      self->listeners[i] = (Listener) { &self->journal, tags[i], priorities[i], FALSE, 0, 0 };
      listen_in (self->actors[i], &self->listeners[i]);
    }
}

static void
audience_settle (Audience *self)
{
  for (guint i = 0; i < N; i++)
    settle (self->actors[i]);
}

static void
audience_clear (Audience *self)
{
  for (guint i = 0; i < N; i++)
    odeon_ref_unref (self->actors[i]);
  g_object_unref (self->system);
  journal_clear (&self->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Audience, audience_clear)

static void
the_highest_priority_comes_first_then_who_came_first (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      g_auto (Audience) audience;

      audience_init (&audience, workers, (const gint[]) { 1, -5, 1 });
      assert_int_equal (notice (audience.system, 1), 3);
      audience_settle (&audience);
      assert_journal (&audience.journal, "a.1 c.1 b.1");
      assert_int_equal (notice (audience.system, 2), 3);
      audience_settle (&audience);
      assert_journal (&audience.journal, "a.2 c.2 b.2");
    }
}

/* Each subscriber has each event once, and for each event the order is the same: whatever the
 * worker was at when it came. */
static void
a_burst_keeps_both_orders (void **state G_GNUC_UNUSED)
{
  gint n = scaled (20000);

  for (gint workers = 0; workers < 2; workers++)
    {
      g_auto (Audience) audience;
      g_auto (GStrv)      words = NULL;
      gint                next[N] = { 0, 0, 0 };

      audience_init (&audience, workers, (const gint[]) { 3, 2, 1 });
      for (gint i = 0; i < n; i++)
        {
          /* The last in order often has more to do, or less, than those before it. */
          if (i % 7 == 0)
            tell_word (audience.actors[(i / 7) % N], "noise");
          notice (audience.system, i);
        }
      audience_settle (&audience);
      words = g_strsplit (audience.journal.words->str, " ", -1);
      assert_int_equal (g_strv_length (words), N * n);
      for (guint i = 0; words[i] != NULL; i++)
        {
          guint who = (guint) (words[i][0] - 'a');

          assert_int_equal (atoi (words[i] + 2), next[who]);
          next[who]++;
          assert_true (who == 0 || next[who] <= next[who - 1]);
        }
    }
}

/* What the last in order has waiting before the event does not bring it forward. */
static void
mail_before_it_does_not_change_the_order (void **state G_GNUC_UNUSED)
{
  g_auto (Audience) audience;

  audience_init (&audience, 0, (const gint[]) { 3, 2, 1 });
  for (guint i = 0; i < 250; i++)
    tell_word (audience.actors[0], "noise");
  tell_word (audience.actors[2], "noise");
  notice (audience.system, 1);
  audience_settle (&audience);
  assert_journal (&audience.journal, "a.1 b.1 c.1");
}

static void
who_consumes_keeps_it_from_those_behind (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      g_auto (Audience) audience;

      audience_init (&audience, workers, (const gint[]) { 3, 2, 1 });
      audience.listeners[1].consumes = TRUE;
      for (gint i = 0; i < 50; i++)
        notice (audience.system, i);
      audience_settle (&audience);
      assert_int_equal (audience.listeners[0].n, 50);
      assert_int_equal (audience.listeners[1].n, 50);
      assert_int_equal (audience.listeners[2].n, 0);
    }
}

/* --- all topics --- */

static void
write_event (const OdeonTypeInfo *type, gconstpointer event, gpointer data)
{
  g_autofree gchar *text = odeon_value_to_string (type, event);
  g_autofree gchar *word = g_strdup_printf ("%s%s", type->name, text);

  journal_add (data, "all", word);
}

static void
subscribe_to_all (OdeonActor *actor, gpointer data)
{
  assert_int_not_equal (odeon_topic_subscribe_all (actor, -10, write_event, data, NULL), 0);
}

static void
who_subscribes_to_all_sees_everything (void **state G_GNUC_UNUSED)
{
  g_auto (Audience) audience;
  ParityFrame       frame = { 9 };

  audience_init (&audience, 0, (const gint[]) { 3, 2, 1 });
  audience.listeners[0].consumes = TRUE;
  await_ok (invoke (audience.actors[2], subscribe_to_all, &audience.journal));
  assert_int_equal (notice (audience.system, 1), 4);
  assert_int_equal (parity_frame_publish (audience.system, &frame), 1);
  audience_settle (&audience);
  assert_non_null (strstr (audience.journal.words->str, "a.1 all.Parity::Noticed"));
  assert_non_null (strstr (audience.journal.words->str, "all.Parity::Frame"));
  assert_null (strstr (audience.journal.words->str, "c.1"));
}

/* --- nobody --- */

static void
what_nobody_wants_is_dropped (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  g_auto (Audience)       elsewhere;
  ParityFrame             frame = { 1 };

  audience_init (&elsewhere, 0, (const gint[]) { 0, 0, 0 });
  assert_int_equal (parity_frame_publish (system, &frame), 0);
  /* Systems do not hear each other. */
  assert_int_equal (notice (system, 1), 0);
  audience_settle (&elsewhere);
  assert_journal (&elsewhere.journal, "");
}

static void
the_dead_are_forgotten (void **state G_GNUC_UNUSED)
{
  g_auto (Audience) audience;

  audience_init (&audience, 1, (const gint[]) { 3, 2, 1 });
  await_ok (odeon_ref_stop (audience.actors[0]));
  await_ok (odeon_ref_kill (audience.actors[1]));
  assert_int_equal (notice (audience.system, 1), 1);
  settle (audience.actors[2]);
  assert_journal (&audience.journal, "c.1");
  assert_false (odeon_topic_unsubscribe (audience.listeners[0].id));
}

/* --- while it is being called --- */

static gboolean
unsubscribe_self (const ParityNoticed *event, gpointer data)
{
  Listener *self = data;

  assert_true (odeon_topic_unsubscribe (self->id));
  assert_false (odeon_topic_unsubscribe (self->id));

  return listener_notice (event, data);
}

static void
listen_once (OdeonActor *actor, gpointer data)
{
  Listener *self = data;

  self->id = parity_noticed_subscribe (actor, self->priority, unsubscribe_self, self, NULL);
}

static void
a_subscriber_leaves_while_it_is_called (void **state G_GNUC_UNUSED)
{
  g_auto (Audience) audience;
  Listener          once;

  audience_init (&audience, 1, (const gint[]) { 3, 2, 1 });
  once = (Listener) { &audience.journal, "once", 9, FALSE, 0, 0 };
  await_ok (invoke (audience.actors[0], listen_once, &once));
  notice (audience.system, 1);
  audience_settle (&audience);
  notice (audience.system, 2);
  audience_settle (&audience);
  assert_int_equal (once.n, 1);
  assert_journal (&audience.journal, "once.1 a.1 b.1 c.1 a.2 b.2 c.2");
}

static gboolean
publish_again (const ParityNoticed *event, gpointer data)
{
  if (event->number < 10)
    notice (data, event->number + 10);

  return ODEON_EVENT_CONTINUE;
}

static void
listen_and_publish (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  parity_noticed_subscribe (actor, 100, publish_again, actor, NULL);
}

static gboolean
comes_before (Journal *journal, const gchar *first, const gchar *second)
{
  const gchar *a = strstr (journal->words->str, first);
  const gchar *b = strstr (journal->words->str, second);

  return a != NULL && b != NULL && a < b;
}

static void
what_is_published_in_a_handler_comes_after_it (void **state G_GNUC_UNUSED)
{
  g_auto (Audience) audience;

  audience_init (&audience, 0, (const gint[]) { 3, 2, 1 });
  await_ok (invoke (audience.actors[1], listen_and_publish, NULL));
  notice (audience.system, 1);
  settle (audience.actors[1]);
  audience_settle (&audience);
  assert_true (comes_before (&audience.journal, "a.1 ", "a.11"));
  assert_true (comes_before (&audience.journal, "b.1 ", "b.11"));
  assert_true (comes_before (&audience.journal, "c.1 ", "c.11"));
  assert_true (comes_before (&audience.journal, "a.11", "b.11"));
  assert_true (comes_before (&audience.journal, "b.11", "c.11"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_highest_priority_comes_first_then_who_came_first),
    cmocka_unit_test (a_burst_keeps_both_orders),
    cmocka_unit_test (mail_before_it_does_not_change_the_order),
    cmocka_unit_test (who_consumes_keeps_it_from_those_behind),
    cmocka_unit_test (who_subscribes_to_all_sees_everything),
    cmocka_unit_test (what_nobody_wants_is_dropped),
    cmocka_unit_test (the_dead_are_forgotten),
    cmocka_unit_test (a_subscriber_leaves_while_it_is_called),
    cmocka_unit_test (what_is_published_in_a_handler_comes_after_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
