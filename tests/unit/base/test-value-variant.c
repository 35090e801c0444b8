/* SPDX-License-Identifier: MIT */

#include "fixtures.h"
#include "odeon-variant-type-private.h"

static void
assert_variant (const OdeonTypeInfo *info, gconstpointer slot, const gchar *expected)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (odeon_value_to_variant (info, slot));
  g_autofree gchar *text = g_variant_print (variant, TRUE);
  g_autoptr (GVariantType) type = _odeon_type_info_dup_variant_type (info, FALSE);

  assert_string_equal (text, expected);
  assert_true (g_variant_is_of_type (variant, type));
}

static void
numbers_have_the_types_of_the_mapping (void **state G_GNUC_UNUSED)
{
  const gboolean boolean = 2;
  const gint8 int8 = -2;
  const gchar character = 'A';
  const gunichar wide = 0x20ac;
  const gint16 int16 = -16;
  const guint16 uint16 = 16;
  const guint32 uint32 = 32;
  const gint64 int64 = G_MININT64;
  const guint64 uint64 = G_MAXUINT64;
  const gfloat single = 0.5f;
  const Color color = COLOR_BLUE;

  assert_variant (&odeon_boolean_info, &boolean, "true");
  assert_variant (&odeon_int8_info, &int8, "byte 0xfe");
  assert_variant (&odeon_char_info, &character, "byte 0x41");
  assert_variant (&odeon_wchar_info, &wide, "uint32 8364");
  assert_variant (&odeon_int16_info, &int16, "int16 -16");
  assert_variant (&odeon_uint16_info, &uint16, "uint16 16");
  assert_variant (&odeon_uint32_info, &uint32, "uint32 32");
  assert_variant (&odeon_int64_info, &int64, "int64 -9223372036854775808");
  assert_variant (&odeon_uint64_info, &uint64, "uint64 18446744073709551615");
  assert_variant (&odeon_float_info, &single, "0.5");
  assert_variant (&color_info, &color, "-2");
}

static void
a_struct_is_a_tuple (void **state G_GNUC_UNUSED)
{
  OdeonRef boss;
  Person *alice;

  _odeon_ref_init (&boss, &nobody_class, 1);
  alice = person_new_alice (&boss);
  assert_variant (&person_info, alice,
                  "('Alice', true, 5, (5, <'round'>), [byte 0x00, 0x01, 0x02], ['Al', 'Liz'],"
                  " [-2, 5], [(int16 -3, 0.5)], [[1, -2, 3], []], <('pay', 10)>,"
                  " 'urn:uuid:0b0b5a43-6d1c-4b6a-9d9c-7f3f7d1c2e11',"
                  " [[byte 0x01, 0x02, 0x03], [0xff, 0xfe, 0xfd]])");
  odeon_boxed_free (&person_info, alice);
}

static void
a_struct_without_members_is_the_unit (void **state G_GNUC_UNUSED)
{
  const gchar nothing = 0;

  assert_variant (&nothing_info, &nothing, "()");
}

static void
a_union_without_member_holds_the_unit (void **state G_GNUC_UNUSED)
{
  const Maybe none = { ._d = FALSE };

  assert_variant (&maybe_info, &none, "(false, <()>)");
}

static void
zeros_and_null_sequences_have_a_form (void **state G_GNUC_UNUSED)
{
  const Person zeros = { 0 };

  assert_variant (&person_info, &zeros,
                  "('', false, 0, (0, <(int16 0, 0.0)>), @ay [], @as [], @ai [], @a(nd) [],"
                  " @aai [], <()>, '', [[byte 0x00, 0x00, 0x00], [0x00, 0x00, 0x00]])");
}

static void
recursion_is_wrapped_wherever_it_occurs (void **state G_GNUC_UNUSED)
{
  Node *node = node_new_chain (3);
  GPtrArray *none = NULL;

  assert_variant (&node_info, node, "(3, [<(2, [<(1, @av [])>])>])");
  assert_variant (&nodes_info, &node->children, "[<(2, [<(1, @av [])>])>]");
  assert_variant (&nodes_info, &none, "@av []");
  odeon_boxed_free (&node_info, node);
}

/* struct B; typedef sequence<B> Bs; struct A { Bs bs; }; struct B { A a; }; */
static const OdeonTypeInfo bs_info;

/* All of the circle's edges are recursive: those to A and to B. */
static const OdeonMemberInfo a_members[] = { { .name = "bs", .type = &bs_info } };

static const OdeonTypeInfo a_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (GPtrArray *),
  .members   = a_members,
  .n_members = 1,
};

static const OdeonMemberInfo b_members[] = {
  { .name = "a", .type = &a_info, .flags = ODEON_MEMBER_RECURSIVE },
};

static const OdeonTypeInfo b_info = {
  .kind      = ODEON_KIND_STRUCT,
  .size      = sizeof (GPtrArray *),
  .members   = b_members,
  .n_members = 1,
  .free_func = g_free,
};

static const OdeonTypeInfo bs_info = {
  .kind    = ODEON_KIND_POINTERS,
  .size    = sizeof (GPtrArray *),
  .element = &b_info,
  .flags   = ODEON_TYPE_RECURSIVE_ELEMENT,
};

static void
mutual_recursion_ends_too (void **state G_GNUC_UNUSED)
{
  GPtrArray *none = NULL;
  GPtrArray *one = odeon_pointers_new (&bs_info);

  g_ptr_array_add (one, odeon_boxed_new (&b_info));
  assert_variant (&a_info, &none, "(@av [],)");
  assert_variant (&a_info, &one, "([<(<(@av [],)>,)>],)");
  assert_variant (&b_info, &none, "(<(@av [],)>,)");
  g_ptr_array_unref (one);
}

static void
text_is_for_people (void **state G_GNUC_UNUSED)
{
  const Point point = { 3, 0.25 };
  g_autofree gchar *text = odeon_value_to_string (&point_info, &point);

  assert_string_equal (text, "(3, 0.25)");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (numbers_have_the_types_of_the_mapping),
    cmocka_unit_test (a_struct_is_a_tuple),
    cmocka_unit_test (a_struct_without_members_is_the_unit),
    cmocka_unit_test (a_union_without_member_holds_the_unit),
    cmocka_unit_test (zeros_and_null_sequences_have_a_form),
    cmocka_unit_test (recursion_is_wrapped_wherever_it_occurs),
    cmocka_unit_test (mutual_recursion_ends_too),
    cmocka_unit_test (text_is_for_people),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
