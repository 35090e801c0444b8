/* SPDX-License-Identifier: MIT */

/* GIO's operations as futures: awaited in actors of every placement, cancelled, and left behind. */

#include "meter.h"
#include "nomad.h"

#include <glib/gstdio.h>

/* --- where an actor may live --- */

typedef enum
{
  HOME_WORKER,
  HOME_THREAD,
  HOME_CONTEXT,
  HOME_TICK,
  N_HOMES
} Home;

static OdeonSystem *
new_system_for (Home home)
{
  return new_system (home == HOME_TICK ? 0 : 1);
}

static OdeonRef *
spawn_at (gpointer in, Home home)
{
  static const OdeonPlacement placements[N_HOMES] = {
    ODEON_PLACE_DEFAULT, ODEON_PLACE_THREAD, ODEON_PLACE_CONTEXT, ODEON_PLACE_DEFAULT
  };
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = placements[home];

  return spawn_with (in, &options, "", NULL, FAULT_NONE);
}

/* --- an operation that ends when it is cancelled, or when it is told to --- */

typedef struct
{
  GTask  *task;      /* under way */
  gint    n_started;
  gint    n_ended;
} Slow;

static gboolean
slow_return (gpointer data)
{
  g_task_return_boolean (data, TRUE);

  return G_SOURCE_REMOVE;
}

/* Not at once: GTask would call back within the cancelling. */
static void
slow_end (Slow *self)
{
  GTask   *task = g_steal_pointer (&self->task);
  GSource *source = g_idle_source_new ();

  self->n_ended++;
  g_task_attach_source (task, source, slow_return);
  g_source_unref (source);
  g_object_unref (task);
}

static void
slow_cancelled (GCancellable *cancellable G_GNUC_UNUSED, gpointer data)
{
  slow_end (data);
}

static void
slow_async (Slow               *self,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  self->task = g_task_new (NULL, cancellable, callback, user_data);
  self->n_started++;
  g_cancellable_connect (cancellable, G_CALLBACK (slow_cancelled), self, NULL);
}

/* --- straight code --- */

typedef struct
{
  GFile   *file;
  gchar   *text; /* what was read, a line after the other */
  GError  *error;
  GThread *thread;
} Reader;

static GDataInputStream *
open_lines (Reader *self, GError **error)
{
  g_autoptr (OdeonFuture)      opening = ODEON_ASYNC (g_file_read_async, self->file,
                                                      G_PRIORITY_DEFAULT);
  g_autoptr (GAsyncResult)     result = odeon_async_await (opening, error);
  g_autoptr (GFileInputStream) stream = NULL;

  if (result == NULL)
    return NULL;
  stream = g_file_read_finish (self->file, result, error);

  return stream != NULL ? g_data_input_stream_new (G_INPUT_STREAM (stream)) : NULL;
}

static gchar *
read_line (GDataInputStream *lines, GError **error)
{
  g_autoptr (OdeonFuture)  reading = ODEON_ASYNC (g_data_input_stream_read_line_async, lines,
                                                  G_PRIORITY_DEFAULT);
  g_autoptr (GAsyncResult) result = odeon_async_await (reading, error);

  return result != NULL ? g_data_input_stream_read_line_finish (lines, result, NULL, error) : NULL;
}

static void
read_file (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Reader                      *self = data;
  g_autoptr (GDataInputStream) lines = open_lines (self, &self->error);
  g_autoptr (GString)          text = g_string_new (NULL);
  gchar                       *line;

  self->thread = g_thread_self ();
  while (lines != NULL && (line = read_line (lines, &self->error)) != NULL)
    {
      g_string_append_printf (text, "%s|", line);
      g_free (line);
    }
  assert_ptr_equal (g_thread_self (), self->thread);
  self->text = g_string_free (g_steal_pointer (&text), FALSE);
}

static void
reader_init (Reader *self, const gchar *path)
{
  *self = (Reader) { .file = g_file_new_for_path (path) };
}

static void
reader_clear (Reader *self)
{
  g_object_unref (self->file);
  g_free (self->text);
  g_clear_error (&self->error);
}

static gchar *
write_lines (const gchar *text)
{
  GError *error = NULL;
  gchar  *path = NULL;
  gint    fd = g_file_open_tmp ("odeon-async-XXXXXX", &path, &error);

  assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  assert_no_error (error);

  return path;
}

