/* SPDX-License-Identifier: MIT */

/* Types: the basic ones, templates, names, and constructed types defined on the spot. */

#include "parser-private.h"

/* No array has more elements, all dimensions together. */
#define MAX_ELEMENTS G_MAXINT32

/* Values that are nested deeper are not sent. */
#define MAX_TYPE_DEPTH 64

static const struct
{
  const gchar *word;
  IdlTypeKind  kind;
} simple_types[] = {
  { "boolean", IDL_TYPE_BOOLEAN }, { "octet", IDL_TYPE_OCTET }, { "char", IDL_TYPE_CHAR },
  { "wchar", IDL_TYPE_WCHAR },     { "short", IDL_TYPE_INT16 }, { "float", IDL_TYPE_FLOAT },
  { "double", IDL_TYPE_DOUBLE },   { "any", IDL_TYPE_ANY },     { "Object", IDL_TYPE_OBJECT },
};

/* Since IDL 4.2; older files may declare types of these names. */
static const struct
{
  const gchar *word;
  IdlTypeKind  kind;
} sized_types[] = {
  { "int8", IDL_TYPE_INT8 },     { "uint8", IDL_TYPE_OCTET },   { "int16", IDL_TYPE_INT16 },
  { "uint16", IDL_TYPE_UINT16 }, { "int32", IDL_TYPE_INT32 },   { "uint32", IDL_TYPE_UINT32 },
  { "int64", IDL_TYPE_INT64 },   { "uint64", IDL_TYPE_UINT64 },
};

/* Behind "long". */
static IdlType *
read_long (IdlParser *self, IdlLocation where)
{
  if (idl_parser_accept_word (self, "double"))
    {
      idl_parser_refuse (self, where,
                         "`long double` is not supported: no wire type holds it; use `double`");
      return NULL;
    }
  if (idl_parser_accept_word (self, "long"))
    return idl_type_new (self->model, IDL_TYPE_INT64, where);
  return idl_type_new (self->model, IDL_TYPE_INT32, where);
}

/* Behind "unsigned". */
static IdlType *
read_unsigned (IdlParser *self, IdlLocation where)
{
  IdlTypeKind kind = IDL_TYPE_UINT32;

  if (idl_parser_at_word (self, "int") || idl_parser_at_word (self, "char"))
    {
      gboolean is_char = idl_parser_at_word (self, "char");

      idl_diagnostics_error (self->diagnostics, where, "there is no `unsigned %s`",
                             idl_parser_take (self)->text);
      idl_diagnostics_suggest (self->diagnostics, is_char ? "octet" : "unsigned long");
      kind = is_char ? IDL_TYPE_OCTET : IDL_TYPE_UINT32;
    }
  else if (idl_parser_accept_word (self, "short"))
    kind = IDL_TYPE_UINT16;
  else if (!idl_parser_accept_word (self, "long"))
    {
      idl_parser_unexpected (self, "`short` or `long` after `unsigned`");
      return NULL;
    }
  else if (idl_parser_accept_word (self, "long"))
    kind = IDL_TYPE_UINT64;
  return idl_type_new (self->model, kind, where);
}

/* Reads "<…>" over. */
static void
skip_angles (IdlParser *self)
{
  guint depth = 0;

  if (!idl_parser_at (self, '<'))
    return;
  do
    {
      const IdlToken *token = idl_parser_peek (self, 0);

      if (token->kind == IDL_TOKEN_END || token->punctuator == ';' || token->punctuator == '{'
          || token->punctuator == '}')
        return;
      if (token->punctuator == '<')
        depth++;
      else if (token->punctuator == '>')
        depth--;
      idl_parser_take (self);
    }
  while (depth > 0);
}

static gboolean
read_refused (IdlParser *self, const IdlToken *token)
{
  const gchar *reason;

  if (g_str_equal (token->text, "fixed"))
    reason = "fixed-point types (IDL 4.2 §7.4.1) are not supported: "
             "use a scaled `long long`, or a string";
  else
    return FALSE;

  idl_parser_refuse (self, token->where, "%s", reason);
  idl_parser_take (self);
  skip_angles (self);
  return TRUE;
}

/* "Bank.Account": the full stop was reported. */
static gboolean
is_before_stop (const IdlParser *self, IdlLocation where)
{
  gsize        length;
  const gchar *line = idl_sources_get_line (self->sources, where.file, where.line, &length);
  gsize        end = (gsize) where.column - 1 + where.length;

  return end < length && line[end] == '.';
}

