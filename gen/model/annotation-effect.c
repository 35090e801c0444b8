/* SPDX-License-Identifier: MIT */

/* What the annotations of members, enumerators and types do to the model. */

#include "annotation.h"

#include "constant.h"

static const IdlConstant *
get_value (const IdlParsedAnnotation *annotation)
{
  return &idl_annotation_get_argument (annotation, "value")->public.value;
}

void
idl_annotation_apply_id (const IdlAnnotationContext *self, const IdlParsedAnnotation *annotation)
{
  self->node->id = (guint32) get_value (annotation)->magnitude;
}

void
idl_annotation_apply_optional (const IdlAnnotationContext *self,
                               const IdlParsedAnnotation  *annotation)
{
  self->node->optional = idl_annotation_is_set (annotation);
}

void
idl_annotation_apply_external (const IdlAnnotationContext *self,
                               const IdlParsedAnnotation  *annotation)
{
  if (self->node != NULL)
    self->node->external = idl_annotation_is_set (annotation);
}

void
idl_annotation_apply_key (const IdlAnnotationContext *self, const IdlParsedAnnotation *annotation)
{
  if (self->node != NULL)
    self->node->key = idl_annotation_is_set (annotation);
}

void
idl_annotation_apply_oneway (const IdlAnnotationContext *self,
                             const IdlParsedAnnotation  *annotation)
{
  if (idl_annotation_is_set (annotation))
    self->node->oneway = TRUE;
}

/* A bit mask's value: bits that it has. */
static gboolean
fit_bits (const IdlAnnotationContext *self, const IdlOperand *operand, IdlConstant *out_value)
{
  const IdlNode *mask = idl_type_resolve (self->type)->node;
  IdlWide        limit = (IdlWide) 1 << mask->bits;

  if (operand->kind != IDL_OPERAND_INTEGER)
    return idl_constant_mismatch (self->diagnostics, operand, "bits");
  if (operand->integer < 0 || operand->integer >= limit)
    {
      idl_diagnostics_error (self->diagnostics, operand->where,
                             "the value is out of range: `%s` has %u bits", mask->name, mask->bits);
      return FALSE;
    }
  *out_value = idl_constant_convert (operand);
  return TRUE;
}

/* A word that is none of the names around may be one of the type's own. */
static IdlOperand
find_bit (const IdlNode *mask, const IdlOperand *operand)
{
  IdlOperand bit = *operand;

  for (guint i = 0; operand->kind == IDL_OPERAND_WORD && i < mask->children->len; i++)
    {
      const IdlNode *child = g_ptr_array_index (mask->children, i);

      if (g_str_equal (child->name, operand->string))
        {
          bit.kind = IDL_OPERAND_INTEGER;
          bit.integer = (IdlWide) 1 << child->value.magnitude;
        }
    }
  return bit;
}

void
idl_annotation_apply_default (const IdlAnnotationContext *self,
                              const IdlParsedAnnotation  *annotation)
{
  const IdlType    *type = idl_type_resolve (self->type);
  const IdlOperand *operand = &idl_annotation_get_argument (annotation, "value")->operand;
  IdlConstant       value = { .kind = IDL_VALUE_INTEGER };
  gboolean          fits;

  if (type == NULL || operand->kind == IDL_OPERAND_NONE)
    return;
  if (type->kind == IDL_TYPE_NAMED && type->node->kind == IDL_NODE_BITMASK)
    {
      IdlOperand bit = find_bit (type->node, operand);

      fits = fit_bits (self, &bit, &value);
    }
  else if (idl_constant_is_type (type))
    fits = idl_constant_fit (self->diagnostics, self->type, operand, &value);
  else
    {
      idl_annotation_misplace (self->diagnostics, (IdlParsedAnnotation *) annotation);
      return;
    }
  if (fits)
    self->node->initial = idl_constant_keep (self->model, &value);
}

void
idl_annotation_apply_default_literal (const IdlAnnotationContext *self,
                                      const IdlParsedAnnotation  *annotation)
{
  IdlNode *enumeration = self->node->parent;

  if (enumeration->literal != NULL)
    {
      idl_diagnostics_error (self->diagnostics, annotation->public.where,
                             "an enum has one `@default_literal` at most");
      idl_diagnostics_note (self->diagnostics, enumeration->literal->where, "`%s` is it already",
                            enumeration->literal->name);
      return;
    }
  enumeration->literal = self->node;
}

void
idl_annotation_apply_value (const IdlAnnotationContext *self, const IdlParsedAnnotation *annotation)
{
  self->node->value = *get_value (annotation);
}

void
idl_annotation_apply_position (const IdlAnnotationContext *self,
                               const IdlParsedAnnotation  *annotation)
{
  self->node->value = *get_value (annotation);
}

void
idl_annotation_apply_bit_bound (const IdlAnnotationContext *self,
                                const IdlParsedAnnotation  *annotation)
{
  guint bits = (guint) get_value (annotation)->magnitude;

  if (self->node->kind == IDL_NODE_ENUM && bits > 32)
    idl_diagnostics_error (self->diagnostics, annotation->public.where,
                           "the `@bit_bound` of an enum is 1 to 32");
  else
    self->node->bits = bits;
}

void
idl_annotation_apply_extensibility (const IdlAnnotationContext *self,
                                    const IdlParsedAnnotation  *annotation)
{
  const IdlParsedArgument *argument = idl_annotation_get_argument (annotation, "value");
  g_autofree gchar        *word =
    g_ascii_strup (argument != NULL ? argument->public.value.string : annotation->public.name, -1);

  if (g_str_has_prefix (word, "MUTABLE"))
    self->node->extensibility = IDL_EXTENSIBILITY_MUTABLE;
  else if (g_str_has_prefix (word, "FINAL"))
    self->node->extensibility = IDL_EXTENSIBILITY_FINAL;
  else
    self->node->extensibility = IDL_EXTENSIBILITY_APPENDABLE;
}

void
idl_annotation_check_member (IdlDiagnostics *diagnostics, const IdlNode *node)
{
  idl_annotation_check_initial (diagnostics, node);
  if (node->key && node->optional)
    idl_diagnostics_error (diagnostics, idl_node_get_annotation (node, "key")->where,
                           "`%s` cannot be a key: it is optional", node->name);
}
