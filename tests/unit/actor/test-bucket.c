/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-pool-private.h"

#define MEMBERS 3

/* A pool of seats with players in them, and one bucket, which is the first seat's. Its own actor is
 * a player, too. */
typedef struct
{
  OdeonSystem *system;
  OdeonPool   *pool;
  OdeonBucket *bucket;
  OdeonRef    *members[MEMBERS];
} Stage;

static int
begin (void **state)
{
  Stage     *self = g_new0 (Stage, 1);
  OdeonPool *pool = g_aligned_alloc0 (1, sizeof *pool, _Alignof (OdeonPool));

  self->system = new_system (0);
  self->pool = pool;
  atomic_init (&pool->ref_count, 1);
  pool->cell = (OdeonCell *) spawn_player (self->system, "pool", NULL);
  pool->buckets = g_new0 (OdeonBucket, 1);
  pool->chunks[0] = g_aligned_alloc0 (MEMBERS, sizeof (OdeonSeat), _Alignof (OdeonSeat));
  pool->n_seats = MEMBERS;
  for (guint i = 0; i < MEMBERS; i++)
    {
      OdeonSeat *seat = _odeon_pool_get_seat (pool, i);

      seat->pool = pool;
      seat->index = i;
      self->members[i] = spawn_player (self->system, "member", NULL);
      _odeon_seat_take (seat, (OdeonCell *) odeon_ref_ref (self->members[i]));
    }
  self->bucket = pool->buckets;
  _odeon_bucket_init (self->bucket, 0);
  *state = self;

  return 0;
}

static int
end (void **state)
{
  Stage    *self = *state;
  OdeonRef *own = (OdeonRef *) self->pool->cell;

  await_ok (odeon_system_shut_down (self->system));
  _odeon_pool_free (self->pool);
  odeon_ref_unref (own);
  for (guint i = 0; i < MEMBERS; i++)
    odeon_ref_unref (self->members[i]);
  g_object_unref (self->system);
  g_free (self);

  return 0;
}

static guint
enter (Stage *self)
{
  guint owner = ODEON_NO_BUCKET;

  assert_true (_odeon_bucket_enter (self->bucket, &owner));

  return owner;
}

/* The pool's own word for it: nothing moves any more. */
static OdeonFuture *
ask_settled (Stage *self)
{
  self->pool->settled = odeon_promise_new ();

  return odeon_promise_get_future (self->pool->settled);
}

static void
one_without_messages_moves_at_once (void **state)
{
  Stage *self = *state;

  assert_int_equal (enter (self), 0);
  _odeon_bucket_done (self->bucket, 0);
  _odeon_bucket_move (self->bucket, self->pool, 2);
  assert_false (_odeon_pool_is_moving (self->pool));
  assert_int_equal (_odeon_bucket_get_owner (self->bucket), 2);
  assert_false (_odeon_bucket_is_held (self->bucket, 2));
  assert_int_equal (enter (self), 2);
  _odeon_bucket_done (self->bucket, 2);
}

static void
the_new_owner_waits_for_what_the_old_one_has (void **state)
{
  Stage       *self = *state;
  OdeonFuture *settled = ask_settled (self);

  assert_int_equal (enter (self), 0);
  assert_int_equal (enter (self), 0);
  _odeon_bucket_move (self->bucket, self->pool, 1);
  assert_true (_odeon_pool_is_moving (self->pool));
  assert_int_equal (enter (self), 1);
  assert_true (_odeon_bucket_is_held (self->bucket, 1));
  /* Of the old one nothing is held back. */
  assert_false (_odeon_bucket_is_held (self->bucket, 0));

  /* One of the new ones is refused, say: that changes nothing. */
  _odeon_bucket_done (self->bucket, 1);
  _odeon_bucket_done (self->bucket, 0);
  assert_true (_odeon_bucket_is_held (self->bucket, 1));
  _odeon_bucket_done (self->bucket, 0);
  await_ok (settled);
  assert_false (_odeon_bucket_is_held (self->bucket, 1));
  assert_false (_odeon_pool_is_moving (self->pool));
}

static void
one_that_has_moved_moves_again (void **state)
{
  Stage *self = *state;

  for (guint i = 0; i < 2 * MEMBERS; i++)
    {
      guint        owner = i % MEMBERS;
      OdeonFuture *settled = ask_settled (self);

      assert_int_equal (enter (self), owner);
      _odeon_bucket_move (self->bucket, self->pool, (owner + 1) % MEMBERS);
      _odeon_bucket_done (self->bucket, owner);
      await_ok (settled);
    }
}

static void
a_move_to_a_member_that_ends_settles_too (void **state)
{
  Stage       *self = *state;
  OdeonFuture *settled = ask_settled (self);

  assert_int_equal (enter (self), 0);
  _odeon_bucket_move (self->bucket, self->pool, 1);
  await_ok (odeon_ref_kill (self->members[1]));
  _odeon_bucket_done (self->bucket, 0);
  await_ok (settled);
  assert_false (_odeon_bucket_is_held (self->bucket, 1));
}

/* Keys that are counted up, and those that differ in their upper half only. */
static void
keys_are_spread_over_the_buckets (void **state G_GNUC_UNUSED)
{
  for (guint shift = 0; shift <= 32; shift += 32)
    {
      guint counts[ODEON_BUCKETS] = { 0 };

      for (guint64 key = 0; key < 4 * ODEON_BUCKETS; key++)
        {
          guint bucket = _odeon_bucket_of_key (key << shift);

          assert_true (bucket < ODEON_BUCKETS);
          assert_true (++counts[bucket] <= 16);
        }
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (one_without_messages_moves_at_once, begin, end),
    cmocka_unit_test_setup_teardown (the_new_owner_waits_for_what_the_old_one_has, begin, end),
    cmocka_unit_test_setup_teardown (one_that_has_moved_moves_again, begin, end),
    cmocka_unit_test_setup_teardown (a_move_to_a_member_that_ends_settles_too, begin, end),
    cmocka_unit_test (keys_are_spread_over_the_buckets),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
