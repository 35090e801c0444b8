/* SPDX-License-Identifier: MIT */

/* A node, bob's, in another process: the test's own program, started anew with `serve`. */

#pragma once

#include "town.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* Says its port, and serves until it is killed. */
static G_GNUC_UNUSED G_GNUC_NORETURN void
serve (const gchar *directory, const gchar *port)
{
  g_autofree gchar            *authority_path = g_build_filename (directory, "authority.pem", NULL);
  g_autofree gchar            *certificate = g_build_filename (directory, "bob.pem", NULL);
  g_autofree gchar            *key = g_build_filename (directory, "bob.key", NULL);
  g_autofree gchar            *address = g_strconcat ("127.0.0.1:", port, NULL);
  g_autoptr (GError)           error = NULL;
  g_autoptr (OdeonCredentials) credentials = NULL;
  OdeonSystem                 *system = odeon_system_new (1, &error);
  OdeonNode                   *node;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  credentials = odeon_credentials_new_from_files (authority_path, certificate, key, &error);
  if (credentials == NULL)
    g_error ("%s", error->message);
  node = odeon_system_start_node (system, credentials, NULL, &error);
  if (node == NULL
      || !odeon_node_export (node, "office", spawn_office (system), ODEON_NODE_RIGHTS_CALL, &error)
      || !odeon_node_listen (node, address, &error))
    g_error ("%s", error->message);

  printf ("%u\n", odeon_node_get_port (node));
  fflush (stdout);
  for (;;)
    pause ();
}

/* His papers. */
static G_GNUC_UNUSED void
make_bob (void)
{
  g_autoptr (OdeonCredentials) bob = new_credentials ("bob");
}

typedef struct
{
  GPid    pid;
  guint16 port;
} Server;

/* When it returns, the other one listens. */
static G_GNUC_UNUSED void
server_start (Server *self)
{
  gchar  port[8];
  gchar *argv[] = { (gchar *) "/proc/self/exe", (gchar *) "serve", folder, port, NULL };
  GError *error = NULL;
  gint    output;
  FILE   *stream;
  guint   found = 0;

  g_snprintf (port, sizeof port, "%u", self->port);
  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &self->pid,
                            NULL, &output, NULL, &error);
  assert_no_error (error);
  stream = fdopen (output, "r");
  assert_int_equal (fscanf (stream, "%u", &found), 1);
  fclose (stream);
  self->port = (guint16) found;
}

static G_GNUC_UNUSED void
server_kill (Server *self)
{
  assert_int_equal (kill (self->pid, SIGKILL), 0);
  assert_int_equal (waitpid (self->pid, NULL, 0), self->pid);
}

static G_GNUC_UNUSED PostOffice *
find_server (Town *alice, const Server *server, GError **error)
{
  g_autofree gchar *address = g_strdup_printf ("odeon://bob@127.0.0.1:%u/office", server->port);

  return find_office (alice->node, address, error);
}
