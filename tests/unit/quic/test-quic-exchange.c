/* SPDX-License-Identifier: MIT */

/* Packets on bad roads. */

#include "speech.h"

#include "relay.h"

#include <errno.h>
#include <netinet/udp.h>

#define MESSAGE 64

/* --- a socket that is full, or a device that does not join packets --- */

static gint full_each;   /* so often; 0: never */
static gint n_calls;
static gint fails_joined;

ssize_t __real_sendmsg (int fd, const struct msghdr *message, int flags);
ssize_t __wrap_sendmsg (int fd, const struct msghdr *message, int flags);

static gboolean
is_joined (const struct msghdr *message)
{
  for (struct cmsghdr *header = CMSG_FIRSTHDR (message); header != NULL;
       header = CMSG_NXTHDR ((struct msghdr *) message, header))
    if (header->cmsg_level == IPPROTO_UDP)
      return TRUE;

  return FALSE;
}

/* The linker puts it in the place of the C library's. */
ssize_t
__wrap_sendmsg (int fd, const struct msghdr *message, int flags)
{
  gint each = g_atomic_int_get (&full_each);

  if (each > 0 && g_atomic_int_add (&n_calls, 1) % each == 0)
    errno = EAGAIN;
  else if (g_atomic_int_get (&fails_joined) && is_joined (message))
    errno = EIO;
  else
    return __real_sendmsg (fd, message, flags);

  return -1;
}

typedef struct
{
  Quay  *here;
  Quay  *there;
  Relay *relay;
  Ship  *ship;
} Journey;

static void
journey_init (Journey *self, guint32 seed, gdouble loss, gdouble doubling, gdouble delay,
              const OdeonQuicOptions *options)
{
  self->here = quay_new ("127.0.0.1", 0, new_credentials ("here"), options);
  self->there = quay_new ("127.0.0.1", 0, new_credentials ("there"), options);
  self->relay = relay_new (self->there->address, seed, loss, doubling, delay);
  self->ship = quay_dial (self->here, self->relay->address, "there");
  wait_ready (self->ship);
}

static void
journey_clear (Journey *self)
{
  quay_free (self->here);
  quay_free (self->there);
  relay_free (self->relay);
}

/* Each message is numbered; all come back, each once and in order. */
static void
check_numbers (Ship *ship, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint number;

      memcpy (&number, ship->heard->data + (gsize) i * MESSAGE, sizeof number);
      assert_int_equal (number, i);
    }
}

static void
say_numbers (gpointer data)
{
  Speech *speech = data;
  guint8  message[MESSAGE] = { 0 };

  for (guint i = 0; i < speech->times; i++)
    {
      guint number = (guint) speech->size + i;

      memcpy (message, &number, sizeof number);
      ship_say (speech->ship, message, sizeof message);
    }
}

static void
send_numbers (Journey *self, guint n)
{
  Speech speech = { self->ship, NULL, 0, n };

  run_on (self->here->worker, say_numbers, &speech);
  wait_until (self->here, self->ship->n_heard == (gsize) n * MESSAGE);
  check_numbers (self->ship, n);
}

static void
nothing_is_lost_doubled_or_disordered (void **state G_GNUC_UNUSED)
{
  for (guint32 seed = 1; seed <= 5; seed++)
    {
      Journey journey;

      journey_init (&journey, seed, 0.05, 0.05, 0.1, &default_options);
      send_numbers (&journey, 2000);
      journey_clear (&journey);
    }
}

static void
a_fifth_lost_is_made_good (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Journey          journey;

  options.congestion = ODEON_CONGESTION_BBR;
  journey_init (&journey, 42, 0.2, 0, 0, &options);
  send_numbers (&journey, 1000);
  journey_clear (&journey);
}

static void
a_socket_that_is_full_is_waited_for (void **state G_GNUC_UNUSED)
{
  for (gint each = 1; each <= 3; each++)
    {
      Journey journey;

      journey_init (&journey, 1, 0, 0, 0, &default_options);
      g_atomic_int_set (&full_each, each + 1);
      send_numbers (&journey, 3000);
      g_atomic_int_set (&full_each, 0);
      assert_true (g_atomic_int_get (&n_calls) > 10 * each);
      journey_clear (&journey);
    }
}

static void
a_device_that_joins_no_packets_gets_them_one_by_one (void **state G_GNUC_UNUSED)
{
  Journey journey;

  g_atomic_int_set (&fails_joined, TRUE);
  journey_init (&journey, 1, 0, 0, 0, &default_options);
  send_numbers (&journey, 3000);
  journey_clear (&journey);
  g_atomic_int_set (&fails_joined, FALSE);
}

