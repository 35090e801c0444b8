/* SPDX-License-Identifier: MIT */

/* Pools of clerks: a clerk says its name; it counts what it is given by key, a key being the last
 * digit of a number, and notices if that is not in order or two do it at once. */

#include "../fixture/meter.h"

#define KEYS 10

typedef struct
{
  gint busy;
  gint last;
} KeyRecord;

static KeyRecord records[KEYS];
static gint      n_wrong;

static void
reset_records (void)
{
  n_wrong = 0;
  for (guint i = 0; i < KEYS; i++)
    records[i] = (KeyRecord) { 0, -1 };
}

typedef MeterActor      Clerk;
typedef MeterActorClass ClerkClass;

GType clerk_get_type (void);

static gboolean
clerk_say (gpointer self, const gchar *words, gchar **out_result, GError **error G_GNUC_UNUSED)
{
  if (g_str_equal (words, "stop"))
    odeon_actor_stop (self);
  *out_result = g_strdup (odeon_actor_get_name (self));

  return TRUE;
}

static gboolean
clerk_add (gpointer self, gint32 n, gint32 *out_result, GError **error G_GNUC_UNUSED)
{
  KeyRecord *record = &records[n % KEYS];

  if (g_atomic_int_add (&record->busy, 1) != 0 || g_atomic_int_get (&record->last) != n / KEYS - 1)
    g_atomic_int_inc (&n_wrong);
  g_atomic_int_set (&record->last, n / KEYS);
  g_atomic_int_add (&record->busy, -1);
  *out_result = atoi (odeon_actor_get_name (self));

  return TRUE;
}

static void
clerk_implement (MeterImplInterface *iface)
{
  iface->say = clerk_say;
  iface->add = clerk_add;
}

G_DEFINE_TYPE_WITH_CODE (Clerk, clerk, meter_actor_get_type (),
                         G_IMPLEMENT_INTERFACE (meter_impl_get_type (), clerk_implement))

static void
clerk_class_init (ClerkClass *klass G_GNUC_UNUSED)
{
}

static void
clerk_init (Clerk *self G_GNUC_UNUSED)
{
}

static gboolean
last_digit (const OdeonMethodInfo *method,
            gconstpointer          frame,
            guint64               *out_key,
            gpointer               user_data)
{
  const gint32 *n = odeon_method_peek_argument (method, frame, "n");

  if (user_data != NULL)
    g_atomic_int_inc ((gint *) user_data);
  if (n == NULL)
    return FALSE;
  *out_key = (guint64) (*n % KEYS);

  return TRUE;
}

static void
assert_refused (GError **error, gint code)
{
  if (!g_error_matches (*error, ODEON_ERROR, code))
    fail_msg ("not error %d, but: %s", code, *error != NULL ? (*error)->message : "none");
  g_clear_error (error);
}

static OdeonRef *
spawn_clerks (gpointer in, guint size, OdeonRouting routing, const OdeonStrategy *strategy,
              Journal *journal)
{
  OdeonPoolOptions options = ODEON_POOL_OPTIONS_INIT;
  GError          *error = NULL;
  OdeonRef        *ref;

  options.size = size;
  options.routing = routing;
  options.key = routing == ODEON_ROUTING_BY_KEY ? last_digit : NULL;
  options.strategy = strategy;
  options.name = "clerks";
  ref = odeon_pool_spawn (in, clerk_get_type (), &options, &error, "journal", journal,
                          "tag", "clerk", NULL);
  assert_no_error (error);

  return ref;
}

static gchar *
ask_name (gpointer pool)
{
  GError *error = NULL;
  gchar  *name = NULL;

  assert_true (meter_say_await (meter_say (pool, "who"), &name, &error));
  assert_no_error (error);

  return name;
}

static void
assert_names (gpointer pool, const gchar *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (gsize i = 0; i < (strlen (expected) + 1) / 2; i++)
    {
      g_autofree gchar *name = ask_name (pool);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", name);
    }
  assert_string_equal (names->str, expected);
}

static OdeonRef *
find (OdeonSystem *system, const gchar *path)
{
  GError   *error = NULL;
  OdeonRef *ref = odeon_system_find_path (system, path, &error);

  assert_no_error (error);

  return ref;
}

