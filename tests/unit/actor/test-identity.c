/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-cell-private.h"
#include "odeon-identity-private.h"

#define N 70

/* Cells that are nothing but a count of references. */
static OdeonCell cells[N];

static OdeonIdentity *
new_identity (guint i)
{
  OdeonIdentity *self;

  _odeon_ref_init (&cells[i].ref, NULL, 1);
  self = _odeon_identity_new (&cells[i]);
  assert_non_null (self);

  return self;
}

static guint64
id_of (OdeonIdentity *self)
{
  return atomic_load (&self->id);
}

static void
an_id_finds_its_cell_as_long_as_it_lives (void **state G_GNUC_UNUSED)
{
  OdeonIdentity *a = new_identity (0);
  OdeonIdentity *b = new_identity (1);
  guint64        id = id_of (a);

  assert_true (id != 0);
  assert_true (id != id_of (b));
  assert_ptr_equal (_odeon_identity_dup_cell (id), &cells[0]);
  assert_ptr_equal (_odeon_identity_dup_cell (id_of (b)), &cells[1]);
  _odeon_identity_free (a);
  assert_null (_odeon_identity_dup_cell (id));
  _odeon_identity_free (b);
}

static void
no_id_comes_twice (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (gint i = 0; i < 1000; i++)
    {
      OdeonIdentity *self = new_identity (0);
      guint64        id = id_of (self);

      assert_true (g_hash_table_add (seen, g_memdup2 (&id, sizeof id)));
      _odeon_identity_free (self);
      assert_null (_odeon_identity_dup_cell (id));
    }
}

static void
a_cycle_is_seen_by_the_await_that_closes_it (void **state G_GNUC_UNUSED)
{
  OdeonIdentity *ring[3] = { new_identity (0), new_identity (1), new_identity (2) };
  guint64        cycle[ODEON_IDENTITY_CYCLE_MAX];

  assert_int_equal (_odeon_identity_begin_await (ring[0], id_of (ring[1]), cycle), 0);
  assert_int_equal (_odeon_identity_begin_await (ring[1], id_of (ring[2]), cycle), 0);
  assert_int_equal (_odeon_identity_begin_await (ring[2], id_of (ring[0]), cycle), 3);
  assert_true (cycle[0] == id_of (ring[2]));
  assert_true (cycle[1] == id_of (ring[0]));
  assert_true (cycle[2] == id_of (ring[1]));
  for (gint i = 0; i < 3; i++)
    {
      _odeon_identity_end_await (ring[i]);
      _odeon_identity_free (ring[i]);
    }
}

static void
one_who_awaits_itself_is_a_cycle_of_one (void **state G_GNUC_UNUSED)
{
  OdeonIdentity *self = new_identity (0);
  guint64        cycle[ODEON_IDENTITY_CYCLE_MAX];

  assert_int_equal (_odeon_identity_begin_await (self, id_of (self), cycle), 1);
  assert_true (cycle[0] == id_of (self));
  _odeon_identity_end_await (self);
  _odeon_identity_free (self);
}

static void
a_cycle_that_others_stand_in_is_not_one_s_own (void **state G_GNUC_UNUSED)
{
  OdeonIdentity *a = new_identity (0);
  OdeonIdentity *b = new_identity (1);
  OdeonIdentity *outside = new_identity (2);
  guint64        cycle[ODEON_IDENTITY_CYCLE_MAX];

  _odeon_identity_begin_await (a, id_of (b), cycle);
  assert_int_equal (_odeon_identity_begin_await (b, id_of (a), cycle), 2);
  assert_int_equal (_odeon_identity_begin_await (outside, id_of (a), cycle), 0);
  _odeon_identity_end_await (a);
  _odeon_identity_end_await (b);
  assert_int_equal (_odeon_identity_begin_await (b, id_of (a), cycle), 0);
  _odeon_identity_end_await (b);
  _odeon_identity_end_await (outside);
  _odeon_identity_free (a);
  _odeon_identity_free (b);
  _odeon_identity_free (outside);
}

static void
an_await_of_one_that_has_ended_closes_nothing (void **state G_GNUC_UNUSED)
{
  OdeonIdentity *a = new_identity (0);
  OdeonIdentity *b = new_identity (1);
  guint64        old = id_of (b);
  guint64        cycle[ODEON_IDENTITY_CYCLE_MAX];

  _odeon_identity_free (b);
  b = new_identity (1);
  _odeon_identity_begin_await (b, id_of (a), cycle);
  /* The slot may be the same: the actor is another. */
  assert_int_equal (_odeon_identity_begin_await (a, old, cycle), 0);
  _odeon_identity_end_await (a);
  _odeon_identity_end_await (b);
  _odeon_identity_free (a);
  _odeon_identity_free (b);
}

static void
longer_cycles_than_the_maximum_are_left_alone (void **state G_GNUC_UNUSED)
{
  OdeonIdentity *ring[N];
  guint64        cycle[ODEON_IDENTITY_CYCLE_MAX];

  for (guint i = 0; i < N; i++)
    ring[i] = new_identity (i);
  for (guint i = 0; i < N; i++)
    assert_int_equal (_odeon_identity_begin_await (ring[i], id_of (ring[(i + 1) % N]), cycle), 0);
  for (guint i = 0; i < N; i++)
    {
      _odeon_identity_end_await (ring[i]);
      _odeon_identity_free (ring[i]);
    }
}

static void
the_ended_are_described_as_such (void **state G_GNUC_UNUSED)
{
  OdeonIdentity    *self = new_identity (0);
  guint64           id = id_of (self);
  g_autofree gchar *text = NULL;

  _odeon_identity_free (self);
  text = _odeon_identity_describe (id);
  assert_string_equal (text, "an actor that has ended");
}

static gpointer
free_identity (gpointer identity)
{
  _odeon_identity_free (identity);

  return NULL;
}

static void
a_thread_that_only_frees_leaves_its_slots_behind (void **state G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) slots = g_hash_table_new (NULL, NULL);

  for (gint i = 0; i < 400; i++)
    {
      OdeonIdentity *self = new_identity (0);

      g_hash_table_add (slots, self);
      g_thread_join (g_thread_new ("freer", free_identity, self));
    }
  assert_in_range (g_hash_table_size (slots), 1, 200);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_id_finds_its_cell_as_long_as_it_lives),
    cmocka_unit_test (no_id_comes_twice),
    cmocka_unit_test (a_cycle_is_seen_by_the_await_that_closes_it),
    cmocka_unit_test (one_who_awaits_itself_is_a_cycle_of_one),
    cmocka_unit_test (a_cycle_that_others_stand_in_is_not_one_s_own),
    cmocka_unit_test (an_await_of_one_that_has_ended_closes_nothing),
    cmocka_unit_test (longer_cycles_than_the_maximum_are_left_alone),
    cmocka_unit_test (the_ended_are_described_as_such),
    cmocka_unit_test (a_thread_that_only_frees_leaves_its_slots_behind),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
