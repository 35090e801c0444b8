/* SPDX-License-Identifier: MIT */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "odeon-error.h"
#include "odeon-frame-codec-private.h"
#include "odeon-value.h"

/* struct Pair { string name; long number; }; */
typedef struct
{
  gchar *name;
  gint32 number;
} Pair;

static const OdeonMemberInfo pair_members[] = {
  { .name = "name", .type = &odeon_string_info, .offset = G_STRUCT_OFFSET (Pair, name) },
  { .name = "number", .type = &odeon_int32_info, .offset = G_STRUCT_OFFSET (Pair, number) },
};

static const OdeonTypeInfo pair_info = {
  .kind = ODEON_KIND_STRUCT,
  .size = sizeof (Pair),
  .name = "Test::Pair",
  .members = pair_members,
  .n_members = G_N_ELEMENTS (pair_members),
  .signature = "(si)",
  .alignment = 4,
};

static const OdeonTypeInfo short_string_info = {
  .kind = ODEON_KIND_STRING,
  .size = sizeof (gchar *),
  .bound = 3,
};

/* Pair swap (in string<3> text, in long long number, in string other, out octet count); */
typedef struct
{
  gchar *text;
  gint64 number;
  gchar *other;
  Pair  *out_result;
  guint8 out_count;
} Frame;

static const OdeonParamInfo swap_params[] = {
  { "text", &short_string_info, G_STRUCT_OFFSET (Frame, text), ODEON_PARAM_IN },
  { "number", &odeon_int64_info, G_STRUCT_OFFSET (Frame, number), ODEON_PARAM_IN },
  { "other", &odeon_string_info, G_STRUCT_OFFSET (Frame, other), ODEON_PARAM_IN },
  { "result", &pair_info, G_STRUCT_OFFSET (Frame, out_result),
    ODEON_PARAM_OUT | ODEON_PARAM_INDIRECT },
  { "count", &odeon_octet_info, G_STRUCT_OFFSET (Frame, out_count), ODEON_PARAM_OUT },
};

static const OdeonInterfaceInfo thing_info = { .name = "Test::Thing" };

static const OdeonMethodInfo swap_info = {
  .name = "swap",
  .interface = &thing_info,
  .params = swap_params,
  .n_params = G_N_ELEMENTS (swap_params),
  .frame_size = sizeof (Frame),
};

static const OdeonMethodInfo nothing_info = { .name = "nothing", .interface = &thing_info };

static Pair pair = { (gchar *) "seven", 7 };

static const Frame example = { (gchar *) "abc", -5, (gchar *) "other", &pair, 9 };

static void
assert_encodes_as (OdeonParamFlags direction, GVariant *variant)
{
  g_autoptr (GVariant) expected = g_variant_ref_sink (variant);
  guint64 buffer[32];
  gsize   size;

  assert_true (_odeon_frame_encode (&swap_info, direction, &example, buffer, sizeof buffer, NULL,
                                    &size, NULL));
  assert_int_equal (size, g_variant_get_size (expected));
  assert_memory_equal (buffer, g_variant_get_data (expected), size);
  assert_int_equal (_odeon_frame_get_encoded_size (&swap_info, direction, &example), size);
}

static void
arguments_and_results_are_tuples (void **state G_GNUC_UNUSED)
{
  assert_encodes_as (ODEON_PARAM_IN, g_variant_new ("(sxs)", "abc", (gint64) -5, "other"));
  assert_encodes_as (ODEON_PARAM_OUT, g_variant_new ("((si)y)", "seven", 7, 9));
}

