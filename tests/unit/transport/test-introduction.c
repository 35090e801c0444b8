/* SPDX-License-Identifier: MIT */

/* Two systems that know of each other by a third: they come to talk directly, and nothing is lost,
 * doubled or overtaken by that. */

#include "triangle.h"

static int
set_up (void **state)
{
  *state = triangle_new (1, TRUE);

  return 0;
}

static int
tear_down (void **state)
{
  triangle_free (*state);

  return 0;
}

static void
introduce (Triangle *self)
{
  gint32 sum;

  assert_true (post_office_add_sync (self->remote, 5, &sum, NULL));
  assert_int_equal (sum, 5);
  await_direct (self->remote);
}

static void
the_first_call_goes_by_the_third_and_later_ones_do_not (void **state)
{
  Triangle *self = *state;
  gint32    sum;

  assert_false (is_direct (self->remote));
  introduce (self);
  side_close (&self->to_b);
  g_clear_error (&(GError *) { side_await_closed (&self->to_b) });

  assert_true (post_office_add_sync (self->remote, 6, &sum, NULL));
  assert_int_equal (sum, 11);
  assert_true (odeon_ref_is_alive (self->remote));
}

static void
no_call_no_link (void **state)
{
  Triangle *self = *state;
  gint32    sum;

  assert_true (post_office_add_sync ((PostOffice *) self->to_b.root, 1, &sum, NULL));

  assert_false (is_direct (self->remote));
  assert_null (_odeon_neighbors_dup_session (
    _odeon_link_peek_session (self->a.link)->introductions.neighbors,
    _odeon_neighbors_get_identity (
      _odeon_link_peek_session (self->b.link)->introductions.neighbors)));
}

static void
who_wants_none_goes_on_by_the_third (void **state G_GNUC_UNUSED)
{
  Triangle *self = triangle_new (1, FALSE);
  gint32    sum;

  for (gint32 i = 1; i < 10; i++)
    assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  assert_int_equal (sum, 9);
  assert_false (is_direct (self->remote));
  triangle_free (self);
}

static OdeonSession *
get_direct (PostOffice *remote)
{
  return _odeon_remote_ref_get_last (_odeon_remote_ref_of_any ((OdeonRef *) remote))->session;
}

static void
one_link_is_for_all (void **state)
{
  Triangle              *self = *state;
  g_autoptr (PostOffice) child = NULL;
  g_autoptr (PostOffice) other = NULL;
  g_autoptr (PostOffice) kept = NULL;
  PostOffice            *bridge = (PostOffice *) self->to_b.root;
  gint32                 sum;

  assert_true (post_office_open_sync (bridge, &child, NULL));
  introduce (self);

  /* Of the same process, but by way of S again: an office there keeps it for A. */
  assert_true (post_office_keep_sync (bridge, child, &kept, NULL));
  assert_true (post_office_open_sync (self->remote, &other, NULL));
  assert_true (post_office_add_sync (other, 3, &sum, NULL));
  assert_ptr_equal (get_direct (other), get_direct (self->remote));
}

static void
what_it_is_sent_home_is_itself (void **state)
{
  Triangle              *self = *state;
  g_autoptr (PostOffice) back = NULL;
  gint32                 sum;

  introduce (self);
  assert_true (post_office_keep_sync (self->remote, self->remote, &back, NULL));
  back = (odeon_ref_unref (back), NULL);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  assert_int_equal (sum, 6);
  assert_true (post_office_let_go_sync (self->remote, NULL));
}

/* --- order --- */

static void
assert_noted (PostOffice *office, gint64 n)
{
  gint64 noted = 0;

  assert_true (post_office_count_notes_sync (office, &noted, NULL));
  assert_int_equal (noted, n);
}

static void
nothing_is_overtaken_by_the_new_way (void **state G_GNUC_UNUSED)
{
  for (guint round = 0; round < 5; round++)
    {
      Triangle *self = triangle_new ((gint) (1 + round % 2), TRUE);
      gint64    least = scaled (5000);
      gint64    n = 0;

      while (n < least || !is_direct (self->remote))
        post_office_note (self->remote, n++);
      for (guint i = 0; i < 1000; i++)
        post_office_note (self->remote, n++);

      assert_noted (self->remote, n);
      triangle_free (self);
    }
}

/* --- ends --- */

static void
a_death_at_the_other_end_is_told (void **state)
{
  Triangle          *self = *state;
  g_autoptr (GError) error = NULL;
  OdeonFuture       *hanging;
  gint32             sum;

  introduce (self);
  hanging = post_office_hang (self->remote);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  odeon_ref_unref (g_steal_pointer (&self->office));
  side_close (&self->b);
  g_object_unref (self->b.system);
  self->b.system = new_system (1);

  assert_false (odeon_future_await (hanging, NULL));
  odeon_future_unref (hanging);
  while (odeon_ref_is_alive (self->remote))
    g_thread_yield ();
  assert_false (post_office_add_sync (self->remote, 1, &sum, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED));
}

static void
a_token_is_good_once_and_for_as_long_as_who_gave_it (void **state)
{
  Triangle            *self = *state;
  OdeonSession        *by = _odeon_link_peek_session (self->b.link);
  OdeonNeighbors      *neighbors = by->introductions.neighbors;
  g_autofree gchar    *token = _odeon_neighbors_dup_random ();
  g_autofree gchar    *other = _odeon_neighbors_dup_random ();
  g_autoptr (OdeonRef) ref = NULL;

  assert_string_not_equal (token, other);
  _odeon_neighbors_offer (neighbors, token, (OdeonRef *) self->office, by);
  _odeon_neighbors_offer (neighbors, other, (OdeonRef *) self->office, by);

  ref = _odeon_neighbors_claim (neighbors, token);
  assert_ptr_equal (ref, self->office);
  assert_null (_odeon_neighbors_claim (neighbors, token));

  _odeon_neighbors_withdraw (neighbors, by);
  assert_null (_odeon_neighbors_claim (neighbors, other));
}

static void
two_are_given_one_link (void **state)
{
  Triangle       *self = *state;
  OdeonNeighbors *neighbors =
    _odeon_link_peek_session (self->to_a.link)->introductions.neighbors;

  assert_true (_odeon_neighbors_pair (neighbors, "x", "y"));
  assert_false (_odeon_neighbors_pair (neighbors, "y", "x"));
  _odeon_neighbors_separate (neighbors, "x");
  assert_true (_odeon_neighbors_pair (neighbors, "y", "x"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (the_first_call_goes_by_the_third_and_later_ones_do_not,
                                     set_up, tear_down),
    cmocka_unit_test_setup_teardown (no_call_no_link, set_up, tear_down),
    cmocka_unit_test (who_wants_none_goes_on_by_the_third),
    cmocka_unit_test_setup_teardown (one_link_is_for_all, set_up, tear_down),
    cmocka_unit_test_setup_teardown (what_it_is_sent_home_is_itself, set_up, tear_down),
    cmocka_unit_test (nothing_is_overtaken_by_the_new_way),
    cmocka_unit_test_setup_teardown (a_death_at_the_other_end_is_told, set_up, tear_down),
    cmocka_unit_test_setup_teardown (a_token_is_good_once_and_for_as_long_as_who_gave_it,
                                     set_up, tear_down),
    cmocka_unit_test_setup_teardown (two_are_given_one_link, set_up, tear_down),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
