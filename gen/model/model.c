/* SPDX-License-Identifier: MIT */

/* The tree's memory: nodes, types and whatever has no memory of its own come out of blocks, strings
 * are kept once each, and arrays and tables are noted to be freed with the model. Nothing in the
 * tree is freed on its own.
 *
 * Most nodes are parameters and operations, and most of their lists can have nothing in them: these
 * are all the model's one empty array.
 */

#include "model.h"

/* An ordinary file takes one. */
#define BLOCK_SIZE (64 * 1024)

typedef struct
{
  gpointer       data;
  GDestroyNotify destroy;
} Owned;

IdlModel *
idl_model_new (const gchar *base_name)
{
  IdlModel *self = g_new0 (IdlModel, 1);

  self->nodes = g_ptr_array_new ();
  self->includes = g_ptr_array_new_with_free_func (g_free);
  self->base_name = g_strdup (base_name);
  self->strings = g_string_chunk_new (4096);
  self->none = g_ptr_array_new ();
  self->owned = g_array_new (FALSE, FALSE, sizeof (Owned));
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->premature = idl_model_new_array (self);
  return self;
}

void
idl_model_free (IdlModel *self)
{
  if (self == NULL)
    return;

  /* Who added something to it added it to everything. */
  g_assert (self->none->len == 0);
  for (guint i = self->owned->len; i > 0; i--)
    {
      const Owned *owned = &g_array_index (self->owned, Owned, i - 1);

      owned->destroy (owned->data);
    }
  g_array_unref (self->owned);
  g_ptr_array_unref (self->none);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->includes);
  g_ptr_array_unref (self->blocks);
  g_string_chunk_free (self->strings);
  g_free (self->base_name);
  g_free (self);
}

gpointer
idl_model_alloc (IdlModel *self, gsize size)
{
  gsize   rounded = (size + 15) & ~(gsize) 15;
  guchar *block;

  g_assert (rounded <= BLOCK_SIZE);
  if (self->blocks->len == 0 || self->block_used + rounded > BLOCK_SIZE)
    {
      g_ptr_array_add (self->blocks, g_malloc0 (BLOCK_SIZE));
      self->block_used = 0;
    }
  block = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  block += self->block_used;
  self->block_used += rounded;
  return block;
}

gpointer
idl_model_own (IdlModel *self, gpointer data, GDestroyNotify destroy)
{
  const Owned owned = { data, destroy };

  g_array_append_val (self->owned, owned);
  return data;
}

const gchar *
idl_model_keep_string (IdlModel *self, const gchar *string)
{
  return g_string_chunk_insert_const (self->strings, string);
}

const gchar *
idl_model_own_string (IdlModel *self, gchar *string)
{
  const gchar *kept = idl_model_keep_string (self, string);

  g_free (string);
  return kept;
}

GPtrArray *
idl_model_new_array (IdlModel *self)
{
  return idl_model_own (self, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
has_children (IdlNodeKind kind)
{
  return kind != IDL_NODE_PARAMETER && kind != IDL_NODE_MEMBER && kind != IDL_NODE_ENUMERATOR
         && kind != IDL_NODE_BIT && kind != IDL_NODE_BITFIELD && kind != IDL_NODE_NATIVE;
}

static gboolean
has_bases (IdlNodeKind kind)
{
  return kind == IDL_NODE_INTERFACE || kind == IDL_NODE_STRUCT || kind == IDL_NODE_BITSET;
}

static gboolean
has_exceptions (IdlNodeKind kind)
{
  return kind == IDL_NODE_OPERATION || kind == IDL_NODE_ATTRIBUTE;
}

IdlNode *
idl_node_new (IdlModel    *model,
              IdlNodeKind  kind,
              const gchar *name,
              IdlNode     *parent,
              IdlLocation  where)
{
  IdlNode *self = idl_model_alloc (model, sizeof *self);

  self->kind = kind;
  self->name = idl_model_keep_string (model, name);
  self->parent = parent;
  self->where = where;
  self->annotations = model->none;
  self->children = has_children (kind) ? idl_model_new_array (model) : model->none;
  self->bases = has_bases (kind) ? idl_model_new_array (model) : model->none;
  self->ancestors = model->none;
  self->raises = has_exceptions (kind) ? idl_model_new_array (model) : model->none;
  self->set_raises = kind == IDL_NODE_ATTRIBUTE ? idl_model_new_array (model) : model->none;
  self->labels = kind == IDL_NODE_MEMBER ? idl_model_new_array (model) : model->none;
  return self;
}

IdlType *
idl_type_new (IdlModel *model, IdlTypeKind kind, IdlLocation where)
{
  IdlType *self = idl_model_alloc (model, sizeof *self);

  self->kind = kind;
  self->where = where;
  return self;
}

/* Headers are known by the last part of the path, since they all come into one directory. */
void
idl_model_drop_include (IdlModel *model, const gchar *path)
{
  g_autofree gchar *base = g_path_get_basename (path);

  for (guint i = model->includes->len; i > 0; i--)
    {
      g_autofree gchar *other = g_path_get_basename (g_ptr_array_index (model->includes, i - 1));

      if (g_str_equal (base, other))
        g_ptr_array_remove_index (model->includes, i - 1);
    }
}

const IdlType *
idl_type_resolve (const IdlType *type)
{
  while (type != NULL && type->kind == IDL_TYPE_NAMED && type->node != NULL
         && type->node->kind == IDL_NODE_TYPEDEF)
    type = type->node->resolved != NULL ? type->node->resolved : type->node->type;
  return type;
}

gchar *
idl_node_dup_scoped_name (const IdlNode *node)
{
  g_autoptr (GString) name = g_string_new (node->name);

  for (const IdlNode *scope = node->parent; scope != NULL; scope = scope->parent)
    {
      g_string_prepend (name, "::");
      g_string_prepend (name, scope->name);
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

const IdlAnnotation *
idl_node_get_annotation (const IdlNode *node, const gchar *name)
{
  for (guint i = 0; i < node->annotations->len; i++)
    {
      const IdlAnnotation *annotation = g_ptr_array_index (node->annotations, i);

      if (g_str_equal (annotation->name, name))
        return annotation;
    }
  return NULL;
}

const gchar *
idl_type_kind_get_name (IdlTypeKind kind)
{
  /* clang-format off */
  static const gchar *const names[] = {
    [IDL_TYPE_VOID] = "void",
    [IDL_TYPE_BOOLEAN] = "boolean",
    [IDL_TYPE_OCTET] = "octet",
    [IDL_TYPE_CHAR] = "char",
    [IDL_TYPE_WCHAR] = "wchar",
    [IDL_TYPE_INT8] = "int8",
    [IDL_TYPE_INT16] = "int16",
    [IDL_TYPE_UINT16] = "uint16",
    [IDL_TYPE_INT32] = "int32",
    [IDL_TYPE_UINT32] = "uint32",
    [IDL_TYPE_INT64] = "int64",
    [IDL_TYPE_UINT64] = "uint64",
    [IDL_TYPE_FLOAT] = "float",
    [IDL_TYPE_DOUBLE] = "double",
    [IDL_TYPE_STRING] = "string",
    [IDL_TYPE_ANY] = "any",
    [IDL_TYPE_OBJECT] = "object",
    [IDL_TYPE_SEQUENCE] = "sequence",
    [IDL_TYPE_ARRAY] = "array",
    [IDL_TYPE_MAP] = "map",
    [IDL_TYPE_NAMED] = "named",
  };
  /* clang-format on */

  return names[kind];
}
