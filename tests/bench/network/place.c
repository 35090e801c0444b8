/* SPDX-License-Identifier: MIT */

#include "place.h"

#include <stdlib.h>

#define CREDENTIALS "ODEON_BENCH_CREDENTIALS" /* the directory, for the other process */

void
place_exit_if (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("bench-network-odeon: %s\n", error->message);
  exit (EXIT_FAILURE);
}

static gchar *
find_directory (const gchar *name)
{
  return g_build_filename (g_getenv (CREDENTIALS), name, NULL);
}

static gchar *
find_file (const gchar *node, const gchar *name, const gchar *suffix)
{
  g_autofree gchar *directory = find_directory (node);

  return g_strconcat (directory, G_DIR_SEPARATOR_S, name, suffix, NULL);
}

static OdeonCredentials *
load_credentials (const gchar *node)
{
  g_autofree gchar *authority = find_file (node, "authority", ".pem");
  g_autofree gchar *certificate = find_file (node, node, ".pem");
  g_autofree gchar *key = find_file (node, node, ".key");
  GError *error = NULL;
  OdeonCredentials *credentials
    = odeon_credentials_new_from_files (authority, certificate, key, &error);

  place_exit_if (error);
  return credentials;
}

Place
place_open (const gchar *name, gboolean is_lossy)
{
  g_autoptr (OdeonCredentials) credentials = load_credentials (name);
  OdeonNodeOptions options = ODEON_NODE_OPTIONS_INIT;
  GError *error = NULL;
  Place place;

  options.congestion = is_lossy ? ODEON_NODE_BBR : ODEON_NODE_CUBIC;
  place.system = odeon_system_new (1, &error);
  place_exit_if (error);
  place.node = odeon_system_start_node (place.system, credentials, &options, &error);
  place_exit_if (error);
  return place;
}

void
place_close (Place *place)
{
  g_autoptr (OdeonFuture) done = NULL;
  GError *error = NULL;

  odeon_node_close (place->node);
  g_object_unref (place->node);
  done = odeon_system_shut_down (place->system);
  odeon_future_await (done, &error);
  place_exit_if (error);
  g_object_unref (place->system);
}

/* --- the authority --- */

static void
run_command (const gchar *const *arguments)
{
  g_autofree gchar *said = NULL;
  GError *error = NULL;
  gint status;

  if (g_spawn_sync (NULL, (gchar **) arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                    &said, &status, &error)
      && !g_spawn_check_wait_status (status, &error))
    g_printerr ("%s", said);
  place_exit_if (error);
}

static void
certify (const gchar *command, const gchar *authority, const gchar *node)
{
  g_autofree gchar *directory = find_directory (node);
  const gchar *const arguments[]
    = { command, "cert", "node", node, "--authority", authority, directory, NULL };

  run_command (arguments);
}

static void
make_credentials (const gchar *command)
{
  g_autofree gchar *authority = find_directory ("authority");
  const gchar *const arguments[] = { command, "cert", "authority", authority, NULL };

  run_command (arguments);
  certify (command, authority, "here");
  certify (command, authority, "there");
}

gchar *
place_make_authority (const gchar *command)
{
  GError *error = NULL;
  gchar *directory = g_dir_make_tmp ("odeon-bench-XXXXXX", &error);

  place_exit_if (error);
  g_setenv (CREDENTIALS, directory, TRUE);
  make_credentials (command);
  return directory;
}

void
place_remove_authority (gchar *directory)
{
  const gchar *const arguments[] = { "rm", "-r", directory, NULL };

  g_spawn_sync (NULL, (gchar **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
  g_free (directory);
}
