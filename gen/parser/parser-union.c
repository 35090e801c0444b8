/* SPDX-License-Identifier: MIT */

/* Unions: a discriminator, and members with one or several labels each. */

#include "parser-private.h"

/* What is known of a union's labels while it is read. */
typedef struct
{
  GHashTable *seen; /* a label's spelling → IdlLocation */
  IdlLocation default_where;
  gboolean    has_default;
} Labels;

static gchar *
spell (const IdlConstant *label)
{
  switch (label->kind)
    {
    case IDL_VALUE_ENUM:
      return g_strdup (label->enumerator->name);
    case IDL_VALUE_BOOLEAN:
      return g_strdup (label->boolean ? "TRUE" : "FALSE");
    case IDL_VALUE_INTEGER:
    case IDL_VALUE_FLOAT:
    case IDL_VALUE_STRING:
      break;
    }
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT, label->negative ? "-" : "", label->magnitude);
}

static void
note_label (IdlParser *self, Labels *labels, const IdlConstant *label, IdlLocation where)
{
  g_autofree gchar  *spelling = spell (label);
  const IdlLocation *earlier = g_hash_table_lookup (labels->seen, spelling);

  if (earlier != NULL)
    {
      idl_diagnostics_error (self->diagnostics, where, "label `%s` stands here twice", spelling);
      idl_diagnostics_note (self->diagnostics, *earlier, "it stands here before");
      return;
    }
  g_hash_table_insert (labels->seen, g_steal_pointer (&spelling), g_memdup2 (&where, sizeof where));
}

static void
note_default (IdlParser *self, Labels *labels, IdlLocation where)
{
  if (labels->has_default)
    {
      idl_diagnostics_error (self->diagnostics, where, "a union has one `default` at most");
      idl_diagnostics_note (self->diagnostics, labels->default_where, "it stands here before");
    }
  labels->has_default = TRUE;
  labels->default_where = where;
}

/* Reads "case X:" and "default:", as many as there are, with what is annotated in front of them and
 * behind them. */
static gboolean
read_labels (IdlParser *self,
             IdlNode   *node,
             Labels    *labels,
             IdlNode   *prototype,
             IdlPrefix *prefix)
{
  guint n_labels = 0;

  while (TRUE)
    {
      IdlLocation where;

      idl_parser_extend_prefix (self, prefix);
      where = idl_parser_peek (self, 0)->where;
      if (idl_parser_accept_word (self, "default"))
        {
          note_default (self, labels, where);
          prototype->is_default = TRUE;
        }
      else if (idl_parser_accept_word (self, "case"))
        {
          IdlConstant *label = idl_model_alloc (self->model, sizeof *label);

          where = idl_parser_peek (self, 0)->where;
          if (idl_parser_read_constant (self, node->discriminator, label))
            {
              note_label (self, labels, label, where);
              g_ptr_array_add (prototype->labels, label);
            }
        }
      else
        break;
      n_labels++;
      if (!idl_parser_expect (self, ':', "the label"))
        return FALSE;
    }
  if (n_labels == 0)
    idl_parser_unexpected (self, "`case` or `default`");
  return n_labels > 0;
}

static gboolean
read_branch (IdlParser *self, IdlNode *node, Labels *labels)
{
  IdlNode *prototype =
    idl_node_new (self->model, IDL_NODE_MEMBER, "", node, idl_parser_peek (self, 0)->where);
  guint     before = node->children->len;
  IdlPrefix prefix;

  idl_parser_read_prefix (self, &prefix);
  if (!read_labels (self, node, labels, prototype, &prefix))
    return FALSE;
  if (!idl_parser_read_member (self, &prefix, node->children))
    return FALSE;
  if (node->children->len > before + 1)
    {
      idl_diagnostics_error (self->diagnostics,
                             ((IdlNode *) g_ptr_array_index (node->children, before + 1))->where,
                             "a branch of a union is one member");
      return TRUE;
    }
  if (node->children->len > before)
    {
      IdlNode *member = g_ptr_array_index (node->children, before);

      member->labels = prototype->labels;
      member->is_default = prototype->is_default;
    }
  return TRUE;
}

/* How many values a discriminator has; 0 if too many to be listed. */
static guint64
count_values (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  if (resolved->kind == IDL_TYPE_BOOLEAN)
    return 2;
  if (resolved->kind == IDL_TYPE_OCTET || resolved->kind == IDL_TYPE_INT8
      || resolved->kind == IDL_TYPE_CHAR)
    return 256;
  return resolved->kind == IDL_TYPE_NAMED ? resolved->node->children->len : 0;
}

