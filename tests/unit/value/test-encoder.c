/* SPDX-License-Identifier: MIT */

/* What cannot be encoded. How the rest is, test-codec holds to GLib. */

#include "kinds.h"

#include "odeon-codec.h"
#include "odeon-error.h"

#include <string.h>

static void
assert_fault (const OdeonTypeInfo *info, gconstpointer slot, GPtrArray *refs, const gchar *message)
{
  g_autoptr (GError) error = NULL;

  assert_null (odeon_value_to_bytes (info, slot, refs, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, message);
}

static void
a_buffer_that_is_too_small_is_told_what_is_needed (void **state G_GNUC_UNUSED)
{
  const gchar *text = "eleven chars";
  guint64 buffer[2];
  gsize   size = 99;
  g_autoptr (GError) error = NULL;

  memset (buffer, 0xa5, sizeof buffer);
  assert_false (odeon_value_encode (&odeon_string_info, &text, buffer, 12, NULL, &size, &error));
  assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE));
  assert_string_equal (error->message, "13 bytes are needed, there is room for 12");
  assert_int_equal (size, 99);
  for (guint i = 12; i < sizeof buffer; i++)
    assert_int_equal (((guint8 *) buffer)[i], 0xa5);

  assert_true (odeon_value_encode (&odeon_string_info, &text, buffer, 13, NULL, &size, NULL));
  assert_int_equal (size, 13);
  assert_int_equal (((guint8 *) buffer)[13], 0xa5);
}

static void
references_are_taken_back_on_failure (void **state G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_autoptr (GPtrArray) many = odeon_pointers_new (&refs_info);
  OdeonRef actor;
  guint64  buffer[1];
  gsize    size;

  _odeon_ref_init (&actor, &nobody_class, 1);
  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (many, odeon_ref_ref (&actor));
  assert_false (odeon_value_encode (&refs_info, &many, buffer, 8, refs, &size, NULL));
  assert_int_equal (refs->len, 0);
  assert_int_equal (actor.ref_count, 4);
  assert_fault (&refs_info, &many, NULL, "[0]: a reference, where none can be sent");
  g_ptr_array_set_size (many, 0);
}

static void
what_is_missing_is_told_with_its_place (void **state G_GNUC_UNUSED)
{
  Card       card = { 0 };
  GVariant  *nothing = NULL;
  GPtrArray *points = odeon_pointers_new (&points_info);

  g_ptr_array_add (points, NULL);
  assert_fault (&points_info, &points, NULL, "[0]: an element may not be NULL");
  assert_fault (&card_info, &card, NULL, "Test::Card.office: an external member may not be NULL");
  assert_fault (&odeon_any_info, &nothing, NULL, "any may not be NULL");
  g_ptr_array_unref (points);
}

static void
an_any_of_bytes_that_are_no_variant_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (GVariant) variant =
    g_variant_new_from_data (G_VARIANT_TYPE_STRING, "abc", 3, FALSE, NULL, NULL);

  g_variant_ref_sink (variant);
  assert_fault (&odeon_any_info, &variant, NULL, "a string that does not end");
}

static void
values_are_not_too_deep_for_glib (void **state G_GNUC_UNUSED)
{
  Node *deepest = node_new_chain (32);
  Node *too_deep = node_new_chain (40);
  g_autoptr (GBytes) bytes = odeon_value_to_bytes (&node_info, deepest, NULL, NULL);
  g_autoptr (GError) error = NULL;

  assert_non_null (bytes);
  assert_null (odeon_value_to_bytes (&node_info, too_deep, NULL, &error));
  assert_true (g_str_has_suffix (error->message, ": nested more than 64 levels deep"));
  assert_true (g_str_has_prefix (error->message, "Test::Node.children[0].children[0]."));
  node_free (deepest);
  node_free (too_deep);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_buffer_that_is_too_small_is_told_what_is_needed),
    cmocka_unit_test (references_are_taken_back_on_failure),
    cmocka_unit_test (what_is_missing_is_told_with_its_place),
    cmocka_unit_test (an_any_of_bytes_that_are_no_variant_is_refused),
    cmocka_unit_test (values_are_not_too_deep_for_glib),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
