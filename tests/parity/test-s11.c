/* SPDX-License-Identifier: MIT */

/* S11: a message knows its sender, and one can reply to it. */

#include "dial.h"

/* Answers what it is told by telling the sender. */
typedef PlayerClass EchoClass;
typedef Player      Echo;

GType echo_get_type (void);

G_DEFINE_TYPE (Echo, echo, player_get_type ())

static GVariant *
echo_receive (OdeonActor *actor, GVariant *message, GError **error G_GNUC_UNUSED)
{
  g_autoptr (OdeonRef) sender = odeon_actor_dup_sender (actor);

  if (sender != NULL)
    odeon_ref_tell (sender, message);

  return g_variant_new_boolean (sender != NULL);
}

static void
echo_class_init (EchoClass *klass)
{
  klass->receive = echo_receive;
}

static void
echo_init (Echo *self G_GNUC_UNUSED)
{
}

static OdeonRef *
spawn_echo (OdeonSystem *system)
{
  GError   *error = NULL;
  OdeonRef *ref = odeon_spawn (ODEON_SPAWNER (system), echo_get_type (), NULL, &error, NULL);

  assert_no_error (error);

  return ref;
}

static void
tell_hello (OdeonActor *actor G_GNUC_UNUSED, gpointer echo)
{
  tell_word (echo, "hello");
}

static void
s11_the_sender_of_a_tell_is_told_back (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_auto (Journal)        journal;
  OdeonRef               *echo = spawn_echo (system);
  OdeonRef               *player;

  journal_init (&journal);
  player = spawn_player (system, "p", &journal);
  await_ok (invoke (player, tell_hello, echo));
  await_boolean (ask_word (echo, "in turn"));
  await_int (ask_int (player, 0));
  assert_journal (&journal, "p.started p.hello");
  odeon_ref_unref (echo);
  odeon_ref_unref (player);
}

static void
s11_who_is_no_actor_is_no_sender (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *echo = spawn_echo (system);

  assert_false (await_boolean (ask_word (echo, "hello")));
  odeon_ref_unref (echo);
}

/* --- of a function, as of any message --- */

static void
keep_sender (OdeonActor *actor, gpointer data)
{
  *(OdeonRef **) data = odeon_actor_dup_sender (actor);
}

typedef struct
{
  OdeonRef *other;
  OdeonRef *sender;
} Errand;

static void
send_errand (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Errand *self = data;

  await_ok (invoke (self->other, keep_sender, &self->sender));
}

static void
s11_a_function_knows_who_invoked_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *player = spawn_player (system, "", NULL);
  Errand                  errand = { spawn_player (system, "", NULL), NULL };
  OdeonRef               *nobody = player;

  await_ok (invoke (player, send_errand, &errand));
  assert_true (odeon_ref_equal (errand.sender, player));
  await_ok (invoke (player, keep_sender, &nobody));
  assert_null (nobody);
  odeon_ref_unref (errand.sender);
  odeon_ref_unref (errand.other);
  odeon_ref_unref (player);
}

/* --- through an interface, and after the sender's end --- */

static void
turn_dial (OdeonActor *actor G_GNUC_UNUSED, gpointer dial)
{
  gint32             result;
  g_autoptr (GError) error = NULL;

  assert_true (parity_dial_turn_sync (dial, 5, &result, &error));
}

static void
s11_a_typed_call_is_answered_whoever_sent_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *player = spawn_player (system, "", NULL);
  ParityDial             *dial = spawn_dial (system, "", NULL);

  await_ok (invoke (player, turn_dial, dial));
  assert_int_equal (level_of (dial), 5);
  odeon_ref_unref (dial);
  odeon_ref_unref (player);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s11_the_sender_of_a_tell_is_told_back),
    cmocka_unit_test (s11_who_is_no_actor_is_no_sender),
    cmocka_unit_test (s11_a_function_knows_who_invoked_it),
    cmocka_unit_test (s11_a_typed_call_is_answered_whoever_sent_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
