/* SPDX-License-Identifier: MIT */

#include "random-value.h"

#include "odeon-codec.h"
#include "odeon-error.h"

#define SEED 20261121

static gboolean
scope_implements (OdeonRef *self G_GNUC_UNUSED, const OdeonInterfaceInfo *interface G_GNUC_UNUSED)
{
  return TRUE;
}

static const OdeonRefClass actor_class = {
  .implements = scope_implements,
  .dup_urn    = nobody_dup_urn,
  .finalize   = nobody_finalize,
};

static guint
scaled (guint n)
{
  const gchar *scale = g_getenv ("ODEON_TEST_SCALE");

  return MAX (1, (guint) (n * (scale != NULL ? g_ascii_strtod (scale, NULL) : 1)));
}

static GPtrArray *
new_refs (void)
{
  return g_ptr_array_new_with_free_func (odeon_ref_unref);
}

static GBytes *
encode (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = odeon_value_to_bytes (info, slot, refs, &error);

  if (bytes == NULL)
    fail_msg ("%s", error->message);
  return bytes;
}

/* What GLib makes of the same value. */
static GBytes *
encode_with_glib (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (_odeon_value_to_variant (info, slot, refs));

  return g_variant_get_data_as_bytes (variant);
}

static void
assert_same_bytes (const OdeonTypeInfo *info, GBytes *bytes, GBytes *expected)
{
  g_autoptr (GVariantType) type = _odeon_type_info_dup_variant_type (info, TRUE);
  g_autoptr (GVariant) variant = NULL;
  g_autofree gchar *text = NULL;

  if (g_bytes_equal (bytes, expected))
    return;

  variant = g_variant_ref_sink (g_variant_new_from_bytes (type, expected, FALSE));
  text = g_variant_print (variant, TRUE);
  fail_msg ("%" G_GSIZE_FORMAT " bytes, not as GLib's %" G_GSIZE_FORMAT " of %s: %s",
            g_bytes_get_size (bytes), g_bytes_get_size (expected),
            g_variant_get_type_string (variant), text);
}

static void
assert_same_refs (GPtrArray *a, GPtrArray *b)
{
  assert_int_equal (a->len, b->len);
  for (guint i = 0; i < a->len; i++)
    assert_ptr_equal (a->pdata[i], b->pdata[i]);
}

/* Whether GLib holds @data to be in normal form. */
static gboolean
is_normal (const OdeonTypeInfo *info, const guint8 *data, gsize size)
{
  g_autoptr (GVariantType) type = _odeon_type_info_dup_variant_type (info, TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));

  return g_variant_is_normal_form (variant);
}

/* Whether a value has but one encoding: not so with maps, nor where the unknown is left out. */
static gboolean
is_canonical (const OdeonTypeInfo *info, GHashTable *seen)
{
  if (info == NULL || !g_hash_table_add (seen, (gpointer) info))
    return TRUE;
  if (info->kind == ODEON_KIND_MAP || (info->flags & ODEON_TYPE_EXTENSIBLE)
      || (info->kind == ODEON_KIND_UNION && (info->flags & ODEON_TYPE_OPEN))
      || !is_canonical (info->element, seen))
    return FALSE;

  for (guint i = 0; i < info->n_members; i++)
    if (!is_canonical (info->members[i].type, seen))
      return FALSE;

  return TRUE;
}

static void
every_value_is_written_as_glib_writes_it_and_read_back (void **state G_GNUC_UNUSED)
{
  OdeonRef actor;
  guint    n_rounds = scaled (4000);

  _odeon_ref_init (&actor, &actor_class, 1);
  for (guint seed = SEED; seed < SEED + n_rounds; seed++)
    {
      Random random;

      random_init (&random, seed);
      random.ref = &actor;
      {
        const OdeonTypeInfo *info = random_type (&random, 3);
        g_autofree gpointer value = g_malloc0 (info->size);
        g_autofree gpointer again = g_malloc (info->size);
        g_autoptr (GPtrArray) refs = new_refs ();
        g_autoptr (GPtrArray) expected_refs = new_refs ();
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GBytes) expected = NULL;
        g_autoptr (GError) error = NULL;
        gsize size;

        random_value (&random, info, value, 3);
        expected = encode_with_glib (info, value, expected_refs);
        bytes = encode (info, value, refs);
        assert_same_bytes (info, bytes, expected);
        assert_same_refs (refs, expected_refs);
        size = odeon_value_get_encoded_size (info, value);
        assert_int_equal (size, g_bytes_get_size (bytes));

        if (!odeon_value_decode (info, again, g_bytes_get_data (bytes, NULL), size, refs, NULL,
                                 &error))
          fail_msg ("seed %u: %s", seed, error->message);
        assert_true (odeon_value_equal (info, value, again));
        odeon_value_clear (info, value);
        odeon_value_clear (info, again);
      }
      random_clear (&random);
    }
  assert_int_equal (actor.ref_count, 1);
}

