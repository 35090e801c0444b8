/* SPDX-License-Identifier: MIT */

#include "odeon-group-output-private.h"
#include "odeon-fd-watch-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

/* A line that is longer is cut into several. */
#define LINE_MAX_BYTES 4096

/* As much as a pipe holds: whoever inherited it and writes on for ever is not listened to. */
#define N_LAST_READS 16

/* How many lines are kept. */
#define N_KEPT 8

struct _OdeonGroupOutput
{
  gint         fd;    /* -1 at its end */
  gchar       *prefix;
  OdeonFdWatch watch; /* of that */
  GString     *line;  /* begun */
  GQueue       kept;  /* of gchar *, the oldest first */
};

static void
take_line (OdeonGroupOutput *self)
{
  gchar *line = g_utf8_make_valid (self->line->str, (gssize) self->line->len);

  g_string_truncate (self->line, 0);
  g_message ("%s: %s", self->prefix, line);
  g_queue_push_tail (&self->kept, line);
  if (self->kept.length > N_KEPT)
    g_free (g_queue_pop_head (&self->kept));
}

static void
take (OdeonGroupOutput *self, const gchar *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] != '\n')
        g_string_append_c (self->line, bytes[i]);
      if (bytes[i] == '\n' || self->line->len == LINE_MAX_BYTES)
        take_line (self);
    }
}

static void
close_fd (OdeonGroupOutput *self)
{
  if (self->line->len > 0)
    take_line (self);
  _odeon_fd_watch_stop (&self->watch);
  close (self->fd);
  self->fd = -1;
}

/* %FALSE: there is nothing for now, or for good. */
static gboolean
read_some (OdeonGroupOutput *self)
{
  gchar   bytes[LINE_MAX_BYTES];
  gssize  length = read (self->fd, bytes, sizeof bytes);

  if (length > 0)
    take (self, bytes, (gsize) length);
  else if (length == 0 || (errno != EAGAIN && errno != EINTR))
    close_fd (self);

  return length > 0;
}

static void
readable (OdeonFdWatch *watch, GIOCondition condition G_GNUC_UNUSED)
{
  /* Once a turn: whoever floods it does not keep the actors of this worker from theirs. */
  read_some ((OdeonGroupOutput *) ((gchar *) watch - G_STRUCT_OFFSET (OdeonGroupOutput, watch)));
}

OdeonGroupOutput *
_odeon_group_output_new (gint fd, const gchar *prefix)
{
  OdeonGroupOutput *self = g_new0 (OdeonGroupOutput, 1);

  self->fd = fd;
  self->prefix = g_strdup (prefix);
  self->line = g_string_new (NULL);
  g_queue_init (&self->kept);
  g_unix_set_fd_nonblocking (fd, TRUE, NULL);

  _odeon_fd_watch_start (&self->watch, fd, G_IO_IN, readable);

  return self;
}

void
_odeon_group_output_end (OdeonGroupOutput *self)
{
  _odeon_fd_watch_stop (&self->watch);
  for (guint i = 0; i < N_LAST_READS && self->fd >= 0 && read_some (self); i++)
    ;
}

void
_odeon_group_output_free (OdeonGroupOutput *self)
{
  _odeon_fd_watch_stop (&self->watch);
  if (self->fd >= 0)
    close_fd (self);
  g_string_free (self->line, TRUE);
  g_queue_clear_full (&self->kept, g_free);
  g_free (self->prefix);
  g_free (self);
}

gchar *
_odeon_group_output_dup_last (OdeonGroupOutput *self)
{
  GString *text = g_string_new (NULL);

  for (GList *link = self->kept.head; link != NULL; link = link->next)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (gchar *) link->data);

  return g_string_free (text, FALSE);
}
