/* SPDX-License-Identifier: MIT */

/* Who is told of a completion, and when. */

#include "stage.h"

#include "odeon-future-private.h"

typedef struct
{
  OdeonEarlyWaiter early;
  OdeonWaiter      late;
  GString         *words;
} Waiting;

static void
note (Waiting *self, gchar letter, OdeonFuture *future)
{
  g_string_append_c (self->words, letter);
  g_string_append (self->words, odeon_future_is_done (future) ? "1" : "0");
}

static void
on_early (OdeonEarlyWaiter *waiter, OdeonFuture *future)
{
  note ((Waiting *) waiter, 'e', future);
}

static void
on_late (OdeonWaiter *waiter, OdeonFuture *future)
{
  note ((Waiting *) ((gchar *) waiter - G_STRUCT_OFFSET (Waiting, late)), 'l', future);
}

static void
add (Waiting *self, GString *words, OdeonFuture *future, gboolean early, gboolean late)
{
  self->words = words;
  self->early.notify = on_early;
  self->late.notify = on_late;
  if (late)
    assert_true (_odeon_future_add_waiter (future, &self->late));
  if (early)
    assert_true (_odeon_future_add_early_waiter (future, &self->early));
}

static void
an_early_waiter_is_told_before_the_value_can_be_seen (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);
  g_autoptr (GString)      words = g_string_new (NULL);
  Waiting                  first;
  Waiting                  second;
  Waiting                  third;

  add (&first, words, future, TRUE, TRUE);
  add (&second, words, future, FALSE, TRUE);
  add (&third, words, future, TRUE, FALSE);
  odeon_promise_set_boolean (promise, TRUE);
  assert_string_equal (words->str, "e0e0l1l1");
}

static void
an_early_waiter_is_told_of_a_failure_in_its_turn (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);
  g_autoptr (GString)      words = g_string_new (NULL);
  Waiting                  first;

  add (&first, words, future, TRUE, TRUE);
  assert_true (odeon_future_cancel (future));
  assert_string_equal (words->str, "l1e1");
}

static void
an_early_waiter_of_what_is_done_is_not_taken (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);
  Waiting                  waiting = { .early.notify = on_early };

  odeon_promise_set_boolean (promise, TRUE);
  assert_false (_odeon_future_add_early_waiter (future, &waiting.early));
}

/* Waiters come and go on one thread while another completes: nobody is told twice or not at all. */
typedef struct
{
  OdeonFuture *future;
  Waiting      early;
  Waiting      late;
  Waiting      leaving;
  GString     *of_early;
  GString     *of_late;
  GString     *of_leaving;
  gboolean     early_taken;
  gboolean     late_taken;
  gboolean     left;
} Race;

static gpointer
come_and_go (gpointer data)
{
  Race *self = data;

  self->leaving.words = self->of_leaving;
  self->leaving.late.notify = on_late;
  self->left = _odeon_future_add_waiter (self->future, &self->leaving.late);
  self->early.words = self->of_early;
  self->early.early.notify = on_early;
  self->early_taken = _odeon_future_add_early_waiter (self->future, &self->early.early);
  self->late.words = self->of_late;
  self->late.late.notify = on_late;
  self->late_taken = _odeon_future_add_waiter (self->future, &self->late.late);
  self->left = self->left && _odeon_future_remove_waiter (self->future, &self->leaving.late);

  return NULL;
}

static void
those_who_come_and_go_meanwhile_are_told_once (void **state G_GNUC_UNUSED)
{
  for (gint i = scaled (2000); i > 0; i--)
    {
      g_autoptr (OdeonPromise) promise = odeon_promise_new ();
      g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);
      g_autoptr (GString)      of_early = g_string_new (NULL);
      g_autoptr (GString)      of_late = g_string_new (NULL);
      g_autoptr (GString)      of_leaving = g_string_new (NULL);
      Race                     race = { .future = future, .of_early = of_early,
                                        .of_late = of_late, .of_leaving = of_leaving };
      GThread                 *thread = g_thread_new ("waiters", come_and_go, &race);

      if (i % 2 == 0)
        g_thread_yield ();
      odeon_promise_set_boolean (promise, TRUE);
      g_thread_join (thread);
      assert_int_equal (of_early->len, race.early_taken ? 2 : 0);
      assert_int_equal (of_late->len, race.late_taken ? 2 : 0);
      if (race.left)
        assert_int_equal (of_leaving->len, 0);
      if (race.late_taken)
        assert_string_equal (of_late->str, "l1");
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_early_waiter_is_told_before_the_value_can_be_seen),
    cmocka_unit_test (an_early_waiter_is_told_of_a_failure_in_its_turn),
    cmocka_unit_test (an_early_waiter_of_what_is_done_is_not_taken),
    cmocka_unit_test (those_who_come_and_go_meanwhile_are_told_once),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
