/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "odeon-error.h"
#include "odeon-interface-private.h"

/* interface Base { readonly attribute long size; void clear (); };
 * interface Shelf : Base { attribute string owner; void add (); long get_all (); }; */
static const OdeonMethodInfo base_methods[] = {
  { .name = "size", .flags = ODEON_METHOD_GETTER },
  { .name = "clear" },
};

static const OdeonInterfaceInfo base_info = {
  .name = "Base", .methods = base_methods, .n_methods = G_N_ELEMENTS (base_methods),
};

static const OdeonInterfaceInfo *const bases[] = { &base_info, NULL };

static const OdeonMethodInfo methods[] = {
  { .name = "owner", .flags = ODEON_METHOD_GETTER },
  { .name = "owner", .flags = ODEON_METHOD_SETTER },
  { .name = "add" },
  { .name = "get_all" },
};

static const OdeonInterfaceInfo shelf_info = {
  .name = "Shelf", .bases = bases, .methods = methods, .n_methods = G_N_ELEMENTS (methods),
};

static void
assert_resolves (const gchar *name, const OdeonMethodInfo *expected)
{
  GError           *error = NULL;
  g_autofree gchar *back = NULL;

  assert_ptr_equal (_odeon_interface_resolve (&shelf_info, name, &error), expected);
  assert_null (error);
  back = _odeon_method_dup_c_name (expected);
  assert_string_equal (back, name);
}

static void
assert_refused (const gchar *name, gint code, const gchar *message)
{
  g_autoptr (GError) error = NULL;

  assert_null (_odeon_interface_resolve (&shelf_info, name, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, code));
  assert_string_equal (error->message, message);
}

static void
operations_go_by_their_names_and_attributes_by_their_accessors (void **state G_GNUC_UNUSED)
{
  assert_resolves ("add", &methods[2]);
  assert_resolves ("get_all", &methods[3]);
  assert_resolves ("get_owner", &methods[0]);
  assert_resolves ("set_owner", &methods[1]);
  assert_resolves ("get_size", &base_methods[0]);
  assert_resolves ("clear", &base_methods[1]);
}

static void
a_slip_is_answered_with_what_was_meant (void **state G_GNUC_UNUSED)
{
  assert_refused ("ad", ODEON_ERROR_UNKNOWN_MEMBER,
                  "Shelf has no operation \"ad\"; did you mean \"add\"?");
  assert_refused ("get_owenr", ODEON_ERROR_UNKNOWN_MEMBER,
                  "Shelf has no operation \"get_owenr\"; did you mean \"get_owner\"?");
  assert_refused ("claer", ODEON_ERROR_UNKNOWN_MEMBER,
                  "Shelf has no operation \"claer\"; did you mean \"clear\"?");
  assert_refused ("owner", ODEON_ERROR_UNKNOWN_MEMBER,
                  "Shelf.owner is an attribute: \"get_owner\" reads it");
  assert_refused ("zzz", ODEON_ERROR_UNKNOWN_MEMBER, "Shelf has no operation \"zzz\"");
  assert_refused ("", ODEON_ERROR_UNKNOWN_MEMBER, "Shelf has no operation \"\"");
}

static void
what_is_read_only_is_called_so (void **state G_GNUC_UNUSED)
{
  assert_refused ("set_size", ODEON_ERROR_READ_ONLY, "The attribute Shelf.size is read-only");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (operations_go_by_their_names_and_attributes_by_their_accessors),
    cmocka_unit_test (a_slip_is_answered_with_what_was_meant),
    cmocka_unit_test (what_is_read_only_is_called_so),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
