/* SPDX-License-Identifier: MIT */

/* Messages that may be lost are, and nothing else happens to them. */

#include "cable.h"

static void
stall (Cable *self)
{
  self->is_stalled = TRUE;
}

static void
go_on (Cable *self)
{
  self->is_stalled = FALSE;
  cable_wake (self);
}

static void
lose_some (Cable *self)
{
  self->loss = 5;
}

static void
lose_all (Cable *self)
{
  self->loss = 1;
}

static gint64
await_flashed (PostOffice *office, gint64 n)
{
  gint64 found;

  do
    assert_true (post_office_count_flashed_sync (office, &found, NULL));
  while (found < n);

  return found;
}

static void
unreliable_ones_come_if_nothing_is_lost (void **state G_GNUC_UNUSED)
{
  Cable             *self = cable_new_with (1, 0, &wide_end_class);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  gint32             sum;

  /* So that the office knows what an office is called. */
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  cable_do (self, stall);
  for (gint64 i = 0; i < 100; i++)
    post_office_flash (self->remote, i, nothing);

  assert_int_equal (await_flashed (self->office, 100), 100);
  cable_do (self, go_on);
  cable_free (self);
}

/* It does not cost the session anything, either. */
static void
unreliable_ones_are_lost_if_the_datagram_is (void **state G_GNUC_UNUSED)
{
  Cable             *self = cable_new_with (2, 0, &wide_end_class);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  gint64             found;
  gint32             sum;

  cable_do (self, lose_all);
  for (gint64 i = 0; i < 100000; i++)
    post_office_flash (self->remote, i, nothing);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  assert_true (post_office_count_flashed_sync (self->remote, &found, NULL));

  assert_int_equal (found, 0);
  cable_free (self);
}

static void
what_is_too_large_for_a_datagram_comes_otherwise (void **state G_GNUC_UNUSED)
{
  Cable             *self = cable_new_with (3, 0, &wide_end_class);
  g_autofree gchar  *data = g_malloc0 (70000);
  g_autoptr (GBytes) large = g_bytes_new_static (data, 70000);
  g_autoptr (GBytes) medium = g_bytes_new_static (data, 3000);

  cable_do (self, lose_all);
  for (gint64 i = 0; i < 10; i++)
    post_office_flash (self->remote, i, i % 2 == 0 ? large : medium);

  assert_int_equal (await_flashed (self->office, 10), 10);
  cable_free (self);
}

static void
sequenced_ones_come_in_order_and_the_last_one_at_last (void **state G_GNUC_UNUSED)
{
  for (guint32 seed = 1; seed <= (guint32) scaled (40); seed++)
    {
      Cable *self = cable_new_with (seed, seed % 3 == 0 ? 16 : 0, &wide_end_class);
      gint64 number = 0;
      gint64 last;
      gint64 n;
      gint32 sum;

      cable_do (self, lose_some);
      for (guint i = 0; i < 300; i++)
        {
          post_office_place (self->remote, ++number);
          if (i % 10 == 0)
            assert_true (post_office_add_sync (self->office, 1, &sum, NULL));
        }
      /* Until one comes that is not lost. */
      do
        {
          post_office_place (self->remote, ++number);
          assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
          assert_true (post_office_last_placed_sync (self->office, &last, NULL));
        }
      while (last < 300);
      assert_true (post_office_count_placed_sync (self->office, &n, NULL));
      assert_in_range (n, 1, number);
      cable_free (self);
    }
}

/* What waits to be sent is replaced by what is newer. */
static void
of_sequenced_ones_that_wait_only_the_newest_is_sent (void **state G_GNUC_UNUSED)
{
  Cable *self = cable_new_with (4, 0, &wide_end_class);
  gint64 last;
  gint64 n;

  for (gint64 i = 1; i <= 100000; i++)
    post_office_place (self->remote, i);
  do
    assert_true (post_office_last_placed_sync (self->office, &last, NULL));
  while (last < 100000);
  assert_true (post_office_count_placed_sync (self->office, &n, NULL));

  assert_in_range (n, 1, 99999);
  cable_free (self);
}

/* The index of an actor that was let go of may be another's by then. */
static void
what_was_meant_for_another_is_dropped (void **state G_GNUC_UNUSED)
{
  for (guint32 seed = 1; seed <= (guint32) scaled (40); seed++)
    {
      Cable             *self = cable_new_with (seed, 0, &wide_end_class);
      g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
      PostOffice        *first;
      PostOffice        *second;
      gint64             n;

      assert_true (post_office_open_sync (self->remote, &first, NULL));
      for (gint64 i = 0; i < 100; i++)
        post_office_flash (first, i, nothing);
      odeon_ref_unref (first);
      assert_true (post_office_open_sync (self->remote, &second, NULL));
      assert_true (post_office_count_flashed_sync (second, &n, NULL));
      assert_int_equal (n, 0);
      assert_true (post_office_count_flashed_sync (self->remote, &n, NULL));
      assert_int_equal (n, 0);
      odeon_ref_unref (second);
      cable_free (self);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (unreliable_ones_come_if_nothing_is_lost),
    cmocka_unit_test (unreliable_ones_are_lost_if_the_datagram_is),
    cmocka_unit_test (what_is_too_large_for_a_datagram_comes_otherwise),
    cmocka_unit_test (sequenced_ones_come_in_order_and_the_last_one_at_last),
    cmocka_unit_test (of_sequenced_ones_that_wait_only_the_newest_is_sent),
    cmocka_unit_test (what_was_meant_for_another_is_dropped),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