static void
stop (gpointer ref)
{
  await_ok (odeon_ref_stop (ref));
  odeon_ref_unref (ref);
}

/* --- what a pool is --- */

static void
test_members_take_their_turns (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 3, ODEON_ROUTING_ROUND_ROBIN, NULL, NULL);

  await_ok (odeon_ref_started (pool));
  assert_names (pool, "0 1 2 0 1 2");
  stop (pool);
}

static void
test_any_proxy_works_with_a_pool (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *pool = spawn_clerks (system, 2, ODEON_ROUTING_ROUND_ROBIN, NULL, NULL);
  g_autofree gchar       *text = odeon_ref_dup_string (pool);
  g_autofree gchar       *urn = odeon_ref_dup_urn (pool);
  g_autoptr (OdeonRef)    found = find (system, "/clerks");
  g_autoptr (OdeonRef)    by_urn = odeon_system_find_urn (system, urn);
  GError                 *error = NULL;
  gpointer                proxy = odeon_ref_narrow (pool, &meter_interface_info, &error);

  assert_no_error (error);
  assert_true (odeon_ref_is_alive (proxy));
  assert_true (odeon_ref_is_pool (proxy));
  assert_false (odeon_ref_is_pool (NULL));
  assert_false (odeon_ref_implements (pool, &clock_interface_info));
  assert_ptr_equal (found, pool);
  assert_ptr_equal (by_urn, pool);
  assert_true (g_str_has_prefix (text, "Pool of Clerk \"clerks\" (urn:uuid:"));
  assert_string_equal (odeon_ref_get_name (pool), "clerks");
  assert_true (odeon_ref_get_actor_type (pool) == clerk_get_type ());
  /* By name, too. */
  odeon_future_unref (odeon_ref_call (pool, "add", g_variant_new ("(i)", 5), &error));
  assert_no_error (error);
  await_ok (odeon_ref_started (pool));
  g_clear_pointer (&found, odeon_ref_unref);
  found = find (system, "/clerks/1");
  assert_false (odeon_ref_is_pool (found));
  odeon_ref_unref (proxy);
  stop (pool);
}

static void
test_what_is_sent_before_it_has_started_arrives_in_order (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (GPtrArray)   futures = g_ptr_array_new ();
  OdeonRef               *pool;

  reset_records ();
  pool = spawn_clerks (system, 4, ODEON_ROUTING_BY_KEY, NULL, NULL);
  for (gint i = 0; i < scaled (20000); i++)
    g_ptr_array_add (futures, meter_add (pool, i));
  for (guint i = 0; i < futures->len; i++)
    {
      gint32 who;

      assert_true (meter_add_await (futures->pdata[i], &who, NULL));
    }
  assert_int_equal (n_wrong, 0);
  stop (pool);
}

static void
test_nonsense_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonPoolOptions        options = ODEON_POOL_OPTIONS_INIT;
  GError                 *error = NULL;

  options.size = 0;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  options.size = ODEON_POOL_SIZE_MAX + 1;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  options.size = 1;
  options.key = last_digit;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  options.key = NULL;
  options.name = "a/b";
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_NAME);
  options.name = NULL;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), G_TYPE_OBJECT, &options, &error, NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 "no-such", 1, NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
}

static void
count_release (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

static void
test_what_a_key_is_made_with_is_released_once (void **state G_GNUC_UNUSED)
{
  OdeonSystem     *system = new_system (1);
  OdeonPoolOptions options = ODEON_POOL_OPTIONS_INIT;
  GError          *error = NULL;
  gint             n = 0;
  OdeonRef        *pool;

  options.routing = ODEON_ROUTING_BY_KEY;
  options.key = last_digit;
  options.key_data = &n;
  options.key_destroy = count_release;
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), G_TYPE_OBJECT, &options, &error, NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_ARGUMENT);
  assert_int_equal (n, 1);
  options.name = "..";
  assert_null (odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error,
                                 NULL));
  assert_refused (&error, ODEON_ERROR_INVALID_NAME);
  assert_int_equal (n, 2);
  options.name = NULL;
  pool = odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, &error, NULL);
  await_ok (odeon_ref_stop (pool));
  assert_int_equal (n, 2);
  odeon_ref_unref (pool);
  g_object_unref (system);
  assert_int_equal (n, 3);
}

