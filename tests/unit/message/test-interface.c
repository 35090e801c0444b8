/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "odeon-interface.h"

/* interface Root { void ping (); attribute long size; };
 * interface Left : Root { void ping (); void left (); };
 * interface Right : Root { oneway void right (); };
 * interface Bottom : Left, Right {};
 * interface Stranger {}; */
static const OdeonMethodInfo root_methods[] = {
  { .name = "ping" },
  { .name = "size", .flags = ODEON_METHOD_GETTER | ODEON_METHOD_FLAT },
  { .name = "size", .flags = ODEON_METHOD_SETTER | ODEON_METHOD_FLAT },
};

static const OdeonMethodInfo left_methods[] = { { .name = "ping" }, { .name = "left" } };

static const OdeonMethodInfo right_methods[] = {
  { .name = "right", .flags = ODEON_METHOD_ONEWAY },
};

static GType
root_get_type (void)
{
  static GType type;

  if (type == 0)
    type = g_type_register_static_simple (G_TYPE_INTERFACE, "TestRootImpl",
                                          sizeof (GTypeInterface), NULL, 0, NULL, 0);
  return type;
}

static const OdeonInterfaceInfo root_info = {
  .name      = "Root",
  .get_type  = root_get_type,
  .methods   = root_methods,
  .n_methods = G_N_ELEMENTS (root_methods),
};

static const OdeonInterfaceInfo *const root_only[] = { &root_info, NULL };

static const OdeonInterfaceInfo left_info = {
  .name      = "Left",
  .bases     = root_only,
  .methods   = left_methods,
  .n_methods = G_N_ELEMENTS (left_methods),
};

static const OdeonInterfaceInfo right_info = {
  .name      = "Right",
  .bases     = root_only,
  .methods   = right_methods,
  .n_methods = G_N_ELEMENTS (right_methods),
};

static const OdeonInterfaceInfo *const left_and_right[] = { &left_info, &right_info, NULL };

static const OdeonInterfaceInfo bottom_info = { .name = "Bottom", .bases = left_and_right };
static const OdeonInterfaceInfo stranger_info = { .name = "Stranger" };

static void
an_interface_is_itself_and_what_it_inherits (void **state G_GNUC_UNUSED)
{
  assert_true (odeon_interface_is_a (&bottom_info, &bottom_info));
  assert_true (odeon_interface_is_a (&bottom_info, &right_info));
  assert_true (odeon_interface_is_a (&bottom_info, &root_info));
  assert_false (odeon_interface_is_a (&root_info, &bottom_info));
  assert_false (odeon_interface_is_a (&left_info, &right_info));
  assert_false (odeon_interface_is_a (&bottom_info, &stranger_info));
}

static void
methods_are_found_here_first_and_then_in_the_bases (void **state G_GNUC_UNUSED)
{
  assert_ptr_equal (odeon_interface_find_method (&left_info, "ping", 0), &left_methods[0]);
  assert_ptr_equal (odeon_interface_find_method (&right_info, "ping", 0), &root_methods[0]);
  assert_ptr_equal (odeon_interface_find_method (&bottom_info, "ping", 0), &left_methods[0]);
  assert_ptr_equal (odeon_interface_find_method (&bottom_info, "right", 0), &right_methods[0]);
  assert_null (odeon_interface_find_method (&root_info, "left", 0));
  assert_null (odeon_interface_find_method (&stranger_info, "ping", 0));
}

static void
accessors_are_found_by_their_direction (void **state G_GNUC_UNUSED)
{
  assert_ptr_equal (odeon_interface_find_method (&bottom_info, "size", ODEON_METHOD_GETTER),
                    &root_methods[1]);
  assert_ptr_equal (odeon_interface_find_method (&bottom_info, "size", ODEON_METHOD_SETTER),
                    &root_methods[2]);
  assert_null (odeon_interface_find_method (&bottom_info, "size", 0));
  assert_null (odeon_interface_find_method (&bottom_info, "ping", ODEON_METHOD_GETTER));
}

static void
a_gtype_leads_to_its_table (void **state G_GNUC_UNUSED)
{
  GType type = g_type_register_static_simple (G_TYPE_INTERFACE, "TestLeftImpl",
                                              sizeof (GTypeInterface), NULL, 0, NULL, 0);

  assert_null (odeon_interface_of_gtype (type));
  odeon_interface_register (type, &left_info);
  assert_ptr_equal (odeon_interface_of_gtype (type), &left_info);
  assert_null (odeon_interface_of_gtype (G_TYPE_OBJECT));
}

static void
who_implements_an_interface_must_implement_its_bases (void **state G_GNUC_UNUSED)
{
  GType type = g_type_register_static_simple (G_TYPE_INTERFACE, "TestDerivedImpl",
                                              sizeof (GTypeInterface), NULL, 0, NULL, 0);
  g_autofree GType *prerequisites = NULL;
  guint n_prerequisites;

  odeon_interface_register (type, &left_info);
  prerequisites = g_type_interface_prerequisites (type, &n_prerequisites);
  assert_int_equal (n_prerequisites, 1);
  assert_int_equal (prerequisites[0], root_get_type ());
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_interface_is_itself_and_what_it_inherits),
    cmocka_unit_test (methods_are_found_here_first_and_then_in_the_bases),
    cmocka_unit_test (accessors_are_found_by_their_direction),
    cmocka_unit_test (a_gtype_leads_to_its_table),
    cmocka_unit_test (who_implements_an_interface_must_implement_its_bases),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
