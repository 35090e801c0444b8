/* SPDX-License-Identifier: MIT */

/* Numbers of every width, at the ends of their ranges, and more parameters than registers. The
 * other kinds are in tests/system/test-dynamic.c, where the compiler makes the tables. */

#include "meter.h"

#include "odeon-ffi-private.h"

typedef guint8  Nibbles; /* bitsets */
typedef guint16 Fields;

typedef struct
{
  gboolean truth;
  guint8   octet;
  gchar    letter;
  gunichar sign;
  gint8    tiny;
  gint16   little;
  guint16  natural;
  gint32   number;
  guint32  count;
  gint64   huge;
  guint64  vast;
  gfloat   half;
  gdouble  whole;
  gint     color;
  guint    permissions;
  guint64  rights;
  Nibbles  nibbles;
  Fields   fields;
  gint64   out_sum;
} Frame;

static const OdeonTypeInfo color_info = { .kind = ODEON_KIND_ENUM, .size = sizeof (gint) };
static const OdeonTypeInfo permissions_info = { .kind = ODEON_KIND_BITMASK, .size = 4, .mask = 7 };
static const OdeonTypeInfo rights_info = {
  .kind = ODEON_KIND_BITMASK, .size = 8, .mask = G_MAXUINT64,
};
static const OdeonTypeInfo nibbles_info = { .kind = ODEON_KIND_BITSET, .size = 1, .mask = 0xff };
static const OdeonTypeInfo fields_info = { .kind = ODEON_KIND_BITSET, .size = 2, .mask = 0xffff };

#define IN(field, info) { #field, &info, G_STRUCT_OFFSET (Frame, field), ODEON_PARAM_IN }

static const OdeonParamInfo params[] = {
  IN (truth, odeon_boolean_info), IN (octet, odeon_octet_info),   IN (letter, odeon_char_info),
  IN (sign, odeon_wchar_info),    IN (tiny, odeon_int8_info),     IN (little, odeon_int16_info),
  IN (natural, odeon_uint16_info), IN (number, odeon_int32_info), IN (count, odeon_uint32_info),
  IN (huge, odeon_int64_info),    IN (vast, odeon_uint64_info),   IN (half, odeon_float_info),
  IN (whole, odeon_double_info),  IN (color, color_info),
  IN (permissions, permissions_info), IN (rights, rights_info),
  IN (nibbles, nibbles_info),     IN (fields, fields_info),
  { "sum", &odeon_int64_info, G_STRUCT_OFFSET (Frame, out_sum), ODEON_PARAM_OUT },
};

static const OdeonInterfaceInfo numbers_interface_info = { .name = "Numbers" };

static const OdeonMethodInfo method = {
  .name = "all",
  .interface = &numbers_interface_info,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .frame_size = sizeof (Frame),
};

typedef gboolean (*Handler) (gpointer self, gboolean truth, guint8 octet, gchar letter,
                             gunichar sign, gint8 tiny, gint16 little, guint16 natural,
                             gint32 number, guint32 count, gint64 huge, guint64 vast, gfloat half,
                             gdouble whole, gint color, guint permissions, guint64 rights,
                             Nibbles nibbles, Fields fields, gint64 *out_sum, GError **error);

static const Frame ends = {
  TRUE, 255, (gchar) -3, 0x10ffff, -128, G_MININT16, G_MAXUINT16, G_MININT32, G_MAXUINT32,
  G_MININT64, G_MAXUINT64, 0.5f, -2.25, -1, 5, G_MAXUINT64, 0xf1, 0xfedc, 0,
};

static gboolean
take_all (gpointer self, gboolean truth, guint8 octet, gchar letter, gunichar sign, gint8 tiny,
          gint16 little, guint16 natural, gint32 number, guint32 count, gint64 huge, guint64 vast,
          gfloat half, gdouble whole, gint color, guint permissions, guint64 rights,
          Nibbles nibbles, Fields fields, gint64 *out_sum, GError **error)
{
  assert_ptr_equal (self, &ends);
  assert_true (truth == ends.truth && octet == ends.octet && letter == ends.letter
               && sign == ends.sign && tiny == ends.tiny && little == ends.little
               && natural == ends.natural && number == ends.number && count == ends.count);
  assert_true (huge == ends.huge && vast == ends.vast);
  assert_true (half == ends.half && whole == ends.whole && color == ends.color);
  assert_true (permissions == ends.permissions && rights == ends.rights
               && nibbles == ends.nibbles && fields == ends.fields);
  *out_sum = -77;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "seen");
  return FALSE;
}

