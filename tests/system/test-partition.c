/* SPDX-License-Identifier: MIT */

/* Two nodes want one name. Each is on a machine of its own, and so is the server: these are network
 * namespaces, with a road from each node that is closed and opened again. Whoever gets the name
 * does so; never do both hold it, and what the one that was cut off writes with its token is known
 * to be late. ODEON_TEST_SCALE=10 makes a thousand rounds. */

#include "road.h"

#include "../unit/fixture/names.h"
#include "../unit/fixture/relay.h"

#define ROUNDS     100
#define LEASE_MS   60
#define TIMEOUT_MS 60
#define PORT       7001

/* Also on threads where cmocka cannot fail. */
#define must(condition) G_STMT_START { if (!(condition)) g_error (#condition); } G_STMT_END

typedef struct _Town Town;

typedef struct
{
  Town    *town;
  guint    index;
  Road    *road;
  gchar   *address; /* the server's, on the far side */
  GThread *thread;
  guint    n_held;
  guint    n_late;  /* what it wrote with a token that was too low */
} Node;

struct _Town
{
  Server server;
  Relay  relay;
  Node   nodes[2];

  GMutex      lock;
  GCond       cond;  /* a name was taken, or it is over */
  guint       n_rounds;
  guint       n_left;
  guint64     token; /* the highest one that was seen: what is written with a lower one is late */
  OdeonLease *leases[2];
};

/* --- what the name is good for --- */

/* Both were held at one moment: the first one before and after that. */
static gboolean
overlap (OdeonLease *one, OdeonLease *other)
{
  return other != NULL && odeon_lease_is_held (one) && odeon_lease_is_held (other)
         && odeon_lease_is_held (one);
}

static void
take (Town *self, Node *node, OdeonLease *lease)
{
  guint64 token = odeon_lease_get_token (lease);

  g_mutex_lock (&self->lock);
  must (!overlap (lease, self->leases[!node->index]));
  must (token > self->token);
  self->token = token;
  g_set_object (&self->leases[node->index], lease);
  self->n_rounds++;
  if (self->n_left > 0)
    self->n_left--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  node->n_held++;
}

static gboolean
is_over (Town *self)
{
  gboolean is_over;

  g_mutex_lock (&self->lock);
  is_over = self->n_left == 0;
  g_mutex_unlock (&self->lock);

  return is_over;
}

/* Then a write of the one before is known to be late. */
static void
await_successor (Town *self, Node *node, guint64 token)
{
  g_mutex_lock (&self->lock);
  while (self->token == token && self->n_left > 0)
    g_cond_wait (&self->cond, &self->lock);
  if (self->token > token)
    node->n_late++;
  g_mutex_unlock (&self->lock);
}

/* --- what happens to who has it --- */

static void
be_cut_off (Town *self, Node *node, OdeonLease *lease)
{
  road_set_closed (node->road, TRUE);
  await_ok (odeon_lease_dup_lost (lease));
  must (!odeon_lease_is_held (lease));
  await_successor (self, node, odeon_lease_get_token (lease));
  road_set_closed (node->road, FALSE);
}

/* The server does not hear that it is given back. */
static void
release_in_vain (Town *self, Node *node, OdeonLease *lease)
{
  OdeonFuture *released;

  road_set_closed (node->road, TRUE);
  released = odeon_lease_release (lease);
  must (!odeon_lease_is_held (lease));
  await_successor (self, node, odeon_lease_get_token (lease));
  road_set_closed (node->road, FALSE);
  odeon_future_await (released, NULL);
  odeon_future_unref (released);
}

static void
release_while_the_other_is_cut_off (Town *self, Node *node, OdeonLease *lease)
{
  Road *other = self->nodes[!node->index].road;

  road_set_closed (other, TRUE);
  odeon_future_unref (odeon_lease_release (lease));
  must (!odeon_lease_is_held (lease));
  road_set_closed (other, FALSE);
}

static void
be_cut_off_like_all (Town *self, Node *node G_GNUC_UNUSED, OdeonLease *lease)
{
  for (guint i = 0; i < 2; i++)
    road_set_closed (self->nodes[i].road, TRUE);
  await_ok (odeon_lease_dup_lost (lease));
  for (guint i = 0; i < 2; i++)
    road_set_closed (self->nodes[i].road, FALSE);
}

