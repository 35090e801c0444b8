/* SPDX-License-Identifier: MIT */

/* The order of messages, and the life of a ref. */

#include "stage.h"

#define SENDERS 3

typedef struct
{
  OdeonActor parent_instance;

  gint next[2 * SENDERS];
  gint n_wrong;
} Clerk;

typedef OdeonActorClass ClerkClass;

GType clerk_get_type (void);

G_DEFINE_TYPE (Clerk, clerk, ODEON_TYPE_ACTOR)

/* (sender, number); anything else asks how often the order was wrong. */
static GVariant *
clerk_receive (OdeonActor *actor, GVariant *message, GError **error G_GNUC_UNUSED)
{
  Clerk *self = (Clerk *) actor;
  gint   sender;
  gint   number;

  if (!g_variant_is_of_type (message, G_VARIANT_TYPE ("(ii)")))
    return g_variant_new_int32 (self->n_wrong);

  g_variant_get (message, "(ii)", &sender, &number);
  self->n_wrong += number != self->next[sender];
  self->next[sender] = number + 1;

  return NULL;
}

static void
clerk_class_init (ClerkClass *klass)
{
  klass->receive = clerk_receive;
}

static void
clerk_init (Clerk *self G_GNUC_UNUSED)
{
}

typedef struct
{
  OdeonRef *clerk;
  gint      number;
  gint      n;
} Sender;

static gpointer
send_in_order (gpointer data)
{
  Sender *self = data;

  /* Tells and asks share one order. */
  for (gint i = 0; i < self->n; i++)
    {
      GVariant *message = g_variant_new ("(ii)", self->number, i);

      if (i % 2 == 0)
        odeon_ref_tell (self->clerk, message);
      else
        odeon_future_unref (odeon_ref_ask (self->clerk, message));
    }

  return NULL;
}

static void
send_from_actor (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  send_in_order (data);
}

static void
each_sender_s_messages_arrive_in_order (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *clerk;
  OdeonRef               *actors[SENDERS];
  OdeonFuture            *runs[SENDERS];
  GThread                *threads[SENDERS];
  Sender                  senders[2 * SENDERS];

  clerk = odeon_spawn (ODEON_SPAWNER (system), clerk_get_type (), NULL, NULL, NULL);
  for (gint i = 0; i < 2 * SENDERS; i++)
    senders[i] = (Sender) { clerk, i, scaled (50000) };
  for (gint i = 0; i < SENDERS; i++)
    {
      actors[i] = spawn_on (system, (guint) i % 2);
      runs[i] = invoke (actors[i], send_from_actor, &senders[i]);
      threads[i] = g_thread_new ("sender", send_in_order, &senders[SENDERS + i]);
    }
  for (gint i = 0; i < SENDERS; i++)
    {
      await_ok (runs[i]);
      g_thread_join (threads[i]);
      odeon_ref_unref (actors[i]);
    }
  assert_int_equal (await_int (ask_word (clerk, "wrong?")), 0);
  odeon_ref_unref (clerk);
}

static void
a_ref_outlives_the_actor_and_the_system (void **state G_GNUC_UNUSED)
{
  OdeonSystem      *system = new_system (1);
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef         *actor;
  g_autofree gchar *before = NULL;
  g_autofree gchar *after = NULL;

  options.name = "alice";
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  before = odeon_ref_dup_string (actor);
  g_object_unref (system);
  after = odeon_ref_dup_string (actor);
  assert_string_equal (before, after);
  assert_string_equal (odeon_ref_get_name (actor), "alice");
  assert_int_equal (odeon_ref_get_actor_type (actor), player_get_type ());
  assert_false (odeon_ref_is_alive (actor));
  assert_false (tell_word (actor, "x"));
  odeon_ref_unref (actor);
}

static void
dropping_the_last_ref_does_not_stop_the_actor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *found;

  options.name = "alice";
  odeon_ref_unref (spawn_with (system, &options, "", NULL, FAULT_NONE));
  found = odeon_system_find (system, "alice");
  assert_int_equal (await_int (ask_int (found, 1)), 1);
  odeon_ref_unref (found);
}

static gpointer
dup_urn (gpointer actor)
{
  return odeon_ref_dup_urn (actor);
}

static void
threads_agree_on_the_urn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);

  for (gint round = scaled (300); round > 0; round--)
    {
      OdeonRef         *actor = spawn_player (system, "", NULL);
      GThread          *thread = g_thread_new ("other", dup_urn, actor);
      g_autofree gchar *mine = odeon_ref_dup_urn (actor);
      g_autofree gchar *other = g_thread_join (thread);

      assert_string_equal (mine, other);
      odeon_ref_unref (actor);
    }
}

static void
hold_actor (OdeonActor *actor, gpointer out_actor)
{
  *(gpointer *) out_actor = g_object_ref (actor);
}

/* As the data of an operation that is still under way does. */
static void
an_actor_held_beyond_its_end_knows_its_ref (void **state G_GNUC_UNUSED)
{
  OdeonSystem *system = new_system (1);
  OdeonRef    *ref = spawn_player (system, "", NULL);
  OdeonActor  *actor = NULL;

  await_ok (invoke (ref, hold_actor, &actor));
  odeon_ref_unref (ref);
  g_object_unref (system);

  assert_false (odeon_ref_is_alive (odeon_actor_get_ref (actor)));
  assert_null (odeon_actor_get_name (actor));
  assert_null (odeon_actor_dup_sender (actor));
  odeon_actor_stop (actor);
  g_object_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (each_sender_s_messages_arrive_in_order),
    cmocka_unit_test (a_ref_outlives_the_actor_and_the_system),
    cmocka_unit_test (dropping_the_last_ref_does_not_stop_the_actor),
    cmocka_unit_test (threads_agree_on_the_urn),
    cmocka_unit_test (an_actor_held_beyond_its_end_knows_its_ref),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
