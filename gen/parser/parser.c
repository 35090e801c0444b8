/* SPDX-License-Identifier: MIT */

/* Recursive descent over the tokens of a whole run, includes and all: the specification, modules,
 * and which definition begins at a token. The other files of the parser are one kind of definition
 * each; parser-private.h says what they agree on.
 *
 * Names are resolved and constants evaluated at once, since IDL declares before it uses. After a
 * mistake the parser goes on behind the definition in which it was found; a name whose declaration
 * is broken is known as such, so that its uses cause no further messages.
 */

#include "parser.h"

#include "parser-private.h"

/* A word that nobody declared, and that stands where a definition begins: misspelt, if it resembles
 * a keyword more than any type. It is taken for that keyword. */
void
idl_parser_mend_keyword (IdlParser *self)
{
  IdlToken       *token = &g_array_index (self->tokens, IdlToken, self->next);
  const IdlToken *next = idl_parser_peek (self, 1);
  const gchar    *keyword;
  IdlSuggestion   suggestion;

  if (token->kind != IDL_TOKEN_IDENTIFIER || next->kind != IDL_TOKEN_IDENTIFIER
      || idl_parser_peek (self, 2)->punctuator == '(')
    if (token->kind != IDL_TOKEN_IDENTIFIER || !idl_keyword_is_reserved (next->text, &keyword))
      return;
  if (idl_keyword_is_definition (token->text)
      || idl_scope_resolve (self->scope, token->text) != NULL
      || g_hash_table_contains (self->suspects, token->text))
    return;

  idl_suggestion_init (&suggestion, token->text);
  suggestion.best = idl_foreign_translate_definition (token->text);
  if (suggestion.best == NULL)
    {
      idl_keyword_suggest_types (&suggestion);
      idl_keyword_suggest_definitions (&suggestion);
      idl_parser_offer_names (self, &suggestion);
    }
  if (suggestion.best == NULL || !idl_keyword_is_definition (suggestion.best))
    return;

  idl_diagnostics_error (self->diagnostics, token->where, "unknown keyword `%s`", token->text);
  idl_diagnostics_suggest (self->diagnostics, suggestion.best);
  token->text = suggestion.best;
}

/* Whether "import", "typeid" or "typeprefix" begins a declaration here. */
static gboolean
at_ignored (const IdlParser *self)
{
  const IdlToken *next = idl_parser_peek (self, 1);

  if (!idl_parser_at_word (self, "import") && !idl_parser_at_word (self, "typeid")
      && !idl_parser_at_word (self, "typeprefix"))
    return FALSE;
  return next->kind == IDL_TOKEN_IDENTIFIER || next->kind == IDL_TOKEN_STRING
         || next->punctuator == IDL_PUNCTUATOR_SCOPE;
}

