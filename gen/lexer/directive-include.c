/* SPDX-License-Identifier: MIT */

/* A file that is included while it is open is a cycle, unless its include guard (an #ifndef before
 * everything else) would skip it anyway.
 */

#include "preprocessor-private.h"

#include <string.h>

#include "suggestion.h"

#define MAX_INCLUDE_DEPTH 100
#define MAX_INCLUDES 20000

static gchar *
join_path (const gchar *directory, const gchar *name)
{
  if (g_path_is_absolute (name) || g_str_equal (directory, "."))
    return g_strdup (name);
  return g_build_filename (directory, name, NULL);
}

/* In the including file's own directory and in those of -I; with <> the own one comes last. To be
 * freed; NULL if there is none. */
static gchar *
find_include (IdlPreprocessor *self, const gchar *name, gboolean bracketed)
{
  const IdlSource *source =
    idl_sources_get (self->sources, idl_preprocessor_get_file (self)->lexer.file);
  g_autofree gchar *directory = g_path_get_dirname (source->path);
  g_autofree gchar *own = join_path (directory, name);

  if (!bracketed && idl_sources_has_file (self->sources, own))
    return g_steal_pointer (&own);
  for (guint i = 0; i < self->directories->len; i++)
    {
      g_autofree gchar *path = join_path (g_ptr_array_index (self->directories, i), name);

      if (idl_sources_has_file (self->sources, path))
        return g_steal_pointer (&path);
    }
  return idl_sources_has_file (self->sources, own) ? g_steal_pointer (&own) : NULL;
}

/* Returns FALSE if the file need not or must not be read: it is open already. */
static gboolean
check_cycle (IdlPreprocessor *self, const gchar *path, IdlLocation where)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      const IdlFile *file = g_ptr_array_index (self->files, i);

      if (!idl_sources_is_same_file (self->sources, file->lexer.file, path))
        continue;
      if (file->guard == NULL || !idl_expander_is_defined (self->expander, file->guard))
        {
          idl_diagnostics_error (self->diagnostics, where, "include cycle: `%s` includes itself%s",
                                 path, i + 1 == self->files->len ? "" : " through other files");
          self->incomplete = TRUE;
        }
      return FALSE;
    }
  return TRUE;
}

static void
note_include (IdlPreprocessor *self, const gchar *name)
{
  if (self->files->len != 1)
    return;
  for (guint i = 0; i < self->includes->len; i++)
    if (g_str_equal (g_ptr_array_index (self->includes, i), name))
      return;
  g_ptr_array_add (self->includes, (gpointer) name);
}

/* Files of an ORB that declare what the parser knows anyway: see parser-corba.c. */
static gboolean
is_built_in (const gchar *name)
{
  static const gchar *const files[] = { "orb.idl", "corba.idl", "iop.idl" };
  g_autofree gchar         *base = g_path_get_basename (name);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_ascii_strcasecmp (base, files[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Offers the files that stand where "name" would, from a directory of the search path. */
static void
offer_files (IdlPreprocessor *self,
             const gchar     *directory,
             const gchar     *name,
             IdlSuggestion   *suggestion,
             gchar          **best)
{
  g_autofree gchar *path = join_path (directory, name);
  g_autofree gchar *place = g_path_get_dirname (path);
  g_auto (GStrv) files = idl_sources_list_files (self->sources, place);

  for (gchar **file = files; *file != NULL; file++)
    {
      guint before = suggestion->distance;

      idl_suggestion_offer (suggestion, *file);
      if (suggestion->distance == before)
        continue;
      g_free (*best);
      *best = g_strdup (*file);
    }
}

/* "common/bank.idl" for "common/bnak.idl". */
static void
suggest_include (IdlPreprocessor *self, const gchar *name)
{
  const IdlSource *source =
    idl_sources_get (self->sources, idl_preprocessor_get_file (self)->lexer.file);
  g_autofree gchar *own = g_path_get_dirname (source->path);
  g_autofree gchar *base = g_path_get_basename (name);
  g_autofree gchar *directory = g_path_get_dirname (name);
  g_autofree gchar *best = NULL;
  g_autofree gchar *path = NULL;
  IdlSuggestion     suggestion;

  idl_suggestion_init (&suggestion, base);
  offer_files (self, own, name, &suggestion, &best);
  for (guint i = 0; i < self->directories->len; i++)
    offer_files (self, g_ptr_array_index (self->directories, i), name, &suggestion, &best);
  if (best == NULL)
    return;
  path = join_path (directory, best);
  idl_diagnostics_suggest (self->diagnostics, path);
}

static void
include (IdlPreprocessor *self, const gchar *name, gboolean bracketed, IdlLocation where)
{
  g_autofree gchar *path = find_include (self, name, bracketed);
  g_autofree gchar *problem = NULL;
  guint             number;

  if (path == NULL && is_built_in (name))
    {
      idl_diagnostics_warning (self->diagnostics, where,
                               "there is no file `%s`; what is known of CORBA stands for it", name);
      return;
    }
  note_include (self, name);
  if (path == NULL)
    {
      idl_diagnostics_error (self->diagnostics, where,
                             "there is no file `%s` here or in the directories of -I", name);
      suggest_include (self, name);
    }
  else if (!check_cycle (self, path, where))
    return;
  else if (self->files->len == MAX_INCLUDE_DEPTH)
    idl_diagnostics_error (self->diagnostics, where, "includes are nested more than %u deep",
                           MAX_INCLUDE_DEPTH);
  else if (++self->n_includes > MAX_INCLUDES)
    idl_diagnostics_error (self->diagnostics, where, "more than %u includes", MAX_INCLUDES);
  else if (!idl_sources_open (self->sources, path, &where, &number, &problem))
    idl_diagnostics_error (self->diagnostics, where, "cannot read `%s`: %s", path, problem);
  else
    {
      idl_preprocessor_open_file (self, number);
      return;
    }
  self->incomplete = TRUE;
}

/* Splits "name" or <name>. */
static const gchar *
read_header_name (IdlPreprocessor *self, const gchar *text, gboolean *out_bracketed)
{
  const gchar *end;

  *out_bracketed = *text == '<';
  if (*text != '"' && *text != '<')
    return NULL;
  end = strchr (text + 1, *text == '<' ? '>' : '"');
  if (end == NULL || end == text + 1)
    return NULL;
  return g_string_chunk_insert_len (self->strings, text + 1, end - text - 1);
}

/* #include MACRO */
static const gchar *
expand_header_name (IdlPreprocessor *self)
{
  g_autoptr (GArray) line = idl_file_read_line (idl_preprocessor_get_file (self));
  g_autoptr (GArray) expanded = idl_expander_expand (self->expander, line);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < expanded->len; i++)
    g_string_append (text, idl_tokens_peek (expanded, i)->text);
  return g_string_chunk_insert (self->strings, text->str);
}

void
idl_directive_include (IdlPreprocessor *self, IdlLocation directive)
{
  IdlFile     *file = idl_preprocessor_get_file (self);
  const gchar *at = file->lexer.at;
  const gchar *text, *name;
  gboolean     bracketed;
  IdlLocation  where = directive;

  while (*at == ' ' || *at == '\t')
    at++;
  if (*at == '"' || *at == '<')
    text = idl_lexer_take_line (&file->lexer, &where);
  else
    text = expand_header_name (self);

  name = read_header_name (self, text, &bracketed);
  if (name == NULL)
    {
      idl_diagnostics_error (self->diagnostics, where, "`#include` needs \"FILE\" or <FILE>");
      return;
    }
  where.length = (guint) strlen (name) + 2;
  include (self, name, bracketed, where);
}