static void
datagrams_that_arrive_are_whole (void **state G_GNUC_UNUSED)
{
  Journey journey;
  gchar   text[500];

  journey_init (&journey, 3, 0.2, 0, 0.2, &default_options);
  memset (text, 'd', sizeof text);
  for (guint i = 0; i < 200; i++)
    say_datagram (journey.ship, text, sizeof text);
  send_numbers (&journey, 100);
  wait_until (journey.here, journey.ship->packets->len > 20);
  for (guint i = 0; i < journey.ship->packets->len; i++)
    assert_int_equal (g_bytes_get_size (journey.ship->packets->pdata[i]), sizeof text);
  journey_clear (&journey);
}

/* All that may be under way is lost, and then the road is good again. */
static void
datagrams_that_are_lost_do_not_hold_up_others (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Journey          journey;
  gchar            text[500];

  /* Nothing else is said before the test gives up. */
  options.idle_ms = 600000;
  journey_init (&journey, 3, 0, 0, 0, &options);
  send_numbers (&journey, 10);
  wait_until (journey.here, journey.ship->n_acknowledged == 10 * MESSAGE);
  memset (text, 'd', sizeof text);
  g_atomic_int_set (&journey.relay->is_cut, 1);
  for (guint i = 0; i < 200; i++)
    say_datagram (journey.ship, text, sizeof text);
  relay_await_cut (journey.relay, 10);
  g_atomic_int_set (&journey.relay->is_cut, 0);
  wait_until (journey.here, journey.ship->packets->len > 100);
  journey_clear (&journey);
}

static void
a_new_address_under_way_loses_nothing (void **state G_GNUC_UNUSED)
{
  Journey journey;
  Speech  more;

  journey_init (&journey, 1, 0, 0, 0, &default_options);
  send_numbers (&journey, 100);
  for (guint round = 1; round <= 3; round++)
    {
      g_atomic_int_set (&journey.relay->wants_rebind, 1);
      more = (Speech){ journey.ship, NULL, 100 * round, 100 };
      run_on (journey.here->worker, say_numbers, &more);
      wait_until (journey.here, journey.ship->n_heard == 100 * (round + 1) * MESSAGE);
    }
  check_numbers (journey.ship, 400);
  assert_null (journey.ship->closed);
  journey_clear (&journey);
}

/* %FALSE: this machine was too slow for the time for which the last word is repeated. */
static gboolean
hear_the_last_word_again (void)
{
  Journey  journey;
  gboolean is_heard;

  journey_init (&journey, 1, 0, 0, 0, &default_options);
  wait_until (journey.there, journey.there->ships->len == 1);
  g_atomic_int_set (&journey.relay->is_cut, 1);
  close_connection (journey.there->ships->pdata[0], 9, "gone");
  relay_await_cut (journey.relay, 1);
  g_atomic_int_set (&journey.relay->is_cut, 0);
  say (journey.ship, "ahoy", 4);
  wait_closed (journey.ship, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  is_heard = journey.ship->close_code == 9;
  journey_clear (&journey);

  return is_heard;
}

static void
a_last_word_that_was_lost_is_repeated (void **state G_GNUC_UNUSED)
{
  for (guint i = 0; i < 20; i++)
    if (hear_the_last_word_again ())
      return;
  fail_msg ("It was never heard");
}

static void
a_peer_that_is_cut_off_is_given_up (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Journey          journey;
  gint64           begin;

  options.idle_ms = 300;
  journey_init (&journey, 1, 0, 0, 0, &options);
  begin = g_get_monotonic_time ();
  g_atomic_int_set (&journey.relay->is_cut, 1);
  wait_closed (journey.ship, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  assert_true (journey.ship->closed_at - begin > 150000);
  journey_clear (&journey);
}

static void
a_peer_that_is_silent_is_kept (void **state G_GNUC_UNUSED)
{
  OdeonQuicOptions options = default_options;
  Journey          journey;
  gint64           begin;

  options.idle_ms = 150;
  options.keep_alive_ms = 30;
  journey_init (&journey, 1, 0, 0, 0, &options);
  /* It is alive long after it would have been given up. */
  begin = g_get_monotonic_time ();
  assert_true (relay_await_packet (journey.relay, begin + 3 * options.idle_ms * 1000));
  assert_null (journey.ship->closed);
  send_numbers (&journey, 10);
  journey_clear (&journey);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (nothing_is_lost_doubled_or_disordered),
    cmocka_unit_test (a_fifth_lost_is_made_good),
    cmocka_unit_test (a_socket_that_is_full_is_waited_for),
    cmocka_unit_test (a_device_that_joins_no_packets_gets_them_one_by_one),
    cmocka_unit_test (datagrams_that_arrive_are_whole),
    cmocka_unit_test (datagrams_that_are_lost_do_not_hold_up_others),
    cmocka_unit_test (a_new_address_under_way_loses_nothing),
    cmocka_unit_test (a_last_word_that_was_lost_is_repeated),
    cmocka_unit_test (a_peer_that_is_cut_off_is_given_up),
    cmocka_unit_test (a_peer_that_is_silent_is_kept),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
