/* SPDX-License-Identifier: MIT */

/* Values from bytes: the first octet of an input chooses the type, the rest is the encoded value.
 * GLib has to hold what is decoded to be in normal form, and to have decoded it must be what its
 * own encoding decodes to. */

#include "kinds.h"

#include "odeon-codec.h"
#include "odeon-value-private.h"
#include "odeon-variant-type-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const OdeonTypeInfo *const types[] = {
  &odeon_any_info, &odeon_strv_info, &odeon_bytes_info, &refs_info,   &person_info,
  &shape_info,     &choice_info,     &node_info,        &tree_info,   &grid_info,
  &matrix_info,    &nothing_info,    &flags_info,       &phones_info, &names_info,
  &spots_info,     &moods_info,      &flips_info,       &rates_info,  &masks_info,
  &index_info,     &people_info,     &words_info,       &card_info,   &form_info,
  &friends_info,   &part_info,       &percents_info,
};

static gboolean
implements (OdeonRef *self G_GNUC_UNUSED, const OdeonInterfaceInfo *interface G_GNUC_UNUSED)
{
  return TRUE;
}

static const OdeonRefClass actor_class = {
  .implements = implements,
  .dup_urn    = nobody_dup_urn,
  .finalize   = nobody_finalize,
};

static GBytes *
encode (const OdeonTypeInfo *info, gconstpointer slot)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = odeon_value_to_bytes (info, slot, refs, &error);

  if (bytes == NULL)
    g_error ("what was decoded cannot be encoded: %s", error->message);
  if (g_bytes_get_size (bytes) != odeon_value_get_encoded_size (info, slot))
    g_error ("a size was foretold that is not the size");
  return bytes;
}

static void
check_normal (const OdeonTypeInfo *info, const guint8 *data, gsize size)
{
  g_autoptr (GVariantType) type = _odeon_type_info_dup_variant_type (info, TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));

  if (!g_variant_is_normal_form (variant))
    g_error ("what was decoded is not in normal form");
}

static void
check_encoding (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  g_autoptr (GBytes) bytes = encode (info, slot);
  g_autoptr (GBytes) bytes_again = NULL;
  g_autofree gpointer again = g_malloc (info->size);
  g_autoptr (GError) error = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  if (!odeon_value_decode (info, again, data, size, refs, NULL, &error))
    g_error ("what was encoded cannot be decoded: %s", error->message);
  bytes_again = encode (info, again);
  if (!g_bytes_equal (bytes, bytes_again))
    g_error ("what was decoded is not what was encoded");
  odeon_value_clear (info, again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const OdeonLimits limits = { .max_memory = 4 << 20 };
  OdeonRef actor;
  const OdeonTypeInfo *info;
  g_autoptr (GPtrArray) refs = NULL;
  g_autofree gpointer slot = NULL;

  if (size < 1)
    return 0;

  /* As many as the same value can need when it is encoded. */
  _odeon_ref_init (&actor, &actor_class, 1);
  refs = g_ptr_array_new ();
  for (guint i = 0; i < 1 + size / 4; i++)
    g_ptr_array_add (refs, &actor);

  info = types[data[0] % G_N_ELEMENTS (types)];
  slot = g_malloc (info->size);
  if (odeon_value_decode (info, slot, data + 1, size - 1, refs, &limits, NULL))
    {
      if (!odeon_value_check (info, slot, NULL))
        g_error ("what was decoded breaks the rules of its type");
      check_normal (info, data + 1, size - 1);
      check_encoding (info, slot, refs);
      odeon_value_clear (info, slot);
    }
  if (actor.ref_count != 1)
    g_error ("a reference was lost or gained");

  return 0;
}
