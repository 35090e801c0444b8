/* SPDX-License-Identifier: MIT */

#include "promised.h"

/* --- order --- */

static void
what_waits_goes_to_the_actor_in_order (void **state G_GNUC_UNUSED)
{
  g_auto (Scene) scene;
  OdeonFuture   *first;
  OdeonFuture   *second;

  scene_init (&scene, 1);
  first = ask_int (scene.promised, 1);
  tell_word (scene.promised, "told");
  second = ask_int (scene.promised, 10);
  assert_false (odeon_future_is_done (first));

  keep_promise (scene.promise, scene.actor);
  assert_int_equal (await_int (first), 1);
  assert_int_equal (await_int (second), 11);
  assert_int_equal (await_int (ask_int (scene.promised, 100)), 111);
  assert_int_equal (await_int (ask_int (scene.actor, 1000)), 1111);
  assert_journal (&scene.journal, "told");
}

/* Looks at nothing but the future, and goes to the actor itself as soon as that says who it is. */
static gpointer
send_both_ways (gpointer data)
{
  Scene             *scene = data;
  g_autoptr (OdeonRef) actor = NULL;

  tell_word (scene->promised, "1");
  tell_word (scene->promised, "2");
  while (!odeon_future_is_done (scene->future))
    ;
  actor = odeon_ref_resolve_finish (scene->future, NULL);
  tell_word (actor, "3");
  tell_word (scene->promised, "4");

  return NULL;
}

static void
what_waited_comes_before_what_is_sent_by_whoever_sees_the_answer (void **state G_GNUC_UNUSED)
{
  for (gint i = scaled (500); i > 0; i--)
    {
      g_auto (Scene) scene;
      GThread       *sender;

      scene_init (&scene, 1);
      sender = g_thread_new ("sender", send_both_ways, &scene);
      if (i % 2 == 0)
        g_thread_yield ();
      keep_promise (scene.promise, scene.actor);
      g_thread_join (sender);
      await_ok (ask_int (scene.actor, 0));
      assert_journal (&scene.journal, "1 2 3 4");
    }
}

typedef struct
{
  OdeonRef *promised;
  gint      n;
} Flood;

static gpointer
flood (gpointer data)
{
  Flood *self = data;

  for (gint i = 0; i < self->n; i++)
    odeon_future_unref (ask_int (self->promised, 1));

  return NULL;
}

static void
many_send_while_it_is_resolved_and_nothing_is_lost (void **state G_GNUC_UNUSED)
{
  g_auto (Scene) scene;
  GThread       *threads[4];
  Flood          work;

  scene_init (&scene, 2);
  work = (Flood) { scene.promised, scaled (20000) };
  for (gint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("flood", flood, &work);
  g_thread_yield ();
  keep_promise (scene.promise, scene.actor);
  for (gint i = 0; i < 4; i++)
    g_thread_join (threads[i]);

  assert_int_equal (await_int (ask_int (scene.actor, 0)), 4 * work.n);
}

static void
a_promise_is_kept_with_another_promise (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)           scene;
  g_autoptr (OdeonPromise) other = odeon_promise_new ();
  g_autoptr (OdeonRef)     next = promise_of (odeon_promise_get_future (other));
  g_autoptr (OdeonRef)     own = NULL;
  OdeonFuture             *first;
  OdeonFuture             *second;
  OdeonFuture             *resolved;

  scene_init (&scene, 1);
  first = ask_int (scene.promised, 1);
  keep_promise (scene.promise, next);
  second = ask_int (scene.promised, 10);
  resolved = odeon_ref_resolve (scene.promised);
  assert_false (odeon_future_is_done (first));
  assert_false (odeon_future_is_done (resolved));

  keep_promise (other, scene.actor);
  assert_int_equal (await_int (first), 1);
  assert_int_equal (await_int (second), 11);
  own = odeon_ref_resolve_await (resolved, NULL);
  assert_true (odeon_ref_equal (own, scene.actor));
}

