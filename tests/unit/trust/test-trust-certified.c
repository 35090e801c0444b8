/* SPDX-License-Identifier: MIT */

#include "certified.h"

static void
nodes_of_one_authority_believe_each_other (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)         paper = MAKE (.name = "alpha", .issuer = &authority);
  g_autoptr (OdeonTrust) alpha = trust_of (&paper, NULL);
  g_autoptr (OdeonTrust) beta = trust_named ("beta");
  g_autofree gchar      *pin = dup_pin (&paper);
  End                    client, server;

  end_open (&client, GNUTLS_CLIENT, alpha);
  client.expected = "beta";
  end_open (&server, GNUTLS_SERVER, beta);
  shake_hands (&client, &server);
  assert_believes (&client, "beta");
  assert_believes (&server, "alpha");
  assert_string_equal (server.peer.pin, pin);
  assert_string_not_equal (server.peer.serial, client.peer.serial);
  assert_int_equal (gnutls_protocol_get_version (server.session), GNUTLS_TLS1_3);
  end_clear (&client);
  end_clear (&server);
}

static void
assert_they_believe_each_other (OdeonTrust *one, OdeonTrust *other)
{
  End client, server;

  end_open (&client, GNUTLS_CLIENT, one);
  end_open (&server, GNUTLS_SERVER, other);
  shake_hands (&client, &server);
  assert_believes (&client, _odeon_trust_get_name (other));
  assert_believes (&server, _odeon_trust_get_name (one));
  end_clear (&client);
  end_clear (&server);
}

/* What other programs make. */
static void
a_key_may_be_of_any_kind (void **state G_GNUC_UNUSED)
{
  const Wish             wish = { .name = "beta", .issuer = &authority };
  g_auto (Paper)         rsa = make_key_of (GNUTLS_PK_RSA, 2048);
  g_auto (Paper)         ed25519 = make_key_of (GNUTLS_PK_EDDSA_ED25519, 0);
  g_autoptr (OdeonTrust) alpha = trust_named ("alpha");
  g_autoptr (OdeonTrust) with_rsa = NULL;
  g_autoptr (OdeonTrust) with_ed25519 = NULL;

  certify (&rsa, &wish);
  certify (&ed25519, &wish);
  with_rsa = trust_of (&rsa, NULL);
  with_ed25519 = trust_of (&ed25519, NULL);
  assert_they_believe_each_other (alpha, with_rsa);
  assert_they_believe_each_other (with_ed25519, alpha);
}

/* The text of several files in one. */
static const gchar *
join_files (const gchar *name, const gchar *first, const gchar *second)
{
  g_autofree gchar *first_text = NULL;
  g_autofree gchar *second_text = NULL;
  g_autofree gchar *text = NULL;

  assert_true (g_file_get_contents (first, &first_text, NULL, NULL));
  assert_true (g_file_get_contents (second, &second_text, NULL, NULL));
  text = g_strconcat (first_text, second_text, NULL);

  return write_file (name, text, 0644);
}

static void
an_authority_may_have_others_below_it (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)        below = MAKE (.subject = "below", .is_authority = TRUE,
                                      .issuer = &authority);
  g_auto (Paper)        paper = MAKE (.name = "beta", .issuer = &below);
  const OdeonTrustFiles files = {
    .authority = write_certificate (&authority, "authority.pem"),
    .certificate = join_files ("chain.pem", write_certificate (&paper, "beta.pem"),
                               write_certificate (&below, "below.pem")),
    .key = write_key (&paper, "beta.key"),
  };
  g_autoptr (OdeonTrust) alpha = trust_named ("alpha");
  g_autoptr (OdeonTrust) beta = _odeon_trust_new (&files, revocations, NULL);

  assert_non_null (beta);
  assert_they_believe_each_other (alpha, beta);
  assert_they_believe_each_other (beta, alpha);
}

