/* SPDX-License-Identifier: MIT */

/* Values from variants: the first octet of an input chooses the type, the rest is a variant as
 * text. What is read must be written as a variant that reads as the same value. */

#include "fixtures.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const OdeonTypeInfo *const types[] = {
  &person_info, &shape_info, &choice_info, &node_info, &tree_info, &grid_info, &matrix_info,
};

static void
read_back (const OdeonTypeInfo *info, gconstpointer slot)
{
  g_autofree gpointer again = g_malloc0 (info->size);

  if (!odeon_value_from_variant (info, again, odeon_value_to_variant (info, slot), NULL))
    g_error ("what was written cannot be read");
  odeon_value_clear (info, again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const OdeonTypeInfo *info;
  g_autofree gpointer slot = NULL;
  g_autoptr (GVariant) variant = NULL;
  const gchar *text = (const gchar *) data + 1;

  if (size < 1)
    return 0;

  info = types[data[0] % G_N_ELEMENTS (types)];
  slot = g_malloc0 (info->size);
  variant = g_variant_parse (NULL, text, text + size - 1, NULL, NULL);
  if (variant != NULL && odeon_value_from_variant (info, slot, variant, NULL))
    {
      read_back (info, slot);
      odeon_value_clear (info, slot);
    }

  return 0;
}
