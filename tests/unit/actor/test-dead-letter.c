/* SPDX-License-Identifier: MIT */

#include "../fixture/stage.h"

/* What a function that watches has seen, a line each: "operation arguments told code". */
typedef struct
{
  GMutex    mutex;
  GString  *lines;
  OdeonRef *target; /* the last one's */
  OdeonRef *sender; /* likewise, counted */
  gpointer  echo;   /* (nullable): whom the function itself tells */
  gint      n_released;
} Office;

static void
office_init (Office *self)
{
  *self = (Office) { .lines = g_string_new (NULL) };
  g_mutex_init (&self->mutex);
}

static void
office_clear (Office *self)
{
  g_string_free (self->lines, TRUE);
  g_mutex_clear (&self->mutex);
  g_clear_pointer (&self->sender, odeon_ref_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, office_clear)

static void
look (const OdeonDeadLetter *letter, gpointer data)
{
  Office              *self = data;
  g_autofree gchar    *operation = odeon_dead_letter_dup_operation (letter);
  g_autoptr (GVariant) arguments = odeon_dead_letter_dup_arguments (letter);
  g_autofree gchar    *text = arguments != NULL ? g_variant_print (arguments, FALSE) : NULL;

  g_mutex_lock (&self->mutex);
  g_string_append_printf (self->lines, "%s %s %s %d\n", operation, text,
                          odeon_dead_letter_is_told (letter) ? "told" : "asked",
                          odeon_dead_letter_get_reason (letter)->code);
  self->target = odeon_dead_letter_get_target (letter);
  g_clear_pointer (&self->sender, odeon_ref_unref);
  self->sender = odeon_dead_letter_dup_sender (letter);
  g_mutex_unlock (&self->mutex);

  if (self->echo != NULL)
    tell_word (self->echo, "echo");
}

static void
release (gpointer data)
{
  g_atomic_int_inc (&((Office *) data)->n_released);
}

static void
assert_seen (Office *self, const gchar *expected)
{
  g_autofree gchar *lines = NULL;

  g_mutex_lock (&self->mutex);
  lines = g_strdup (self->lines->str);
  g_string_truncate (self->lines, 0);
  g_mutex_unlock (&self->mutex);

  assert_string_equal (lines, expected);
}

static gchar *
line (const gchar *what, gint code)
{
  return g_strdup_printf ("%s %d\n", what, code);
}

static void
do_nothing (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

static void
test_what_an_ended_actor_is_sent_is_seen (void **state G_GNUC_UNUSED)
{
  g_auto (Office)         office; /* outlives the system */
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  g_autofree gchar       *told = line ("receive (<'a'>,) told", ODEON_ERROR_ACTOR_DEAD);
  g_autofree gchar       *asked = line ("receive (<'b'>,) asked", ODEON_ERROR_ACTOR_DEAD);
  g_autofree gchar       *invoked = line ("invoke (null) asked", ODEON_ERROR_ACTOR_DEAD);

  office_init (&office);
  assert_true (odeon_system_watch_dead_letters (system, look, &office, NULL) > 0);
  await_ok (odeon_ref_stop (actor));
  assert_seen (&office, "");
  assert_false (tell_word (actor, "a"));
  assert_seen (&office, told);
  assert_ptr_equal (office.target, actor);
  assert_null (office.sender);
  await_error (ask_word (actor, "b"), ODEON_ERROR_ACTOR_DEAD);
  assert_seen (&office, asked);
  await_error (invoke (actor, do_nothing, NULL), ODEON_ERROR_ACTOR_DEAD);
  assert_seen (&office, invoked);
  /* The library's own are no letters. */
  assert_false (await_boolean (odeon_ref_stop (actor)));
  await_error (odeon_ref_started (actor), ODEON_ERROR_ACTOR_DEAD);
  assert_seen (&office, "");
  odeon_ref_unref (actor);
}

static void
test_what_waits_for_an_actor_that_ends_is_seen_in_order (void **state G_GNUC_UNUSED)
{
  g_auto (Office)         office; /* outlives the system */
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Gate)           gate;
  OdeonRef               *actor = spawn_player (system, "", NULL);
  g_autofree gchar       *a = line ("receive (<'a'>,) told", ODEON_ERROR_ACTOR_DEAD);
  g_autofree gchar       *b = line ("receive (<'b'>,) told", ODEON_ERROR_ACTOR_DEAD);
  g_autofree gchar       *both = g_strconcat (a, b, NULL);

  office_init (&office);
  gate_init (&gate);
  odeon_system_watch_dead_letters (system, look, &office, NULL);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  tell_word (actor, "a");
  tell_word (actor, "b");
  await_ok (odeon_ref_kill (actor));
  assert_seen (&office, both);
  odeon_ref_unref (actor);
}

static void
test_what_finds_no_room_is_seen (void **state G_GNUC_UNUSED)
{
  g_auto (Office)         office; /* outlives the system */
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonRef               *actor;
  g_autofree gchar       *full = line ("receive (<'b'>,) told", ODEON_ERROR_MAILBOX_FULL);

  office_init (&office);
  odeon_system_watch_dead_letters (system, look, &office, NULL);
  options.mailbox_bound = 1;
  options.overflow = ODEON_OVERFLOW_DROP_NEWEST;
  actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  tell_word (actor, "a");
  assert_seen (&office, "");
  tell_word (actor, "b");
  assert_seen (&office, full);
  odeon_ref_unref (actor);
}

static void
tell_the_dead (OdeonActor *actor G_GNUC_UNUSED, gpointer dead)
{
  tell_word (dead, "a");
}

static void
test_the_sender_is_known (void **state G_GNUC_UNUSED)
{
  g_auto (Office)         office; /* outlives the system */
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *dead = spawn_player (system, "", NULL);
  OdeonRef               *sender = spawn_player (system, "", NULL);

  office_init (&office);
  odeon_system_watch_dead_letters (system, look, &office, NULL);
  await_ok (odeon_ref_stop (dead));
  await_ok (invoke (sender, tell_the_dead, dead));
  assert_ptr_equal (office.sender, sender);
  odeon_ref_unref (dead);
  odeon_ref_unref (sender);
}

static void
test_whoever_watches_may_write_to_the_dead_itself (void **state G_GNUC_UNUSED)
{
  g_auto (Office)         office; /* outlives the system */
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  g_autofree gchar       *told = line ("receive (<'a'>,) told", ODEON_ERROR_ACTOR_DEAD);

  office_init (&office);
  office.echo = actor;
  odeon_system_watch_dead_letters (system, look, &office, NULL);
  await_ok (odeon_ref_stop (actor));
  tell_word (actor, "a");
  assert_seen (&office, told);
  odeon_ref_unref (actor);
}

static void
test_a_system_s_letters_are_its_own_and_watching_ends (void **state G_GNUC_UNUSED)
{
  g_auto (Office)         office; /* outlives the system */
  OdeonSystem            *system = new_system (1);
  g_autoptr (OdeonSystem) other = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonRef               *stranger = spawn_player (other, "", NULL);
  g_autofree gchar       *told = line ("receive (<'a'>,) told", ODEON_ERROR_ACTOR_DEAD);
  guint                   watch;

  office_init (&office);
  await_ok (odeon_ref_stop (actor));
  await_ok (odeon_ref_stop (stranger));
  watch = odeon_system_watch_dead_letters (system, look, &office, release);
  odeon_system_watch_dead_letters (system, look, &office, release);
  tell_word (stranger, "a");
  assert_seen (&office, "");
  odeon_system_unwatch_dead_letters (other, watch);
  odeon_system_unwatch_dead_letters (system, 0);
  assert_int_equal (office.n_released, 0);
  odeon_system_unwatch_dead_letters (system, watch);
  odeon_system_unwatch_dead_letters (system, watch);
  assert_int_equal (office.n_released, 1);
  tell_word (actor, "a");
  assert_seen (&office, told);
  g_object_unref (system);
  assert_int_equal (office.n_released, 2);
  tell_word (actor, "a");
  assert_seen (&office, "");
  odeon_ref_unref (actor);
  odeon_ref_unref (stranger);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_what_an_ended_actor_is_sent_is_seen),
    cmocka_unit_test (test_what_waits_for_an_actor_that_ends_is_seen_in_order),
    cmocka_unit_test (test_what_finds_no_room_is_seen),
    cmocka_unit_test (test_the_sender_is_known),
    cmocka_unit_test (test_whoever_watches_may_write_to_the_dead_itself),
    cmocka_unit_test (test_a_system_s_letters_are_its_own_and_watching_ends),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
