/* SPDX-License-Identifier: MIT */

/* An actor and an HTTP server in one main loop: a counter that is asked in JSON. It runs until it
 * is interrupted or terminated, and answers before it goes. Try it with
 *
 *   curl -d '{"by":2}' http://127.0.0.1:PORT/counter
 */

#include "counter.h"
#include "service.h"

#include <glib-unix.h>

static gint port;

static const GOptionEntry options[] = {
  { "port", 'p', G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &port,
    "Where to listen; 0 is any port that is free", "PORT" },
  G_OPTION_ENTRY_NULL
};

typedef struct
{
  GMainLoop *loop;
  Service   *service;
} Program;

static void
quit (gpointer service G_GNUC_UNUSED, gpointer data)
{
  g_main_loop_quit (((Program *) data)->loop);
}

/* A second signal finds no handler, and ends it at once. */
static gboolean
on_signal (gpointer data)
{
  Program *self = data;

  g_print ("Answering what was asked, then leaving\n");
  service_end (self->service, quit, self);

  return G_SOURCE_REMOVE;
}

static gboolean
listen_to (SoupServer *server, GError **error)
{
  GSList *uris;

  if (port < 0 || port > G_MAXUINT16)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%d is no port", port);
      return FALSE;
    }
  if (!soup_server_listen_local (server, (guint) port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;

  uris = soup_server_get_uris (server);
  if (uris != NULL)
    {
      g_autofree gchar *uri = g_uri_to_string (uris->data);

      g_print ("Listening on %s\n", uri);
    }
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return TRUE;
}

/* The actor lives where the server does: a call and its answer wake no other thread. */
static TallyCounter *
spawn_counter (OdeonSystem *system, GError **error)
{
  OdeonSpawnOptions spawn_options = ODEON_SPAWN_OPTIONS_INIT;

  spawn_options.name = "counter";
  spawn_options.placement = ODEON_PLACE_CONTEXT;

  return tally_counter_spawn (ODEON_SPAWNER (system), TYPE_COUNTER, &spawn_options, error, NULL);
}

static gboolean
run (OdeonSystem *system, GError **error)
{
  g_autoptr (TallyCounter) counter = spawn_counter (system, error);
  g_autoptr (SoupServer)   server = soup_server_new ("server-header", "odeon-http", NULL);
  g_autoptr (GMainLoop)    loop = g_main_loop_new (NULL, FALSE);
  Program                  program = { .loop = loop };

  if (counter == NULL || !listen_to (server, error))
    return FALSE;

  program.service = service_new (server, counter);
  g_unix_signal_add (SIGINT, on_signal, &program);
  g_unix_signal_add (SIGTERM, on_signal, &program);
  g_main_loop_run (loop);
  service_free (program.service);

  return TRUE;
}

static gboolean
parse (int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Serves a counter over HTTP, as JSON.");
  g_option_context_add_main_entries (context, options, NULL);

  return g_option_context_parse (context, argc, argv, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonSystem) system = NULL;

  if (parse (&argc, &argv, &error))
    system = odeon_system_new (1, &error);
  if (system == NULL || !run (system, &error))
    {
      g_printerr ("http: %s\n", error->message);
      return 1;
    }

  return 0;
}
