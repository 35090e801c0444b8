/* SPDX-License-Identifier: MIT */

/* A9, one's own mailbox: one in a file. A message is in there before its sender goes on, and is
 * acknowledged after its handler has returned; so nothing is lost by a crash, and in order. (aplay
 * took a message off the list before it was handled.) */

#include "dial.h"
#include "file-mailbox.h"

#include <sys/wait.h>

typedef struct
{
  gchar       *directory;
  gchar       *path;
  Journal      journal;
  OdeonSystem *system;
  FileMailbox *mailbox;
  ParityDial  *dial;
} Office;

static gboolean is_child;

/* A Dial that takes the whole process with it when it is told to. */
typedef Dial      Volatile;
typedef DialClass VolatileClass;

GType volatile_get_type (void);

G_DEFINE_TYPE (Volatile, volatile, dial_get_type ())

static GVariant *
volatile_receive (OdeonActor *actor, GVariant *message, GError **error)
{
  if (is_child && g_str_equal (g_variant_get_string (message, NULL), "crash"))
    _exit (3);

  return ODEON_ACTOR_CLASS (volatile_parent_class)->receive (actor, message, error);
}

static void
volatile_class_init (VolatileClass *klass)
{
  ODEON_ACTOR_CLASS (klass)->receive = volatile_receive;
}

static void
volatile_init (Volatile *self G_GNUC_UNUSED)
{
}

static void
office_open (Office *self)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  GError           *error = NULL;

  self->mailbox = file_mailbox_new (self->path, &error);
  assert_no_error (error);
  options.mailbox = (OdeonMailbox *) self->mailbox;
  self->dial = parity_dial_spawn (ODEON_SPAWNER (self->system), volatile_get_type (), &options,
                                  &error, "tag", "", "journal", &self->journal, NULL);
  assert_no_error (error);
}

static void
office_close (Office *self)
{
  g_clear_pointer (&self->dial, odeon_ref_unref);
  g_clear_object (&self->mailbox);
}

/* @path: (nullable): in a directory of its own. */
static void
office_init (Office *self, const gchar *path)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  GError       *error = NULL;

  self->directory = path == NULL ? g_dir_make_tmp ("odeon-XXXXXX", &error) : NULL;
  assert_no_error (error);
  self->path = path != NULL ? g_strdup (path) : g_build_filename (self->directory, "mail", NULL);
  journal_init (&self->journal);
  self->system = new_system (0);
  odeon_system_supervise (self->system, &strategy);
  office_open (self);
}

