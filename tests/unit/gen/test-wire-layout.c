/* SPDX-License-Identifier: MIT */

/* Alignments and fixed sizes, against what GVariant itself makes of values of those types. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "wire-layout.h"

/* GVariant pads an array's elements and a tuple's members as the type wants it: a byte in front of
 * the type shows its alignment, two of them in an array show its size. */
static void
check (const gchar *type, const gchar *value)
{
  g_autofree gchar    *text = g_strdup_printf ("(byte 1, %s)", value);
  g_autoptr (GVariant) alone = g_variant_parse (G_VARIANT_TYPE (type), value, NULL, NULL, NULL);
  g_autoptr (GVariant) shifted = g_variant_parse (NULL, text, NULL, NULL, NULL);
  IdlWireLayout        layout = idl_wire_layout_of (type);

  assert_non_null (alone);
  assert_non_null (shifted);
  if (layout.fixed_size > 0)
    assert_int_equal (g_variant_get_size (alone), layout.fixed_size);
  if (layout.fixed_size > 0)
    assert_int_equal (g_variant_get_size (shifted),
                      (layout.alignment + layout.fixed_size + layout.alignment - 1)
                        / layout.alignment * layout.alignment);
}

static void
fixed_types_have_the_size_that_gvariant_gives_them (void **state G_GNUC_UNUSED)
{
  check ("b", "true");
  check ("y", "byte 1");
  check ("q", "uint16 1");
  check ("i", "1");
  check ("x", "int64 1");
  check ("d", "1.0");
  check ("()", "()");
  check ("(y)", "(byte 1,)");
  check ("(yxy)", "(byte 1, int64 1, byte 1)");
  check ("(yyi)", "(byte 1, byte 1, 1)");
  check ("(q(xb)y)", "(uint16 1, (int64 1, true), byte 1)");
  check ("{qy}", "{uint16 1, byte 1}");
}

static void
assert_layout (const gchar *type, guint alignment, guint64 fixed_size)
{
  IdlWireLayout layout = idl_wire_layout_of (type);

  assert_int_equal (layout.alignment, alignment);
  assert_int_equal (layout.fixed_size, fixed_size);
}

static void
others_have_none_and_are_aligned_as_what_is_in_them (void **state G_GNUC_UNUSED)
{
  assert_layout ("s", 1, 0);
  assert_layout ("as", 1, 0);
  assert_layout ("ai", 4, 0);
  assert_layout ("mx", 8, 0);
  assert_layout ("v", 8, 0);
  assert_layout ("a{sv}", 8, 0);
  assert_layout ("a{yq}", 2, 0);
  assert_layout ("(yas)", 1, 0);
  assert_layout ("(yami)", 4, 0);
  assert_layout ("(i(sx)y)", 8, 0);
  assert_layout ("h", 4, 4);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (fixed_types_have_the_size_that_gvariant_gives_them),
    cmocka_unit_test (others_have_none_and_are_aligned_as_what_is_in_them),
  };

  return cmocka_run_group_tests_name ("wire-layout", tests, NULL, NULL);
}
