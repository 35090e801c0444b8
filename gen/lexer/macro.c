/* SPDX-License-Identifier: MIT */

/* Macros: their definitions, and the substitution of their parameters, with # and ##. */

#include "macro.h"

#include <string.h>

/* No token that # or ## make is longer: by these a text could double again and again. */
#define MAX_MADE_LENGTH 4096

IdlMacro *
idl_macro_new (const gchar *name, IdlLocation where)
{
  IdlMacro *self = g_new0 (IdlMacro, 1);

  self->name = name;
  self->where = where;
  self->parameters = g_ptr_array_new ();
  self->body = g_array_new (FALSE, FALSE, sizeof (IdlToken));
  return self;
}

void
idl_macro_free (IdlMacro *self)
{
  g_ptr_array_unref (self->parameters);
  g_array_unref (self->body);
  g_free (self);
}

gboolean
idl_macro_equal (const IdlMacro *a, const IdlMacro *b)
{
  if (a->is_function != b->is_function || a->is_variadic != b->is_variadic
      || a->parameters->len != b->parameters->len || a->body->len != b->body->len)
    return FALSE;

  for (guint i = 0; i < a->parameters->len; i++)
    if (!g_str_equal (g_ptr_array_index (a->parameters, i), g_ptr_array_index (b->parameters, i)))
      return FALSE;
  for (guint i = 0; i < a->body->len; i++)
    if (!g_str_equal (g_array_index (a->body, IdlToken, i).text,
                      g_array_index (b->body, IdlToken, i).text))
      return FALSE;
  return TRUE;
}

/* One use ------------------------------------------------------------------------------------- */

typedef struct
{
  const IdlMacro  *macro;
  const IdlToken  *use;
  const GPtrArray *arguments;
  const GPtrArray *expanded;
  GStringChunk    *strings;
  IdlDiagnostics  *diagnostics;
  GArray          *result;
} Use;

static const IdlToken *
peek_body (const Use *use, guint index)
{
  const GArray *body = use->macro->body;

  return index < body->len ? &g_array_index (body, IdlToken, index) : NULL;
}

static gint
find_parameter (const Use *use, const IdlToken *token)
{
  const IdlMacro *macro = use->macro;

  if (!macro->is_function || token == NULL || token->kind != IDL_TOKEN_IDENTIFIER)
    return -1;
  for (guint i = 0; i < macro->parameters->len; i++)
    if (g_str_equal (g_ptr_array_index (macro->parameters, i), token->text))
      return (gint) i;
  return -1;
}

static gboolean
is_paste (const Use *use, guint index)
{
  const IdlToken *first = peek_body (use, index);
  const IdlToken *second = peek_body (use, index + 1);

  return first != NULL && second != NULL && first->punctuator == '#' && second->punctuator == '#'
         && second->joined;
}

