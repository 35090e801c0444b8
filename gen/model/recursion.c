/* SPDX-License-Identifier: MIT */

/* Structs and unions that contain themselves. Of each definition it is noted to which others it
 * leads: by any way, which makes a use recursive, and by value alone, which makes it impossible.
 */

#include "recursion.h"

#include "circles.h"

/* Of a long circle only the beginning is told. */
#define MAX_STEPS 8

typedef struct
{
  IdlCircles     *ways;   /* through sequences, maps and pointers, too */
  IdlCircles     *values; /* by value: in a struct as it is, or in an array */
  IdlDiagnostics *diagnostics;
} Recursion;

typedef void (*NodeFunc) (Recursion *self, const IdlNode *node);

/* The definition that a name stands for, whatever typedefs are between. */
static const IdlNode *
get_target (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  return resolved != NULL && resolved->kind == IDL_TYPE_NAMED ? resolved->node : NULL;
}

/* by_value is FALSE behind whatever is a pointer. */
static void
connect_type (Recursion *self, const IdlNode *node, const IdlType *type, gboolean by_value)
{
  if (type == NULL)
    return;

  switch (type->kind)
    {
    case IDL_TYPE_NAMED:
      idl_circles_connect (self->ways, node, type->node);
      if (by_value)
        idl_circles_connect (self->values, node, type->node);
      break;
    case IDL_TYPE_ARRAY:
      connect_type (self, node, type->element, by_value);
      break;
    case IDL_TYPE_SEQUENCE:
      connect_type (self, node, type->element, FALSE);
      break;
    case IDL_TYPE_MAP:
      connect_type (self, node, type->key, FALSE);
      connect_type (self, node, type->element, FALSE);
      break;
    default:
      break;
    }
}

static gboolean
is_pointer (const IdlNode *member)
{
  return (member->optional || member->external) && member->type->kind != IDL_TYPE_ARRAY;
}

static void
connect_node (Recursion *self, const IdlNode *node)
{
  if (node->kind == IDL_NODE_TYPEDEF)
    connect_type (self, node, node->type, TRUE);
  else if (node->kind == IDL_NODE_STRUCT || node->kind == IDL_NODE_UNION)
    {
      for (guint i = 0; i < node->bases->len; i++)
        {
          idl_circles_connect (self->ways, node, g_ptr_array_index (node->bases, i));
          idl_circles_connect (self->values, node, g_ptr_array_index (node->bases, i));
        }
      for (guint i = 0; i < node->children->len; i++)
        {
          const IdlNode *member = g_ptr_array_index (node->children, i);

          if (member->type != NULL)
            connect_type (self, node, member->type, !is_pointer (member));
        }
    }
}

/* contained: whether the type is a member's or element's, not only another name. */
static void
mark_type (Recursion *self, const IdlNode *node, IdlType *type, gboolean contained)
{
  const IdlNode *target;

  if (type == NULL)
    return;
  if (type->kind == IDL_TYPE_NAMED)
    {
      target = get_target (type);
      type->recursive = contained && target != NULL
                        && idl_circles_lead_back (self->ways, node, target)
                        && (target->kind == IDL_NODE_STRUCT || target->kind == IDL_NODE_UNION);
      return;
    }
  mark_type (self, node, type->key, TRUE);
  mark_type (self, node, type->element, TRUE);
}

static void
mark_node (Recursion *self, const IdlNode *node)
{
  if (node->kind == IDL_NODE_TYPEDEF)
    mark_type (self, node, node->type, FALSE);
  else if (node->kind == IDL_NODE_STRUCT || node->kind == IDL_NODE_UNION)
    for (guint i = 0; i < node->children->len; i++)
      mark_type (self, node, ((const IdlNode *) g_ptr_array_index (node->children, i))->type, TRUE);
}

static void
for_each (Recursion *self, const GPtrArray *nodes, NodeFunc func)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const IdlNode *node = g_ptr_array_index (nodes, i);

      if (node->kind == IDL_NODE_MODULE || node->kind == IDL_NODE_INTERFACE)
        for_each (self, node->children, func);
      else
        func (self, node);
    }
}

/* " (`A` → `B` → `A`)", or nothing where it contains itself at once. */
static gchar *
dup_circle (Recursion *self, const IdlNode *node)
{
  g_autoptr (GPtrArray) way = idl_circles_find_way (self->values, node, node);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < way->len && way->len > 2; i++)
    {
      const IdlNode *step = g_ptr_array_index (way, i);

      if (i == MAX_STEPS && i + 1 < way->len)
        {
          g_string_append (text, " → …");
          i = way->len - 2;
        }
      else if (step->kind != IDL_NODE_TYPEDEF)
        g_string_append_printf (text, "%s`%s`", i == 0 ? " (" : " → ", step->name);
    }
  if (text->len > 0)
    g_string_append_c (text, ')');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
report (Recursion *self, const IdlPremature *use)
{
  const gchar *kind = use->used->kind == IDL_NODE_UNION ? "union" : "struct";

  if (!use->used->defined)
    return;
  if (idl_circles_lead_back (self->values, use->user, use->used))
    {
      g_autofree gchar *circle = dup_circle (self, use->used);

      idl_diagnostics_error (self->diagnostics, use->where,
                             "%s `%s` contains itself%s; a sequence of it could, "
                             "or an `@external` or `@optional` member",
                             kind, use->used->name, circle);
      return;
    }
  idl_diagnostics_error (self->diagnostics, use->where,
                         "%s `%s` is not defined yet, and only a sequence of it can be used", kind,
                         use->used->name);
  idl_diagnostics_note (self->diagnostics, use->used->where, "it is defined here");
}

void
idl_recursion_check (const IdlModel *model, IdlDiagnostics *diagnostics)
{
  Recursion self = { idl_circles_new (), idl_circles_new (), diagnostics };

  for_each (&self, model->nodes, connect_node);
  for_each (&self, model->nodes, mark_node);
  for (guint i = 0; i < model->premature->len && !idl_diagnostics_is_full (diagnostics); i++)
    report (&self, g_ptr_array_index (model->premature, i));
  idl_circles_free (self.ways);
  idl_circles_free (self.values);
}
