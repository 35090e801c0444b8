/* SPDX-License-Identifier: MIT */

/* S4: wire types: integers of all widths, short and long strings, arrays, tuples, what one packs
 * oneself; and clear errors for what is out of range or cut short. */

#include "parcel.h"

#include <string.h>

static void
assert_comes_back (const ParityParcel *parcel)
{
  g_autoptr (GBytes)       bytes = pack (parcel);
  g_autoptr (ParityParcel) back = NULL;
  GError                  *error = NULL;

  back = unpack (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  assert_no_error (error);
  assert_true (parity_parcel_equal (parcel, back));
}

static void
s4_numbers_of_all_widths_come_back_from_both_ends (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) least = new_parcel (FALSE, 0);
  g_autoptr (ParityParcel) most = new_parcel (TRUE, 0);

  assert_comes_back (least);
  assert_comes_back (most);
}

/* pysage's lengths are a byte, or two. */
static void
s4_strings_short_and_long_come_back (void **state G_GNUC_UNUSED)
{
  static const gsize sizes[] = { 0, 1, 255, 256, 65535, 65536, 1 << 20 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (ParityParcel) parcel = new_parcel (TRUE, sizes[i]);

      assert_comes_back (parcel);
    }
}

/* What one packs oneself goes as octets, or as a variant that says its own type. */
static void
s4_what_one_packs_oneself_comes_back_as_it_was (void **state G_GNUC_UNUSED)
{
  static const gdouble     complex[2] = { 0.5, -2 };
  g_autoptr (ParityParcel) parcel = new_parcel (TRUE, 0);
  g_autoptr (ParityParcel) back = NULL;
  g_autoptr (GBytes)       bytes = NULL;

  g_bytes_unref (parcel->packed);
  parcel->packed = g_bytes_new_static (complex, sizeof complex);
  g_variant_unref (parcel->whatever);
  parcel->whatever = g_variant_ref_sink (g_variant_new_parsed ("{'re': 0.5, 'im': -2.0}"));
  bytes = pack (parcel);
  back = unpack (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  assert_non_null (back);
  assert_memory_equal (g_bytes_get_data (back->packed, NULL), complex, sizeof complex);
  assert_true (g_variant_equal (back->whatever, parcel->whatever));
}

static void
assert_refused (GError *error, const gchar *member)
{
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  if (strstr (error->message, member) == NULL)
    fail_msg ("\"%s\" does not name %s", error->message, member);
  g_error_free (error);
}

static void
s4_what_is_out_of_range_is_refused_by_its_name (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) parcel = new_parcel (TRUE, 0);
  g_autoptr (GVariant)     large = g_variant_ref_sink (g_variant_new ("(ii)", 1, 2));
  g_autoptr (GVariant)     larger = g_variant_ref_sink (g_variant_new ("(xi)", 1LL << 40, 2));
  g_autoptr (ParityExtent) extent = NULL;
  GError                  *error = NULL;

  parcel->percent = 101;
  assert_false (odeon_value_check (&parity_parcel_info, parcel, &error));
  assert_refused (g_steal_pointer (&error), "percent");
  parcel->percent = 100;
  g_free (parcel->tag);
  parcel->tag = g_strdup ("123456789");
  assert_false (odeon_value_check (&parity_parcel_info, parcel, &error));
  assert_refused (g_steal_pointer (&error), "tag");

  extent = parity_extent_from_variant (large, &error);
  assert_no_error (error);
  assert_null (parity_extent_from_variant (larger, &error));
  assert_refused (g_steal_pointer (&error), "width");
}

static void
s4_what_is_cut_short_is_refused_wherever_that_is (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) parcel = new_parcel (TRUE, 300);
  g_autoptr (GBytes)       bytes = pack (parcel);

  for (gsize size = 0; size < g_bytes_get_size (bytes); size++)
    {
      g_autofree gpointer data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (GError)  error = NULL;

      assert_null (unpack (data, size, &error));
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s4_numbers_of_all_widths_come_back_from_both_ends),
    cmocka_unit_test (s4_strings_short_and_long_come_back),
    cmocka_unit_test (s4_what_one_packs_oneself_comes_back_as_it_was),
    cmocka_unit_test (s4_what_is_out_of_range_is_refused_by_its_name),
    cmocka_unit_test (s4_what_is_cut_short_is_refused_wherever_that_is),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