/* While one authority takes over from another, both are in the file. They have the same name. */
static void
an_authority_can_be_replaced (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)         next = MAKE (.subject = "authority", .is_authority = TRUE);
  g_auto (Paper)         paper = MAKE (.name = "beta", .issuer = &next);
  g_auto (Paper)         other = MAKE (.name = "alpha", .issuer = &authority);
  const gchar           *both = join_files ("both.pem", write_certificate (&authority, "old.pem"),
                                            write_certificate (&next, "new.pem"));
  const OdeonTrustFiles  files = { .authority = both,
                                   .certificate = write_certificate (&paper, "beta.pem"),
                                   .key = write_key (&paper, "beta.key") };
  const OdeonTrustFiles  others = { .authority = both,
                                    .certificate = write_certificate (&other, "alpha.pem"),
                                    .key = write_key (&other, "alpha.key") };
  g_autoptr (OdeonTrust) alpha = _odeon_trust_new (&others, revocations, NULL);
  g_autoptr (OdeonTrust) beta = _odeon_trust_new (&files, revocations, NULL);

  assert_they_believe_each_other (alpha, beta);
  assert_they_believe_each_other (beta, alpha);
}

/* --- somebody else at the other end --- */

/* As a client and as a server; the stranger is told @told. */
static void
assert_stranger_is_refused_as (guint end, const Paper *paper, OdeonTrustError code,
                               OdeonTrustError told)
{
  g_autoptr (OdeonTrust) trust = trust_named ("alpha");
  End                    node, stranger;

  end_open (&node, end == GNUTLS_CLIENT ? GNUTLS_SERVER : GNUTLS_CLIENT, trust);
  end_open_stranger (&stranger, end, paper, NULL);
  if (end == GNUTLS_CLIENT)
    shake_hands (&stranger, &node);
  else
    shake_hands (&node, &stranger);
  assert_refuses (&node, &stranger, code, told);
  end_clear (&node);
  end_clear (&stranger);
}

static void
assert_stranger_is_refused (const Paper *paper, OdeonTrustError code, OdeonTrustError told)
{
  assert_stranger_is_refused_as (GNUTLS_CLIENT, paper, code, told);
  assert_stranger_is_refused_as (GNUTLS_SERVER, paper, code, told);
}

static void
who_shows_no_certificate_is_refused (void **state G_GNUC_UNUSED)
{
  assert_stranger_is_refused_as (GNUTLS_CLIENT, NULL, ODEON_TRUST_ERROR_NO_CERTIFICATE,
                                 ODEON_TRUST_ERROR_NO_CERTIFICATE);
}

static void
a_certificate_of_another_authority_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) other = MAKE (.subject = "other", .is_authority = TRUE);
  g_auto (Paper) paper = MAKE (.name = "beta", .issuer = &other);

  assert_stranger_is_refused (&paper, ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY,
                              ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY);
}

static void
an_authority_of_the_same_name_is_another_one (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) other = MAKE (.subject = "authority", .is_authority = TRUE);
  g_auto (Paper) paper = MAKE (.name = "beta", .issuer = &other);
  g_auto (Paper) without_ids = MAKE (.name = "beta", .issuer = &other, .has_no_ids = TRUE);

  assert_stranger_is_refused (&without_ids, ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY,
                              ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY);
  assert_stranger_is_refused (&paper, ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY,
                              ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY);
}

static void
a_node_signs_for_itself_in_vain (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) paper = MAKE (.name = "beta");

  assert_stranger_is_refused (&paper, ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY,
                              ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY);
}

