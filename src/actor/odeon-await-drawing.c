/* SPDX-License-Identifier: MIT */

/* The graph is drawn anew, from the await that begins, under the lock. What is under the lock
 * stands still meanwhile; the awaits of other actors do not, so that each is looked at again when
 * the drawing is done: if none has changed, all of it stood at one time. */

#include "odeon-await-drawing-private.h"
#include "odeon-actor-private.h"

/* Beyond these, a cycle is left to deadlines. */
#define NODES_MAX 256
#define EDGES_MAX 2048

typedef enum
{
  WAY_FREE, /* it goes on by itself */
  WAY_ANY,  /* as soon as one of those does that it leads to */
  WAY_ALL
} Way;

typedef struct
{
  guint64           actor;
  const OdeonAwait *await;   /* %NULL: of an actor with one message at a time */
  guint64           changes; /* of that one */
  Way               way;
  OdeonCell        *door;    /* (nullable): reentrant; its call waits there */
  uintptr_t         call;
  guint             first;   /* of its edges */
  guint             n;
  gboolean          goes_on;
  gint              from;    /* of a search: whence it was found; -1: not yet */
} Node;

/* All under the lock. */
static struct
{
  Node     nodes[NODES_MAX];
  guint16  edges[EDGES_MAX];
  guint    n_nodes;
  guint    n_edges;
  gboolean is_too_large;
} graph;

/* --- drawing --- */

/* Its place among the nodes. */
static guint
add_node_locked (guint64 actor, const OdeonAwait *await)
{
  for (guint i = 0; i < graph.n_nodes; i++)
    if (graph.nodes[i].actor == actor && graph.nodes[i].await == await)
      return i;

  if (graph.n_nodes == NODES_MAX)
    {
      graph.is_too_large = TRUE;
      return 0;
    }
  graph.nodes[graph.n_nodes] = (Node) { .actor = actor, .await = await };

  return graph.n_nodes++;
}

static void
add_edge_locked (Node *node, guint64 actor, const OdeonAwait *await)
{
  guint to = add_node_locked (actor, await);

  if (graph.n_edges == EDGES_MAX)
    {
      graph.is_too_large = TRUE;
      return;
    }
  graph.edges[graph.n_edges++] = (guint16) to;
  node->n++;
}

/* Whom it awaits, or 0. */
static guint64
read_await_locked (Node *node)
{
  OdeonIdentity *slot = _odeon_identity_slot_of (node->actor);
  guint64        target;

  if (node->await != NULL)
    {
      node->call = node->await->call;
      target = node->await->target;
    }
  else
    {
      node->changes = atomic_load_explicit (&slot->changes, memory_order_acquire);
      target = atomic_load_explicit (&slot->awaited, memory_order_seq_cst);
      node->call = atomic_load_explicit (&slot->awaited_call, memory_order_relaxed);
    }

  /* As in odeon-identity.c: what it keeps may be what others await. That keeps nobody from being
   * let in. */
  node->goes_on = atomic_load_explicit (&slot->n_kept, memory_order_acquire) > 0;

  return _odeon_identity_is_of (slot, node->actor) ? target : 0;
}

/* (nullable): the await that @node leads to, if it is one in particular. */
static const OdeonAwait *
find_handling_locked (const OdeonConcurrency *concurrency, const Node *node)
{
  const OdeonAwait *await;

  for (await = concurrency->awaits; await != NULL; await = await->next)
    if (node->call != 0 && (uintptr_t) await->handled == node->call)
      return await;

  if (concurrency->n_hook_awaits > 0)
    for (await = concurrency->awaits; await != NULL; await = await->next)
      if (await->is_hook)
        return await;

  return NULL;
}

/* @node awaits an actor with concurrency. */
static void
expand_to_many_locked (Node *node, guint64 target, OdeonCell *cell)
{
  const OdeonConcurrency *concurrency = cell->rare->concurrency;
  const OdeonAwait       *await = find_handling_locked (concurrency, node);
  gboolean                waits_for_all = concurrency->is_closed
                                          || (node->call & ODEON_AWAIT_STOP) != 0;

  node->way = WAY_ANY;
  if (await != NULL)
    {
      add_edge_locked (node, target, await);
      return;
    }
  if (_odeon_cell_get_phase (cell) >= ODEON_PHASE_STOPPING || concurrency->awaits == NULL
      || (!waits_for_all && concurrency->n_awaits < concurrency->max))
    {
      node->way = WAY_FREE;
      return;
    }

  if (waits_for_all)
    node->way = WAY_ALL;
  else if (concurrency->is_reentrant && node->call != 0)
    node->door = cell;
  for (await = concurrency->awaits; await != NULL; await = await->next)
    add_edge_locked (node, target, await);
}