static void
append_text (GString *text, const IdlToken *token)
{
  gboolean quoted = token->kind == IDL_TOKEN_STRING || token->kind == IDL_TOKEN_CHARACTER;

  for (const gchar *at = token->text; *at != '\0'; at++)
    {
      if (quoted && (*at == '"' || *at == '\\'))
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
}

static void
append_stringified (const Use *use, const GArray *argument)
{
  g_autoptr (GString) text = g_string_new ("\"");
  IdlToken token = { .kind = IDL_TOKEN_STRING, .where = use->use->where };

  for (guint i = 0; i < argument->len; i++)
    {
      const IdlToken *part = &g_array_index (argument, IdlToken, i);

      if (i > 0 && !part->joined)
        g_string_append_c (text, ' ');
      append_text (text, part);
    }
  g_string_append_c (text, '"');
  if (text->len > MAX_MADE_LENGTH)
    {
      idl_diagnostics_error (use->diagnostics, use->use->where,
                             "`#` makes a string longer than 4096 bytes");
      return;
    }
  token.text = g_string_chunk_insert_const (use->strings, text->str);
  g_array_append_val (use->result, token);
}

/* What kind of token a text is that two were pasted into. */
static gboolean
classify (IdlToken *token)
{
  const gchar *text = token->text;
  const gchar *rest = text + strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_");

  token->punctuator = 0;
  if (*rest == '\0' && !g_ascii_isdigit (*text))
    token->kind = IDL_TOKEN_IDENTIFIER;
  else if (g_ascii_isdigit (*text)
           && rest[strspn (rest, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_.+-")] == '\0')
    token->kind = IDL_TOKEN_NUMBER;
  else if (text[0] == 'L' && (text[1] == '"' || text[1] == '\''))
    token->kind = text[1] == '"' ? IDL_TOKEN_STRING : IDL_TOKEN_CHARACTER;
  else if (g_str_equal (text, "::"))
    {
      token->kind = IDL_TOKEN_PUNCTUATOR;
      token->punctuator = IDL_PUNCTUATOR_SCOPE;
    }
  else
    return FALSE;
  return TRUE;
}

/* Joins the token with the last one of the result. */
static void
paste (const Use *use, const IdlToken *token)
{
  IdlToken         *last = &g_array_index (use->result, IdlToken, use->result->len - 1);
  g_autofree gchar *text = g_strconcat (last->text, token->text, NULL);
  IdlToken          joined = *last;

  if (strlen (text) > MAX_MADE_LENGTH)
    {
      idl_diagnostics_error (use->diagnostics, use->use->where,
                             "`##` makes a token longer than 4096 bytes");
      return;
    }
  joined.text = g_string_chunk_insert_const (use->strings, text);
  joined.frozen = FALSE;
  if (!classify (&joined))
    {
      idl_diagnostics_error (use->diagnostics, use->use->where,
                             "`##` cannot make one token of `%s` and `%s`", last->text,
                             token->text);
      return;
    }
  *last = joined;
}

static void
append_tokens (const Use *use, const GArray *tokens, gboolean pasted)
{
  for (guint i = 0; i < tokens->len; i++)
    {
      const IdlToken *token = &g_array_index (tokens, IdlToken, i);

      if (i == 0 && pasted)
        paste (use, token);
      else
        g_array_append_vals (use->result, token, 1);
    }
}

static void
append_own (const Use *use, const IdlToken *token, gboolean pasted)
{
  IdlToken own = *token;

  own.where = use->use->where;
  own.doc = NULL;
  own.first_on_line = FALSE;
  if (pasted)
    paste (use, &own);
  else
    g_array_append_val (use->result, own);
}

/* The parameter behind a "#"; -1 if there is none. */
static gint
find_stringified (const Use *use, guint index)
{
  if (peek_body (use, index)->punctuator != '#')
    return -1;
  return find_parameter (use, peek_body (use, index + 1));
}

void
idl_macro_substitute (const IdlMacro  *macro,
                      const IdlToken  *use_token,
                      const GPtrArray *arguments,
                      const GPtrArray *expanded,
                      GStringChunk    *strings,
                      IdlDiagnostics  *diagnostics,
                      GArray          *result)
{
  const Use use = { macro, use_token, arguments, expanded, strings, diagnostics, result };
  guint     begin = result->len;
  gboolean  pasted = FALSE;

  for (guint i = 0; i < macro->body->len; i++)
    {
      const IdlToken *token = peek_body (&use, i);
      gint            parameter = find_parameter (&use, token);
      gint            stringified = find_stringified (&use, i);

      if (is_paste (&use, i) && i > 0)
        {
          /* An empty argument before it leaves nothing to paste to. */
          pasted = result->len > begin;
          i++;
          continue;
        }
      if (stringified >= 0)
        {
          append_stringified (&use, g_ptr_array_index (arguments, stringified));
          i++;
        }
      else if (parameter >= 0)
        {
          const GPtrArray *given = pasted || is_paste (&use, i + 1) ? arguments : expanded;

          append_tokens (&use, g_ptr_array_index (given, parameter), pasted);
        }
      else
        append_own (&use, token, pasted);
      pasted = FALSE;
    }
}
