/* SPDX-License-Identifier: MIT */

/* Events of numbers alone, to a single actor: what is so sent arrives, or is let go of, as anything
 * else that is published. */

#include "ping.h"

typedef struct
{
  gint32 x, y, z;
} Point;

typedef struct
{
  gint64 usec;
} Tick;

static const OdeonMemberInfo point_members[] = {
  { .name = "x", .type = &odeon_int32_info, .offset = G_STRUCT_OFFSET (Point, x) },
  { .name = "y", .type = &odeon_int32_info, .offset = G_STRUCT_OFFSET (Point, y) },
  { .name = "z", .type = &odeon_int32_info, .offset = G_STRUCT_OFFSET (Point, z) },
};

static const OdeonTypeInfo point_info = {
  .kind = ODEON_KIND_STRUCT,
  .size = sizeof (Point),
  .name = "Test::Point",
  .members = point_members,
  .n_members = G_N_ELEMENTS (point_members),
  .signature = "(iii)",
  .alignment = 4,
};

static const OdeonMemberInfo tick_members[] = {
  { .name = "usec", .type = &odeon_int64_info, .offset = G_STRUCT_OFFSET (Tick, usec) },
};

static const OdeonTypeInfo tick_info = {
  .kind = ODEON_KIND_STRUCT,
  .size = sizeof (Tick),
  .name = "Test::Tick",
  .members = tick_members,
  .n_members = G_N_ELEMENTS (tick_members),
  .signature = "(x)",
  .alignment = 8,
};

static OdeonTopic point_topic = ODEON_TOPIC_INIT (point_info);
static OdeonTopic tick_topic = ODEON_TOPIC_INIT (tick_info);

typedef struct
{
  OdeonActor *actor;
  guint64     id;
  gint64      sum;
  gint        n;
  gint        n_destroyed;
  gboolean    leaves; /* as soon as it is called */
  OdeonRef   *sender; /* (nullable): of the last */
} Watcher;

static void
watcher_destroy (gpointer data)
{
  Watcher *self = data;

  self->n_destroyed++;
  odeon_ref_unref (g_steal_pointer (&self->sender));
}

static void
watcher_count (Watcher *self, gint64 number)
{
  self->n++;
  self->sum += number;
  odeon_ref_unref (self->sender);
  self->sender = odeon_actor_dup_sender (self->actor);
  if (self->leaves)
    odeon_topic_unsubscribe (self->id);
}

static gboolean
on_tick (gconstpointer event, gpointer data)
{
  watcher_count (data, ((const Tick *) event)->usec);

  return ODEON_EVENT_CONTINUE;
}

static gboolean
on_point (gconstpointer event, gpointer data)
{
  const Point *point = event;

  watcher_count (data, point->x * 10000 + point->y * 100 + point->z);

  return ODEON_EVENT_CONTINUE;
}

static void
watch_ticks (OdeonActor *actor, gpointer data)
{
  Watcher *self = data;

  self->actor = actor;
  self->id = odeon_topic_subscribe (&tick_topic, actor, 0, on_tick, self, watcher_destroy);
}

static void
watch_points (OdeonActor *actor, gpointer data)
{
  Watcher *self = data;

  self->actor = actor;
  self->id = odeon_topic_subscribe (&point_topic, actor, 0, on_point, self, watcher_destroy);
}

static guint
tick (gpointer in, gint64 usec)
{
  return odeon_topic_publish (&tick_topic, in, &(Tick) { usec });
}

static void
tick_thrice (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  for (gint64 i = 1; i <= 3; i++)
    assert_int_equal (tick (actor, i), 1);
}

static void
it_arrives_whole_wherever_it_comes_from (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_on (system, 0);
  Watcher                 ticks = { 0 };
  Watcher                 points = { 0 };

  await_ok (invoke (actor, watch_ticks, &ticks));
  await_ok (invoke (actor, watch_points, &points));

  assert_int_equal (tick (system, 40), 1);
  assert_int_equal (odeon_topic_publish (&point_topic, system, &(Point) { 1, 2, 3 }), 1);
  settle (actor);
  assert_int_equal (ticks.sum, 40);
  assert_int_equal (points.sum, 10203);
  assert_null (ticks.sender);

  for (guint worker = 0; worker < 2; worker++)
    {
      OdeonRef *publisher = spawn_on (system, worker);

      await_ok (invoke (publisher, tick_thrice, NULL));
      settle (actor);
      assert_ptr_equal (ticks.sender, publisher);
      stop_and_unref (publisher);
    }
  assert_int_equal (ticks.n, 7);
  assert_int_equal (ticks.sum, 52);

  stop_and_unref (actor);
  assert_int_equal (ticks.n_destroyed, 1);
  assert_int_equal (points.n_destroyed, 1);
}