static IdlType *
read_named (IdlParser *self, const gchar *what)
{
  IdlLocation      where;
  const IdlSymbol *symbol = idl_parser_resolve (self, what, &where);
  IdlType         *type;

  if (symbol == NULL)
    return NULL;

  switch (symbol->node->kind)
    {
    case IDL_NODE_INTERFACE:
    case IDL_NODE_STRUCT:
    case IDL_NODE_UNION:
    case IDL_NODE_ENUM:
    case IDL_NODE_TYPEDEF:
    case IDL_NODE_BITMASK:
    case IDL_NODE_BITSET:
    case IDL_NODE_NATIVE:
      type = idl_type_new (self->model, IDL_TYPE_NAMED, where);
      type->node = symbol->node;
      return type;
    case IDL_NODE_MODULE:
    case IDL_NODE_EXCEPTION:
    case IDL_NODE_CONST:
    case IDL_NODE_ENUMERATOR:
    case IDL_NODE_MEMBER:
    case IDL_NODE_OPERATION:
    case IDL_NODE_ATTRIBUTE:
    case IDL_NODE_PARAMETER:
    case IDL_NODE_BIT:
    case IDL_NODE_BITFIELD:
      break;
    }
  if (is_before_stop (self, where))
    return NULL;
  idl_diagnostics_error (self->diagnostics, where, "%s `%s` is no type",
                         idl_node_describe (symbol->node), symbol->name);
  idl_diagnostics_note (self->diagnostics, symbol->where, "declared here");
  return NULL;
}

/* "struct S { … }" where a type is wanted. */
static IdlType *
read_constructed (IdlParser *self, const IdlToken *token)
{
  IdlPrefix prefix = { .annotations = self->model->none };
  IdlNode  *node = NULL;
  IdlType  *type;
  gboolean  read;

  if (idl_parser_peek (self, 1)->kind == IDL_TOKEN_IDENTIFIER
      && (idl_parser_peek (self, 2)->kind == IDL_TOKEN_IDENTIFIER
          || idl_parser_peek (self, 2)->punctuator == ';')
      && !g_str_equal (idl_parser_peek (self, 2)->text, "switch"))
    {
      idl_diagnostics_error (self->diagnostics, token->where,
                             "a type is used by its name alone, without `%s`", token->text);
      idl_parser_take (self);
      return read_named (self, "type");
    }

  if (!self->in_typedef && idl_diagnostics_is_strict (self->diagnostics))
    idl_diagnostics_error (self->diagnostics, token->where,
                           "a type is defined on its own, not where it is used");
  self->in_typedef = FALSE;
  if (g_str_equal (token->text, "struct"))
    read = idl_parser_read_struct (self, &prefix, &node);
  else if (g_str_equal (token->text, "union"))
    read = idl_parser_read_union (self, &prefix, &node);
  else
    read = idl_parser_read_enum (self, &prefix, &node);
  if (!read || node == NULL)
    return NULL;

  type = idl_type_new (self->model, IDL_TYPE_NAMED, node->where);
  type->node = node;
  return type;
}

static IdlType *
read_keyword (IdlParser *self, const IdlToken *token, gboolean *out_known)
{
  IdlType *type;

  *out_known = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (simple_types); i++)
    if (idl_parser_accept_word (self, simple_types[i].word))
      return idl_type_new (self->model, simple_types[i].kind, token->where);

  if (idl_parser_accept_word (self, "long"))
    return read_long (self, token->where);
  if (idl_parser_accept_word (self, "unsigned"))
    return read_unsigned (self, token->where);
  type = idl_parser_read_template (self, out_known);
  if (*out_known)
    return type;
  *out_known = TRUE;
  if (idl_parser_at_word (self, "struct") || idl_parser_at_word (self, "union")
      || idl_parser_at_word (self, "enum"))
    return read_constructed (self, token);
  if (idl_parser_accept_word (self, "void"))
    {
      if (idl_parser_at (self, '*'))
        idl_parser_pass_declarator (self);
      else
        idl_diagnostics_error (self->diagnostics, token->where,
                             "`void` is the result of an operation only");
      return NULL;
    }
  if (read_refused (self, token))
    return NULL;

  *out_known = FALSE;
  return NULL;
}

static IdlType *
read_sized (IdlParser *self, const IdlToken *token)
{
  for (guint i = 0; i < G_N_ELEMENTS (sized_types); i++)
    if (g_str_equal (sized_types[i].word, token->text)
        && idl_scope_resolve (self->scope, token->text) == NULL)
      {
        idl_parser_take (self);
        return idl_type_new (self->model, sized_types[i].kind, token->where);
      }
  return NULL;
}

static IdlType *
read_type (IdlParser *self, const gchar *what)
{
  const IdlToken *token;
  gboolean        known;
  IdlType        *type;

  idl_parser_pass_modifiers (self);
  token = idl_parser_peek (self, 0);
  if (token->kind != IDL_TOKEN_IDENTIFIER && token->punctuator != IDL_PUNCTUATOR_SCOPE)
    {
      idl_parser_unexpected (self, what);
      return NULL;
    }
  if (token->kind == IDL_TOKEN_IDENTIFIER)
    {
      type = read_keyword (self, token, &known);
      if (known)
        return type;
      type = read_sized (self, token);
      if (type != NULL)
        return type;
    }
  type = idl_parser_read_corba_type (self);
  return type != NULL ? type : read_named (self, "type");
}

