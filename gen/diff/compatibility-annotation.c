/* SPDX-License-Identifier: MIT */

/* Annotations that came, went or changed. Those that the model has turned into something else are
 * compared as that. */

#include "compatibility-private.h"

static const struct
{
  const gchar *name;
  IdlImpact    impact;
} effects[] = {
  { "name", IDL_IMPACT_SOURCE },
  { "topic", IDL_IMPACT_WIRE },
};

/* Seen elsewhere, by what they do. */
static const gchar *const modelled[] = {
  "appendable",    "autoid",   "bit_bound", "default", "default_literal",
  "extensibility", "external", "final",     "hashid",  "id",
  "key",           "max",      "min",       "mutable", "oneway",
  "optional",      "position", "range",     "value",   NULL
};

/* C knows a parameter by its place. */
static IdlImpact
get_effect (const IdlNode *node, const gchar *name)
{
  if (node->kind == IDL_NODE_PARAMETER)
    return IDL_IMPACT_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (effects); i++)
    if (g_str_equal (effects[i].name, name))
      return effects[i].impact;
  return IDL_IMPACT_NONE;
}

static gboolean
is_equal (const IdlAnnotation *old, const IdlAnnotation *new)
{
  if (old->arguments->len != new->arguments->len)
    return FALSE;
  for (guint i = 0; i < old->arguments->len; i++)
    {
      const IdlAnnotationArgument *before = g_ptr_array_index (old->arguments, i);
      const IdlAnnotationArgument *after = g_ptr_array_index (new->arguments, i);

      if (g_strcmp0 (before->name, after->name) != 0
          || !idl_constant_is_equal (&before->value, &after->value))
        return FALSE;
    }
  return TRUE;
}

void
idl_compare_annotations (IdlComparison *self, const IdlNode *old, const IdlNode *new)
{
  for (guint i = 0; i < old->annotations->len; i++)
    {
      const IdlAnnotation *before = g_ptr_array_index (old->annotations, i);
      const IdlAnnotation *after = idl_node_get_annotation (new, before->name);

      if (g_strv_contains (modelled, before->name))
        continue;
      if (after == NULL)
        idl_comparison_add (self, get_effect (new, before->name), new, "is not @%s any more",
                            before->name);
      else if (!is_equal (before, after))
        idl_comparison_add (self, get_effect (new, before->name), new, "has another @%s",
                            before->name);
    }
  for (guint i = 0; i < new->annotations->len; i++)
    {
      const IdlAnnotation *after = g_ptr_array_index (new->annotations, i);

      if (!g_strv_contains (modelled, after->name)
          && idl_node_get_annotation (old, after->name) == NULL)
        idl_comparison_add (self, get_effect (new, after->name), new, "is @%s now", after->name);
    }
}
