/* SPDX-License-Identifier: MIT */

/* The tree that chaos is made in: three levels of ten below the root. Each inner node spawns its
 * children in `started`, monitors them, and spawns anew who has ended. Some have several messages
 * under way, some a bound, some a mailbox of a user's; some leaves are pools. What is wrong they
 * count. */

#pragma once

#include "box.h"

#include <stdatomic.h>

#define FANOUT    10
#define N_NODES   (1 + FANOUT + FANOUT * FANOUT + FANOUT * FANOUT * FANOUT)
#define N_INNER   (1 + FANOUT + FANOUT * FANOUT)
#define N_WORKERS 2
#define RESTARTS  20

/* What is known of the actor of a place in the tree, across all its lives. */
typedef struct
{
  atomic_int n_objects; /* that live */
} Place;

/* Of one actor, from its spawn to its end: a property of each of its objects. */
typedef struct
{
  OdeonSystem *system;
  guint        index;
  atomic_int   n_restarts;
} Life;

static struct
{
  Place       places[N_NODES];
  atomic_int  n_lives;
  atomic_int  n_restarts;
  atomic_int  n_respawns;
  atomic_int  n_doubles;  /* names held by two */
  atomic_int  n_excesses; /* restarts beyond the limit */
  atomic_int  n_lost;     /* futures that nobody settled */
  atomic_uint n_settled;
} chaos;

/* --- chance --- */

static guint32
draw (guint64 *seed)
{
  *seed = *seed * G_GUINT64_CONSTANT (6364136223846793005)
          + G_GUINT64_CONSTANT (1442695040888963407);

  return (guint32) (*seed >> 33);
}

static gchar *
name_of (guint index)
{
  return g_strdup_printf ("node-%u", index);
}

static OdeonRef *
find (OdeonSystem *system, guint index)
{
  g_autofree gchar *name = name_of (index);

  return odeon_system_find (system, name);
}

/* --- the node --- */

typedef enum
{
  WORD_ANSWER,
  WORD_FAIL,
  WORD_PANIC,
  WORD_STOP,
  WORD_ASK,   /* and further: the index of whom to ask */
} Word;

typedef struct
{
  OdeonActor parent_instance;

  Life *life;
} Node;

typedef OdeonActorClass NodeClass;

GType node_get_type (void);

G_DEFINE_TYPE (Node, node, ODEON_TYPE_ACTOR)

/* Called back by whom it awaits. */
typedef Node      Host;
typedef NodeClass HostClass;

GType host_get_type (void);

G_DEFINE_TYPE (Host, host, node_get_type ())

static void
host_class_init (HostClass *klass)
{
  klass->reentrant = TRUE;
}

static void
host_init (Host *self G_GNUC_UNUSED)
{
}

static void
life_over (gpointer life G_GNUC_UNUSED)
{
  atomic_fetch_sub (&chaos.n_lives, 1);
}

/* Its properties hold it, and each object: as a boxed value would be. */
static Life *
life_ref (Life *life)
{
  return g_atomic_rc_box_acquire (life);
}

static void
life_unref (Life *life)
{
  g_atomic_rc_box_release_full (life, life_over);
}

static GType life_get_type (void);

G_DEFINE_BOXED_TYPE (Life, life, life_ref, life_unref)

static GVariant *node_receive (OdeonActor *actor, GVariant *message, GError **error);

typedef OdeonActor      Clerk;
typedef OdeonActorClass ClerkClass;

GType clerk_get_type (void);

/* A member of a pool: one of several in a place. */
G_DEFINE_TYPE (Clerk, clerk, ODEON_TYPE_ACTOR)

static GVariant *
clerk_receive (OdeonActor *actor, GVariant *message, GError **error)
{
  return g_variant_get_uint32 (message) < WORD_ASK ? node_receive (actor, message, error) : NULL;
}

static void
clerk_class_init (ClerkClass *klass)
{
  klass->receive = clerk_receive;
}

static void
clerk_init (Clerk *self G_GNUC_UNUSED)
{
}

static OdeonRef *
spawn_clerks (OdeonSpawner *in, guint index, GError **error)
{
  OdeonPoolOptions  options = ODEON_POOL_OPTIONS_INIT;
  g_autofree gchar *name = name_of (index);

  options.name = name;
  options.size = 1 + index % 4;
  options.routing = index % 2 == 0 ? ODEON_ROUTING_LEAST_LOADED : ODEON_ROUTING_ROUND_ROBIN;

  return odeon_pool_spawn (in, clerk_get_type (), &options, error, NULL);
}

/* What is before it, besides; nothing that would make a driver wait. */
static void
choose_mailbox (guint index, OdeonSpawnOptions *options)
{
  static const OdeonOverflow policies[] = { ODEON_OVERFLOW_REFUSE, ODEON_OVERFLOW_DROP_NEWEST,
                                            ODEON_OVERFLOW_DROP_OLDEST, ODEON_OVERFLOW_STOP };

  if (index % 4 < 2 && index % 3 != 0 && index % 5 < 2)
    options->mailbox = (OdeonMailbox *) box_new (index % 2 == 0 ? BOX_LAST_FIRST : 0);
  else if (index % 5 == 2)
    {
      options->mailbox_bound = 100;
      options->overflow = policies[index / 5 % G_N_ELEMENTS (policies)];
    }
}

