/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "odeon-revocations-private.h"

#define PIN "sha256:3b482f69e960e61ffb5a2a590c41403f5ae0e47818859fc883f70534db74d61d"

static const OdeonPeerIdentity alpha = { (gchar *) "alpha", (gchar *) PIN, (gchar *) "A1B" };

static void
assert_revokes (const gchar *entry, const gchar *what)
{
  OdeonRevocations  *self = _odeon_revocations_new ();
  g_autoptr (GError) error = NULL;

  assert_true (_odeon_revocations_check (self, &alpha, NULL));
  assert_true (_odeon_revocations_add (self, entry));
  assert_int_equal (_odeon_revocations_check (self, &alpha, &error), what == NULL);
  if (what != NULL)
    {
      assert_true (g_error_matches (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_REVOKED));
      assert_non_null (strstr (error->message, what));
    }
  _odeon_revocations_unref (self);
}

static void
a_name_a_key_and_a_certificate_can_be_revoked (void **state G_GNUC_UNUSED)
{
  assert_revokes ("name alpha", "name");
  assert_revokes ("key " PIN, "key");
  assert_revokes ("serial A1B", "certificate");
}

static void
an_entry_is_read_however_it_is_written (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *upper = g_ascii_strup (PIN, -1);
  g_autofree gchar *entry = g_strconcat ("key ", upper, NULL);

  assert_revokes (entry, "key");
  assert_revokes ("serial 000a1b", "certificate");
  assert_revokes ("serial 00:0A:1B", "certificate");
}

static void
nobody_else_is_revoked (void **state G_GNUC_UNUSED)
{
  assert_revokes ("name beta", NULL);
  assert_revokes ("name Alpha", NULL);
  assert_revokes ("name A1B", NULL);
  assert_revokes ("serial A1B0", NULL);
  assert_revokes ("serial 1", NULL);
}

static void
who_has_no_certificate_has_no_serial_number (void **state G_GNUC_UNUSED)
{
  const OdeonPeerIdentity bare = { alpha.name, alpha.pin, NULL };
  OdeonRevocations       *self = _odeon_revocations_new ();

  assert_true (_odeon_revocations_add (self, "serial A1B"));
  assert_true (_odeon_revocations_check (self, &bare, NULL));
  _odeon_revocations_unref (self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_name_a_key_and_a_certificate_can_be_revoked),
    cmocka_unit_test (an_entry_is_read_however_it_is_written),
    cmocka_unit_test (nobody_else_is_revoked),
    cmocka_unit_test (who_has_no_certificate_has_no_serial_number),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
