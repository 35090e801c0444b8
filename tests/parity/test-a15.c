/* SPDX-License-Identifier: MIT */

/* A15: other servers and actors live in the same main loop: a GApplication, a TCP server of GIO's,
 * processes. (An HTTP server: examples/http.) */

#include "stage.h"

static OdeonRef *
spawn_in_loop (OdeonSystem *system)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  options.placement = ODEON_PLACE_CONTEXT;

  return spawn_with (system, &options, "", NULL, FAULT_NONE);
}

/* --- an application --- */

typedef struct
{
  OdeonRef *actor;
  GThread  *thread;
  gint      sum;
  gint      n_turns; /* of the application's own source */
} Program;

static void
note_thread (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  ((Program *) data)->thread = g_thread_self ();
}

static gboolean
take_turn (gpointer data)
{
  return ++((Program *) data)->n_turns < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static OdeonFuture *
end_program (OdeonFuture *done, gpointer data)
{
  Program             *self = g_object_get_data (data, "program");
  g_autoptr (GVariant) sum = odeon_future_dup_variant (done, NULL);

  self->sum = g_variant_get_int32 (sum);
  g_application_release (data);

  return NULL;
}

static void
activate (GApplication *application, gpointer data)
{
  Program *self = data;

  g_object_set_data (G_OBJECT (application), "program", self);
  g_application_hold (application);
  odeon_future_unref (invoke (self->actor, note_thread, self));
  for (gint i = 0; i < 99; i++)
    odeon_ref_tell (self->actor, g_variant_new_int32 (1));
  odeon_future_unref (odeon_future_then (ask_int (self->actor, 1), end_program, application, NULL));
}

static void
an_application_runs_them_and_ends (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)  system = new_system (1);
  g_autoptr (GApplication) application = g_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  Program                  program = { .actor = spawn_in_loop (system) };

  g_idle_add (take_turn, &program);
  g_signal_connect (application, "activate", G_CALLBACK (activate), &program);
  assert_int_equal (g_application_run (application, 0, NULL), 0);
  assert_ptr_equal (program.thread, g_thread_self ());
  assert_int_equal (program.sum, 100);
  assert_int_equal (program.n_turns, 3);
  stop_and_unref (program.actor);
}

/* --- a server of GIO's, whose answers an actor gives --- */

static void
answer (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer connection)
{
  g_autoptr (GIOStream)   stream = connection;
  g_autoptr (OdeonFuture) future = odeon_future_await_finish (result, NULL);
  g_autofree gchar       *sum = NULL;

  sum = g_strdup_printf ("%d\n", await_int (g_steal_pointer (&future)));
  assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (stream), sum, strlen (sum),
                                          NULL, NULL, NULL));
}

static gboolean
incoming (GSocketService    *service G_GNUC_UNUSED,
          GSocketConnection *connection,
          GObject           *source G_GNUC_UNUSED,
          gpointer           actor)
{
  g_autoptr (OdeonFuture) sum = ask_int (actor, 1);

  odeon_future_await_async (sum, NULL, answer, g_object_ref (connection));

  return TRUE;
}

typedef struct
{
  guint16 port;
  gint    sum;
} Client;

static GSocketConnection *
connect_to (guint16 port, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (OdeonFuture)   future = ODEON_ASYNC (g_socket_client_connect_to_host_async, client,
                                                  "127.0.0.1", port);
  g_autoptr (GAsyncResult)  result = odeon_async_await (future, error);

  return result != NULL ? g_socket_client_connect_to_host_finish (client, result, error) : NULL;
}

static gchar *
read_line (GIOStream *stream, GError **error)
{
  g_autoptr (GDataInputStream) lines =
    g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_autoptr (OdeonFuture)      future = ODEON_ASYNC (g_data_input_stream_read_line_async, lines,
                                                     G_PRIORITY_DEFAULT);
  g_autoptr (GAsyncResult)     result = odeon_async_await (future, error);

  return result != NULL ? g_data_input_stream_read_line_finish (lines, result, NULL, error) : NULL;
}

static void
call_server (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Client                        *self = data;
  GError                        *error = NULL;
  g_autoptr (GSocketConnection)  connection = connect_to (self->port, &error);
  g_autofree gchar              *line = NULL;

  assert_no_error (error);
  line = read_line (G_IO_STREAM (connection), &error);
  assert_no_error (error);
  self->sum = atoi (line);
}

static void
quit (OdeonFuture *done G_GNUC_UNUSED, gpointer loop)
{
  g_main_loop_quit (loop);
}