/* --- routing --- */

/* What a member waits for that is shut in, and what says that it is. */
static OdeonPromise *door;
static OdeonPromise *inside;

/* Runs in a member, which handles nothing until the door is open. */
static void
wait_at_door (OdeonActor *actor G_GNUC_UNUSED, gpointer opened)
{
  odeon_promise_set_boolean (inside, TRUE);
  odeon_future_await (opened, NULL);
}

static OdeonFuture *
shut_in (gpointer member)
{
  OdeonFuture *is_inside;
  OdeonFuture *done;

  door = odeon_promise_new ();
  inside = odeon_promise_new ();
  is_inside = odeon_promise_get_future (inside);
  done = odeon_actor_invoke (member, wait_at_door, odeon_promise_get_future (door),
                             (GDestroyNotify) odeon_future_unref);
  await_ok (is_inside);
  g_clear_pointer (&inside, odeon_promise_free);

  return done;
}

static void
open_door (void)
{
  odeon_promise_set_boolean (door, TRUE);
  g_clear_pointer (&door, odeon_promise_free);
}

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

/* --- members come and go --- */

static void
test_members_that_go_handle_what_they_have (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool;
  g_autoptr (OdeonRef)    last = NULL;
  OdeonFuture            *shut;
  OdeonFuture            *answers[6];

  journal_init (&journal);
  pool = spawn_clerks (system, 3, ODEON_ROUTING_ROUND_ROBIN, NULL, &journal);
  await_ok (odeon_ref_started (pool));
  last = find (system, "/clerks/2");
  shut = shut_in (last);
  for (guint i = 0; i < 6; i++)
    answers[i] = meter_say (pool, "who");
  await_ok (odeon_pool_resize (pool, 1));
  assert_int_equal (odeon_pool_get_size (pool), 1);
  assert_names (pool, "0 0 0");
  open_door ();
  await_ok (shut);
  for (guint i = 0; i < 6; i++)
    await_ok (answers[i]);
  await_ok (odeon_ref_ended (last));
  await_ok (odeon_pool_resize (pool, 2));
  {
    g_autoptr (GPtrArray) members = odeon_pool_list_members (pool);

    assert_int_equal (members->len, 2);
  }
  await_error (odeon_pool_resize (pool, 0), ODEON_ERROR_INVALID_ARGUMENT);
  stop (pool);
}

static void
test_a_member_that_fails_is_restarted_with_its_mail (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 1, ODEON_ROUTING_ROUND_ROBIN, NULL, NULL);

  await_ok (odeon_ref_started (pool));
  meter_poke (pool, "fail");
  assert_names (pool, "0 0");
  assert_int_equal (odeon_pool_get_size (pool), 1);
  stop (pool);
}

static void
test_a_dead_member_leaves_the_rotation (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonStrategy           never = ODEON_STRATEGY_INIT;
  OdeonRef               *pool;
  g_autoptr (OdeonRef)    second = NULL;
  g_autoptr (OdeonFuture) ended = NULL;

  never.max_restarts = 0;
  pool = spawn_clerks (system, 3, ODEON_ROUTING_ROUND_ROBIN, &never, NULL);
  await_ok (odeon_ref_started (pool));
  second = find (system, "/clerks/1");
  ended = odeon_ref_ended (second);
  meter_poke (second, "fail");
  assert_false (odeon_future_await (ended, NULL));
  /* It does not take its turn again, even if the pool has not heard of it. */
  for (guint i = 0; i < 8; i++)
    {
      g_autofree gchar *name = ask_name (pool);

      assert_string_not_equal (name, "1");
    }
  stop (pool);
}

