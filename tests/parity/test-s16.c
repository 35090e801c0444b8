/* SPDX-License-Identifier: MIT */

/* S16: reliable and/or ordered UDP, chosen per message type. The road loses, doubles and delays. */

#include "town.h"

static Towns *
towns_on_a_bad_road (void)
{
  Towns *self = towns_new_with (NULL, NULL, TRUE);

  self->relay->loss = 0.05;
  self->relay->doubling = 0.05;
  self->relay->delay = 0.1;

  return self;
}

/* pysage: of a burst of 5,000, 92 arrive. */
static void
of_a_burst_of_five_thousand_all_arrive_ordered_or_not (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_on_a_bad_road ();
  gint64 n;

  for (gint64 i = 0; i < 5000; i++)
    {
      post_office_note (self->remote, i);
      post_office_scatter (self->remote, i);
    }
  assert_true (post_office_count_notes_sync (self->remote, &n, NULL));
  assert_int_equal (n, 5000);
  do
    assert_true (post_office_count_scattered_sync (self->remote, &n, NULL));
  while (n >= 0 && n < 5000);
  assert_int_equal (n, 5000);

  towns_free (self);
}

/* pysage: 70,000 bytes fail. */
static void
seventy_thousand_bytes_arrive_however_they_are_sent (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_on_a_bad_road ();
  g_autofree gchar  *data = g_malloc0 (70000);
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, 70000);
  g_autoptr (GBytes) back = NULL;
  gint64             n;

  assert_true (post_office_copy_sync (self->remote, bytes, &back, NULL));
  assert_true (g_bytes_equal (bytes, back));
  post_office_flash (self->remote, 1, bytes);
  do
    assert_true (post_office_count_flashed_sync (self->remote, &n, NULL));
  while (n == 0);

  towns_free (self);
}

static void
sequenced_ones_never_go_back_and_the_newest_arrives (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_on_a_bad_road ();
  gint64 number = 0;
  gint64 last;
  gint64 n;

  do
    {
      post_office_place (self->remote, ++number);
      assert_true (post_office_last_placed_sync (self->remote, &last, NULL));
    }
  while (number < 200 || last < 200);
  assert_true (post_office_count_placed_sync (self->remote, &n, NULL));
  assert_in_range (n, 1, number);

  towns_free (self);
}

/* pysage: one stranger's short datagram throws out of the loop. */
static void
a_stranger_s_datagrams_harm_nobody (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_new ();
  struct sockaddr_in bob = { .sin_family = AF_INET };
  gint               fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_autoptr (GRand)  random = g_rand_new_with_seed (1);
  gint32             sum;

  bob.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  bob.sin_port = htons (odeon_node_get_port (self->bob.node));
  for (guint i = 0; i < 2000; i++)
    {
      guint8 bytes[1500];
      gint32 size = g_rand_int_range (random, 0, sizeof bytes);

      for (gint32 j = 0; j < size; j++)
        bytes[j] = (guint8) g_rand_int (random);
      sendto (fd, bytes, (gsize) size, 0, (struct sockaddr *) &bob, sizeof bob);
    }
  close (fd);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  towns_free (self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (of_a_burst_of_five_thousand_all_arrive_ordered_or_not),
    cmocka_unit_test (seventy_thousand_bytes_arrive_however_they_are_sent),
    cmocka_unit_test (sequenced_ones_never_go_back_and_the_newest_arrives),
    cmocka_unit_test (a_stranger_s_datagrams_harm_nobody),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
