/* SPDX-License-Identifier: MIT */

/* However hard actors flood each other, what else lives on their thread has its turn: sources of
 * the main context, timers, the stop of a neighbour and its answers. The floods never end by
 * themselves; what is measured is how late each thing comes. */

#include "punctuality.h"

#include <stdatomic.h>
#include <string.h>

#define IN_FLIGHT  1000000
#define REFUSED    300000
#define CROWD      10
#define SLOW       3

/* --- a flooder: sends on what it receives --- */

typedef struct
{
  OdeonActor parent_instance;
} Flooder;

typedef OdeonActorClass FlooderClass;

static GType flooder_get_type (void);

G_DEFINE_TYPE (Flooder, flooder, ODEON_TYPE_ACTOR)

typedef struct
{
  atomic_bool  over;
  atomic_int   n_handled;
  atomic_int   n_queued;            /* from outside */
  gint64       work_usec;           /* that a message takes */
  OdeonRef    *actors[CROWD];
  OdeonRef    *receivers[CROWD];    /* of what the actor of the same place is sent */
  GVariant    *words[CROWD];        /* each a message that says whom it is for */
} Flood;

static Flood *flood;

static void
spend (gint64 usec)
{
  gint64 end = g_get_monotonic_time () + usec;

  while (usec > 0 && g_get_monotonic_time () < end)
    ;
}

static GVariant *
flooder_receive (OdeonActor *actor G_GNUC_UNUSED, GVariant *message, GError **error G_GNUC_UNUSED)
{
  guint i = g_variant_get_uint32 (message);

  atomic_fetch_add (&flood->n_handled, 1);
  atomic_fetch_sub (&flood->n_queued, 1);
  spend (flood->work_usec);
  if (i < CROWD && !atomic_load (&flood->over))
    odeon_ref_tell (flood->receivers[i], flood->words[i]);

  return NULL;
}

static void
flooder_class_init (FlooderClass *klass)
{
  klass->receive = flooder_receive;
}

static void
flooder_init (Flooder *self G_GNUC_UNUSED)
{
}

/* --- the floods --- */

static void
flood_init (Flood *self, Place *place)
{
  memset (self, 0, sizeof *self);
  for (guint32 i = 0; i < CROWD; i++)
    {
      GError *error = NULL;

      self->actors[i] = odeon_spawn (ODEON_SPAWNER (place->system), flooder_get_type (),
                                     &place->options, &error, NULL);
      assert_no_error (error);
      self->words[i] = g_variant_ref_sink (g_variant_new_uint32 (i));
      self->receivers[i] = self->actors[i];
    }
  flood = self;
}

static void
flood_begin (Flood *self, gint n)
{
  for (gint i = 0; i < n; i++)
    odeon_ref_tell (self->receivers[i % CROWD], self->words[i % CROWD]);
}

static void
assert_floods_on (Flood *self)
{
  gint before = atomic_load (&self->n_handled);

  while (atomic_load (&self->n_handled) == before)
    g_thread_yield ();
}

static void
flood_clear (Flood *self)
{
  atomic_store (&self->over, TRUE);
  for (guint i = 0; i < CROWD; i++)
    {
      stop_and_unref (self->actors[i]);
      g_variant_unref (self->words[i]);
    }
}

static void
flood_themselves (Place *place)
{
  Flood self;

  flood_init (&self, place);
  flood_begin (&self, scaled (IN_FLIGHT));
  assert_all_in_time (place);
  assert_floods_on (&self);
  flood_clear (&self);
}

static void
flood_in_pairs (Place *place)
{
  Flood self;

  flood_init (&self, place);
  for (guint i = 0; i < CROWD; i++)
    self.receivers[i] = self.actors[(i + 1) % CROWD];
  flood_begin (&self, scaled (IN_FLIGHT));
  assert_all_in_time (place);
  assert_floods_on (&self);
  flood_clear (&self);
}

static void
flood_slowly (Place *place)
{
  Flood self;

  flood_init (&self, place);
  self.work_usec = 1000;
  for (guint i = 0; i < 100 * SLOW; i++)
    odeon_ref_tell (self.actors[i % SLOW], self.words[i % SLOW]);
  /* The first of them nobody expects to be slow. */
  while (atomic_load (&self.n_handled) < 100 * SLOW)
    g_thread_yield ();
  assert_all_in_time (place);
  assert_floods_on (&self);
  flood_clear (&self);
}

static gpointer
pour (gpointer data)
{
  Flood *self = data;

  for (guint i = 0; !atomic_load (&self->over); i++)
    {
      if (atomic_fetch_add (&self->n_queued, 1) > scaled (IN_FLIGHT))
        g_thread_yield ();
      odeon_ref_tell (self->actors[i % CROWD], g_variant_new_uint32 (CROWD));
    }

  return NULL;
}

static void
flood_from_outside (Place *place)
{
  Flood    self;
  GThread *thread;

  flood_init (&self, place);
  thread = g_thread_new ("pour", pour, &self);
  assert_all_in_time (place);
  assert_floods_on (&self);
  atomic_store (&self.over, TRUE);
  g_thread_join (thread);
  flood_clear (&self);
}