IdlType *
idl_parser_read_type (IdlParser *self, const gchar *what)
{
  IdlType *type;

  if (!idl_parser_enter (self))
    return NULL;
  type = read_type (self, what);
  idl_parser_leave (self);
  return type;
}

/* Reads "[3][2]" behind a declarator's name. */
IdlType *
idl_parser_read_dimensions (IdlParser *self, IdlType *element)
{
  IdlType  *first = element;
  IdlType **end = &first;
  guint64   n_elements = 1;

  while (idl_parser_at (self, '['))
    {
      IdlType *array = idl_type_new (self->model, IDL_TYPE_ARRAY, idl_parser_take (self)->where);

      if (!idl_parser_enter (self))
        return NULL;
      if (!idl_parser_read_bound (self, &array->bound)
          || !idl_parser_expect (self, ']', "the length of the array"))
        {
          idl_parser_leave (self);
          return NULL;
        }
      idl_parser_leave (self);
      if (array->bound > MAX_ELEMENTS / n_elements)
        {
          idl_diagnostics_error (self->diagnostics, array->where,
                                 "an array cannot have more than %d elements", MAX_ELEMENTS);
          return NULL;
        }
      n_elements *= array->bound;
      array->element = element;
      *end = array;
      end = &array->element;
    }
  return first;
}

/* The struct or union that a value of the type is, or as an array consists of, if it is not
 * defined yet. */
static IdlNode *
get_incomplete (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  while (resolved != NULL && resolved->kind == IDL_TYPE_ARRAY)
    resolved = idl_type_resolve (resolved->element);
  if (resolved == NULL || resolved->kind != IDL_TYPE_NAMED || resolved->node->defined
      || (resolved->node->kind != IDL_NODE_STRUCT && resolved->node->kind != IDL_NODE_UNION))
    return NULL;
  return resolved->node;
}

static guint
measure (const IdlType *type)
{
  guint depth = 0;

  if (type == NULL)
    return 0;
  if (type->kind == IDL_TYPE_NAMED)
    return type->node->depth;
  if (type->element != NULL)
    depth = measure (type->element) + 1;
  return type->key != NULL ? MAX (depth, measure (type->key) + 1) : depth;
}

/* Types that are nested too deeply can neither be sent nor be compiled in reasonable time. */
void
idl_parser_measure (IdlParser *self, IdlNode *node)
{
  gboolean is_built = node->kind == IDL_NODE_STRUCT || node->kind == IDL_NODE_UNION;
  guint    depth = measure (node->type);

  for (guint i = 0; i < node->children->len && is_built; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);

      depth = MAX (depth, measure (member->type) + 1);
    }
  if (is_built && node->bases->len > 0)
    depth = MAX (depth, ((const IdlNode *) g_ptr_array_index (node->bases, 0))->depth);
  if (depth > MAX_TYPE_DEPTH)
    {
      idl_diagnostics_error (self->diagnostics, node->where,
                             "the types in `%s` are nested more than %u deep", node->name,
                             MAX_TYPE_DEPTH);
      depth = 0;
    }
  node->depth = depth;

  if (node->kind != IDL_NODE_TYPEDEF || node->type->kind != IDL_TYPE_NAMED)
    return;
  node->aliases = node->type->node->aliases + 1;
  if (node->aliases > IDL_PARSER_MAX_DEPTH)
    {
      idl_diagnostics_error (self->diagnostics, node->where,
                             "`%s` is at the end of more than %u typedefs", node->name,
                             IDL_PARSER_MAX_DEPTH);
      node->aliases = 0;
    }
}

/* Whether a value of the type can be a part of what stands at where. */
gboolean
idl_parser_is_complete (IdlParser *self, const IdlType *type, IdlLocation where)
{
  const IdlNode *node = get_incomplete (type);

  if (node == NULL)
    return TRUE;
  idl_diagnostics_error (self->diagnostics, where,
                         "%s `%s` is not defined yet, and only a sequence of it can be used",
                         idl_node_describe (node), node->name);
  idl_diagnostics_note (self->diagnostics, node->where, "declared here");
  return FALSE;
}

/* A value of the type is a part of the definition that is being read. Whether that closes a circle
 * is known in the end. */
void
idl_parser_use_by_value (IdlParser *self, const IdlType *type)
{
  IdlNode      *node = get_incomplete (type);
  IdlPremature *use;

  if (node == NULL)
    return;
  use = idl_model_alloc (self->model, sizeof *use);
  *use = (IdlPremature){ .used = node, .user = self->parent, .where = type->where };
  g_ptr_array_add (self->model->premature, use);
}
