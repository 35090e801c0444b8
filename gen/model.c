/* SPDX-License-Identifier: MIT */

/* The tree's memory: the model owns every node and type, and every string, array or constant that
 * the parser hands it through idl_model_own(). Nothing in the tree is freed on its own.
 */

#include "model.h"

typedef struct
{
  gpointer       data;
  GDestroyNotify destroy;
} Owned;

static void
owned_free (gpointer data)
{
  Owned *owned = data;

  owned->destroy (owned->data);
  g_free (owned);
}

IdlModel *
idl_model_new (const gchar *base_name)
{
  IdlModel *self = g_new0 (IdlModel, 1);

  self->nodes = g_ptr_array_new ();
  self->includes = g_ptr_array_new_with_free_func (g_free);
  self->base_name = g_strdup (base_name);
  self->owned = g_ptr_array_new_with_free_func (owned_free);
  return self;
}

void
idl_model_free (IdlModel *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->includes);
  g_ptr_array_unref (self->owned);
  g_free (self->base_name);
  g_free (self);
}

gpointer
idl_model_own (IdlModel *self, gpointer data, GDestroyNotify destroy)
{
  Owned *owned = g_new (Owned, 1);

  owned->data = data;
  owned->destroy = destroy;
  g_ptr_array_add (self->owned, owned);
  return data;
}

const gchar *
idl_model_own_string (IdlModel *self, gchar *string)
{
  return idl_model_own (self, string, g_free);
}

GPtrArray *
idl_model_new_array (IdlModel *self)
{
  return idl_model_own (self, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
}

IdlNode *
idl_node_new (IdlModel    *model,
              IdlNodeKind  kind,
              const gchar *name,
              IdlNode     *parent,
              IdlLocation  where)
{
  IdlNode *self = idl_model_own (model, g_new0 (IdlNode, 1), g_free);

  self->kind = kind;
  self->name = idl_model_own_string (model, g_strdup (name));
  self->parent = parent;
  self->where = where;
  self->annotations = idl_model_new_array (model);
  self->children = idl_model_new_array (model);
  self->bases = idl_model_new_array (model);
  self->raises = idl_model_new_array (model);
  self->set_raises = idl_model_new_array (model);
  self->labels = idl_model_new_array (model);
  return self;
}

IdlType *
idl_type_new (IdlModel *model, IdlTypeKind kind, IdlLocation where)
{
  IdlType *self = idl_model_own (model, g_new0 (IdlType, 1), g_free);

  self->kind = kind;
  self->where = where;
  return self;
}

const IdlType *
idl_type_resolve (const IdlType *type)
{
  while (type != NULL && type->kind == IDL_TYPE_NAMED && type->node != NULL
         && type->node->kind == IDL_NODE_TYPEDEF)
    type = type->node->type;
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
