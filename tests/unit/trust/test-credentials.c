/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "notary.h"
#include "odeon-credentials.h"
#include "odeon-error.h"
#include "odeon-trust-private.h"

static Paper authority;

static int
set_up (void **state)
{
  authority = MAKE (.subject = "authority", .is_authority = TRUE);

  return folder_set_up (state);
}

static int
tear_down (void **state)
{
  paper_clear (&authority);

  return folder_tear_down (state);
}

/* The files of a node, or what they are replaced by. */
static void
write_node (const gchar *name)
{
  g_auto (Paper) paper = MAKE (.name = name, .issuer = &authority);

  write_certificate (&authority, "authority.pem");
  write_certificate (&paper, "node.pem");
  write_key (&paper, "node.key");
}

static OdeonCredentials *
open_node (GError **error)
{
  return odeon_credentials_new_from_files (in_folder ("authority.pem"), in_folder ("node.pem"),
                                           in_folder ("node.key"), error);
}

static void
count (OdeonCredentials *credentials G_GNUC_UNUSED, gpointer data)
{
  ++*(guint *) data;
}

static void
credentials_bear_the_name_in_the_certificate (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) credentials = NULL;
  g_autofree gchar            *name = NULL;

  write_node ("alpha");
  credentials = open_node (NULL);
  assert_non_null (credentials);
  name = odeon_credentials_dup_name (credentials);
  assert_string_equal (name, "alpha");
}

static void
credentials_bear_the_name_beside_their_pin (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)               key = make_key ();
  g_autofree gchar            *pin = dup_pin (&key);
  g_autofree gchar            *line = g_strdup_printf ("alpha %s", pin);
  g_autoptr (OdeonCredentials) credentials
    = odeon_credentials_new_pinned (write_key (&key, "node.key"), write_file ("pins", line, 0644),
                                    NULL);
  g_autofree gchar *name = odeon_credentials_dup_name (credentials);

  assert_string_equal (name, "alpha");
}

static void
a_reload_takes_what_is_there_now (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) credentials = NULL;
  g_autoptr (OdeonTrust)       before = NULL;
  g_autoptr (OdeonTrust)       after = NULL;
  guint                        n_changes = 0;

  write_node ("alpha");
  credentials = open_node (NULL);
  g_signal_connect (credentials, "changed", G_CALLBACK (count), &n_changes);
  before = _odeon_credentials_dup_trust (credentials);
  write_node ("alpha");
  assert_true (odeon_credentials_reload (credentials, NULL));
  after = _odeon_credentials_dup_trust (credentials);
  assert_ptr_not_equal (before, after);
  assert_int_equal (n_changes, 1);
}

static void
assert_nothing_is_reloaded (OdeonCredentials *credentials, GQuark domain, gint code)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (OdeonTrust) before = _odeon_credentials_dup_trust (credentials);
  g_autoptr (OdeonTrust) after = NULL;

  assert_false (odeon_credentials_reload (credentials, &error));
  if (!g_error_matches (error, domain, code))
    fail_msg ("%s", error->message);
  after = _odeon_credentials_dup_trust (credentials);
  assert_ptr_equal (before, after);
}

static void
a_bad_file_leaves_all_as_it_was (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) credentials = NULL;
  g_auto (Paper)               foreign = make_key ();

  write_node ("alpha");
  credentials = open_node (NULL);

  write_file ("node.pem", "nonsense", 0644);
  assert_nothing_is_reloaded (credentials, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE);
  g_unlink (in_folder ("node.pem"));
  assert_nothing_is_reloaded (credentials, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  write_node ("alpha");
  write_key (&foreign, "node.key");
  assert_nothing_is_reloaded (credentials, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_WRONG_KEY);
  write_node ("beta");
  assert_nothing_is_reloaded (credentials, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_WRONG_NAME);
  write_node ("alpha");
  assert_true (odeon_credentials_reload (credentials, NULL));
}