static void
expand_locked (Node *node)
{
  guint64        target = read_await_locked (node);
  OdeonIdentity *slot = _odeon_identity_slot_of (target);

  node->first = graph.n_edges;
  if (target == 0 || !_odeon_identity_is_of (slot, target))
    return;

  /* One with concurrency ends under the lock: if it is there, it stays. */
  if (atomic_load_explicit (&slot->awaited, memory_order_seq_cst) == ODEON_IDENTITY_MANY)
    expand_to_many_locked (node, target, slot->cell);
  else
    {
      node->way = WAY_ANY;
      add_edge_locked (node, target, NULL);
    }
}

static gboolean
stood_still_locked (void)
{
  for (guint i = 0; i < graph.n_nodes; i++)
    {
      const Node    *node = &graph.nodes[i];
      OdeonIdentity *slot = _odeon_identity_slot_of (node->actor);

      if (node->await == NULL
          && atomic_load_explicit (&slot->changes, memory_order_acquire) != node->changes)
        return FALSE;
    }

  return TRUE;
}

gboolean
_odeon_await_drawing_draw_locked (guint64 actor, const OdeonAwait *await)
{
  graph.n_nodes = graph.n_edges = 0;
  graph.is_too_large = FALSE;
  add_node_locked (actor, await);
  for (guint i = 0; i < graph.n_nodes && !graph.is_too_large; i++)
    expand_locked (&graph.nodes[i]);

  return !graph.is_too_large && stood_still_locked ();
}

/* --- who goes on --- */

static gboolean
goes_on_locked (const Node *node)
{
  guint n = 0;

  if (node->goes_on)
    return TRUE;
  for (guint i = 0; i < node->n; i++)
    n += graph.nodes[graph.edges[node->first + i]].goes_on != FALSE;

  switch (node->way)
    {
    case WAY_FREE:
      return TRUE;
    case WAY_ANY:
      return n > 0;
    case WAY_ALL:
      return n == node->n;
    }
  g_assert_not_reached ();
}

void
_odeon_await_drawing_find_who_goes_on_locked (void)
{
  gboolean changed;

  do
    {
      changed = FALSE;
      for (guint i = 0; i < graph.n_nodes; i++)
        if (!graph.nodes[i].goes_on && goes_on_locked (&graph.nodes[i]))
          changed = graph.nodes[i].goes_on = TRUE;
    }
  while (changed);
}

/* Whether edges lead from one node to the other; by the shortest way, which `from` says. @stuck:
 * only through those that do not go on. */
static gboolean
leads_to_locked (guint start, guint end, gboolean stuck)
{
  guint16 queue[NODES_MAX];
  guint   n = 0;

  for (guint i = 0; i < graph.n_nodes; i++)
    graph.nodes[i].from = -1;
  queue[n++] = (guint16) start;
  for (guint at = 0; at < n; at++)
    {
      const Node *node = &graph.nodes[queue[at]];

      for (guint i = 0; i < node->n; i++)
        {
          guint next = graph.edges[node->first + i];

          if (graph.nodes[next].from >= 0 || (stuck && graph.nodes[next].goes_on))
            continue;
          graph.nodes[next].from = queue[at];
          if (next == end)
            return TRUE;
          queue[n++] = (guint16) next;
        }
    }

  return FALSE;
}

static gboolean
is_known (const GArray *admissions, const Node *node)
{
  for (guint i = 0; i < admissions->len; i++)
    if (g_array_index (admissions, OdeonAdmission, i).call == node->call)
      return TRUE;

  return FALSE;
}

GArray *
_odeon_await_drawing_find_admissions_locked (void)
{
  GArray *found = NULL;

  for (guint i = 0; i < graph.n_nodes; i++)
    {
      Node     *node = &graph.nodes[i];
      OdeonAdmission admission = { node->door, node->call };

      if (node->door == NULL || !leads_to_locked (i, i, FALSE))
        continue;
      node->goes_on = TRUE;
      if (found == NULL)
        found = g_array_new (FALSE, FALSE, sizeof (OdeonAdmission));
      if (is_known (found, node))
        continue;
      odeon_ref_ref (node->door);
      g_array_append_val (found, admission);
    }

  return found;
}

guint
_odeon_await_drawing_trace_locked (guint64 *cycle)
{
  guint n = 0;
  guint at = 0;

  if (graph.nodes[0].goes_on || !leads_to_locked (0, 0, TRUE))
    return 0;

  do
    {
      at = (guint) graph.nodes[at].from;
      if (n < ODEON_IDENTITY_CYCLE_MAX)
        cycle[n++] = graph.nodes[at].actor;
    }
  while (at != 0);
  /* It was followed backwards, and ended with the first. */
  for (guint i = 0; i < n / 2; i++)
    {
      guint64 other = cycle[i];

      cycle[i] = cycle[n - 1 - i];
      cycle[n - 1 - i] = other;
    }

  return n;
}
