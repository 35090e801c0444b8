/* SPDX-License-Identifier: MIT */

/* Many connections on one socket, of both kinds, and on all sorts of addresses. */

#include "speech.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define N_MANY 200

static GSocketAddress *
at (const gchar *host, GSocketAddress *address)
{
  return g_inet_socket_address_new_from_string (
      host, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

/* A server that is bound to @bind is reached at @host from @from. */
static void
meet (const gchar *bind, const gchar *host, const gchar *from)
{
  Quay                      *here = quay_new (from, 0, new_credentials ("here"), &default_options);
  Quay                      *there = quay_new (bind, 0, new_credentials ("there"),
                                               &default_options);
  g_autoptr (GSocketAddress) address = at (host, there->address);
  Ship                      *ship = quay_dial (here, address, "there");
  g_autofree guint8         *cargo = g_malloc0 (300000);

  wait_ready (ship);
  say (ship, cargo, 300000);
  wait_until (here, ship->heard->len == 300000);
  quay_free (here);
  quay_free (there);
}

static void
all_sorts_of_addresses_work (void **state G_GNUC_UNUSED)
{
  meet ("127.0.0.1", "127.0.0.1", "127.0.0.1");
  meet ("0.0.0.0", "127.0.0.1", "0.0.0.0");
  /* An answer comes from where the question went to. */
  meet ("0.0.0.0", "127.0.0.2", "127.0.0.1");
}

static gboolean
has_ipv6 (void)
{
  struct sockaddr_in6 own = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
  gint                fd = socket (AF_INET6, SOCK_DGRAM, 0);
  gboolean            has = fd >= 0 && bind (fd, (struct sockaddr *) &own, sizeof own) == 0;

  if (fd >= 0)
    close (fd);

  return has;
}

static void
ipv6_works_and_takes_ipv4_along (void **state G_GNUC_UNUSED)
{
  if (!has_ipv6 ())
    {
      print_message ("This machine has no IPv6\n");
      skip ();
    }
  meet ("::1", "::1", "::1");
  meet ("::", "::1", "::");
  meet ("::", "127.0.0.1", "::");
  meet ("::", "127.0.0.1", "127.0.0.1");
}

static void
try_wrong_family (gpointer data)
{
  Quay                      *quay = data;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("::1", 5);
  g_autoptr (GError)         error = NULL;

  assert_null (_odeon_quic_endpoint_connect (quay->endpoint, address, NULL, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED));
}

static void
what_cannot_be_dialled_or_bound_is_said (void **state G_GNUC_UNUSED)
{
  Quay                *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  OdeonQuicOptions     options = here->options;
  g_autoptr (GError)   error = NULL;

  run_on (here->worker, try_wrong_family, here);
  assert_null (_odeon_quic_endpoint_new (here->worker, here->address, &options, &quay_events, NULL,
                                         &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE));
  quay_free (here);
}

static void
both_dial_each_other_on_their_sockets (void **state G_GNUC_UNUSED)
{
  Quay *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay *there = quay_new ("127.0.0.1", 0, new_credentials ("there"), &default_options);
  Ship *out = quay_dial (here, there->address, "there");
  Ship *in = quay_dial (there, here->address, "here");

  wait_ready (out);
  wait_ready (in);
  say (out, "out", 3);
  say (in, "in", 2);
  wait_until (here, out->heard->len == 3);
  wait_until (there, in->heard->len == 2);
  quay_free (here);
  quay_free (there);
}

static void
an_endpoint_may_dial_itself (void **state G_GNUC_UNUSED)
{
  Quay *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Ship *ship = quay_dial (here, here->address, "here");

  wait_ready (ship);
  say (ship, "echo", 4);
  wait_until (here, ship->heard->len == 4);
  quay_free (here);
}

static void
many_connections_share_a_socket (void **state G_GNUC_UNUSED)
{
  Quay *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay *there = quay_new ("127.0.0.1", 0, new_credentials ("there"), &default_options);
  Ship *ships[N_MANY];

  for (guint i = 0; i < N_MANY; i++)
    ships[i] = quay_dial (here, there->address, "there");
  for (guint i = 0; i < N_MANY; i++)
    {
      wait_ready (ships[i]);
      say (ships[i], &i, sizeof i);
    }
  for (guint i = 0; i < N_MANY; i++)
    {
      wait_until (here, ships[i]->heard->len == sizeof i);
      assert_memory_equal (ships[i]->heard->data, &i, sizeof i);
    }
  quay_free (here);
  quay_free (there);
}

/* The sanitizers keep what was freed, and add to what is not. */
static gboolean
is_measurable (void)
{
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
  return FALSE;
#elif defined (__has_feature)
  return !__has_feature (address_sanitizer) && !__has_feature (thread_sanitizer);
#else
  return g_getenv ("ODEON_TEST_WRAPPER") == NULL;
#endif
}

static gsize
resident_kib (void)
{
  g_autofree gchar *text = NULL;

  assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));

  return g_ascii_strtoull (strchr (text, ' '), NULL, 10) * (gsize) sysconf (_SC_PAGESIZE) / 1024;
}

/* ngtcp2 and GnuTLS take a hundred of it. */
static void
an_idle_connection_takes_at_most_120_kib (void **state G_GNUC_UNUSED)
{
  Quay *here;
  gsize before;
  gsize each;

  if (!is_measurable ())
    skip ();
  here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  wait_ready (quay_dial (here, here->address, "here"));
  wait_until (here, here->ships->len == 2);
  before = resident_kib ();
  for (guint i = 0; i < N_MANY; i++)
    wait_ready (quay_dial (here, here->address, "here"));
  wait_until (here, here->ships->len == 2 + 2 * N_MANY);
  each = (resident_kib () - before) / (2 * N_MANY);
  print_message ("%u KiB for each end\n", (guint) each);
  assert_true (each <= 120);
  quay_free (here);
}

static void
one_that_does_not_accept_only_dials (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Quay            *here;
  Quay            *there = quay_new ("127.0.0.1", 0, new_credentials ("there"), &default_options);
  Ship            *ship;

  options.accepts = FALSE;
  options.handshake_ms = 300;
  here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &options);
  ship = quay_dial (here, there->address, "there");
  wait_ready (ship);
  ship = quay_dial (here, here->address, NULL);
  wait_closed (ship, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  quay_free (here);
  quay_free (there);
}

static void
a_log_is_kept_on_request (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Quay            *here;
  Ship            *ship;
  GDir            *dir;
  const gchar     *name;
  guint            n = 0;

  options.qlog_directory = folder;
  here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &options);
  ship = quay_dial (here, here->address, "here");
  wait_ready (ship);
  quay_free (here);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".sqlog");
  g_dir_close (dir);
  assert_int_equal (n, 2);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (all_sorts_of_addresses_work),
    cmocka_unit_test (ipv6_works_and_takes_ipv4_along),
    cmocka_unit_test (what_cannot_be_dialled_or_bound_is_said),
    cmocka_unit_test (both_dial_each_other_on_their_sockets),
    cmocka_unit_test (an_endpoint_may_dial_itself),
    cmocka_unit_test (many_connections_share_a_socket),
    cmocka_unit_test (an_idle_connection_takes_at_most_120_kib),
    cmocka_unit_test (one_that_does_not_accept_only_dials),
    cmocka_unit_test (a_log_is_kept_on_request),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
