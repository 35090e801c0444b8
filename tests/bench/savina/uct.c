/* SPDX-License-Identifier: MIT */

/* UCT, an unbalanced cobwebbed tree: each new node asks the root how many children it may have,
 * until there are n nodes; then all are visited, the leaves do some work, and their number is added
 * up on the way back. A node is the parent of its children in the sense of Odeon, too. */

#include "savina.h"

#define MOST_CHILDREN 10
#define HEIGHT        10
#define WORK          100

/* --- Node --- */

typedef struct
{
  OdeonActor    parent_instance;

  SavinaBranch *parent;
  SavinaNode   *children[MOST_CHILDREN];
  gint32        n_children;
  gint32        missing; /* reports of children */
  gint32        height;
  gint64        nodes; /* visited */
  SavinaCobweb *root;
} Node;

GType node_get_type (void);

static gboolean
node_begin (SavinaNodeImpl *impl,
            SavinaCobweb   *root,
            SavinaBranch   *parent,
            gint32          height,
            GError        **error)
{
  Node *self = (Node *) impl;
  OdeonRef *ref = odeon_actor_get_ref (ODEON_ACTOR (self));
  g_autoptr (SavinaNode) me = savina_node_from_ref (ref, error);

  self->root = savina_cobweb_ref (root);
  self->parent = savina_branch_ref (parent);
  self->height = height;
  savina_cobweb_should_generate (self->root, me, height);
  return TRUE;
}

/* Spawns children into `nodes`, and starts them. */
static gboolean
grow (OdeonActor   *parent,
      SavinaCobweb *root,
      gint32        height,
      gint32        n_nodes,
      SavinaNode  **nodes,
      GError      **error)
{
  g_autoptr (SavinaBranch) me = savina_branch_from_ref (odeon_actor_get_ref (parent), error);

  for (gint32 i = 0; i < n_nodes; i++)
    {
      nodes[i]
        = savina_node_spawn (ODEON_SPAWNER (parent), node_get_type (), NULL, error, NULL);
      if (nodes[i] == NULL)
        return FALSE;
      savina_node_begin (nodes[i], root, me, height);
    }
  return TRUE;
}

static gboolean
node_generate (SavinaNodeImpl *impl, gint32 children, GError **error)
{
  Node *self = (Node *) impl;

  self->n_children = children;
  return grow (ODEON_ACTOR (self), self->root, self->height + 1, children, self->children, error);
}

static void
work (void)
{
  for (volatile guint i = 0; i < WORK; i++)
    continue;
}

static gboolean
node_traverse (SavinaNodeImpl *impl, GError **error G_GNUC_UNUSED)
{
  Node *self = (Node *) impl;

  self->nodes = 1;
  self->missing = self->n_children;
  for (gint32 i = 0; i < self->n_children; i++)
    savina_node_traverse (self->children[i]);
  if (self->n_children == 0)
    {
      work ();
      savina_branch_report (self->parent, self->nodes);
    }
  return TRUE;
}

static gboolean
node_report (SavinaBranchImpl *impl, gint64 sum, GError **error G_GNUC_UNUSED)
{
  Node *self = (Node *) impl;

  self->nodes += sum;
  if (--self->missing == 0)
    savina_branch_report (self->parent, self->nodes);
  return TRUE;
}

static void
node_clear (Node *self)
{
  savina_cobweb_unref (self->root);
  savina_branch_unref (self->parent);
  for (gint32 i = 0; i < self->n_children; i++)
    savina_node_unref (self->children[i]);
}

static void
node_implement (SavinaNodeImplInterface *iface)
{
  iface->begin = node_begin;
  iface->generate = node_generate;
  iface->traverse = node_traverse;
}

static void
node_implement_branch (SavinaBranchImplInterface *iface)
{
  iface->report = node_report;
}

SAVINA_DEFINE_OWNER (Node, node,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BRANCH_IMPL, node_implement_branch)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_NODE_IMPL, node_implement))

/* --- The root --- */

typedef struct
{
  OdeonActor  parent_instance;

  SavinaNode *children[MOST_CHILDREN];
  gint32      n_children;
  gint32      missing; /* reports of children */
  gint64      nodes;   /* visited */
  gint64      made;
  gint64      answered;
  gint64      n;
  guint32     random;
  OdeonCall  *run; /* unanswered until all are visited */
} Cobweb;

static gint32
cobweb_grant (Cobweb *self, gint32 height)
{
  gint64 left = self->n - self->made;
  gint32 children = 0;

  if (left > 0 && height < HEIGHT)
    children = 2 + (gint32) (savina_random (&self->random) % (MOST_CHILDREN - 1));
  if (children > left)
    children = (gint32) left;
  self->made += children;
  self->answered++;
  return children;
}

static gboolean
cobweb_should_generate (SavinaCobwebImpl *impl,
                        SavinaNode       *who,
                        gint32            height,
                        GError          **error G_GNUC_UNUSED)
{
  Cobweb *self = (Cobweb *) impl;
  gint32 children = cobweb_grant (self, height);

  if (children > 0)
    savina_node_generate (who, children);
  if (self->answered < self->made)
    return TRUE;

  self->missing = self->n_children;
  self->nodes = 1;
  for (gint32 i = 0; i < self->n_children; i++)
    savina_node_traverse (self->children[i]);
  return TRUE;
}

static gboolean
cobweb_report (SavinaBranchImpl *impl, gint64 sum, GError **error G_GNUC_UNUSED)
{
  Cobweb *self = (Cobweb *) impl;

  self->nodes += sum;
  if (--self->missing == 0)
    savina_conclude (g_steal_pointer (&self->run), self->nodes, self->n);
  return TRUE;
}

static void
cobweb_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Cobweb *self = (Cobweb *) impl;
  OdeonRef *ref = odeon_actor_get_ref (ODEON_ACTOR (self));
  g_autoptr (SavinaCobweb) me = savina_cobweb_from_ref (ref, NULL);
  GError *error = NULL;

  self->n = n;
  self->made = self->random = 1;
  self->n_children = cobweb_grant (self, 0);
  if (grow (ODEON_ACTOR (self), me, 1, self->n_children, self->children, &error))
    self->run = call;
  else
    odeon_call_return_error (call, error);
}

static void
cobweb_clear (Cobweb *self)
{
  for (gint32 i = 0; i < self->n_children; i++)
    savina_node_unref (self->children[i]);
  odeon_call_drop (self->run);
}

static void
cobweb_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = cobweb_run;
}

static void
cobweb_implement_branch (SavinaBranchImplInterface *iface)
{
  iface->report = cobweb_report;
}

static void
cobweb_implement (SavinaCobwebImplInterface *iface)
{
  iface->should_generate = cobweb_should_generate;
}

SAVINA_DEFINE_OWNER (Cobweb, cobweb,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, cobweb_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BRANCH_IMPL, cobweb_implement_branch)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_COBWEB_IMPL, cobweb_implement))

double
savina_uct (int64_t n)
{
  return savina_run (cobweb_get_type (), n);
}
