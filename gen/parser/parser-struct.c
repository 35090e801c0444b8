/* SPDX-License-Identifier: MIT */

/* Structs, exceptions and typedefs. A type that is defined inside another is a definition
 * like any other, and stands before the one it is used in. */

#include "parser-private.h"

/* Behind a comma that should be a semicolon: "long a, short b". */
static gboolean
at_other_type (IdlParser *self)
{
  const IdlToken *comma = &g_array_index (self->tokens, IdlToken, self->next - 1);
  const gchar    *keyword;

  if (comma->punctuator != ',' || idl_parser_peek (self, 0)->kind != IDL_TOKEN_IDENTIFIER
      || idl_parser_peek (self, 1)->kind != IDL_TOKEN_IDENTIFIER
      || !idl_keyword_is_reserved (idl_parser_peek (self, 0)->text, &keyword))
    return FALSE;
  idl_diagnostics_error (self->diagnostics, comma->where,
                         "expected `;`, not `,`, before another type");
  return TRUE;
}

/* "NAME[3], NAME" behind a type, each a node of that kind. type is NULL where it was reported. */
static gboolean
read_declarators (IdlParser       *self,
                  IdlNodeKind      kind,
                  IdlType         *type,
                  const IdlPrefix *prefix,
                  GPtrArray       *nodes)
{
  do
    {
      IdlLocation  where;
      const gchar *name;
      IdlType     *full;
      IdlNode     *node;

      if (at_other_type (self))
        return TRUE;
      name = idl_parser_read_name (self, "a name", &where);
      if (name == NULL)
        return FALSE;

      node = idl_parser_declare (self, kind, name, where, prefix);
      if (kind == IDL_NODE_TYPEDEF && type != NULL && idl_parser_at (self, '[')
          && !idl_parser_is_complete (self, type, type->where))
        full = NULL;
      else
        full = idl_parser_read_dimensions (self, type);
      if (full == NULL && type != NULL)
        {
          idl_parser_withdraw (self, node);
          return FALSE;
        }
      node->type = type != NULL ? full : NULL;
      node->resolved = idl_type_resolve (node->type);
      if (node->type != NULL)
        {
          idl_parser_annotate (self, node);
          idl_parser_measure (self, node);
          g_ptr_array_add (nodes, node);
        }
      else
        {
          const gchar *refusal = self->refusal;

          /* Every declarator is withdrawn for the same reason, and so is what they stand in. */
          idl_parser_withdraw (self, node);
          self->refusal = refusal;
        }
    }
  while (idl_parser_accept (self, ','));
  return TRUE;
}

gboolean
idl_parser_read_member (IdlParser *self, const IdlPrefix *prefix, GPtrArray *nodes)
{
  gboolean is_pointer = idl_prefix_has (prefix, "optional") || idl_prefix_has (prefix, "external");
  guint    before = self->next;
  IdlType *type = idl_parser_read_type (self, "the type of a member");

  /* An unknown name was read over; anything else may leave the parser anywhere. */
  if (type == NULL
      && (self->next == before || idl_parser_peek (self, 0)->kind != IDL_TOKEN_IDENTIFIER))
    return FALSE;
  if (type != NULL && (!is_pointer || idl_parser_peek (self, 1)->punctuator == '['))
    idl_parser_use_by_value (self, type);
  if (!read_declarators (self, IDL_NODE_MEMBER, type, prefix, nodes))
    return FALSE;
  idl_parser_pass_value (self, "a default is written in front of the member: `@default (…)`");
  return idl_parser_expect_end (self, "the member");
}

