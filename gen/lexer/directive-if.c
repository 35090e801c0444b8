/* SPDX-License-Identifier: MIT */

/* Conditionals: #if, #ifdef and #ifndef open one; #elif, #else and #endif are its branches. */

#include "preprocessor-private.h"

#include "condition.h"

/* Replaces "defined X" and "defined (X)", which no macro may touch before. */
static GArray *
replace_defined (IdlPreprocessor *self, const GArray *line)
{
  GArray *result = g_array_new (FALSE, FALSE, sizeof (IdlToken));

  for (guint i = 0; i < line->len; i++)
    {
      IdlToken token = *idl_tokens_peek (line, i);
      gboolean is_defined =
        token.kind == IDL_TOKEN_IDENTIFIER && g_str_equal (token.text, "defined");
      gboolean has_parentheses = is_defined && idl_tokens_peek (line, i + 1)->punctuator == '('
                                 && idl_tokens_peek (line, i + 3)->punctuator == ')';
      const IdlToken *name = idl_tokens_peek (line, has_parentheses ? i + 2 : i + 1);

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
  g_autoptr (GArray) line = idl_file_read_line (idl_preprocessor_get_file (self));
  g_autoptr (GArray) replaced = replace_defined (self, line);
  g_autoptr (GArray) expanded = idl_expander_expand (self->expander, replaced);

  return idl_condition_evaluate (expanded, where, self->diagnostics);
}

static gboolean
read_defined (IdlPreprocessor *self, IdlLocation where, gboolean could_guard)
{
  IdlFile *file = idl_preprocessor_get_file (self);
  g_autoptr (GArray) line = idl_file_read_line (file);
  const IdlToken *name = idl_tokens_peek (line, 0);

  if (name->kind != IDL_TOKEN_IDENTIFIER)
    {
      idl_diagnostics_error (self->diagnostics, where, "this directive needs the name of a macro");
      return FALSE;
    }
  if (could_guard)
    file->guard = name->text;
  return idl_expander_is_defined (self->expander, name->text);
}

void
idl_directive_if (IdlPreprocessor *self, const IdlToken *directive)
{
  IdlFile       *file = idl_preprocessor_get_file (self);
  IdlConditional conditional = { directive->where, TRUE, TRUE, FALSE };

  if (!idl_file_is_skipping (file))
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

void
idl_directive_branch (IdlPreprocessor *self, const IdlToken *directive)
{
  IdlFile        *file = idl_preprocessor_get_file (self);
  IdlConditional *conditional = idl_file_get_conditional (file);
  gboolean        is_else = g_str_equal (directive->text, "else");
  gboolean        taken = FALSE;

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
