/* SPDX-License-Identifier: MIT */

#include "speech.h"

#include "odeon-quic-endpoint-private.h"

/* Two of them, and what a client sees of a connection between them. */
typedef struct
{
  Quay *here;
  Quay *there;
  Ship *ship;
} Pair;

static void
pair_init (Pair *self, const OdeonQuicOptions *options)
{
  self->here = quay_new ("127.0.0.1", 0, new_credentials ("here"), options);
  self->there = quay_new ("127.0.0.1", 0, new_credentials ("there"), options);
  self->ship = quay_dial (self->here, self->there->address, "there");
  wait_ready (self->ship);
  wait_until (self->there, self->there->ships->len == 1);
}

static void
pair_clear (Pair *self)
{
  quay_free (self->here);
  quay_free (self->there);
}

static Ship *
other_end (Pair *self)
{
  return self->there->ships->pdata[0];
}

static void
what_is_said_on_stream_0_comes_back (void **state G_GNUC_UNUSED)
{
  Pair pair;

  pair_init (&pair, &default_options);
  assert_string_equal (pair.ship->peer_name, "there");
  assert_string_equal (other_end (&pair)->peer_name, "here");
  say (pair.ship, "ahoy", 4);
  wait_until (pair.here, pair.ship->heard->len == 4);
  assert_memory_equal (pair.ship->heard->data, "ahoy", 4);
  pair_clear (&pair);
}

static void
a_burst_of_5000_messages_is_delivered (void **state G_GNUC_UNUSED)
{
  Pair   pair;
  guint8 message[64];
  Speech speech;

  pair_init (&pair, &default_options);
  for (guint i = 0; i < sizeof message; i++)
    message[i] = (guint8) (i * 7);
  speech = (Speech){ pair.ship, message, sizeof message, 5000 };
  run_on (pair.here->worker, speak, &speech);
  wait_until (pair.here, pair.ship->n_heard == 5000 * sizeof message);
  for (gsize i = 0; i < 5000; i++)
    assert_memory_equal (pair.ship->heard->data + i * sizeof message, message, sizeof message);
  pair_clear (&pair);
}

static void
a_message_of_70000_bytes_is_delivered (void **state G_GNUC_UNUSED)
{
  g_autofree guint8 *message = g_malloc (70000);
  Pair               pair;

  pair_init (&pair, &default_options);
  for (guint i = 0; i < 70000; i++)
    message[i] = (guint8) (i * 131 >> 7);
  say (pair.ship, message, 70000);
  wait_until (pair.here, pair.ship->n_heard == 70000);
  assert_memory_equal (pair.ship->heard->data, message, 70000);
  pair_clear (&pair);
}

/* What the peer may send ahead is given back as it is handed up. */
static void
more_than_the_window_is_delivered (void **state G_GNUC_UNUSED)
{
  g_autofree guint8 *message = g_malloc0 (1 << 20);
  OdeonQuicOptions   options = default_options;
  Pair               pair;

  options.window = 64 << 10;
  pair_init (&pair, &options);
  say (pair.ship, message, 1 << 20);
  wait_until (pair.here, pair.ship->n_heard == 1 << 20);
  pair_clear (&pair);
}

static void
what_was_acknowledged_is_let_go (void **state G_GNUC_UNUSED)
{
  g_autofree guint8 *message = g_malloc0 (1 << 20);
  Pair               pair;
  guint64            acknowledged;

  pair_init (&pair, &default_options);
  say (pair.ship, message, 1 << 20);
  wait_until (pair.here, pair.ship->n_heard == 1 << 20);
  wait_until (pair.here, pair.ship->n_acknowledged == 1 << 20);
  acknowledged = pair.ship->output.acknowledged;
  assert_int_equal (acknowledged, 1 << 20);
  pair_clear (&pair);
}

static void
datagrams_go_and_come (void **state G_GNUC_UNUSED)
{
  Pair   pair;
  gchar  text[1000];
  GBytes *first;

  pair_init (&pair, &default_options);
  memset (text, 'x', sizeof text);
  for (guint i = 0; i < 20; i++)
    say_datagram (pair.ship, text, sizeof text - i);
  wait_until (pair.here, pair.ship->packets->len == 20);
  first = pair.ship->packets->pdata[0];
  assert_int_equal (g_bytes_get_size (first), sizeof text);
  pair_clear (&pair);
}