static void (*const fates[]) (Town *self, Node *node, OdeonLease *lease) = {
  be_cut_off,
  release_in_vain,
  release_while_the_other_is_cut_off,
  be_cut_off_like_all,
};

/* A machine that is short of something may have it a moment later; it is said what. */
static OdeonRedis *
open_redis (Node *self)
{
  for (guint n_failed = 0;; n_failed++)
    {
      g_autoptr (GError) error = NULL;
      OdeonRedis        *redis = odeon_redis_new (self->address, NULL, TIMEOUT_MS, &error);

      if (redis != NULL)
        return redis;

      g_printerr ("%s: %s\n", self->address, error->message);
      must (n_failed < 100);
    }
}

static gpointer
live (gpointer data)
{
  Node                      *self = data;
  g_autoptr (OdeonRedis)     redis = NULL;
  g_autoptr (OdeonDirectory) directory = NULL;

  must (road_enter (self->road, ROAD_NEAR));
  redis = open_redis (self);
  directory = odeon_directory_new (redis, "names", LEASE_MS);
  while (!is_over (self->town))
    {
      g_autoptr (OdeonLease) lease = claim (directory, "alice", self->address, NULL);

      if (lease == NULL)
        continue;

      take (self->town, self, lease);
      fates[g_random_int_range (0, G_N_ELEMENTS (fates))] (self->town, self, lease);
    }

  return NULL;
}

/* --- the town --- */

static void
enter_far (gpointer road)
{
  must (road_enter (road, ROAD_FAR));
}

static gpointer
open_relay (gpointer data)
{
  Town *self = data;

  enter_far (self->nodes[1].road);
  relay_init (&self->relay, road_get_address (ROAD_FAR, FALSE), self->server.socket);

  return NULL;
}

static gboolean
lay_roads (Town *self)
{
  RoadConditions     conditions = { .delay = 0, .seed = 1 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      self->nodes[i] = (Node) { .town = self, .index = i, .road = road_new (&conditions, &error) };
      if (self->nodes[i].road == NULL)
        {
          print_message ("skipped: %s\n", error->message);
          return FALSE;
        }
    }

  return TRUE;
}

/* The server is at the end of the first road; from that of the second one leads a relay to it. */
static void
town_init (Town *self)
{
  g_autofree gchar *options = g_strdup_printf ("--port %d --bind %s --protected-mode no", PORT,
                                               road_get_address (ROAD_FAR, FALSE));

  server_init (&self->server);
  self->server.enter = enter_far;
  self->server.place = self->nodes[0].road;
  server_start (&self->server, options);
  g_thread_join (g_thread_new ("relay", open_relay, self));
  self->nodes[0].address = g_strdup_printf ("%s:%d", road_get_address (ROAD_FAR, FALSE), PORT);
  self->nodes[1].address = g_strdup (self->relay.address);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

static void
town_clear (Town *self)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_object (&self->leases[i]);
      g_free (self->nodes[i].address);
      road_free (self->nodes[i].road);
    }
  relay_clear (&self->relay);
  server_clear (&self->server);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
}

static void
test_two_nodes_never_hold_one_name (void **state G_GNUC_UNUSED)
{
  Town town = { .n_left = (guint) scaled (ROUNDS) };

  if (!lay_roads (&town))
    {
      if (town.nodes[0].road != NULL)
        road_free (town.nodes[0].road);
      skip ();
    }

  town_init (&town);
  for (guint i = 0; i < 2; i++)
    town.nodes[i].thread = g_thread_new ("node", live, &town.nodes[i]);
  for (guint i = 0; i < 2; i++)
    g_thread_join (town.nodes[i].thread);
  g_print ("# %u rounds, %u and %u of each; %u late writes refused\n", town.n_rounds,
           town.nodes[0].n_held, town.nodes[1].n_held,
           town.nodes[0].n_late + town.nodes[1].n_late);
  assert_true (town.n_rounds >= (guint) scaled (ROUNDS));
  town_clear (&town);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_two_nodes_never_hold_one_name),
  };

  if (!have_server ())
    return skip_without_server ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
