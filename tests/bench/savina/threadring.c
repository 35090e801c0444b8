/* SPDX-License-Identifier: MIT */

/* Thread ring: a hundred actors hand a token round. */

#include "savina.h"

#define LINKS 100

/* --- Link --- */

typedef struct
{
  OdeonActor  parent_instance;

  SavinaRing *ring;
  SavinaLink *following;
  gint32      place;
} Link;

static gboolean
link_join (SavinaLinkImpl *impl,
           SavinaRing     *whole,
           SavinaLink     *following,
           gint32          place,
           GError        **error G_GNUC_UNUSED)
{
  Link *self = (Link *) impl;

  self->ring = savina_ring_ref (whole);
  self->following = savina_link_ref (following);
  self->place = place;
  return TRUE;
}

static gboolean
link_pass (SavinaLinkImpl *impl, gint64 hops, GError **error G_GNUC_UNUSED)
{
  Link *self = (Link *) impl;

  if (hops > 0)
    savina_link_pass (self->following, hops - 1);
  else
    savina_ring_arrived (self->ring, self->place);
  return TRUE;
}

static void
link_clear (Link *self)
{
  savina_ring_unref (self->ring);
  savina_link_unref (self->following);
}

static void
link_implement (SavinaLinkImplInterface *iface)
{
  iface->join = link_join;
  iface->pass = link_pass;
}

SAVINA_DEFINE_OWNER (Link, link,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_LINK_IMPL, link_implement))

/* --- The case --- */

typedef struct
{
  OdeonActor  parent_instance;

  SavinaLink *links[LINKS];
  OdeonCall  *run; /* unanswered until the token has arrived */
  gint64      n;
} Ring;

static gboolean
ring_arrived (SavinaRingImpl *impl, gint32 place, GError **error G_GNUC_UNUSED)
{
  Ring *self = (Ring *) impl;

  savina_conclude (g_steal_pointer (&self->run), place, self->n % LINKS);
  return TRUE;
}

static void
ring_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Ring *self = (Ring *) impl;
  g_autoptr (SavinaRing) me = savina_ring_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), NULL);
  GError *error = NULL;

  for (guint i = 0; i < LINKS; i++)
    {
      self->links[i]
        = savina_link_spawn (ODEON_SPAWNER (self), link_get_type (), NULL, &error, NULL);
      if (self->links[i] == NULL)
        {
          odeon_call_return_error (call, error);
          return;
        }
    }
  for (guint i = 0; i < LINKS; i++)
    savina_link_join (self->links[i], me, self->links[(i + 1) % LINKS], (gint32) i);
  self->run = call;
  self->n = n;
  savina_link_pass (self->links[0], n);
}

static void
ring_clear (Ring *self)
{
  for (guint i = 0; i < LINKS; i++)
    savina_link_unref (self->links[i]);
  odeon_call_drop (self->run);
}

static void
ring_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = ring_run;
}

static void
ring_implement (SavinaRingImplInterface *iface)
{
  iface->arrived = ring_arrived;
}

SAVINA_DEFINE_OWNER (Ring, ring,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, ring_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_RING_IMPL, ring_implement))

double
savina_threadring (int64_t n)
{
  return savina_run (ring_get_type (), n);
}
