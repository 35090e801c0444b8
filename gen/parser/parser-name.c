/* SPDX-License-Identifier: MIT */

/* Names: reading, declaring and resolving them. IDL declares before it uses: a name is resolved
 * where it is read, and stays resolved. */

#include <string.h>

#include "parser-private.h"

const gchar *
idl_node_describe (const IdlNode *node)
{
  switch (node->kind)
    {
    case IDL_NODE_MODULE:
      return "module";
    case IDL_NODE_INTERFACE:
      return "interface";
    case IDL_NODE_STRUCT:
      return "struct";
    case IDL_NODE_UNION:
      return "union";
    case IDL_NODE_EXCEPTION:
      return "exception";
    case IDL_NODE_ENUM:
      return "enum";
    case IDL_NODE_TYPEDEF:
      return "typedef";
    case IDL_NODE_CONST:
      return "constant";
    case IDL_NODE_ENUMERATOR:
      return "enumerator";
    case IDL_NODE_MEMBER:
      return "member";
    case IDL_NODE_OPERATION:
      return "operation";
    case IDL_NODE_ATTRIBUTE:
      return "attribute";
    case IDL_NODE_PARAMETER:
      return "parameter";
    case IDL_NODE_BITMASK:
      return "bit mask";
    case IDL_NODE_BIT:
      return "bit";
    case IDL_NODE_BITSET:
      return "bit set";
    case IDL_NODE_BITFIELD:
      return "bit field";
    case IDL_NODE_NATIVE:
      return "native type";
    }
  g_return_val_if_reached ("definition");
}

/* Without the underscore that makes a keyword a name. */
static const gchar *
unescape (const gchar *text)
{
  return text[0] == '_' ? text + 1 : text;
}

const gchar *
idl_parser_read_name (IdlParser *self, const gchar *what, IdlLocation *out_where)
{
  const IdlToken *token;
  const gchar    *keyword;

  idl_parser_pass_declarator (self);
  token = idl_parser_peek (self, 0);
  *out_where = token->where;
  if (token->kind != IDL_TOKEN_IDENTIFIER)
    {
      idl_parser_unexpected (self, what);
      return NULL;
    }
  if (idl_keyword_is_reserved (token->text, &keyword)
      && !idl_diagnostics_has_error (self->diagnostics, token->where))
    {
      gboolean exact = g_str_equal (token->text, keyword);

      idl_diagnostics_error (self->diagnostics, token->where,
                             "`%s` is %sa keyword; `_%s` may be a name", token->text,
                             exact ? "" : "in any case ", token->text);
    }
  idl_parser_take (self);
  if (unescape (token->text)[0] == '\0')
    {
      idl_diagnostics_error (self->diagnostics, token->where, "`_` is no name");
      return NULL;
    }
  return unescape (token->text);
}

/* Declaring ----------------------------------------------------------------------------------- */

static gboolean
can_be_declared_forward (IdlNodeKind kind)
{
  return kind == IDL_NODE_INTERFACE || kind == IDL_NODE_STRUCT || kind == IDL_NODE_UNION;
}

/* The scope's own name, and names from outside that were used in it, are better not taken. */
static void
check_surroundings (IdlParser *self, IdlNodeKind kind, const gchar *name, IdlLocation where)
{
  const gchar     *scope_name = self->scope->name;
  const IdlSymbol *used = idl_scope_find_used (self->scope, name);

  if (scope_name != NULL && g_ascii_strcasecmp (scope_name, name) == 0)
    {
      if (g_str_equal (scope_name, name) && kind != IDL_NODE_PARAMETER)
        idl_diagnostics_error (self->diagnostics, where, "`%s` is the name of what it stands in",
                               name);
      else
        idl_diagnostics_complain (self->diagnostics, where,
                                  "`%s` and `%s`, in which it stands, differ in case at most", name,
                                  scope_name);
    }
  else if (used != NULL)
    {
      idl_diagnostics_complain (self->diagnostics, where,
                                "`%s` gets a second meaning: `%s` from outside was used here", name,
                                used->name);
      idl_diagnostics_note (self->diagnostics, used->where, "declared here");
    }
}

