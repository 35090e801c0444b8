/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "handshake.h"

static OdeonRevocations *revocations;
static Paper             alpha_key, beta_key, gamma_key;
static gchar            *alpha_pin, *beta_pin, *gamma_pin;

static int
set_up (void **state)
{
  revocations = _odeon_revocations_new ();
  alpha_key = make_key ();
  beta_key = make_key ();
  gamma_key = make_key_of (GNUTLS_PK_EDDSA_ED25519, 0);
  alpha_pin = dup_pin (&alpha_key);
  beta_pin = dup_pin (&beta_key);
  gamma_pin = dup_pin (&gamma_key);

  return folder_set_up (state);
}

static int
tear_down (void **state)
{
  g_clear_pointer (&revocations, _odeon_revocations_unref);
  paper_clear (&alpha_key);
  paper_clear (&beta_key);
  paper_clear (&gamma_key);
  g_clear_pointer (&alpha_pin, g_free);
  g_clear_pointer (&beta_pin, g_free);
  g_clear_pointer (&gamma_pin, g_free);

  return folder_tear_down (state);
}

/* Names and pins in turn; to be ended by NULL. */
static const gchar *
write_pins (const gchar *first, ...)
{
  g_autoptr (GString) text = g_string_new ("# who is who\n");
  va_list             rest;

  va_start (rest, first);
  for (const gchar *name = first; name != NULL; name = va_arg (rest, const gchar *))
    g_string_append_printf (text, "%s\t %s # a node\r\n\n", name, va_arg (rest, const gchar *));
  va_end (rest);

  return write_file ("pins", text->str, 0644);
}

static OdeonTrust *
trust_of (const Paper *key, const gchar *pins, GError **error)
{
  const OdeonTrustFiles files = { .key = write_key (key, "node.key"), .pins = pins };

  return _odeon_trust_new (&files, revocations, error);
}

static void
nodes_with_pinned_keys_believe_each_other (void **state G_GNUC_UNUSED)
{
  const gchar           *pins = write_pins ("alpha", alpha_pin, "gamma", gamma_pin, NULL);
  g_autoptr (OdeonTrust) alpha = trust_of (&alpha_key, pins, NULL);
  g_autoptr (OdeonTrust) gamma = trust_of (&gamma_key, pins, NULL);
  End                    client, server;

  assert_string_equal (_odeon_trust_get_name (alpha), "alpha");
  end_open (&client, GNUTLS_CLIENT, alpha);
  client.expected = "gamma";
  end_open (&server, GNUTLS_SERVER, gamma);
  shake_hands (&client, &server);
  assert_believes (&client, "gamma");
  assert_believes (&server, "alpha");
  assert_string_equal (server.peer.pin, alpha_pin);
  assert_null (server.peer.serial);
  assert_int_equal (gnutls_protocol_get_version (server.session), GNUTLS_TLS1_3);
  end_clear (&client);
  end_clear (&server);
}

static void
a_key_that_is_not_pinned_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonTrust) alpha
    = trust_of (&alpha_key, write_pins ("alpha", alpha_pin, NULL), NULL);
  g_autoptr (OdeonTrust) beta
    = trust_of (&beta_key, write_pins ("alpha", alpha_pin, "beta", beta_pin, NULL), NULL);
  End client, server;

  end_open (&client, GNUTLS_CLIENT, beta);
  end_open (&server, GNUTLS_SERVER, alpha);
  shake_hands (&client, &server);
  assert_refuses (&server, &client, ODEON_TRUST_ERROR_UNKNOWN_KEY, ODEON_TRUST_ERROR_UNKNOWN_KEY);
  end_clear (&client);
  end_clear (&server);

  end_open (&client, GNUTLS_CLIENT, alpha);
  end_open (&server, GNUTLS_SERVER, beta);
  shake_hands (&client, &server);
  assert_refuses (&client, &server, ODEON_TRUST_ERROR_UNKNOWN_KEY, ODEON_TRUST_ERROR_UNKNOWN_KEY);
  end_clear (&client);
  end_clear (&server);
}