static void
a_promise_kept_with_itself_fails (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)           scene;
  g_autoptr (OdeonPromise) other = odeon_promise_new ();
  g_autoptr (OdeonRef)     next = promise_of (odeon_promise_get_future (other));
  OdeonFuture             *waits;

  scene_init (&scene, 1);
  waits = ask_int (scene.promised, 1);
  keep_promise (scene.promise, next);
  keep_promise (other, scene.promised);
  await_error (waits, ODEON_ERROR_DEADLOCK);
  await_error (ask_int (next, 1), ODEON_ERROR_DEADLOCK);
  await_error (odeon_ref_resolve (scene.promised), ODEON_ERROR_DEADLOCK);
}

static void
promises_of_promises_have_an_end (void **state G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) promises = g_ptr_array_new_with_free_func ((GDestroyNotify)
                                                                   odeon_promise_free);
  g_autoptr (GPtrArray) refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_auto (Scene)        scene;

  scene_init (&scene, 1);
  for (guint i = 0; i < 1000; i++)
    {
      g_ptr_array_add (promises, odeon_promise_new ());
      g_ptr_array_add (refs, promise_of (odeon_promise_get_future (promises->pdata[i])));
    }
  for (guint i = 0; i + 1 < promises->len; i++)
    keep_promise (promises->pdata[i], refs->pdata[i + 1]);
  keep_promise (promises->pdata[promises->len - 1], scene.actor);

  /* Each stretch that was too long failed; the last one did not. */
  await_error (ask_int (refs->pdata[0], 1), ODEON_ERROR_DEADLOCK);
  assert_int_equal (await_int (ask_int (refs->pdata[promises->len - 2], 1)), 1);
}

/* --- failure --- */

/* On a stack that would not bear a frame for each. */
static void
a_long_chain_fails_as_a_short_one_does (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)       scene;
  g_autoptr (OdeonRef) last = NULL;
  gint                 n = scaled (100000);

  scene_init (&scene, 1);
  last = odeon_ref_ref (scene.promised);
  for (gint i = 0; i < n; i++)
    {
      OdeonRef *next = promise_of (ask_int (last, 1));

      odeon_ref_unref (last);
      last = next;
    }
  odeon_promise_set_error (scene.promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, ""));
  assert_fails (ask_int (last, 1), G_IO_ERROR, G_IO_ERROR_FAILED, "*");
}

static void
all_fail_with_the_first_failure (void **state G_GNUC_UNUSED)
{
  g_auto (Scene) scene;
  OdeonFuture   *waits;

  scene_init (&scene, 1);
  waits = ask_int (scene.promised, 1);
  assert_true (tell_word (scene.promised, "lost"));
  break_promise (scene.promise);

  assert_fails (waits, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "what * is to return: no such actor");
  assert_fails (ask_int (scene.promised, 1), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "what *");
  assert_fails (odeon_ref_resolve (scene.promised), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "what *");
  assert_fails (odeon_ref_kill (scene.promised), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "what *");
  assert_false (tell_word (scene.promised, "lost"));
  assert_false (odeon_ref_is_alive (scene.promised));
  assert_int_equal (odeon_ref_get_state (scene.promised), ODEON_ACTOR_STATE_ENDED);
}

static void
what_is_no_reference_is_said (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)           nil;
  g_auto (Scene)           number;
  g_auto (Scene)           astray;
  g_autoptr (OdeonRef)     named = NULL;

  scene_init (&nil, 1);
  keep_promise (nil.promise, NULL);
  assert_fails (ask_int (nil.promised, 1), ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                "*a nil reference");

  scene_init (&number, 1);
  odeon_promise_set_boolean (number.promise, TRUE);
  assert_fails (ask_int (number.promised, 1), ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                "*a gboolean is no reference");

  scene_init (&astray, 1);
  named = odeon_ref_from_future (odeon_future_ref (astray.future), "result.x", &odeon_ref_info);
  keep_promise (astray.promise, astray.actor);
  assert_fails (ask_int (named, 1), ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                "*there is no \"result.x\"*");
}

