/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "notary.h"
#include "odeon-pin-private.h"

/* What OpenSSL made, and hashes: openssl pkey -pubin -outform der | sha256sum. */
static const gchar public_key[]
  = "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsszpf2PHsX0ge1nZiq7ExTci4NUv\n"
    "99q7bJvwJBhP21rY4HCch4s3o6EfrKAmTZp/ufXAfIA2UQxQ2ivRMhjVEw==\n"
    "-----END PUBLIC KEY-----\n";

#define PIN "sha256:3b482f69e960e61ffb5a2a590c41403f5ae0e47818859fc883f70534db74d61d"

static void
a_pin_is_what_other_programs_compute (void **state G_GNUC_UNUSED)
{
  const gnutls_datum_t pem = { (guint8 *) public_key, sizeof public_key - 1 };
  gnutls_pubkey_t      key;
  g_autofree gchar    *pin = NULL;

  assert_gnutls (gnutls_pubkey_init (&key));
  assert_gnutls (gnutls_pubkey_import (key, &pem, GNUTLS_X509_FMT_PEM));
  pin = _odeon_pin_from_public_key (key);
  assert_string_equal (pin, PIN);
  gnutls_pubkey_deinit (key);
}

static void
a_certificate_has_the_pin_of_its_key (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)    paper = MAKE (.name = "alpha");
  g_autofree gchar *expected = dup_pin (&paper);
  g_autofree gchar *pin = _odeon_pin_from_certificate (paper.certificate);

  assert_string_equal (pin, expected);
}

static void
a_pin_is_read_in_either_case (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *upper = g_ascii_strup (PIN, -1);
  g_autofree gchar *first = _odeon_pin_parse (PIN);
  g_autofree gchar *second = _odeon_pin_parse (upper);

  assert_string_equal (first, PIN);
  assert_string_equal (second, PIN);
}

static void
what_is_no_pin_is_refused (void **state G_GNUC_UNUSED)
{
  assert_null (_odeon_pin_parse (""));
  assert_null (_odeon_pin_parse ("sha256:"));
  assert_null (_odeon_pin_parse (PIN + strlen ("sha256:")));
  assert_null (_odeon_pin_parse (PIN "0"));
  assert_null (_odeon_pin_parse ("sha1:00"));
  assert_null (_odeon_pin_parse (
      "sha256:3b482f69e960e61ffb5a2a590c41403f5ae0e47818859fc883f70534db74d61g"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_pin_is_what_other_programs_compute),
    cmocka_unit_test (a_certificate_has_the_pin_of_its_key),
    cmocka_unit_test (a_pin_is_read_in_either_case),
    cmocka_unit_test (what_is_no_pin_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
