/* SPDX-License-Identifier: MIT */

/* A stack of open files, the innermost read first, and in each a stack of the conditionals that are
 * open. Tokens of the files pass through the expander, which asks for them one by one; a directive
 * is obeyed when its # comes by, and never seen by the expander.
 *
 * A file that is included while it is open is a cycle, unless its include guard (an #ifndef before
 * everything else) would skip it anyway.
 */

#include "preprocessor.h"

#include <string.h>

#include "condition.h"
#include "expander.h"
#include "lexer.h"
#include "suggestion.h"

#define MAX_INCLUDE_DEPTH 100
#define MAX_INCLUDES 20000
#define MAX_TOKENS 5000000

/* One #if … #endif. */
typedef struct
{
  IdlLocation where;
  gboolean    skipping; /* this branch */
  gboolean    done;     /* a branch was taken, or none may be */
  gboolean    has_else;
} Conditional;

typedef struct
{
  IdlLexer     lexer;
  GArray      *conditionals; /* of Conditional */
  guint        n_tokens;     /* seen so far */
  const gchar *guard;        /* (nullable) */
} File;

struct _IdlPreprocessor
{
  IdlSources     *sources;
  IdlDiagnostics *diagnostics;
  GStringChunk   *strings;
  IdlExpander    *expander;
  GPtrArray      *directories; /* of gchar */
  GPtrArray      *files;       /* of File: the open ones */
  GPtrArray      *includes;    /* of const gchar */
  GArray         *tokens;      /* of IdlToken: the result */
  guint           n_includes;
  gboolean        incomplete; /* an include is missing, or an #error was met */
};

static void fetch (gpointer user_data, IdlToken *out_token);

static void
file_free (gpointer data)
{
  File *file = data;

  idl_lexer_clear (&file->lexer);
  g_array_unref (file->conditionals);
  g_free (file);
}

IdlPreprocessor *
idl_preprocessor_new (IdlSources *sources, IdlDiagnostics *diagnostics)
{
  IdlPreprocessor *self = g_new0 (IdlPreprocessor, 1);

  self->sources = sources;
  self->diagnostics = diagnostics;
  self->strings = g_string_chunk_new (4096);
  self->expander = idl_expander_new (fetch, self, self->strings, diagnostics);
  self->directories = g_ptr_array_new_with_free_func (g_free);
  self->files = g_ptr_array_new_with_free_func (file_free);
  self->includes = g_ptr_array_new ();
  self->tokens = g_array_new (FALSE, FALSE, sizeof (IdlToken));
  return self;
}

void
idl_preprocessor_free (IdlPreprocessor *self)
{
  if (self == NULL)
    return;

  idl_expander_free (self->expander);
  g_ptr_array_unref (self->directories);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->includes);
  g_array_unref (self->tokens);
  g_string_chunk_free (self->strings);
  g_free (self);
}

void
idl_preprocessor_add_directory (IdlPreprocessor *self, const gchar *directory)
{
  g_ptr_array_add (self->directories, g_strdup (directory));
}

const GPtrArray *
idl_preprocessor_get_includes (const IdlPreprocessor *self)
{
  return self->includes;
}

gboolean
idl_preprocessor_is_complete (const IdlPreprocessor *self)
{
  return !self->incomplete && !idl_expander_is_exhausted (self->expander);
}

static File *
get_file (const IdlPreprocessor *self)
{
  return g_ptr_array_index (self->files, self->files->len - 1);
}

static void
open_file (IdlPreprocessor *self, guint number)
{
  File *file = g_new0 (File, 1);

  idl_lexer_init (&file->lexer, self->sources, number, self->strings, self->diagnostics);
  file->conditionals = g_array_new (FALSE, FALSE, sizeof (Conditional));
  g_ptr_array_add (self->files, file);
}

static void
close_file (IdlPreprocessor *self)
{
  File *file = get_file (self);

  for (guint i = 0; i < file->conditionals->len; i++)
    idl_diagnostics_error (self->diagnostics,
                           g_array_index (file->conditionals, Conditional, i).where,
                           "this conditional has no `#endif`");
  g_ptr_array_set_size (self->files, self->files->len - 1);
}

