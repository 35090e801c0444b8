/* SPDX-License-Identifier: MIT */

/* A stack of open files, the innermost read first, and in each a stack of the conditionals that are
 * open. Tokens of the files pass through the expander, which asks for them one by one; a directive
 * is obeyed when its # comes by, and never seen by the expander.
 */

#include "preprocessor-private.h"

#define MAX_TOKENS 5000000

static void fetch (gpointer user_data, IdlToken *out_token);

static void
file_free (gpointer data)
{
  IdlFile *file = data;

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

IdlFile *
idl_preprocessor_get_file (const IdlPreprocessor *self)
{
  return g_ptr_array_index (self->files, self->files->len - 1);
}

void
idl_preprocessor_open_file (IdlPreprocessor *self, guint number)
{
  IdlFile *file = g_new0 (IdlFile, 1);

  idl_lexer_init (&file->lexer, self->sources, number, self->strings, self->diagnostics);
  file->conditionals = g_array_new (FALSE, FALSE, sizeof (IdlConditional));
  g_ptr_array_add (self->files, file);
}

void
idl_preprocessor_close_file (IdlPreprocessor *self)
{
  IdlFile *file = idl_preprocessor_get_file (self);

  for (guint i = 0; i < file->conditionals->len; i++)
    idl_diagnostics_error (self->diagnostics,
                           g_array_index (file->conditionals, IdlConditional, i).where,
                           "this conditional has no `#endif`");
  g_ptr_array_set_size (self->files, self->files->len - 1);
}

IdlConditional *
idl_file_get_conditional (const IdlFile *file)
{
  if (file->conditionals->len == 0)
    return NULL;
  return &g_array_index (file->conditionals, IdlConditional, file->conditionals->len - 1);
}

gboolean
idl_file_is_skipping (const IdlFile *file)
{
  const IdlConditional *conditional = idl_file_get_conditional (file);

  return conditional != NULL && conditional->skipping;
}

GArray *
idl_file_read_line (IdlFile *file)
{
  GArray  *tokens = g_array_new (FALSE, FALSE, sizeof (IdlToken));
  IdlToken token;

  for (idl_lexer_next (&file->lexer, &token);
       token.kind != IDL_TOKEN_NEWLINE && token.kind != IDL_TOKEN_END;
       idl_lexer_next (&file->lexer, &token))
    g_array_append_val (tokens, token);
  return tokens;
}

const IdlToken *
idl_tokens_peek (const GArray *tokens, guint index)
{
  static const IdlToken end = { .kind = IDL_TOKEN_END, .text = "end of line" };

  return index < tokens->len ? &g_array_index (tokens, IdlToken, index) : &end;
}

/* Delivers the next token of the innermost file, across their ends. */
static void
fetch (gpointer user_data, IdlToken *out_token)
{
  IdlPreprocessor *self = user_data;

  while (TRUE)
    {
      IdlFile *file = idl_preprocessor_get_file (self);

      idl_lexer_next (&file->lexer, out_token);
      file->n_tokens++;
      if (out_token->kind == IDL_TOKEN_END)
        {
          if (self->files->len == 1 || idl_diagnostics_is_full (self->diagnostics))
            return;
          idl_preprocessor_close_file (self);
        }
      else if (out_token->punctuator == '#' && out_token->first_on_line)
        idl_directive_obey (self, file);
      else if (!idl_file_is_skipping (file))
        return;
    }
}

GArray *
idl_preprocessor_run (IdlPreprocessor *self, guint number)
{
  IdlToken token;

  g_array_set_size (self->tokens, 0);
  idl_preprocessor_open_file (self, number);
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
    idl_preprocessor_close_file (self);
  return self->tokens;
}