static void
complain_of_duplicate (IdlParser       *self,
                       const gchar     *name,
                       IdlLocation      where,
                       const IdlSymbol *earlier)
{
  if (g_str_equal (earlier->name, name))
    idl_diagnostics_error (self->diagnostics, where, "`%s` is declared twice", name);
  else
    idl_diagnostics_error (self->diagnostics, where, "`%s` and `%s` differ in case only", name,
                           earlier->name);
  idl_diagnostics_note (self->diagnostics, earlier->where, "declared here before");
}

static void
renew (IdlParser *self, IdlNode *node, IdlLocation where, const IdlPrefix *prefix)
{
  node->where = where;
  node->imported = idl_sources_get (self->sources, where.file)->included;
  node->parent = self->parent;
  if (prefix == NULL)
    return;
  node->doc = prefix->doc;
  node->annotations = prefix->annotations;
}

/* Returns a node in any case. One whose name is taken stands in no scope; one that was declared
 * forward is that same node again, to be put where it is defined; a module that is reopened is a
 * node of its own. */
IdlNode *
idl_parser_declare (IdlParser       *self,
                    IdlNodeKind      kind,
                    const gchar     *name,
                    IdlLocation      where,
                    const IdlPrefix *prefix)
{
  IdlSymbol *earlier = idl_scope_find (self->scope, name);
  gboolean   same_kind = earlier != NULL && earlier->node != NULL && earlier->node->kind == kind
                       && g_str_equal (earlier->name, name);
  IdlNode *node;

  if (same_kind && can_be_declared_forward (kind) && !earlier->node->defined)
    {
      if (prefix != NULL)
        {
          idl_parser_leave_gap (self, earlier->node);
          renew (self, earlier->node, where, prefix);
        }
      return earlier->node;
    }

  node = idl_node_new (self->model, kind, name, NULL, where);
  renew (self, node, where, prefix);
  if (same_kind && kind == IDL_NODE_MODULE)
    node->scope = earlier->node->scope;
  else if (earlier != NULL)
    complain_of_duplicate (self, name, where, earlier);
  else
    {
      check_surroundings (self, kind, name, where);
      idl_scope_add (self->model, self->scope, node->name, where, node);
    }
  return node;
}

/* What was declared cannot be used, for the reason of the refusal if there is one. */
void
idl_parser_withdraw (IdlParser *self, IdlNode *node)
{
  IdlSymbol *symbol = idl_scope_find (self->scope, node->name);

  if (symbol != NULL && symbol->node == node)
    {
      symbol->node = NULL;
      symbol->refusal = self->refusal;
    }
  self->refusal = NULL;
}

void
idl_parser_open_scope (IdlParser *self, IdlNode *node)
{
  if (node->scope == NULL)
    node->scope = idl_scope_new (self->model, self->scope, node->name);
  self->scope = node->scope;
  self->parent = node;
}

void
idl_parser_close_scope (IdlParser *self, IdlNode *node)
{
  self->scope = node->scope->parent;
  self->parent = node->parent;
}

/* Resolving ----------------------------------------------------------------------------------- */

static void
complain_of_unknown (IdlParser      *self,
                     const IdlScope *scope,
                     gboolean        qualified,
                     const gchar    *what,
                     const IdlToken *token)
{
  const gchar    *name = unescape (token->text);
  const IdlScope *around = scope;

  if (self->is_maimed || g_hash_table_contains (self->suspects, token->text))
    return;
  while (around != NULL && g_strcmp0 (around->name, "CORBA") != 0)
    around = around->parent;
  if (around != NULL && g_str_equal (name, "ValueBase"))
    {
      idl_parser_refuse (self, token->where, "value types (IDL 4.2 §7.4.5) are not supported");
      return;
    }
  if (!qualified && g_str_equal (name, "CORBA"))
    {
      idl_parser_refuse (self, token->where,
                         "this part of CORBA is not supported, nor declared here");
      return;
    }

  if (qualified && scope->name != NULL)
    idl_diagnostics_error (self->diagnostics, token->where, "there is no `%s` in `%s`", name,
                           scope->name);
  else
    idl_diagnostics_error (self->diagnostics, token->where, "unknown %s `%s`", what, name);
  idl_parser_suggest_name (self, scope, qualified, what, token);
}