static Conditional *
get_conditional (const File *file)
{
  if (file->conditionals->len == 0)
    return NULL;
  return &g_array_index (file->conditionals, Conditional, file->conditionals->len - 1);
}

static gboolean
is_skipping (const File *file)
{
  const Conditional *conditional = get_conditional (file);

  return conditional != NULL && conditional->skipping;
}

/* The tokens up to the end of the directive's line. To be freed. */
static GArray *
read_line (File *file)
{
  GArray  *tokens = g_array_new (FALSE, FALSE, sizeof (IdlToken));
  IdlToken token;

  for (idl_lexer_next (&file->lexer, &token);
       token.kind != IDL_TOKEN_NEWLINE && token.kind != IDL_TOKEN_END;
       idl_lexer_next (&file->lexer, &token))
    g_array_append_val (tokens, token);
  return tokens;
}

static const IdlToken *
peek_token (const GArray *tokens, guint index)
{
  static const IdlToken end = { .kind = IDL_TOKEN_END, .text = "end of line" };

  return index < tokens->len ? &g_array_index (tokens, IdlToken, index) : &end;
}

/* #define ------------------------------------------------------------------------------------- */

/* Reads "a, b)"; index stands behind the parenthesis, and is left behind the closing one. */
static gboolean
read_parameters (IdlPreprocessor *self, const GArray *line, IdlMacro *macro, guint *index)
{
  if (peek_token (line, *index)->punctuator == ')')
    {
      (*index)++;
      return TRUE;
    }

  while (TRUE)
    {
      const IdlToken *token = peek_token (line, (*index)++);

      if (token->kind == IDL_TOKEN_IDENTIFIER)
        g_ptr_array_add (macro->parameters, (gpointer) token->text);
      else if (token->punctuator == '.')
        {
          while (peek_token (line, *index)->punctuator == '.')
            (*index)++;
          macro->is_variadic = TRUE;
          g_ptr_array_add (macro->parameters, (gpointer) "__VA_ARGS__");
        }
      else
        break;

      token = peek_token (line, (*index)++);
      if (token->punctuator == ')')
        return TRUE;
      if (token->punctuator != ',' || macro->is_variadic)
        break;
    }
  idl_diagnostics_error (self->diagnostics, macro->where,
                         "the parameters of macro `%s` are not well formed", macro->name);
  return FALSE;
}

static void
obey_define (IdlPreprocessor *self, IdlLocation where)
{
  g_autoptr (GArray) line = read_line (get_file (self));
  const IdlToken *name = peek_token (line, 0);
  guint           index = 1;
  IdlMacro       *macro;

  if (name->kind != IDL_TOKEN_IDENTIFIER || g_str_equal (name->text, "defined"))
    {
      idl_diagnostics_error (self->diagnostics, line->len > 0 ? name->where : where,
                             "`#define` needs the name of a macro");
      return;
    }

  macro = idl_macro_new (name->text, name->where);
  if (peek_token (line, 1)->punctuator == '(' && peek_token (line, 1)->joined)
    {
      macro->is_function = TRUE;
      index++;
      if (!read_parameters (self, line, macro, &index))
        {
          idl_macro_free (macro);
          return;
        }
    }
  for (; index < line->len; index++)
    g_array_append_vals (macro->body, peek_token (line, index), 1);
  idl_expander_define (self->expander, macro);
}

void
idl_preprocessor_define (IdlPreprocessor *self, const gchar *definition)
{
  const gchar      *equals = strchr (definition, '=');
  g_autofree gchar *text = NULL;

  if (equals == NULL)
    text = g_strdup_printf ("%s 1", definition);
  else
    text = g_strdup_printf ("%.*s %s", (gint) (equals - definition), definition, equals + 1);
  open_file (self, idl_sources_add_text (self->sources, "(command line)", text));
  get_file (self)->lexer.in_directive = TRUE;
  obey_define (self, idl_lexer_get_location (&get_file (self)->lexer));
  close_file (self);
}