static void
a_node_is_no_authority_for_others (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) node = MAKE (.subject = "beta", .name = "beta", .issuer = &authority);
  g_auto (Paper) paper = MAKE (.name = "gamma", .issuer = &node);
  End            client, server;
  g_autoptr (OdeonTrust) trust = trust_named ("alpha");
  gnutls_x509_crt_t      chain[] = { paper.certificate, node.certificate };

  end_open (&server, GNUTLS_SERVER, trust);
  end_open_stranger (&client, GNUTLS_CLIENT, NULL, NULL);
  assert_true (gnutls_certificate_set_x509_key (client.credentials, chain, 2, paper.key) >= 0);
  shake_hands (&client, &server);
  assert_null (server.peer.name);
  assert_non_null (server.error);
  assert_int_equal (server.error->domain, ODEON_TRUST_ERROR);
  end_clear (&client);
  end_clear (&server);
}

static void
a_certificate_that_has_expired_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) paper = MAKE (.name = "beta", .issuer = &authority, .begins = -2 * DAY,
                               .ends = -DAY);

  assert_stranger_is_refused (&paper, ODEON_TRUST_ERROR_EXPIRED, ODEON_TRUST_ERROR_EXPIRED);
}

/* TLS has one alert for both. */
static void
a_certificate_of_tomorrow_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) paper = MAKE (.name = "beta", .issuer = &authority, .begins = DAY,
                               .ends = 2 * DAY);

  assert_stranger_is_refused (&paper, ODEON_TRUST_ERROR_NOT_YET_VALID, ODEON_TRUST_ERROR_EXPIRED);
}

static void
a_certificate_for_another_use_is_refused (void **state G_GNUC_UNUSED)
{
  g_auto (Paper) server = MAKE (.name = "beta", .issuer = &authority,
                                .purpose = GNUTLS_KP_TLS_WWW_SERVER);
  g_auto (Paper) client = MAKE (.name = "beta", .issuer = &authority,
                                .purpose = GNUTLS_KP_TLS_WWW_CLIENT);

  assert_stranger_is_refused_as (GNUTLS_CLIENT, &server, ODEON_TRUST_ERROR_WRONG_PURPOSE,
                                 ODEON_TRUST_ERROR_WRONG_PURPOSE);
  assert_stranger_is_refused_as (GNUTLS_SERVER, &client, ODEON_TRUST_ERROR_WRONG_PURPOSE,
                                 ODEON_TRUST_ERROR_WRONG_PURPOSE);
}

/* --- whom a certificate names --- */

static void
assert_bad (const Wish *wish)
{
  g_auto (Paper) paper = make_paper (wish);

  assert_stranger_is_refused (&paper, ODEON_TRUST_ERROR_BAD_CERTIFICATE,
                              ODEON_TRUST_ERROR_BAD_CERTIFICATE);
}

static void
a_certificate_must_name_one_node (void **state G_GNUC_UNUSED)
{
  assert_bad (&(Wish){ .subject = "beta", .issuer = &authority });
  assert_bad (&(Wish){ .dns = "beta", .issuer = &authority });
  assert_bad (&(Wish){ .name = "", .issuer = &authority });
  assert_bad (&(Wish){ .name = "be/ta", .issuer = &authority });
  assert_bad (&(Wish){ .name = "beta", .uris = { "odeon:node:gamma" }, .issuer = &authority });
  assert_bad (&(Wish){ .uris = { "https://example.org/beta" }, .issuer = &authority });
}

static void
other_names_beside_the_nodes_do_not_matter (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)         paper = MAKE (.name = "alpha", .dns = "alpha.example.org",
                                       .uris = { "https://example.org/alpha", "odeon:nodes:x" },
                                       .issuer = &authority);
  g_autoptr (OdeonTrust) trust = trust_of (&paper, NULL);

  assert_string_equal (_odeon_trust_get_name (trust), "alpha");
}

static void
another_node_than_the_one_that_was_meant_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonTrust) alpha = trust_named ("alpha");
  g_autoptr (OdeonTrust) beta = trust_named ("beta");
  End                    client, server;

  end_open (&client, GNUTLS_CLIENT, alpha);
  client.expected = "Beta";
  end_open (&server, GNUTLS_SERVER, beta);
  shake_hands (&client, &server);
  assert_refuses (&client, &server, ODEON_TRUST_ERROR_WRONG_NAME, ODEON_TRUST_ERROR_WRONG_NAME);
  assert_non_null (strstr (client.error->message, "beta"));
  end_clear (&client);
  end_clear (&server);
}

