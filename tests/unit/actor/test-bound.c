/* SPDX-License-Identifier: MIT */

/* The count by itself: senders of this worker and of others, with and without lanes. */

#include "stage.h"

#include "odeon-bound-private.h"

#define BOUND 100

/* Whoever sends: all that a bound looks at is which worker it is on. */
typedef struct
{
  OdeonTurns turns;
  OdeonCell  cell;
} Sender;

static void
sender_init (Sender *self, guint lane)
{
  *self = (Sender) { 0 };
  self->turns.lane = lane;
  self->cell.worker = (OdeonWorker *) &self->turns;
}

/* From elsewhere; @sender: (nullable): a thread that runs no actor. */
static gboolean
reserve (OdeonBound *bound, Sender *sender)
{
  guint    limit = _odeon_bound_get_limit (bound);
  gboolean found;

  _odeon_current_cell = sender != NULL ? &sender->cell : NULL;
  found = (sender != NULL && _odeon_bound_reserve_there (bound, &sender->turns))
          || _odeon_bound_reserve (bound, FALSE, limit);
  _odeon_current_cell = NULL;

  return found;
}

/* On the actor's own worker. */
static gboolean
reserve_here (OdeonBound *bound)
{
  return _odeon_bound_reserve_here (bound)
         || _odeon_bound_reserve (bound, TRUE, _odeon_bound_get_limit (bound));
}

static guint
fill (OdeonBound *bound, Sender *sender)
{
  guint n = 0;

  while (reserve (bound, sender))
    n++;

  return n;
}

static guint
fill_here (OdeonBound *bound)
{
  guint n = 0;

  while (reserve_here (bound))
    n++;

  return n;
}

static void
take (OdeonBound *bound, guint n)
{
  for (guint i = 0; i < n; i++)
    _odeon_bound_take (bound);
}

static OdeonBound *
bound_new (guint n)
{
  OdeonBound *self = g_aligned_alloc0 (1, sizeof *self, _Alignof (OdeonBound));

  _odeon_bound_init (self, n, ODEON_OVERFLOW_REFUSE);

  return self;
}

static void
bound_free (OdeonBound *self)
{
  _odeon_bound_clear (self);
  g_aligned_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonBound, bound_free)

static void
test_whoever_sends_alone_finds_as_much_room_as_there_is (void **state G_GNUC_UNUSED)
{
  static const guint sizes[] = { 1, 2, 3, 17, 100, 1000 };
  Sender             sender;

  sender_init (&sender, 1);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (OdeonBound) bound = bound_new (sizes[i]);

      assert_int_equal (fill (bound, &sender), sizes[i]);
      take (bound, sizes[i]);
      assert_int_equal (fill (bound, NULL), sizes[i]);
      take (bound, sizes[i]);
      assert_int_equal (fill_here (bound), sizes[i]);
      assert_int_equal (_odeon_bound_get_waiting (bound), sizes[i]);
      take (bound, 1);
      assert_int_equal (fill (bound, &sender), 1);
      take (bound, 1);
      assert_int_equal (fill (bound, NULL), 1);
      take (bound, 1);
      assert_int_equal (fill_here (bound), 1);
    }
}

static void
test_what_others_were_granted_and_did_not_use_is_room (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonBound) bound = bound_new (BOUND);
  Sender                 senders[4];

  for (guint i = 0; i < 4; i++)
    sender_init (&senders[i], 1 + i);
  for (guint i = 0; i < 4; i++)
    assert_true (reserve (bound, &senders[i]));
  assert_true (reserve (bound, NULL));
  assert_int_equal (fill_here (bound), BOUND - 5);
  for (guint i = 0; i < 4; i++)
    assert_false (reserve (bound, &senders[i]));
  assert_false (reserve (bound, NULL));

  take (bound, BOUND);
  assert_true (reserve (bound, NULL));
  assert_true (reserve_here (bound));
  assert_int_equal (fill (bound, &senders[3]), BOUND - 2);
  assert_false (reserve_here (bound));
  assert_false (reserve (bound, &senders[0]));
  assert_false (reserve (bound, NULL));
  assert_int_equal (_odeon_bound_get_waiting (bound), BOUND);
}

static void
test_by_turns_they_find_as_much_as_one_alone (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonBound) bound = bound_new (BOUND);
  Sender                 one, other;
  guint                  n = 0;

  sender_init (&one, 1);
  sender_init (&other, 2);
  for (guint round = 0; round < 3; round++)
    {
      for (gboolean found = TRUE; found;)
        {
          guint before = n;

          n += reserve (bound, &one) + reserve_here (bound) + reserve (bound, &other)
               + reserve (bound, NULL);
          found = n > before;
        }
      assert_int_equal (n, BOUND);
      take (bound, BOUND);
      n = 0;
    }
}

