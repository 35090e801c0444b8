/* SPDX-License-Identifier: MIT */

#include "office.h"

/* Until so many calls hang there. */
static void
await_hanging (Offices *self, gint32 n)
{
  gint32 hanging;

  do
    assert_true (post_office_count_hanging_sync (self->theirs, &hanging, NULL));
  while (hanging != n);
}

static void
a_thousand_calls_are_under_way_at_once (void **state)
{
  Offices              *self = *state;
  g_autoptr (GPtrArray) futures = NULL;
  gint32                sum = 0;

  futures = g_ptr_array_new_with_free_func ((GDestroyNotify) odeon_future_unref);
  for (gint i = 0; i < 1000; i++)
    g_ptr_array_add (futures, post_office_add (self->remote, 1));
  for (gint i = 0; i < 1000; i++)
    {
      assert_true (odeon_future_await (futures->pdata[i], NULL));
      assert_true (post_office_add_finish (futures->pdata[i], &sum, NULL));
      assert_int_equal (sum, i + 1);
    }
  assert_int_equal (take_census (&self->here).n_outgoing, 0);
}

static void
a_call_whose_future_nobody_has_leaves_nothing_behind (void **state)
{
  Offices *self = *state;
  gint32   sum;

  for (gint i = 0; i < 100; i++)
    odeon_future_unref (post_office_add (self->remote, 1));
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  assert_int_equal (sum, 101);
  assert_int_equal (take_census (&self->here).n_outgoing, 0);
}

static void
a_call_that_is_cancelled_is_withdrawn_there (void **state)
{
  Offices                *self = *state;
  g_autoptr (OdeonFuture) future = post_office_hang (self->remote);

  await_hanging (self, 1);
  assert_true (odeon_future_cancel (future));

  await_hanging (self, 0);
  assert_int_equal (take_census (&self->there).n_incoming, 0);
  while (take_census (&self->here).n_outgoing != 0)
    ;
}

static void
a_call_that_takes_too_long_fails_and_is_withdrawn_there (void **state)
{
  Offices                *self = *state;
  g_autoptr (OdeonFuture) future = post_office_hang_briefly (self->remote);
  g_autoptr (GError)      error = NULL;

  assert_false (odeon_future_await (future, &error));

  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  await_hanging (self, 0);
}

/* What the operation says nothing about has the link's own deadline. */
static void
a_call_without_a_deadline_has_the_link_s (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions        options = ODEON_LINK_OPTIONS_INIT;
  g_autoptr (OdeonFuture) future = NULL;
  g_autoptr (GError)      error = NULL;
  Offices                *self;

  options.session.call_timeout_ms = 50;
  self = offices_new (1, &options, NULL);
  future = post_office_hang (self->remote);
  assert_false (odeon_future_await (future, &error));

  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  await_hanging (self, 0);
  offices_free (self);
}

static void
what_is_not_answered_when_the_link_is_closed_has_an_unknown_outcome (void **state)
{
  Offices     *self = *state;
  OdeonFuture *future = post_office_hang (self->remote);

  await_hanging (self, 1);
  side_close (&self->here);

  await_error (future, ODEON_ERROR_OUTCOME_UNKNOWN);
  await_hanging (self, 0);
  await_error (post_office_add (self->remote, 1), ODEON_ERROR_NOT_DELIVERED);
}

static void
the_peer_s_death_is_told_likewise (void **state)
{
  Offices     *self = *state;
  OdeonFuture *future = post_office_hang (self->remote);

  await_hanging (self, 1);
  side_close (&self->there);

  await_error (future, ODEON_ERROR_OUTCOME_UNKNOWN);
}

/* --- order --- */

typedef struct
{
  PostOffice *remote;
  gint64      n;
} Flood;

static void
send_flood (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Flood *flood = data;

  for (gint64 i = 0; i < flood->n; i++)
    post_office_note (flood->remote, i);
}

static void
flood (Offices *self, OdeonRef *sender)
{
  Flood  flood = { self->remote, scaled (1000000) };
  gint64 n = 0;

  await_ok (invoke (sender, send_flood, &flood));
  /* Whoever asks is another sender: it asks until all have come. */
  do
    assert_true (post_office_count_notes_sync (self->remote, &n, NULL));
  while (n >= 0 && n < flood.n);

  assert_int_equal (n, flood.n);
}

static void
a_million_tells_of_a_neighbour_of_the_link_arrive_in_order (void **state)
{
  Offices              *self = *state;
  g_autoptr (OdeonRef)  sender = spawn_player (self->here.system, "", NULL);

  flood (self, sender);
}

static void
a_million_tells_from_another_thread_arrive_in_order (void **state G_GNUC_UNUSED)
{
  Offices              *self = offices_new (2, NULL, NULL);
  g_autoptr (OdeonRef)  sender = spawn_on (self->here.system, 1);

  flood (self, sender);
  offices_free (self);
}

/* --- large ones --- */

static void
a_large_sequence_comes_back_as_it_was (void **state)
{
  Offices           *self = *state;
  gsize              size = 5 << 20;
  g_autofree guint8 *bytes = g_malloc (size);
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GBytes) back = NULL;
  GError            *error = NULL;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (i * 7 + i / 4096);
  sent = g_bytes_new (bytes, size);
  post_office_copy_sync (self->remote, sent, &back, &error);
  assert_no_error (error);

  assert_true (g_bytes_equal (sent, back));
}

static void
what_is_too_large_for_the_peer_is_refused_here (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions   options = ODEON_LINK_OPTIONS_INIT;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (100000), 100000);
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;
  Offices           *self;
  gint32             sum;

  options.session.max_frame = 65536;
  self = offices_new (1, NULL, &options);
  assert_false (post_office_copy_sync (self->remote, bytes, &back, &error));

  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));
  offices_free (self);
}

static void
any_value_crosses (void **state)
{
  Offices             *self = *state;
  g_autoptr (GVariant) sent = g_variant_ref_sink (g_variant_new_parsed ("{'a': <(1, 'x')>}"));
  g_autoptr (GVariant) back = NULL;

  assert_true (post_office_whatever_sync (self->remote, sent, &back, NULL));

  assert_true (g_variant_equal (sent, back));
}

#define test(name) cmocka_unit_test_setup_teardown (name, offices_set_up, offices_tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    test (a_thousand_calls_are_under_way_at_once),
    test (a_call_whose_future_nobody_has_leaves_nothing_behind),
    test (a_call_that_is_cancelled_is_withdrawn_there),
    test (a_call_that_takes_too_long_fails_and_is_withdrawn_there),
    cmocka_unit_test (a_call_without_a_deadline_has_the_link_s),
    test (what_is_not_answered_when_the_link_is_closed_has_an_unknown_outcome),
    test (the_peer_s_death_is_told_likewise),
    test (a_million_tells_of_a_neighbour_of_the_link_arrive_in_order),
    cmocka_unit_test (a_million_tells_from_another_thread_arrive_in_order),
    test (a_large_sequence_comes_back_as_it_was),
    cmocka_unit_test (what_is_too_large_for_the_peer_is_refused_here),
    test (any_value_crosses),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
