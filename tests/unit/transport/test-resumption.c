/* SPDX-License-Identifier: MIT */

/* A session outlives its connections: nothing is lost by that, nothing comes twice, and what was
 * reported failed does not run. */

#include "cable.h"

/* --- what is done on the cable's worker --- */

static void
take_down (Cable *self)
{
  self->is_down = TRUE;
}

static void
fill_up (Cable *self)
{
  self->is_full = TRUE;
}

static void
send_all (Cable *self)
{
  for (guint i = 0; i < 2; i++)
    end_send (&self->ends[i], G_MAXSIZE);
}

/* Of all that was sent only a part arrives, and that the peer has it does not come back. */
static void
receive_half (Cable *self)
{
  self->is_down = FALSE;
  for (guint i = 0; i < 2; i++)
    end_receive (&self->ends[i], self->ends[i].flight->len / 2);
  self->is_down = TRUE;
}

static void
replace (Cable *self)
{
  self->is_down = FALSE;
  cable_cut (self);
}

/* As whoever closes it without having heard of a new connection. */
static void
lie (Cable *self)
{
  _odeon_session_resume (self->ends[0].session, self->ends[0].session->output.written - 8);
}

static void
boast (Cable *self)
{
  _odeon_session_resume (self->ends[0].session, self->ends[0].session->output.position + 24);
}

/* --- scenarios --- */

static void
a_call_that_was_lost_is_sent_again (void **state G_GNUC_UNUSED)
{
  Cable                  *self = cable_new (1, 0);
  g_autoptr (OdeonFuture) future = NULL;
  gint32                  sum;

  cable_do (self, take_down);
  future = post_office_add (self->remote, 4);
  cable_do (self, send_all);
  assert_false (odeon_future_is_done (future));
  cable_do (self, replace);
  assert_true (post_office_add_await (odeon_future_ref (future), &sum, NULL));

  assert_int_equal (sum, 4);
  cable_free (self);
}

static void
a_call_that_was_handled_is_not_sent_again (void **state G_GNUC_UNUSED)
{
  Cable                  *self = cable_new (2, 0);
  g_autoptr (OdeonFuture) first = NULL;
  g_autoptr (OdeonFuture) second = NULL;
  gint32                  sum;

  /* Both are of one size: half of what is sent is the first. */
  cable_do (self, take_down);
  first = post_office_add (self->remote, 1);
  second = post_office_add (self->remote, 1);
  cable_do (self, send_all);
  cable_do (self, receive_half);
  cable_do (self, replace);
  assert_true (post_office_add_await (odeon_future_ref (first), &sum, NULL));
  assert_int_equal (sum, 1);
  assert_true (post_office_add_await (odeon_future_ref (second), &sum, NULL));
  assert_int_equal (sum, 2);

  cable_free (self);
}

static void
a_call_that_was_cancelled_meanwhile_never_runs (void **state G_GNUC_UNUSED)
{
  Cable                  *self = cable_new (3, 0);
  g_autoptr (OdeonFuture) future = NULL;
  gint32                  sum;

  cable_do (self, take_down);
  future = post_office_add (self->remote, 100);
  cable_do (self, send_all);
  assert_true (odeon_future_cancel (future));
  cable_do (self, replace);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  assert_int_equal (sum, 1);
  cable_free (self);
}

/* On the worker: a call is done before its slot is free. */
static void
assert_nothing_outstanding (Cable *self)
{
  assert_int_equal (self->ends[0].session->outgoing.n, 0);
}

static void
a_call_that_is_cancelled_before_it_is_sent_never_runs (void **state G_GNUC_UNUSED)
{
  Cable                  *self = cable_new (4, 0);
  g_autoptr (OdeonFuture) future = NULL;
  gint32                  sum;

  cable_do (self, take_down);
  future = post_office_add (self->remote, 100);
  cable_do (self, take_down);
  assert_true (odeon_future_cancel (future));
  cable_do (self, replace);
  assert_true (post_office_add_sync (self->remote, 1, &sum, NULL));

  assert_int_equal (sum, 1);
  cable_do (self, assert_nothing_outstanding);
  cable_free (self);
}

