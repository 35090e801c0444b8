/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "odeon-address-private.h"
#include "odeon-error.h"

#define TOKEN "00112233445566778899aabbccddeeff"

/* @node, @name: (nullable). What is printed is @uri again, or @printed, if that is not NULL. */
static void
assert_read (const gchar *uri, const gchar *node, const gchar *host, guint16 port,
             const gchar *name, const gchar *printed)
{
  g_auto (OdeonAddress) address = { 0 };
  g_autoptr (GError)    error = NULL;
  g_autofree gchar     *again = NULL;

  if (!_odeon_address_parse (uri, &address, &error))
    fail_msg ("%s", error->message);
  assert_int_equal (g_strcmp0 (address.node, node), 0);
  assert_string_equal (address.host, host);
  assert_int_equal (address.port, port);
  assert_int_equal (g_strcmp0 (address.name, name), 0);
  assert_int_equal (address.has_token, name == NULL);

  again = _odeon_address_print (&address);
  assert_string_equal (again, printed != NULL ? printed : uri);
}

static void
an_address_is_read_and_printed (void **state G_GNUC_UNUSED)
{
  assert_read ("odeon://host:4711/bank", NULL, "host", 4711, "bank", NULL);
  assert_read ("odeon://alpha@host.example.org:1/bank/alice", "alpha", "host.example.org", 1,
               "bank/alice", NULL);
  assert_read ("odeon://192.0.2.7:65535/x", NULL, "192.0.2.7", 65535, "x", NULL);
  assert_read ("odeon://host/x", NULL, "host", 0, "x", NULL);
  assert_read ("ODEON://Host.Example.ORG:1/Bank", NULL, "host.example.org", 1, "Bank",
               "odeon://host.example.org:1/Bank");
}

static void
an_ipv6_address_is_in_brackets (void **state G_GNUC_UNUSED)
{
  assert_read ("odeon://[::1]:4711/x", NULL, "::1", 4711, "x", NULL);
  assert_read ("odeon://[2001:db8::7]/x", NULL, "2001:db8::7", 0, "x", NULL);
  assert_read ("odeon://[fe80::1%25eth0]:1/x", NULL, "fe80::1%eth0", 1, "x", NULL);
}

static void
a_name_is_percent_encoded (void **state G_GNUC_UNUSED)
{
  assert_read ("odeon://host:1/a%20b%3F%23%25", NULL, "host", 1, "a b?#%", NULL);
  assert_read ("odeon://host:1/k%C3%A4se", NULL, "host", 1, "k\303\244se", NULL);
  assert_read ("odeon://host:1/k\303\244se", NULL, "host", 1, "k\303\244se",
               "odeon://host:1/k%C3%A4se");
}

static void
a_host_beyond_ascii_is_what_the_dns_has_for_it (void **state G_GNUC_UNUSED)
{
  assert_read ("odeon://k\303\244se.example:1/x", NULL, "xn--kse-qla.example", 1, "x",
               "odeon://xn--kse-qla.example:1/x");
}

static void
a_token_takes_the_place_of_a_name (void **state G_GNUC_UNUSED)
{
  g_auto (OdeonAddress) address = { 0 };
  g_autofree gchar     *shown = NULL;

  assert_read ("odeon://alpha@host:1/#" TOKEN, "alpha", "host", 1, NULL, NULL);
  assert_read ("odeon://host:1#00112233445566778899AABBCCDDEEFF", NULL, "host", 1, NULL,
               "odeon://host:1/#" TOKEN);

  assert_true (_odeon_address_parse ("odeon://host:1/#" TOKEN, &address, NULL));
  assert_int_equal (address.token[0], 0x00);
  assert_int_equal (address.token[15], 0xff);
  shown = _odeon_address_describe (&address);
  assert_string_equal (shown, "odeon://host:1/");
}

