/* SPDX-License-Identifier: MIT */

/* Strangers' packets. */

#include "speech.h"

#include "odeon-quic-endpoint-private.h"

#include <sys/socket.h>
#include <unistd.h>

/* --- a socket that is no endpoint --- */

static gint
open_socket (GSocketAddress *to)
{
  struct sockaddr_in address;
  struct timeval     patience = { .tv_sec = 5 };
  gint               fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  g_socket_address_to_native (to, &address, sizeof address, NULL);
  assert_int_equal (connect (fd, (struct sockaddr *) &address, sizeof address), 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);

  return fd;
}

static Quay *
open_quay (const OdeonQuicOptions *options)
{
  return quay_new ("127.0.0.1", 0, new_credentials ("there"), options);
}

/* A client's first packet, of @version, with a DCID of eight bytes that end in @tag. */
static void
begin_packet (guint8 *packet, gsize size, guint32 version, guint8 tag)
{
  memset (packet, 0, size);
  packet[0] = 0xc0;
  packet[1] = (guint8) (version >> 24);
  packet[2] = (guint8) (version >> 16);
  packet[3] = (guint8) (version >> 8);
  packet[4] = (guint8) version;
  packet[5] = 8;
  packet[13] = tag;
  packet[14] = 8;
  packet[22] = 1;
}

static void
another_version_is_answered_with_those_that_are_spoken (void **state G_GNUC_UNUSED)
{
  Quay  *there = open_quay (&default_options);
  gint   fd = open_socket (there->address);
  guint8 packet[1200];
  guint8 reply[1500];
  gssize size;

  begin_packet (packet, sizeof packet, 0x1a2a3a4a, 9);
  send (fd, packet, sizeof packet, 0);
  size = recv (fd, reply, sizeof reply, 0);
  assert_true (size >= 27);
  assert_true (reply[0] & 0x80);
  assert_memory_equal (reply + 1, "\0\0\0\0", 4);
  assert_memory_equal (reply + size - 4, "\0\0\0\1", 4);
  close (fd);
  quay_free (there);
}

/* What comes back is never more than three times what went there, and of a short packet nothing. */
static void
nobody_is_flooded_by_an_answer (void **state G_GNUC_UNUSED)
{
  Quay  *there = open_quay (&default_options);
  gint   fd = open_socket (there->address);
  guint8 packet[1200];
  guint8 reply[1500];

  begin_packet (packet, sizeof packet, 0x1a2a3a4a, 9);
  send (fd, packet, 600, 0);
  begin_packet (packet, sizeof packet, 1, 9);
  send (fd, packet, 600, 0);
  /* This one is answered: so nothing was before it. */
  begin_packet (packet, sizeof packet, 0x1a2a3a4a, 77);
  send (fd, packet, sizeof packet, 0);
  assert_true (recv (fd, reply, sizeof reply, 0) > 0);
  assert_int_equal (reply[22], 77);
  close (fd);
  quay_free (there);
}

static void
a_client_hears_that_its_version_is_not_spoken (void **state G_GNUC_UNUSED)
{
  static const uint32_t      versions[] = { 0x1a2a3a4a };
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  Quay                      *here = open_quay (&default_options);
  struct sockaddr_in         own;
  struct sockaddr_in         client;
  socklen_t                  size = sizeof own;
  gint                       fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  guint8                     packet[2000];
  Ship                      *ship;
  ngtcp2_version_cid         ids;
  gssize                     n;

  g_socket_address_to_native (any, &own, sizeof own, NULL);
  assert_int_equal (bind (fd, (struct sockaddr *) &own, sizeof own), 0);
  getsockname (fd, (struct sockaddr *) &own, &size);
  address = g_socket_address_new_from_native (&own, size);
  ship = quay_dial (here, address, NULL);
  n = recvfrom (fd, packet, sizeof packet, 0, (struct sockaddr *) &client, &size);
  assert_int_equal (ngtcp2_pkt_decode_version_cid (&ids, packet, (gsize) n, 8), 0);
  n = ngtcp2_pkt_write_version_negotiation (packet + 1500, 500, 0, ids.scid, ids.scidlen, ids.dcid,
                                            ids.dcidlen, versions, 1);
  sendto (fd, packet + 1500, (gsize) n, 0, (struct sockaddr *) &client, size);
  wait_closed (ship, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION);
  close (fd);
  quay_free (here);
}

/* --- a peer that has forgotten --- */

static void
forget_all (gpointer data)
{
  Quay *quay = data;

  for (guint i = 0; i < quay->ships->len; i++)
    ((Ship *) quay->ships->pdata[i])->connection = NULL;
  while (quay->endpoint->connections != NULL)
    _odeon_quic_connection_free (quay->endpoint->connections);
}