static void
test_what_a_dead_member_had_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool = spawn_clerks (system, 2, ODEON_ROUTING_BY_KEY, NULL, NULL);
  OdeonFuture            *futures[KEYS];
  OdeonFuture            *shut;
  OdeonFuture            *killed;
  g_autoptr (OdeonRef)    first = NULL;
  gint                    n_refused = 0;

  reset_records ();
  await_ok (odeon_ref_started (pool));
  first = find (system, "/clerks/0");
  shut = shut_in (first);
  for (gint i = 0; i < KEYS; i++)
    futures[i] = meter_add (pool, i);
  killed = odeon_ref_kill (first);
  open_door ();
  odeon_future_unref (shut);
  await_ok (killed);
  for (gint i = 0; i < KEYS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint32             who;

      if (meter_add_await (futures[i], &who, &error))
        continue;
      assert_true (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD));
      n_refused++;
    }
  assert_true (n_refused > 0);
  /* Its keys are the other's from now on; a resize is behind that in the pool. */
  await_ok (odeon_pool_resize (pool, 1));
  for (gint i = 0; i < KEYS; i++)
    {
      gint32 who;

      assert_true (meter_add_await (meter_add (pool, KEYS + i), &who, NULL));
      assert_int_equal (who, 1);
    }
  stop (pool);
}

static void
test_a_pool_whose_last_member_failed_has_failed (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonStrategy           never = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonRef)    pool = NULL;
  g_autoptr (OdeonFuture) ended = NULL;

  never.max_restarts = 0;
  pool = spawn_clerks (system, 1, ODEON_ROUTING_ROUND_ROBIN, &never, NULL);
  await_ok (odeon_ref_started (pool));
  ended = odeon_ref_ended (pool);
  meter_poke (pool, "fail");
  await_error (g_steal_pointer (&ended), ODEON_ERROR_ACTOR_DEAD);
  assert_false (odeon_ref_is_alive (pool));
  await_error (meter_say (pool, "who"), ODEON_ERROR_ACTOR_DEAD);
}

static void
test_a_pool_that_is_restarted_keeps_its_mail (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_autoptr (OdeonRef)    pool = NULL;
  OdeonStrategy           escalate = ODEON_STRATEGY_INIT;

  strategy.min_delay_ms = 20;
  odeon_system_supervise (system, &strategy);
  escalate.max_restarts = 0;
  escalate.exhausted = ODEON_DIRECTIVE_ESCALATE;
  pool = spawn_clerks (system, 3, ODEON_ROUTING_BY_KEY, &escalate, NULL);
  for (gint round = 0; round < 3; round++)
    {
      g_autoptr (GPtrArray) members = NULL;
      gint32                who;

      await_ok (odeon_ref_started (pool));
      members = odeon_pool_list_members (pool);
      assert_int_equal (members->len, 3);
      meter_poke (members->pdata[0], "fail");
      for (guint i = 0; i < 3; i++)
        {
          g_autoptr (OdeonFuture) ended = odeon_ref_ended (members->pdata[i]);

          odeon_future_await (ended, NULL);
        }
      /* The last of them has gone with the pool, which waits before it comes up. */
      for (gint i = 0; i < KEYS; i++)
        assert_true (meter_add_await (meter_add (pool, i), &who, NULL));
    }
  stop (g_steal_pointer (&pool));
}

static guint
count_words (Journal *journal, const gchar *word)
{
  guint n = 0;

  for (const gchar *at = journal->words->str; (at = strstr (at, word)) != NULL; at++)
    n++;

  return n;
}

static void
test_stopping_a_pool_stops_its_members (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *pool;
  OdeonFuture            *answers[20];
  OdeonFuture            *stopped;

  journal_init (&journal);
  pool = spawn_clerks (system, 2, ODEON_ROUTING_ROUND_ROBIN, NULL, &journal);
  await_ok (odeon_ref_started (pool));
  for (guint i = 0; i < 20; i++)
    answers[i] = meter_say (pool, "who");
  stopped = odeon_ref_stop (pool);
  await_error (meter_say (pool, "who"), ODEON_ERROR_ACTOR_DEAD);
  await_ok (stopped);
  for (guint i = 0; i < 20; i++)
    await_ok (answers[i]);
  assert_int_equal (count_words (&journal, "clerk.stopped"), 2);
  assert_false (odeon_ref_is_alive (pool));
  odeon_ref_unref (pool);
}