static void
office_clear (Office *self)
{
  office_close (self);
  g_object_unref (self->system);
  journal_clear (&self->journal);
  if (self->directory != NULL)
    {
      g_remove (self->path);
      g_rmdir (self->directory);
    }
  g_free (self->directory);
  g_free (self->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, office_clear)

static void
a9_what_is_kept_is_handled_by_the_next (void **state G_GNUC_UNUSED)
{
  g_auto (Office) office;
  gint32          level = -1;
  OdeonFuture    *turned;

  office_init (&office, NULL);
  while (!odeon_system_tick (office.system, -1))
    continue;
  assert_true (parity_dial_note (office.dial, "a"));
  while (!odeon_system_tick (office.system, -1))
    continue;
  assert_true (parity_dial_note (office.dial, "b"));
  turned = parity_dial_turn (office.dial, 7);
  assert_true (parity_dial_note (office.dial, "c"));
  await_ok (odeon_ref_kill (office.dial));
  await_error (turned, ODEON_ERROR_ACTOR_DEAD);
  assert_journal (&office.journal, "started a");
  office_close (&office);

  office_open (&office);
  assert_int_equal (file_mailbox_size ((OdeonMailbox *) office.mailbox), 3);
  while (!odeon_system_tick (office.system, -1))
    continue;
  assert_journal (&office.journal, "started b c");
  parity_dial_get_level_sync (office.dial, &level, NULL);
  assert_int_equal (level, 7);
  await_ok (odeon_ref_stop (office.dial));
  office_close (&office);

  office_open (&office);
  assert_int_equal (file_mailbox_size ((OdeonMailbox *) office.mailbox), 0);
}

static const gchar *program;

/* What a process does that dies in the middle of a message. */
static void
live_and_die (const gchar *path)
{
  Office office;

  is_child = TRUE;
  office_init (&office, path);
  parity_dial_note (office.dial, "a");
  odeon_ref_tell (office.dial, g_variant_new_string ("crash"));
  parity_dial_note (office.dial, "b");
  while (!odeon_system_tick (office.system, -1))
    continue;
  _exit (4);
}

static void
a9_nothing_is_lost_by_a_crash (void **state G_GNUC_UNUSED)
{
  g_auto (Office) office;
  GError         *error = NULL;
  gint            status;
  const gchar    *argv[3] = { program, NULL, NULL };

  office_init (&office, NULL);
  await_ok (odeon_ref_stop (office.dial));
  office_close (&office);
  argv[1] = office.path;
  g_spawn_sync (NULL, (gchar **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  assert_no_error (error);
  assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 3);

  assert_journal (&office.journal, "started stopped");
  office_open (&office);
  while (!odeon_system_tick (office.system, -1))
    continue;
  assert_journal (&office.journal, "started crash b");
}

/* A bounded actor that lets another answer. */
typedef Dial      Relay;
typedef DialClass RelayClass;

GType relay_get_type (void);

static OdeonRef *relay_to;

static void
relay_turn_deferred (ParityDialImpl *impl G_GNUC_UNUSED, OdeonCall *call, gint32 by G_GNUC_UNUSED)
{
  odeon_call_forward (call, relay_to);
}

static void
relay_impl_init (ParityDialImplInterface *iface)
{
  iface->turn_deferred = relay_turn_deferred;
}

G_DEFINE_TYPE_WITH_CODE (Relay, relay, dial_get_type (),
                         G_IMPLEMENT_INTERFACE (PARITY_TYPE_DIAL_IMPL, relay_impl_init))

static void
relay_class_init (RelayClass *klass)
{
  ODEON_ACTOR_CLASS (klass)->mailbox_bound = 10;
}

static void
relay_init (Relay *self G_GNUC_UNUSED)
{
}

static void
a9_what_is_forwarded_is_written_down_too (void **state G_GNUC_UNUSED)
{
  g_auto (Office)        office;
  g_autoptr (ParityDial) relay = NULL;
  OdeonFuture           *turned;
  gint32                 level = -1;
  GError                *error = NULL;

  office_init (&office, NULL);
  relay = parity_dial_spawn (ODEON_SPAWNER (office.system), relay_get_type (), NULL, &error, "tag",
                             "", NULL);
  assert_no_error (error);
  relay_to = ODEON_REF (office.dial);
  assert_true (await_boolean (odeon_ref_suspend (office.dial)));
  turned = parity_dial_turn (relay, 3);
  while (!odeon_system_tick (office.system, -1))
    continue;
  assert_int_equal (file_mailbox_size ((OdeonMailbox *) office.mailbox), 1);
  assert_true (await_boolean (odeon_ref_resume (office.dial)));
  assert_true (parity_dial_turn_await (turned, &level, &error));
  assert_no_error (error);
  assert_int_equal (level, 3);
}

static void
a9_a_message_that_fails_is_tried_again_but_not_for_ever (void **state G_GNUC_UNUSED)
{
  g_auto (Office) office;

  office_init (&office, NULL);
  parity_dial_note (office.dial, "fail");
  parity_dial_note (office.dial, "b");
  count_log (NULL);
  while (!odeon_system_tick (office.system, -1))
    continue;
  restore_log ();
  assert_journal (&office.journal, "started fail failed started fail failed started fail failed "
                                   "started b");
  assert_int_equal (office.mailbox->n_poison, 1);
}

static void
a9_what_was_half_written_was_never_accepted (void **state G_GNUC_UNUSED)
{
  g_auto (Office) office;
  const gchar     garbage[] = "half a record";

  office_init (&office, NULL);
  while (!odeon_system_tick (office.system, -1))
    continue;
  parity_dial_note (office.dial, "a");
  await_ok (odeon_ref_kill (office.dial));
  assert_int_equal (write (office.mailbox->fd, garbage, sizeof garbage), sizeof garbage);
  office_close (&office);

  office_open (&office);
  parity_dial_note (office.dial, "b");
  while (!odeon_system_tick (office.system, -1))
    continue;
  assert_journal (&office.journal, "started started a b");
}

static void
a9_what_cannot_be_written_down_is_refused_at_once (void **state G_GNUC_UNUSED)
{
  g_auto (Office) office;

  office_init (&office, NULL);
  close (office.mailbox->fd);
  office.mailbox->fd = g_open ("/dev/null", O_RDONLY | O_CLOEXEC, 0);
  /* Nor can that be truncated. */
  count_log (NULL);
  assert_false (parity_dial_note (office.dial, "a"));
  restore_log ();
  await_error (odeon_actor_invoke (office.dial, wait_at_gate, NULL, NULL),
               ODEON_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char *argv[])
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a9_what_is_kept_is_handled_by_the_next),
    cmocka_unit_test (a9_nothing_is_lost_by_a_crash),
    cmocka_unit_test (a9_what_is_forwarded_is_written_down_too),
    cmocka_unit_test (a9_a_message_that_fails_is_tried_again_but_not_for_ever),
    cmocka_unit_test (a9_what_was_half_written_was_never_accepted),
    cmocka_unit_test (a9_what_cannot_be_written_down_is_refused_at_once),
  };

  program = argv[0];
  if (argc > 1)
    live_and_die (argv[1]);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