static void
assert_refused (const gchar *uri, const gchar *why)
{
  OdeonAddress       address = { .node = (gchar *) "untouched" };
  g_autoptr (GError) error = NULL;

  assert_false (_odeon_address_parse (uri, &address, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  if (strstr (error->message, why) == NULL)
    fail_msg ("\"%s\" does not say \"%s\"", error->message, why);
  assert_true (g_utf8_validate (error->message, -1, NULL));
  assert_string_equal (address.node, "untouched");
}

static void
what_is_no_address_is_refused (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *long_host = g_strnfill (300, 'a');
  g_autofree gchar *long_uri = g_strconcat ("odeon://", long_host, ":1/x", NULL);

  assert_refused ("", "odeon://");
  assert_refused ("host:1/x", "odeon://");
  assert_refused ("http://host:1/x", "odeon://");
  assert_refused ("odeon:host", "host");
  assert_refused ("odeon:///x", "host");
  assert_refused ("odeon://:1/x", "host");
  assert_refused ("odeon://ho st:1/x", "host");
  assert_refused ("odeon://*:1/x", "host");
  assert_refused ("odeon://a..b:1/x", "host");
  assert_refused (long_uri, "host");
  assert_refused ("odeon://::1:2/x", "port");
  assert_refused ("odeon://[::1/x", "IPv6");
  assert_refused ("odeon://host:0/x", "port");
  assert_refused ("odeon://host:65536/x", "65536");
  assert_refused ("odeon://host:12a/x", "12a");
  assert_refused ("odeon://a:b@host:1/x", "@");
  assert_refused ("odeon://@host:1/x", "@");
  assert_refused ("odeon://host:1/x?y", "`?`");
  assert_refused ("odeon://host:1", "neither");
  assert_refused ("odeon://host:1/", "neither");
  assert_refused ("odeon://host:1/%zz", "encoding");
  assert_refused ("odeon://host:1/%ff", "UTF-8");
  assert_refused ("odeon://host:1/%00", "UTF-8");
  assert_refused ("odeon://host:1/a%0Ab", "control");
  assert_refused ("odeon://host:1/\377", "UTF-8");
}

/* Not even one that is nearly right. */
static void
no_message_repeats_a_token (void **state G_GNUC_UNUSED)
{
  static const gchar *const uris[] = {
    "odeon://host:1/#secretsecret",           "odeon://host:1/x#" TOKEN,
    "odeon://host:0/#secretsecret",           "http://host:1/#secretsecret",
    "odeon://host:x/#secretsecret",           "odeon://host:1/#secret%zzsecret",
    "odeon://host:1/#secret" TOKEN,           "odeon://[::1/#secretsecret",
    "odeon://host:1/#zz112233445566778899aabbccddeeff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_auto (OdeonAddress) address = { 0 };
      g_autoptr (GError)    error = NULL;

      assert_false (_odeon_address_parse (uris[i], &address, &error));
      assert_null (strstr (error->message, "secret"));
      assert_null (strstr (error->message, "112233"));
    }
}

static void
assert_endpoint (const gchar *text, const gchar *host, guint16 port)
{
  g_autofree gchar  *read_host = NULL;
  guint16            read_port = 1;
  g_autoptr (GError) error = NULL;

  if (_odeon_address_parse_endpoint (text, &read_host, &read_port, &error))
    {
      assert_string_equal (read_host, host);
      assert_int_equal (read_port, port);
    }
  else
    {
      assert_null (host);
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
    }
}

static void
an_endpoint_is_a_host_and_a_port (void **state G_GNUC_UNUSED)
{
  assert_endpoint ("host:4711", "host", 4711);
  assert_endpoint ("[::]:0", "::", 0);
  assert_endpoint ("0.0.0.0:0", "0.0.0.0", 0);
  assert_endpoint ("host", NULL, 0);
  assert_endpoint ("host:", NULL, 0);
  assert_endpoint (":1", NULL, 0);
  assert_endpoint ("::1:1", NULL, 0);
  assert_endpoint ("host:1/x", NULL, 0);
  assert_endpoint ("a@host:1", NULL, 0);
  assert_endpoint ("host:1#" TOKEN, NULL, 0);
  assert_endpoint ("", NULL, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_address_is_read_and_printed),
    cmocka_unit_test (an_ipv6_address_is_in_brackets),
    cmocka_unit_test (a_name_is_percent_encoded),
    cmocka_unit_test (a_host_beyond_ascii_is_what_the_dns_has_for_it),
    cmocka_unit_test (a_token_takes_the_place_of_a_name),
    cmocka_unit_test (what_is_no_address_is_refused),
    cmocka_unit_test (no_message_repeats_a_token),
    cmocka_unit_test (an_endpoint_is_a_host_and_a_port),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
