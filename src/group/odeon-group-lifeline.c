/* SPDX-License-Identifier: MIT */

#include "odeon-group-lifeline-private.h"
#include "odeon-error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/* Of a process that nobody is left to read the status of. */
#define STATUS_ORPHANED 1

typedef struct
{
  gint      fd;
  GTimeSpan grace;
} Lifeline;

/* _exit(): what the other threads hold, maybe for ever, is not asked for. */
static gpointer
wait_for_end (gpointer data)
{
  Lifeline     *self = data;
  struct pollfd poll_fd = { .fd = self->fd, .events = POLLRDHUP };

  while (poll (&poll_fd, 1, -1) < 0 && errno == EINTR)
    continue;
  g_usleep ((gulong) self->grace);
  _exit (STATUS_ORPHANED);

  return NULL;
}

/* A descriptor of its own: whoever closes the other one does not blind it. */
gboolean
_odeon_group_lifeline_watch (gint fd, GTimeSpan grace, GError **error)
{
  Lifeline *self = g_new (Lifeline, 1);
  GThread  *thread;

  self->fd = fcntl (fd, F_DUPFD_CLOEXEC, 0);
  self->grace = grace;
  if (self->fd < 0)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES, "%s", g_strerror (errno));
      g_free (self);
      return FALSE;
    }

  thread = g_thread_try_new ("odeon-lifeline", wait_for_end, self, error);
  if (thread == NULL)
    {
      close (self->fd);
      g_free (self);
      return FALSE;
    }
  g_thread_unref (thread);

  return TRUE;
}