/* Reads over the "::NAME" that are left. */
static void
skip_rest (IdlParser *self)
{
  while (idl_parser_at (self, IDL_PUNCTUATOR_SCOPE)
         && idl_parser_peek (self, 1)->kind == IDL_TOKEN_IDENTIFIER)
    {
      idl_parser_take (self);
      idl_parser_take (self);
    }
}

static void
complain_of_unusable (IdlParser *self, const IdlSymbol *symbol, IdlLocation where)
{
  if (symbol->refusal == NULL)
    return;
  if (idl_sources_get (self->sources, where.file)->included)
    {
      self->refusal = symbol->refusal;
      return;
    }
  idl_diagnostics_error (self->diagnostics, where, "`%s` cannot be used: %s", symbol->name,
                         symbol->refusal);
  idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
}

static const IdlScope *
get_scope (IdlParser *self, const IdlSymbol *symbol, const IdlToken *token)
{
  if (symbol->node->scope != NULL)
    return symbol->node->scope;

  if (symbol->node->kind == IDL_NODE_ENUM)
    idl_diagnostics_error (self->diagnostics, token->where,
                           "the enumerators of `%s` are names of the scope around it",
                           symbol->name);
  else
    idl_diagnostics_error (self->diagnostics, token->where, "%s `%s` holds no names",
                           idl_node_describe (symbol->node), symbol->name);
  return NULL;
}

/* One part of a name; NULL if it was reported, or is to be silent. */
static IdlSymbol *
resolve_part (IdlParser      *self,
              const IdlScope *scope, /* (nullable): in which; else wherever it is seen from here */
              const gchar    *what)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  const gchar    *name = unescape (token->text);
  IdlSymbol      *symbol;

  if (token->kind != IDL_TOKEN_IDENTIFIER)
    {
      idl_parser_unexpected (self, "a name");
      return NULL;
    }
  idl_parser_take (self);

  if (scope != NULL)
    symbol = idl_scope_look_up (scope, name);
  else
    symbol = idl_scope_resolve (self->scope, name);
  if (symbol == NULL)
    complain_of_unknown (self, scope != NULL ? scope : self->scope,
                         scope != NULL && scope != self->root, what, token);
  else if (symbol->node == NULL)
    complain_of_unusable (self, symbol, token->where);
  else
    {
      if (scope == NULL)
        idl_scope_use (self->scope, symbol);
      return symbol;
    }
  skip_rest (self);
  return NULL;
}

static IdlSymbol *
resolve (IdlParser *self, const gchar *what)
{
  const IdlScope *scope = NULL;
  IdlSymbol      *symbol;

  if (idl_parser_accept (self, IDL_PUNCTUATOR_SCOPE))
    scope = self->root;
  symbol = resolve_part (self, scope, what);
  while (symbol != NULL && idl_parser_at (self, IDL_PUNCTUATOR_SCOPE))
    {
      scope = get_scope (self, symbol, idl_parser_peek (self, 1));
      if (scope == NULL)
        {
          skip_rest (self);
          return NULL;
        }
      idl_parser_take (self);
      symbol = resolve_part (self, scope, what);
    }
  return symbol;
}

IdlSymbol *
idl_parser_resolve (IdlParser *self, const gchar *what, IdlLocation *out_where)
{
  IdlSymbol  *symbol;
  IdlLocation end;

  *out_where = idl_parser_peek (self, 0)->where;
  symbol = resolve (self, what);
  if (symbol == NULL)
    return NULL;

  end = g_array_index (self->tokens, IdlToken, self->next - 1).where;
  if (end.file == out_where->file && end.line == out_where->line && end.column >= out_where->column)
    out_where->length = end.column + end.length - out_where->column;
  return symbol;
}
