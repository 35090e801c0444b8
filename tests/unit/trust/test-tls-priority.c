/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gnutls/gnutls.h>
#include <string.h>

#include "odeon-tls-priority-private.h"

static void
the_processor_tells_whether_it_does_aes (void **state G_GNUC_UNUSED)
{
  assert_true (_odeon_tls_priority_names_aes ("processor\t: 0\nflags\t\t: fpu aes avx\n"));
  assert_true (_odeon_tls_priority_names_aes ("Features\t: fp asimd aes"));
  assert_false (_odeon_tls_priority_names_aes ("flags\t\t: fpu vaes xaesx\nbugs : aes\n"));
  assert_false (_odeon_tls_priority_names_aes (""));
}

/* What GnuTLS makes of it: the first cipher that it offers. */
static void
assert_first_cipher (gboolean has_aes, gboolean raw_keys, gnutls_cipher_algorithm_t expected)
{
  g_autofree gchar  *text = _odeon_tls_priority_new (has_aes, raw_keys);
  gnutls_priority_t  priority;
  const guint       *list;

  assert_int_equal (gnutls_priority_init (&priority, text, NULL), 0);
  assert_int_equal (gnutls_priority_cipher_list (priority, &list), 3);
  assert_int_equal (list[0], expected);
  assert_int_equal (gnutls_priority_protocol_list (priority, &list), 1);
  assert_int_equal (list[0], GNUTLS_TLS1_3);
  gnutls_priority_deinit (priority);
}

static void
the_faster_cipher_comes_first (void **state G_GNUC_UNUSED)
{
  assert_first_cipher (TRUE, FALSE, GNUTLS_CIPHER_AES_128_GCM);
  assert_first_cipher (FALSE, FALSE, GNUTLS_CIPHER_CHACHA20_POLY1305);
  assert_first_cipher (TRUE, TRUE, GNUTLS_CIPHER_AES_128_GCM);
  assert_first_cipher (FALSE, TRUE, GNUTLS_CIPHER_CHACHA20_POLY1305);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_processor_tells_whether_it_does_aes),
    cmocka_unit_test (the_faster_cipher_comes_first),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