static void
a_call_that_has_timed_out_meanwhile_never_runs (void **state G_GNUC_UNUSED)
{
  Cable                  *self = cable_new (5, 0);
  g_autoptr (OdeonFuture) future = NULL;
  g_autoptr (GError)      error = NULL;
  gint32                  hanging;

  cable_do (self, take_down);
  future = post_office_hang_briefly (self->remote);
  cable_do (self, send_all);
  assert_false (odeon_future_await (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
  cable_do (self, replace);
  assert_true (post_office_count_hanging_sync (self->remote, &hanging, NULL));

  assert_int_equal (hanging, 0);
  cable_free (self);
}

/* Its references are let go of, too. */
static void
what_a_withdrawn_call_refers_to_is_not_held (void **state G_GNUC_UNUSED)
{
  Cable       *self = cable_new (6, 0);
  PostOffice  *own = spawn_office (self->system);
  OdeonFuture *future;
  gint32       sum;

  cable_do (self, take_down);
  future = post_office_keep (self->remote, own);
  cable_do (self, send_all);
  assert_true (odeon_future_cancel (future));
  odeon_future_unref (future);
  cable_do (self, replace);
  while (self->ends[0].session->exports.n > 0)
    assert_true (post_office_add_sync (self->remote, 0, &sum, NULL));

  odeon_ref_unref (own);
  cable_free (self);
}

static void
what_was_never_sent_was_not_delivered (void **state G_GNUC_UNUSED)
{
  Cable                  *self = cable_new (7, 0);
  g_autoptr (OdeonFuture) lost = NULL;
  g_autoptr (OdeonFuture) unsent = NULL;
  g_autoptr (GError)      first = NULL;
  g_autoptr (GError)      second = NULL;

  cable_do (self, take_down);
  lost = post_office_hang (self->remote);
  cable_do (self, send_all);
  cable_do (self, fill_up);
  unsent = post_office_hang (self->remote);
  cable_do (self, cable_close);
  assert_false (odeon_future_await (lost, &first));
  assert_false (odeon_future_await (unsent, &second));

  assert_true (g_error_matches (first, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN));
  assert_true (g_error_matches (second, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED));
  cable_free (self);
}

static void
a_position_that_cannot_be_ends_the_session (void **state G_GNUC_UNUSED)
{
  const CableFunc lies[] = { lie, boast };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      Cable                  *self = cable_new (8, 0);
      g_autoptr (OdeonFuture) closed = odeon_promise_get_future (self->ends[0].closed);
      g_autoptr (GError)      error = NULL;

      cable_do (self, lies[i]);
      assert_false (odeon_future_await (closed, &error));

      assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
      cable_free (self);
    }
}

/* --- whatever happens --- */

/* How the office would answer, if each call before came once and in order. */
typedef struct
{
  GPtrArray *futures;
  gint32     expected;
  gint64     n_notes;
} Account;

static void
note_and_add (Cable *self, Account *account, GRand *random)
{
  OdeonFuture *future;

  if (g_rand_boolean (random))
    {
      post_office_note (self->remote, account->n_notes++);
      return;
    }

  future = post_office_add (self->remote, 1);
  g_ptr_array_add (account->futures, future);
}

static void
settle (Cable *self, Account *account)
{
  gint64 n_notes;

  for (guint i = 0; i < account->futures->len; i++)
    {
      gint32 sum;

      assert_true (post_office_add_await (odeon_future_ref (account->futures->pdata[i]), &sum,
                                          NULL));
      assert_int_equal (sum, ++account->expected);
    }
  g_ptr_array_set_size (account->futures, 0);
  assert_true (post_office_count_notes_sync (self->remote, &n_notes, NULL));
  assert_int_equal (n_notes, account->n_notes);
}

/* Cuts at any byte, in both directions, tens of times for each seed. */
static void
each_message_comes_once_and_in_order_whatever_is_cut (void **state G_GNUC_UNUSED)
{
  guint n_cuts = 0;

  for (guint32 seed = 1; seed <= (guint32) scaled (100); seed++)
    {
      Cable           *self = cable_new (seed, 8);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Account          account = { .expected = 0 };

      account.futures = g_ptr_array_new_with_free_func ((GDestroyNotify) odeon_future_unref);
      for (guint i = 0; i < 500; i++)
        note_and_add (self, &account, random);
      settle (self, &account);
      g_ptr_array_unref (account.futures);
      n_cuts += self->n_cuts;
      cable_free (self);
    }
  assert_true (n_cuts > 10);
}

/* Of those that fail here none runs after that: at most those run whose frame had arrived. */
static void
what_is_cancelled_runs_once_or_never (void **state G_GNUC_UNUSED)
{
  for (guint32 seed = 1; seed <= (guint32) scaled (50); seed++)
    {
      Cable            *self = cable_new (seed, 4);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      gint32            n_cancelled = 0;
      gint32            n_kept = 0;
      gint32            sum;

      for (guint i = 0; i < 200; i++)
        {
          g_autoptr (OdeonFuture) future = post_office_add (self->remote, 1);

          if (g_rand_boolean (random))
            n_kept++;
          else if (odeon_future_cancel (future))
            n_cancelled++;
          else
            n_kept++;
        }
      assert_true (post_office_add_sync (self->remote, 0, &sum, NULL));
      assert_in_range (sum, n_kept, n_kept + n_cancelled);
      cable_free (self);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_call_that_was_lost_is_sent_again),
    cmocka_unit_test (a_call_that_was_handled_is_not_sent_again),
    cmocka_unit_test (a_call_that_was_cancelled_meanwhile_never_runs),
    cmocka_unit_test (a_call_that_is_cancelled_before_it_is_sent_never_runs),
    cmocka_unit_test (a_call_that_has_timed_out_meanwhile_never_runs),
    cmocka_unit_test (what_a_withdrawn_call_refers_to_is_not_held),
    cmocka_unit_test (what_was_never_sent_was_not_delivered),
    cmocka_unit_test (a_position_that_cannot_be_ends_the_session),
    cmocka_unit_test (each_message_comes_once_and_in_order_whatever_is_cut),
    cmocka_unit_test (what_is_cancelled_runs_once_or_never),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
