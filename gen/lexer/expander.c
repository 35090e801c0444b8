/* SPDX-License-Identifier: MIT */

/* Macro expansion on a stack of token lists. The result of a macro is pushed on the stack, and
 * read from there before the text goes on; while it is there its macro is active, and its name in
 * it is frozen: it stays as it is for good. A list is popped when a token beyond its end is
 * wanted.
 *
 * Two bounds hold against a text that explodes: of the tokens ever produced, and of arguments
 * nested in arguments.
 */

#include "expander.h"

#define MAX_TOKENS 2000000
#define MAX_DEPTH 200

typedef struct
{
  IdlMacro *macro; /* (nullable) */
  GArray   *tokens;
  guint     next;
} Frame;

struct _IdlExpander
{
  IdlTokenFunc    fetch; /* NULL while a list is expanded by itself */
  gpointer        user_data;
  GStringChunk   *strings;
  IdlDiagnostics *diagnostics;
  GHashTable     *macros;  /* name → IdlMacro */
  GPtrArray      *defined; /* owns every IdlMacro: an undefined one may still be on the stack */
  GArray         *frames;  /* of Frame */
  guint           n_tokens;
  guint           depth;
  gboolean        exhausted;
};

static void
clear_frame (gpointer data)
{
  Frame *frame = data;

  if (frame->macro != NULL)
    frame->macro->active = FALSE;
  g_array_unref (frame->tokens);
}

static GArray *
new_frames (void)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (Frame));

  g_array_set_clear_func (frames, clear_frame);
  return frames;
}

static GArray *
new_tokens (void)
{
  return g_array_new (FALSE, FALSE, sizeof (IdlToken));
}

IdlExpander *
idl_expander_new (IdlTokenFunc    fetch,
                  gpointer        user_data,
                  GStringChunk   *strings,
                  IdlDiagnostics *diagnostics)
{
  IdlExpander *self = g_new0 (IdlExpander, 1);

  self->fetch = fetch;
  self->user_data = user_data;
  self->strings = strings;
  self->diagnostics = diagnostics;
  self->macros = g_hash_table_new (g_str_hash, g_str_equal);
  self->defined = g_ptr_array_new_with_free_func ((GDestroyNotify) idl_macro_free);
  self->frames = new_frames ();
  return self;
}

void
idl_expander_free (IdlExpander *self)
{
  g_array_unref (self->frames);
  g_hash_table_unref (self->macros);
  g_ptr_array_unref (self->defined);
  g_free (self);
}

void
idl_expander_define (IdlExpander *self, IdlMacro *macro)
{
  const IdlMacro *earlier = g_hash_table_lookup (self->macros, macro->name);

  g_ptr_array_add (self->defined, macro);
  if (earlier != NULL && !idl_macro_equal (earlier, macro))
    {
      idl_diagnostics_warning (self->diagnostics, macro->where, "macro `%s` is defined anew",
                               macro->name);
      idl_diagnostics_note (self->diagnostics, earlier->where, "its earlier definition");
    }
  g_hash_table_replace (self->macros, (gpointer) macro->name, macro);
}

void
idl_expander_undefine (IdlExpander *self, const gchar *name)
{
  g_hash_table_remove (self->macros, name);
}

gboolean
idl_expander_is_defined (const IdlExpander *self, const gchar *name)
{
  return g_hash_table_contains (self->macros, name);
}

gboolean
idl_expander_is_exhausted (const IdlExpander *self)
{
  return self->exhausted;
}

/* Takes the tokens. */
static void
push (IdlExpander *self, IdlMacro *macro, GArray *tokens)
{
  const Frame frame = { macro, tokens, 0 };

  if (macro != NULL)
    macro->active = TRUE;
  g_array_append_val (self->frames, frame);
}

static void
push_token (IdlExpander *self, const IdlToken *token)
{
  GArray *tokens = new_tokens ();

  g_array_append_vals (tokens, token, 1);
  push (self, NULL, tokens);
}

static void
exhaust (IdlExpander *self, const IdlToken *token, const gchar *message)
{
  if (!self->exhausted)
    idl_diagnostics_error (self->diagnostics, token->where, "%s", message);
  self->exhausted = TRUE;
}

/* The next token, not yet expanded. */
static void
next_raw (IdlExpander *self, IdlToken *out_token)
{
  while (self->frames->len > 0)
    {
      Frame *top = &g_array_index (self->frames, Frame, self->frames->len - 1);

      if (top->next < top->tokens->len)
        {
          *out_token = g_array_index (top->tokens, IdlToken, top->next++);
          return;
        }
      g_array_set_size (self->frames, self->frames->len - 1);
    }

  if (self->fetch != NULL)
    self->fetch (self->user_data, out_token);
  else
    *out_token = (IdlToken){ .kind = IDL_TOKEN_END };
}

/* Reads "a, (b, c))" behind the opening parenthesis: a GArray of tokens each. NULL if it does not
 * end. */
