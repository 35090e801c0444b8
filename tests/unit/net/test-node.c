/* SPDX-License-Identifier: MIT */

/* What two nodes promise each other. */

#include "town.h"

/* --- calls --- */

static void
an_actor_that_is_exported_is_found_and_called (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_new ();
  gint32 sum;

  assert_true (post_office_add_sync (self->remote, 4, &sum, NULL));
  assert_int_equal (sum, 4);
  assert_true (post_office_add_sync (self->remote, 5, &sum, NULL));
  assert_int_equal (sum, 9);

  towns_free (self);
}

static void
a_hundred_thousand_tells_arrive_in_order (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_new ();
  gint64 n = scaled (100000);
  gint64 found;

  for (gint64 i = 0; i < n; i++)
    while (!post_office_note (self->remote, i))
      ;
  assert_true (post_office_count_notes_sync (self->remote, &found, NULL));
  assert_int_equal (found, n);

  towns_free (self);
}

static void
five_thousand_in_a_burst_arrive (void **state G_GNUC_UNUSED)
{
  Towns *self = towns_new ();
  gint64 found;

  for (gint64 i = 0; i < 5000; i++)
    post_office_scatter (self->remote, i);
  do
    assert_true (post_office_count_scattered_sync (self->remote, &found, NULL));
  while (found >= 0 && found < 5000);
  assert_int_equal (found, 5000);

  towns_free (self);
}

static void
seventy_thousand_bytes_and_four_millions_arrive (void **state G_GNUC_UNUSED)
{
  const gsize sizes[] = { 70000, 4 << 20 };
  Towns      *self = towns_new ();
  GError     *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree gchar  *data = g_malloc (sizes[i]);
      g_autoptr (GBytes) sent = NULL;
      g_autoptr (GBytes) back = NULL;

      memset (data, 'a' + (int) i, sizes[i]);
      sent = g_bytes_new_static (data, sizes[i]);
      post_office_copy_sync (self->remote, sent, &back, &error);
      assert_no_error (error);
      assert_true (g_bytes_equal (sent, back));
    }

  towns_free (self);
}

static void
what_may_be_lost_arrives_on_a_good_road (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_new ();
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  gint64             found;

  do
    {
      post_office_flash (self->remote, 1, nothing);
      post_office_place (self->remote, 1);
      assert_true (post_office_count_flashed_sync (self->remote, &found, NULL));
    }
  while (found == 0);

  towns_free (self);
}

static void
an_exception_arrives_with_its_members (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_new ();
  g_autoptr (GError) error = NULL;
  const PostRefused *detail;

  assert_false (post_office_refuse_sync (self->remote, 7, "no", &error));
  detail = post_refused_get_detail (error);
  assert_non_null (detail);
  assert_int_equal (detail->code, 7);
  assert_string_equal (detail->why, "no");

  towns_free (self);
}

static void
references_go_both_ways (void **state G_GNUC_UNUSED)
{
  Towns                  *self = towns_new ();
  g_autoptr (PostOffice)  own = spawn_office (self->alice.system);
  g_autoptr (PostOffice)  back = NULL;
  g_autoptr (PostOffice)  child = NULL;
  gint32                  sum;

  assert_true (post_office_keep_sync (self->remote, own, &back, NULL));
  assert_true (odeon_ref_equal (own, back));
  assert_true (post_office_ask_kept_sync (self->remote, 3, &sum, NULL));
  assert_int_equal (sum, 3);
  assert_true (post_office_open_sync (self->remote, &child, NULL));
  assert_true (post_office_add_sync (child, 11, &sum, NULL));
  assert_int_equal (sum, 11);
  assert_true (post_office_let_go_sync (self->remote, NULL));

  towns_free (self);
}

static void
a_deadline_and_a_cancellation_cross (void **state G_GNUC_UNUSED)
{
  Towns                  *self = towns_new ();
  g_autoptr (OdeonFuture) future = NULL;
  g_autoptr (GError)      error = NULL;
  gint32                  hanging;
  gint32                  result;

  assert_false (post_office_hang_briefly_sync (self->remote, &result, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  future = post_office_hang (self->remote);
  do
    assert_true (post_office_count_hanging_sync (self->office, &hanging, NULL));
  while (hanging == 0);
  assert_true (odeon_future_cancel (future));
  do
    assert_true (post_office_count_hanging_sync (self->office, &hanging, NULL));
  while (hanging != 0);

  towns_free (self);
}

/* --- whom it finds --- */

static void
a_node_of_another_name_is_refused (void **state G_GNUC_UNUSED)
{
  Towns            *self = towns_new ();
  g_autofree gchar *address = g_strdup_printf ("odeon://carol@127.0.0.1:%u/office",
                                               odeon_node_get_port (self->bob.node));
  g_autoptr (GError) error = NULL;

  assert_null (find_office (self->alice.node, address, &error));
  assert_true (g_error_matches (error, ODEON_TRUST_ERROR, ODEON_TRUST_ERROR_WRONG_NAME));

  towns_free (self);
}

static void
a_node_of_another_authority_is_refused (void **state G_GNUC_UNUSED)
{
  Towns             *self = towns_new ();
  g_autofree gchar  *address = towns_dup_address (self, "office");
  g_autoptr (GError) error = NULL;
  g_auto (Paper)     kept = authority;
  Town               mallory = { 0 };
  gint32             sum;

  authority = MAKE (.is_authority = TRUE, .subject = "another");
  write_certificate (&authority, "authority.pem");
  town_init (&mallory, "mallory", NULL);
  assert_null (find_office (mallory.node, address, &error));
  assert_int_equal (error->domain, ODEON_TRUST_ERROR);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  town_clear (&mallory);

  paper_clear (&authority);
  authority = kept;
  memset (&kept, 0, sizeof kept);
  write_certificate (&authority, "authority.pem");
  towns_free (self);
}

static void
nonsense_is_no_address (void **state G_GNUC_UNUSED)
{
  const gchar *nonsense[] = { "", "odeon://", "odeon:///x", "http://a/b", "odeon://host:1/",
                              "odeon://host:99999999/x", "odeon://127.0.0.1/x" };
  Towns       *self = towns_new ();

  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (odeon_node_find_sync (self->alice.node, nonsense[i], &error));
      assert_non_null (error);
    }

  towns_free (self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_that_is_exported_is_found_and_called),
    cmocka_unit_test (a_hundred_thousand_tells_arrive_in_order),
    cmocka_unit_test (five_thousand_in_a_burst_arrive),
    cmocka_unit_test (seventy_thousand_bytes_and_four_millions_arrive),
    cmocka_unit_test (what_may_be_lost_arrives_on_a_good_road),
    cmocka_unit_test (an_exception_arrives_with_its_members),
    cmocka_unit_test (references_go_both_ways),
    cmocka_unit_test (a_deadline_and_a_cancellation_cross),
    cmocka_unit_test (a_node_of_another_name_is_refused),
    cmocka_unit_test (a_node_of_another_authority_is_refused),
    cmocka_unit_test (nonsense_is_no_address),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
