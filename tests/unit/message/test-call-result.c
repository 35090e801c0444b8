/* SPDX-License-Identifier: MIT */

#include "../value/kinds.h"

#include "odeon-call-private.h"
#include "odeon-error.h"

static GType
perm_get_type (void)
{
  static const GFlagsValue values[] = {
    { PERM_READ, "PERM_READ", "read" },
    { PERM_WRITE, "PERM_WRITE", "write" },
    { PERM_EXEC, "PERM_EXEC", "exec" },
    { 0, NULL, NULL },
  };
  static GType type;

  if (type == 0)
    type = g_flags_register_static ("TestPerm", values);

  return type;
}

static const OdeonTypeInfo flags_perm_info = {
  .kind       = ODEON_KIND_BITMASK,
  .size       = sizeof (Perm),
  .name       = "Test::Perm",
  .mask       = 0x7,
  .fixed_size = 1,
  .get_type   = perm_get_type,
};

/* An operation that takes and gives a value of one type. */
typedef struct
{
  OdeonMethodInfo method;
  OdeonParamInfo  params[2];
} Echo;

typedef struct
{
  guint64 argument;
  guint64 result;
} EchoFrame;

static const OdeonMethodInfo *
echo_init (Echo *self, const OdeonTypeInfo *type, guint16 flags)
{
  *self = (Echo) {
    .params = {
      { "x", type, G_STRUCT_OFFSET (EchoFrame, argument), ODEON_PARAM_IN },
      { "result", type, G_STRUCT_OFFSET (EchoFrame, result), (guint16) (ODEON_PARAM_OUT | flags) },
    },
    .method = { .name = "echo", .n_params = 2, .frame_size = sizeof (EchoFrame) },
  };
  self->method.params = self->params;

  return &self->method;
}

/* A call that has been answered with its own argument. */
static OdeonFuture *
answer (const OdeonMethodInfo *method, gconstpointer slot)
{
  OdeonCall *call = odeon_call_new (NULL, method);

  odeon_call_set_argument (call, 0, slot);
  odeon_call_set_result (call, 1, _odeon_param_get_value (&method->params[0], call->frame));
  odeon_call_return (call);

  return &call->future;
}

static void
a_map_comes_back_as_a_map_and_as_a_dictionary (void **state G_GNUC_UNUSED)
{
  Echo echo;
  const OdeonMethodInfo *method = echo_init (&echo, &phones_info, 0);
  g_autoptr (GHashTable) phones = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) result = NULL;
  g_autoptr (OdeonFuture) future = NULL;
  g_autofree gchar *text = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  gconstpointer frame;

  g_hash_table_insert (phones, (gpointer) "bob", GINT_TO_POINTER (-1));
  g_hash_table_insert (phones, (gpointer) "alice", GINT_TO_POINTER (2));
  future = answer (method, &phones);
  g_hash_table_remove_all (phones);

  frame = odeon_call_peek_frame (future, method, NULL);
  assert_non_null (frame);
  odeon_call_copy_result (frame, method, 1, &result);
  assert_int_equal (GPOINTER_TO_INT (g_hash_table_lookup (result, "bob")), -1);

  assert_true (odeon_future_get_value (future, &value, NULL));
  text = g_variant_print (g_value_get_variant (&value), FALSE);
  assert_string_equal (text, "{'alice': 2, 'bob': -1}");
}

