/* SPDX-License-Identifier: MIT */

/* Templates with lists that are too long for a line. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "writer.h"

/* The template with its one hole, list, filled. */
static gchar *
fill (const gchar *template, const gchar *list)
{
  g_autoptr (IdlHoles) holes = idl_holes_new ();

  idl_holes_set (holes, "list", list);
  return idl_fill (holes, template);
}

#define assert_filled(template, list, expected)                                                    \
  G_STMT_START                                                                                     \
    {                                                                                              \
      g_autofree gchar *filled = fill (template, list);                                            \
                                                                                                   \
      assert_string_equal (filled, expected);                                                      \
    }                                                                                              \
  G_STMT_END

#define FORTY "a123456789b123456789c123456789d123456789"

static void
a_list_that_fits_is_one_line (void **state G_GNUC_UNUSED)
{
  assert_filled ("f (%[list]);", "gint   a,\ngchar *b", "f (gint a, gchar *b);");
  assert_filled ("f (%(list));", "gint   a,\ngchar *b", "f (gint a, gchar *b);");
}

static void
a_packed_list_takes_lines_as_they_fit (void **state G_GNUC_UNUSED)
{
  assert_filled ("f (%[list]);", FORTY ",\n" FORTY ",\n" FORTY,
                 "f (" FORTY ", " FORTY ",\n   " FORTY ");");
}

static void
what_follows_a_packed_list_has_room (void **state G_GNUC_UNUSED)
{
  assert_filled ("f (%[list]) AND_SOMETHING;", FORTY ",\n" FORTY,
                 "f (" FORTY ",\n   " FORTY ") AND_SOMETHING;");
}

static void
blanks_that_align_do_not_count (void **state G_GNUC_UNUSED)
{
  assert_filled ("f (%[list]);", FORTY ",\ngint                                 n,\n" FORTY FORTY,
                 "f (" FORTY ", gint n,\n   " FORTY FORTY ");");
}

static void
blanks_in_literals_stay (void **state G_GNUC_UNUSED)
{
  assert_filled ("f (%[list]);", "\"two  blanks, \\\"  quoted\\\"\",\n'  '",
                 "f (\"two  blanks, \\\"  quoted\\\"\", '  ');");
  assert_filled ("f (%[list]);", "'\"',\na   b", "f ('\"', a b);");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_list_that_fits_is_one_line),
    cmocka_unit_test (a_packed_list_takes_lines_as_they_fit),
    cmocka_unit_test (what_follows_a_packed_list_has_room),
    cmocka_unit_test (blanks_that_align_do_not_count),
    cmocka_unit_test (blanks_in_literals_stay),
  };

  return cmocka_run_group_tests_name ("writer", tests, NULL, NULL);
}