/* As if it were killed: another one at the same place, of the same node, has never heard of it. */
static void
a_killed_and_restarted_peer_is_noticed_at_once (void **state G_GNUC_UNUSED)
{
  Quay             *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay             *there = open_quay (&default_options);
  OdeonCredentials *credentials = g_object_ref (there->options.credentials);
  Ship             *ship = quay_dial (here, there->address, "there");
  guint16           port;
  gint64            begin;

  wait_ready (ship);
  say (ship, "ahoy", 4);
  wait_until (here, ship->heard->len == 4);
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (there->address));
  run_on (there->worker, forget_all, there);
  quay_free (there);
  there = quay_new ("127.0.0.1", port, credentials, &default_options);

  begin = g_get_monotonic_time ();
  say (ship, "ahoy", 4);
  wait_closed (ship, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  print_message ("noticed after %d us\n", (gint) (ship->closed_at - begin));
  assert_true (ship->closed_at - begin < 50000);
  quay_free (here);
  quay_free (there);
}

static void
a_reset_of_nobody_s_is_not_believed (void **state G_GNUC_UNUSED)
{
  Quay  *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay  *there = open_quay (&default_options);
  Ship  *ship = quay_dial (here, there->address, "there");
  gint   fd;
  guint8 packet[60];

  wait_ready (ship);
  fd = open_socket (here->address);
  memset (packet, 0x41, sizeof packet);
  for (guint i = 0; i < 50; i++)
    send (fd, packet, sizeof packet - i % 40, 0);
  say (ship, "ahoy", 4);
  wait_until (here, ship->heard->len == 4);
  close (fd);
  quay_free (here);
  quay_free (there);
}

static void
garbage_disturbs_nobody (void **state G_GNUC_UNUSED)
{
  Quay  *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay  *there = open_quay (&default_options);
  Ship  *ship = quay_dial (here, there->address, "there");
  GRand *rand = g_rand_new_with_seed (11);
  gint   fd;
  guint8 packet[1400];

  wait_ready (ship);
  fd = open_socket (there->address);
  for (guint i = 0; i < 3000; i++)
    {
      for (guint j = 0; j < sizeof packet; j++)
        packet[j] = (guint8) g_rand_int (rand);
      if (i % 3 == 0)
        begin_packet (packet, 40, 1, (guint8) i);
      if (i % 4 != 0)
        packet[0] |= 0xc0;
      send (fd, packet, (gsize) g_rand_int_range (rand, 0, sizeof packet), 0);
    }
  say (ship, "ahoy", 4);
  wait_until (here, ship->heard->len == 4);
  close (fd);
  g_rand_free (rand);
  quay_free (here);
  quay_free (there);
}

/* --- many at once --- */

static void
under_load_a_client_shows_its_address_first (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Quay            *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay            *there;
  Ship            *ship;

  options.retry_above = 0;
  there = open_quay (&options);
  ship = quay_dial (here, there->address, "there");
  wait_ready (ship);
  wait_until (there, there->ships->len == 1);
  say (ship, "ahoy", 4);
  wait_until (here, ship->heard->len == 4);
  quay_free (here);
  quay_free (there);
}

static void
count_connections (gpointer data)
{
  Quay *quay = data;

  quay->n_connections = quay->endpoint->n_connections;
}

/* Of those who do not answer, only so many are remembered. */
static void
a_flood_of_first_packets_takes_bounded_memory (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Quay            *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay            *there;
  Ship            *ship;
  gint             fd;
  guint8           packet[1200];

  options.retry_above = 8;
  there = open_quay (&options);
  fd = open_socket (there->address);
  for (guint i = 0; i < 2000; i++)
    {
      begin_packet (packet, sizeof packet, 1, (guint8) i);
      packet[12] = (guint8) (i >> 8);
      packet[23] = 0; /* no token, and a length of the rest */
      packet[24] = 0x44;
      packet[25] = 0x96;
      send (fd, packet, sizeof packet, 0);
      if (i % 100 == 0)
        run_on (there->worker, count_connections, there);
    }
  run_on (there->worker, count_connections, there);
  assert_true (there->n_connections <= 8);
  ship = quay_dial (here, there->address, "there");
  wait_ready (ship);
  close (fd);
  quay_free (here);
  quay_free (there);
}

static void
more_connections_than_the_limit_are_refused (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Quay            *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay            *there;
  Ship            *first;
  Ship            *second;

  options.max_connections = 1;
  there = open_quay (&options);
  first = quay_dial (here, there->address, "there");
  wait_ready (first);
  second = quay_dial (here, there->address, "there");
  wait_closed (second, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  say (first, "ahoy", 4);
  wait_until (here, first->heard->len == 4);
  quay_free (here);
  quay_free (there);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (another_version_is_answered_with_those_that_are_spoken),
    cmocka_unit_test (nobody_is_flooded_by_an_answer),
    cmocka_unit_test (a_client_hears_that_its_version_is_not_spoken),
    cmocka_unit_test (a_killed_and_restarted_peer_is_noticed_at_once),
    cmocka_unit_test (a_reset_of_nobody_s_is_not_believed),
    cmocka_unit_test (garbage_disturbs_nobody),
    cmocka_unit_test (under_load_a_client_shows_its_address_first),
    cmocka_unit_test (a_flood_of_first_packets_takes_bounded_memory),
    cmocka_unit_test (more_connections_than_the_limit_are_refused),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
