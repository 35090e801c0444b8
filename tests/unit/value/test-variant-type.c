/* SPDX-License-Identifier: MIT */

#include "kinds.h"

#include "odeon-variant-type-private.h"

static void
assert_type (const OdeonTypeInfo *info, const gchar *expected)
{
  g_autoptr (GVariantType) type = _odeon_type_info_dup_variant_type (info, FALSE);
  g_autofree gchar *string = g_variant_type_dup_string (type);

  assert_string_equal (string, expected);
}

static void
simple_types_follow_the_mapping (void **state G_GNUC_UNUSED)
{
  assert_type (&odeon_boolean_info, "b");
  assert_type (&odeon_octet_info, "y");
  assert_type (&odeon_char_info, "y");
  assert_type (&odeon_wchar_info, "u");
  assert_type (&odeon_int8_info, "y");
  assert_type (&odeon_int16_info, "n");
  assert_type (&odeon_uint16_info, "q");
  assert_type (&odeon_int32_info, "i");
  assert_type (&odeon_uint32_info, "u");
  assert_type (&odeon_int64_info, "x");
  assert_type (&odeon_uint64_info, "t");
  assert_type (&odeon_float_info, "d");
  assert_type (&odeon_double_info, "d");
  assert_type (&color_info, "i");
  assert_type (&odeon_string_info, "s");
  assert_type (&odeon_any_info, "v");
  assert_type (&odeon_ref_info, "s");
  assert_type (&odeon_bytes_info, "ay");
  assert_type (&odeon_strv_info, "as");
}

static void
containers_are_made_of_their_members (void **state G_GNUC_UNUSED)
{
  assert_type (&point_info, "(nd)");
  assert_type (&nothing_info, "()");
  assert_type (&choice_info, "(xv)");
  assert_type (&matrix_info, "aai");
  assert_type (&grid_info, "aay");
  assert_type (&person_info, "(sbi(iv)ayasaia(nd)aaivsaay)");
}

static void
a_struct_within_itself_is_v (void **state G_GNUC_UNUSED)
{
  assert_type (&node_info, "(iav)");
  assert_type (&nodes_info, "av");
  assert_type (&tree_info, "(bv)");
  assert_type (&trees_info, "av");
}

static void
the_newer_kinds_have_their_forms (void **state G_GNUC_UNUSED)
{
  assert_type (&perm_info, "y");
  assert_type (&big_mask_info, "t");
  assert_type (&packed_info, "q");
  assert_type (&phones_info, "a{si}");
  assert_type (&spots_info, "a((nd)(iv))");
  assert_type (&masks_info, "a{ta{si}}");
  assert_type (&card_info, "(msm(nd)mnmaymaimvms(nd)iiismva{sv}ma{si})");
  assert_type (&form_info, "(ia{uv})");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (simple_types_follow_the_mapping),
    cmocka_unit_test (containers_are_made_of_their_members),
    cmocka_unit_test (a_struct_within_itself_is_v),
    cmocka_unit_test (the_newer_kinds_have_their_forms),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
