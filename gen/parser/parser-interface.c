/* SPDX-License-Identifier: MIT */

/* Interfaces: what they inherit, their operations and attributes. */

#include "parser-private.h"

/* Each of them has its part in the code of every heir. */
#define MAX_ANCESTORS 100

/* Bases --------------------------------------------------------------------------------------- */

static void
add_once (GPtrArray *nodes, gpointer node)
{
  if (!g_ptr_array_find (nodes, node, NULL))
    g_ptr_array_add (nodes, node);
}

/* FALSE, and nothing done, if there would be too many. */
static gboolean
add_ancestors (IdlParser *self, IdlNode *node, IdlNode *base)
{
  guint before = node->ancestors->len;

  if (node->ancestors == self->model->none)
    node->ancestors = idl_model_new_array (self->model);
  add_once (node->ancestors, base);
  for (guint i = 0; i < base->ancestors->len; i++)
    add_once (node->ancestors, g_ptr_array_index (base->ancestors, i));
  if (node->ancestors->len <= MAX_ANCESTORS)
    return TRUE;
  g_ptr_array_set_size (node->ancestors, (gint) before);
  return FALSE;
}

static void
add_base (IdlParser *self, IdlNode *node, const IdlSymbol *symbol, IdlLocation where)
{
  if (symbol->node->kind != IDL_NODE_INTERFACE)
    {
      idl_diagnostics_error (self->diagnostics, where,
                             "an interface inherits from interfaces only, and `%s` is none",
                             symbol->name);
      idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
    }
  else if (symbol->node == node)
    idl_diagnostics_error (self->diagnostics, where, "interface `%s` inherits from itself",
                           symbol->name);
  else if (!symbol->node->defined)
    {
      idl_diagnostics_error (self->diagnostics, where, "interface `%s` is not defined yet",
                             symbol->name);
      idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
    }
  else if (g_ptr_array_find (node->bases, symbol->node, NULL))
    idl_diagnostics_error (self->diagnostics, where, "`%s` is inherited from twice", symbol->name);
  else if (!add_ancestors (self, node, symbol->node))
    idl_diagnostics_error (self->diagnostics, where,
                           "interface `%s` inherits from more than %u others", node->name,
                           MAX_ANCESTORS);
  else
    {
      g_ptr_array_add (node->bases, symbol->node);
      idl_scope_add_base (self->model, node->scope, symbol->node->scope);
    }
}

/* Behind ":". */
static void
read_bases (IdlParser *self, IdlNode *node)
{
  do
    {
      IdlPrefix        prefix;
      IdlLocation      where;
      const IdlSymbol *symbol;

      idl_parser_read_prefix (self, &prefix);
      idl_parser_annotate_type (self, NULL, IDL_PLACE_BASE, &prefix);
      if (idl_parser_skip_corba_base (self))
        continue;
      symbol = idl_parser_resolve (self, "interface", &where);
      if (symbol != NULL)
        add_base (self, node, symbol, where);
    }
  while (idl_parser_accept (self, ','));
}

/* (nullable): the operation or attribute of that name that is inherited. */
static const IdlSymbol *
find_inherited (const IdlScope *scope, const gchar *name)
{
  for (guint i = 0; i < scope->bases->len; i++)
    {
      const IdlSymbol *symbol = idl_scope_find (g_ptr_array_index (scope->bases, i), name);

      if (symbol != NULL && symbol->node != NULL
          && (symbol->node->kind == IDL_NODE_OPERATION || symbol->node->kind == IDL_NODE_ATTRIBUTE))
        return symbol;
    }
  return NULL;
}

/* An inherited operation or attribute stays what it is. */
static void
check_inherited (IdlParser *self, const gchar *name, IdlLocation where)
{
  const IdlSymbol *symbol = find_inherited (self->scope, name);

  if (symbol == NULL)
    return;
  idl_diagnostics_error (self->diagnostics, where,
                         "%s `%s` is inherited, and cannot be declared again",
                         idl_node_describe (symbol->node), symbol->name);
  idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
}

/* Operations ---------------------------------------------------------------------------------- */