static void
obey_undef (IdlPreprocessor *self, IdlLocation where)
{
  g_autoptr (GArray) line = read_line (get_file (self));

  if (peek_token (line, 0)->kind == IDL_TOKEN_IDENTIFIER)
    idl_expander_undefine (self->expander, peek_token (line, 0)->text);
  else
    idl_diagnostics_error (self->diagnostics, where, "`#undef` needs the name of a macro");
}

/* #include ------------------------------------------------------------------------------------ */

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
  const IdlSource  *source = idl_sources_get (self->sources, get_file (self)->lexer.file);
  g_autofree gchar *directory = g_path_get_dirname (source->path);
  g_autofree gchar *own = join_path (directory, name);

  if (!bracketed && g_file_test (own, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&own);
  for (guint i = 0; i < self->directories->len; i++)
    {
      g_autofree gchar *path = join_path (g_ptr_array_index (self->directories, i), name);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
  return g_file_test (own, G_FILE_TEST_EXISTS) ? g_steal_pointer (&own) : NULL;
}

/* Returns FALSE if the file need not or must not be read: it is open already. */
static gboolean
check_cycle (IdlPreprocessor *self, const gchar *path, IdlLocation where)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      const File *file = g_ptr_array_index (self->files, i);

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

static void
include (IdlPreprocessor *self, const gchar *name, gboolean bracketed, IdlLocation where)
{
  g_autofree gchar *path = find_include (self, name, bracketed);
  g_autofree gchar *problem = NULL;
  guint             number;

  note_include (self, name);
  if (path == NULL)
    idl_diagnostics_error (self->diagnostics, where,
                           "there is no file `%s` here or in the directories of -I", name);
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
      open_file (self, number);
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
  g_autoptr (GArray) line = read_line (get_file (self));
  g_autoptr (GArray) expanded = idl_expander_expand (self->expander, line);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < expanded->len; i++)
    g_string_append (text, peek_token (expanded, i)->text);
  return g_string_chunk_insert (self->strings, text->str);
}

