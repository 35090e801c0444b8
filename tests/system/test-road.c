/* SPDX-License-Identifier: MIT */

/* The road itself: what is said of it in tests of the network rests on this. */

#include "road.h"

#include <errno.h>
#include <gio/gio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

#define N 2000

/* A socket at an end. Only a thread of its own can go there and not come back; a test cannot fail
 * there, but the program can. */
typedef struct
{
  Road    *road;
  RoadEnd  end;
  gboolean is_v6;
  GSocket *socket;
} Opening;

static gpointer
open_there (gpointer data)
{
  Opening                  *self = data;
  g_autoptr (GSocketAddress) own = NULL;

  g_autoptr (GError)         error = NULL;

  if (!road_enter (self->road, self->end))
    g_error ("%s", g_strerror (errno));
  own = g_inet_socket_address_new_from_string (road_get_address (self->end, self->is_v6), 7000);
  self->socket = g_socket_new (g_socket_address_get_family (own), G_SOCKET_TYPE_DATAGRAM,
                               G_SOCKET_PROTOCOL_UDP, NULL);
  g_socket_set_option (self->socket, SOL_SOCKET, SO_RCVBUF, 4 << 20, NULL);
  if (!g_socket_bind (self->socket, own, FALSE, &error))
    g_error ("%s", error->message);

  return NULL;
}

static GSocket *
open_socket (Road *road, RoadEnd end, gboolean is_v6)
{
  Opening opening = { road, end, is_v6, NULL };

  g_thread_join (g_thread_new ("there", open_there, &opening));

  return opening.socket;
}

/* Skips the test where there are none. */
static Road *
require_road (const RoadConditions *conditions)
{
  g_autoptr (GError) error = NULL;
  Road              *road = road_new (conditions, &error);

  if (road == NULL)
    {
      print_message ("skipped: %s\n", error->message);
      skip ();
    }

  return road;
}

static void
send_number (GSocket *from, guint32 number, gboolean is_v6)
{
  g_autoptr (GSocketAddress) to
    = g_inet_socket_address_new_from_string (road_get_address (ROAD_FAR, is_v6), 7000);

  assert_int_equal (g_socket_send_to (from, to, (const gchar *) &number, sizeof number, NULL, NULL),
                    sizeof number);
}

static guint32
receive_number (GSocket *at)
{
  guint32 number = 0;

  assert_int_equal (g_socket_receive (at, (gchar *) &number, sizeof number, NULL, NULL),
                    sizeof number);

  return number;
}

static void
what_is_sent_arrives_as_late_as_it_should (void **state G_GNUC_UNUSED)
{
  const RoadConditions conditions = { .delay = 20000, .seed = 1 };

  for (gint is_v6 = FALSE; is_v6 <= TRUE; is_v6++)
    {
      g_autoptr (Road)    road = require_road (&conditions);
      g_autoptr (GSocket) near = open_socket (road, ROAD_NEAR, is_v6);
      g_autoptr (GSocket) far = open_socket (road, ROAD_FAR, is_v6);
      gint64              start = g_get_monotonic_time ();

      send_number (near, 42, is_v6);
      assert_int_equal (receive_number (far), 42);
      assert_true (g_get_monotonic_time () - start >= 20000);
    }
}

/* All fates by one seed: so many, and those that arrive are all the others. */
static void
it_loses_reorders_and_doubles (void **state G_GNUC_UNUSED)
{
  const RoadConditions conditions
    = { .delay = 2000, .loss = 0.1, .reorder = 0.05, .duplicate = 0.02, .seed = 7 };
  g_autoptr (Road)    road = require_road (&conditions);
  g_autoptr (GSocket) near = open_socket (road, ROAD_NEAR, FALSE);
  g_autoptr (GSocket) far = open_socket (road, ROAD_FAR, FALSE);
  RoadCounts          counts;
  guint               n_expected;
  guint               n_late = 0;
  guint32             last = 0;

  for (guint32 i = 1; i <= N; i++)
    send_number (near, i, FALSE);
  do
    counts = road_get_counts (road);
  while (counts.n_sent < N);
  assert_in_range (counts.n_lost, N / 20, N / 5);
  assert_in_range (counts.n_doubled, N / 200, N / 20);
  n_expected = N - (guint) counts.n_lost + (guint) counts.n_doubled;
  for (guint i = 0; i < n_expected; i++)
    {
      guint32 number = receive_number (far);

      n_late += number < last;
      last = number;
    }
  assert_true (n_late > 0);
}

static void
nothing_passes_while_it_is_closed (void **state G_GNUC_UNUSED)
{
  const RoadConditions conditions = { .seed = 3 };
  g_autoptr (Road)    road = require_road (&conditions);
  g_autoptr (GSocket) near = open_socket (road, ROAD_NEAR, FALSE);
  g_autoptr (GSocket) far = open_socket (road, ROAD_FAR, FALSE);

  road_set_closed (road, TRUE);
  send_number (near, 1, FALSE);
  while (road_get_counts (road).n_lost == 0)
    g_thread_yield ();
  road_set_closed (road, FALSE);
  send_number (near, 2, FALSE);
  assert_int_equal (receive_number (far), 2);
}

/* 200 packets of 1,000 bytes and a little at 1 MB a second. */
static void
its_rate_is_kept (void **state G_GNUC_UNUSED)
{
  const RoadConditions conditions = { .rate = 1000000, .seed = 4 };
  g_autoptr (Road)    road = require_road (&conditions);
  g_autoptr (GSocket) near = open_socket (road, ROAD_NEAR, FALSE);
  g_autoptr (GSocket) far = open_socket (road, ROAD_FAR, FALSE);
  g_autoptr (GSocketAddress) to
    = g_inet_socket_address_new_from_string (road_get_address (ROAD_FAR, FALSE), 7000);
  gchar               bytes[1000] = { 0 };
  gint64              start = g_get_monotonic_time ();

  for (guint i = 0; i < 200; i++)
    assert_int_equal (g_socket_send_to (near, to, bytes, sizeof bytes, NULL, NULL), sizeof bytes);
  for (guint i = 0; i < 200; i++)
    assert_int_equal (g_socket_receive (far, bytes, sizeof bytes, NULL, NULL), sizeof bytes);
  assert_true (g_get_monotonic_time () - start >= 190000);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_sent_arrives_as_late_as_it_should),
    cmocka_unit_test (it_loses_reorders_and_doubles),
    cmocka_unit_test (nothing_passes_while_it_is_closed),
    cmocka_unit_test (its_rate_is_kept),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