/* "(A, B)" behind raises. */
static gboolean
read_exceptions (IdlParser *self, GPtrArray *exceptions)
{
  if (!idl_parser_expect (self, '(', "`raises`"))
    return FALSE;
  do
    {
      IdlLocation      where;
      const IdlSymbol *symbol;

      if (idl_parser_skip_corba_exception (self))
        continue;
      symbol = idl_parser_resolve (self, "exception", &where);
      if (symbol == NULL)
        continue;
      if (symbol->node->kind == IDL_NODE_EXCEPTION)
        {
          if (!g_ptr_array_find (exceptions, symbol->node, NULL))
            g_ptr_array_add (exceptions, symbol->node);
          continue;
        }
      idl_diagnostics_error (self->diagnostics, where, "%s `%s` is no exception",
                             idl_node_describe (symbol->node), symbol->name);
      idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
    }
  while (idl_parser_accept (self, ','));
  return idl_parser_expect (self, ')', "the exceptions");
}

static IdlDirection
read_direction (IdlParser *self)
{
  const IdlToken *token = idl_parser_peek (self, 0);

  if (idl_parser_accept_word (self, "in"))
    return IDL_DIRECTION_IN;
  if (idl_parser_accept_word (self, "out"))
    return IDL_DIRECTION_OUT;
  if (idl_parser_accept_word (self, "inout"))
    return IDL_DIRECTION_INOUT;

  idl_diagnostics_error (self->diagnostics, token->where,
                         "expected `in`, `out` or `inout` before the type of a parameter");
  return IDL_DIRECTION_IN;
}

static gboolean
read_parameter (IdlParser *self, IdlNode *operation)
{
  IdlPrefix    prefix;
  IdlDirection direction;
  IdlLocation  where;
  const gchar *name;
  guint        before;
  IdlType     *type;
  IdlNode     *node;

  idl_parser_read_prefix (self, &prefix);
  direction = read_direction (self);
  idl_parser_extend_prefix (self, &prefix);
  before = self->next;
  type = idl_parser_read_type (self, "the type of a parameter");
  if (type == NULL && self->next == before)
    return FALSE;
  name = idl_parser_read_name (self, "the name of the parameter", &where);
  if (name == NULL)
    return FALSE;
  if (idl_parser_at (self, '['))
    {
      idl_diagnostics_error (self->diagnostics, idl_parser_peek (self, 0)->where,
                             "a parameter is no array; give the array a name with `typedef`");
      return FALSE;
    }

  node = idl_parser_declare (self, IDL_NODE_PARAMETER, name, where, &prefix);
  node->type = type;
  node->direction = direction;
  idl_parser_annotate (self, node);
  if (type != NULL)
    g_ptr_array_add (operation->children, node);
  idl_parser_pass_value (self, "a parameter has no default");
  return TRUE;
}

/* Behind "(". */
static gboolean
read_parameters (IdlParser *self, IdlNode *operation)
{
  if (idl_parser_accept (self, ')'))
    return TRUE;
  do
    {
      if (idl_parser_at_word (self, "void") && idl_parser_peek (self, 1)->punctuator == ')')
        {
          idl_diagnostics_error (self->diagnostics, idl_parser_take (self)->where,
                                 "an operation without parameters is written `()`");
          break;
        }
      if (!read_parameter (self, operation))
        return FALSE;
    }
  while (idl_parser_accept (self, ','));
  if (idl_parser_peek (self, 0)->kind == IDL_TOKEN_IDENTIFIER)
    {
      idl_parser_missing (self, "`,` or `)` after the parameter");
      return FALSE;
    }
  return idl_parser_expect (self, ')', "the parameters");
}

/* "raise (…)": taken for "raises (…)". */
static gboolean
read_misspelt_clause (IdlParser *self, IdlNode *operation)
{
  const IdlToken *token = idl_parser_take (self);
  IdlSuggestion   suggestion;

  idl_suggestion_init (&suggestion, token->text);
  idl_suggestion_offer (&suggestion, "raises");
  if (g_str_equal (token->text, "throws") || g_str_equal (token->text, "throw"))
    suggestion.best = "raises";

  idl_diagnostics_error (self->diagnostics, token->where, "unknown keyword `%s`", token->text);
  if (suggestion.best == NULL)
    return FALSE;
  idl_diagnostics_suggest (self->diagnostics, suggestion.best);
  return read_exceptions (self, operation->raises);
}

