/* SPDX-License-Identifier: MIT */

/* Who is let in, and what those are told who are not. */

#include "speech.h"

#include "odeon-quic-endpoint-private.h"

static Quay *
open_quay (OdeonCredentials *credentials)
{
  return quay_new ("127.0.0.1", 0, credentials, &default_options);
}

/* @client dials @server, who is to be @expected: both hear why not. */
static void
fail_between (OdeonCredentials *client,
              OdeonCredentials *server,
              const gchar      *expected,
              OdeonTrustError   code)
{
  Quay *here = open_quay (client);
  Quay *there = open_quay (server);
  Ship *ship = quay_dial (here, there->address, expected);

  wait_closed (ship, ODEON_TRUST_ERROR, (gint) code);
  assert_false (ship->is_ready);
  assert_int_equal (there->ships->len, 0);
  quay_free (here);
  quay_free (there);
}

/* Of an authority of its own, which has the same name. */
static OdeonCredentials *
new_foreigner (void)
{
  g_auto (Paper)    paper = MAKE (.is_authority = TRUE, .subject = "authority");
  g_auto (Paper)    own = MAKE (.name = "foreigner", .issuer = &paper);
  GError           *error = NULL;
  OdeonCredentials *self;

  self = odeon_credentials_new_from_files (write_certificate (&paper, "foreign.pem"),
                                           write_certificate (&own, "foreigner.pem"),
                                           write_key (&own, "foreigner.key"), &error);
  assert_no_error (error);

  return self;
}

static void
a_foreign_server_is_refused (void **state G_GNUC_UNUSED)
{
  fail_between (new_credentials ("here"), new_foreigner (), NULL,
                ODEON_TRUST_ERROR_UNKNOWN_AUTHORITY);
}

static void
a_server_of_another_name_is_refused (void **state G_GNUC_UNUSED)
{
  fail_between (new_credentials ("here"), new_credentials ("there"), "elsewhere",
                ODEON_TRUST_ERROR_WRONG_NAME);
}

/* The client believes the server, but not the reverse: what the client is told is the server's
 * word, and it has never been ready. */
static void
a_client_whom_the_server_revoked_never_becomes_ready (void **state G_GNUC_UNUSED)
{
  OdeonCredentials *server = new_credentials ("there");

  assert_true (odeon_credentials_revoke (server, "name here", NULL));
  fail_between (new_credentials ("here"), server, "there", ODEON_TRUST_ERROR_REVOKED);
}

typedef struct
{
  Quay *quay;
  GSocketAddress *to;
  void (*change) (OdeonQuicConnection *connection);
  Ship *ship;
} Masquerade;

/* As others might do it: what this side would not. */
static void
dial_changed (gpointer data)
{
  Masquerade *self = data;
  Dial        errand = { .quay = self->quay, .to = self->to };

  dial (&errand);
  self->change (errand.ship->connection);
  self->ship = errand.ship;
}

static void
fail_changed (void (*change) (OdeonQuicConnection *connection), GQuark domain, gint code)
{
  Quay      *here = open_quay (new_credentials ("here"));
  Quay      *there = open_quay (new_credentials ("there"));
  Masquerade masquerade = { here, there->address, change, NULL };

  run_on (here->worker, dial_changed, &masquerade);
  wait_closed (masquerade.ship, domain, code);
  assert_false (masquerade.ship->is_ready);
  assert_int_equal (there->ships->len, 0);
  quay_free (here);
  quay_free (there);
}

static gnutls_certificate_credentials_t nothing;

static void
show_nothing (OdeonQuicConnection *connection)
{
  gnutls_certificate_allocate_credentials (&nothing);
  gnutls_credentials_set (connection->session, GNUTLS_CRD_CERTIFICATE, nothing);
}

static void
a_client_without_a_certificate_is_refused (void **state G_GNUC_UNUSED)
{
  fail_changed (show_nothing, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_NO_CERTIFICATE);
  gnutls_certificate_free_credentials (nothing);
}

static int
believe (gnutls_session_t session)
{
  ngtcp2_crypto_conn_ref *ref = gnutls_session_get_ptr (session);
  OdeonQuicConnection    *connection = ref->user_data;

  connection->peer.name = g_strdup ("whoever");

  return 0;
}

