/* SPDX-License-Identifier: MIT */

/* @min, @max and @range: the range of a number's type, kept in the very use of the type. Where a
 * typedef has one already the narrower use stands before it. */

#include "annotation.h"

#include "constant.h"

static gboolean
is_number (const IdlType *type)
{
  const IdlType *resolved = idl_type_resolve (type);

  return resolved != NULL && resolved->kind >= IDL_TYPE_OCTET && resolved->kind <= IDL_TYPE_DOUBLE
         && resolved->kind != IDL_TYPE_CHAR && resolved->kind != IDL_TYPE_WCHAR;
}

/* Of an array that is declared here, the elements. */
static IdlType *
get_number (const IdlAnnotationContext *self, const IdlParsedAnnotation *annotation)
{
  IdlType *type = self->type;

  while (type != NULL && type->kind == IDL_TYPE_ARRAY)
    type = type->element;
  if (type != NULL && is_number (type))
    return type;
  idl_annotation_misplace (self->diagnostics, (IdlParsedAnnotation *) annotation);
  return NULL;
}

static IdlWide
get_integer (const IdlConstant *value)
{
  return value->negative ? -(IdlWide) value->magnitude : (IdlWide) value->magnitude;
}

static gboolean
is_less (const IdlConstant *a, const IdlConstant *b)
{
  if (a->kind == IDL_VALUE_FLOAT || b->kind == IDL_VALUE_FLOAT)
    return a->number < b->number;
  return get_integer (a) < get_integer (b);
}

static const IdlConstant *
fit (const IdlAnnotationContext *self,
     const IdlType              *type,
     const IdlParsedAnnotation  *annotation,
     const gchar                *parameter)
{
  const IdlParsedArgument *argument = idl_annotation_get_argument (annotation, parameter);
  IdlConstant              value;

  if (!idl_constant_fit (self->diagnostics, type, &argument->operand, &value))
    return NULL;
  return idl_constant_keep (self->model, &value);
}

static void
check_order (const IdlAnnotationContext *self,
             const IdlType              *type,
             const IdlParsedAnnotation  *annotation)
{
  if (type->min != NULL && type->max != NULL && is_less (type->max, type->min))
    idl_diagnostics_error (self->diagnostics, annotation->public.where,
                           "nothing is in this range: its end is before its beginning");
}

void
idl_annotation_apply_min (const IdlAnnotationContext *self, const IdlParsedAnnotation *annotation)
{
  IdlType *type = get_number (self, annotation);

  if (type == NULL)
    return;
  type->min = fit (self, type, annotation, "value");
  check_order (self, type, annotation);
}

void
idl_annotation_apply_max (const IdlAnnotationContext *self, const IdlParsedAnnotation *annotation)
{
  IdlType *type = get_number (self, annotation);

  if (type == NULL)
    return;
  type->max = fit (self, type, annotation, "value");
  check_order (self, type, annotation);
}

void
idl_annotation_apply_range (const IdlAnnotationContext *self, const IdlParsedAnnotation *annotation)
{
  IdlType *type = get_number (self, annotation);

  if (type == NULL)
    return;
  type->min = fit (self, type, annotation, "min");
  type->max = fit (self, type, annotation, "max");
  check_order (self, type, annotation);
}

/* Whether the value is in the ranges of the type and of the typedefs it stands for. */
static gboolean
is_in_range (const IdlType *type, const IdlConstant *value)
{
  while (type != NULL)
    {
      if ((type->min != NULL && is_less (value, type->min))
          || (type->max != NULL && is_less (type->max, value)))
        return FALSE;
      type = type->kind == IDL_TYPE_NAMED && type->node->kind == IDL_NODE_TYPEDEF ? type->node->type
                                                                                  : NULL;
    }
  return TRUE;
}

void
idl_annotation_check_initial (IdlDiagnostics *diagnostics, const IdlNode *node)
{
  if (node->initial != NULL && is_number (node->type) && !is_in_range (node->type, node->initial))
    idl_diagnostics_error (diagnostics, idl_node_get_annotation (node, "default")->where,
                           "the default of `%s` is out of its range", node->name);
}