/* "raises (…)" and "context (…)" behind the parameters. */
static gboolean
read_clauses (IdlParser *self, IdlNode *operation)
{
  if (idl_parser_accept_word (self, "raises") && !read_exceptions (self, operation->raises))
    return FALSE;
  if (idl_parser_peek (self, 0)->kind == IDL_TOKEN_IDENTIFIER
      && idl_parser_peek (self, 1)->punctuator == '(' && !idl_parser_at_word (self, "context")
      && !read_misspelt_clause (self, operation))
    return FALSE;
  if (idl_parser_at_word (self, "context") && idl_parser_peek (self, 1)->punctuator == '(')
    {
      idl_parser_refuse (self, idl_parser_take (self)->where,
                         "contexts (IDL 4.2 §7.4.6) are not supported");
      while (!idl_parser_at (self, ';') && !idl_parser_at (self, '}')
             && idl_parser_take (self)->kind != IDL_TOKEN_END)
        ;
    }
  return TRUE;
}

static gboolean
read_signature (IdlParser *self, IdlNode *operation)
{
  gboolean read;

  if (!idl_parser_expect (self, '(', "the name of the operation"))
    return FALSE;
  idl_parser_open_scope (self, operation);
  read = read_parameters (self, operation);
  idl_parser_close_scope (self, operation);
  /* No other definition can be looked for in an operation. */
  idl_scope_forget (operation->scope);
  operation->scope = NULL;
  return read && read_clauses (self, operation);
}

/* "[oneway] TYPE NAME (…) …;" */
static gboolean
read_operation (IdlParser *self, const IdlPrefix *prefix)
{
  IdlPrefix       full = *prefix;
  gboolean        oneway = idl_parser_accept_word (self, "oneway");
  const IdlToken *token;
  guint           before;
  IdlLocation     where;
  const gchar    *name;
  IdlType        *type;
  IdlNode        *node;
  gboolean        read;

  idl_parser_extend_prefix (self, &full);
  token = idl_parser_peek (self, 0);
  before = self->next;
  if (idl_parser_accept_word (self, "void"))
    type = idl_type_new (self->model, IDL_TYPE_VOID, token->where);
  else
    type = idl_parser_read_type (self, "an operation, an attribute or another definition");
  if (type == NULL
      && (self->next == before || idl_parser_peek (self, 0)->kind != IDL_TOKEN_IDENTIFIER))
    return FALSE;
  name = idl_parser_read_name (self, "the name of the operation", &where);
  if (name == NULL)
    return FALSE;

  check_inherited (self, name, where);
  node = idl_parser_declare (self, IDL_NODE_OPERATION, name, where, &full);
  node->type = type;
  node->oneway = oneway;
  idl_parser_annotate (self, node);
  read = read_signature (self, node);
  if (read && type != NULL && self->refusal == NULL)
    g_ptr_array_add (self->siblings, node);
  else
    idl_parser_withdraw (self, node);
  return read && (idl_parser_pass_body (self) || idl_parser_expect_end (self, "the operation"));
}

/* Attributes ---------------------------------------------------------------------------------- */

static gboolean
read_attribute_clauses (IdlParser *self, IdlNode *node, guint n_names)
{
  const IdlToken *token = idl_parser_peek (self, 0);
  guint           before = self->next;

  if (idl_parser_at_word (self, "raises") && !node->readonly
      && idl_diagnostics_is_strict (self->diagnostics))
    idl_diagnostics_error (self->diagnostics, token->where,
                           "`raises` is for readonly attributes; others have `getraises` and "
                           "`setraises`");
  if (idl_parser_accept_word (self, "raises"))
    {
      if (!read_exceptions (self, node->raises))
        return FALSE;
      for (guint i = 0; i < node->raises->len && !node->readonly; i++)
        g_ptr_array_add (node->set_raises, g_ptr_array_index (node->raises, i));
    }
  if (idl_parser_accept_word (self, "getraises") && !read_exceptions (self, node->raises))
    return FALSE;
  if (idl_parser_at_word (self, "setraises") && node->readonly)
    idl_diagnostics_error (self->diagnostics, idl_parser_peek (self, 0)->where,
                           "a readonly attribute cannot be set");
  if (idl_parser_accept_word (self, "setraises") && !read_exceptions (self, node->set_raises))
    return FALSE;
  if (self->next > before && n_names > 1)
    idl_diagnostics_error (self->diagnostics, token->where,
                           "with `%s`, attributes are declared one by one", token->text);
  return TRUE;
}

