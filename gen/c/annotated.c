/* SPDX-License-Identifier: MIT */

#include "annotated.h"
#include "annotation.h"

const IdlConstant *
idl_node_find_annotated (const IdlNode *node, const gchar *name, const gchar *parameter)
{
  for (guint i = 0; node->annotations != NULL && i < node->annotations->len; i++)
    {
      const IdlParsedAnnotation *annotation = g_ptr_array_index (node->annotations, i);
      const IdlParsedArgument   *argument;

      if (annotation->misplaced || !g_str_equal (annotation->public.name, name))
        continue;
      argument = idl_annotation_get_argument (annotation, parameter);
      if (argument != NULL)
        return &argument->public.value;
    }
  return NULL;
}