static void
check_default (IdlParser *self, const IdlNode *node, const Labels *labels)
{
  guint64 n_values;

  if (!labels->has_default || node->discriminator == NULL)
    return;
  n_values = count_values (node->discriminator);
  if (n_values > 0 && g_hash_table_size (labels->seen) >= n_values)
    idl_diagnostics_error (self->diagnostics, labels->default_where,
                           "this `default` is superfluous: every value has its label");
}

static gboolean
read_branches (IdlParser *self, IdlNode *node)
{
  Labels      labels = { 0 };
  IdlLocation open = idl_parser_peek (self, 0)->where;

  if (!idl_parser_expect (self, '{', "the discriminator"))
    return FALSE;
  if (idl_parser_at (self, '}'))
    idl_diagnostics_error (self->diagnostics, idl_parser_peek (self, 0)->where,
                           "a union has one member at least");

  labels.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while (!idl_parser_at (self, '}') && idl_parser_peek (self, 0)->kind != IDL_TOKEN_END)
    if (!read_branch (self, node, &labels))
      idl_parser_recover (self);
  check_default (self, node, &labels);
  g_hash_table_unref (labels.seen);

  return idl_parser_expect_brace (self, open);
}

static gboolean
is_discriminator (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  switch (resolved->kind)
    {
    case IDL_TYPE_BOOLEAN:
    case IDL_TYPE_OCTET:
    case IDL_TYPE_CHAR:
    case IDL_TYPE_WCHAR:
    case IDL_TYPE_INT8:
    case IDL_TYPE_INT16:
    case IDL_TYPE_UINT16:
    case IDL_TYPE_INT32:
    case IDL_TYPE_UINT32:
    case IDL_TYPE_INT64:
    case IDL_TYPE_UINT64:
      return TRUE;
    case IDL_TYPE_NAMED:
      return resolved->node->kind == IDL_NODE_ENUM;
    case IDL_TYPE_VOID:
    case IDL_TYPE_FLOAT:
    case IDL_TYPE_DOUBLE:
    case IDL_TYPE_STRING:
    case IDL_TYPE_ANY:
    case IDL_TYPE_OBJECT:
    case IDL_TYPE_SEQUENCE:
    case IDL_TYPE_ARRAY:
    case IDL_TYPE_MAP:
      break;
    }
  return FALSE;
}

/* "switch (TYPE)" */
static gboolean
read_discriminator (IdlParser *self, IdlNode *node)
{
  IdlPrefix prefix;

  if (!idl_parser_accept_word (self, "switch"))
    {
      idl_parser_unexpected (self, "`switch` after the name of the union");
      return FALSE;
    }
  if (!idl_parser_expect (self, '(', "`switch`"))
    return FALSE;

  idl_parser_read_prefix (self, &prefix);
  node->discriminator = idl_parser_read_type (self, "the type of the discriminator");
  idl_parser_annotate_type (self, node->discriminator, IDL_PLACE_DISCRIMINATOR, &prefix);
  if (node->discriminator != NULL && !is_discriminator (node->discriminator))
    {
      idl_diagnostics_error (self->diagnostics, node->discriminator->where,
                             "a discriminator is an integer, a character, a boolean or an enum");
      node->discriminator = NULL;
    }
  return idl_parser_expect (self, ')', "the type of the discriminator");
}

gboolean
idl_parser_read_union (IdlParser *self, const IdlPrefix *prefix, IdlNode **out_node)
{
  IdlLocation  where;
  const gchar *name;
  IdlNode     *node;
  gboolean     read;

  idl_parser_take (self);
  name = idl_parser_read_name (self, "the name of the union", &where);
  if (name == NULL)
    return FALSE;
  if (idl_parser_at (self, ';'))
    return idl_parser_read_forward (self, prefix, IDL_NODE_UNION, name, where);

  node = *out_node = idl_parser_declare (self, IDL_NODE_UNION, name, where, prefix);
  idl_parser_annotate (self, node);
  idl_parser_open_scope (self, node);
  read = read_discriminator (self, node) && read_branches (self, node);
  idl_parser_close_scope (self, node);
  idl_parser_finish (self, node, read);
  return read;
}
