/* SPDX-License-Identifier: MIT */

/* What may have been meant by a name that is unknown where it stands, the likeliest first: a word
 * of another language; the very name, in another scope or further down; one that is spelt much the
 * same and can be seen from here; one in another scope. Only what could stand there is offered: no
 * exception for a type.
 */

#include "parser-private.h"

#include <string.h>

/* Nobody reads more, and each takes a look at every name there is. */
#define MAX_SUGGESTIONS 100

typedef struct
{
  IdlSuggestion    suggestion;
  const gchar     *what;
  gboolean         is_scope; /* whether "::" follows */
  gboolean         exact;    /* whether only the very name counts */
  const IdlSymbol *best;     /* (nullable) */
} Search;

static gboolean
is_acceptable (const Search *search, const IdlNode *node)
{
  switch (node->kind)
    {
    case IDL_NODE_MODULE:
      return search->is_scope;
    case IDL_NODE_INTERFACE:
      return search->is_scope || g_str_equal (search->what, "interface")
             || g_str_equal (search->what, "type");
    case IDL_NODE_STRUCT:
    case IDL_NODE_UNION:
    case IDL_NODE_ENUM:
    case IDL_NODE_TYPEDEF:
    case IDL_NODE_BITMASK:
    case IDL_NODE_BITSET:
    case IDL_NODE_NATIVE:
      return !search->is_scope && g_str_equal (search->what, "type");
    case IDL_NODE_EXCEPTION:
      return !search->is_scope && g_str_equal (search->what, "exception");
    case IDL_NODE_CONST:
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_BIT:
      return !search->is_scope && g_str_equal (search->what, "constant");
    case IDL_NODE_MEMBER:
    case IDL_NODE_OPERATION:
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_PARAMETER:
    case IDL_NODE_BITFIELD:
      break;
    }
  return FALSE;
}

static void
offer (const IdlSymbol *symbol, gpointer user_data)
{
  Search *search = user_data;

  if (symbol->node == NULL || !is_acceptable (search, symbol->node)
      || (search->exact && !g_str_equal (symbol->name, search->suggestion.written)))
    return;

  /* The same name in two scopes: the first is as good as the second. */
  idl_suggestion_offer (&search->suggestion, symbol->name);
  if (search->suggestion.best == symbol->name && (search->best == NULL || !search->exact))
    search->best = symbol;
}

static void
offer_scope (Search *search, const IdlScope *scope)
{
  idl_scope_foreach (scope, offer, search);
  for (guint i = 0; i < scope->bases->len; i++)
    idl_scope_foreach (g_ptr_array_index (scope->bases, i), offer, search);
}

static void offer_below (Search *search, const IdlScope *scope);

static void
descend (const IdlSymbol *symbol, gpointer user_data)
{
  const IdlNode *node = symbol->node;

  if (node != NULL && node->scope != NULL
      && (node->kind == IDL_NODE_MODULE || node->kind == IDL_NODE_INTERFACE))
    offer_below (user_data, node->scope);
}

/* All that is declared in the scope, and in those in it. */
static void
offer_below (Search *search, const IdlScope *scope)
{
  idl_scope_foreach (scope, offer, search);
  idl_scope_foreach (scope, descend, search);
}

static void
search_init (Search *search, const IdlParser *self, const gchar *what, const gchar *name)
{
  *search = (Search){ .what = what, .is_scope = idl_parser_at (self, IDL_PUNCTUATOR_SCOPE) };
  idl_suggestion_init (&search->suggestion, name);
}

/* "Bank::Account", as seen from everywhere. */
static void
suggest_scoped (IdlParser *self, const IdlSymbol *symbol)
{
  const IdlNode    *node = symbol->node;
  g_autofree gchar *scope = NULL;
  g_autofree gchar *name = NULL;

  /* Enumerators are names of the scope around the enum. */
  if (node->kind != IDL_NODE_ENUMERATOR)
    name = idl_node_dup_scoped_name (node);
  else if (node->parent->parent == NULL)
    name = g_strdup (node->name);
  else
    {
      scope = idl_node_dup_scoped_name (node->parent->parent);
      name = g_strconcat (scope, "::", node->name, NULL);
    }
  idl_diagnostics_suggest (self->diagnostics, name);
}