static IdlNode *
read_attribute_name (IdlParser *self, const IdlPrefix *prefix, IdlType *type, gboolean readonly)
{
  IdlLocation  where;
  const gchar *name = idl_parser_read_name (self, "the name of the attribute", &where);
  IdlNode     *node;

  if (name == NULL)
    return NULL;

  check_inherited (self, name, where);
  node = idl_parser_declare (self, IDL_NODE_ATTRIBUTE, name, where, prefix);
  node->type = type;
  node->readonly = readonly;
  idl_parser_annotate (self, node);
  if (type != NULL)
    g_ptr_array_add (self->siblings, node);
  else
    {
      const gchar *refusal = self->refusal;

      idl_parser_withdraw (self, node);
      self->refusal = refusal;
    }
  return node;
}

/* "[readonly] attribute TYPE NAME, NAME …;" */
static gboolean
read_attribute (IdlParser *self, const IdlPrefix *prefix)
{
  gboolean  readonly = idl_parser_accept_word (self, "readonly");
  IdlPrefix full = *prefix;
  guint     n_names = 0;
  guint     before;
  IdlType  *type;
  IdlNode  *node;

  idl_parser_extend_prefix (self, &full);
  if (!idl_parser_accept_word (self, "attribute"))
    {
      idl_parser_unexpected (self, "`attribute` after `readonly`");
      return FALSE;
    }
  idl_parser_extend_prefix (self, &full);
  before = self->next;
  type = idl_parser_read_type (self, "the type of the attribute");
  if (type == NULL
      && (self->next == before || idl_parser_peek (self, 0)->kind != IDL_TOKEN_IDENTIFIER))
    return FALSE;
  do
    {
      node = read_attribute_name (self, &full, type, readonly);
      n_names++;
    }
  while (node != NULL && idl_parser_accept (self, ','));
  self->refusal = NULL;
  return node != NULL && read_attribute_clauses (self, node, n_names)
         && (idl_parser_pass_body (self) || idl_parser_expect_end (self, "the attribute"));
}

/* Interfaces ---------------------------------------------------------------------------------- */

static gboolean
read_export (IdlParser *self)
{
  IdlPrefix prefix;
  gboolean  was_definition, read;

  idl_parser_read_prefix (self, &prefix);
  idl_parser_pass_modifiers (self);
  if (idl_parser_at_function (self))
    return FALSE;
  idl_parser_mend_keyword (self);
  if (idl_parser_at_word (self, "readonly") || idl_parser_at_word (self, "attribute"))
    return read_attribute (self, &prefix);

  read = idl_parser_read_definition (self, &prefix, &was_definition);
  return was_definition ? read : read_operation (self, &prefix);
}

static gboolean
read_body (IdlParser *self, IdlNode *node)
{
  IdlLocation open = idl_parser_peek (self, 0)->where;
  GPtrArray  *siblings = self->siblings;

  if (!idl_parser_expect (self, '{', "the interface's name"))
    return FALSE;

  self->siblings = node->children;
  while (!idl_parser_at (self, '}') && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
    {
      guint before = self->next;

      if (!read_export (self))
        idl_parser_recover (self);
      if (self->next == before)
        break;
    }
  self->siblings = siblings;

  return idl_parser_expect_brace (self, open);
}

gboolean
idl_parser_read_interface (IdlParser *self, const IdlPrefix *prefix)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;
  gboolean     read;

  if (!idl_parser_accept_word (self, "abstract"))
    idl_parser_accept_word (self, "local");
  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the interface", &where);
  if (name == NULL)
    return FALSE;
  if (idl_parser_at (self, ';'))
    return idl_parser_read_forward (self, prefix, IDL_NODE_INTERFACE, name, where)
           && idl_parser_expect_end (self, "the interface");

  node = idl_parser_declare (self, IDL_NODE_INTERFACE, name, where, prefix);
  idl_parser_annotate (self, node);
  idl_parser_open_scope (self, node);
  if (idl_parser_accept_heir (self))
    read_bases (self, node);
  read = read_body (self, node);
  idl_parser_close_scope (self, node);
  idl_parser_finish (self, node, read);
  return read && idl_parser_expect_end (self, "the interface");
}
