/* SPDX-License-Identifier: MIT */

/* Annotations meet what they annotate: where one means nothing that is said, where two contradict
 * each other too, and what has an effect on the model has it. Arguments were checked when they were
 * read, but for those whose type is that of what is annotated.
 */

#include "annotation.h"

static const struct
{
  IdlNodeKind        kind;
  IdlAnnotationPlace place;
} places[] = {
  { IDL_NODE_MODULE, IDL_PLACE_MODULE },
  { IDL_NODE_INTERFACE, IDL_PLACE_INTERFACE },
  { IDL_NODE_STRUCT, IDL_PLACE_STRUCT },
  { IDL_NODE_UNION, IDL_PLACE_UNION },
  { IDL_NODE_EXCEPTION, IDL_PLACE_EXCEPTION },
  { IDL_NODE_ENUM, IDL_PLACE_ENUM },
  { IDL_NODE_TYPEDEF, IDL_PLACE_TYPEDEF },
  { IDL_NODE_CONST, IDL_PLACE_CONST },
  { IDL_NODE_ENUMERATOR, IDL_PLACE_ENUMERATOR },
  { IDL_NODE_MEMBER, IDL_PLACE_MEMBER },
  { IDL_NODE_OPERATION, IDL_PLACE_OPERATION },
  { IDL_NODE_ATTRIBUTE, IDL_PLACE_ATTRIBUTE },
  { IDL_NODE_PARAMETER, IDL_PLACE_PARAMETER },
  { IDL_NODE_BITMASK, IDL_PLACE_BITMASK },
  { IDL_NODE_BIT, IDL_PLACE_BIT },
  { IDL_NODE_BITSET, IDL_PLACE_BITSET },
  { IDL_NODE_BITFIELD, IDL_PLACE_BITFIELD },
  { IDL_NODE_NATIVE, IDL_PLACE_NATIVE },
};

/* Of these no two stand together. */
static const gchar *const rivals[][5] = {
  { "extensibility", "final", "appendable", "mutable", NULL },
  { "id", "hashid", NULL },
  { "range", "min", NULL },
  { "range", "max", NULL },
};

static IdlAnnotationPlace
get_place (const IdlNode *node)
{
  if (node->kind == IDL_NODE_MEMBER && node->parent != NULL && node->parent->kind == IDL_NODE_UNION)
    return IDL_PLACE_BRANCH;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i].kind == node->kind)
      return places[i].place;
  g_return_val_if_reached (IDL_PLACE_FORWARD);
}

static gboolean
are_rivals (const gchar *a, const gchar *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (rivals); i++)
    if (g_strv_contains (rivals[i], a) && g_strv_contains (rivals[i], b))
      return TRUE;
  return FALSE;
}

/* Whether one that stands before this one makes it wrong; then it is reported. */
static gboolean
is_contradicted (const IdlAnnotationContext *self, const GPtrArray *annotations, guint index)
{
  IdlParsedAnnotation *annotation = g_ptr_array_index (annotations, index);

  for (guint i = 0; i < index; i++)
    {
      const IdlParsedAnnotation *earlier = g_ptr_array_index (annotations, i);
      const gchar               *name = annotation->public.name;

      if (earlier->spec == annotation->spec && annotation->spec->repeatable)
        continue;
      if (earlier->spec == annotation->spec)
        idl_diagnostics_error (self->diagnostics, annotation->public.where,
                               "`@%s` stands here twice", name);
      else if (are_rivals (earlier->public.name, name))
        idl_diagnostics_error (self->diagnostics, annotation->public.where,
                               "`@%s` and `@%s` exclude each other", name, earlier->public.name);
      else
        continue;
      idl_diagnostics_note (self->diagnostics, earlier->public.where, "the other stands here");
      annotation->misplaced = TRUE;
      return TRUE;
    }
  return FALSE;
}

void
idl_annotation_misplace (IdlDiagnostics *diagnostics, IdlParsedAnnotation *annotation)
{
  if (annotation->misplaced)
    return;
  annotation->misplaced = TRUE;
  idl_diagnostics_warning (diagnostics, annotation->public.where, "`@%s` has no effect here",
                           annotation->public.name);
}

void
idl_annotation_apply_all (const IdlAnnotationContext *self, const GPtrArray *annotations)
{
  for (guint i = 0; i < annotations->len; i++)
    {
      IdlParsedAnnotation *annotation = g_ptr_array_index (annotations, i);

      if (annotation->spec == NULL || annotation->spec->unread || annotation->misplaced)
        continue;
      if ((annotation->spec->places & (guint) self->place) == 0)
        idl_annotation_misplace (self->diagnostics, annotation);
      else if (!is_contradicted (self, annotations, i) && annotation->spec->effect != NULL)
        annotation->spec->effect (self, annotation);
    }
}

void
idl_annotation_apply_to_node (IdlModel *model, IdlDiagnostics *diagnostics, IdlNode *node)
{
  const IdlAnnotationContext context = { model, diagnostics, get_place (node), node, node->type };

  idl_annotation_apply_all (&context, node->annotations);
  if (node->kind == IDL_NODE_MEMBER)
    idl_annotation_check_member (diagnostics, node);
}

const IdlParsedArgument *
idl_annotation_get_argument (const IdlParsedAnnotation *self, const gchar *name)
{
  for (guint i = 0; i < self->public.arguments->len; i++)
    {
      const IdlParsedArgument *argument = g_ptr_array_index (self->public.arguments, i);

      if (argument->parameter != NULL && g_str_equal (argument->parameter->name, name))
        return argument;
    }
  return NULL;
}

gboolean
idl_annotation_is_set (const IdlParsedAnnotation *self)
{
  const IdlParsedArgument *argument = idl_annotation_get_argument (self, "value");

  return argument == NULL || argument->public.value.boolean;
}
