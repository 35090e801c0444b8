/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "odeon-error.h"
#include "odeon-lookup-private.h"

#include <gio/gunixsocketaddress.h>

/* What came of a lookup, and the context that it goes on in. */
typedef struct
{
  GMainContext *context;
  guint         n_calls;
  GString      *found;
  GError       *error;
} Desk;

static int
set_up (void **state)
{
  Desk *desk = g_new0 (Desk, 1);

  desk->context = g_main_context_new ();
  desk->found = g_string_new (NULL);
  g_main_context_push_thread_default (desk->context);
  *state = desk;

  return 0;
}

static int
tear_down (void **state)
{
  Desk *desk = *state;

  while (g_main_context_iteration (desk->context, FALSE))
    ;
  g_main_context_pop_thread_default (desk->context);
  g_main_context_unref (desk->context);
  g_string_free (desk->found, TRUE);
  g_clear_error (&desk->error);
  g_free (desk);

  return 0;
}

static void
note (GPtrArray *addresses, const GError *error, gpointer data)
{
  Desk *desk = data;

  desk->n_calls++;
  desk->error = error != NULL ? g_error_copy (error) : NULL;
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      g_autofree gchar *address
        = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (addresses->pdata[i]));

      g_string_append_printf (desk->found, "%s ", address);
    }
}

static void
wait_for_it (Desk *desk)
{
  assert_int_equal (desk->n_calls, 0);
  while (desk->n_calls == 0)
    g_main_context_iteration (desk->context, TRUE);
}

static void
an_address_is_found_at_once_but_said_later (void **state)
{
  Desk           *desk = *state;
  OdeonLookupWays ways = { NULL, NULL, NULL };

  _odeon_lookup_start (&ways, "192.0.2.1", 5, note, desk);
  wait_for_it (desk);
  assert_string_equal (desk->found->str, "192.0.2.1:5 ");
}

static void
the_list_of_hosts_comes_first (void **state)
{
  const gchar *const     list[] = { "localhost=192.0.2.1", "localhost=[2001:db8::1]:9", NULL };
  g_autoptr (OdeonHosts) hosts = _odeon_hosts_new (list, NULL);
  Desk                  *desk = *state;
  OdeonLookupWays        ways = { hosts, NULL, NULL };

  _odeon_lookup_start (&ways, "localhost", 5, note, desk);
  wait_for_it (desk);
  assert_string_equal (desk->found->str, "192.0.2.1:5 [2001:db8::1]:9 ");
}

/* Without a network, too. */
static void
the_resolver_knows_this_machine (void **state)
{
  Desk           *desk = *state;
  OdeonLookupWays ways = { NULL, NULL, NULL };

  _odeon_lookup_start (&ways, "localhost", 5, note, desk);
  wait_for_it (desk);
  assert_null (desk->error);
  assert_non_null (strstr (desk->found->str, "127.0.0.1:5 "));
}

static GSocketConnectable *
say_where (const gchar *host, guint16 port, gpointer data)
{
  assert_string_equal (host, "somewhere");
  assert_int_equal (port, 0);

  return g_object_ref (data);
}

static GSocketConnectable *
say_nothing (const gchar *host G_GNUC_UNUSED, guint16 port G_GNUC_UNUSED, gpointer data)
{
  ++*(guint *) data;

  return NULL;
}

static void
the_hook_may_know_better_than_the_resolver (void **state)
{
  g_autoptr (GSocketAddress) there = g_inet_socket_address_new_from_string ("192.0.2.9", 7);
  Desk                      *desk = *state;
  OdeonLookupWays            ways = { NULL, say_where, there };

  _odeon_lookup_start (&ways, "somewhere", 0, note, desk);
  wait_for_it (desk);
  assert_string_equal (desk->found->str, "192.0.2.9:7 ");
}

static void
the_hook_may_leave_it_to_the_resolver (void **state)
{
  guint           n_asked = 0;
  Desk           *desk = *state;
  OdeonLookupWays ways = { NULL, say_nothing, &n_asked };

  _odeon_lookup_start (&ways, "localhost", 5, note, desk);
  wait_for_it (desk);
  assert_int_equal (n_asked, 1);
  assert_non_null (strstr (desk->found->str, "127.0.0.1:5 "));
}

/* The hook is not asked about what needs no asking; what it says may be of no use. */
static void
what_is_no_internet_address_is_left_out (void **state)
{
  g_autoptr (GSocketAddress) there = g_unix_socket_address_new ("/nowhere");
  Desk                      *desk = *state;
  OdeonLookupWays            ways = { NULL, say_where, there };

  _odeon_lookup_start (&ways, "somewhere", 0, note, desk);
  wait_for_it (desk);
  assert_true (g_error_matches (desk->error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND));
}

static void
somebody_must_say_the_port (void **state)
{
  const gchar *const     list[] = { "alpha=192.0.2.1", NULL };
  g_autoptr (OdeonHosts) hosts = _odeon_hosts_new (list, NULL);
  static const gchar *const names[] = { "alpha", "192.0.2.1", "localhost" };
  guint                  n_asked = 0;
  OdeonLookupWays        ways = { hosts, say_nothing, &n_asked };
  Desk                  *desk = *state;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      desk->n_calls = 0;
      _odeon_lookup_start (&ways, names[i], 0, note, desk);
      wait_for_it (desk);
      assert_true (g_error_matches (desk->error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
      assert_non_null (strstr (desk->error->message, names[i]));
      g_clear_error (&desk->error);
    }
}

/* By a resolver that is asked, and one that is not. */
static void
what_was_cancelled_says_nothing (void **state)
{
  static const gchar *const names[] = { "192.0.2.1", "localhost" };
  OdeonLookupWays           ways = { NULL, NULL, NULL };
  Desk                     *desk = *state;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      OdeonLookup *lookup = _odeon_lookup_start (&ways, names[i], 5, note, desk);

      _odeon_lookup_cancel (lookup);
    }

  /* Another one, behind which nothing of them can be left. */
  _odeon_lookup_start (&ways, "localhost", 5, note, desk);
  wait_for_it (desk);
  assert_int_equal (desk->n_calls, 1);
}

#define PROMISE(promise) cmocka_unit_test_setup_teardown (promise, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PROMISE (an_address_is_found_at_once_but_said_later),
    PROMISE (the_list_of_hosts_comes_first),
    PROMISE (the_resolver_knows_this_machine),
    PROMISE (the_hook_may_know_better_than_the_resolver),
    PROMISE (the_hook_may_leave_it_to_the_resolver),
    PROMISE (what_is_no_internet_address_is_left_out),
    PROMISE (somebody_must_say_the_port),
    PROMISE (what_was_cancelled_says_nothing),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