/* "{ MEMBER… }" of a struct or exception. */
static gboolean
read_members (IdlParser *self, IdlNode *node)
{
  IdlLocation open = idl_parser_peek (self, 0)->where;

  if (!idl_parser_expect (self, '{', "the name"))
    return FALSE;

  idl_parser_open_scope (self, node);
  while (!idl_parser_at (self, '}') && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
    {
      IdlPrefix prefix;

      idl_parser_read_prefix (self, &prefix);
      if (!idl_parser_read_member (self, &prefix, node->children))
        idl_parser_recover (self);
    }
  idl_parser_close_scope (self, node);

  return idl_parser_expect_brace (self, open);
}

/* Every check of a type climbs to its bases. */
static gboolean
is_too_deep (const IdlNode *node)
{
  guint depth = 0;

  while (node->bases->len > 0 && ++depth < IDL_PARSER_MAX_DEPTH)
    node = g_ptr_array_index (node->bases, 0);
  return depth == IDL_PARSER_MAX_DEPTH;
}

static gboolean
check_base (IdlParser *self, const IdlNode *node, const IdlSymbol *symbol, IdlLocation where)
{
  const IdlType  named = { .kind = IDL_TYPE_NAMED, .node = symbol->node };
  const IdlType *type = idl_type_resolve (&named);

  if (type == NULL)
    return FALSE;
  if (type->kind != IDL_TYPE_NAMED || type->node->kind != node->kind)
    idl_diagnostics_error (self->diagnostics, where,
                           "a %s inherits from a %s only, and `%s` is none",
                           idl_node_describe (node), idl_node_describe (node), symbol->name);
  else if (type->node == node)
    {
      idl_diagnostics_error (self->diagnostics, where, "%s `%s` inherits from itself",
                             idl_node_describe (node), symbol->name);
      return FALSE;
    }
  else if (!type->node->defined)
    idl_diagnostics_error (self->diagnostics, where, "%s `%s` is not defined yet",
                           idl_node_describe (node), symbol->name);
  else if (is_too_deep (type->node))
    idl_diagnostics_error (self->diagnostics, where, "`%s` has %u bases above it, and no more fit",
                           symbol->name, IDL_PARSER_MAX_DEPTH);
  else
    {
      g_ptr_array_add (node->bases, type->node);
      return TRUE;
    }
  idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
  return FALSE;
}

/* Behind ":" of a struct or bit set: one base of the same kind. */
void
idl_parser_read_base (IdlParser *self, IdlNode *node)
{
  IdlPrefix        prefix;
  IdlLocation      where;
  const IdlSymbol *symbol;

  idl_parser_read_prefix (self, &prefix);
  idl_parser_annotate_type (self, NULL, IDL_PLACE_BASE, &prefix);
  symbol = idl_parser_resolve (self, "type", &where);
  if (symbol != NULL)
    check_base (self, node, symbol, where);
  if (!idl_parser_at (self, ','))
    return;
  idl_diagnostics_error (self->diagnostics, idl_parser_peek (self, 0)->where,
                         "a %s has one base at most", idl_node_describe (node));
  while (idl_parser_accept (self, ','))
    idl_parser_resolve (self, "type", &where);
}

/* Puts a definition that is read to its end into the tree, or takes it back. */
void
idl_parser_finish (IdlParser *self, IdlNode *node, gboolean read)
{
  node->defined = TRUE;
  idl_parser_measure (self, node);
  if (read && self->refusal == NULL)
    g_ptr_array_add (self->siblings, node);
  else
    idl_parser_withdraw (self, node);
}

/* Where a forward declaration stands: not always among its parent's children, for what is declared
 * in a struct stands beside it. */
typedef struct
{
  GPtrArray *siblings;
  guint      index;
} Place;

/* "struct NAME": stands in the tree once, until it is defined. Declaring it again means nothing. */
gboolean
idl_parser_read_forward (IdlParser       *self,
                         const IdlPrefix *prefix,
                         IdlNodeKind      kind,
                         const gchar     *name,
                         IdlLocation      where)
{
  const IdlSymbol *earlier = idl_scope_find (self->scope, name);

  idl_parser_annotate_type (self, NULL, IDL_PLACE_FORWARD, prefix);
  if (earlier == NULL || earlier->node == NULL || earlier->node->kind != kind
      || !g_str_equal (earlier->name, name))
    {
      IdlNode *node = idl_parser_declare (self, kind, name, where, NULL);

      Place   *place = idl_model_alloc (self->model, sizeof *place);

      *place = (Place){ self->siblings, self->siblings->len };
      g_hash_table_insert (self->forward, node, place);
      g_ptr_array_add (self->siblings, node);
    }
  return TRUE;
}

/* What was declared forward is defined: its place in the tree, which may be in another opening of
 * the module, is left empty until the end, since to close a gap moves all that is behind it. */
void
idl_parser_leave_gap (IdlParser *self, const IdlNode *node)
{
  const Place *place = g_hash_table_lookup (self->forward, node);

  if (place == NULL)
    return;
  g_hash_table_remove (self->forward, node);
  place->siblings->pdata[place->index] = NULL;
  g_hash_table_add (self->gappy, place->siblings);
}

void
idl_parser_close_gaps (IdlParser *self)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, self->gappy);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      GPtrArray *siblings = key;
      guint      n_kept = 0;

      for (guint i = 0; i < siblings->len; i++)
        if (siblings->pdata[i] != NULL)
          siblings->pdata[n_kept++] = siblings->pdata[i];
      g_ptr_array_set_size (siblings, (gint) n_kept);
    }
}

gboolean
idl_parser_read_struct (IdlParser *self, const IdlPrefix *prefix, IdlNode **out_node)
{
  IdlLocation  where;
  const gchar *name;
  gboolean     read;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the struct", &where);
  if (name == NULL)
    return FALSE;
  if (idl_parser_at (self, ';'))
    return idl_parser_read_forward (self, prefix, IDL_NODE_STRUCT, name, where);

  *out_node = idl_parser_declare (self, IDL_NODE_STRUCT, name, where, prefix);
  idl_parser_annotate (self, *out_node);
  if (idl_parser_accept_heir (self))
    idl_parser_read_base (self, *out_node);
  read = read_members (self, *out_node);
  idl_parser_finish (self, *out_node, read);
  return read;
}

gboolean
idl_parser_read_exception (IdlParser *self, const IdlPrefix *prefix)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;
  gboolean     read;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the exception", &where);
  if (name == NULL)
    return FALSE;

  node = idl_parser_declare (self, IDL_NODE_EXCEPTION, name, where, prefix);
  idl_parser_annotate (self, node);
  read = read_members (self, node);
  idl_parser_finish (self, node, read);
  return read && idl_parser_expect_end (self, "the exception");
}

gboolean
idl_parser_read_typedef (IdlParser *self, const IdlPrefix *prefix)
{
  IdlPrefix full = *prefix;
  guint     before;
  IdlType  *type;

  idl_parser_take (self);
  idl_parser_extend_prefix (self, &full);
  before = self->next;
  self->in_typedef = TRUE;
  type = idl_parser_read_type (self, "a type");
  self->in_typedef = FALSE;
  if (type == NULL
      && (self->next == before || idl_parser_peek (self, 0)->kind != IDL_TOKEN_IDENTIFIER))
    return FALSE;
  if (!read_declarators (self, IDL_NODE_TYPEDEF, type, &full, self->siblings))
    return FALSE;
  self->refusal = NULL;
  return idl_parser_expect_end (self, "the typedef");
}
