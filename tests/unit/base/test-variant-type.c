/* SPDX-License-Identifier: MIT */

#include "fixtures.h"

#include "odeon-variant-type-private.h"

static void
assert_type (const OdeonTypeInfo *info, const OdeonTypeChain *chain, const gchar *expected)
{
  g_autoptr (GVariantType) type = _odeon_type_info_dup_variant_type (info, chain);
  g_autofree gchar *string = g_variant_type_dup_string (type);

  assert_string_equal (string, expected);
}

static void
simple_types_follow_the_mapping (void **state G_GNUC_UNUSED)
{
  assert_type (&odeon_boolean_info, NULL, "b");
  assert_type (&odeon_octet_info, NULL, "y");
  assert_type (&odeon_char_info, NULL, "y");
  assert_type (&odeon_wchar_info, NULL, "u");
  assert_type (&odeon_int8_info, NULL, "y");
  assert_type (&odeon_int16_info, NULL, "n");
  assert_type (&odeon_uint16_info, NULL, "q");
  assert_type (&odeon_int32_info, NULL, "i");
  assert_type (&odeon_uint32_info, NULL, "u");
  assert_type (&odeon_int64_info, NULL, "x");
  assert_type (&odeon_uint64_info, NULL, "t");
  assert_type (&odeon_float_info, NULL, "d");
  assert_type (&odeon_double_info, NULL, "d");
  assert_type (&color_info, NULL, "i");
  assert_type (&odeon_string_info, NULL, "s");
  assert_type (&odeon_any_info, NULL, "v");
  assert_type (&odeon_ref_info, NULL, "s");
  assert_type (&odeon_bytes_info, NULL, "ay");
  assert_type (&odeon_strv_info, NULL, "as");
}

static void
containers_are_made_of_their_members (void **state G_GNUC_UNUSED)
{
  assert_type (&point_info, NULL, "(nd)");
  assert_type (&nothing_info, NULL, "()");
  assert_type (&choice_info, NULL, "(xv)");
  assert_type (&matrix_info, NULL, "aai");
  assert_type (&grid_info, NULL, "aay");
  assert_type (&person_info, NULL, "(sbi(iv)ayasaia(nd)aaivsaay)");
}

static void
a_struct_within_itself_is_v (void **state G_GNUC_UNUSED)
{
  const OdeonTypeChain outer = { &node_info, NULL };
  const OdeonTypeChain inner = { &point_info, &outer };

  assert_type (&node_info, NULL, "(iav)");
  assert_type (&nodes_info, NULL, "a(iav)");
  assert_type (&nodes_info, &inner, "av");
  assert_true (_odeon_type_chain_contains (&inner, &node_info));
  assert_false (_odeon_type_chain_contains (&inner, &person_info));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (simple_types_follow_the_mapping),
    cmocka_unit_test (containers_are_made_of_their_members),
    cmocka_unit_test (a_struct_within_itself_is_v),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
