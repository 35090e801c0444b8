/* SPDX-License-Identifier: MIT */

/* Starting a program and noticing its end.
 *
 * GSubprocess starts and reaps it, by a thread of GLib's: none is left a zombie, whatever becomes
 * of us. That it has ended is noticed by a descriptor of the process (pidfd_open(2), since Linux
 * 5.3) in the caller's context, at once; where there is no such thing, when that thread says so.
 */

#include "odeon-group-process-private.h"
#include "odeon-fd-watch-private.h"
#include "odeon-group-output-private.h"
#include "odeon-promise.h"

#include <glib-unix.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
close_fd (gint fd)
{
  if (fd >= 0)
    close (fd);
}

struct _OdeonGroupProcess
{
  GSubprocess      *process;
  gint64            pid;
  OdeonGroupOutput *output;
  OdeonGroupOutput *errors;
  gint              pid_fd;  /* -1: there is none */
  OdeonFdWatch      watch;   /* of pid_fd */
  GCancellable     *waiting; /* without one */
  OdeonPromise     *exited; /* (nullable): until it has */
  OdeonFuture      *exit;
};

/* --- its end --- */

static gchar *
dup_how (GSubprocess *process)
{
  gint signal;

  if (g_subprocess_get_if_exited (process))
    return g_strdup_printf ("exited with status %d", g_subprocess_get_exit_status (process));

  signal = g_subprocess_get_term_sig (process);

  return g_strdup_printf ("was killed by signal %d (%s)", signal, g_strsignal (signal));
}

/* The end is known: it is only for GLib's thread to hear of it, too. */
static void
note_exit (OdeonGroupProcess *self)
{
  OdeonPromise     *exited = g_steal_pointer (&self->exited);
  g_autofree gchar *how = NULL;

  g_subprocess_wait (self->process, NULL, NULL);
  _odeon_group_output_end (self->output);
  _odeon_group_output_end (self->errors);
  how = dup_how (self->process);
  odeon_promise_set_string (exited, how);
  odeon_promise_free (exited);
}

static void
process_ended (OdeonFdWatch *watch, GIOCondition condition G_GNUC_UNUSED)
{
  _odeon_fd_watch_stop (watch);
  note_exit ((OdeonGroupProcess *) ((gchar *) watch - G_STRUCT_OFFSET (OdeonGroupProcess, watch)));
}

/* Cancelled, it comes too late: @data is gone. */
static void
was_waited_for (GObject *process, GAsyncResult *result, gpointer data)
{
  if (g_subprocess_wait_finish (G_SUBPROCESS (process), result, NULL))
    note_exit (data);
}

/* 0 if it has ended, and GLib's thread for such things has waited for it, already. */
static gint64
read_pid (GSubprocess *process)
{
  const gchar *identifier = g_subprocess_get_identifier (process);

  return identifier != NULL ? g_ascii_strtoll (identifier, NULL, 10) : 0;
}

static void
watch (OdeonGroupProcess *self)
{
  self->pid_fd = self->pid > 0 ? (gint) syscall (SYS_pidfd_open, (pid_t) self->pid, 0) : -1;
  if (self->pid_fd < 0)
    {
      self->waiting = g_cancellable_new ();
      g_subprocess_wait_async (self->process, self->waiting, was_waited_for, self);
      return;
    }

  _odeon_fd_watch_start (&self->watch, self->pid_fd, G_IO_IN, process_ended);
}

/* --- its beginning --- */

static gboolean
make_pipe (gint fds[2], GError **error)
{
  if (g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return TRUE;

  fds[0] = fds[1] = -1;

  return FALSE;
}

static void
set_environment (GSubprocessLauncher *launcher, const OdeonGroupSettings *settings)
{
  g_autofree gchar *ours = _odeon_group_settings_to_text (settings);

  for (guint i = 0; settings->environment != NULL && settings->environment[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (settings->environment[i], "=", 2);

      if (parts[0] == NULL || parts[1] == NULL)
        g_subprocess_launcher_unsetenv (launcher, settings->environment[i]);
      else
        g_subprocess_launcher_setenv (launcher, parts[0], parts[1], TRUE);
    }
  g_subprocess_launcher_setenv (launcher, ODEON_GROUP_VARIABLE, ours, TRUE);
}

static GSubprocess *
launch (const OdeonGroupSettings *settings, gint fd, gint output, gint errors, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);

  g_subprocess_launcher_take_fd (launcher, fd, ODEON_GROUP_FD);
  g_subprocess_launcher_take_stdout_fd (launcher, output);
  g_subprocess_launcher_take_stderr_fd (launcher, errors);
  set_environment (launcher, settings);
  if (settings->directory != NULL)
    g_subprocess_launcher_set_cwd (launcher, settings->directory);

  return g_subprocess_launcher_spawnv (launcher, (const gchar *const *) settings->argv, error);
}

OdeonGroupProcess *
_odeon_group_process_start (const OdeonGroupSettings *settings,
                            gint                      fd,
                            GError                  **error)
{
  OdeonGroupProcess *self;
  GSubprocess       *process;
  g_autofree gchar  *prefix = NULL;
  gint               output[2] = { -1, -1 };
  gint               errors[2] = { -1, -1 };

  if (!make_pipe (output, error) || !make_pipe (errors, error))
    {
      close_fd (output[0]);
      close_fd (output[1]);
      close_fd (fd);
      return NULL;
    }
  process = launch (settings, fd, output[1], errors[1], error);
  if (process == NULL)
    {
      close_fd (output[0]);
      close_fd (errors[0]);
      return NULL;
    }

  self = g_new0 (OdeonGroupProcess, 1);
  self->process = process;
  self->pid = read_pid (process);
  prefix = g_strdup_printf ("%s[%" G_GINT64_FORMAT "]", settings->name,
                            self->pid);
  self->output = _odeon_group_output_new (output[0], prefix);
  self->errors = _odeon_group_output_new (errors[0], prefix);
  self->exited = odeon_promise_new ();
  self->exit = odeon_promise_get_future (self->exited);
  watch (self);

  return self;
}

void
_odeon_group_process_free (OdeonGroupProcess *self)
{
  if (self == NULL)
    return;

  if (self->exited != NULL)
    {
      g_subprocess_force_exit (self->process);
      note_exit (self);
    }
  _odeon_fd_watch_stop (&self->watch);
  close_fd (self->pid_fd);
  if (self->waiting != NULL)
    g_cancellable_cancel (self->waiting);
  g_clear_object (&self->waiting);
  _odeon_group_output_free (self->output);
  _odeon_group_output_free (self->errors);
  odeon_future_unref (self->exit);
  g_object_unref (self->process);
  g_free (self);
}

gint64
_odeon_group_process_get_pid (OdeonGroupProcess *self)
{
  return self->pid;
}

void
_odeon_group_process_signal (OdeonGroupProcess *self, int signal)
{
  g_subprocess_send_signal (self->process, signal);
}

OdeonFuture *
_odeon_group_process_get_exited (OdeonGroupProcess *self)
{
  return odeon_future_ref (self->exit);
}

gchar *
_odeon_group_process_dup_last_words (OdeonGroupProcess *self)
{
  g_autofree gchar *last = _odeon_group_output_dup_last (self->errors);

  return *last != '\0' ? g_steal_pointer (&last) : NULL;
}
