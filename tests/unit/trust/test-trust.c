/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "handshake.h"

static Paper             authority;
static OdeonRevocations *revocations;

static int
set_up (void **state)
{
  authority = MAKE (.subject = "authority", .is_authority = TRUE);
  revocations = _odeon_revocations_new ();

  return folder_set_up (state);
}

static int
tear_down (void **state)
{
  paper_clear (&authority);
  g_clear_pointer (&revocations, _odeon_revocations_unref);

  return folder_tear_down (state);
}

static OdeonTrust *
trust_of (const Paper *paper)
{
  const OdeonTrustFiles files = {
    .authority = write_certificate (&authority, "authority.pem"),
    .certificate = write_certificate (paper, "node.pem"),
    .key = write_key (paper, "node.key"),
  };
  OdeonTrust *trust = _odeon_trust_new (&files, revocations, NULL);

  assert_non_null (trust);

  return trust;
}

/* A stranger with a good certificate, who speaks @priority alone. */
static gint
get_version_with (guint end, const gchar *priority)
{
  g_auto (Paper)         paper = MAKE (.name = "alpha", .issuer = &authority);
  g_auto (Paper)         other = MAKE (.name = "beta", .issuer = &authority);
  g_autoptr (OdeonTrust) trust = trust_of (&paper);
  End                    node, stranger;
  gint                   version;

  end_open (&node, end == GNUTLS_CLIENT ? GNUTLS_SERVER : GNUTLS_CLIENT, trust);
  end_open_stranger (&stranger, end, &other, priority);
  if (end == GNUTLS_CLIENT)
    shake_hands (&stranger, &node);
  else
    shake_hands (&node, &stranger);
  version = node.error == NULL ? (gint) gnutls_protocol_get_version (node.session) : -1;
  assert_int_equal (node.peer.name != NULL, version != -1);
  end_clear (&node);
  end_clear (&stranger);

  return version;
}

static void
nothing_but_tls_1_3_is_spoken (void **state G_GNUC_UNUSED)
{
  assert_int_equal (get_version_with (GNUTLS_CLIENT, "NORMAL"), GNUTLS_TLS1_3);
  assert_int_equal (get_version_with (GNUTLS_SERVER, "NORMAL"), GNUTLS_TLS1_3);
  assert_int_equal (get_version_with (GNUTLS_CLIENT, "NORMAL:-VERS-TLS1.3"), -1);
  assert_int_equal (get_version_with (GNUTLS_SERVER, "NORMAL:-VERS-TLS1.3"), -1);
}

/* Whom the other side prefers. */
static void
any_cipher_of_quic_will_do (void **state G_GNUC_UNUSED)
{
  static const gchar *const ciphers[] = { "AES-128-GCM", "AES-256-GCM", "CHACHA20-POLY1305" };

  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    {
      g_autofree gchar *priority
        = g_strconcat ("NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+", ciphers[i], NULL);

      assert_int_equal (get_version_with (GNUTLS_CLIENT, priority), GNUTLS_TLS1_3);
      assert_int_equal (get_version_with (GNUTLS_SERVER, priority), GNUTLS_TLS1_3);
    }
}

static void
a_secret_is_the_same_for_the_same_key_alone (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)         paper = MAKE (.name = "alpha", .issuer = &authority);
  g_auto (Paper)         other = MAKE (.name = "alpha", .issuer = &authority);
  g_autoptr (OdeonTrust) before = trust_of (&paper);
  g_autoptr (OdeonTrust) stranger = trust_of (&other);
  g_autoptr (OdeonTrust) after = NULL;
  guint8                 first[40], again[40], elsewhere[40], otherwise[40], zero[40] = { 0 };

  /* Another certificate, years later. */
  gnutls_x509_crt_deinit (paper.certificate);
  certify (&paper, &(Wish){ .name = "alpha", .issuer = &authority });
  after = trust_of (&paper);

  _odeon_trust_derive_secret (before, "reset", first, sizeof first);
  _odeon_trust_derive_secret (after, "reset", again, sizeof again);
  _odeon_trust_derive_secret (before, "retry", otherwise, sizeof otherwise);
  _odeon_trust_derive_secret (stranger, "reset", elsewhere, sizeof elsewhere);
  assert_memory_equal (first, again, sizeof first);
  assert_memory_not_equal (first, otherwise, sizeof first);
  assert_memory_not_equal (first, elsewhere, sizeof first);
  assert_memory_not_equal (first, zero, sizeof first);
}

/* A handshake that is under way when the node's files are replaced. */
static void
a_snapshot_lives_as_long_as_a_session_needs_it (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) paper = MAKE (.name = "alpha", .issuer = &authority);
  OdeonTrust    *trust = trust_of (&paper);
  End            client, server;

  end_open (&client, GNUTLS_CLIENT, trust);
  end_open (&server, GNUTLS_SERVER, _odeon_trust_ref (trust));
  _odeon_trust_unref (trust);
  shake_hands (&client, &server);
  assert_believes (&server, "alpha");
  end_clear (&client);
  end_clear (&server);
  _odeon_trust_unref (trust);
}

#define PROMISE(promise) cmocka_unit_test_setup_teardown (promise, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (nothing_but_tls_1_3_is_spoken),
    PROMISE (any_cipher_of_quic_will_do),
    PROMISE (a_secret_is_the_same_for_the_same_key_alone),
    PROMISE (a_snapshot_lives_as_long_as_a_session_needs_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