/* More than a thread takes references to the roster at once. */
static void
many_are_counted_right (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  Watcher                 watcher = { 0 };
  OdeonRef               *actor = spawn_on (system, 1);
  gint                    n = scaled (5000);

  await_ok (invoke (actor, watch_ticks, &watcher));
  for (gint i = 0; i < n; i++)
    assert_int_equal (tick (system, 1), 1);
  settle (actor);
  assert_int_equal (watcher.sum, n);
  stop_and_unref (actor);
  assert_int_equal (tick (system, 1), 0);
}

static void
who_leaves_while_called_is_not_called_again (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_on (system, 0);
  Watcher                 watcher = { .leaves = TRUE };

  await_ok (invoke (actor, watch_ticks, &watcher));
  await_ok (odeon_ref_suspend (actor));
  assert_int_equal (tick (system, 1), 1);
  assert_int_equal (tick (system, 2), 1);
  await_ok (odeon_ref_resume (actor));
  settle (actor);
  assert_int_equal (watcher.sum, 1);
  assert_int_equal (watcher.n_destroyed, 1);
  assert_int_equal (tick (system, 4), 0);
  stop_and_unref (actor);
}

static void
what_is_on_its_way_to_one_that_ends_is_let_go_of (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  OdeonRef               *actor = spawn_on (system, 0);
  OdeonRef               *neighbour = spawn_on (system, 0);
  Watcher                 watcher = { 0 };

  await_ok (invoke (actor, watch_ticks, &watcher));
  await_ok (odeon_ref_suspend (actor));
  assert_int_equal (tick (system, 1), 1);
  await_ok (invoke (neighbour, tick_thrice, NULL));
  await_ok (odeon_ref_kill (actor));
  assert_int_equal (watcher.n, 0);
  assert_int_equal (watcher.n_destroyed, 1);
  odeon_ref_unref (actor);
  stop_and_unref (neighbour);
}

static void
another_that_joins_hears_what_is_published_from_then_on (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_on (system, 0);
  OdeonRef               *other = spawn_on (system, 0);
  Watcher                 first = { 0 };
  Watcher                 second = { 0 };

  await_ok (invoke (actor, watch_ticks, &first));
  await_ok (odeon_ref_suspend (actor));
  assert_int_equal (tick (system, 1), 1);
  await_ok (invoke (other, watch_ticks, &second));
  assert_int_equal (tick (system, 2), 2);
  await_ok (odeon_ref_resume (actor));
  settle (actor);
  settle (other);
  assert_int_equal (first.sum, 3);
  assert_int_equal (second.sum, 2);

  stop_and_unref (other);
  assert_int_equal (tick (system, 4), 1);
  settle (actor);
  assert_int_equal (first.sum, 7);
  stop_and_unref (actor);
}

static void
where_it_can_be_aborted_it_is_queued (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (0);
  OdeonRef               *actor = spawn_player (system, "", NULL);
  Watcher                 watcher = { 0 };

  await_ok (invoke (actor, watch_ticks, &watcher));
  assert_int_equal (tick (system, 1), 1);
  assert_int_equal (tick (system, 2), 1);
  assert_int_equal (odeon_topic_get_n_queued (&tick_topic, system), 2);
  assert_int_equal (odeon_topic_abort (&tick_topic, system, FALSE), 1);
  settle (actor);
  assert_int_equal (watcher.sum, 2);
  stop_and_unref (actor);
}

static void
who_triggers_it_learns_that_it_was_called (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  OdeonRef               *actor = spawn_on (system, 0);
  Watcher                 watcher = { 0 };

  await_ok (invoke (actor, watch_ticks, &watcher));
  assert_int_equal (await_int64 (odeon_topic_trigger (&tick_topic, system, &(Tick) { 3 })), 1);
  assert_int_equal (watcher.sum, 3);
  stop_and_unref (actor);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (it_arrives_whole_wherever_it_comes_from),
    cmocka_unit_test (many_are_counted_right),
    cmocka_unit_test (who_leaves_while_called_is_not_called_again),
    cmocka_unit_test (what_is_on_its_way_to_one_that_ends_is_let_go_of),
    cmocka_unit_test (another_that_joins_hears_what_is_published_from_then_on),
    cmocka_unit_test (where_it_can_be_aborted_it_is_queued),
    cmocka_unit_test (who_triggers_it_learns_that_it_was_called),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