static gboolean
read_ignored (IdlParser *self)
{
  while (!idl_parser_at (self, ';') && !idl_parser_at (self, '{') && !idl_parser_at (self, '}')
         && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
    idl_parser_take (self);
  return idl_parser_expect_end (self, "this");
}

static gboolean
at_interface (const IdlParser *self)
{
  const IdlToken *next = idl_parser_peek (self, 1);

  if (idl_parser_at_word (self, "interface"))
    return TRUE;
  return (idl_parser_at_word (self, "abstract") || idl_parser_at_word (self, "local"))
         && next->kind == IDL_TOKEN_IDENTIFIER && g_str_equal (next->text, "interface");
}

/* A definition that may stand in an interface. */
gboolean
idl_parser_read_definition (IdlParser *self, const IdlPrefix *prefix, gboolean *out_was_definition)
{
  IdlNode *node = NULL;

  *out_was_definition = TRUE;
  if (idl_parser_at_word (self, "struct"))
    return idl_parser_read_struct (self, prefix, &node)
           && idl_parser_expect_end (self, "the struct");
  if (idl_parser_at_word (self, "union"))
    return idl_parser_read_union (self, prefix, &node) && idl_parser_expect_end (self, "the union");
  if (idl_parser_at_word (self, "enum"))
    return idl_parser_read_enum (self, prefix, &node) && idl_parser_expect_end (self, "the enum");
  if (idl_parser_at_word (self, "exception"))
    return idl_parser_read_exception (self, prefix);
  if (idl_parser_at_word (self, "typedef"))
    return idl_parser_read_typedef (self, prefix);
  if (idl_parser_at_word (self, "const"))
    return idl_parser_read_const (self, prefix);
  if (idl_parser_at_bits (self))
    return idl_parser_at_word (self, "bitset") ? idl_parser_read_bitset (self, prefix)
                                               : idl_parser_read_bitmask (self, prefix);
  if (idl_parser_at_native (self))
    return idl_parser_read_native (self, prefix);
  if (idl_parser_at_refused (self))
    return idl_parser_read_refused (self);
  if (at_ignored (self))
    return read_ignored (self);
  if (idl_parser_at (self, ';'))
    {
      idl_diagnostics_complain (self->diagnostics, idl_parser_take (self)->where,
                                "nothing is defined before this `;`");
      return TRUE;
    }
  *out_was_definition = FALSE;
  return FALSE;
}

static gboolean read_module (IdlParser *self, const IdlPrefix *prefix);

/* A definition in a module, or outside of all. */
static gboolean
read_in_module (IdlParser *self)
{
  IdlPrefix prefix;
  gboolean  was_definition, read;

  idl_parser_read_prefix (self, &prefix);
  if (prefix.annotations->len == 0
      && (idl_parser_at (self, '}') || idl_parser_peek (self, 0)->kind == IDL_TOKEN_END))
    return TRUE;
  idl_parser_pass_modifiers (self);
  idl_parser_mend_keyword (self);
  if (at_interface (self))
    return idl_parser_read_interface (self, &prefix);
  if (idl_parser_at_word (self, "module") && !idl_parser_at_refused (self))
    return read_module (self, &prefix);

  read = idl_parser_read_definition (self, &prefix, &was_definition);
  if (!was_definition)
    idl_parser_unexpected (self, "a definition (such as `module`, `interface` or `struct`)");
  return was_definition && read;
}

static gboolean
is_done (const IdlParser *self)
{
  return idl_parser_peek (self, 0)->kind == IDL_TOKEN_END
         || idl_diagnostics_is_full (self->diagnostics);
}

static gboolean
read_module_body (IdlParser *self, IdlNode *node)
{
  IdlLocation open = idl_parser_peek (self, 0)->where;
  GPtrArray  *siblings = self->siblings;

  if (!idl_parser_expect (self, '{', "the module's name"))
    return FALSE;

  idl_parser_open_scope (self, node);
  self->siblings = node->children;
  while (!idl_parser_at (self, '}') && !is_done (self))
    if (!read_in_module (self))
      idl_parser_recover (self);
  self->siblings = siblings;
  idl_parser_close_scope (self, node);
  if (node->children->len == 0 && idl_parser_at (self, '}')
      && idl_diagnostics_is_strict (self->diagnostics)
      && idl_diagnostics_get_n_errors (self->diagnostics) == 0)
    idl_diagnostics_error (self->diagnostics, idl_parser_peek (self, 0)->where,
                           "a module defines something");

  return idl_parser_expect_brace (self, open);
}

static gboolean
read_module (IdlParser *self, const IdlPrefix *prefix)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;
  gboolean     read;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the module", &where);
  if (name == NULL || !idl_parser_enter (self))
    return FALSE;

  node = idl_parser_declare (self, IDL_NODE_MODULE, name, where, prefix);
  idl_parser_annotate (self, node);
  g_ptr_array_add (self->siblings, node);
  read = read_module_body (self, node);
  idl_parser_leave (self);
  return read && idl_parser_expect_end (self, "the module");
}

static void
read_specification (IdlParser *self)
{
  while (!is_done (self))
    {
      if (idl_parser_at (self, '}'))
        {
          idl_diagnostics_error (self->diagnostics, idl_parser_take (self)->where,
                                 "this `}` closes nothing");
          idl_parser_accept (self, ';');
        }
      else if (!read_in_module (self))
        idl_parser_recover (self);
    }
}

void
idl_parser_run (IdlModel         *model,
                const IdlSources *sources,
                GArray           *tokens,
                IdlDiagnostics   *diagnostics)
{
  IdlParser self = { .model = model, .sources = sources, .diagnostics = diagnostics };

  self.tokens = tokens;
  self.root = idl_scope_new (model, NULL, NULL);
  self.scope = self.root;
  self.siblings = model->nodes;
  self.is_maimed = model->incomplete;
  self.suspects = g_hash_table_new (g_str_hash, g_str_equal);
  self.own_annotations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self.forward = g_hash_table_new (NULL, NULL);
  self.gappy = g_hash_table_new (NULL, NULL);

  read_specification (&self);
  idl_parser_close_gaps (&self);

  g_hash_table_unref (self.forward);
  g_hash_table_unref (self.gappy);
  g_hash_table_unref (self.suspects);
  g_hash_table_unref (self.own_annotations);
}
