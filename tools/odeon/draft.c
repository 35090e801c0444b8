/* SPDX-License-Identifier: MIT */

#include "draft.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

typedef struct
{
  gchar   *path;
  gchar   *written; /* (nullable): as what it lies there; NULL: it has its name */
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *self = data;

  if (self->written != NULL)
    g_unlink (self->written);
  g_free (self->written);
  g_free (self->path);
  g_free (self);
}

void
draft_init (Draft *self, gboolean replaces)
{
  self->sheets = g_ptr_array_new_with_free_func (sheet_free);
  self->replaces = replaces;
}

void
draft_clear (Draft *self)
{
  g_clear_pointer (&self->sheets, g_ptr_array_unref);
}

static gboolean
cannot_write (const gchar *path, GError **error)
{
  int saved_errno = errno;

  g_set_error (error, G_FILE_ERROR, (gint) g_file_error_from_errno (saved_errno),
               "%s: cannot write this file: %s", path, g_strerror (saved_errno));

  return FALSE;
}

static gboolean
is_in_the_way (const Draft *self, const gchar *path, GError **error)
{
  if (self->replaces || !g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return FALSE;

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
               "%s: this file is there already: --force replaces it", path);

  return TRUE;
}

/* --- writing --- */

static gboolean
write_all (gint fd, const gchar *data, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          data += n;
          size -= (gsize) n;
        }
    }

  return fsync (fd) == 0;
}

gboolean
draft_write (Draft        *self,
             const gchar  *path,
             gconstpointer data,
             gsize         size,
             gint          mode,
             GError      **error)
{
  Sheet   *sheet = g_new0 (Sheet, 1);
  gboolean written;
  gint     fd;

  g_ptr_array_add (self->sheets, sheet);
  sheet->path = g_strdup (path);
  if (is_in_the_way (self, path, error))
    return FALSE;

  sheet->written = g_strconcat (path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (sheet->written, O_WRONLY | O_CLOEXEC, mode);
  if (fd < 0)
    {
      g_clear_pointer (&sheet->written, g_free);
      return cannot_write (path, error);
    }
  written = write_all (fd, data, size);
  written = close (fd) == 0 && written;

  return written || cannot_write (path, error);
}

/* --- publishing --- */

/* A link does not replace what has come in between. */
static gboolean
publish (const Draft *self, Sheet *sheet, GError **error)
{
  if (self->replaces ? g_rename (sheet->written, sheet->path) != 0
                     : link (sheet->written, sheet->path) != 0)
    return cannot_write (sheet->path, error);

  if (!self->replaces)
    g_unlink (sheet->written);
  g_clear_pointer (&sheet->written, g_free);

  return TRUE;
}

/* Of the first @n that this draft has added. */
static void
withdraw (Draft *self, guint n)
{
  for (guint i = 0; i < n; i++)
    g_unlink (((Sheet *) self->sheets->pdata[i])->path);
}

gboolean
draft_publish (Draft *self, GError **error)
{
  for (guint i = 0; i < self->sheets->len; i++)
    if (!publish (self, self->sheets->pdata[i], error))
      {
        if (!self->replaces)
          withdraw (self, i);
        return FALSE;
      }

  return TRUE;
}