static GPtrArray *
read_arguments (IdlExpander *self, const IdlMacro *macro, const IdlToken *use)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  guint depth = 1;

  g_ptr_array_add (arguments, new_tokens ());
  while (TRUE)
    {
      gboolean takes_rest = macro->is_variadic && arguments->len >= macro->parameters->len;
      IdlToken token;

      next_raw (self, &token);
      if (token.kind == IDL_TOKEN_END)
        {
          idl_diagnostics_error (self->diagnostics, use->where,
                                 "the arguments of macro `%s` have no closing `)`", use->text);
          return NULL;
        }
      if (token.punctuator == '(')
        depth++;
      else if (token.punctuator == ')' && --depth == 0)
        return g_steal_pointer (&arguments);

      if (token.punctuator == ',' && depth == 1 && !takes_rest)
        g_ptr_array_add (arguments, new_tokens ());
      else
        g_array_append_val (g_ptr_array_index (arguments, arguments->len - 1), token);
    }
}

/* "F()" is no argument, or one that is empty. */
static gboolean
fit_arguments (IdlExpander *self, const IdlMacro *macro, const IdlToken *use, GPtrArray *arguments)
{
  const GArray *first = g_ptr_array_index (arguments, 0);

  if (macro->parameters->len == 0 && arguments->len == 1 && first->len == 0)
    g_ptr_array_set_size (arguments, 0);
  if (macro->is_variadic && arguments->len + 1 == macro->parameters->len)
    g_ptr_array_add (arguments, new_tokens ());
  if (arguments->len == macro->parameters->len)
    return TRUE;

  idl_diagnostics_error (self->diagnostics, use->where, "macro `%s` takes %u argument%s, not %u",
                         macro->name, macro->parameters->len,
                         macro->parameters->len == 1 ? "" : "s", arguments->len);
  idl_diagnostics_note (self->diagnostics, macro->where, "its definition");
  return FALSE;
}

/* How long the result gets at most: known before it is made. */
static gsize
measure_result (const IdlMacro *macro, const GPtrArray *expanded)
{
  gsize longest = 1;

  for (guint i = 0; expanded != NULL && i < expanded->len; i++)
    longest = MAX (longest, ((const GArray *) g_ptr_array_index (expanded, i))->len);
  return longest * macro->body->len + 1;
}

static void
push_result (IdlExpander     *self,
             IdlMacro        *macro,
             const IdlToken  *use,
             const GPtrArray *arguments,
             const GPtrArray *expanded)
{
  GArray *result;

  if (self->n_tokens + measure_result (macro, expanded) > MAX_TOKENS)
    {
      exhaust (self, use, "macros expand to more than two million tokens");
      return;
    }

  idl_diagnostics_note_expansion (self->diagnostics, use->where, macro->name, macro->where);
  result = new_tokens ();
  idl_macro_substitute (macro, use, arguments, expanded, self->strings, self->diagnostics, result);
  if (result->len > 0)
    {
      IdlToken *first = &g_array_index (result, IdlToken, 0);

      first->doc = use->doc;
      first->joined = use->joined;
      first->first_on_line = use->first_on_line;
    }
  self->n_tokens += result->len + 1;
  push (self, macro, result);
}

/* Returns FALSE if the name stands there without arguments, and stays. */
static gboolean
expand_function (IdlExpander *self, IdlMacro *macro, const IdlToken *use)
{
  g_autoptr (GPtrArray) arguments = NULL;
  g_autoptr (GPtrArray) expanded = NULL;
  IdlToken next;

  next_raw (self, &next);
  if (next.punctuator != '(')
    {
      push_token (self, &next);
      return FALSE;
    }

  arguments = read_arguments (self, macro, use);
  if (arguments == NULL || !fit_arguments (self, macro, use, arguments))
    return TRUE;

  expanded = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < arguments->len; i++)
    g_ptr_array_add (expanded, idl_expander_expand (self, g_ptr_array_index (arguments, i)));
  push_result (self, macro, use, arguments, expanded);
  return TRUE;
}

void
idl_expander_next (IdlExpander *self, IdlToken *out_token)
{
  while (TRUE)
    {
      IdlMacro *macro;

      next_raw (self, out_token);
      if (out_token->kind != IDL_TOKEN_IDENTIFIER || out_token->frozen || self->exhausted)
        return;
      macro = g_hash_table_lookup (self->macros, out_token->text);
      if (macro == NULL)
        return;
      if (macro->active)
        {
          out_token->frozen = TRUE;
          return;
        }
      if (!macro->is_function)
        push_result (self, macro, out_token, NULL, NULL);
      else if (!expand_function (self, macro, out_token))
        return;
    }
}

GArray *
idl_expander_expand (IdlExpander *self, const GArray *tokens)
{
  GArray      *result = new_tokens ();
  GArray      *outer_frames = self->frames;
  IdlTokenFunc outer_fetch = self->fetch;
  GArray      *copy;
  IdlToken     token;

  if (tokens->len == 0)
    return result;
  if (self->depth == MAX_DEPTH)
    {
      exhaust (self, &g_array_index (tokens, IdlToken, 0), "macro arguments are nested too deeply");
      return result;
    }

  copy = new_tokens ();
  g_array_append_vals (copy, tokens->data, tokens->len);
  self->depth++;
  self->fetch = NULL;
  self->frames = new_frames ();
  push (self, NULL, copy);
  for (idl_expander_next (self, &token); token.kind != IDL_TOKEN_END;
       idl_expander_next (self, &token))
    g_array_append_val (result, token);

  g_array_unref (self->frames);
  self->frames = outer_frames;
  self->fetch = outer_fetch;
  self->depth--;
  return result;
}
