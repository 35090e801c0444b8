/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "odeon-interface.h"

static const OdeonInterfaceInfo apple_info = { .name = "Fruit::Apple" };
static const OdeonInterfaceInfo pear_info = { .name = "Fruit::Pear" };
static const OdeonInterfaceInfo other_pear_info = { .name = "Fruit::Pear" };
static const OdeonInterfaceInfo plum_info = { .name = "Fruit::Plum" };

ODEON_DEFINE_INTERFACES (fruit, &pear_info, &apple_info)

/* What a module that is loaded later would bring. */
static const OdeonInterfaceInfo *const late_interfaces[] = { &other_pear_info, &plum_info, NULL };
static OdeonInterfaceSet late = { late_interfaces, NULL };

static void
interfaces_are_found_though_nobody_has_used_them (void **state G_GNUC_UNUSED)
{
  assert_ptr_equal (odeon_interface_find ("Fruit::Apple"), &apple_info);
  assert_ptr_equal (odeon_interface_find ("Fruit::Pear"), &pear_info);
  assert_null (odeon_interface_find ("Fruit::Plum"));
  assert_null (odeon_interface_find ("Apple"));
  assert_null (odeon_interface_find (""));
}

static void
a_list_is_sorted_by_name_and_ends (void **state G_GNUC_UNUSED)
{
  g_autofree const OdeonInterfaceInfo **list = odeon_interface_list ();

  assert_ptr_equal (list[0], &apple_info);
  assert_ptr_equal (list[1], &pear_info);
  assert_null (list[2]);
}

static void
a_module_brings_interfaces_and_takes_them_along (void **state G_GNUC_UNUSED)
{
  odeon_interface_set_announce (&late);
  assert_ptr_equal (odeon_interface_find ("Fruit::Plum"), &plum_info);
  assert_ptr_equal (odeon_interface_find ("Fruit::Pear"), &pear_info);
  odeon_interface_set_withdraw (&late);
  assert_null (odeon_interface_find ("Fruit::Plum"));
  assert_ptr_equal (odeon_interface_find ("Fruit::Pear"), &pear_info);
}

static void
what_nobody_announced_is_found_once_its_gtype_is_there (void **state G_GNUC_UNUSED)
{
  GType type = g_type_register_static_simple (G_TYPE_INTERFACE, "FruitPlumImpl",
                                              sizeof (GTypeInterface), NULL, 0, NULL, 0);

  odeon_interface_register (type, &plum_info);
  assert_ptr_equal (odeon_interface_find ("Fruit::Plum"), &plum_info);
  odeon_interface_set_announce (&late);
  odeon_interface_set_withdraw (&late);
  assert_ptr_equal (odeon_interface_find ("Fruit::Plum"), &plum_info);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (interfaces_are_found_though_nobody_has_used_them),
    cmocka_unit_test (a_list_is_sorted_by_name_and_ends),
    cmocka_unit_test (a_module_brings_interfaces_and_takes_them_along),
    cmocka_unit_test (what_nobody_announced_is_found_once_its_gtype_is_there),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
