/* SPDX-License-Identifier: MIT */

/* Output in two steps: every file is written under another name beside its place, and only when all
 * are on disk are they renamed. What is left over is removed. */

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

typedef struct
{
  gchar *path;
  gchar *text;
  gchar *staged; /* (nullable): the other name, while there is such a file */
} File;

struct _IdlOutput
{
  GPtrArray *files; /* of File */
};

static void
file_free (gpointer data)
{
  File *file = data;

  if (file->staged != NULL)
    g_unlink (file->staged);
  g_free (file->staged);
  g_free (file->path);
  g_free (file->text);
  g_free (file);
}

IdlOutput *
idl_output_new (void)
{
  IdlOutput *self = g_new0 (IdlOutput, 1);

  self->files = g_ptr_array_new_with_free_func (file_free);
  return self;
}

void
idl_output_free (IdlOutput *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->files);
  g_free (self);
}

void
idl_output_add (IdlOutput *self, const gchar *path, gchar *text)
{
  File *file = g_new0 (File, 1);

  file->path = g_strdup (path);
  file->text = text;
  g_ptr_array_add (self->files, file);
}

static gboolean
fail (const gchar *path, GError **error)
{
  gint saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "cannot write `%s`: %s", path,
               g_strerror (saved));
  return FALSE;
}

static gboolean
is_unchanged (const File *file)
{
  g_autofree gchar *text = NULL;
  gsize             length;

  return g_file_get_contents (file->path, &text, &length, NULL) && length == strlen (file->text)
         && memcmp (text, file->text, length) == 0;
}

static gboolean
stage (File *file, GError **error)
{
  g_autofree gchar *directory = g_path_get_dirname (file->path);
  g_autofree gchar *staged = g_strconcat (file->path, ".XXXXXX", NULL);
  GStatBuf          status;
  FILE             *stream;
  gboolean          written;
  gint              descriptor;

  if (g_file_test (file->path, G_FILE_TEST_IS_DIR))
    {
      errno = EISDIR;
      return fail (file->path, error);
    }
  if (g_mkdir_with_parents (directory, 0777) != 0)
    return fail (directory, error);
  descriptor = g_mkstemp_full (staged, O_RDWR, 0666);
  if (descriptor < 0)
    return fail (file->path, error);

  file->staged = g_steal_pointer (&staged);
  stream = fdopen (descriptor, "w");
  if (stream == NULL)
    {
      fail (file->path, error);
      close (descriptor);
      return FALSE;
    }
  if (g_stat (file->path, &status) == 0)
    fchmod (descriptor, status.st_mode & 07777);
  written = fputs (file->text, stream) >= 0;
  written = fclose (stream) == 0 && written;
  return written || fail (file->path, error);
}

/* Two inputs of one name in different directories. */
static gboolean
check_clashes (const IdlOutput *self, GError **error)
{
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->files->len; i++)
    {
      const File  *file = g_ptr_array_index (self->files, i);
      const gchar *earlier = g_hash_table_lookup (texts, file->path);

      if (earlier != NULL && !g_str_equal (earlier, file->text))
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
                       "two of the files given would both be compiled to `%s`", file->path);
          return FALSE;
        }
      g_hash_table_insert (texts, file->path, file->text);
    }
  return TRUE;
}

gboolean
idl_output_write (IdlOutput *self, GError **error)
{
  if (!check_clashes (self, error))
    return FALSE;

  for (guint i = 0; i < self->files->len; i++)
    {
      File *file = g_ptr_array_index (self->files, i);

      if (!is_unchanged (file) && !stage (file, error))
        return FALSE;
    }
  for (guint i = 0; i < self->files->len; i++)
    {
      File *file = g_ptr_array_index (self->files, i);

      if (file->staged == NULL)
        continue;
      if (g_rename (file->staged, file->path) != 0)
        return fail (file->path, error);
      g_clear_pointer (&file->staged, g_free);
    }
  return TRUE;
}

gboolean
idl_output_finish (IdlOutput *self)
{
  g_autoptr (GError) error = NULL;

  if (idl_output_write (self, &error))
    return TRUE;

  g_printerr ("odeon-codegen: %s\n", error->message);
  return FALSE;
}

gboolean
idl_output_print (const gchar *text)
{
  if (fputs (text, stdout) >= 0 && fflush (stdout) == 0)
    return TRUE;

  g_printerr ("odeon-codegen: cannot write to standard output: %s\n", g_strerror (errno));
  return FALSE;
}
