/* SPDX-License-Identifier: MIT */

#include "fixtures.h"

#include "odeon-value-private.h"

/* Whether @slot selects the member with @label, in a union whose other member is the default. */
static gboolean
selects (const OdeonTypeInfo *discriminator, gint64 label, gconstpointer slot)
{
  const OdeonMemberInfo members[] = {
    { .name = "labelled", .labels = &label, .n_labels = 1 },
    { .name = "other", .is_default = TRUE },
  };
  const OdeonTypeInfo info = {
    .kind      = ODEON_KIND_UNION,
    .element   = discriminator,
    .members   = members,
    .n_members = G_N_ELEMENTS (members),
  };
  const OdeonMemberInfo *selected = _odeon_union_get_member (&info, slot);

  assert_non_null (selected);
  return selected == &members[0];
}

static void
labels_are_compared_as_the_discriminator_s_type_means_them (void **state G_GNUC_UNUSED)
{
  const struct
  {
    const OdeonTypeInfo *type;
    guint64              slot;
    gint64               label;
  } cases[] = {
    { &odeon_boolean_info, 2, TRUE },
    { &odeon_octet_info, 255, 255 },
    { &odeon_char_info, 0xe9, 0xe9 },
    { &odeon_int8_info, (guint8) -5, -5 },
    { &odeon_int16_info, (guint16) -5, -5 },
    { &odeon_uint16_info, 65535, 65535 },
    { &odeon_int32_info, (guint32) -5, -5 },
    { &color_info, (guint32) COLOR_BLUE, COLOR_BLUE },
    { &odeon_uint32_info, G_MAXUINT32, G_MAXUINT32 },
    { &odeon_wchar_info, 0x20ac, 0x20ac },
    { &odeon_int64_info, (guint64) G_MININT64, G_MININT64 },
    { &odeon_uint64_info, G_MAXUINT64, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const guint8 *slot = (const guint8 *) &cases[i].slot;

      if (G_BYTE_ORDER == G_BIG_ENDIAN)
        slot += sizeof (guint64) - cases[i].type->size;
      assert_true (selects (cases[i].type, cases[i].label, slot));
      assert_false (selects (cases[i].type, cases[i].label + 3, slot));
    }
}

static void
a_member_may_have_several_labels (void **state G_GNUC_UNUSED)
{
  const Shape red = { ._d = COLOR_RED };
  const Shape blue = { ._d = COLOR_BLUE };
  const Shape green = { ._d = COLOR_GREEN };

  assert_ptr_equal (_odeon_union_get_member (&shape_info, &red), &shape_members[0]);
  assert_ptr_equal (_odeon_union_get_member (&shape_info, &blue), &shape_members[0]);
  assert_ptr_equal (_odeon_union_get_member (&shape_info, &green), &shape_members[1]);
}

static void
without_default_no_member_may_be_selected (void **state G_GNUC_UNUSED)
{
  const Maybe none = { ._d = FALSE };

  assert_null (_odeon_union_get_member (&maybe_info, &none));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (labels_are_compared_as_the_discriminator_s_type_means_them),
    cmocka_unit_test (a_member_may_have_several_labels),
    cmocka_unit_test (without_default_no_member_may_be_selected),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
