/* SPDX-License-Identifier: MIT */

/* Which member of a pool gets what. */

#include "clerks.h"

static void
test_the_least_loaded_gets_it (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 2, ODEON_ROUTING_LEAST_LOADED, NULL, NULL);
  g_autoptr (GPtrArray)   members = NULL;
  g_autoptr (GPtrArray)   waiting = g_ptr_array_new ();
  OdeonFuture            *shut;
  g_autofree gchar       *free_one = NULL;

  await_ok (odeon_ref_started (pool));
  members = odeon_pool_list_members (pool);
  shut = shut_in (members->pdata[0]);
  free_one = g_strdup (odeon_ref_get_name (members->pdata[1]));
  /* Of equals each gets its turn: one message gets stuck, or more. */
  for (guint i = 0; i < 10; i++)
    g_ptr_array_add (waiting, meter_say (pool, "who"));
  for (guint i = 0; i < 10; i++)
    {
      g_autofree gchar *name = NULL;

      /* What it answered before, it is done with. */
      await_ok (odeon_ref_started (members->pdata[1]));
      name = ask_name (pool);
      assert_string_equal (name, free_one);
    }
  open_door ();
  await_ok (shut);
  for (guint i = 0; i < 10; i++)
    await_ok (waiting->pdata[i]);
  stop (pool);
}

static void
test_one_key_is_one_actors (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 4, ODEON_ROUTING_BY_KEY, NULL, NULL);
  gint32                  owners[KEYS];

  for (gint i = 0; i < 4 * KEYS; i++)
    {
      gint32 who;

      assert_true (meter_add_await (meter_add (pool, i), &who, NULL));
      if (i < KEYS)
        owners[i] = who;
      assert_int_equal (owners[i % KEYS], who);
    }
  stop (pool);
}

#define PLACES 400

/* Whose is each of many keys? */
static gboolean
whole_number (const OdeonMethodInfo *method,
              gconstpointer          frame,
              guint64               *out_key,
              gpointer               user_data G_GNUC_UNUSED)
{
  *out_key = (guint64) *(const gint32 *) odeon_method_peek_argument (method, frame, "n");

  return TRUE;
}

static void
look_up_owners (gpointer pool, gint32 *owners)
{
  for (gint i = 0; i < PLACES; i++)
    assert_true (meter_add_await (meter_add (pool, i), &owners[i], NULL));
}

static void
test_a_resize_moves_only_the_keys_that_must (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonPoolOptions        options = ODEON_POOL_OPTIONS_INIT;
  gint32                  before[PLACES];
  gint32                  after[PLACES];
  gint                    n_moved = 0;
  OdeonRef               *pool;

  options.routing = ODEON_ROUTING_BY_KEY;
  options.key = whole_number;
  pool = odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, NULL, NULL);
  look_up_owners (pool, before);
  await_ok (odeon_pool_resize (pool, 5));
  look_up_owners (pool, after);
  for (gint i = 0; i < PLACES; i++)
    if (after[i] != before[i])
      {
        assert_int_equal (after[i], 4);
        n_moved++;
      }
  /* A fifth, give or take. */
  assert_in_range (n_moved, PLACES / 10, PLACES * 3 / 10);
  await_ok (odeon_pool_resize (pool, 4));
  look_up_owners (pool, before);
  for (gint i = 0; i < PLACES; i++)
    if (after[i] != 4)
      assert_int_equal (after[i], before[i]);
    else
      assert_int_not_equal (before[i], 4);
  stop (pool);
}

typedef struct
{
  OdeonRef *pool;
  gint      key;
  gint      n;
  gint      n_failed;
} Sender;

static gpointer
send_in_order (gpointer data)
{
  Sender *self = data;

  for (gint i = 0; i < self->n;)
    {
      OdeonFuture *futures[16];

      for (guint k = 0; k < 16; k++)
        futures[k] = meter_add (self->pool, (i++) * KEYS + self->key);
      for (guint k = 0; k < 16; k++)
        {
          gint32 who;

          if (!meter_add_await (futures[k], &who, NULL))
            self->n_failed++;
        }
    }

  return NULL;
}

static void
test_order_of_a_key_holds_through_resizes (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (3);
  OdeonRef               *pool = spawn_clerks (system, 3, ODEON_ROUTING_BY_KEY, NULL, NULL);
  Sender                  senders[KEYS];
  GThread                *threads[KEYS];
  gint                    n_members[] = { 5, 1, 8, 2, 7, 3, 4, 1 };

  reset_records ();
  for (gint i = 0; i < KEYS; i++)
    {
      senders[i] = (Sender) { pool, i, 16 * scaled (300), 0 };
      threads[i] = g_thread_new ("sender", send_in_order, &senders[i]);
    }
  for (gint i = 0; i < scaled (200); i++)
    await_ok (odeon_pool_resize (pool, (guint) n_members[(gsize) i % G_N_ELEMENTS (n_members)]));
  for (gint i = 0; i < KEYS; i++)
    {
      g_thread_join (threads[i]);
      assert_int_equal (senders[i].n_failed, 0);
    }
  assert_int_equal (n_wrong, 0);
  stop (pool);
}

/* The old member has a message of each key still, the new one waits. */
static void
test_a_key_that_moves_waits_for_what_was_sent_before (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 1, ODEON_ROUTING_BY_KEY, NULL, NULL);
  g_autoptr (OdeonRef)    old = NULL;
  OdeonFuture            *before[KEYS];
  OdeonFuture            *after[KEYS];
  OdeonFuture            *shut;
  gint                    n_moved = 0;

  reset_records ();
  await_ok (odeon_ref_started (pool));
  old = find (system, "/clerks/0");
  shut = shut_in (old);
  for (gint i = 0; i < KEYS; i++)
    before[i] = meter_add (pool, i);
  await_ok (odeon_pool_resize (pool, 4));
  for (gint i = 0; i < KEYS; i++)
    after[i] = meter_add (pool, KEYS + i);
  /* Those of the new members have seen it by then. */
  for (gint i = 1; i < 4; i++)
    {
      g_autofree gchar     *path = g_strdup_printf ("/clerks/%d", i);
      g_autoptr (OdeonRef)  member = find (system, path);

      if (odeon_ref_is_alive (member))
        odeon_future_unref (odeon_ref_started (member));
    }
  for (gint i = 0; i < KEYS; i++)
    assert_false (odeon_future_is_done (after[i]));
  open_door ();
  await_ok (shut);
  for (gint i = 0; i < KEYS; i++)
    {
      gint32 who = -1;

      assert_true (meter_add_await (before[i], &who, NULL));
      assert_int_equal (who, 0);
      assert_true (meter_add_await (after[i], &who, NULL));
      n_moved += who != 0;
    }
  assert_true (n_moved > 0);
  assert_int_equal (n_wrong, 0);
  stop (pool);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_the_least_loaded_gets_it),
    cmocka_unit_test (test_one_key_is_one_actors),
    cmocka_unit_test (test_a_resize_moves_only_the_keys_that_must),
    cmocka_unit_test (test_order_of_a_key_holds_through_resizes),
    cmocka_unit_test (test_a_key_that_moves_waits_for_what_was_sent_before),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
