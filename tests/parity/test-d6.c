/* SPDX-License-Identifier: MIT */

/* libdex: two pushes before a pop lose one work item and run the other twice. Here: however actors
 * are stolen, each message is handled once, in its sender's order, by one thread at a time. */

#include "stage.h"

#include <stdatomic.h>

#define WORKERS 4
#define NOMADS  24
#define SETTLED 8
#define ACTORS  (NOMADS + SETTLED)
#define THREADS 2
#define SENDERS (ACTORS + THREADS)
#define FAN     4

/* --- an actor that sends and receives numbered messages --- */

typedef struct
{
  OdeonActor parent_instance;

  guint   index;
  guint32 state;          /* of its random numbers */
  gint64  sent[ACTORS];   /* to whom */
  gint64  came[SENDERS];  /* from whom */
} Courier;

typedef OdeonActorClass CourierClass;
typedef Courier         NomadCourier;
typedef OdeonActorClass NomadCourierClass;

static struct
{
  OdeonRef    *actors[ACTORS];
  atomic_bool  busy[ACTORS];
  atomic_int   n_wrong;
  atomic_llong  n_came;
  gint64       n_expected;
  OdeonPromise *all_came;
} post;

static GType courier_get_type (void);
static GType nomad_courier_get_type (void);

G_DEFINE_TYPE (Courier, courier, ODEON_TYPE_ACTOR)
G_DEFINE_TYPE (NomadCourier, nomad_courier, courier_get_type ())

static GVariant *
letter (guint from, gint64 number)
{
  return g_variant_new_int64 (((gint64) from << 40) | number);
}

static guint
choose (guint32 *state, guint n)
{
  *state = *state * 1664525 + 1013904223;

  return (*state >> 8) % n;
}

/* Some to others, and the rest of the task to itself. */
static void
send_some (Courier *self, gint left)
{
  for (guint i = 0; i < FAN; i++)
    {
      guint to = choose (&self->state, ACTORS);

      odeon_ref_tell (post.actors[to], letter (self->index, ++self->sent[to]));
    }
  if (left > 1)
    odeon_ref_tell (post.actors[self->index], g_variant_new_int32 (left - 1));
}

static GVariant *
courier_receive (OdeonActor *actor, GVariant *message, GError **error G_GNUC_UNUSED)
{
  Courier *self = (Courier *) actor;

  if (atomic_exchange (&post.busy[self->index], TRUE))
    atomic_fetch_add (&post.n_wrong, 1);

  if (g_variant_is_of_type (message, G_VARIANT_TYPE_INT32))
    send_some (self, g_variant_get_int32 (message));
  else
    {
      gint64 number = g_variant_get_int64 (message);
      guint  from = (guint) (number >> 40);

      if ((number & (((gint64) 1 << 40) - 1)) != ++self->came[from])
        atomic_fetch_add (&post.n_wrong, 1);
      if (atomic_fetch_add (&post.n_came, 1) + 1 == post.n_expected)
        odeon_promise_set_boolean (post.all_came, TRUE);
    }

  atomic_store (&post.busy[self->index], FALSE);

  return NULL;
}

static void
courier_set_property (GObject *object, guint id G_GNUC_UNUSED, const GValue *value,
                      GParamSpec *pspec G_GNUC_UNUSED)
{
  ((Courier *) object)->index = g_value_get_uint (value);
  ((Courier *) object)->state = g_value_get_uint (value);
}

static void
courier_class_init (CourierClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = courier_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_uint ("index", NULL, NULL, 0, ACTORS, 0,
                                                      G_PARAM_WRITABLE));
  klass->receive = courier_receive;
}

static void
nomad_courier_class_init (NomadCourierClass *klass)
{
  klass->migratable = TRUE;
}

static void
courier_init (Courier *self G_GNUC_UNUSED)
{
}

static void
nomad_courier_init (NomadCourier *self G_GNUC_UNUSED)
{
}

/* --- the post --- */

static void
post_open (OdeonSystem *system, gint64 n_expected)
{
  atomic_store (&post.n_wrong, 0);
  atomic_store (&post.n_came, 0);
  post.n_expected = n_expected;
  post.all_came = odeon_promise_new ();
  for (guint i = 0; i < ACTORS; i++)
    {
      GType   type = i < NOMADS ? nomad_courier_get_type () : courier_get_type ();
      GError *error = NULL;

      post.actors[i] = odeon_spawn (ODEON_SPAWNER (system), type, NULL, &error,
                                    "index", i, NULL);
      assert_no_error (error);
    }
}

