/* SPDX-License-Identifier: MIT */

/* A node's own files: what is wrong with them is found before anybody else finds it. */

#include "certified.h"

static void
assert_own_is_refused (const Wish *wish, OdeonTrustError code)
{
  g_auto (Paper)     paper = make_paper (wish);
  g_autoptr (GError) error = NULL;

  assert_null (trust_of (&paper, &error));
  if (!g_error_matches (error, ODEON_TRUST_ERROR, (gint) code))
    fail_msg ("%s, not %d", error->message, code);
  assert_non_null (strstr (error->message, "node.pem"));
}

static void
a_certificate_that_nobody_would_accept_is_refused_at_home (void **state G_GNUC_UNUSED)
{
  assert_own_is_refused (&(Wish){ .name = "alpha" }, ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY);
  assert_own_is_refused (
      &(Wish){ .name = "alpha", .issuer = &authority, .begins = -2 * DAY, .ends = -DAY },
      ODEON_TRUST_ERROR_EXPIRED);
  assert_own_is_refused (&(Wish){ .name = "alpha", .issuer = &authority, .begins = DAY / 2 },
                         ODEON_TRUST_ERROR_NOT_YET_VALID);
  assert_own_is_refused (
      &(Wish){ .name = "alpha", .issuer = &authority, .purpose = GNUTLS_KP_TLS_WWW_CLIENT },
      ODEON_TRUST_ERROR_WRONG_PURPOSE);
  assert_own_is_refused (&(Wish){ .subject = "alpha", .issuer = &authority },
                         ODEON_TRUST_ERROR_BAD_CERTIFICATE);
}

static void
a_certificate_of_another_key_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)        paper = MAKE (.name = "alpha", .issuer = &authority);
  g_auto (Paper)        other = make_key ();
  g_autoptr (GError)    error = NULL;
  const OdeonTrustFiles files = {
    .authority = write_certificate (&authority, "authority.pem"),
    .certificate = write_certificate (&paper, "node.pem"),
    .key = write_key (&other, "node.key"),
  };

  assert_null (_odeon_trust_new (&files, revocations, &error));
  assert_true (g_error_matches (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_WRONG_KEY));
}

static void
files_of_something_else_are_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)  paper = MAKE (.name = "alpha", .issuer = &authority);
  OdeonTrustFiles good = {
    .authority = write_certificate (&authority, "authority.pem"),
    .certificate = write_certificate (&paper, "node.pem"),
    .key = write_key (&paper, "node.key"),
  };
  const gchar *bad = write_file ("bad", "-----BEGIN CERTIFICATE-----\nAAAA\n", 0600);

  for (guint i = 0; i < 3; i++)
    {
      OdeonTrustFiles    files = good;
      g_autoptr (GError) error = NULL;

      *(i == 0 ? &files.authority : i == 1 ? &files.certificate : &files.key) = bad;
      assert_null (_odeon_trust_new (&files, revocations, &error));
      assert_true (g_error_matches (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_BAD_FILE));
      assert_non_null (strstr (error->message, bad));
      g_clear_error (&error);

      *(i == 0 ? &files.authority : i == 1 ? &files.certificate : &files.key) = "/nowhere/at/all";
      assert_null (_odeon_trust_new (&files, revocations, &error));
      assert_true (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (a_certificate_that_nobody_would_accept_is_refused_at_home),
    PROMISE (a_certificate_of_another_key_is_refused),
    PROMISE (files_of_something_else_are_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