static void
test_a_broadcast_reaches_each_member_in_its_turn (void **state G_GNUC_UNUSED)
{
  g_auto (Journal)        journal;
  g_autoptr (OdeonSystem) system = new_system (2);
  GError                 *error = NULL;
  OdeonRef               *pool;

  journal_init (&journal);
  pool = spawn_clerks (system, 3, ODEON_ROUTING_ROUND_ROBIN, NULL, &journal);
  /* Before it has started, and after. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) members = NULL;

      assert_true (odeon_pool_broadcast_call (pool, "poke", g_variant_new ("(s)", "all"), &error));
      assert_no_error (error);
      await_ok (odeon_ref_started (pool));
      members = odeon_pool_list_members (pool);
      for (guint k = 0; k < members->len; k++)
        await_ok (odeon_ref_started (members->pdata[k]));
    }
  assert_int_equal (count_words (&journal, "clerk.all"), 6);
  assert_false (odeon_pool_broadcast_call (pool, "pike", NULL, &error));
  assert_refused (&error, ODEON_ERROR_UNKNOWN_MEMBER);
  stop (pool);
}

/* A bounded member counts what comes by way of the pool like the rest. */
static void
test_members_may_be_bounded (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonPoolOptions        options = ODEON_POOL_OPTIONS_INIT;
  g_autoptr (GPtrArray)   members = NULL;
  OdeonFuture            *answers[3];
  OdeonFuture            *shut;
  OdeonRef               *pool;

  options.size = 1;
  options.member.mailbox_bound = 2;
  pool = odeon_pool_spawn (ODEON_SPAWNER (system), clerk_get_type (), &options, NULL, NULL);
  await_ok (odeon_ref_started (pool));
  members = odeon_pool_list_members (pool);
  for (guint round = 0; round < 2; round++)
    {
      shut = shut_in (members->pdata[0]);
      for (guint i = 0; i < 3; i++)
        answers[i] = meter_say (pool, "who");
      await_error (answers[2], ODEON_ERROR_MAILBOX_FULL);
      open_door ();
      await_ok (shut);
      await_ok (answers[0]);
      await_ok (answers[1]);
    }
  stop (pool);
}

static void
test_a_pool_outlived_by_its_messages_does_no_harm (void **state G_GNUC_UNUSED)
{
  for (gint i = 0; i < scaled (50); i++)
    {
      OdeonSystem *system = new_system (2);
      OdeonRef    *pool = spawn_clerks (system, 4, ODEON_ROUTING_BY_KEY, NULL, NULL);

      for (gint k = 0; k < 100; k++)
        meter_add_tell (pool, k);
      odeon_ref_unref (pool);
      g_object_unref (system);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_members_take_their_turns),
    cmocka_unit_test (test_any_proxy_works_with_a_pool),
    cmocka_unit_test (test_what_is_sent_before_it_has_started_arrives_in_order),
    cmocka_unit_test (test_nonsense_is_refused),
    cmocka_unit_test (test_what_a_key_is_made_with_is_released_once),
    cmocka_unit_test (test_the_least_loaded_gets_it),
    cmocka_unit_test (test_one_key_is_one_actors),
    cmocka_unit_test (test_a_resize_moves_only_the_keys_that_must),
    cmocka_unit_test (test_order_of_a_key_holds_through_resizes),
    cmocka_unit_test (test_a_key_that_moves_waits_for_what_was_sent_before),
    cmocka_unit_test (test_members_that_go_handle_what_they_have),
    cmocka_unit_test (test_a_member_that_fails_is_restarted_with_its_mail),
    cmocka_unit_test (test_a_dead_member_leaves_the_rotation),
    cmocka_unit_test (test_what_a_dead_member_had_is_refused),
    cmocka_unit_test (test_a_pool_whose_last_member_failed_has_failed),
    cmocka_unit_test (test_a_pool_that_is_restarted_keeps_its_mail),
    cmocka_unit_test (test_stopping_a_pool_stops_its_members),
    cmocka_unit_test (test_a_broadcast_reaches_each_member_in_its_turn),
    cmocka_unit_test (test_members_may_be_bounded),
    cmocka_unit_test (test_a_pool_outlived_by_its_messages_does_no_harm),
  };

  return cmocka_run_group_tests_name ("pool", tests, NULL, NULL);
}