/* "Foo" of "struct Foo" further down. */
static gboolean
note_later (IdlParser *self, const gchar *name)
{
  static const gchar *const words[] = { "interface", "struct",  "union",  "enum",
                                        "exception", "bitmask", "bitset", NULL };

  for (guint i = self->next; i + 1 < self->tokens->len; i++)
    {
      const IdlToken *word = &g_array_index (self->tokens, IdlToken, i);
      const IdlToken *token = &g_array_index (self->tokens, IdlToken, i + 1);

      if (token->kind != IDL_TOKEN_IDENTIFIER || word->kind != IDL_TOKEN_IDENTIFIER
          || !g_str_equal (token->text, name) || !g_strv_contains (words, word->text))
        continue;
      idl_diagnostics_note (self->diagnostics, token->where,
                            "it is declared here, behind its use; IDL declares before");
      return TRUE;
    }
  return FALSE;
}

/* (nullable): in IDL, of "bool", and of "std::vector". */
static const gchar *
translate (const IdlParser *self, const gchar *name)
{
  const IdlToken *next = idl_parser_peek (self, 1);
  const gchar    *keyword;

  if (!idl_parser_at (self, IDL_PUNCTUATOR_SCOPE) || next->kind != IDL_TOKEN_IDENTIFIER)
    return idl_keyword_translate (name);
  if (g_str_equal (name, "std") && idl_keyword_is_reserved (next->text, &keyword))
    return keyword;
  return idl_keyword_translate (next->text);
}

static gboolean
suggest_exact (IdlParser *self, const gchar *what, const gchar *name)
{
  Search search;

  search_init (&search, self, what, name);
  search.exact = TRUE;
  offer_below (&search, self->root);
  if (search.best == NULL)
    return note_later (self, name);
  suggest_scoped (self, search.best);
  return TRUE;
}

/* Behind the name. */
void
idl_parser_suggest_name (IdlParser      *self,
                         const IdlScope *scope,
                         gboolean        qualified,
                         const gchar    *what,
                         const IdlToken *token)
{
  const gchar *name = token->text[0] == '_' ? token->text + 1 : token->text;
  gboolean     is_type = !qualified && g_str_equal (what, "type");
  const gchar *translated = is_type ? translate (self, name) : NULL;
  Search       search;

  if (idl_diagnostics_is_full (self->diagnostics)
      || idl_diagnostics_get_n_errors (self->diagnostics) > MAX_SUGGESTIONS)
    return;
  if (translated != NULL)
    {
      idl_diagnostics_suggest (self->diagnostics, translated);
      return;
    }
  if (!(qualified && idl_parser_at (self, IDL_PUNCTUATOR_SCOPE))
      && suggest_exact (self, what, name))
    return;

  search_init (&search, self, what, name);
  if (is_type && !search.is_scope)
    idl_keyword_suggest_types (&search.suggestion);
  offer_scope (&search, scope);
  for (scope = scope->parent; scope != NULL && !qualified; scope = scope->parent)
    offer_scope (&search, scope);
  if (search.suggestion.best != NULL)
    {
      idl_diagnostics_suggest (self->diagnostics, search.suggestion.best);
      return;
    }

  if (qualified)
    return;
  offer_below (&search, self->root);
  if (search.best != NULL)
    suggest_scoped (self, search.best);
}

static void
offer_any (const IdlSymbol *symbol, gpointer user_data)
{
  if (symbol->node != NULL)
    idl_suggestion_offer (user_data, symbol->name);
}

/* All that can be seen from here. */
void
idl_parser_offer_names (const IdlParser *self, IdlSuggestion *suggestion)
{
  for (const IdlScope *scope = self->scope; scope != NULL; scope = scope->parent)
    {
      idl_scope_foreach (scope, offer_any, suggestion);
      for (guint i = 0; i < scope->bases->len; i++)
        idl_scope_foreach (g_ptr_array_index (scope->bases, i), offer_any, suggestion);
    }
}
