/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-histogram-private.h"

static void
small_numbers_are_known_exactly (void **state G_GNUC_UNUSED)
{
  OdeonHistogram histogram = { 0 };

  for (guint i = 0; i < 8; i++)
    odeon_histogram_add (&histogram, i);
  for (guint i = 0; i < 8; i++)
    {
      assert_int_equal (histogram.buckets[i], 1);
      assert_int_equal (odeon_histogram_get_bucket_start (i), i);
    }
  assert_int_equal (odeon_histogram_get_quantile (&histogram, 0.5), 3);
  assert_int_equal (odeon_histogram_get_quantile (&histogram, 1), 7);
  assert_true (odeon_histogram_get_mean (&histogram) == 3.5);
}

static void
every_number_falls_between_the_bounds_of_its_bucket (void **state G_GNUC_UNUSED)
{
  for (guint64 value = 1; value < ((guint64) 1 << 33); value = value * 9 / 8 + 1)
    {
      OdeonHistogram histogram = { 0 };
      guint          bucket = 0;

      odeon_histogram_add (&histogram, value);
      while (histogram.buckets[bucket] == 0)
        bucket++;
      assert_true (odeon_histogram_get_bucket_start (bucket) <= value);
      if (bucket + 1 < ODEON_HISTOGRAM_BUCKETS)
        assert_true (value < odeon_histogram_get_bucket_start (bucket + 1));
      assert_true (value - odeon_histogram_get_bucket_start (bucket) <= value / 4);
    }
}

static void
what_is_too_large_is_in_the_last_bucket (void **state G_GNUC_UNUSED)
{
  OdeonHistogram histogram = { 0 };

  odeon_histogram_add (&histogram, G_MAXUINT64);
  odeon_histogram_add (&histogram, (guint64) 1 << 40);
  assert_int_equal (histogram.buckets[ODEON_HISTOGRAM_BUCKETS - 1], 2);
  assert_true (odeon_histogram_get_quantile (&histogram, 0.1) == G_MAXUINT64);
}

static void
a_quantile_is_the_end_of_a_bucket_and_no_more_than_the_maximum (void **state G_GNUC_UNUSED)
{
  OdeonHistogram histogram = { 0 };

  assert_int_equal (odeon_histogram_get_quantile (&histogram, 0.5), 0);
  assert_true (odeon_histogram_get_mean (&histogram) == 0);
  for (guint i = 0; i < 99; i++)
    odeon_histogram_add (&histogram, 1);
  odeon_histogram_add (&histogram, 1001);
  assert_int_equal (odeon_histogram_get_quantile (&histogram, 0), 1);
  assert_int_equal (odeon_histogram_get_quantile (&histogram, 0.99), 1);
  assert_int_equal (odeon_histogram_get_quantile (&histogram, 0.999), 1001);
}

static gpointer
add_many (gpointer data)
{
  for (guint i = 0; i < 10000; i++)
    _odeon_shared_histogram_add (data, i);

  return NULL;
}

static void
several_threads_add_to_one (void **state G_GNUC_UNUSED)
{
  OdeonSharedHistogram shared = { 0 };
  OdeonHistogram       copy;
  GThread             *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("adder", add_many, &shared);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  _odeon_shared_histogram_copy (&shared, &copy);
  assert_int_equal (copy.n, 30000);
  assert_int_equal (copy.max, 9999);
  assert_int_equal (copy.sum, 3 * 9999 * 5000);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (small_numbers_are_known_exactly),
    cmocka_unit_test (every_number_falls_between_the_bounds_of_its_bucket),
    cmocka_unit_test (what_is_too_large_is_in_the_last_bucket),
    cmocka_unit_test (a_quantile_is_the_end_of_a_bucket_and_no_more_than_the_maximum),
    cmocka_unit_test (several_threads_add_to_one),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
