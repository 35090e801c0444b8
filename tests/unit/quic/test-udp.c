/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-udp-private.h"

#include <poll.h>

typedef struct
{
  guint  n;      /* packets */
  gsize  size;   /* of all */
  guint8 next;   /* what the next byte has to be */
  guint  ecn;
} Heard;

static void
hear (const OdeonUdpBatch *batch, gpointer data)
{
  Heard *self = data;

  for (gsize i = 0; i < batch->size; i++)
    assert_int_equal (batch->bytes[i], self->next++);
  self->n += (guint) ((batch->size + batch->segment - 1) / batch->segment);
  self->size += batch->size;
  self->ecn = batch->ecn;
}

static void
wait_for (OdeonUdp *self, Heard *heard, gsize size)
{
  while (heard->size < size)
    {
      struct pollfd fd = { .fd = self->fd, .events = POLLIN };

      assert_int_equal (poll (&fd, 1, 5000), 1);
      _odeon_udp_receive (self, hear, heard);
    }
}

static void
open_at (OdeonUdp *self, const gchar *host)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, 0);

  assert_true (_odeon_udp_open (self, address, NULL));
}

/* @size bytes in packets of @segment. */
static void
send_bytes (OdeonUdp *self, OdeonUdp *to, guint8 *bytes, gsize size, gsize segment)
{
  OdeonUdpBatch batch = { .local = self->local, .remote = to->local, .ecn = 2 };

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) i;
  batch.bytes = bytes;
  batch.size = size;
  batch.segment = segment;
  assert_true (_odeon_udp_send (self, &batch));
  assert_int_equal (batch.size, 0);
}

static void
exchange (const gchar *host, gboolean has_gso)
{
  OdeonUdp here;
  OdeonUdp there;
  guint8   bytes[12345];
  Heard    heard = { 0 };

  open_at (&here, host);
  open_at (&there, host);
  here.has_gso = has_gso;
  send_bytes (&here, &there, bytes, sizeof bytes, 1200);
  wait_for (&there, &heard, sizeof bytes);
  assert_int_equal (heard.size, sizeof bytes);
  assert_int_equal (heard.n, 11);
  assert_int_equal (heard.ecn, 2);
  _odeon_udp_clear (&here);
  _odeon_udp_clear (&there);
}

static void
many_packets_go_with_one_call (void **state G_GNUC_UNUSED)
{
  exchange ("127.0.0.1", TRUE);
}

static void
they_go_one_by_one_where_that_is_not_known (void **state G_GNUC_UNUSED)
{
  exchange ("127.0.0.1", FALSE);
}

/* More segments than the kernel takes: as it fails where it is not known. */
static void
a_call_that_fails_is_made_again_packet_by_packet (void **state G_GNUC_UNUSED)
{
  OdeonUdp here;
  OdeonUdp there;
  guint8   bytes[600];
  Heard    heard = { 0 };

  open_at (&here, "127.0.0.1");
  open_at (&there, "127.0.0.1");
  send_bytes (&here, &there, bytes, sizeof bytes, 1);
  assert_false (here.has_gso);
  wait_for (&there, &heard, sizeof bytes);
  assert_int_equal (heard.n, 600);
  _odeon_udp_clear (&here);
  _odeon_udp_clear (&there);
}

static void
what_nobody_can_send_is_lost (void **state G_GNUC_UNUSED)
{
  OdeonUdp                   here;
  OdeonUdpBatch              batch = { 0 };
  guint8                     bytes[100] = { 0 };
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("192.0.2.1", 9);

  open_at (&here, "127.0.0.1");
  batch.local = here.local;
  assert_true (_odeon_udp_set_address (&here, address, &batch.remote, NULL));
  batch.bytes = bytes;
  batch.size = batch.segment = sizeof bytes;
  assert_true (_odeon_udp_send (&here, &batch));
  _odeon_udp_clear (&here);
}

static void
an_ipv4_address_is_mapped_and_back (void **state G_GNUC_UNUSED)
{
  OdeonUdp                   self = { .fd = -1 };
  OdeonUdpAddress            mapped;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 4711);
  g_autoptr (GSocketAddress) back = NULL;
  g_autofree gchar          *text = NULL;

  self.local.any.sa_family = AF_INET6;
  assert_true (_odeon_udp_set_address (&self, address, &mapped, NULL));
  assert_int_equal (mapped.any.sa_family, AF_INET6);
  back = _odeon_udp_address_to_socket (&mapped);
  text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (back));
  assert_string_equal (text, "127.0.0.1:4711");
}

static void
the_local_address_of_a_wildcard_is_found (void **state G_GNUC_UNUSED)
{
  OdeonUdp        here;
  OdeonUdp        there;
  OdeonUdpAddress local;

  open_at (&here, "0.0.0.0");
  open_at (&there, "127.0.0.1");
  assert_true (_odeon_udp_find_local (&here, &there.local, &local, NULL));
  assert_int_equal (local.in.sin_addr.s_addr, htonl (INADDR_LOOPBACK));
  assert_int_equal (local.in.sin_port, here.local.in.sin_port);
  _odeon_udp_clear (&here);
  _odeon_udp_clear (&there);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (many_packets_go_with_one_call),
    cmocka_unit_test (they_go_one_by_one_where_that_is_not_known),
    cmocka_unit_test (a_call_that_fails_is_made_again_packet_by_packet),
    cmocka_unit_test (what_nobody_can_send_is_lost),
    cmocka_unit_test (an_ipv4_address_is_mapped_and_back),
    cmocka_unit_test (the_local_address_of_a_wildcard_is_found),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
