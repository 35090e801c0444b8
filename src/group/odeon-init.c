/* SPDX-License-Identifier: MIT */

/* The main() of a group's process: a system, its root, the link to whoever has started it. It ends
 * with the first of the two. */

#include "odeon-group-confinement-private.h"
#include "odeon-group-lifeline-private.h"
#include "odeon-group-root-private.h"
#include "odeon-link-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long it goes on without the process that has started it, so that actors can stop. */
#define GRACE G_TIME_SPAN_SECOND

/* Of main() (sysexits.h). */
#define STATUS_PROTOCOL 76

typedef struct
{
  OdeonGroupSettings settings;

  GMainLoop   *loop;
  OdeonSystem *system;
  OdeonRef    *root;
  OdeonLink   *link;
  gboolean     lost;    /* the link was closed before the root had ended */
  gboolean     drained; /* the root has been stopped */
} Member;

/* It has to be a socket that a process of the same user has the other end of. */
static gboolean
check_peer (gint fd, GError **error)
{
  struct ucred peer;
  socklen_t    size = sizeof peer;

  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "Descriptor %d is no socket of Odeon's: %s", fd, g_strerror (errno));
      return FALSE;
    }
  if (peer.uid != getuid () && peer.uid != 0)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "The socket's other end belongs to user %u", (guint) peer.uid);
      return FALSE;
    }

  fcntl (fd, F_SETFD, FD_CLOEXEC);

  return TRUE;
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
link_closed (OdeonLink *link G_GNUC_UNUSED, const GError *why, gpointer data)
{
  Member *self = data;

  g_debug ("The link to the process that has started this one is closed: %s", why->message);
  self->lost = TRUE;
  g_main_context_invoke (NULL, quit, self->loop);
}

static const OdeonLinkEvents link_events = {
  .closed = link_closed,
};

static void
root_ended (OdeonFuture *ended, gpointer data)
{
  Member *self = data;

  self->drained = odeon_future_await (ended, NULL);
  g_main_loop_quit (self->loop);
}

static gboolean
start (Member *self, GError **error)
{
  OdeonGroupSettings *settings = &self->settings;
  OdeonLinkOptions    options = ODEON_LINK_OPTIONS_INIT;
  gint                fd = ODEON_GROUP_FD;

  if (!_odeon_group_settings_from_text (settings, g_getenv (ODEON_GROUP_VARIABLE), error))
    return FALSE;
  /* What this process starts in turn is none of it. */
  g_unsetenv (ODEON_GROUP_VARIABLE);
  if (!check_peer (fd, error) || !_odeon_group_lifeline_watch (fd, GRACE, error)
      || !_odeon_group_confine (settings, error))
    return FALSE;

  self->system = odeon_system_new (settings->workers, error);
  if (self->system == NULL)
    return FALSE;
  self->root = odeon_spawn (ODEON_SPAWNER (self->system), ODEON_TYPE_GROUP_ROOT, NULL, error, NULL);
  if (self->root == NULL)
    return FALSE;

  options.own_name = settings->name;
  options.introduces = TRUE;
  options.root = self->root;
  self->link = _odeon_link_open (self->system, fd, &options, &link_events, self, error);

  return self->link != NULL;
}

static int
run (void)
{
  Member             self = { .loop = g_main_loop_new (NULL, FALSE) };
  g_autoptr (GError) error = NULL;
  OdeonFuture       *future;

  if (!start (&self, &error))
    {
      fprintf (stderr, "This group cannot start: %s\n", error->message);
      return STATUS_PROTOCOL;
    }

  future = odeon_ref_ended (self.root);
  odeon_future_on_done (future, root_ended, &self, NULL);
  odeon_future_unref (future);
  g_main_loop_run (self.loop);

  future = odeon_system_shut_down (self.system);
  odeon_future_await (future, NULL);
  odeon_future_unref (future);
  /* Its workers have written all there is to be said, how the root ended above all. */
  g_object_unref (self.system);
  _odeon_link_unref (self.link);

  return self.drained || self.lost ? EXIT_SUCCESS : EXIT_FAILURE;
}

void
odeon_init (int *argc, char ***argv)
{
  if (g_getenv (ODEON_GROUP_VARIABLE) == NULL)
    return;

  if (g_get_prgname () == NULL && argc != NULL && argv != NULL && *argc > 0)
    {
      g_autofree gchar *name = g_path_get_basename ((*argv)[0]);

      g_set_prgname (name);
    }

  exit (run ());
}
