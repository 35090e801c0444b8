/* SPDX-License-Identifier: MIT */

/* What goes beside the session's stream: it may come later, or earlier, but comes once, and what
 * must keep its order keeps it. */

#include "cable.h"

#define LARGE ((gsize) 100 << 10)

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

static gint64
count_scattered (PostOffice *office)
{
  gint64 n;

  assert_true (post_office_count_scattered_sync (office, &n, NULL));

  return n;
}

static void
await_scattered (PostOffice *office, gint64 n)
{
  gint64 found;

  do
    found = count_scattered (office);
  while (found >= 0 && found < n);
  assert_int_equal (found, n);
}

/* The office itself is asked, not by the cable. */
static void
what_is_lost_of_the_stream_does_not_hold_up_reliable_ones (void **state G_GNUC_UNUSED)
{
  Cable *self = cable_new_with (1, 0, &wide_end_class);

  /* The first use of the interface and all that may have gone before. */
  post_office_scatter (self->remote, 0);
  await_scattered (self->office, 1);
  cable_do (self, stall);
  for (gint64 i = 1; i < 100; i++)
    post_office_scatter (self->remote, i);
  await_scattered (self->office, 100);

  cable_do (self, go_on);
  cable_free (self);
}

static void
reliable_ones_come_once_whatever_is_cut (void **state G_GNUC_UNUSED)
{
  for (guint32 seed = 1; seed <= (guint32) scaled (40); seed++)
    {
      Cable *self = cable_new_with (seed, 8, &wide_end_class);

      for (gint64 i = 0; i < 1000; i++)
        post_office_scatter (self->remote, i);
      await_scattered (self->office, 1000);
      assert_int_equal (count_scattered (self->remote), 1000);
      cable_free (self);
    }
}

/* A RELEASE goes by the stream, and what was told by lanes. */
static void
an_actor_is_not_let_go_of_before_what_it_was_told (void **state G_GNUC_UNUSED)
{
  for (guint32 seed = 1; seed <= (guint32) scaled (40); seed++)
    {
      Cable      *self = cable_new_with (seed, seed % 2 == 0 ? 16 : 0, &wide_end_class);
      PostOffice *other = spawn_office (self->system);
      PostOffice *remote;
      gint32      sum;

      /* It comes as another's, is called, and let go of. */
      assert_true (post_office_keep_sync (self->office, other, &remote, NULL));
      odeon_ref_unref (remote);
      assert_true (post_office_ask_kept_sync (self->remote, 1, &sum, NULL));
      assert_true (post_office_keep_sync (self->remote, NULL, NULL, NULL));
      odeon_ref_unref (other);

      assert_true (post_office_open_sync (self->remote, &remote, NULL));
      for (gint64 i = 0; i < 100; i++)
        post_office_scatter (remote, i);
      odeon_ref_unref (remote);
      assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
      cable_free (self);
    }
}

static void
assert_no_exports (Cable *self)
{
  /* The root. */
  assert_int_equal (self->ends[1].session->exports.n, 1);
}

static void
what_is_let_go_of_is_forgotten_in_the_end (void **state G_GNUC_UNUSED)
{
  Cable      *self = cable_new_with (5, 0, &wide_end_class);
  PostOffice *remote;
  gint32      sum;

  assert_true (post_office_open_sync (self->remote, &remote, NULL));
  for (gint64 i = 0; i < 100; i++)
    post_office_scatter (remote, i);
  assert_true (post_office_add_sync (remote, 1, &sum, NULL));
  await_scattered (remote, 100);
  odeon_ref_unref (remote);
  for (guint i = 0; i < 3; i++)
    assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  cable_do (self, assert_no_exports);
  cable_free (self);
}

static void
what_is_large_keeps_its_place_among_the_others (void **state G_GNUC_UNUSED)
{
  g_autofree gchar  *data = g_malloc0 (LARGE);
  g_autoptr (GBytes) large = g_bytes_new_static (data, LARGE);

  for (guint32 seed = 1; seed <= (guint32) scaled (20); seed++)
    {
      Cable            *self = cable_new_with (seed, seed % 2 == 0 ? 32 : 0, &wide_end_class);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      gint64            n = 0;
      gint64            found;

      while (n < 60)
        if (g_rand_int_range (random, 0, 6) == 0)
          post_office_pile (self->remote, large, n++);
        else
          post_office_note (self->remote, n++);
      assert_true (post_office_count_notes_sync (self->remote, &found, NULL));
      assert_int_equal (found, n);
      cable_free (self);
    }
}

static void
a_large_answer_and_a_large_call_come_whole_whatever_is_cut (void **state G_GNUC_UNUSED)
{
  g_autofree gchar  *data = g_malloc (LARGE);
  g_autoptr (GBytes) large = g_bytes_new_static (data, LARGE);

  memset (data, 'x', LARGE);
  for (guint32 seed = 1; seed <= (guint32) scaled (10); seed++)
    {
      Cable             *self = cable_new_with (seed, 50, &wide_end_class);
      g_autoptr (GBytes) back = NULL;

      assert_true (post_office_copy_sync (self->remote, large, &back, NULL));
      assert_true (g_bytes_equal (back, large));
      cable_free (self);
    }
}

static void
a_large_call_that_is_cancelled_leaves_nothing_behind (void **state G_GNUC_UNUSED)
{
  g_autofree gchar  *data = g_malloc0 (LARGE);
  g_autoptr (GBytes) large = g_bytes_new_static (data, LARGE);
  Cable             *self = cable_new_with (3, 20, &wide_end_class);
  gint32             sum;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (OdeonFuture) future = post_office_copy (self->remote, large);

      if (i % 2 == 0)
        assert_true (post_office_add_sync (self->office, 0, &sum, NULL));
      odeon_future_cancel (future);
    }
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  assert_int_equal (sum, 1);
  cable_free (self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_lost_of_the_stream_does_not_hold_up_reliable_ones),
    cmocka_unit_test (reliable_ones_come_once_whatever_is_cut),
    cmocka_unit_test (an_actor_is_not_let_go_of_before_what_it_was_told),
    cmocka_unit_test (what_is_let_go_of_is_forgotten_in_the_end),
    cmocka_unit_test (what_is_large_keeps_its_place_among_the_others),
    cmocka_unit_test (a_large_answer_and_a_large_call_come_whole_whatever_is_cut),
    cmocka_unit_test (a_large_call_that_is_cancelled_leaves_nothing_behind),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
