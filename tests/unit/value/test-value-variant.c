/* SPDX-License-Identifier: MIT */

#include "kinds.h"
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

static void
bit_masks_have_the_width_of_their_type (void **state G_GNUC_UNUSED)
{
  const Perm perm = PERM_READ | PERM_EXEC;
  const guint64 big = G_GUINT64_CONSTANT (0x8000000000000000);
  const guint16 packed = 0x0f0f;

  assert_variant (&perm_info, &perm, "byte 0x05");
  assert_variant (&big_mask_info, &big, "uint64 9223372036854775808");
  assert_variant (&packed_info, &packed, "uint16 3855");
}

static void
maps_are_dictionaries_in_the_order_of_their_keys (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) small = odeon_map_new (&moods_info);
  GHashTable *none = NULL;
  const gint keys[] = { 5, -1, 3 };
  const Perm perm = PERM_WRITE;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    odeon_map_insert (&moods_info, small, &keys[i], &perm);

  assert_variant (&moods_info, &small, "{-1: byte 0x02, 3: 0x02, 5: 0x02}");
  assert_variant (&moods_info, &none, "@a{iy} {}");
}

static void
maps_with_structs_as_keys_are_arrays_of_pairs (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) spots = odeon_map_new (&spots_info);
  GHashTable *none = NULL;
  const Point here = { 2, 0.5 };
  const Point there = { 1, 2.5 };
  const Shape dot = { COLOR_RED, { .dot = { 0, 0 } } };

  odeon_map_insert (&spots_info, spots, &here, &dot);
  odeon_map_insert (&spots_info, spots, &there, &dot);

  assert_variant (&spots_info, &spots,
                  "[((int16 1, 2.5), (0, <(int16 0, 0.0)>)), ((2, 0.5), (0, <(int16 0, 0.0)>))]");
  assert_variant (&spots_info, &none, "@a((nd)(iv)) []");
}

static void
optional_members_are_maybes (void **state G_GNUC_UNUSED)
{
  Card *card = odeon_boxed_new (&card_info);
  Card *full = card_new_full ();
  const Card zeros = { 0 };

  assert_variant (&card_info, card,
                  "(@ms nothing, @m(nd) nothing, @mn nothing, @may nothing, @mai nothing,"
                  " @mv nothing, @ms nothing, (int16 0, 0.0), 7, 3, 50, 'hi', @mv nothing,"
                  " @a{sv} {}, @ma{si} nothing)");
  assert_variant (&card_info, full,
                  "(@ms 'al', @m(nd) (1, 2.0), @mn 40, @may [0x00, 0x00, 0xfd], @mai [],"
                  " @mv <byte 0x09>, @ms nothing, (int16 4, 0.0), 7, 3, 50, 'hi',"
                  " @mv <(@ms nothing, @m(nd) nothing, @mn nothing, @may nothing, @mai nothing,"
                  " @mv nothing, @ms nothing, (int16 0, 0.0), 7, 3, 50, 'hi', @mv nothing,"
                  " @a{sv} {}, @ma{si} nothing)>,"
                  " {'bob': <(@ms nothing, @m(nd) nothing, @mn nothing, @may nothing,"
                  " @mai nothing, @mv nothing, @ms nothing, (int16 0, 0.0), 7, 3, 50, 'hi',"
                  " @mv nothing, @a{sv} {}, @ma{si} nothing)>}, @ma{si} {'bob': 112})");
  assert_variant (&card_info, &zeros,
                  "(@ms nothing, @m(nd) nothing, @mn nothing, @may nothing, @mai nothing,"
                  " @mv nothing, @ms nothing, (int16 0, 0.0), 0, 0, 0, '', @mv nothing,"
                  " @a{sv} {}, @ma{si} nothing)");
  card_free (card);
  card_free (full);
}

static void
extended_members_follow_by_their_number (void **state G_GNUC_UNUSED)
{
  Form *form = odeon_boxed_new (&form_info);

  form->serial = 1;
  form->note = g_strdup ("n");
  form->extra = g_variant_ref_sink (g_variant_new_string ("any"));
  assert_variant (&form_info, form,
                  "(1, {uint32 5: <(int16 0, 0.0)>, 10: <'n'>, 20: <3>, 40: <<'any'>>, 50: <0>})");

  form->has_size = TRUE;
  form->previous = g_new0 (Form, 1);
  assert_variant (&form_info, form,
                  "(1, {uint32 5: <(int16 0, 0.0)>,"
                  " 7: <(0, {uint32 5: <(int16 0, 0.0)>, 10: <''>, 20: <0>, 40: <<()>>, 50: <0>})>,"
                  " 10: <'n'>, 20: <3>, 30: <int16 0>, 40: <<'any'>>, 50: <0>})");
  form_free (form);
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
    cmocka_unit_test (bit_masks_have_the_width_of_their_type),
    cmocka_unit_test (maps_are_dictionaries_in_the_order_of_their_keys),
    cmocka_unit_test (maps_with_structs_as_keys_are_arrays_of_pairs),
    cmocka_unit_test (optional_members_are_maybes),
    cmocka_unit_test (extended_members_follow_by_their_number),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