static void
a_server_in_the_loop_is_answered_by_one (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)    system = new_system (1);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GMainLoop)      loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (OdeonRef)       actor = spawn_in_loop (system);
  g_autoptr (OdeonRef)       caller = spawn_player (system, "", NULL);
  Client                     client = { 0 };
  GError                    *error = NULL;

  client.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (incoming), actor);
  for (gint i = 1; i <= 3; i++)
    {
      OdeonFuture *run = invoke (caller, call_server, &client);

      odeon_future_on_done (run, quit, loop, NULL);
      g_main_loop_run (loop);
      await_ok (run);
      assert_int_equal (client.sum, i);
    }
  g_socket_service_stop (service);
  await_ok (odeon_ref_stop (actor));
}

/* --- a server that is an actor --- */

typedef struct
{
  GSocketListener *listener;
  GError          *error;
} Acceptor;

static gboolean
echo (GIOStream *stream, GError **error)
{
  g_autofree gchar        *line = read_line (stream, error);
  g_autofree gchar        *answer = line != NULL ? g_strconcat (line, "\n", NULL) : NULL;
  g_autoptr (OdeonFuture)  future = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GOutputStream           *out = g_io_stream_get_output_stream (stream);

  if (answer == NULL)
    return FALSE;
  future = ODEON_ASYNC (g_output_stream_write_all_async, out, answer, strlen (answer),
                        G_PRIORITY_DEFAULT);
  result = odeon_async_await (future, error);

  return result != NULL && g_output_stream_write_all_finish (out, result, NULL, error);
}

static void
serve (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Acceptor *self = data;
  GError   *error = NULL;

  for (;;)
    {
      g_autoptr (OdeonFuture)       future = ODEON_ASYNC (g_socket_listener_accept_async,
                                                          self->listener);
      g_autoptr (GAsyncResult)      result = odeon_async_await (future, &self->error);
      g_autoptr (GSocketConnection) connection = NULL;

      if (result == NULL)
        return;
      connection = g_socket_listener_accept_finish (self->listener, result, NULL, &error);
      assert_no_error (error);
      assert_true (echo (G_IO_STREAM (connection), &error));
    }
}

static void
say_and_hear (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Client                        *self = data;
  GError                        *error = NULL;
  g_autoptr (GSocketConnection)  connection = connect_to (self->port, &error);
  g_autofree gchar              *line = NULL;

  assert_no_error (error);
  assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                          "hello\n", 6, NULL, NULL, NULL));
  line = read_line (G_IO_STREAM (connection), &error);
  assert_no_error (error);
  assert_string_equal (line, "hello");
  self->sum++;
}

static void
an_actor_is_a_server_until_it_is_killed (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 3; workers++)
    {
      g_autoptr (OdeonSystem)     system = new_system (workers);
      g_autoptr (GSocketListener) listener = g_socket_listener_new ();
      g_autoptr (OdeonRef)        server = spawn_player (system, "", NULL);
      Acceptor                    acceptor = { .listener = listener };
      Client                      client = { 0 };
      OdeonFuture                *run;
      GError                     *error = NULL;

      client.port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
      assert_no_error (error);
      run = invoke (server, serve, &acceptor);
      for (gint i = 0; i < 4; i++)
        {
          OdeonRef *caller = spawn_player (system, "", NULL);

          await_ok (invoke (caller, say_and_hear, &client));
          stop_and_unref (caller);
        }
      assert_int_equal (client.sum, 4);
      await_ok (odeon_ref_kill (server));
      await_error (run, ODEON_ERROR_KILLED);
      assert_true (g_error_matches (acceptor.error, ODEON_ERROR, ODEON_ERROR_KILLED));
      g_clear_error (&acceptor.error);
    }
}

/* --- a process --- */

static void
run_process (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  GError                  *error = NULL;
  g_autoptr (GSubprocess)  process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "cat",
                      NULL);
  g_autoptr (OdeonFuture)  future = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  assert_no_error (error);
  future = ODEON_ASYNC (g_subprocess_communicate_utf8_async, process, "to the cat");
  result = odeon_async_await (future, &error);
  assert_no_error (error);
  g_subprocess_communicate_utf8_finish (process, result, data, NULL, &error);
  assert_no_error (error);
}

static void
what_a_process_says_is_awaited (void **state G_GNUC_UNUSED)
{
  for (gint workers = 0; workers < 2; workers++)
    {
      g_autoptr (OdeonSystem) system = new_system (workers);
      g_autoptr (OdeonRef)    actor = spawn_player (system, "", NULL);
      g_autofree gchar       *output = NULL;

      await_ok (invoke (actor, run_process, &output));
      assert_string_equal (output, "to the cat");
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_application_runs_them_and_ends),
    cmocka_unit_test (a_server_in_the_loop_is_answered_by_one),
    cmocka_unit_test (an_actor_is_a_server_until_it_is_killed),
    cmocka_unit_test (what_a_process_says_is_awaited),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