static OdeonRef *
spawn_node (OdeonSpawner *in, OdeonSystem *system, guint index, GError **error)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  g_autofree gchar *name = name_of (index);
  Life             *life;
  OdeonRef         *ref;

  if (index >= N_INNER && index % 11 == 4)
    return spawn_clerks (in, index, error);

  life = g_atomic_rc_box_new0 (Life);
  life->system = system;
  life->index = index;
  atomic_fetch_add (&chaos.n_lives, 1);
  options.name = name;
  options.placement = ODEON_PLACE_WORKER;
  options.worker = index % N_WORKERS;
  options.restart = index % 7 == 3 ? ODEON_RESTART_PERMANENT
                    : index % 7 == 5 ? ODEON_RESTART_TEMPORARY : ODEON_RESTART_DEFAULT;
  options.max_concurrency = index % 4;
  choose_mailbox (index, &options);
  ref = odeon_spawn (in, index % 3 == 0 ? host_get_type () : node_get_type (), &options, error,
                     "life", life, NULL);
  g_clear_object (&options.mailbox);
  life_unref (life);

  return ref;
}

/* A name may be held still by one whose end is on its way; then its parent's end is, too. */
static void
spawn_child (Node *self, guint index)
{
  OdeonRef *child = spawn_node (ODEON_SPAWNER (self), self->life->system, index, NULL);

  if (child == NULL)
    return;

  odeon_actor_monitor ((OdeonActor *) self, child);
  odeon_ref_unref (child);
}

static gboolean
node_started (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  Node         *self = (Node *) actor;
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  guint         index = self->life->index;

  if (index >= N_INNER)
    return TRUE;

  strategy.kind = (OdeonStrategyKind) (index % 3);
  strategy.max_restarts = RESTARTS;
  strategy.period_ms = 0;
  strategy.min_delay_ms = index % 2;
  strategy.max_delay_ms = 4;
  strategy.jitter = 0.5;
  strategy.exhausted = index % 4 == 0 ? ODEON_DIRECTIVE_ESCALATE : ODEON_DIRECTIVE_STOP;
  odeon_actor_supervise (actor, &strategy);
  for (guint i = 1; i <= FANOUT; i++)
    spawn_child (self, index * FANOUT + i);

  return TRUE;
}

static gboolean
node_restarted (OdeonActor *actor, const GError *reason G_GNUC_UNUSED, GError **error)
{
  Node *self = (Node *) actor;

  atomic_fetch_add (&chaos.n_restarts, 1);
  if (atomic_fetch_add (&self->life->n_restarts, 1) >= RESTARTS && self->life->index != 0)
    atomic_fetch_add (&chaos.n_excesses, 1);

  return node_started (actor, error);
}

static gboolean
node_peer_ended (OdeonActor   *actor,
                 OdeonRef     *peer,
                 const GError *reason G_GNUC_UNUSED,
                 GError      **error G_GNUC_UNUSED)
{
  guint index = (guint) g_ascii_strtoull (odeon_ref_get_name (peer) + strlen ("node-"), NULL, 10);

  atomic_fetch_add (&chaos.n_respawns, 1);
  spawn_child ((Node *) actor, index);

  return TRUE;
}

static GVariant *
ask_other (Node *self, guint index, GError **error)
{
  g_autoptr (OdeonRef)    other = find (self->life->system, index);
  g_autoptr (OdeonFuture) future = NULL;

  if (other == NULL)
    return NULL;
  if (index % 16 == 0)
    odeon_actor_link ((OdeonActor *) self, other);

  future = odeon_ref_ask (other, g_variant_new_uint32 (WORD_ANSWER));

  return odeon_future_await (future, error) ? odeon_future_dup_variant (future, error) : NULL;
}

static GVariant *
node_receive (OdeonActor *actor, GVariant *message, GError **error)
{
  guint32 word = g_variant_get_uint32 (message);

  switch (word)
    {
    case WORD_ANSWER:
      return NULL;
    case WORD_FAIL:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "chaos");
      return NULL;
    case WORD_PANIC:
      odeon_actor_fail (actor, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "panic"));
      return NULL;
    case WORD_STOP:
      odeon_actor_stop (actor);
      return NULL;
    default:
      return ask_other ((Node *) actor, word - WORD_ASK, error);
    }
}

static void
node_set_property (GObject *object, guint id G_GNUC_UNUSED, const GValue *value,
                   GParamSpec *pspec G_GNUC_UNUSED)
{
  Node *self = (Node *) object;

  self->life = g_value_dup_boxed (value);
  if (atomic_fetch_add (&chaos.places[self->life->index].n_objects, 1) != 0)
    atomic_fetch_add (&chaos.n_doubles, 1);
}

static void
node_finalize (GObject *object)
{
  Node *self = (Node *) object;

  atomic_fetch_sub (&chaos.places[self->life->index].n_objects, 1);
  life_unref (self->life);
  G_OBJECT_CLASS (node_parent_class)->finalize (object);
}

static void
node_class_init (NodeClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = node_set_property;
  G_OBJECT_CLASS (klass)->finalize = node_finalize;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_boxed ("life", NULL, NULL, life_get_type (),
                                                       G_PARAM_WRITABLE));
  klass->started = node_started;
  klass->restarted = node_restarted;
  klass->receive = node_receive;
  klass->peer_ended = node_peer_ended;
}

static void
node_init (Node *self G_GNUC_UNUSED)
{
}
