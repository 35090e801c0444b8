/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "odeon-error.h"
#include "odeon-hosts-private.h"

static void
assert_found (const OdeonHosts *hosts, const gchar *host, guint16 port, const gchar *expected)
{
  g_autoptr (GPtrArray) found = _odeon_hosts_find (hosts, host, port);
  g_autoptr (GString)   printed = g_string_new (NULL);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      g_autofree gchar *address
        = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (found->pdata[i]));

      g_string_append_printf (printed, "%s ", address);
    }
  assert_string_equal (printed->str, expected);
}

static void
a_host_is_where_the_list_says (void **state G_GNUC_UNUSED)
{
  const gchar *const     list[] = { "alpha=192.0.2.1",  "Beta=192.0.2.2:9", "gamma=[2001:db8::1]:7",
                                    "delta=2001:db8::2", "alpha=192.0.2.3:4", NULL };
  g_autoptr (OdeonHosts) hosts = _odeon_hosts_new (list, NULL);

  assert_found (hosts, "alpha", 5, "192.0.2.1:5 192.0.2.3:4 ");
  assert_found (hosts, "BETA", 5, "192.0.2.2:9 ");
  assert_found (hosts, "gamma", 0, "[2001:db8::1]:7 ");
  assert_found (hosts, "delta", 8, "[2001:db8::2]:8 ");
  assert_found (hosts, "epsilon", 8, "");
}

static void
a_list_may_be_empty (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonHosts) hosts = _odeon_hosts_new (NULL, NULL);

  assert_found (hosts, "alpha", 5, "");
}

static void
what_is_no_address_is_refused (void **state G_GNUC_UNUSED)
{
  static const gchar *const entries[]
    = { "", "alpha", "=192.0.2.1", "alpha=", "alpha=elsewhere", "alpha=elsewhere:1",
        "alpha=192.0.2.1:0", "alpha=192.0.2.1:65536", "alpha=[::1]", "alpha=192.0.2.1 " };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      const gchar *const list[] = { "beta=::1", entries[i], NULL };
      g_autoptr (GError) error = NULL;

      if (_odeon_hosts_new (list, &error) != NULL)
        fail_msg ("\"%s\" was taken", entries[i]);
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
      assert_non_null (strstr (error->message, entries[i]));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_host_is_where_the_list_says),
    cmocka_unit_test (a_list_may_be_empty),
    cmocka_unit_test (what_is_no_address_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
