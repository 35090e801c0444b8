/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-quic-ids-private.h"

/* Only compared. */
static OdeonQuicConnection *const one = (OdeonQuicConnection *) (gpointer) "one";
static OdeonQuicConnection *const other = (OdeonQuicConnection *) (gpointer) "other";

typedef struct
{
  OdeonQuicIds    ids;
  OdeonQuicIdList list;
  OdeonQuicIdList others;
} Register;

static void
register_init (Register *self)
{
  memset (self, 0, sizeof *self);
  _odeon_quic_ids_init (&self->ids);
}

static void
what_was_added_is_found (void **state G_GNUC_UNUSED)
{
  Register self;

  register_init (&self);
  assert_true (_odeon_quic_ids_add (&self.ids, &self.list, (const guint8 *) "12345678", 8, one));
  assert_true (_odeon_quic_ids_add (&self.ids, &self.others, (const guint8 *) "123456789", 9,
                                    other));
  assert_ptr_equal (_odeon_quic_ids_find (&self.ids, (const guint8 *) "12345678", 8), one);
  assert_ptr_equal (_odeon_quic_ids_find (&self.ids, (const guint8 *) "123456789", 9), other);
  assert_ptr_equal (_odeon_quic_ids_find (&self.ids, (const guint8 *) "12345678", 8), one);
  assert_null (_odeon_quic_ids_find (&self.ids, (const guint8 *) "1234567", 7));
  assert_null (_odeon_quic_ids_find (&self.ids, (const guint8 *) "", 0));
  _odeon_quic_ids_clear (&self.ids);
}

static void
nobody_takes_another_s_id (void **state G_GNUC_UNUSED)
{
  Register self;

  register_init (&self);
  assert_true (_odeon_quic_ids_add (&self.ids, &self.list, (const guint8 *) "12345678", 8, one));
  assert_false (_odeon_quic_ids_add (&self.ids, &self.others, (const guint8 *) "12345678", 8,
                                     other));
  assert_ptr_equal (_odeon_quic_ids_find (&self.ids, (const guint8 *) "12345678", 8), one);
  _odeon_quic_ids_forget (&self.ids, &self.others);
  assert_ptr_equal (_odeon_quic_ids_find (&self.ids, (const guint8 *) "12345678", 8), one);
  _odeon_quic_ids_clear (&self.ids);
}

static void
a_token_is_no_id (void **state G_GNUC_UNUSED)
{
  Register      self;
  const guint8 *bytes = (const guint8 *) "0123456789abcdef";

  register_init (&self);
  assert_true (_odeon_quic_ids_add_token (&self.ids, &self.list, bytes, one));
  assert_null (_odeon_quic_ids_find (&self.ids, bytes, 16));
  assert_ptr_equal (_odeon_quic_ids_find_token (&self.ids, bytes), one);
  assert_true (_odeon_quic_ids_add (&self.ids, &self.others, bytes, 16, other));
  assert_ptr_equal (_odeon_quic_ids_find (&self.ids, bytes, 16), other);
  _odeon_quic_ids_remove_token (&self.ids, &self.list, bytes);
  assert_null (_odeon_quic_ids_find_token (&self.ids, bytes));
  assert_ptr_equal (_odeon_quic_ids_find (&self.ids, bytes, 16), other);
  _odeon_quic_ids_clear (&self.ids);
}

static void
what_was_removed_or_forgotten_is_not_found (void **state G_GNUC_UNUSED)
{
  Register self;

  register_init (&self);
  for (guint i = 0; i < 100; i++)
    assert_true (_odeon_quic_ids_add (&self.ids, &self.list, (guint8 *) &i, sizeof i, one));
  for (guint i = 0; i < 50; i++)
    {
      assert_ptr_equal (_odeon_quic_ids_find (&self.ids, (guint8 *) &i, sizeof i), one);
      _odeon_quic_ids_remove (&self.ids, &self.list, (guint8 *) &i, sizeof i);
      assert_null (_odeon_quic_ids_find (&self.ids, (guint8 *) &i, sizeof i));
    }
  _odeon_quic_ids_forget (&self.ids, &self.list);
  assert_null (self.list.first);
  for (guint i = 50; i < 100; i++)
    assert_null (_odeon_quic_ids_find (&self.ids, (guint8 *) &i, sizeof i));
  _odeon_quic_ids_clear (&self.ids);
}

static void
an_id_of_any_length_is_looked_for (void **state G_GNUC_UNUSED)
{
  Register self;
  guint8   bytes[255] = { 1 };

  register_init (&self);
  for (gsize size = 0; size <= sizeof bytes; size++)
    assert_null (_odeon_quic_ids_find (&self.ids, bytes, size));
  _odeon_quic_ids_clear (&self.ids);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_was_added_is_found),
    cmocka_unit_test (nobody_takes_another_s_id),
    cmocka_unit_test (a_token_is_no_id),
    cmocka_unit_test (what_was_removed_or_forgotten_is_not_found),
    cmocka_unit_test (an_id_of_any_length_is_looked_for),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