static void
a_broken_promise_is_a_failure (void **state G_GNUC_UNUSED)
{
  g_auto (Scene) scene;
  OdeonFuture   *waits;

  scene_init (&scene, 1);
  waits = ask_int (scene.promised, 1);
  odeon_promise_free (g_steal_pointer (&scene.promise));
  await_error (waits, ODEON_ERROR_BROKEN_PROMISE);
}

static void
an_actor_that_is_gone_when_it_is_found_refuses (void **state G_GNUC_UNUSED)
{
  g_auto (Scene) scene;
  OdeonFuture   *waits;

  scene_init (&scene, 1);
  waits = ask_int (scene.promised, 1);
  await_ok (odeon_ref_kill (scene.actor));
  keep_promise (scene.promise, scene.actor);
  await_error (waits, ODEON_ERROR_ACTOR_DEAD);
  await_error (ask_int (scene.promised, 1), ODEON_ERROR_ACTOR_DEAD);
}

/* --- withdrawal --- */

static void
cancelling_withdraws_and_dropping_the_reference_does_not (void **state G_GNUC_UNUSED)
{
  g_auto (Scene) scene;
  OdeonFuture   *cancelled;
  OdeonFuture   *kept;

  scene_init (&scene, 1);
  cancelled = ask_int (scene.promised, 1);
  kept = ask_int (scene.promised, 10);
  g_clear_pointer (&scene.promised, odeon_ref_unref);
  assert_true (odeon_future_cancel (cancelled));
  odeon_future_unref (cancelled);
  keep_promise (scene.promise, scene.actor);
  assert_int_equal (await_int (kept), 10);
}

static void
a_deadline_comes_while_a_call_waits (void **state G_GNUC_UNUSED)
{
  g_auto (Scene) scene;

  scene_init (&scene, 1);
  await_error (odeon_future_with_timeout (ask_int (scene.promised, 1), 5), ODEON_ERROR_TIMED_OUT);
}

/* --- in an actor --- */

typedef struct
{
  OdeonRef *promised;
  gint      sum;
  GError   *error;
} Asking;

static void
ask_and_await (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Asking                *self = data;
  g_autoptr (OdeonFuture) future = ask_int (self->promised, 7);

  if (odeon_future_await (future, &self->error))
    self->sum = await_int (odeon_future_ref (future));
  else
    odeon_future_cancel (future);
}

static void
an_actor_awaits_what_waits (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)       scene;
  g_autoptr (OdeonRef) asker = NULL;
  Asking               asking = { 0 };
  OdeonFuture         *asked;

  scene_init (&scene, 2);
  asker = spawn_on (scene.system, 1);
  asking.promised = scene.promised;
  asked = invoke (asker, ask_and_await, &asking);
  keep_promise (scene.promise, scene.actor);
  await_ok (asked);
  assert_no_error (asking.error);
  assert_int_equal (asking.sum, 7);
}

static void
a_killed_actor_s_await_ends_while_its_call_waits (void **state G_GNUC_UNUSED)
{
  g_auto (Scene)       scene;
  g_autoptr (OdeonRef) asker = NULL;
  Asking               asking = { 0 };
  OdeonFuture         *asked;

  scene_init (&scene, 1);
  asker = spawn_on (scene.system, 0);
  asking.promised = scene.promised;
  asked = invoke (asker, ask_and_await, &asking);
  await_ok (odeon_ref_started (scene.actor));
  await_ok (odeon_ref_kill (asker));
  odeon_future_unref (asked);
  keep_promise (scene.promise, scene.actor);
  /* It took its call back when its await failed, or never sent it. */
  assert_int_equal (await_int (ask_int (scene.actor, 0)), 0);
  g_clear_error (&asking.error);
}

/* What its own next message is to resolve. */
static void
await_what_it_must_answer (OdeonActor *actor, gpointer data)
{
  Asking               *self = data;
  g_autoptr (OdeonRef) promised = promise_of (ask_word (odeon_actor_get_ref (actor), "me"));

  self->promised = promised;
  ask_and_await (actor, self);
}