static void
obey_include (IdlPreprocessor *self, IdlLocation directive)
{
  File        *file = get_file (self);
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

/* Conditionals -------------------------------------------------------------------------------- */

/* Replaces "defined X" and "defined (X)", which no macro may touch before. */
static GArray *
replace_defined (IdlPreprocessor *self, const GArray *line)
{
  GArray *result = g_array_new (FALSE, FALSE, sizeof (IdlToken));

  for (guint i = 0; i < line->len; i++)
    {
      IdlToken token = *peek_token (line, i);
      gboolean is_defined =
        token.kind == IDL_TOKEN_IDENTIFIER && g_str_equal (token.text, "defined");
      gboolean has_parentheses = is_defined && peek_token (line, i + 1)->punctuator == '('
                                 && peek_token (line, i + 3)->punctuator == ')';
      const IdlToken *name = peek_token (line, has_parentheses ? i + 2 : i + 1);

      if (is_defined && name->kind == IDL_TOKEN_IDENTIFIER)
        {
          token.kind = IDL_TOKEN_NUMBER;
          token.text = idl_expander_is_defined (self->expander, name->text) ? "1" : "0";
          i += has_parentheses ? 3 : 1;
        }
      g_array_append_val (result, token);
    }
  return result;
}

static gboolean
read_condition (IdlPreprocessor *self, IdlLocation where)
{
  g_autoptr (GArray) line = read_line (get_file (self));
  g_autoptr (GArray) replaced = replace_defined (self, line);
  g_autoptr (GArray) expanded = idl_expander_expand (self->expander, replaced);

  return idl_condition_evaluate (expanded, where, self->diagnostics);
}

static gboolean
read_defined (IdlPreprocessor *self, IdlLocation where, gboolean could_guard)
{
  File *file = get_file (self);
  g_autoptr (GArray) line = read_line (file);
  const IdlToken *name = peek_token (line, 0);

  if (name->kind != IDL_TOKEN_IDENTIFIER)
    {
      idl_diagnostics_error (self->diagnostics, where, "this directive needs the name of a macro");
      return FALSE;
    }
  if (could_guard)
    file->guard = name->text;
  return idl_expander_is_defined (self->expander, name->text);
}

static void
obey_if (IdlPreprocessor *self, const IdlToken *directive)
{
  File       *file = get_file (self);
  Conditional conditional = { directive->where, TRUE, TRUE, FALSE };

  if (!is_skipping (file))
    {
      gboolean holds;

      if (g_str_equal (directive->text, "if"))
        holds = read_condition (self, directive->where);
      else if (g_str_equal (directive->text, "ifdef"))
        holds = read_defined (self, directive->where, FALSE);
      else
        holds = !read_defined (self, directive->where, file->n_tokens == 1);
      conditional.skipping = !holds;
      conditional.done = holds;
    }
  g_array_append_val (file->conditionals, conditional);
}

static void
obey_branch (IdlPreprocessor *self, const IdlToken *directive)
{
  File        *file = get_file (self);
  Conditional *conditional = get_conditional (file);
  gboolean     is_else = g_str_equal (directive->text, "else");
  gboolean     taken = FALSE;

  if (conditional == NULL)
    {
      idl_diagnostics_error (self->diagnostics, directive->where, "`#%s` without `#if`",
                             directive->text);
      return;
    }
  if (g_str_equal (directive->text, "endif"))
    {
      g_array_set_size (file->conditionals, file->conditionals->len - 1);
      return;
    }
  if (conditional->has_else)
    {
      idl_diagnostics_error (self->diagnostics, directive->where, "`#%s` after `#else`",
                             directive->text);
      idl_diagnostics_note (self->diagnostics, conditional->where, "the conditional begins here");
      return;
    }

  conditional->has_else = is_else;
  if (!conditional->done)
    {
      file->lexer.quiet = FALSE;
      taken = is_else || read_condition (self, directive->where);
    }
  conditional->skipping = !taken;
  conditional->done |= taken;
}

/* Other directives ---------------------------------------------------------------------------- */

/* "#line 7 "x.idl"" and "# 7 "x.idl" 1". The number may be a macro. */
static void
obey_line (IdlPreprocessor *self, const IdlToken *number)
{
  File *file = get_file (self);
  g_autoptr (GArray) line = read_line (file);
  g_autoptr (GArray) expanded = NULL;
  g_autofree gchar *path = NULL;
  guint64           presumed;

  if (number->kind == IDL_TOKEN_NUMBER)
    g_array_prepend_vals (line, number, 1);
  expanded = idl_expander_expand (self->expander, line);
  if (peek_token (expanded, 0)->kind != IDL_TOKEN_NUMBER
      || !g_ascii_string_to_unsigned (peek_token (expanded, 0)->text, 10, 1, G_MAXINT32, &presumed,
                                      NULL))
    {
      idl_diagnostics_error (self->diagnostics, number->where,
                             "`#line` needs the number of a line");
      return;
    }
  if (peek_token (expanded, 1)->kind == IDL_TOKEN_STRING
      && peek_token (expanded, 1)->text[0] == '"')
    {
      const gchar *quoted = peek_token (expanded, 1)->text;

      path = g_strndup (quoted + 1, strlen (quoted) - 2);
    }
  idl_sources_mark_line (self->sources, file->lexer.file, file->lexer.line + 1, (guint) presumed,
                         path);
}

static void
obey_message (IdlPreprocessor *self, const IdlToken *directive)
{
  IdlLocation  where;
  const gchar *text = idl_lexer_take_line (&get_file (self)->lexer, &where);

  if (g_str_equal (directive->text, "error"))
    {
      idl_diagnostics_error (self->diagnostics, directive->where, "#error %s", text);
      self->incomplete = TRUE;
    }
  else
    idl_diagnostics_warning (self->diagnostics, directive->where, "#warning %s", text);
}

static void
complain_of_directive (IdlPreprocessor *self, const IdlToken *directive)
{
  static const gchar *const names[] = { "include", "define", "undef", "if",    "ifdef",
                                        "ifndef",  "elif",   "else",  "endif", "error",
                                        "warning", "line",   "pragma" };
  IdlSuggestion             suggestion;

  idl_suggestion_init (&suggestion, directive->text);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    idl_suggestion_offer (&suggestion, names[i]);
  idl_diagnostics_error (self->diagnostics, directive->where, "there is no directive `#%s`",
                         directive->text);
  if (suggestion.best != NULL)
    idl_diagnostics_suggest (self->diagnostics, suggestion.best);
}

static gboolean
is_one_of (const IdlToken *token, const gchar *const *names)
{
  return token->kind == IDL_TOKEN_IDENTIFIER && g_strv_contains (names, token->text);
}

/* Called behind the #. */
static void
obey_directive (IdlPreprocessor *self, File *file)
{
  static const gchar *const opening[] = { "if", "ifdef", "ifndef", NULL };
  static const gchar *const branching[] = { "elif", "else", "endif", NULL };
  static const gchar *const telling[] = { "error", "warning", NULL };
  static const gchar *const ignored[] = { "pragma", "ident", NULL };
  IdlToken                  directive;

  file->lexer.in_directive = TRUE;
  idl_lexer_next (&file->lexer, &directive);

  if (is_one_of (&directive, opening))
    obey_if (self, &directive);
  else if (is_one_of (&directive, branching))
    obey_branch (self, &directive);
  else if (is_skipping (file) || directive.kind == IDL_TOKEN_NEWLINE
           || directive.kind == IDL_TOKEN_END)
    ;
  else if (g_str_equal (directive.text, "include"))
    obey_include (self, directive.where);
  else if (g_str_equal (directive.text, "define"))
    obey_define (self, directive.where);
  else if (g_str_equal (directive.text, "undef"))
    obey_undef (self, directive.where);
  else if (g_str_equal (directive.text, "line") || directive.kind == IDL_TOKEN_NUMBER)
    obey_line (self, &directive);
  else if (is_one_of (&directive, telling))
    obey_message (self, &directive);
  else if (!is_one_of (&directive, ignored))
    complain_of_directive (self, &directive);

  /* Whatever is left of the line has no meaning. */
  file->lexer.quiet = TRUE;
  g_array_unref (read_line (file));
  file->lexer.in_directive = FALSE;
  file->lexer.quiet = is_skipping (file);
}

/* Delivers the next token of the innermost file, across their ends. */
static void
fetch (gpointer user_data, IdlToken *out_token)
{
  IdlPreprocessor *self = user_data;

  while (TRUE)
    {
      File *file = get_file (self);

      idl_lexer_next (&file->lexer, out_token);
      file->n_tokens++;
      if (out_token->kind == IDL_TOKEN_END)
        {
          if (self->files->len == 1 || idl_diagnostics_is_full (self->diagnostics))
            return;
          close_file (self);
        }
      else if (out_token->punctuator == '#' && out_token->first_on_line)
        obey_directive (self, file);
      else if (!is_skipping (file))
        return;
    }
}

const GArray *
idl_preprocessor_run (IdlPreprocessor *self, guint number)
{
  IdlToken token;

  g_array_set_size (self->tokens, 0);
  open_file (self, number);
  do
    {
      idl_expander_next (self->expander, &token);
      if (self->tokens->len == MAX_TOKENS)
        idl_diagnostics_error (self->diagnostics, token.where,
                               "there are more than five million tokens");
      if (self->tokens->len == MAX_TOKENS || idl_expander_is_exhausted (self->expander)
          || idl_diagnostics_is_full (self->diagnostics))
        token = (IdlToken){ .kind = IDL_TOKEN_END, .where = token.where, .text = "end of file" };
      g_array_append_val (self->tokens, token);
    }
  while (token.kind != IDL_TOKEN_END);

  while (self->files->len > 0)
    close_file (self);
  return self->tokens;
}
