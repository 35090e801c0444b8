/* SPDX-License-Identifier: MIT */

/* The annotations that travel into the tables: those whose effect is nowhere else. What they say
 * is written as IDL. */

#include "emit-parts.h"

static gboolean
is_kept (const IdlAnnotation *annotation)
{
  static const gchar *const told_elsewhere[] = {
    "appendable", "autoid",        "bit_bound", "default",  "default_literal",
    "external",   "extensibility", "final",     "hashid",   "id",
    "key",        "max",           "min",       "mutable",  "name",
    "oneway",     "optional",      "position",  "range",    "value",
    "verbatim",   NULL,
  };

  return !g_strv_contains (told_elsewhere, annotation->name);
}

static void
append_value (GString *text, const IdlConstant *value)
{
  g_autofree gchar *name = NULL;

  switch (value->kind)
    {
    case IDL_VALUE_INTEGER:
      g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, value->negative ? "-" : "",
                              value->magnitude);
      break;
    case IDL_VALUE_FLOAT:
    case IDL_VALUE_BOOLEAN:
    case IDL_VALUE_STRING:
      name = idl_constant_dup_c (value, NULL);
      g_string_append (text, name);
      break;
    case IDL_VALUE_ENUM:
      name = idl_node_dup_scoped_name (value->enumerator);
      g_string_append (text, name);
      break;
    }
}

static gchar *
dup_arguments (const IdlAnnotation *annotation)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < annotation->arguments->len; i++)
    {
      const IdlAnnotationArgument *argument = g_ptr_array_index (annotation->arguments, i);

      g_string_append (text, i > 0 ? ", " : "");
      if (argument->name != NULL)
        g_string_append_printf (text, "%s=", argument->name);
      append_value (text, &argument->value);
    }
  return g_string_free (text, FALSE);
}

void
idl_fields_add_annotations (GString *fields, const IdlNode *node)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; node->annotations != NULL && i < node->annotations->len; i++)
    {
      const IdlAnnotation *annotation = g_ptr_array_index (node->annotations, i);
      g_autofree gchar    *arguments = NULL;
      IdlConstant          text = { .kind = IDL_VALUE_STRING };
      g_autofree gchar    *literal = NULL;

      if (!is_kept (annotation))
        continue;
      arguments = dup_arguments (annotation);
      text.string = arguments;
      literal = idl_constant_dup_c (&text, NULL);
      g_string_append_printf (list, "{ \"%s\", %s },\n", annotation->name, literal);
    }
  if (list->len > 0)
    idl_fields_add (fields, ".annotations = (const OdeonAnnotationInfo[]) { %s{ NULL, NULL } }",
                    list->str);
}