static void
open_lane (gpointer data)
{
  Ship        *ship = data;
  OdeonOutput *output = &ship->lane;
  GBytes      *prefix = g_bytes_new_static ("lane:", 5);

  put (output, "cargo", 5);
  assert_non_null (_odeon_quic_connection_open (ship->connection, ODEON_QUIC_UNIDIRECTIONAL,
                                                ODEON_QUIC_LANE, prefix, output));
  g_bytes_unref (prefix);
}

static void
either_side_opens_lanes (void **state G_GNUC_UNUSED)
{
  Pair   pair;
  gint64 ids[] = { 2, 3 }; /* the first unidirectional ones */

  pair_init (&pair, &default_options);
  run_on (pair.here->worker, open_lane, pair.ship);
  run_on (pair.there->worker, open_lane, other_end (&pair));
  wait_until (pair.there, get_heard (other_end (&pair), ids[0])->len == 10);
  wait_until (pair.here, get_heard (pair.ship, ids[1])->len == 10);
  assert_memory_equal (get_heard (pair.ship, ids[1])->data, "lane:cargo", 10);
  pair_clear (&pair);
}

/* Another output begins where the last connection's peer had got to. */
static void
begin_in_the_middle (gpointer data)
{
  Ship *ship = data;

  put (&ship->lane, "0123456789", 10);
  _odeon_output_wrote (&ship->lane, 4);
  assert_non_null (_odeon_quic_connection_open (ship->connection, ODEON_QUIC_UNIDIRECTIONAL,
                                                ODEON_QUIC_LANE, NULL, &ship->lane));
}

static void
a_source_goes_on_where_it_was_written_up_to (void **state G_GNUC_UNUSED)
{
  Pair pair;

  pair_init (&pair, &default_options);
  run_on (pair.here->worker, begin_in_the_middle, pair.ship);
  wait_until (pair.there, get_heard (other_end (&pair), 2)->len == 6);
  assert_memory_equal (get_heard (other_end (&pair), 2)->data, "456789", 6);
  wait_until (pair.here, pair.ship->n_lane_acknowledged == 10);
  pair_clear (&pair);
}