static void
test_a_lane_that_is_taken_is_not_shared (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonBound) bound = bound_new (BOUND);
  Sender                 first, second, none;

  sender_init (&first, 1);
  sender_init (&second, 1);
  sender_init (&none, 0);
  assert_true (reserve (bound, &first));
  assert_true (reserve (bound, &second));
  assert_true (reserve (bound, &none));
  assert_ptr_equal (bound->lanes[1]->owner, &first.turns);
  assert_null (bound->lanes[0]);
  assert_int_equal (bound->shared.n_sent, 2);
  assert_int_equal (fill (bound, &second), BOUND - 3);
  assert_false (reserve (bound, &first));
}

static void
test_a_limit_holds_at_once_for_all (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonBound) bound = bound_new (BOUND);
  Sender                 sender;

  sender_init (&sender, 1);
  assert_true (reserve (bound, &sender));
  assert_true (reserve (bound, NULL));
  _odeon_bound_set_limit (bound, 0);
  assert_false (reserve (bound, &sender));
  assert_false (reserve (bound, NULL));
  assert_false (reserve_here (bound));
  _odeon_bound_set_limit (bound, BOUND);
  assert_int_equal (fill (bound, &sender), BOUND - 2);
  assert_false (reserve_here (bound));
}

static void
test_where_each_message_is_looked_at_the_bound_is_the_same (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonBound) bound = bound_new (BOUND);
  Sender                 sender;

  sender_init (&sender, 1);
  assert_true (reserve (bound, &sender));
  _odeon_bound_check_each (bound);
  assert_false (_odeon_bound_reserve_here (bound));
  assert_false (_odeon_bound_reserve_there (bound, &sender.turns));
  assert_true (reserve_here (bound));
  assert_true (reserve (bound, NULL));
  assert_int_equal (fill (bound, &sender), BOUND - 3);
  assert_false (reserve_here (bound));
  take (bound, BOUND);
  assert_int_equal (fill_here (bound), BOUND);
}

/* --- at the same time --- */

#define N_SENDERS 4
#define N_EACH    20000

typedef struct
{
  OdeonBound *bound;
  Sender      sender;
  gboolean    is_actor;
  atomic_uint n_pushed;
} Producer;

static gpointer
produce (gpointer data)
{
  Producer *self = data;

  for (guint n = 0; n < N_EACH;)
    if (reserve (self->bound, self->is_actor ? &self->sender : NULL))
      {
        n++;
        atomic_fetch_add (&self->n_pushed, 1);
      }
    else
      g_thread_yield ();

  return NULL;
}

/* This thread is the actor's: it takes what has been pushed, and sends as well. */
static void
test_among_threads_no_more_wait_than_one_for_each_of_them (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonBound) bound = bound_new (BOUND);
  Producer               producers[N_SENDERS] = { 0 };
  GThread               *threads[N_SENDERS];
  guint                  n_taken = 0;
  guint                  n_here = 0;
  gint                   most = 0;

  for (guint i = 0; i < N_SENDERS; i++)
    {
      producers[i].bound = bound;
      producers[i].is_actor = i < 3;
      /* The third finds its lane taken. */
      sender_init (&producers[i].sender, i < 2 ? 1 + i : 1);
      threads[i] = g_thread_new ("producer", produce, &producers[i]);
    }

  while (n_taken < N_SENDERS * N_EACH + n_here)
    {
      guint n_pushed = n_here;

      if (n_here < N_EACH && reserve_here (bound))
        n_pushed = ++n_here;
      for (guint i = 0; i < N_SENDERS; i++)
        n_pushed += atomic_load (&producers[i].n_pushed);
      most = MAX (most, (gint) (n_pushed - n_taken));
      take (bound, n_pushed - n_taken);
      n_taken = n_pushed;
    }
  for (guint i = 0; i < N_SENDERS; i++)
    g_thread_join (threads[i]);

  assert_in_range (most, 1, BOUND + N_SENDERS + 1);
  assert_int_equal (_odeon_bound_get_waiting (bound), 0);
  assert_int_equal (fill_here (bound), BOUND);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_whoever_sends_alone_finds_as_much_room_as_there_is),
    cmocka_unit_test (test_what_others_were_granted_and_did_not_use_is_room),
    cmocka_unit_test (test_by_turns_they_find_as_much_as_one_alone),
    cmocka_unit_test (test_a_lane_that_is_taken_is_not_shared),
    cmocka_unit_test (test_a_limit_holds_at_once_for_all),
    cmocka_unit_test (test_where_each_message_is_looked_at_the_bound_is_the_same),
    cmocka_unit_test (test_among_threads_no_more_wait_than_one_for_each_of_them),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