static void
what_was_encoded_is_decoded (void **state G_GNUC_UNUSED)
{
  guint64 buffer[32];
  Frame   frame = { 0 };
  gsize   size;

  assert_true (_odeon_frame_encode (&swap_info, ODEON_PARAM_IN, &example, buffer, sizeof buffer,
                                    NULL, &size, NULL));
  assert_true (_odeon_frame_decode (&swap_info, ODEON_PARAM_IN, &frame, buffer, size, NULL, NULL,
                                    NULL));
  assert_true (_odeon_frame_encode (&swap_info, ODEON_PARAM_OUT, &example, buffer, sizeof buffer,
                                    NULL, &size, NULL));
  assert_true (_odeon_frame_decode (&swap_info, ODEON_PARAM_OUT, &frame, buffer, size, NULL, NULL,
                                    NULL));

  assert_string_equal (frame.text, "abc");
  assert_int_equal (frame.number, -5);
  assert_string_equal (frame.other, "other");
  assert_true (odeon_value_equal (&pair_info, frame.out_result, &pair));
  assert_int_equal (frame.out_count, 9);
  g_free (frame.text);
  g_free (frame.other);
  odeon_boxed_free (&pair_info, frame.out_result);
}

static void
no_parameters_are_one_zero (void **state G_GNUC_UNUSED)
{
  guint64 buffer[1];
  gsize   size;

  assert_true (_odeon_frame_encode (&nothing_info, ODEON_PARAM_IN, NULL, buffer, sizeof buffer,
                                    NULL, &size, NULL));
  assert_int_equal (size, 1);
  assert_int_equal (*(guint8 *) buffer, 0);
  assert_true (_odeon_frame_decode (&nothing_info, ODEON_PARAM_IN, NULL, buffer, 1, NULL, NULL,
                                    NULL));
  assert_false (_odeon_frame_decode (&nothing_info, ODEON_PARAM_IN, NULL, buffer, 0, NULL, NULL,
                                     NULL));
}

static void
assert_refuses (OdeonParamFlags direction, GVariant *variant, const gchar *message)
{
  g_autoptr (GVariant) wrong = g_variant_ref_sink (variant);
  g_autoptr (GError) error = NULL;
  const Frame zeros = { 0 };
  Frame frame = { 0 };

  assert_false (_odeon_frame_decode (&swap_info, direction, &frame, g_variant_get_data (wrong),
                                     g_variant_get_size (wrong), NULL, NULL, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, message);
  assert_memory_equal (&frame, &zeros, sizeof frame);
}

static void
a_fault_names_operation_and_parameter_and_leaves_nothing (void **state G_GNUC_UNUSED)
{
  assert_refuses (ODEON_PARAM_IN, g_variant_new ("(sxs)", "abcd", (gint64) 1, ""),
                  "Test::Thing.swap: text: 4 characters, at most 3 are allowed");
  assert_refuses (ODEON_PARAM_IN, g_variant_new ("(sx^ay)", "abc", (gint64) 1, "a\xff"),
                  "Test::Thing.swap: other: not valid UTF-8");
  assert_refuses (ODEON_PARAM_OUT, g_variant_new ("((^ayi)y)", "a\xff", 1, 2),
                  "Test::Thing.swap: result: Test::Pair.name: not valid UTF-8");
  assert_refuses (ODEON_PARAM_OUT, g_variant_new ("((si)yy)", "seven", 1, 2, 3),
                  "Test::Thing.swap: bytes that belong to nothing");
}

static void
what_cannot_be_written_is_told (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) no_space = NULL;
  g_autoptr (GError) no_value = NULL;
  const Frame zeros = { 0 };
  guint64 buffer[8];
  gsize   size = 77;

  assert_false (_odeon_frame_encode (&swap_info, ODEON_PARAM_IN, &example, buffer, 8, NULL, &size,
                                     &no_space));
  assert_true (g_error_matches (no_space, G_IO_ERROR, G_IO_ERROR_NO_SPACE));
  assert_string_equal (no_space->message,
                       "Test::Thing.swap: 23 bytes are needed, there is room for 8");
  assert_false (_odeon_frame_encode (&swap_info, ODEON_PARAM_OUT, &zeros, buffer, sizeof buffer,
                                     NULL, &size, &no_value));
  assert_string_equal (no_value->message,
                       "Test::Thing.swap: result: Test::Pair: a value may not be NULL");
  assert_int_equal (size, 77);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (arguments_and_results_are_tuples),
    cmocka_unit_test (what_was_encoded_is_decoded),
    cmocka_unit_test (no_parameters_are_one_zero),
    cmocka_unit_test (a_fault_names_operation_and_parameter_and_leaves_nothing),
    cmocka_unit_test (what_cannot_be_written_is_told),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