/* --- revoked --- */

static void
assert_revoked (OdeonTrust *alpha, OdeonTrust *beta)
{
  End client, server;

  end_open (&client, GNUTLS_CLIENT, beta);
  end_open (&server, GNUTLS_SERVER, alpha);
  shake_hands (&client, &server);
  assert_refuses (&server, &client, ODEON_TRUST_ERROR_REVOKED, ODEON_TRUST_ERROR_REVOKED);
  end_clear (&client);
  end_clear (&server);
}

/* Both share the list here: beta refuses alpha only if alpha is in it. */
static void
a_node_is_revoked_by_name_by_key_and_by_certificate (void **state G_GNUC_UNUSED)
{
  g_auto (Paper)         paper = MAKE (.name = "beta", .issuer = &authority);
  g_autoptr (OdeonTrust) alpha = trust_named ("alpha");
  g_autoptr (OdeonTrust) beta = trust_of (&paper, NULL);
  g_autofree gchar      *pin = dup_pin (&paper);
  guint8                 serial = 0;
  size_t                 size = sizeof serial;
  g_auto (GStrv)         entries = g_new0 (gchar *, 4);

  assert_gnutls (gnutls_x509_crt_get_serial (paper.certificate, &serial, &size));
  entries[0] = g_strdup ("name beta");
  entries[1] = g_strconcat ("key ", pin, NULL);
  entries[2] = g_strdup_printf ("serial 00:%02x", serial);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GHashTable) listed = NULL;
      const gchar           *path = write_file ("revoked", entries[i], 0644);

      listed = _odeon_revocations_read (path, NULL);
      assert_non_null (listed);
      _odeon_revocations_set_listed (revocations, g_steal_pointer (&listed));
      assert_revoked (alpha, beta);
    }
}

static void
who_was_believed_can_be_revoked_later (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonTrust) alpha = trust_named ("alpha");
  g_autoptr (OdeonTrust) beta = trust_named ("beta");
  g_autoptr (GError)     error = NULL;
  End                    client, server;

  end_open (&client, GNUTLS_CLIENT, beta);
  end_open (&server, GNUTLS_SERVER, alpha);
  shake_hands (&client, &server);
  assert_believes (&server, "beta");
  assert_true (_odeon_trust_check_revoked (alpha, &server.peer, NULL));
  assert_true (_odeon_revocations_add (revocations, "name beta"));
  assert_false (_odeon_trust_check_revoked (alpha, &server.peer, &error));
  assert_true (g_error_matches (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_REVOKED));
  end_clear (&client);
  end_clear (&server);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (nodes_of_one_authority_believe_each_other),
    PROMISE (a_key_may_be_of_any_kind),
    PROMISE (an_authority_may_have_others_below_it),
    PROMISE (an_authority_can_be_replaced),
    PROMISE (who_shows_no_certificate_is_refused),
    PROMISE (a_certificate_of_another_authority_is_refused),
    PROMISE (an_authority_of_the_same_name_is_another_one),
    PROMISE (a_node_signs_for_itself_in_vain),
    PROMISE (a_node_is_no_authority_for_others),
    PROMISE (a_certificate_that_has_expired_is_refused),
    PROMISE (a_certificate_of_tomorrow_is_refused),
    PROMISE (a_certificate_for_another_use_is_refused),
    PROMISE (a_certificate_must_name_one_node),
    PROMISE (other_names_beside_the_nodes_do_not_matter),
    PROMISE (another_node_than_the_one_that_was_meant_is_refused),
    PROMISE (a_node_is_revoked_by_name_by_key_and_by_certificate),
    PROMISE (who_was_believed_can_be_revoked_later),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
