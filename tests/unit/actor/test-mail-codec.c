/* SPDX-License-Identifier: MIT */

/* A message as bytes, and what is said of bytes that are none. */

#include "../fixture/box.h"

typedef struct
{
  OdeonSystem *system;
  Box         *box;
  OdeonRef    *actor;
  Journal      journal;
} Booth;

static void
booth_init (Booth *self)
{
  journal_init (&self->journal);
  self->system = new_system (0);
  self->box = box_new (BOX_HIDES);
  self->actor = spawn_with_box (self->system, self->box, 0, &self->journal);
}

static void
booth_clear (Booth *self)
{
  odeon_ref_unref (self->actor);
  g_object_unref (self->system);
  g_object_unref (self->box);
  journal_clear (&self->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Booth, booth_clear)

static GBytes *
bytes_of_word (Booth *self, const gchar *word)
{
  g_autoptr (OdeonMail) mail = NULL;
  GError               *error = NULL;
  GBytes               *bytes;

  tell_word (self->actor, word);
  mail = g_queue_pop_tail (&self->box->mail);
  bytes = odeon_mail_to_bytes (mail, NULL, &error);
  assert_no_error (error);
  odeon_mail_set_stored (mail);

  return bytes;
}

static void
test_a_message_comes_back (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)       booth;
  g_autoptr (GBytes)   bytes = NULL;
  OdeonMail           *mail;
  GError              *error = NULL;
  g_autoptr (GVariant) arguments = NULL;
  g_autoptr (GVariant) expected = g_variant_ref_sink (g_variant_new_parsed ("(<'hello'>,)"));

  booth_init (&booth);
  bytes = bytes_of_word (&booth, "hello");
  mail = odeon_mailbox_decode ((OdeonMailbox *) booth.box, bytes, NULL, &error);
  assert_no_error (error);
  assert_true (odeon_mail_is_told (mail));
  assert_string_equal (odeon_mail_get_method (mail)->name, "receive");
  arguments = odeon_mail_dup_arguments (mail);
  assert_true (g_variant_equal (arguments, expected));
  g_queue_push_tail (&booth.box->mail, mail);
  box_set_faults (booth.box, 0);
  odeon_system_tick (booth.system, -1);
  assert_journal (&booth.journal, "started hello");
}

static void
count_letter (const OdeonDeadLetter *letter G_GNUC_UNUSED, gpointer data)
{
  ++*(gint *) data;
}

static void
test_one_that_is_stored_may_be_let_go_of (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)     booth;
  g_autoptr (GBytes) bytes = NULL;
  gint               n = 0;

  booth_init (&booth);
  odeon_system_watch_dead_letters (booth.system, count_letter, &n, NULL);
  bytes = bytes_of_word (&booth, "hello");
  odeon_mail_unref (odeon_mailbox_decode ((OdeonMailbox *) booth.box, bytes, NULL, NULL));
  assert_int_equal (n, 0);
}

static void
test_what_was_taken_cannot_be_written_down (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)        booth;
  g_autoptr (OdeonMail) mail = NULL;
  g_autoptr (GError)    error = NULL;

  booth_init (&booth);
  tell_word (booth.actor, "a");
  mail = odeon_mail_ref (g_queue_peek_head (&booth.box->mail));
  box_set_faults (booth.box, 0);
  odeon_system_tick (booth.system, -1);
  assert_null (odeon_mail_to_bytes (mail, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_null (odeon_mail_dup_arguments (mail));
}

static void
assert_is_refused (Booth *booth, GBytes *bytes)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (OdeonMail) mail = odeon_mailbox_decode ((OdeonMailbox *) booth->box, bytes, NULL,
                                                     &error);

  assert_null (mail);
  assert_int_equal (error->domain, ODEON_ERROR);
}

static void
test_bytes_that_are_no_message_are_an_error (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)     booth;
  g_autoptr (GBytes) bytes = NULL;
  const gchar       *data;
  gsize              size;

  booth_init (&booth);
  bytes = bytes_of_word (&booth, "hello");
  data = g_bytes_get_data (bytes, &size);
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, i);

      assert_is_refused (&booth, cut);
    }
}

/* Whatever one wrong byte makes of it, it is refused or a message, and does no harm. */
static void
test_a_wrong_byte_does_no_harm (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)     booth;
  g_autoptr (GBytes) bytes = NULL;
  const gchar       *data;
  gsize              size;
  guint              n_refused = 0;

  booth_init (&booth);
  bytes = bytes_of_word (&booth, "hello");
  data = g_bytes_get_data (bytes, &size);
  for (gsize i = 0; i < size * 256; i++)
    {
      g_autofree gchar     *copy = g_memdup2 (data, size);
      g_autoptr (GBytes)    wrong = NULL;
      g_autoptr (OdeonMail) mail = NULL;

      copy[i / 256] = (gchar) (i % 256);
      wrong = g_bytes_new_take (g_steal_pointer (&copy), size);
      mail = odeon_mailbox_decode ((OdeonMailbox *) booth.box, wrong, NULL, NULL);
      n_refused += mail == NULL;
    }
  assert_true (n_refused > size);
}

static GBytes *
make_bytes (const gchar *interface, const gchar *name, const gchar *signature)
{
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) little = NULL;

  variant = g_variant_ref_sink (
    g_variant_new ("(yssus@ay)", 1, interface, name, 0, signature,
                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1)));
  little = G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (variant) : g_variant_byteswap (variant);

  return g_variant_get_data_as_bytes (little);
}

static void
test_an_operation_that_the_actor_has_not_is_an_error (void **state G_GNUC_UNUSED)
{
  g_auto (Booth)     booth;
  g_autoptr (GBytes) unknown = make_bytes ("No::Such", "thing", "()");
  g_autoptr (GBytes) stop = make_bytes ("", "stop", "()");
  g_autoptr (GBytes) changed = make_bytes ("", "receive", "(s)");

  booth_init (&booth);
  assert_is_refused (&booth, unknown);
  assert_is_refused (&booth, stop);
  assert_is_refused (&booth, changed);
}

static void
test_without_an_actor_there_is_nobody_to_read_for (void **state G_GNUC_UNUSED)
{
  g_autoptr (Box)    box = box_new (0);
  g_autoptr (GBytes) bytes = make_bytes ("", "receive", "(v)");
  g_autoptr (GError) error = NULL;

  assert_null (odeon_mailbox_decode ((OdeonMailbox *) box, bytes, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_message_comes_back),
    cmocka_unit_test (test_one_that_is_stored_may_be_let_go_of),
    cmocka_unit_test (test_what_was_taken_cannot_be_written_down),
    cmocka_unit_test (test_bytes_that_are_no_message_are_an_error),
    cmocka_unit_test (test_a_wrong_byte_does_no_harm),
    cmocka_unit_test (test_an_operation_that_the_actor_has_not_is_an_error),
    cmocka_unit_test (test_without_an_actor_there_is_nobody_to_read_for),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
