/* SPDX-License-Identifier: MIT */

/* K20: what is logged is told apart by its domain and its level: a failure that nobody waits for,
 * an unexpected message, an error that goes to its caller, and how actors come and go; and what
 * every actor is at is printed on demand, or on a signal that the application chose. */

#include "log.h"

#include <signal.h>
#include <unistd.h>

typedef struct
{
  const gchar   *domain;
  GLogLevelFlags level;
  const gchar   *who;
  const gchar   *text;
  guint          n;
} Expected;

/* An actor that expects nothing. */
typedef OdeonActor      Bare;
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

static GMutex    lock;
static Expected *wanted;
static gsize     n_wanted;

static void
match (const gchar   *domain,
       GLogLevelFlags level,
       const gchar   *message,
       gpointer       data G_GNUC_UNUSED)
{
  g_mutex_lock (&lock);
  for (gsize i = 0; i < n_wanted; i++)
    if (g_strcmp0 (domain, wanted[i].domain) == 0
        && (level & G_LOG_LEVEL_MASK) == wanted[i].level
        && strstr (message, wanted[i].who) != NULL && strstr (message, wanted[i].text) != NULL)
      wanted[i].n++;
  g_mutex_unlock (&lock);
}

/* What is said by the time the system is gone: each once. */
static void
listen_to (Expected *expected, gsize n)
{
  wanted = expected;
  n_wanted = n;
  g_log_set_debug_enabled (TRUE);
  g_log_set_default_handler (match, NULL);
}

static void
stop_listening (void)
{
  restore_log ();
  g_log_set_debug_enabled (FALSE);
  for (gsize i = 0; i < n_wanted; i++)
    if (wanted[i].n != 1)
      fail_msg ("%s: \"%s … %s\" was said %u times", wanted[i].domain, wanted[i].who,
                wanted[i].text, wanted[i].n);
}

static OdeonRef *
spawn_named (OdeonSystem *system, GType type, const gchar *name)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;
  OdeonRef         *ref;

  options.name = name;
  ref = odeon_spawn (ODEON_SPAWNER (system), type, &options, &error, NULL);
  assert_no_error (error);

  return ref;
}

static void
k20_each_kind_has_its_domain_and_level (void **state G_GNUC_UNUSED)
{
  Expected expected[] = {
    { "Odeon-Actor", G_LOG_LEVEL_WARNING, "\"told\"", "failed: as asked", 0 },
    { "Odeon-Mailbox", G_LOG_LEVEL_WARNING, "\"bare\"", "unexpected message: 'hello'", 0 },
    { "Odeon-Mailbox", G_LOG_LEVEL_DEBUG, "Dead letter: receive", "\"told\"", 0 },
    { "Odeon-Call", G_LOG_LEVEL_INFO, "\"asked\"", "receive with an error: as asked", 0 },
    { "Odeon-Lifecycle", G_LOG_LEVEL_DEBUG, "\"asked\"", "has started", 0 },
    { "Odeon-Lifecycle", G_LOG_LEVEL_DEBUG, "\"asked\"", "was killed", 0 },
    { "Odeon-Lifecycle", G_LOG_LEVEL_DEBUG, "\"told\"", "has ended: it failed", 0 },
    { "Odeon-Lifecycle", G_LOG_LEVEL_DEBUG, "\"bare\"", "has stopped", 0 },
    { "Odeon-Lifecycle", G_LOG_LEVEL_MESSAGE, "Player", "did not start: the fault of", 0 },
  };
  OdeonSystem       *system;
  OdeonRef          *told;
  OdeonRef          *asked;
  OdeonRef          *bare;
  OdeonRef          *declining;
  OdeonFuture       *future;
  g_autoptr (GError) error = NULL;

  listen_to (expected, G_N_ELEMENTS (expected));
  system = new_system (1);
  told = spawn_named (system, player_get_type (), "told");
  tell_word (told, "fail");
  await_ok (odeon_ref_stop (told));
  tell_word (told, "nobody is there");

  asked = spawn_named (system, player_get_type (), "asked");
  future = ask_word (asked, "fail");
  assert_false (odeon_future_await (future, &error));
  odeon_future_unref (future);
  await_ok (odeon_ref_kill (asked));

  bare = spawn_named (system, bare_get_type (), "bare");
  tell_word (bare, "hello");
  stop_and_unref (bare);
  declining = spawn_with (system, NULL, "", NULL, FAULT_STARTED);
  await_error (odeon_ref_started (declining), ODEON_ERROR_DECLINED);

  odeon_ref_unref (told);
  odeon_ref_unref (asked);
  odeon_ref_unref (declining);
  g_object_unref (system);
  stop_listening ();
}