static void
a_handler_gets_what_is_in_the_frame (void **state G_GNUC_UNUSED)
{
  Frame   frame = ends;
  GError *error = NULL;

  assert_int_equal (_odeon_ffi_call_handler (&method, (gpointer) take_all, (gpointer) &ends, &frame,
                                             &error), FALSE);
  assert_int_equal (frame.out_sum, -77);
  assert_string_equal (error->message, "seen");
  g_clear_error (&error);
}

static gboolean
take_slots (const OdeonMethodInfo *called, gpointer self, gconstpointer *arguments,
            gpointer *results, GError **error)
{
  const guint n = G_N_ELEMENTS (params) - 1;

  assert_ptr_equal (called, &method);
  assert_ptr_equal (self, &ends);
  for (guint i = 0; i < n; i++)
    assert_memory_equal (arguments[i], (const gchar *) &ends + params[i].offset,
                         params[i].type->size);
  *(gint64 *) results[0] = 42;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "taken");
  return FALSE;
}

static void
a_handler_that_is_made_gets_what_c_passes (void **state G_GNUC_UNUSED)
{
  static const OdeonFfiBehaviour behaviour = { .handle = take_slots };
  GError *error = NULL;
  Handler handler = (Handler) _odeon_ffi_new_handler (&method, &behaviour, &error);
  gint64  sum = 0;

  assert_no_error (error);
  assert_false (handler ((gpointer) &ends, ends.truth, ends.octet, ends.letter, ends.sign,
                         ends.tiny, ends.little, ends.natural, ends.number, ends.count, ends.huge,
                         ends.vast, ends.half, ends.whole, ends.color, ends.permissions,
                         ends.rights, ends.nibbles, ends.fields, &sum, &error));
  assert_int_equal (sum, 42);
  assert_string_equal (error->message, "taken");
  g_clear_error (&error);
}

/* --- forty parameters --- */

#define TIMES_40(M)                                                                                \
  M (0), M (1), M (2), M (3), M (4), M (5), M (6), M (7), M (8), M (9), M (10), M (11), M (12),    \
  M (13), M (14), M (15), M (16), M (17), M (18), M (19), M (20), M (21), M (22), M (23), M (24),  \
  M (25), M (26), M (27), M (28), M (29), M (30), M (31), M (32), M (33), M (34), M (35), M (36),  \
  M (37), M (38), M (39)

#define MANY_PARAM(i) { "x", &odeon_int32_info, 4 * i, ODEON_PARAM_IN }
#define MANY_ARGUMENT(i) gint32 x##i
#define MANY_VALUE(i) x##i

static const OdeonParamInfo many_params[] = { TIMES_40 (MANY_PARAM) };

static const OdeonMethodInfo many_method = {
  .name = "many",
  .interface = &numbers_interface_info,
  .params = many_params,
  .n_params = 40,
  .frame_size = 160,
};

static gboolean
take_many (gpointer self, TIMES_40 (MANY_ARGUMENT), GError **error G_GNUC_UNUSED)
{
  const gint32 values[] = { TIMES_40 (MANY_VALUE) };

  for (gint32 i = 0; i < 40; i++)
    assert_int_equal (values[i], 1000 + i);
  *(gboolean *) self = TRUE;
  return TRUE;
}

static void
take_many_deferred (gpointer self, OdeonCall *call, TIMES_40 (MANY_ARGUMENT))
{
  odeon_call_return (call);
  take_many (self, TIMES_40 (MANY_VALUE), NULL);
}

static void
there_may_be_more_parameters_than_registers (void **state G_GNUC_UNUSED)
{
  gboolean                called = FALSE;
  OdeonCall              *call = odeon_call_new (NULL, &many_method);
  g_autoptr (OdeonFuture) future = (OdeonFuture *) call;
  gint32                 *frame = odeon_call_get_frame (call);

  for (gint32 i = 0; i < 40; i++)
    frame[i] = 1000 + i;
  assert_true (_odeon_ffi_call_handler (&many_method, (gpointer) take_many, &called, frame, NULL));
  assert_true (called);
  called = FALSE;
  _odeon_ffi_call_deferred (&many_method, (gpointer) take_many_deferred, &called, call);
  assert_true (called);
  assert_true (odeon_future_is_done (future));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_handler_gets_what_is_in_the_frame),
    cmocka_unit_test (a_handler_that_is_made_gets_what_c_passes),
    cmocka_unit_test (there_may_be_more_parameters_than_registers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
