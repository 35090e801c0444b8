/* SPDX-License-Identifier: MIT */

/* Structs, exceptions, enums and typedefs. A type that is defined inside another is a definition
 * like any other, and stands before the one it is used in. */

#include "parser-private.h"

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
      const gchar *name = idl_parser_read_name (self, "a name", &where);
      IdlType     *full;
      IdlNode     *node;

      if (name == NULL)
        return FALSE;

      node = idl_parser_declare (self, kind, name, where, prefix);
      full = idl_parser_read_dimensions (self, type);
      if (full == NULL && type != NULL)
        {
          idl_parser_withdraw (self, node);
          return FALSE;
        }
      node->type = type != NULL ? full : NULL;
      if (node->type != NULL)
        g_ptr_array_add (nodes, node);
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
  guint    before = self->next;
  IdlType *type = idl_parser_read_type (self, "the type of a member");

  /* An unknown name was read over; anything else may leave the parser anywhere. */
  if (type == NULL
      && (self->next == before || idl_parser_peek (self, 0)->kind != IDL_TOKEN_IDENTIFIER))
    return FALSE;
  if (type != NULL && !idl_parser_is_complete (self, type, type->where))
    type = NULL;
  return read_declarators (self, IDL_NODE_MEMBER, type, prefix, nodes)
         && idl_parser_expect_end (self, "the member");
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

/* Puts a definition that is read to its end into the tree, or takes it back. */
void
idl_parser_finish (IdlParser *self, IdlNode *node, gboolean read)
{
  node->defined = TRUE;
  if (read && self->refusal == NULL)
    g_ptr_array_add (self->siblings, node);
  else
    idl_parser_withdraw (self, node);
}

/* "struct NAME": stands in the tree once, until it is defined. Declaring it again means nothing. */
gboolean
idl_parser_read_forward (IdlParser *self, IdlNodeKind kind, const gchar *name, IdlLocation where)
{
  const IdlSymbol *earlier = idl_scope_find (self->scope, name);

  if (earlier == NULL || earlier->node == NULL || earlier->node->kind != kind
      || !g_str_equal (earlier->name, name))
    g_ptr_array_add (self->siblings, idl_parser_declare (self, kind, name, where, NULL));
  return TRUE;
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
    return idl_parser_read_forward (self, IDL_NODE_STRUCT, name, where);

  *out_node = idl_parser_declare (self, IDL_NODE_STRUCT, name, where, prefix);
  if (idl_parser_at (self, ':'))
    {
      IdlLocation base;

      idl_parser_refuse (self, idl_parser_take (self)->where,
                         "inheritance of structs (IDL 4.2 §7.4.13) is not supported yet: "
                         "make the base a member");
      idl_parser_resolve (self, "type", &base);
    }
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
  read = read_members (self, node);
  idl_parser_finish (self, node, read);
  return read && idl_parser_expect_end (self, "the exception");
}

/* Enums --------------------------------------------------------------------------------------- */

/* An enum is a gint32, in C and in messages. */
static gboolean
fits_enum (const IdlConstant *value)
{
  return value->magnitude <= (guint64) G_MAXINT32 + (value->negative ? 1 : 0);
}

/* One more than the enumerator before; the first is 0. */
static IdlConstant
count_on (const IdlNode *before)
{
  IdlConstant next = { .kind = IDL_VALUE_INTEGER };

  if (before == NULL)
    return next;
  if (before->value.negative)
    {
      next.magnitude = before->value.magnitude - 1;
      next.negative = next.magnitude > 0;
    }
  else
    next.magnitude = before->value.magnitude + 1;
  return next;
}

/* "@value (7)" in front of an enumerator. Leaves the value alone if there is none. */
static void
read_value (IdlParser *self, const IdlAnnotation *annotation, IdlConstant *value)
{
  if (annotation->arguments->len == 1)
    {
      const IdlAnnotationArgument *argument = g_ptr_array_index (annotation->arguments, 0);

      if (argument->value.kind == IDL_VALUE_INTEGER)
        {
          *value = argument->value;
          return;
        }
    }
  idl_diagnostics_error (self->diagnostics, annotation->where, "`@value` takes one integer");
}

static void
number (IdlParser *self, IdlNode *node, const IdlNode *before)
{
  const IdlAnnotation *annotation = idl_node_get_annotation (node, "value");
  IdlLocation          where = annotation != NULL ? annotation->where : node->where;

  node->value = count_on (before);
  if (annotation != NULL)
    read_value (self, annotation, &node->value);
  /* Those that count on from one that does not fit are no news. */
  if (!fits_enum (&node->value) && (annotation != NULL || fits_enum (&before->value)))
    idl_diagnostics_error (self->diagnostics, where,
                           "the value %s%" G_GUINT64_FORMAT " does not fit an enum, "
                           "whose values are %d to %d",
                           node->value.negative ? "-" : "", node->value.magnitude, G_MININT32,
                           G_MAXINT32);
}

static gboolean
read_enumerator (IdlParser *self, IdlNode *node)
{
  const IdlNode *before =
    node->children->len > 0 ? g_ptr_array_index (node->children, node->children->len - 1) : NULL;
  IdlPrefix    prefix;
  IdlLocation  where;
  const gchar *name;
  IdlNode     *enumerator;

  idl_parser_read_prefix (self, &prefix);
  name = idl_parser_read_name (self, "the name of an enumerator", &where);
  if (name == NULL)
    return FALSE;

  enumerator = idl_parser_declare (self, IDL_NODE_ENUMERATOR, name, where, &prefix);
  enumerator->parent = node;
  number (self, enumerator, before);
  g_ptr_array_add (node->children, enumerator);
  return TRUE;
}

gboolean
idl_parser_read_enum (IdlParser *self, const IdlPrefix *prefix, IdlNode **out_node)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the enum", &where);
  if (name == NULL)
    return FALSE;

  node = *out_node = idl_parser_declare (self, IDL_NODE_ENUM, name, where, prefix);
  if (!idl_parser_expect (self, '{', "the name"))
    return FALSE;
  do
    {
      if (idl_parser_at (self, '}') && node->children->len > 0)
        {
          idl_diagnostics_complain (self->diagnostics, idl_parser_peek (self, 0)->where,
                                    "the last enumerator has no comma behind it");
          break;
        }
      if (!read_enumerator (self, node))
        return FALSE;
    }
  while (idl_parser_accept (self, ','));
  if (!idl_parser_expect (self, '}', "the enumerator"))
    return FALSE;

  idl_parser_finish (self, node, TRUE);
  return TRUE;
}

gboolean
idl_parser_read_typedef (IdlParser *self, const IdlPrefix *prefix)
{
  guint    before;
  IdlType *type;

  idl_parser_take (self);
  before = self->next;
  type = idl_parser_read_type (self, "a type");
  if (type == NULL
      && (self->next == before || idl_parser_peek (self, 0)->kind != IDL_TOKEN_IDENTIFIER))
    return FALSE;
  if (!read_declarators (self, IDL_NODE_TYPEDEF, type, prefix, self->siblings))
    return FALSE;
  self->refusal = NULL;
  return idl_parser_expect_end (self, "the typedef");
}
