/* SPDX-License-Identifier: MIT */

/* Futures for GIO's callers. */

#include "stage.h"

typedef struct
{
  GMainLoop *loop;
  OdeonRef  *actor;
  GError    *error;
  GThread   *thread;
  gint       sum;
} Caller;

static void
caller_init (Caller *self, gpointer in)
{
  *self = (Caller) { .loop = g_main_loop_new (NULL, FALSE), .actor = spawn_player (in, "", NULL) };
}

static void
caller_clear (Caller *self)
{
  g_main_loop_unref (self->loop);
  odeon_ref_unref (self->actor);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Caller, caller_clear)

/* --- an `_async` and `_finish` pair made of a call --- */

static void
add_async (OdeonRef           *actor,
           gint                n,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  odeon_task_return_future (g_task_new (NULL, cancellable, callback, user_data),
                            n > 0 ? ask_int (actor, n) : ask_word (actor, "fail"));
}

static gboolean
add_finish (GAsyncResult *result, gint *out_sum, GError **error)
{
  g_autoptr (OdeonFuture) future = odeon_task_propagate_future (G_TASK (result), error);
  g_autoptr (GVariant)    sum = future != NULL ? odeon_future_dup_variant (future, error) : NULL;

  if (sum == NULL)
    return FALSE;
  *out_sum = g_variant_get_int32 (sum);

  return TRUE;
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer data)
{
  Caller *self = data;

  assert_null (source);
  self->thread = g_thread_self ();
  add_finish (result, &self->sum, &self->error);
  g_main_loop_quit (self->loop);
}

static void
a_call_is_a_gio_operation (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Caller)         caller;

  caller_init (&caller, system);
  add_async (caller.actor, 4, NULL, on_added, &caller);
  assert_null (caller.thread);
  g_main_loop_run (caller.loop);
  assert_no_error (caller.error);
  assert_int_equal (caller.sum, 4);
  assert_ptr_equal (caller.thread, g_thread_self ());
}

static void
its_failure_is_the_operation_s (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_auto (Caller)         caller;

  caller_init (&caller, system);
  add_async (caller.actor, 0, NULL, on_added, &caller);
  g_main_loop_run (caller.loop);
  assert_true (g_error_matches (caller.error, G_IO_ERROR, G_IO_ERROR_FAILED));
}

static void
its_cancellable_withdraws_the_call (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Caller)          caller;
  g_auto (Gate)            gate;
  OdeonFuture             *run;

  caller_init (&caller, system);
  gate_init (&gate);
  run = invoke (caller.actor, wait_at_gate, &gate);
  add_async (caller.actor, 4, cancellable, on_added, &caller);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (caller.loop);
  assert_true (g_error_matches (caller.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  gate_open (&gate);
  await_ok (run);
  assert_int_equal (await_int (ask_int (caller.actor, 1)), 1);
}

/* --- any future --- */

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Caller                 *self = data;
  g_autoptr (OdeonFuture) future = odeon_future_await_finish (result, &self->error);

  self->thread = g_thread_self ();
  if (future != NULL)
    self->sum = await_int (g_steal_pointer (&future));
  if (self->loop != NULL)
    g_main_loop_quit (self->loop);
}

static void
any_future_is_awaited_as_gio_does (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonFuture) future = NULL;
  g_auto (Caller)         caller;

  caller_init (&caller, system);
  future = ask_int (caller.actor, 4);
  for (gint i = 0; i < 2; i++)
    {
      odeon_future_await_async (future, NULL, on_done, &caller);
      g_main_loop_run (caller.loop);
      assert_no_error (caller.error);
      assert_int_equal (caller.sum, 4);
    }
}

/* A GAsyncReadyCallback is no message of the actor whose answer it is about. */
static void
note_where (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  Caller *self = data;

  on_done (NULL, result, self);
  /* Outside of any actor it may block. */
  assert_int_equal (await_int (ask_int (self->actor, 1)), self->sum + 1);
}

static void
the_callback_runs_in_no_other_actor (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonSpawnOptions       options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (OdeonFuture) future = NULL;
  g_auto (Caller)         caller;

  options.placement = ODEON_PLACE_CONTEXT;
  caller_init (&caller, system);
  odeon_ref_unref (caller.actor);
  caller.actor = spawn_with (system, &options, "", NULL, FAULT_NONE);
  future = ask_int (caller.actor, 4);
  odeon_future_await_async (future, NULL, note_where, &caller);
  g_main_loop_run (caller.loop);
  assert_no_error (caller.error);
  assert_int_equal (caller.sum, 4);
  await_ok (odeon_ref_stop (caller.actor));
}

/* --- from within an actor --- */

static void
start_wait (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Caller                 *self = data;
  g_autoptr (OdeonFuture) future = ask_int (self->actor, 4);

  self->thread = NULL;
  odeon_future_await_async (future, NULL, on_done, self);
}

static void
look (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  GMainContext *context = g_main_context_get_thread_default ();

  while (((Caller *) data)->thread == NULL)
    g_main_context_iteration (context, TRUE);
  assert_ptr_equal (((Caller *) data)->thread, g_thread_self ());
}

static void
an_actor_s_callback_runs_on_its_worker (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (OdeonRef)    actor = spawn_on (system, 1);
  Caller                  caller = { .loop = NULL, .actor = spawn_on (system, 0) };

  await_ok (invoke (actor, start_wait, &caller));
  await_ok (odeon_ref_stop (caller.actor));
  await_ok (invoke (actor, look, &caller));
  assert_int_equal (caller.sum, 4);
  odeon_ref_unref (caller.actor);
}

typedef struct
{
  Gate         gate;
  Caller       caller;
  OdeonFuture *future;
} Last;

static void
wait_for_ever (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Last *self = data;

  odeon_future_await_async (self->future, NULL, on_done, &self->caller);
}

/* Its worker goes on, and tells. */
static void
an_actor_that_ends_first_is_told_so (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  OdeonRef               *other = spawn_player (system, "", NULL);
  Last                    last = { .future = NULL };

  gate_init (&last.gate);
  last.future = odeon_future_ref (last.gate.opened);
  await_ok (invoke (actor, wait_for_ever, &last));
  stop_and_unref (actor);
  gate_open (&last.gate);
  await_ok (invoke (other, look, &last.caller));
  assert_true (g_error_matches (last.caller.error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
  g_clear_error (&last.caller.error);
  odeon_future_unref (last.future);
  gate_clear (&last.gate);
  odeon_ref_unref (other);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_call_is_a_gio_operation),
    cmocka_unit_test (its_failure_is_the_operation_s),
    cmocka_unit_test (its_cancellable_withdraws_the_call),
    cmocka_unit_test (any_future_is_awaited_as_gio_does),
    cmocka_unit_test (the_callback_runs_in_no_other_actor),
    cmocka_unit_test (an_actor_s_callback_runs_on_its_worker),
    cmocka_unit_test (an_actor_that_ends_first_is_told_so),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