/* Without somebody who wants to hear it, information costs nothing and is not said. */
static void
k20_what_nobody_hears_is_not_said (void **state G_GNUC_UNUSED)
{
  Expected expected[] = {
    { "Odeon-Actor", G_LOG_LEVEL_WARNING, "", "failed: as asked", 0 },
  };
  Expected silent[] = {
    { "Odeon-Lifecycle", G_LOG_LEVEL_DEBUG, "", "", 0 },
    { "Odeon-Mailbox", G_LOG_LEVEL_DEBUG, "", "", 0 },
  };
  OdeonSystem *system;
  OdeonRef    *told;

  if (g_getenv ("G_MESSAGES_DEBUG") != NULL)
    return;

  for (gint i = 0; i < 2; i++)
    {
      wanted = i == 0 ? expected : silent;
      n_wanted = i == 0 ? G_N_ELEMENTS (expected) : G_N_ELEMENTS (silent);
      g_log_set_default_handler (match, NULL);
      system = new_system (1);
      told = spawn_player (system, "", NULL);
      tell_word (told, "fail");
      await_ok (odeon_ref_stop (told));
      tell_word (told, "nobody is there");
      odeon_ref_unref (told);
      g_object_unref (system);
    }
  restore_log ();
  assert_int_equal (expected[0].n, 1);
  assert_int_equal (silent[0].n + silent[1].n, 0);
}

static GMutex  mutex;
static GCond   printed;
static GString *output;

static void
keep_output (const gchar *text)
{
  g_mutex_lock (&mutex);
  g_string_append (output, text);
  g_cond_signal (&printed);
  g_mutex_unlock (&mutex);
}

static void
await_output (const gchar *text)
{
  g_mutex_lock (&mutex);
  while (strstr (output->str, text) == NULL)
    g_cond_wait (&printed, &mutex);
  g_mutex_unlock (&mutex);
}

static void
k20_what_every_actor_is_at_is_printed_when_asked_for (void **state G_GNUC_UNUSED)
{
  GPrintFunc       before = g_set_printerr_handler (keep_output);
  OdeonSystem     *system = new_system (2);
  OdeonRef        *idle = spawn_named (system, player_get_type (), "idle");
  OdeonRef        *busy = spawn_named (system, player_get_type (), "busy");
  g_auto (Gate)    gate;
  g_autofree char *text = NULL;
  OdeonFuture     *passed;

  output = g_string_new (NULL);
  gate_init (&gate);
  passed = invoke (busy, wait_at_gate, &gate);
  gate_await_arrival (&gate);
  await_int (ask_int (idle, 1));
  text = odeon_system_dump (system);
  assert_non_null (strstr (text, "Player \"idle\": running\n"));
  assert_non_null (strstr (text, "Player \"busy\": running, in invoke"));
  assert_int_equal (output->len, 0);

  odeon_system_dump_on_signal (system, SIGUSR2);
  kill (getpid (), SIGUSR2);
  await_output ("Player \"idle\": running\n");
  await_output ("Player \"busy\": running, in invoke");

  gate_open (&gate);
  await_ok (passed);
  odeon_ref_unref (idle);
  odeon_ref_unref (busy);
  g_object_unref (system);
  g_set_printerr_handler (before);
  g_string_free (output, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (k20_each_kind_has_its_domain_and_level),
    cmocka_unit_test (k20_what_nobody_hears_is_not_said),
    cmocka_unit_test (k20_what_every_actor_is_at_is_printed_when_asked_for),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
