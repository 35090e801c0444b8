/* SPDX-License-Identifier: MIT */

#include "odeon-sequence.h"

#include "odeon-element-private.h"
#include "odeon-value-private.h"

GArray *
odeon_values_new (const OdeonTypeInfo *info)
{
  g_return_val_if_fail (info->kind == ODEON_KIND_VALUES, NULL);

  return g_array_new (FALSE, TRUE, info->element->size);
}

GPtrArray *
odeon_pointers_new (const OdeonTypeInfo *info)
{
  g_return_val_if_fail (info->kind == ODEON_KIND_POINTERS, NULL);

  return g_ptr_array_new_with_free_func (_odeon_element_get_free_func (info->element));
}

void
odeon_sequence_append (const OdeonTypeInfo *info, gpointer sequence, gconstpointer element)
{
  g_return_if_fail (sequence != NULL);

  if (info->kind == ODEON_KIND_VALUES)
    {
      GArray *values = g_array_set_size (sequence, ((GArray *) sequence)->len + 1);

      odeon_value_copy (info->element,
                        _odeon_sequence_get_slot (info, &values, values->len - 1), element);
    }
  else
    g_ptr_array_add (sequence, _odeon_element_copy (info->element, element));
}

void
odeon_sequence_append_take (const OdeonTypeInfo *info, gpointer sequence, gpointer element)
{
  g_return_if_fail (sequence != NULL);

  /* A number owns nothing. */
  if (info->kind == ODEON_KIND_VALUES)
    odeon_sequence_append (info, sequence, element);
  else
    g_ptr_array_add (sequence, _odeon_element_take (info->element, element));
}
