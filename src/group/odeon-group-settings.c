/* SPDX-License-Identifier: MIT */

#include "odeon-group-settings-private.h"

#include <string.h>

#ifdef HAVE_VALGRIND_H
#include <valgrind/valgrind.h>
#endif

/* Of what stands in the variable; another number is another library. */
#define SETTINGS_VERSION "1"

#define WORKERS_MAX 1024

G_DEFINE_BOXED_TYPE (OdeonGroupSettings, _odeon_group_settings, _odeon_group_settings_copy,
                     _odeon_group_settings_free)

static gboolean
invalid (GError **error, const gchar *what)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "A group: %s", what);

  return FALSE;
}

static gboolean
check (const OdeonGroupOptions *options, GError **error)
{
  if (options->workers < ODEON_WORKERS_AUTO || options->workers > WORKERS_MAX)
    return invalid (error, "its number of workers is out of range");
  if (options->argv != NULL && options->argv[0] == NULL)
    return invalid (error, "its program is missing");
  if (options->argv != NULL && options->module != NULL)
    return invalid (error, "it runs a program or loads a module, not both");
  if (options->start_timeout < 0 || options->stop_timeout < 0 || options->heartbeat < 0)
    return invalid (error, "a time is negative");
  if (options->directory != NULL && !g_file_test (options->directory, G_FILE_TEST_IS_DIR))
    return invalid (error, "its working directory is none");

  return TRUE;
}

/* The file that runs, also if another has taken its name meanwhile; to be freed. Under valgrind
 * that would be valgrind. */
static gchar *
dup_this_program (void)
{
#ifdef HAVE_VALGRIND_H
  if (RUNNING_ON_VALGRIND)
    return g_file_read_link ("/proc/self/exe", NULL);
#endif

  return g_strdup ("/proc/self/exe");
}

static void
set_program (OdeonGroupSettings *self, const OdeonGroupOptions *options)
{
  const gchar      *host = g_getenv ("ODEON_HOST");
  g_autofree gchar *this_program = dup_this_program ();

  if (host == NULL)
    host = ODEON_HOST_PROGRAM;

  if (options->argv != NULL)
    self->argv = g_strdupv ((gchar **) options->argv);
  else if (options->module != NULL)
    self->argv = g_strdupv ((gchar *[]) { (gchar *) host, (gchar *) options->module, NULL });
  else
    self->argv = g_strdupv ((gchar *[]) { this_program, NULL });
}

OdeonGroupSettings *
_odeon_group_settings_new (const OdeonGroupOptions *options, GError **error)
{
  static const OdeonGroupOptions defaults = ODEON_GROUP_OPTIONS_INIT;
  OdeonGroupSettings            *self;

  if (options == NULL)
    options = &defaults;
  if (!check (options, error))
    return NULL;

  self = g_new0 (OdeonGroupSettings, 1);
  self->name = g_strdup (options->name != NULL ? options->name : "group");
  set_program (self, options);
  self->environment = g_strdupv ((gchar **) options->environment);
  self->directory = g_strdup (options->directory);
  self->workers = options->workers != 0 ? options->workers : 1;
  self->max_memory = options->max_memory;
  self->max_cpu_seconds = options->max_cpu_seconds;
  self->max_files = options->max_files;
  self->confined = options->confined;
  self->start_timeout = options->start_timeout != 0 ? options->start_timeout
                                                    : 10 * G_TIME_SPAN_SECOND;
  self->stop_timeout = options->stop_timeout != 0 ? options->stop_timeout
                                                  : 5 * G_TIME_SPAN_SECOND;
  self->heartbeat = options->heartbeat;
  self->is_supervised = options->strategy != NULL;
  if (self->is_supervised)
    self->strategy = *options->strategy;

  return self;
}

OdeonGroupSettings *
_odeon_group_settings_copy (const OdeonGroupSettings *self)
{
  OdeonGroupSettings *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->argv = g_strdupv (self->argv);
  copy->environment = g_strdupv (self->environment);
  copy->directory = g_strdup (self->directory);

  return copy;
}

void
_odeon_group_settings_free (OdeonGroupSettings *self)
{
  g_free (self->name);
  g_strfreev (self->argv);
  g_strfreev (self->environment);
  g_free (self->directory);
  g_free (self);
}

/* --- what the process finds --- */

gchar *
_odeon_group_settings_to_text (const OdeonGroupSettings *self)
{
  return g_strdup_printf (SETTINGS_VERSION
                          " workers=%d memory=%" G_GUINT64_FORMAT " cpu=%u files=%u"
                          " confined=%d name=%s",
                          self->workers, self->max_memory, self->max_cpu_seconds,
                          self->max_files, self->confined != 0, self->name);
}

static gboolean
read_number (const gchar *word, const gchar *name, gint64 least, gint64 *out)
{
  gsize  length = strlen (name);
  gchar *end;

  if (strncmp (word, name, length) != 0 || word[length] != '=')
    return FALSE;

  *out = g_ascii_strtoll (word + length + 1, &end, 10);

  return end != word + length + 1 && *end == '\0' && *out >= least;
}

gboolean
_odeon_group_settings_from_text (OdeonGroupSettings *self, const gchar *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 7);
  gint64         workers;
  gint64         memory;
  gint64         cpu;
  gint64         files;
  gint64         confined;

  if (g_strv_length (words) < 1 || !g_str_equal (words[0], SETTINGS_VERSION))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_VERSION,
                   "%s is \"%s\": whoever has started this has another version of Odeon",
                   ODEON_GROUP_VARIABLE, text);
      return FALSE;
    }
  if (g_strv_length (words) != 7 || !read_number (words[1], "workers", -1, &workers)
      || !read_number (words[2], "memory", 0, &memory) || !read_number (words[3], "cpu", 0, &cpu)
      || !read_number (words[4], "files", 0, &files)
      || !read_number (words[5], "confined", 0, &confined)
      || !g_str_has_prefix (words[6], "name=") || workers > WORKERS_MAX || cpu > G_MAXUINT
      || files > G_MAXUINT)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "%s is \"%s\"",
                   ODEON_GROUP_VARIABLE, text);
      return FALSE;
    }

  self->name = g_strdup (words[6] + strlen ("name="));
  self->workers = (gint) workers;
  self->max_memory = (guint64) memory;
  self->max_cpu_seconds = (guint) cpu;
  self->max_files = (guint) files;
  self->confined = confined != 0;

  return TRUE;
}
