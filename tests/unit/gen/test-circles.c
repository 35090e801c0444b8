/* SPDX-License-Identifier: MIT */

/* What leads back to itself, and how. */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "circles.h"

static void
test_only_circles_lead_back (void **state)
{
  g_autoptr (IdlCircles) circles = idl_circles_new ();
  const gchar *a = "a", *b = "b", *c = "c", *d = "d";

  (void) state;
  idl_circles_connect (circles, a, b);
  idl_circles_connect (circles, b, c);
  idl_circles_connect (circles, c, b);
  idl_circles_connect (circles, c, d);
  assert_true (idl_circles_lead_back (circles, b, c));
  assert_true (idl_circles_lead_back (circles, c, b));
  assert_false (idl_circles_lead_back (circles, a, b));
  assert_false (idl_circles_lead_back (circles, c, d));
  assert_false (idl_circles_lead_back (circles, d, "never heard of"));
}

static void
test_two_circles_that_touch_are_one (void **state)
{
  g_autoptr (IdlCircles) circles = idl_circles_new ();
  const gchar *a = "a", *b = "b", *c = "c";

  (void) state;
  idl_circles_connect (circles, a, b);
  idl_circles_connect (circles, b, a);
  idl_circles_connect (circles, b, c);
  idl_circles_connect (circles, c, b);
  assert_true (idl_circles_lead_back (circles, a, b));
  assert_true (idl_circles_lead_back (circles, b, c));
}

static void
test_the_way_is_the_shortest (void **state)
{
  g_autoptr (IdlCircles) circles = idl_circles_new ();
  g_autoptr (GPtrArray) way = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const gchar *a = "a", *b = "b", *c = "c";

  (void) state;
  idl_circles_connect (circles, a, b);
  idl_circles_connect (circles, b, c);
  idl_circles_connect (circles, c, a);
  idl_circles_connect (circles, b, a);
  way = idl_circles_find_way (circles, a, a);
  assert_int_equal (way->len, 3);
  assert_ptr_equal (way->pdata[0], a);
  assert_ptr_equal (way->pdata[1], b);
  assert_ptr_equal (way->pdata[2], a);
  none = idl_circles_find_way (circles, a, "nowhere");
  assert_int_equal (none->len, 0);
}

static void
test_a_long_circle_needs_no_stack (void **state)
{
  g_autoptr (IdlCircles) circles = idl_circles_new ();
  const guint n = 300000;

  (void) state;
  for (guint i = 1; i <= n; i++)
    idl_circles_connect (circles, GUINT_TO_POINTER (i), GUINT_TO_POINTER (i % n + 1));
  assert_true (idl_circles_lead_back (circles, GUINT_TO_POINTER (1), GUINT_TO_POINTER (2)));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_only_circles_lead_back),
    cmocka_unit_test (test_two_circles_that_touch_are_one),
    cmocka_unit_test (test_the_way_is_the_shortest),
    cmocka_unit_test (test_a_long_circle_needs_no_stack),
  };

  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
