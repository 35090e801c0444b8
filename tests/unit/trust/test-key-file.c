/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "notary.h"
#include "odeon-credentials.h"
#include "odeon-key-file-private.h"

#include <unistd.h>

static const gchar *
write_any_key (gint mode)
{
  g_auto (Paper) paper = make_key ();
  const gchar   *path = write_key (&paper, "node.key");

  assert_int_equal (g_chmod (path, mode), 0);

  return path;
}

static void
assert_read (const gchar *path)
{
  g_autoptr (GError)    error = NULL;
  gnutls_x509_privkey_t key = _odeon_key_file_read (path, &error);

  if (key == NULL)
    fail_msg ("%s", error->message);
  gnutls_x509_privkey_deinit (key);
}

static void
assert_refused (const gchar *path, GQuark domain, gint code)
{
  g_autoptr (GError) error = NULL;

  assert_null (_odeon_key_file_read (path, &error));
  if (!g_error_matches (error, domain, code))
    fail_msg ("%s", error->message);
  assert_non_null (strstr (error->message, path));
}

static void
a_key_that_its_owner_alone_can_read_is_read (void **state G_GNUC_UNUSED)
{
  assert_read (write_any_key (0600));
  assert_read (write_any_key (0400));
  assert_read (write_any_key (0700));
}

static void
a_key_that_others_can_read_or_write_is_refused (void **state G_GNUC_UNUSED)
{
  static const gint modes[] = { 0644, 0604, 0602, 0620, 0660, 0666 };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    assert_refused (write_any_key (modes[i]), ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_UNSAFE_FILE);
}

/* So a service gets it that cannot change it. */
static void
only_what_is_roots_may_be_readable_by_the_group (void **state G_GNUC_UNUSED)
{
  const gchar *path = write_any_key (0640);

  if (getuid () == 0)
    {
      assert_read (path);
      assert_int_equal (chown (path, 1, 1), 0);
    }
  assert_refused (path, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_UNSAFE_FILE);
}

static void
keys_of_all_kinds_are_read (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) rsa = make_key_of (GNUTLS_PK_RSA, 2048);
  g_auto (Paper) ed25519 = make_key_of (GNUTLS_PK_EDDSA_ED25519, 0);

  assert_read (write_key (&rsa, "rsa.key"));
  assert_read (write_key (&ed25519, "ed25519.key"));
}

static void
what_is_no_key_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)    paper = make_key ();
  g_autofree gchar *much = g_strnfill (200000, 'A');
  gnutls_datum_t    pem;

  assert_refused (write_file ("no.key", "", 0600), ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE);
  assert_refused (write_file ("no.key", "-----BEGIN PRIVATE KEY-----", 0600), ODEON_TRUST_ERROR,
                  ODEON_TRUST_ERROR_BAD_FILE);
  assert_refused (write_file ("no.key", much, 0600), ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE);
  assert_refused (folder, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE);
  assert_refused ("/dev/zero", ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE);
  assert_refused ("/nowhere/at/all", G_FILE_ERROR, G_FILE_ERROR_NOENT);

  assert_gnutls (gnutls_x509_privkey_export2_pkcs8 (paper.key, GNUTLS_X509_FMT_PEM, "secret",
                                                    GNUTLS_PKCS_PBES2_AES_128, &pem));
  assert_refused (write_datum ("no.key", &pem, 0600), ODEON_TRUST_ERROR,
                  ODEON_TRUST_ERROR_BAD_FILE);
}

#define PROMISE(promise)                                                                           \
  cmocka_unit_test_setup_teardown (promise, folder_set_up, folder_tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (a_key_that_its_owner_alone_can_read_is_read),
    PROMISE (a_key_that_others_can_read_or_write_is_refused),
    PROMISE (only_what_is_roots_may_be_readable_by_the_group),
    PROMISE (keys_of_all_kinds_are_read),
    PROMISE (what_is_no_key_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