static void
the_reason_of_a_close_arrives (void **state G_GNUC_UNUSED)
{
  Pair pair;

  pair_init (&pair, &default_options);
  close_connection (other_end (&pair), 7, "out of fuel");
  wait_closed (pair.ship, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  assert_int_equal (pair.ship->close_code, 7);
  assert_non_null (strstr (pair.ship->closed->message, "out of fuel"));
  assert_non_null (strstr (pair.ship->closed->message, "there"));
  pair_clear (&pair);
}

static void
the_end_of_a_worker_is_told_at_once (void **state G_GNUC_UNUSED)
{
  Pair pair;

  pair_init (&pair, &default_options);
  quay_free (pair.there);
  wait_closed (pair.ship, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  quay_free (pair.here);
}

static void
close_in_an_event (OdeonQuicConnection *connection,
                   OdeonQuicStream     *stream G_GNUC_UNUSED,
                   const guint8        *bytes G_GNUC_UNUSED,
                   gsize                size G_GNUC_UNUSED,
                   gboolean             is_end G_GNUC_UNUSED,
                   gpointer             data)
{
  Ship *ship = data;

  ship->connection = NULL;
  _odeon_quic_connection_close (connection, 3, "heard enough");
}

static const OdeonQuicEvents closing_events = {
  .receive = close_in_an_event,
  .closed = ship_closed,
};

static void
become_closing (gpointer data)
{
  Ship *ship = data;

  _odeon_quic_connection_set_events (ship->connection, &closing_events, ship);
}

static void
an_event_may_close_the_connection (void **state G_GNUC_UNUSED)
{
  Pair pair;

  pair_init (&pair, &default_options);
  run_on (pair.there->worker, become_closing, other_end (&pair));
  say (pair.ship, "ahoy", 4);
  wait_closed (pair.ship, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  assert_int_equal (pair.ship->close_code, 3);
  assert_null (other_end (&pair)->closed);
  pair_clear (&pair);
}

static void
close_endpoint (gpointer data)
{
  Quay *quay = data;

  _odeon_quic_endpoint_close (quay->endpoint, 5, "the quay is closed");
  quay->endpoint = NULL;
}

static void
a_closed_endpoint_says_goodbye_to_all (void **state G_GNUC_UNUSED)
{
  Pair  pair;
  Ship *second;

  pair_init (&pair, &default_options);
  second = quay_dial (pair.here, pair.there->address, NULL);
  wait_ready (second);
  wait_until (pair.there, pair.there->ships->len == 2);
  run_on (pair.there->worker, close_endpoint, pair.there);
  wait_closed (pair.ship, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  wait_closed (second, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  assert_int_equal (second->close_code, 5);
  pair_clear (&pair);
}

static void
take_new_keys (gpointer data)
{
  Ship *ship = data;

  assert_int_equal (ngtcp2_conn_initiate_key_update (ship->connection->conn, _odeon_quic_now ()),
                    0);
}

static void
new_keys_under_way_lose_nothing (void **state G_GNUC_UNUSED)
{
  Pair   pair;
  guint8 message[64] = { 0 };
  Speech speech;

  pair_init (&pair, &default_options);
  speech = (Speech){ pair.ship, message, sizeof message, 1000 };
  run_on (pair.here->worker, speak, &speech);
  wait_until (pair.here, pair.ship->n_heard == 1000 * sizeof message);
  run_on (pair.here->worker, take_new_keys, pair.ship);
  run_on (pair.here->worker, speak, &speech);
  wait_until (pair.here, pair.ship->n_heard == 2000 * sizeof message);
  pair_clear (&pair);
}

/* Before a packet has gone out. */
static void
dial_and_close (gpointer data)
{
  Quay                *quay = data;
  OdeonQuicConnection *connection;

  connection = _odeon_quic_endpoint_connect (quay->endpoint, quay->address, NULL, NULL);
  assert_non_null (connection);
  _odeon_quic_connection_close (connection, 1, "a change of mind");
  assert_null (quay->endpoint->connections->next);
}

static void
what_was_just_dialled_may_be_closed (void **state G_GNUC_UNUSED)
{
  Quay *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Ship *ship;

  run_on (here->worker, dial_and_close, here);
  ship = quay_dial (here, here->address, "here");
  wait_ready (ship);
  quay_free (here);
}

static void
read_statistics (gpointer data)
{
  Ship                *ship = data;
  OdeonQuicStatistics  statistics;
  g_autoptr (GSocketAddress) address = NULL;

  _odeon_quic_connection_get_statistics (ship->connection, &statistics);
  assert_true (statistics.n_sent > 0);
  assert_true (statistics.n_received > 0);
  assert_true (statistics.window > 0);
  assert_true (statistics.packet_size >= 1200);
  assert_true (statistics.max_datagram > 1100 && statistics.max_datagram < statistics.packet_size);
  address = _odeon_quic_connection_get_remote_address (ship->connection);
  assert_true (G_IS_INET_SOCKET_ADDRESS (address));
}

static void
a_connection_tells_its_figures (void **state G_GNUC_UNUSED)
{
  Pair pair;

  pair_init (&pair, &default_options);
  say (pair.ship, "ahoy", 4);
  wait_until (pair.here, pair.ship->heard->len == 4);
  run_on (pair.here->worker, read_statistics, pair.ship);
  pair_clear (&pair);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_said_on_stream_0_comes_back),
    cmocka_unit_test (a_burst_of_5000_messages_is_delivered),
    cmocka_unit_test (a_message_of_70000_bytes_is_delivered),
    cmocka_unit_test (more_than_the_window_is_delivered),
    cmocka_unit_test (what_was_acknowledged_is_let_go),
    cmocka_unit_test (datagrams_go_and_come),
    cmocka_unit_test (either_side_opens_lanes),
    cmocka_unit_test (a_source_goes_on_where_it_was_written_up_to),
    cmocka_unit_test (the_reason_of_a_close_arrives),
    cmocka_unit_test (the_end_of_a_worker_is_told_at_once),
    cmocka_unit_test (an_event_may_close_the_connection),
    cmocka_unit_test (a_closed_endpoint_says_goodbye_to_all),
    cmocka_unit_test (new_keys_under_way_lose_nothing),
    cmocka_unit_test (what_was_just_dialled_may_be_closed),
    cmocka_unit_test (a_connection_tells_its_figures),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