/* Decodes what may be anything; what is taken must be in normal form, and encode to itself. */
static gboolean
try_bytes (const OdeonTypeInfo *info,
           const guint8        *data,
           gsize                size,
           GPtrArray           *refs,
           gboolean             canonical)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autofree guint8 *slot = g_malloc (info->size);
  g_autofree gpointer again = g_malloc (info->size);
  g_autoptr (GPtrArray) other_refs = new_refs ();
  g_autoptr (GPtrArray) more_refs = new_refs ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) bytes_again = NULL;
  g_autoptr (GError) error = NULL;
  const OdeonLimits limits = { .max_memory = 1 << 20 };

  memset (slot, 0xa5, info->size);
  if (!odeon_value_decode (info, slot, copy, size, refs, &limits, &error))
    {
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
      for (guint i = 0; i < info->size; i++)
        assert_int_equal (slot[i], 0xa5);
      return FALSE;
    }

  assert_true (is_normal (info, data, size));
  assert_true (odeon_value_check (info, slot, NULL));
  bytes = encode (info, slot, other_refs);
  if (canonical && refs->len <= 1 && other_refs->len == refs->len)
    {
      assert_int_equal (g_bytes_get_size (bytes), size);
      assert_memory_equal (g_bytes_get_data (bytes, NULL), data, size);
    }
  assert_true (odeon_value_decode (info, again, g_bytes_get_data (bytes, NULL),
                                   g_bytes_get_size (bytes), other_refs, NULL, NULL));
  bytes_again = encode (info, again, more_refs);
  assert_same_bytes (info, bytes_again, bytes);
  odeon_value_clear (info, again);
  odeon_value_clear (info, slot);
  return TRUE;
}

static void
try_mutations (Random *random, const OdeonTypeInfo *info, GBytes *bytes, GPtrArray *refs)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  gboolean canonical = is_canonical (info, seen);
  gsize size = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_malloc0 (size + 1);

  memcpy (data, g_bytes_get_data (bytes, NULL), size);
  assert_true (try_bytes (info, data, size, refs, canonical));
  for (gsize i = 0; i < size; i++)
    {
      guint8 before = data[i];

      data[i] ^= (guint8) (1 << random_below (random, 8));
      try_bytes (info, data, size, refs, canonical);
      data[i] = (guint8) (before + 1);
      try_bytes (info, data, size, refs, canonical);
      data[i] = (guint8) random_below (random, 256);
      try_bytes (info, data, size, refs, canonical);
      data[i] = before;
      try_bytes (info, data, i, refs, canonical);
    }
  try_bytes (info, data, size + 1, refs, canonical);
}

static void
no_byte_changes_without_notice (void **state G_GNUC_UNUSED)
{
  OdeonRef actor;
  guint    n_rounds = scaled (1000);

  _odeon_ref_init (&actor, &actor_class, 1);
  for (guint seed = SEED; seed < SEED + n_rounds; seed++)
    {
      Random random;

      random_init (&random, seed);
      random.ref = &actor;
      {
        const OdeonTypeInfo *info = random_type (&random, 3);
        g_autofree gpointer value = g_malloc0 (info->size);
        g_autoptr (GPtrArray) refs = new_refs ();
        g_autoptr (GBytes) bytes = NULL;

        random_value (&random, info, value, 2);
        bytes = encode (info, value, refs);
        if (g_bytes_get_size (bytes) <= 2000)
          try_mutations (&random, info, bytes, refs);
        odeon_value_clear (info, value);
      }
      random_clear (&random);
    }
  assert_int_equal (actor.ref_count, 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_value_is_written_as_glib_writes_it_and_read_back),
    cmocka_unit_test (no_byte_changes_without_notice),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