/* Each continuation attaches the next, to a future that is done. */
typedef struct
{
  OdeonFuture *done;
  atomic_bool  over;
  atomic_int   n_links;
} Chain;

static void
chain_on (OdeonFuture *done, gpointer data)
{
  Chain *self = data;

  atomic_fetch_add (&self->n_links, 1);
  if (!atomic_load (&self->over))
    odeon_future_on_done (done, chain_on, self, NULL);
  else
    atomic_store (&self->n_links, -1);
}

static void
chain_begin (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  odeon_future_on_done (((Chain *) data)->done, chain_on, data, NULL);
}

static gboolean
chain_begin_in_source (gpointer data)
{
  chain_begin (NULL, data);

  return G_SOURCE_REMOVE;
}

static void
chain_init (Chain *self)
{
  g_autoptr (OdeonPromise) promise = odeon_promise_new ();

  self->done = odeon_promise_get_future (promise);
  odeon_promise_set_boolean (promise, TRUE);
  atomic_init (&self->over, FALSE);
  atomic_init (&self->n_links, 0);
}

static void
chain_end (Chain *self)
{
  assert_true (atomic_load (&self->n_links) > 0);
  atomic_store (&self->over, TRUE);
  while (atomic_load (&self->n_links) != -1)
    g_thread_yield ();
  odeon_future_unref (self->done);
}

static void
chain_continuations (Place *place)
{
  OdeonRef *actor = spawn_there (place);
  Chain     in_actor;
  Chain     outside;

  chain_init (&in_actor);
  chain_init (&outside);
  await_ok (invoke (actor, chain_begin, &in_actor));
  g_main_context_invoke (place->context, chain_begin_in_source, &outside);
  while (atomic_load (&outside.n_links) == 0)
    g_thread_yield ();
  assert_all_in_time (place);
  chain_end (&in_actor);
  chain_end (&outside);
  stop_and_unref (actor);
}

/* What an actor that ends has not handled is refused, however much it is. */
static gint64
idle_source_while_many_are_refused (Place *place)
{
  OdeonRef *actor = spawn_there (place);
  Gate      gate;
  Probe     probe;
  gint64    late;

  gate_init (&gate);
  odeon_future_unref (invoke (actor, wait_at_gate, &gate));
  gate_await_arrival (&gate);
  for (gint i = 0; i < scaled (REFUSED); i++)
    odeon_ref_tell (actor, flood->words[0]);
  probe_init (&probe, place);
  odeon_future_unref (odeon_ref_kill (actor));
  /* From here on it refuses. */
  while (odeon_ref_is_alive (actor))
    g_thread_yield ();
  attach (place, g_idle_source_new (), probe_dispatched, &probe);
  late = probe_await (&probe);
  stop_and_unref (actor);
  gate_clear (&gate);

  return late;
}

static void
refuse_a_flood (Place *place)
{
  Flood self;

  flood_init (&self, place);
  count_log (NULL);
  assert_in_time ("an idle source", idle_source_while_many_are_refused, place);
  restore_log ();
  flood_clear (&self);
}

/* Each is news of its own in the worker's inbox. */
static void
tell_a_crowd (Place *place)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new ();

  for (gint i = scaled (100000); i > 0; i--)
    g_ptr_array_add (crowd, spawn_there (place));
  assert_all_in_time (place);
  for (guint i = 0; i < crowd->len; i++)
    odeon_future_unref (odeon_ref_kill (crowd->pdata[i]));
  assert_all_in_time (place);
  for (guint i = 0; i < crowd->len; i++)
    odeon_ref_unref (crowd->pdata[i]);
}

#define TEST(name, flood_of)                              \
  static void                                             \
  name##_on_a_worker (void **state G_GNUC_UNUSED)         \
  {                                                       \
    Place place;                                          \
    place_on_worker (&place);                             \
    flood_of (&place);                                    \
    place_clear (&place);                                 \
  }                                                       \
  static void                                             \
  name##_in_an_application (void **state G_GNUC_UNUSED)   \
  {                                                       \
    Place place;                                          \
    place_in_context (&place);                            \
    flood_of (&place);                                    \
    place_clear (&place);                                 \
  }

TEST (actors_that_flood_themselves, flood_themselves)
TEST (actors_that_flood_each_other, flood_in_pairs)
TEST (slow_actors, flood_slowly)
TEST (a_flood_from_outside, flood_from_outside)
TEST (endless_continuations, chain_continuations)
TEST (a_flood_of_refusals, refuse_a_flood)
TEST (a_crowd, tell_a_crowd)

#define TESTS(name) \
  cmocka_unit_test (name##_on_a_worker), cmocka_unit_test (name##_in_an_application)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TESTS (actors_that_flood_themselves),
    TESTS (actors_that_flood_each_other),
    TESTS (slow_actors),
    TESTS (a_flood_from_outside),
    TESTS (endless_continuations),
    TESTS (a_flood_of_refusals),
    TESTS (a_crowd),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
