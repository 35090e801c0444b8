/* SPDX-License-Identifier: MIT */

/* A13: serialisers. aplay takes pickle, or another; here the IDL's codec is the one, and since what
 * it writes is GVariant's form, whoever wants another way begins from a variant. */

#include "parcel.h"

static void
a13_what_the_codec_writes_others_read (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) parcel = new_parcel (TRUE, 10);
  g_autoptr (GBytes)       bytes = pack (parcel);
  g_autoptr (GVariant)     expected = g_variant_ref_sink (parity_parcel_to_variant (parcel));
  g_autoptr (GVariant)     variant = NULL;

  /* GLib's own reader, on bytes that have not seen it. */
  variant = g_variant_new_from_bytes (g_variant_get_type (expected), bytes, FALSE);
  g_variant_ref_sink (variant);
  assert_true (g_variant_is_normal_form (variant));
  assert_true (g_variant_equal (variant, expected));
}

static void
a13_any_other_way_begins_from_a_variant (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) parcel = new_parcel (FALSE, 10);
  g_autoptr (GVariant)     variant = g_variant_ref_sink (parity_parcel_to_variant (parcel));
  g_autofree gchar        *text = g_variant_print (variant, TRUE);
  g_autoptr (GVariant)     read = NULL;
  g_autoptr (ParityParcel) back = NULL;
  GError                  *error = NULL;

  read = g_variant_parse (g_variant_get_type (variant), text, NULL, NULL, &error);
  assert_no_error (error);
  back = parity_parcel_from_variant (read, &error);
  assert_no_error (error);
  assert_true (parity_parcel_equal (parcel, back));
}

/* A pickle runs what it is told to. Here a byte that is wrong is an error, or another parcel. */
static void
a13_bytes_of_strangers_are_data (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityParcel) parcel = new_parcel (TRUE, 10);
  g_autoptr (GBytes)       bytes = pack (parcel);
  gsize                    size = g_bytes_get_size (bytes);
  g_autofree guint8       *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
  guint                    refused = 0;

  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (ParityParcel) back = NULL;
      g_autoptr (GError)       error = NULL;

      data[i] ^= 0x81;
      back = unpack (data, size, &error);
      data[i] ^= 0x81;
      if (back != NULL)
        assert_true (odeon_value_check (&parity_parcel_info, back, NULL));
      else
        assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
      refused += back == NULL;
    }
  assert_true (refused > 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a13_what_the_codec_writes_others_read),
    cmocka_unit_test (a13_any_other_way_begins_from_a_variant),
    cmocka_unit_test (a13_bytes_of_strangers_are_data),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