/* Once all letters have come; what comes twice is there as well when the actors have stopped. */
static void
post_close (void)
{
  await_ok (odeon_promise_get_future (post.all_came));
  for (guint i = 0; i < ACTORS; i++)
    stop_and_unref (post.actors[i]);
  odeon_promise_free (post.all_came);
}

typedef struct
{
  guint index;
  gint  n;
} Sender;

static gpointer
send_from_outside (gpointer data)
{
  Sender *self = data;
  guint32 state = self->index;
  gint64  sent[ACTORS] = { 0 };

  for (gint i = 0; i < self->n; i++)
    {
      guint to = choose (&state, ACTORS);

      odeon_ref_tell (post.actors[to], letter (self->index, ++sent[to]));
    }

  return NULL;
}

static void
d6_each_message_is_handled_once_and_in_order (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (WORKERS);
  gint                    n = scaled (20000);
  Sender                  senders[THREADS];
  GThread                *threads[THREADS];

  post_open (system, (gint64) n * FAN * SENDERS);
  for (guint i = 0; i < ACTORS; i++)
    odeon_ref_tell (post.actors[i], g_variant_new_int32 (n));
  for (guint i = 0; i < THREADS; i++)
    {
      senders[i] = (Sender) { ACTORS + i, n * FAN };
      threads[i] = g_thread_new ("sender", send_from_outside, &senders[i]);
    }
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  post_close ();
  assert_int_equal (atomic_load (&post.n_came), post.n_expected);
  assert_int_equal (atomic_load (&post.n_wrong), 0);
}

/* --- those that come and go meanwhile --- */

typedef struct
{
  OdeonActor parent_instance;
} Mayfly;

typedef OdeonActorClass MayflyClass;

static GType mayfly_get_type (void);

G_DEFINE_TYPE (Mayfly, mayfly, ODEON_TYPE_ACTOR)

/* Asks the next generation, if there is to be one, and waits for its answer. */
static GVariant *
mayfly_receive (OdeonActor *actor, GVariant *message, GError **error)
{
  gint                    left = g_variant_get_int32 (message);
  g_autoptr (OdeonRef)    child = NULL;
  g_autoptr (OdeonFuture) asked = NULL;

  if (left == 0)
    return g_variant_new_int32 (1);

  child = odeon_spawn (ODEON_SPAWNER (actor), mayfly_get_type (), NULL, error, NULL);
  if (child == NULL)
    return NULL;
  asked = odeon_ref_ask (child, g_variant_new_int32 (left - 1));
  if (left % 3 == 0)
    odeon_future_unref (odeon_ref_kill (child));
  if (!odeon_future_await (asked, NULL))
    return g_variant_new_int32 (0);
  odeon_future_unref (odeon_ref_stop (child));

  return odeon_future_dup_variant (asked, error);
}

static void
mayfly_class_init (MayflyClass *klass)
{
  klass->receive = mayfly_receive;
  klass->migratable = TRUE;
}

static void
mayfly_init (Mayfly *self G_GNUC_UNUSED)
{
}

static void
d6_every_question_is_answered_whoever_ends (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (WORKERS);

  for (gint i = scaled (300); i > 0; i--)
    {
      OdeonRef    *roots[16];
      OdeonFuture *asked[16];

      for (gint j = 0; j < 16; j++)
        {
          roots[j] = odeon_spawn (ODEON_SPAWNER (system), mayfly_get_type (), NULL, NULL, NULL);
          asked[j] = odeon_ref_ask (roots[j], g_variant_new_int32 (j % 8));
        }
      for (gint j = 0; j < 16; j++)
        {
          if (j % 5 == 0)
            odeon_future_unref (odeon_ref_kill (roots[j]));
          odeon_future_await (asked[j], NULL);
          odeon_future_unref (asked[j]);
          await_ok (j % 2 == 0 ? odeon_ref_stop (roots[j]) : odeon_ref_kill (roots[j]));
          odeon_ref_unref (roots[j]);
        }
    }
  assert_int_equal (odeon_system_get_n_actors (system), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (d6_each_message_is_handled_once_and_in_order),
    cmocka_unit_test (d6_every_question_is_answered_whoever_ends),
  };

  count_log (NULL);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