/* Whether @name is believed still. */
static gboolean
is_believed (OdeonCredentials *credentials, const gchar *name)
{
  g_autoptr (OdeonTrust)  trust = _odeon_credentials_dup_trust (credentials);
  const OdeonPeerIdentity peer = { (gchar *) name, (gchar *) "sha256:", NULL };

  return _odeon_trust_check_revoked (trust, &peer, NULL);
}

static void
a_revocation_holds_at_once_and_through_reloads (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) credentials = NULL;
  g_autoptr (OdeonTrust)       begun = NULL;
  const OdeonPeerIdentity      beta = { (gchar *) "beta", (gchar *) "sha256:", NULL };
  guint                        n_changes = 0;

  write_node ("alpha");
  credentials = open_node (NULL);
  begun = _odeon_credentials_dup_trust (credentials);
  g_signal_connect (credentials, "changed", G_CALLBACK (count), &n_changes);
  assert_true (odeon_credentials_revoke (credentials, "name beta", NULL));
  assert_int_equal (n_changes, 1);
  assert_false (_odeon_trust_check_revoked (begun, &beta, NULL));
  assert_true (odeon_credentials_reload (credentials, NULL));
  assert_false (is_believed (credentials, "beta"));
  assert_true (is_believed (credentials, "gamma"));
}

static void
a_file_of_revocations_is_read_with_each_reload (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) credentials = NULL;
  const gchar                 *path;

  write_node ("alpha");
  credentials = open_node (NULL);
  path = write_file ("revoked", "# since yesterday:\nname beta\n", 0644);
  assert_true (odeon_credentials_set_revocations (credentials, path, NULL));
  assert_false (is_believed (credentials, "beta"));
  assert_true (odeon_credentials_revoke (credentials, "name delta", NULL));

  write_file ("revoked", "name gamma\n", 0644);
  assert_true (odeon_credentials_reload (credentials, NULL));
  assert_true (is_believed (credentials, "beta"));
  assert_false (is_believed (credentials, "gamma"));
  assert_false (is_believed (credentials, "delta"));

  write_file ("revoked", "somebody\n", 0644);
  assert_nothing_is_reloaded (credentials, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE);
  assert_false (is_believed (credentials, "gamma"));
  assert_false (odeon_credentials_set_revocations (credentials, "/nowhere/at/all", NULL));
  assert_false (is_believed (credentials, "gamma"));

  assert_true (odeon_credentials_set_revocations (credentials, NULL, NULL));
  assert_true (is_believed (credentials, "gamma"));
  assert_false (is_believed (credentials, "delta"));
}

static void
a_revocation_of_nothing_is_refused (void **state G_GNUC_UNUSED)
{
  static const gchar *const entries[]
    = { "", "beta", "name", "name ", "name be/ta", "key sha256:12", "serial xy", "nome beta" };
  g_autoptr (OdeonCredentials) credentials = NULL;

  write_node ("alpha");
  credentials = open_node (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_false (odeon_credentials_revoke (credentials, entries[i], &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
    }
}

static gpointer
reload_often (gpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autofree gchar *name = NULL;

      g_assert_true (odeon_credentials_reload (data, NULL));
      name = odeon_credentials_dup_name (data);
      g_assert_cmpstr (name, ==, "alpha");
    }

  return NULL;
}

static void
credentials_are_for_any_thread (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonCredentials) credentials = NULL;
  GThread                     *threads[3];

  write_node ("alpha");
  credentials = open_node (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reloads", reload_often, credentials);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree gchar *entry = g_strdup_printf ("name node-%u", i);

      assert_true (odeon_credentials_revoke (credentials, entry, NULL));
      assert_false (is_believed (credentials, entry + 5));
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

#define PROMISE(promise) cmocka_unit_test_setup_teardown (promise, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (credentials_bear_the_name_in_the_certificate),
    PROMISE (credentials_bear_the_name_beside_their_pin),
    PROMISE (a_reload_takes_what_is_there_now),
    PROMISE (a_bad_file_leaves_all_as_it_was),
    PROMISE (a_revocation_holds_at_once_and_through_reloads),
    PROMISE (a_file_of_revocations_is_read_with_each_reload),
    PROMISE (a_revocation_of_nothing_is_refused),
    PROMISE (credentials_are_for_any_thread),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