/* A session of TLS that believes anybody, and speaks @name (nullable). */
static void
replace_session (OdeonQuicConnection *connection, const gchar *name)
{
  gnutls_datum_t protocol = { (guint8 *) name, name != NULL ? (guint) strlen (name) : 0 };

  gnutls_deinit (connection->session);
  connection->session = _odeon_trust_open_session (connection->trust, GNUTLS_CLIENT, NULL);
  gnutls_session_set_ptr (connection->session, &connection->conn_ref);
  gnutls_session_set_verify_function (connection->session, believe);
  ngtcp2_crypto_gnutls_configure_client_session (connection->session);
  if (name != NULL)
    gnutls_alpn_set_protocols (connection->session, &protocol, 1, 0);
  ngtcp2_conn_set_tls_native_handle (connection->conn, connection->session);
}

static void
speak_newer (OdeonQuicConnection *connection)
{
  replace_session (connection, "odeon/2");
}

static void
speak_nothing (OdeonQuicConnection *connection)
{
  replace_session (connection, NULL);
}

static void
another_protocol_is_refused (void **state G_GNUC_UNUSED)
{
  fail_changed (speak_newer, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION);
}

static void
no_protocol_is_refused (void **state G_GNUC_UNUSED)
{
  fail_changed (speak_nothing, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION);
}

static void
nobody_there_is_noticed_at_once (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions           options = default_options;
  g_autoptr (GSocketAddress) nobody = g_inet_socket_address_new_from_string ("127.0.0.1", 1);
  Quay                      *here;
  Ship                      *ship;

  options.handshake_ms = 60000;
  here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &options);
  ship = quay_dial (here, nobody, NULL);
  wait_closed (ship, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  quay_free (here);
}

static void
one_who_does_not_answer_is_given_up (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Quay            *here;
  Quay            *mute;
  Ship            *ship;

  options.handshake_ms = 200;
  options.accepts = FALSE;
  here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &options);
  mute = quay_new ("127.0.0.1", 0, new_credentials ("mute"), &options);
  ship = quay_dial (here, mute->address, NULL);
  wait_closed (ship, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  quay_free (here);
  quay_free (mute);
}

/* One that is gone does not harm those who are there. */
static void
others_do_not_suffer_from_one_who_is_not_there (void **state G_GNUC_UNUSED)
{
  g_autoptr (GSocketAddress) nobody = g_inet_socket_address_new_from_string ("127.0.0.1", 1);
  Quay                      *here = open_quay (new_credentials ("here"));
  Quay                      *there = open_quay (new_credentials ("there"));
  Ship                      *ship = quay_dial (here, there->address, "there");

  wait_ready (ship);
  for (guint i = 1; i <= 20; i++)
    {
      Ship *lost = quay_dial (here, nobody, NULL);

      say (ship, "ahoy", 4);
      wait_closed (lost, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
      wait_until (here, ship->heard->len == 4 * i);
    }
  quay_free (here);
  quay_free (there);
}

typedef struct
{
  Ship    *ship;
  gboolean is_believed;
} Doubt;

static void
doubt (gpointer data)
{
  Doubt *self = data;

  self->is_believed = _odeon_quic_connection_check_revoked (self->ship->connection, NULL);
}

static void
a_revoked_peer_is_known_on_its_connection (void **state G_GNUC_UNUSED)
{
  Quay *here = open_quay (new_credentials ("here"));
  Quay *there = open_quay (new_credentials ("there"));
  Doubt question = { quay_dial (here, there->address, "there"), FALSE };

  wait_ready (question.ship);
  run_on (here->worker, doubt, &question);
  assert_true (question.is_believed);
  assert_true (odeon_credentials_revoke (here->options.credentials, "name there", NULL));
  run_on (here->worker, doubt, &question);
  assert_false (question.is_believed);
  quay_free (here);
  quay_free (there);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_foreign_server_is_refused),
    cmocka_unit_test (a_server_of_another_name_is_refused),
    cmocka_unit_test (a_client_whom_the_server_revoked_never_becomes_ready),
    cmocka_unit_test (a_client_without_a_certificate_is_refused),
    cmocka_unit_test (another_protocol_is_refused),
    cmocka_unit_test (no_protocol_is_refused),
    cmocka_unit_test (nobody_there_is_noticed_at_once),
    cmocka_unit_test (one_who_does_not_answer_is_given_up),
    cmocka_unit_test (others_do_not_suffer_from_one_who_is_not_there),
    cmocka_unit_test (a_revoked_peer_is_known_on_its_connection),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