static gboolean
say_nothing (const GValue *in G_GNUC_UNUSED, GValue *out G_GNUC_UNUSED,
             gpointer data G_GNUC_UNUSED, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "said nothing");

  return FALSE;
}

static void
await_its_own_continuation (OdeonActor *actor, gpointer data)
{
  Asking               *self = data;
  g_autoptr (OdeonRef)  promised =
    promise_of (odeon_future_map (odeon_ref_resolve (odeon_actor_get_ref (actor)), say_nothing,
                                  NULL, NULL));

  self->promised = promised;
  ask_and_await (actor, self);
}

static void
an_await_of_what_the_actor_itself_must_resolve_is_a_deadlock (void **state G_GNUC_UNUSED)
{
  const OdeonActorFunc ways[] = { await_what_it_must_answer, await_its_own_continuation };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (Scene) scene;
      Asking         asking = { 0 };

      scene_init (&scene, 1);
      await_ok (invoke (scene.actor, ways[i], &asking));
      assert_true (g_error_matches (asking.error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
      g_clear_error (&asking.error);
    }
}

/* --- a mailbox with a bound --- */

static OdeonRef *
spawn_bounded (Scene *scene, OdeonOverflow policy)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.mailbox_bound = 1;
  options.overflow = policy;

  return spawn_with (scene->system, &options, "", NULL, FAULT_NONE);
}

static void
a_full_mailbox_refuses_or_lets_in_what_has_waited (void **state G_GNUC_UNUSED)
{
  static const OdeonOverflow policies[] = { ODEON_OVERFLOW_REFUSE, ODEON_OVERFLOW_PARK };

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_auto (Scene)       scene;
      g_autoptr (OdeonRef) bounded = NULL;
      OdeonFuture         *waiting[5];
      guint                n_refused = 0;

      scene_init (&scene, 1);
      bounded = spawn_bounded (&scene, policies[i]);
      await_ok (odeon_ref_started (bounded));
      await_ok (odeon_ref_suspend (bounded));
      for (guint j = 0; j < G_N_ELEMENTS (waiting); j++)
        waiting[j] = ask_int (scene.promised, 1);
      keep_promise (scene.promise, bounded);
      await_ok (odeon_ref_resume (bounded));
      for (guint j = 0; j < G_N_ELEMENTS (waiting); j++)
        {
          n_refused += !odeon_future_await (waiting[j], NULL);
          odeon_future_unref (waiting[j]);
        }
      assert_int_equal (n_refused, policies[i] == ODEON_OVERFLOW_REFUSE ? 4 : 0);
      /* The count is right: there is room again. */
      await_ok (ask_int (bounded, 1));
      await_ok (ask_int (bounded, 1));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_waits_goes_to_the_actor_in_order),
    cmocka_unit_test (what_waited_comes_before_what_is_sent_by_whoever_sees_the_answer),
    cmocka_unit_test (many_send_while_it_is_resolved_and_nothing_is_lost),
    cmocka_unit_test (a_promise_is_kept_with_another_promise),
    cmocka_unit_test (a_promise_kept_with_itself_fails),
    cmocka_unit_test (promises_of_promises_have_an_end),
    cmocka_unit_test (a_long_chain_fails_as_a_short_one_does),
    cmocka_unit_test (all_fail_with_the_first_failure),
    cmocka_unit_test (what_is_no_reference_is_said),
    cmocka_unit_test (a_broken_promise_is_a_failure),
    cmocka_unit_test (an_actor_that_is_gone_when_it_is_found_refuses),
    cmocka_unit_test (cancelling_withdraws_and_dropping_the_reference_does_not),
    cmocka_unit_test (a_deadline_comes_while_a_call_waits),
    cmocka_unit_test (an_actor_awaits_what_waits),
    cmocka_unit_test (a_killed_actor_s_await_ends_while_its_call_waits),
    cmocka_unit_test (an_await_of_what_the_actor_itself_must_resolve_is_a_deadlock),
    cmocka_unit_test (a_full_mailbox_refuses_or_lets_in_what_has_waited),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
