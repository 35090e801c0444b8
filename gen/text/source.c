/* SPDX-License-Identifier: MIT */

/* The texts of a run. A file on disk is read once, however often it is included: the entries of one
 * file share their Content, and each adds from where it was included. The offsets of the lines are
 * noted when a text is taken in, so that any line can be shown later.
 */

#include "source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

/* In a directory with more files nobody looks for a name that resembles another. */
#define MAX_LISTED 10000

typedef struct
{
  gchar   *text;
  gsize    length;
  GArray  *lines; /* of gsize: where each line begins */
  dev_t    device;
  ino_t    inode;
  gboolean on_disk;
} Content;

/* From physical line "line" on, the text says of itself that it is line "presumed" of "path". */
typedef struct
{
  guint        line;
  guint        presumed;
  const gchar *path;
} LineMark;

typedef struct
{
  IdlSource public;
  const Content *content;
  GArray        *marks; /* (nullable): of LineMark, ascending */
} Entry;

struct _IdlSources
{
  GPtrArray    *entries;  /* of Entry */
  GPtrArray    *contents; /* of Content */
  GHashTable   *given;    /* (nullable): path → Content: then there are no other files */
  GStringChunk *strings;
};

static void
content_free (gpointer data)
{
  Content *content = data;

  g_free (content->text);
  g_array_unref (content->lines);
  g_free (content);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->marks, g_array_unref);
  g_free (entry);
}

IdlSources *
idl_sources_new (void)
{
  IdlSources *self = g_new0 (IdlSources, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->contents = g_ptr_array_new_with_free_func (content_free);
  self->strings = g_string_chunk_new (1024);
  return self;
}

void
idl_sources_free (IdlSources *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->given, g_hash_table_unref);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->contents);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/* Takes the text. */
static Content *
add_content (IdlSources *self, gchar *text, gsize length)
{
  Content *content = g_new0 (Content, 1);
  gsize    begin = 0;

  content->text = text;
  content->length = length;
  content->lines = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_array_append_val (content->lines, begin);
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] != '\n')
        continue;

      begin = i + 1;
      g_array_append_val (content->lines, begin);
    }
  g_ptr_array_add (self->contents, content);
  return content;
}

static guint
add_entry (IdlSources        *self,
           const gchar       *path,
           const Content     *content,
           const IdlLocation *included_from)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->content = content;
  entry->public.path = g_string_chunk_insert_const (self->strings, path);
  entry->public.text = content->text;
  entry->public.length = content->length;
  if (included_from != NULL)
    {
      entry->public.included = TRUE;
      entry->public.included_from = *included_from;
    }
  g_ptr_array_add (self->entries, entry);
  return self->entries->len - 1;
}

void
idl_sources_give (IdlSources *self, const gchar *path, const gchar *text)
{
  Content *content = add_content (self, g_strdup (text), strlen (text));

  if (self->given == NULL)
    self->given = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_replace (self->given, g_string_chunk_insert_const (self->strings, path), content);
}

gboolean
idl_sources_has_file (const IdlSources *self, const gchar *path)
{
  if (self->given != NULL)
    return g_hash_table_contains (self->given, path);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

gchar **
idl_sources_list_files (const IdlSources *self, const gchar *directory)
{
  g_autoptr (GDir) dir = self->given == NULL ? g_dir_open (directory, 0, NULL) : NULL;
  GPtrArray   *names = g_ptr_array_new ();
  const gchar *name;

  while (dir != NULL && names->len < MAX_LISTED && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (gchar **) g_ptr_array_free (names, FALSE);
}

static const Content *
find_content (const IdlSources *self, const GStatBuf *status)
{
  for (guint i = 0; i < self->contents->len; i++)
    {
      const Content *content = g_ptr_array_index (self->contents, i);

      if (content->on_disk && content->device == status->st_dev && content->inode == status->st_ino)
        return content;
    }
  return NULL;
}

static const Content *
read_content (IdlSources *self, const gchar *path, const GStatBuf *status, gchar **out_problem)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text = NULL;
  gsize             length;
  Content          *content;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      const gchar *reason = strrchr (error->message, ':');

      *out_problem = g_strdup (reason != NULL ? reason + 2 : error->message);
      return NULL;
    }
  if (length > IDL_SOURCE_MAX_SIZE)
    {
      *out_problem = g_strdup ("it is larger than 16 MiB");
      return NULL;
    }
  if (memchr (text, '\0', length) != NULL)
    {
      *out_problem = g_strdup ("it is a binary file");
      return NULL;
    }

  content = add_content (self, g_steal_pointer (&text), length);
  content->device = status->st_dev;
  content->inode = status->st_ino;
  content->on_disk = TRUE;
  return content;
}