static void
bit_masks_come_as_flags_or_as_their_number (void **state G_GNUC_UNUSED)
{
  Echo echo;
  const Perm perm = PERM_READ | PERM_EXEC;
  const guint64 big = G_GUINT64_CONSTANT (0x8000000000000000);
  const guint16 packed = 0x0f0f;
  g_autoptr (OdeonFuture) flags_future = answer (echo_init (&echo, &flags_perm_info, 0), &perm);
  g_auto (GValue) flags = G_VALUE_INIT;
  g_auto (GValue) number = G_VALUE_INIT;
  g_auto (GValue) bits = G_VALUE_INIT;
  Echo big_echo;
  g_autoptr (OdeonFuture) big_future = answer (echo_init (&big_echo, &big_mask_info, 0), &big);
  Echo packed_echo;
  g_autoptr (OdeonFuture) packed_future = answer (echo_init (&packed_echo, &packed_info, 0),
                                                  &packed);

  assert_true (odeon_future_get_value (flags_future, &flags, NULL));
  assert_int_equal (g_value_get_flags (&flags), 5);
  assert_true (odeon_future_get_value (big_future, &number, NULL));
  assert_true (g_value_get_uint64 (&number) == big);
  assert_true (odeon_future_get_value (packed_future, &bits, NULL));
  assert_int_equal (g_variant_get_uint16 (g_value_get_variant (&bits)), 0x0f0f);
}

static void
a_struct_with_absent_members_is_a_result_like_any (void **state G_GNUC_UNUSED)
{
  Echo echo;
  const OdeonMethodInfo *method = echo_init (&echo, &card_info, ODEON_PARAM_INDIRECT);
  Card *card = card_new_full ();
  Card *copy = NULL;
  g_autoptr (OdeonFuture) future = NULL;

  /* As an argument it does not fit into this frame: its pointer does. */
  echo.params[0].flags |= ODEON_PARAM_INDIRECT;
  future = answer (method, card);
  odeon_call_copy_result (odeon_call_peek_frame (future, method, NULL), method, 1, &copy);
  assert_true (odeon_value_equal (&card_info, card, copy));
  card_free (card);
  card_free (copy);
}

static void
assert_refused (const OdeonTypeInfo *type, gconstpointer slot, const gchar *message)
{
  Echo echo;
  OdeonCall *call = odeon_call_new (NULL, echo_init (&echo, type, 0));
  g_autoptr (OdeonFuture) future = NULL;
  g_autoptr (GError) error = NULL;

  odeon_call_set_argument (call, 0, slot);
  future = odeon_call_send (call);
  assert_null (odeon_call_peek_frame (future, &echo.method, &error));
  assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT));
  assert_string_equal (error->message, message);
}

static void
arguments_keep_to_ranges_and_declared_bits (void **state G_GNUC_UNUSED)
{
  const gint32 percent = 101;
  const guint perm = 0x10;
  g_autoptr (GHashTable) phones = g_hash_table_new (g_str_hash, g_str_equal);

  assert_refused (&percent_info, &percent,
                  "echo: x: Test::Percent: 101 is above the maximum of 100");
  assert_refused (&perm_info, &perm,
                  "echo: x: Test::Perm: 0x10 has bits that are not declared");
  g_hash_table_insert (phones, (gpointer) "\xe9", NULL);
  assert_refused (&phones_info, &phones, "echo: x: Test::Phones (key): not valid UTF-8");
}

static void
a_result_out_of_range_is_an_error (void **state G_GNUC_UNUSED)
{
  Echo echo;
  OdeonCall *call = odeon_call_new (NULL, echo_init (&echo, &percent_info, 0));
  g_autoptr (OdeonFuture) future = &call->future;
  g_autoptr (GError) error = NULL;

  /* As a handler stores it, without asking. */
  ((EchoFrame *) call->frame)->result = 0;
  odeon_call_return (call);
  assert_null (odeon_call_peek_frame (future, &echo.method, &error));
  assert_string_equal (error->message,
                       "echo: result: Test::Percent: 0 is below the minimum of 5");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_map_comes_back_as_a_map_and_as_a_dictionary),
    cmocka_unit_test (bit_masks_come_as_flags_or_as_their_number),
    cmocka_unit_test (a_struct_with_absent_members_is_a_result_like_any),
    cmocka_unit_test (arguments_keep_to_ranges_and_declared_bits),
    cmocka_unit_test (a_result_out_of_range_is_an_error),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
