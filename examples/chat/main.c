/* SPDX-License-Identifier: MIT */

/* A chat between machines. One has the room; whoever comes gives it a reference to an actor of his
 * own, by which he hears the others. Both sides show certificates of the same authority. */

#include "room.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
exit_if (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("chat: %s\n", error->message);
  exit (EXIT_FAILURE);
}

/* --- Whoever hears ---------------------------------------------------------------------------- */

#define TYPE_SCREEN (screen_get_type ())
G_DECLARE_FINAL_TYPE (Screen, screen, EXAMPLE, SCREEN, OdeonActor)

struct _Screen
{
  OdeonActor parent_instance;
};

static gboolean
screen_hear (ChatGuestImpl *impl G_GNUC_UNUSED,
             const gchar   *who,
             const gchar   *words,
             GError       **error G_GNUC_UNUSED)
{
  printf ("%s: %s\n", who, words);
  fflush (stdout);

  return TRUE;
}

static void
screen_implement (ChatGuestImplInterface *iface)
{
  iface->hear = screen_hear;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Screen, screen, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (CHAT_TYPE_GUEST_IMPL, screen_implement))

static void
screen_class_init (ScreenClass *klass G_GNUC_UNUSED)
{
}

static void
screen_init (Screen *self G_GNUC_UNUSED)
{
}

/* --- Nodes ------------------------------------------------------------------------------------ */

/* What `odeon cert node NAME --authority … DIRECTORY` has made. */
static OdeonNode *
start_node (OdeonSystem *system, const gchar *directory, const gchar *name)
{
  g_autofree gchar            *certificate_name = g_strconcat (name, ".pem", NULL);
  g_autofree gchar            *key_name = g_strconcat (name, ".key", NULL);
  g_autofree gchar            *authority = g_build_filename (directory, "authority.pem", NULL);
  g_autofree gchar            *certificate = g_build_filename (directory, certificate_name, NULL);
  g_autofree gchar            *key = g_build_filename (directory, key_name, NULL);
  g_autoptr (OdeonCredentials) credentials = NULL;
  GError                      *error = NULL;
  OdeonNode                   *node;

  credentials = odeon_credentials_new_from_files (authority, certificate, key, &error);
  exit_if (error);
  node = odeon_system_start_node (system, credentials, NULL, &error);
  exit_if (error);

  return node;
}

static void
shut_down (OdeonSystem *system)
{
  g_autoptr (OdeonFuture) done = odeon_system_shut_down (system);
  GError                 *error = NULL;

  odeon_future_await (done, &error);
  exit_if (error);
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
host (const gchar *directory, const gchar *name, const gchar *address)
{
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  GError                 *error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (1, &error);
  g_autoptr (OdeonNode)   node = NULL;
  g_autoptr (ChatRoom)    room = NULL;

  exit_if (error);
  node = start_node (system, directory, name);
  room = chat_room_spawn (ODEON_SPAWNER (system), TYPE_ROOM, NULL, &error, NULL);
  exit_if (error);
  odeon_node_export (node, "room", room, ODEON_NODE_RIGHTS_CALL, &error);
  exit_if (error);
  odeon_node_listen (node, address, &error);
  exit_if (error);
  printf ("The room is open at port %u\n", odeon_node_get_port (node));
  fflush (stdout);

  signal (SIGPIPE, SIG_IGN);
  g_unix_signal_add (SIGTERM, quit, loop);
  g_unix_signal_add (SIGINT, quit, loop);
  g_main_loop_run (loop);
  shut_down (system);
}

static void
talk (ChatRoom *room, const gchar *nickname)
{
  gchar   line[1024];
  GError *error = NULL;

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      chat_room_say_sync (room, nickname, g_strchomp (line), &error);
      exit_if (error);
    }
}

static void
join (const gchar *directory, const gchar *name, const gchar *url, const gchar *nickname)
{
  GError                 *error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (1, &error);
  g_autoptr (OdeonNode)   node = NULL;
  g_autoptr (ChatGuest)   screen = NULL;
  g_autoptr (OdeonRef)    ref = NULL;
  g_autoptr (ChatRoom)    room = NULL;

  exit_if (error);
  node = start_node (system, directory, name);
  screen = chat_guest_spawn (ODEON_SPAWNER (system), TYPE_SCREEN, NULL, &error, NULL);
  exit_if (error);
  ref = odeon_node_find_sync (node, url, &error);
  exit_if (error);
  room = chat_room_from_ref (ref, &error);
  exit_if (error);

  chat_room_enter_sync (room, nickname, screen, &error);
  exit_if (error);
  talk (room, nickname);
  chat_room_leave_sync (room, nickname, &error);
  exit_if (error);
  shut_down (system);
}

int
main (int argc, char **argv)
{
  if (argc == 5 && strcmp (argv[1], "host") == 0)
    host (argv[2], argv[3], argv[4]);
  else if (argc == 6 && strcmp (argv[1], "join") == 0)
    join (argv[2], argv[3], argv[4], argv[5]);
  else
    {
      g_printerr ("Usage: %s host DIRECTORY NODE ADDRESS:PORT\n"
                  "       %s join DIRECTORY NODE odeon://HOST-NODE@HOST:PORT/room NICKNAME <LINES\n"
                  "\n"
                  "DIRECTORY has the files that `odeon cert node NODE` makes.\n",
                  argv[0], argv[0]);
      return 2;
    }

  return EXIT_SUCCESS;
}