static const Content *
open_on_disk (IdlSources *self, const gchar *path, gchar **out_problem)
{
  GStatBuf       status;
  const Content *content;

  if (g_stat (path, &status) != 0)
    {
      *out_problem = g_strdup (g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (status.st_mode))
    {
      /* Reading a pipe or a device might never end. */
      *out_problem =
        g_strdup (S_ISDIR (status.st_mode) ? "it is a directory" : "it is no regular file");
      return NULL;
    }
  if (status.st_size > IDL_SOURCE_MAX_SIZE)
    {
      *out_problem = g_strdup ("it is larger than 16 MiB");
      return NULL;
    }

  content = find_content (self, &status);
  return content != NULL ? content : read_content (self, path, &status, out_problem);
}

gboolean
idl_sources_open (IdlSources        *self,
                  const gchar       *path,
                  const IdlLocation *included_from,
                  guint             *out_file,
                  gchar            **out_problem)
{
  const Content *content;

  if (self->given == NULL)
    content = open_on_disk (self, path, out_problem);
  else
    {
      content = g_hash_table_lookup (self->given, path);
      if (content == NULL)
        *out_problem = g_strdup (g_strerror (ENOENT));
    }
  if (content == NULL)
    return FALSE;

  *out_file = add_entry (self, path, content, included_from);
  return TRUE;
}

guint
idl_sources_add_text (IdlSources *self, const gchar *path, const gchar *text)
{
  return add_entry (self, path, add_content (self, g_strdup (text), strlen (text)), NULL);
}

guint
idl_sources_get_n_files (const IdlSources *self)
{
  return self->entries->len;
}

const IdlSource *
idl_sources_get (const IdlSources *self, guint file)
{
  const Entry *entry = g_ptr_array_index (self->entries, file);

  return &entry->public;
}

gboolean
idl_sources_is_same_file (const IdlSources *self, guint file, const gchar *path)
{
  const Entry *entry = g_ptr_array_index (self->entries, file);
  GStatBuf     status;

  if (self->given != NULL)
    return entry->content == g_hash_table_lookup (self->given, path);
  return entry->content->on_disk && g_stat (path, &status) == 0
         && entry->content->device == status.st_dev && entry->content->inode == status.st_ino;
}

const gchar *
idl_sources_get_line (const IdlSources *self, guint file, guint line, gsize *out_length)
{
  const Entry   *entry = g_ptr_array_index (self->entries, file);
  const Content *content = entry->content;
  gsize          begin, end;

  *out_length = 0;
  if (line == 0 || line > content->lines->len)
    return "";

  begin = g_array_index (content->lines, gsize, line - 1);
  end =
    line < content->lines->len ? g_array_index (content->lines, gsize, line) - 1 : content->length;
  if (end > begin && content->text[end - 1] == '\r')
    end--;
  *out_length = end - begin;
  return content->text + begin;
}

void
idl_sources_mark_line (IdlSources *self, guint file, guint line, guint presumed, const gchar *path)
{
  Entry   *entry = g_ptr_array_index (self->entries, file);
  LineMark mark = { line, presumed, NULL };

  if (entry->marks == NULL)
    entry->marks = g_array_new (FALSE, FALSE, sizeof (LineMark));
  if (path != NULL)
    mark.path = g_string_chunk_insert_const (self->strings, path);
  else if (entry->marks->len > 0)
    mark.path = g_array_index (entry->marks, LineMark, entry->marks->len - 1).path;
  else
    mark.path = entry->public.path;
  g_array_append_val (entry->marks, mark);
}

const gchar *
idl_sources_present (const IdlSources *self, IdlLocation where, guint *out_line)
{
  const Entry *entry = g_ptr_array_index (self->entries, where.file);

  *out_line = where.line;
  if (entry->marks == NULL)
    return entry->public.path;

  for (guint i = entry->marks->len; i > 0; i--)
    {
      const LineMark *mark = &g_array_index (entry->marks, LineMark, i - 1);

      if (mark->line > where.line)
        continue;

      *out_line = mark->presumed + (where.line - mark->line);
      return mark->path;
    }
  return entry->public.path;
}
