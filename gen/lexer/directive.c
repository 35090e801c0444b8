/* SPDX-License-Identifier: MIT */

/* What to do about a line that begins with #. */

#include "preprocessor-private.h"

#include <string.h>

#include "suggestion.h"

/* "#line 7 "x.idl"" and "# 7 "x.idl" 1". The number may be a macro. */
static void
obey_line (IdlPreprocessor *self, const IdlToken *number)
{
  IdlFile *file = idl_preprocessor_get_file (self);
  g_autoptr (GArray) line = idl_file_read_line (file);
  g_autoptr (GArray) expanded = NULL;
  g_autofree gchar *path = NULL;
  guint64           presumed;

  if (number->kind == IDL_TOKEN_NUMBER)
    g_array_prepend_vals (line, number, 1);
  expanded = idl_expander_expand (self->expander, line);
  if (idl_tokens_peek (expanded, 0)->kind != IDL_TOKEN_NUMBER
      || !g_ascii_string_to_unsigned (idl_tokens_peek (expanded, 0)->text, 10, 1, G_MAXINT32,
                                      &presumed, NULL))
    {
      idl_diagnostics_error (self->diagnostics, number->where,
                             "`#line` needs the number of a line");
      return;
    }
  if (idl_tokens_peek (expanded, 1)->kind == IDL_TOKEN_STRING
      && idl_tokens_peek (expanded, 1)->text[0] == '"')
    {
      const gchar *quoted = idl_tokens_peek (expanded, 1)->text;

      path = g_strndup (quoted + 1, strlen (quoted) - 2);
    }
  idl_sources_mark_line (self->sources, file->lexer.file, file->lexer.line + 1, (guint) presumed,
                         path);
}

static void
obey_message (IdlPreprocessor *self, const IdlToken *directive)
{
  IdlLocation  where;
  const gchar *text = idl_lexer_take_line (&idl_preprocessor_get_file (self)->lexer, &where);

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
void
idl_directive_obey (IdlPreprocessor *self, IdlFile *file)
{
  static const gchar *const opening[] = { "if", "ifdef", "ifndef", NULL };
  static const gchar *const branching[] = { "elif", "else", "endif", NULL };
  static const gchar *const telling[] = { "error", "warning", NULL };
  static const gchar *const ignored[] = { "pragma", "ident", NULL };
  IdlToken                  directive;

  file->lexer.in_directive = TRUE;
  idl_lexer_next (&file->lexer, &directive);

  if (is_one_of (&directive, opening))
    idl_directive_if (self, &directive);
  else if (is_one_of (&directive, branching))
    idl_directive_branch (self, &directive);
  else if (idl_file_is_skipping (file) || directive.kind == IDL_TOKEN_NEWLINE
           || directive.kind == IDL_TOKEN_END)
    ;
  else if (g_str_equal (directive.text, "include"))
    idl_directive_include (self, directive.where);
  else if (g_str_equal (directive.text, "define"))
    idl_directive_define (self, directive.where);
  else if (g_str_equal (directive.text, "undef"))
    idl_directive_undef (self, directive.where);
  else if (g_str_equal (directive.text, "line") || directive.kind == IDL_TOKEN_NUMBER)
    obey_line (self, &directive);
  else if (is_one_of (&directive, telling))
    obey_message (self, &directive);
  else if (!is_one_of (&directive, ignored))
    complain_of_directive (self, &directive);

  /* Whatever is left of the line has no meaning. */
  file->lexer.quiet = TRUE;
  g_array_unref (idl_file_read_line (file));
  file->lexer.in_directive = FALSE;
  file->lexer.quiet = idl_file_is_skipping (file);
}
