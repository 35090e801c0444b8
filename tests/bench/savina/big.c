/* SPDX-License-Identifier: MIT */

/* Big: many actors, each of which pings others at random and waits for each pong. */

#include "savina.h"

#define NEIGHBORS 120

/* --- Neighbor --- */

typedef struct
{
  OdeonActor          parent_instance;

  SavinaSink         *sink;
  SavinaNeighborhood *all;
  gint32              place;
  guint32             random;
  gint64              pings; /* to be sent */
  gint64              pongs;
} Neighbor;

static void
neighbor_go_on (Neighbor *self)
{
  if (self->pings-- > 0)
    {
      guint32 other = savina_random (&self->random) % NEIGHBORS;

      savina_neighbor_ping (savina_neighborhood_get (self->all, other), self->place);
    }
  else
    savina_sink_done (self->sink, self->pongs);
}

static gboolean
neighbor_begin (SavinaNeighborImpl *impl,
                SavinaSink         *last,
                SavinaNeighborhood *all,
                gint32              place,
                gint64              pings,
                GError            **error G_GNUC_UNUSED)
{
  Neighbor *self = (Neighbor *) impl;

  self->sink = savina_sink_ref (last);
  self->all = savina_neighborhood_copy (all);
  self->place = place;
  self->random = (guint32) place;
  self->pings = pings;
  neighbor_go_on (self);
  return TRUE;
}

static gboolean
neighbor_ping (SavinaNeighborImpl *impl, gint32 from, GError **error G_GNUC_UNUSED)
{
  Neighbor *self = (Neighbor *) impl;

  savina_neighbor_pong (savina_neighborhood_get (self->all, (guint) from));
  return TRUE;
}

static gboolean
neighbor_pong (SavinaNeighborImpl *impl, GError **error G_GNUC_UNUSED)
{
  Neighbor *self = (Neighbor *) impl;

  self->pongs++;
  neighbor_go_on (self);
  return TRUE;
}

static void
neighbor_clear (Neighbor *self)
{
  savina_sink_unref (self->sink);
  savina_neighborhood_free (self->all);
}

static void
neighbor_implement (SavinaNeighborImplInterface *iface)
{
  iface->begin = neighbor_begin;
  iface->ping = neighbor_ping;
  iface->pong = neighbor_pong;
}

SAVINA_DEFINE_OWNER (Neighbor, neighbor,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_NEIGHBOR_IMPL, neighbor_implement))

/* --- The sink --- */

typedef struct
{
  OdeonActor parent_instance;

  OdeonCall *run; /* unanswered until all are done */
  gint64     n;
  gint64     pongs;
  guint      done;
} Sink;

static gboolean
sink_done (SavinaSinkImpl *impl, gint64 pongs, GError **error G_GNUC_UNUSED)
{
  Sink *self = (Sink *) impl;

  self->pongs += pongs;
  if (++self->done == NEIGHBORS)
    savina_conclude (g_steal_pointer (&self->run), self->pongs, self->n);
  return TRUE;
}

/* All are children, on one worker: everybody talks to everybody, and does nothing else. */
static void
sink_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Sink *self = (Sink *) impl;
  g_autoptr (SavinaSink) me = savina_sink_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), NULL);
  g_autoptr (SavinaNeighborhood) all = savina_neighborhood_new ();
  GError *error = NULL;

  for (guint i = 0; i < NEIGHBORS; i++)
    {
      SavinaNeighbor *one
        = savina_neighbor_spawn (ODEON_SPAWNER (self), neighbor_get_type (), NULL, &error, NULL);

      if (one == NULL)
        {
          odeon_call_return_error (call, error);
          return;
        }
      savina_neighborhood_append_take (all, one);
    }
  for (guint i = 0; i < NEIGHBORS; i++)
    savina_neighbor_begin (savina_neighborhood_get (all, i), me, all, (gint32) i,
                           savina_share (n, NEIGHBORS, i));
  self->run = call;
  self->n = n;
}

static void
sink_clear (Sink *self)
{
  odeon_call_drop (self->run);
}

static void
sink_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = sink_run;
}

static void
sink_implement (SavinaSinkImplInterface *iface)
{
  iface->done = sink_done;
}

SAVINA_DEFINE_OWNER (Sink, sink,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, sink_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_SINK_IMPL, sink_implement))

double
savina_big (int64_t n)
{
  return savina_run (sink_get_type (), n);
}