static void
a_pinned_key_of_another_node_is_refused (void **state G_GNUC_UNUSED)
{
  const gchar           *pins = write_pins ("alpha", alpha_pin, "beta", beta_pin, NULL);
  g_autoptr (OdeonTrust) alpha = trust_of (&alpha_key, pins, NULL);
  g_autoptr (OdeonTrust) beta = trust_of (&beta_key, pins, NULL);
  End                    client, server;

  end_open (&client, GNUTLS_CLIENT, alpha);
  client.expected = "gamma";
  end_open (&server, GNUTLS_SERVER, beta);
  shake_hands (&client, &server);
  assert_refuses (&client, &server, ODEON_TRUST_ERROR_WRONG_NAME, ODEON_TRUST_ERROR_WRONG_NAME);
  end_clear (&client);
  end_clear (&server);
}

static void
who_has_neither_key_nor_certificate_to_show_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonTrust) alpha
    = trust_of (&alpha_key, write_pins ("alpha", alpha_pin, NULL), NULL);
  g_auto (Paper) paper = MAKE (.name = "alpha");
  End            client, server;

  for (guint i = 0; i < 2; i++)
    {
      end_open_stranger (&client, GNUTLS_CLIENT, i == 0 ? NULL : &paper, NULL);
      end_open (&server, GNUTLS_SERVER, alpha);
      shake_hands (&client, &server);
      assert_null (server.peer.name);
      assert_non_null (server.error);
      end_clear (&client);
      end_clear (&server);
    }
}

static void
a_revoked_key_is_refused_although_it_is_pinned (void **state G_GNUC_UNUSED)
{
  const gchar           *pins = write_pins ("alpha", alpha_pin, "beta", beta_pin, NULL);
  g_autoptr (OdeonTrust) alpha = trust_of (&alpha_key, pins, NULL);
  g_autoptr (OdeonTrust) beta = trust_of (&beta_key, pins, NULL);
  g_autofree gchar      *entry = g_strconcat ("key ", beta_pin, NULL);
  End                    client, server;

  assert_true (_odeon_revocations_add (revocations, entry));
  end_open (&client, GNUTLS_CLIENT, beta);
  end_open (&server, GNUTLS_SERVER, alpha);
  shake_hands (&client, &server);
  assert_refuses (&server, &client, ODEON_TRUST_ERROR_REVOKED, ODEON_TRUST_ERROR_REVOKED);
  end_clear (&client);
  end_clear (&server);
}

/* The key that a node will have is pinned beforehand. */
static void
a_node_may_have_several_keys (void **state G_GNUC_UNUSED)
{
  const gchar *pins = write_pins ("alpha", alpha_pin, "beta", beta_pin, "beta", gamma_pin, NULL);
  g_autoptr (OdeonTrust) before = trust_of (&beta_key, pins, NULL);
  g_autoptr (OdeonTrust) after = trust_of (&gamma_key, pins, NULL);

  assert_string_equal (_odeon_trust_get_name (before), "beta");
  assert_string_equal (_odeon_trust_get_name (after), "beta");
}

static void
assert_pins_are_refused (const gchar *pins, OdeonTrustError code, const gchar *why)
{
  g_autoptr (GError) error = NULL;

  assert_null (trust_of (&alpha_key, pins, &error));
  if (!g_error_matches (error, ODEON_TRUST_ERROR, (gint) code)
      || strstr (error->message, why) == NULL)
    fail_msg ("%s, not %d: %s", error->message, code, why);
}

static void
what_is_no_list_of_pins_is_refused (void **state G_GNUC_UNUSED)
{
  assert_pins_are_refused (write_pins ("beta", beta_pin, NULL), ODEON_TRUST_ERROR_UNKNOWN_KEY,
                           alpha_pin);
  assert_pins_are_refused (write_pins ("alpha", alpha_pin, "beta", alpha_pin, NULL),
                           ODEON_TRUST_ERROR_BAD_FILE, "pins:4: ");
  assert_pins_are_refused (write_pins ("al/pha", alpha_pin, NULL), ODEON_TRUST_ERROR_BAD_FILE,
                           "al/pha");
  assert_pins_are_refused (write_pins ("alpha", "sha256:12", NULL), ODEON_TRUST_ERROR_BAD_FILE,
                           "sha256:12");
}

#define PROMISE(promise) cmocka_unit_test_setup_teardown (promise, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (nodes_with_pinned_keys_believe_each_other),
    PROMISE (a_key_that_is_not_pinned_is_refused),
    PROMISE (a_pinned_key_of_another_node_is_refused),
    PROMISE (who_has_neither_key_nor_certificate_to_show_is_refused),
    PROMISE (a_revoked_key_is_refused_although_it_is_pinned),
    PROMISE (a_node_may_have_several_keys),
    PROMISE (what_is_no_list_of_pins_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