static void
a_file_is_read_line_by_line_wherever_the_actor_lives (void **state G_GNUC_UNUSED)
{
  g_autofree gchar *path = write_lines ("one\ntwo\nthree\n");

  for (Home home = 0; home < N_HOMES; home++)
    {
      g_autoptr (OdeonSystem) system = new_system_for (home);
      g_autoptr (OdeonRef)    actor = spawn_at (system, home);
      Reader                  reader;

      reader_init (&reader, path);
      await_ok (invoke (actor, read_file, &reader));
      assert_no_error (reader.error);
      assert_string_equal (reader.text, "one|two|three|");
      reader_clear (&reader);
      stop_and_unref (g_steal_pointer (&actor));
    }
  g_remove (path);
}

static void
an_operation_s_own_failure_is_its_finish_function_s (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Reader                  reader;

  reader_init (&reader, "/nonexistent/odeon");
  await_ok (invoke (actor, read_file, &reader));
  assert_true (g_error_matches (reader.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  reader_clear (&reader);
}

/* --- while it waits --- */

typedef struct
{
  Slow          slow;
  guint         timeout_ms;
  OdeonPromise *reached;
  OdeonFuture  *arrival;
  GError       *error;
  gboolean      done;
} Wait;

static void
wait_init (Wait *self)
{
  *self = (Wait) { .reached = odeon_promise_new () };
  self->arrival = odeon_promise_get_future (self->reached);
}

static void
wait_clear (Wait *self)
{
  odeon_promise_free (self->reached);
  odeon_future_unref (self->arrival);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wait, wait_clear)

static void
wait_for_slow (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Wait                    *self = data;
  g_autoptr (OdeonFuture)  future = ODEON_ASYNC (slow_async, &self->slow);
  g_autoptr (GAsyncResult) result = NULL;

  odeon_promise_set_boolean (self->reached, TRUE);
  result = self->timeout_ms > 0 ? odeon_async_await_for (future, self->timeout_ms, &self->error)
                                : odeon_async_await (future, &self->error);
  self->done = result != NULL;
}

static void
end_slow (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  slow_end (&((Wait *) data)->slow);
}

static void
only_the_actor_that_waits_is_suspended (void **state G_GNUC_UNUSED)
{
  for (Home home = 0; home < N_HOMES; home++)
    {
      g_autoptr (OdeonSystem) system = new_system_for (home);
      OdeonRef               *actor = spawn_at (system, home);
      OdeonRef               *other = spawn_at (system, home);
      g_auto (Wait)           wait;
      OdeonFuture            *run;
      OdeonFuture            *queued;

      wait_init (&wait);
      run = invoke (actor, wait_for_slow, &wait);
      queued = ask_int (actor, 1);
      await_ok (odeon_future_ref (wait.arrival));
      assert_int_equal (await_int (ask_int (other, 4)), 4);
      assert_false (odeon_future_is_done (queued));
      await_ok (invoke (other, end_slow, &wait));
      await_ok (run);
      assert_true (wait.done);
      assert_int_equal (await_int (queued), 1);
      stop_and_unref (actor);
      stop_and_unref (other);
    }
}

static void
a_kill_cancels_what_the_actor_waits_for (void **state G_GNUC_UNUSED)
{
  for (Home home = 0; home < N_HOMES; home++)
    {
      g_autoptr (OdeonSystem) system = new_system_for (home);
      OdeonRef               *actor = spawn_at (system, home);
      g_auto (Wait)           wait;
      OdeonFuture            *run;

      wait_init (&wait);
      run = invoke (actor, wait_for_slow, &wait);
      await_ok (odeon_future_ref (wait.arrival));
      await_ok (odeon_ref_kill (actor));
      await_error (run, ODEON_ERROR_KILLED);
      assert_false (wait.done);
      assert_true (g_error_matches (wait.error, ODEON_ERROR, ODEON_ERROR_KILLED));
      assert_int_equal (wait.slow.n_ended, 1);
      odeon_ref_unref (actor);
    }
}

static void
so_does_a_deadline (void **state G_GNUC_UNUSED)
{
  for (Home home = 0; home < N_HOMES; home++)
    {
      g_autoptr (OdeonSystem) system = new_system_for (home);
      OdeonRef               *actor = spawn_at (system, home);
      g_auto (Wait)           wait;

      wait_init (&wait);
      wait.timeout_ms = 1;
      await_ok (invoke (actor, wait_for_slow, &wait));
      assert_true (g_error_matches (wait.error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT));
      assert_int_equal (wait.slow.n_ended, 1);
      assert_int_equal (await_int (ask_int (actor, 4)), 4);
      stop_and_unref (actor);
    }
}

/* --- a class that moves about --- */

static void
an_actor_that_may_move_stays_while_it_waits (void **state G_GNUC_UNUSED)
{
  g_autofree gchar       *path = write_lines ("one\ntwo\n");
  g_autoptr (OdeonSystem) system = new_system (2);
  gint                    n = scaled (200);
  g_autoptr (GPtrArray)   actors = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_autoptr (GPtrArray)   runs = g_ptr_array_new ();
  g_autofree Reader      *readers = g_new0 (Reader, n);

  for (gint i = 0; i < n; i++)
    {
      reader_init (&readers[i], path);
      g_ptr_array_add (actors, spawn_nomad (system, "", NULL));
      g_ptr_array_add (runs, invoke (actors->pdata[i], read_file, &readers[i]));
    }
  for (gint i = 0; i < n; i++)
    {
      await_ok (runs->pdata[i]);
      assert_no_error (readers[i].error);
      assert_string_equal (readers[i].text, "one|two|");
      reader_clear (&readers[i]);
    }
  g_remove (path);
}

/* --- outside of any actor --- */

static OdeonFuture *
quit_loop (OdeonFuture *done, gpointer loop)
{
  g_autoptr (GAsyncResult) result = odeon_async_finish (done, NULL);

  assert_non_null (result);
  g_main_loop_quit (loop);

  return NULL;
}

static void
a_program_goes_on_in_a_continuation (void **state G_GNUC_UNUSED)
{
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GFile)       file = g_file_new_for_path ("/");
  g_autoptr (OdeonFuture) future =
    odeon_future_then (ODEON_ASYNC (g_file_query_info_async, file, "standard::type",
                                    G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT),
                       quit_loop, loop, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFileInfo)    info = NULL;
  GError                  *error = NULL;

  g_main_loop_run (loop);
  result = odeon_async_finish (future, &error);
  assert_no_error (error);
  info = g_file_query_info_finish (file, result, &error);
  assert_no_error (error);
  assert_int_equal (g_file_info_get_file_type (info), G_FILE_TYPE_DIRECTORY);
}

static void
a_thread_is_told_that_it_would_wait_for_itself (void **state G_GNUC_UNUSED)
{
  Slow                    slow = { NULL };
  g_autoptr (OdeonFuture) future = ODEON_ASYNC (slow_async, &slow);
  g_autoptr (GError)      error = NULL;

  assert_null (odeon_async_await (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK));
  assert_int_equal (slow.n_ended, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- cancelling --- */

static void
a_cancelled_future_cancels_its_operation (void **state G_GNUC_UNUSED)
{
  Slow                    slow = { NULL };
  g_autoptr (OdeonFuture) future = ODEON_ASYNC (slow_async, &slow);

  assert_true (odeon_future_cancel (future));
  assert_int_equal (slow.n_ended, 1);
  assert_true (g_cancellable_is_cancelled (odeon_async_get_cancellable (future)));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_null (odeon_async_finish (future, NULL));
}

static void
what_is_not_started_after_all_is_given_back (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonFuture) future = odeon_async_new ();
  g_autoptr (GError)      error = NULL;

  assert_null (odeon_async_finish (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_PENDING));
  g_clear_error (&error);
  odeon_async_ready (NULL, NULL, future);
  assert_null (odeon_async_finish (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE));
}

static void
a_future_of_something_else_has_no_result (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();
  g_autoptr (OdeonFuture)  future = odeon_promise_get_future (promise);
  g_autoptr (GError)       error = NULL;

  odeon_promise_set_int64 (promise, 4);
  assert_null (odeon_async_finish (future, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE));
}

/* --- left behind --- */

static void
start_slow (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (OdeonFuture) future = ODEON_ASYNC (slow_async, &((Wait *) data)->slow);
}

static void
a_worker_that_ends_ends_what_was_left_behind (void **state G_GNUC_UNUSED)
{
  for (Home home = 0; home < N_HOMES; home++)
    {
      OdeonSystem  *system = new_system_for (home);
      OdeonRef     *actor = spawn_at (system, home);
      g_auto (Wait) wait;

      wait_init (&wait);
      await_ok (invoke (actor, start_slow, &wait));
      assert_int_equal (wait.slow.n_started, 1);
      /* The main thread's context is not the system's: what is there goes on. */
      if (home == HOME_CONTEXT)
        await_ok (invoke (actor, end_slow, &wait));
      stop_and_unref (actor);
      g_object_unref (system);
      assert_int_equal (wait.slow.n_ended, 1);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- in the application's loop --- */

static void
quit_when_done (OdeonFuture *done G_GNUC_UNUSED, gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
the_application_s_loop_runs_it (void **state G_GNUC_UNUSED)
{
  g_autofree gchar       *path = write_lines ("one\ntwo\n");
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_at (system, HOME_CONTEXT);
  Reader                  reader;
  OdeonFuture            *run;

  reader_init (&reader, path);
  run = invoke (actor, read_file, &reader);
  odeon_future_on_done (run, quit_when_done, loop, NULL);
  g_main_loop_run (loop);
  await_ok (run);
  assert_no_error (reader.error);
  assert_string_equal (reader.text, "one|two|");
  assert_ptr_equal (reader.thread, g_thread_self ());
  reader_clear (&reader);
  stop_and_unref (g_steal_pointer (&actor));
  g_remove (path);
}

static void
note_info (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GFileInfo **) data = g_file_query_info_finish (G_FILE (source), result, NULL);
}

static void
run_loop_in_handler (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/");

  g_file_query_info_async (file, "standard::type", G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           note_info, data);
  while (*(GFileInfo **) data == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
so_does_a_loop_that_a_handler_there_runs (void **state G_GNUC_UNUSED)
{
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonRef)    actor = spawn_at (system, HOME_CONTEXT);
  g_autoptr (GFileInfo)   info = NULL;
  OdeonFuture            *run = invoke (actor, run_loop_in_handler, &info);

  odeon_future_on_done (run, quit_when_done, loop, NULL);
  g_main_loop_run (loop);
  await_ok (run);
  stop_and_unref (g_steal_pointer (&actor));
}

/* --- a system that is ticked --- */

static void
a_tick_runs_what_is_ready (void **state G_GNUC_UNUSED)
{
  g_autofree gchar       *path = write_lines ("one\n");
  g_autoptr (OdeonSystem) system = new_system (0);
  g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
  Reader                  reader;
  OdeonFuture            *run;

  reader_init (&reader, path);
  run = invoke (actor, read_file, &reader);
  while (!odeon_future_is_done (run))
    {
      odeon_system_tick (system, -1);
      g_thread_yield ();
    }
  await_ok (run);
  assert_string_equal (reader.text, "one|");
  reader_clear (&reader);
  g_remove (path);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_file_is_read_line_by_line_wherever_the_actor_lives),
    cmocka_unit_test (an_operation_s_own_failure_is_its_finish_function_s),
    cmocka_unit_test (only_the_actor_that_waits_is_suspended),
    cmocka_unit_test (a_kill_cancels_what_the_actor_waits_for),
    cmocka_unit_test (so_does_a_deadline),
    cmocka_unit_test (an_actor_that_may_move_stays_while_it_waits),
    cmocka_unit_test (a_program_goes_on_in_a_continuation),
    cmocka_unit_test (a_thread_is_told_that_it_would_wait_for_itself),
    cmocka_unit_test (a_cancelled_future_cancels_its_operation),
    cmocka_unit_test (what_is_not_started_after_all_is_given_back),
    cmocka_unit_test (a_future_of_something_else_has_no_result),
    cmocka_unit_test (a_worker_that_ends_ends_what_was_left_behind),
    cmocka_unit_test (the_application_s_loop_runs_it),
    cmocka_unit_test (so_does_a_loop_that_a_handler_there_runs),
    cmocka_unit_test (a_tick_runs_what_is_ready),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
