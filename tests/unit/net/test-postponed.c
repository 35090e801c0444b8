/* SPDX-License-Identifier: MIT */

/* What is called on what is only promised yet is allowed or not as any other call is. */

#include "town.h"

#include "odeon-promised-ref-private.h"

typedef struct
{
  OdeonRef   *office;     /* (nullable): the only one that may be called */
  atomic_uint n_promised; /* how often it was asked of a promise */
} Access;

static gboolean
only_the_office (const gchar *peer G_GNUC_UNUSED, OdeonRef *ref,
                 const gchar *interface G_GNUC_UNUSED,
                 const gchar *operation, gpointer data)
{
  Access *self = data;

  if (_odeon_ref_peek_actual (ref) != ref)
    atomic_fetch_add (&self->n_promised, 1);

  return ref == self->office || self->office == NULL || g_str_equal (operation, "fence");
}

/* The first is asked before there is anybody to name. */
static Towns *
towns_new_asking (Access *access, gboolean is_strict)
{
  OdeonNodeOptions options = ODEON_NODE_OPTIONS_INIT;
  Towns           *self;

  access->office = NULL;
  atomic_init (&access->n_promised, 0);
  options.access = only_the_office;
  options.user_data = access;
  self = towns_new_with (NULL, &options, FALSE);
  if (is_strict)
    access->office = (OdeonRef *) self->office;

  return self;
}

static void
a_promise_is_no_way_round_the_hook (void **state G_GNUC_UNUSED)
{
  Access                 access;
  Towns                 *self = towns_new_asking (&access, TRUE);
  g_autoptr (PostOffice) child = post_office_open_promised (self->remote);
  g_autoptr (GError)     error = NULL;
  OdeonFuture           *future = post_office_add (child, 3);
  gint32                 sum;

  assert_true (post_office_note (child, 0));
  assert_false (post_office_add_await (future, &sum, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED));
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  assert_int_equal (atomic_load (&access.n_promised), 0);

  towns_free (self);
}

static void
what_waited_keeps_its_order (void **state G_GNUC_UNUSED)
{
  Access access;
  Towns *self = towns_new_asking (&access, FALSE);

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (PostOffice) child = post_office_open_promised (self->remote);
      g_autoptr (PostOffice) actual = NULL;
      gint64                 number = 0;
      gint64                 found;

      while (number < 100)
        assert_true (post_office_note (child, number++));
      actual = odeon_ref_resolve_await (odeon_ref_resolve (child), NULL);
      while (number < 200)
        assert_true (post_office_note (actual, number++));
      assert_true (post_office_count_notes_sync (actual, &found, NULL));
      assert_int_equal (found, 200);
    }
  assert_int_equal (atomic_load (&access.n_promised), 0);

  towns_free (self);
}

static void
a_chain_of_promises_is_walked (void **state G_GNUC_UNUSED)
{
  Access                 access;
  Towns                 *self = towns_new_asking (&access, FALSE);
  g_autoptr (PostOffice) child = post_office_open_promised (self->remote);
  g_autoptr (PostOffice) grandchild = post_office_open_promised (child);
  g_autoptr (PostOffice) last = post_office_open_promised (grandchild);
  gint32                 sum;

  assert_true (post_office_add_await (post_office_add (last, 3), &sum, NULL));
  assert_int_equal (sum, 3);
  await_ok (odeon_ref_started (last));

  towns_free (self);
}

static void
a_broken_promise_breaks_what_waited (void **state G_GNUC_UNUSED)
{
  Access                 access;
  Towns                 *self = towns_new_asking (&access, FALSE);
  g_autoptr (PostOffice) none = post_office_keep_promised (self->remote, NULL);
  g_autoptr (GError)     error = NULL;
  gint32                 sum;

  assert_false (post_office_add_await (post_office_add (none, 3), &sum, &error));
  assert_non_null (error);

  towns_free (self);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_promise_is_no_way_round_the_hook),
    cmocka_unit_test (what_waited_keeps_its_order),
    cmocka_unit_test (a_chain_of_promises_is_walked),
    cmocka_unit_test (a_broken_promise_breaks_what_waited),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
