/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "odeon-trust-private.h"

/* What is said here is heard there as the same, but for a certificate of tomorrow. */
static void
a_reason_is_heard_as_it_was_said (void **state G_GNUC_UNUSED)
{
  for (gint code = ODEON_TRUST_ERROR_NO_CERTIFICATE; code <= ODEON_TRUST_ERROR_UNKNOWN_KEY; code++)
    {
      g_autoptr (GError) said = g_error_new_literal (ODEON_TRUST_ERROR, code, "");
      g_autoptr (GError) heard = NULL;

      _odeon_trust_set_alert_error (&heard, _odeon_trust_error_get_alert (said));
      assert_true (g_error_matches (heard, ODEON_TRUST_ERROR,
                                    code == ODEON_TRUST_ERROR_NOT_YET_VALID
                                        ? (gint) ODEON_TRUST_ERROR_EXPIRED
                                        : code));
      assert_non_null (strstr (heard->message, "peer"));
    }
}

static void
what_is_not_about_trust_is_a_failure (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) said = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "");
  g_autoptr (GError) heard = NULL;
  g_autoptr (GError) unknown = NULL;

  _odeon_trust_set_alert_error (&heard, _odeon_trust_error_get_alert (said));
  assert_true (g_error_matches (heard, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_FAILED));
  _odeon_trust_set_alert_error (&unknown, 255);
  assert_true (g_error_matches (unknown, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_FAILED));
  assert_non_null (strstr (unknown->message, "255"));
}

static void
an_error_of_gnutls_says_what_it_is (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) nothing = NULL;
  g_autoptr (GError) other = NULL;

  _odeon_trust_set_error (&nothing, GNUTLS_E_NO_CERTIFICATE_FOUND);
  assert_true (g_error_matches (nothing, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_NO_CERTIFICATE));
  _odeon_trust_set_error (&other, GNUTLS_E_NO_CIPHER_SUITES);
  assert_true (g_error_matches (other, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_FAILED));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_reason_is_heard_as_it_was_said),
    cmocka_unit_test (what_is_not_about_trust_is_a_failure),
    cmocka_unit_test (an_error_of_gnutls_says_what_it_is),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
