/* SPDX-License-Identifier: MIT */

/* Skynet: a tree of actors, ten below each, whose leaves answer with their numbers; each actor ends
 * when it has reported the sum of what is below. */

#include "savina.h"

#define BELOW 10
#define LARGE 10000

/* --- One of the tree --- */

typedef struct
{
  OdeonActor    parent_instance;

  SavinaBranch *parent;
  gint64        sum;
  guint         missing; /* reports from below */
} Skynet;

GType skynet_get_type (void);

static void
skynet_finish (Skynet *self, SavinaBranch *parent, gint64 sum)
{
  savina_branch_report (parent, sum);
  odeon_actor_stop (ODEON_ACTOR (self));
}

/* Who has a large part of the tree below is nobody's child, for these are spread over the workers;
 * all that is below that lives where it does. */
static OdeonSpawner *
skynet_place (Skynet *self, gint64 leaves)
{
  return leaves >= LARGE ? ODEON_SPAWNER (odeon_system_get_default ()) : ODEON_SPAWNER (self);
}

static gboolean
skynet_begin (SavinaSkynetImpl *impl,
              SavinaBranch     *parent,
              gint64            first,
              gint64            leaves,
              GError          **error)
{
  Skynet *self = (Skynet *) impl;
  gint64 each = leaves / BELOW;
  g_autoptr (SavinaBranch) me = NULL;

  if (leaves == 1)
    {
      skynet_finish (self, parent, first);
      return TRUE;
    }

  self->parent = savina_branch_ref (parent);
  self->missing = BELOW;
  me = savina_branch_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), error);
  for (guint i = 0; i < BELOW; i++)
    {
      g_autoptr (SavinaSkynet) below
        = savina_skynet_spawn (skynet_place (self, each), skynet_get_type (), NULL, error, NULL);

      if (below == NULL)
        return FALSE;
      savina_skynet_begin (below, me, first + i * each, each);
    }
  return TRUE;
}

static gboolean
skynet_report (SavinaBranchImpl *impl, gint64 sum, GError **error G_GNUC_UNUSED)
{
  Skynet *self = (Skynet *) impl;

  self->sum += sum;
  if (--self->missing == 0)
    skynet_finish (self, self->parent, self->sum);
  return TRUE;
}

static void
skynet_clear (Skynet *self)
{
  savina_branch_unref (self->parent);
}

static void
skynet_implement (SavinaSkynetImplInterface *iface)
{
  iface->begin = skynet_begin;
}

static void
skynet_implement_branch (SavinaBranchImplInterface *iface)
{
  iface->report = skynet_report;
}

SAVINA_DEFINE_OWNER (Skynet, skynet,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BRANCH_IMPL, skynet_implement_branch)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_SKYNET_IMPL, skynet_implement))

/* --- The case --- */

typedef struct
{
  OdeonActor parent_instance;

  OdeonCall *run; /* unanswered until the root reports */
  gint64     leaves;
} Cyberdyne;

static gboolean
cyberdyne_report (SavinaBranchImpl *impl, gint64 sum, GError **error G_GNUC_UNUSED)
{
  Cyberdyne *self = (Cyberdyne *) impl;

  savina_conclude (g_steal_pointer (&self->run), sum, self->leaves * (self->leaves - 1) / 2);
  return TRUE;
}

/* The leaves are a power of ten: as many as n has room for. */
static void
cyberdyne_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Cyberdyne *self = (Cyberdyne *) impl;
  OdeonRef *ref = odeon_actor_get_ref (ODEON_ACTOR (self));
  g_autoptr (SavinaBranch) me = savina_branch_from_ref (ref, NULL);
  g_autoptr (SavinaSkynet) root = NULL;
  GError *error = NULL;

  root = savina_skynet_spawn (ODEON_SPAWNER (self), skynet_get_type (), NULL, &error, NULL);
  if (root == NULL)
    {
      odeon_call_return_error (call, error);
      return;
    }
  self->run = call;
  for (self->leaves = 1; self->leaves <= n / BELOW; self->leaves *= BELOW)
    continue;
  savina_skynet_begin (root, me, 0, self->leaves);
}

static void
cyberdyne_clear (Cyberdyne *self)
{
  odeon_call_drop (self->run);
}

static void
cyberdyne_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = cyberdyne_run;
}

static void
cyberdyne_implement_branch (SavinaBranchImplInterface *iface)
{
  iface->report = cyberdyne_report;
}

SAVINA_DEFINE_OWNER (Cyberdyne, cyberdyne,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL,
                                            cyberdyne_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BRANCH_IMPL, cyberdyne_implement_branch))

double
savina_skynet (int64_t n)
{
  return savina_run (cyberdyne_get_type (), n);
}
