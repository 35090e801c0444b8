/* SPDX-License-Identifier: MIT */

#include "stage.h"

static void
look_at_self (OdeonActor *actor, gpointer data)
{
  gboolean *same = data;
  OdeonRef *found = odeon_system_find (g_object_get_data (G_OBJECT (actor), "system"), "alice");

  *same = odeon_ref_equal (found, odeon_actor_get_ref (actor))
          && g_str_equal (odeon_actor_get_name (actor), "alice");
  odeon_ref_unref (found);
}

static void
keep_system (OdeonActor *actor, gpointer system)
{
  g_object_set_data (G_OBJECT (actor), "system", system);
}

static void
an_actor_knows_its_name_and_itself (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *actor;
  gboolean                same = FALSE;

  options.name = "alice";
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  await_ok (invoke (actor, keep_system, system));
  await_ok (invoke (actor, look_at_self, &same));
  assert_true (same);
  odeon_ref_unref (actor);
}

/* --- the sender --- */

typedef struct
{
  OdeonActor parent_instance;
} Asker;

typedef OdeonActorClass AskerClass;

GType asker_get_type (void);

G_DEFINE_TYPE (Asker, asker, ODEON_TYPE_ACTOR)

/* Says who asks. */
static GVariant *
asker_receive (OdeonActor *actor, GVariant *message G_GNUC_UNUSED,
               GError **error G_GNUC_UNUSED)
{
  g_autoptr (OdeonRef) sender = odeon_actor_dup_sender (actor);

  return g_variant_new_take_string (odeon_ref_dup_string (sender));
}

static void
asker_class_init (AskerClass *klass)
{
  klass->receive = asker_receive;
}

static void
asker_init (Asker *self G_GNUC_UNUSED)
{
}

typedef struct
{
  OdeonRef *target;
  gchar    *answer;
} Question;

static void
ask_target (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Question *self = data;

  self->answer = await_string (ask_word (self->target, "who am I?"));
}

static void
a_message_knows_its_sender (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  g_autofree gchar       *expected = odeon_ref_dup_string (actor);
  g_autofree gchar       *nobody = NULL;
  Question                question = { NULL, NULL };

  question.target = odeon_spawn (ODEON_SPAWNER (system), asker_get_type (), NULL, NULL, NULL);
  await_ok (invoke (actor, ask_target, &question));
  assert_string_equal (question.answer, expected);
  nobody = await_string (ask_word (question.target, "who am I?"));
  assert_string_equal (nobody, "nil");
  g_free (question.answer);
  odeon_ref_unref (question.target);
  odeon_ref_unref (actor);
}

/* --- the defaults of the hooks --- */

typedef struct
{
  OdeonActor parent_instance;
} Bare;

typedef OdeonActorClass BareClass;

GType bare_get_type (void);

G_DEFINE_TYPE (Bare, bare, ODEON_TYPE_ACTOR)

static void
bare_class_init (BareClass *klass G_GNUC_UNUSED)
{
}

static void
bare_init (Bare *self G_GNUC_UNUSED)
{
}

static void
an_actor_without_hooks_warns_of_what_it_does_not_expect (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  gint                    counts[2] = { 0 };
  OdeonRef               *actor;

  count_log (counts);
  actor = odeon_spawn (ODEON_SPAWNER (system), bare_get_type (), NULL, NULL, NULL);
  await_ok (odeon_ref_started (actor));
  await_error (ask_word (actor, "x"), ODEON_ERROR_NOT_IMPLEMENTED);
  assert_true (tell_word (actor, "x"));
  await_ok (odeon_ref_started (actor));
  assert_true (odeon_ref_is_alive (actor));
  assert_int_equal (g_atomic_int_get (&counts[0]), 2);
  stop_and_unref (actor);
  restore_log ();
}

/* --- a larger stack --- */

typedef struct
{
  OdeonActor parent_instance;
} Deep;

typedef OdeonActorClass DeepClass;

GType deep_get_type (void);

G_DEFINE_TYPE (Deep, deep, ODEON_TYPE_ACTOR)

static void
deep_class_init (DeepClass *klass)
{
  klass->stack_size = 4 * 1024 * 1024;
}

static void
deep_init (Deep *self G_GNUC_UNUSED)
{
}

static void
use_stack (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  volatile gchar bytes[1024 * 1024];

  for (gsize i = 0; i < sizeof bytes; i += 1024)
    bytes[i] = 1;
  *(gboolean *) data = bytes[0] == 1;
}

static void
an_actor_has_the_stack_that_its_class_asks_for (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *shallow = spawn_player (system, "", NULL);

  for (gint i = 0; i < 3; i++)
    {
      OdeonRef *actor = odeon_spawn (ODEON_SPAWNER (system), deep_get_type (), NULL, NULL, NULL);
      gboolean  used = FALSE;

      await_ok (invoke (actor, use_stack, &used));
      assert_true (used);
      assert_int_equal (await_int (ask_int (shallow, 1)), i + 1);
      stop_and_unref (actor);
    }
  odeon_ref_unref (shallow);
}

/* --- stopping itself --- */

static gboolean
stop_in_source (gpointer actor)
{
  odeon_actor_stop (actor);
  /* Once is enough. */
  odeon_actor_stop (actor);

  return G_SOURCE_REMOVE;
}

static void
on_gone (gpointer data, GObject *actor G_GNUC_UNUSED)
{
  odeon_promise_set_boolean (((Gate *) data)->reached, TRUE);
}

static void
attach_stop (OdeonActor *actor, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_object_weak_ref (G_OBJECT (actor), on_gone, data);
  g_source_set_callback (source, stop_in_source, g_object_ref (actor), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
an_actor_stops_itself_in_a_source_s_callback (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Journal)        journal;
  g_auto (Gate)           gate;
  OdeonRef               *actor;

  journal_init (&journal);
  gate_init (&gate);
  actor = spawn_player (system, "", &journal);
  await_ok (invoke (actor, attach_stop, &gate));
  assert_true (odeon_future_await_for (gate.arrival, 10000, NULL));
  assert_journal (&journal, "started stopped");
  odeon_ref_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_knows_its_name_and_itself),
    cmocka_unit_test (a_message_knows_its_sender),
    cmocka_unit_test (an_actor_without_hooks_warns_of_what_it_does_not_expect),
    cmocka_unit_test (an_actor_has_the_stack_that_its_class_asks_for),
    cmocka_unit_test (an_actor_stops_itself_in_a_source_s_callback),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
