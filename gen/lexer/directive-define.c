/* SPDX-License-Identifier: MIT */

/* Macros: #define, #undef and -D. */

#include "preprocessor-private.h"

#include <string.h>

/* Reads "a, b)"; index stands behind the parenthesis, and is left behind the closing one. */
static gboolean
read_parameters (IdlPreprocessor *self, const GArray *line, IdlMacro *macro, guint *index)
{
  if (idl_tokens_peek (line, *index)->punctuator == ')')
    {
      (*index)++;
      return TRUE;
    }

  while (TRUE)
    {
      const IdlToken *token = idl_tokens_peek (line, (*index)++);

      if (token->kind == IDL_TOKEN_IDENTIFIER)
        g_ptr_array_add (macro->parameters, (gpointer) token->text);
      else if (token->punctuator == '.')
        {
          while (idl_tokens_peek (line, *index)->punctuator == '.')
            (*index)++;
          macro->is_variadic = TRUE;
          g_ptr_array_add (macro->parameters, (gpointer) "__VA_ARGS__");
        }
      else
        break;

      token = idl_tokens_peek (line, (*index)++);
      if (token->punctuator == ')')
        return TRUE;
      if (token->punctuator != ',' || macro->is_variadic)
        break;
    }
  idl_diagnostics_error (self->diagnostics, macro->where,
                         "the parameters of macro `%s` are not well formed", macro->name);
  return FALSE;
}

void
idl_directive_define (IdlPreprocessor *self, IdlLocation where)
{
  g_autoptr (GArray) line = idl_file_read_line (idl_preprocessor_get_file (self));
  const IdlToken *name = idl_tokens_peek (line, 0);
  guint           index = 1;
  IdlMacro       *macro;

  if (name->kind != IDL_TOKEN_IDENTIFIER || g_str_equal (name->text, "defined"))
    {
      idl_diagnostics_error (self->diagnostics, line->len > 0 ? name->where : where,
                             "`#define` needs the name of a macro");
      return;
    }

  macro = idl_macro_new (name->text, name->where);
  if (idl_tokens_peek (line, 1)->punctuator == '(' && idl_tokens_peek (line, 1)->joined)
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
    g_array_append_vals (macro->body, idl_tokens_peek (line, index), 1);
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
  idl_preprocessor_open_file (self, idl_sources_add_text (self->sources, "(command line)", text));
  idl_preprocessor_get_file (self)->lexer.in_directive = TRUE;
  idl_directive_define (self, idl_lexer_get_location (&idl_preprocessor_get_file (self)->lexer));
  idl_preprocessor_close_file (self);
}

void
idl_directive_undef (IdlPreprocessor *self, IdlLocation where)
{
  g_autoptr (GArray) line = idl_file_read_line (idl_preprocessor_get_file (self));

  if (idl_tokens_peek (line, 0)->kind == IDL_TOKEN_IDENTIFIER)
    idl_expander_undefine (self->expander, idl_tokens_peek (line, 0)->text);
  else
    idl_diagnostics_error (self->diagnostics, where, "`#undef` needs the name of a macro");
}
