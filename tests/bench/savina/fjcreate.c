/* SPDX-License-Identifier: MIT */

/* Fork-join creation: very many actors, each of which does one small calculation and ends. */

#include "savina.h"

/* --- Fork --- */

typedef struct
{
  OdeonActor parent_instance;
} Fork;

static gboolean
fork_calculate (SavinaForkImpl *impl, SavinaJoiner *into, GError **error G_GNUC_UNUSED)
{
  gdouble sine = savina_sine ();

  savina_joiner_join (into, sine * sine);
  odeon_actor_stop (ODEON_ACTOR (impl));
  return TRUE;
}

static void
fork_implement (SavinaForkImplInterface *iface)
{
  iface->calculate = fork_calculate;
}

SAVINA_DEFINE_ACTOR (Fork, fork,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_FORK_IMPL, fork_implement))

/* --- The case --- */

typedef struct
{
  OdeonActor    parent_instance;

  SavinaFeeder *feeder; /* both are this actor */
  SavinaJoiner *joiner;
  OdeonCall    *run; /* unanswered until all have joined */
  gint64        n;
  gint64        missing;
  gdouble       sum;
} Creation;

static gboolean
creation_join (SavinaJoinerImpl *impl, gdouble result, GError **error G_GNUC_UNUSED)
{
  Creation *self = (Creation *) impl;
  gdouble sine = savina_sine ();

  self->sum += result;
  if (--self->missing == 0)
    savina_conclude (g_steal_pointer (&self->run), llround (self->sum / (sine * sine)), self->n);
  return TRUE;
}

static gboolean
creation_feed (SavinaFeederImpl *impl, gint64 from, GError **error)
{
  Creation *self = (Creation *) impl;
  gint64 until = MIN (from + SAVINA_BURST, self->n);

  for (gint64 i = from; i < until; i++)
    {
      g_autoptr (SavinaFork) fork
        = savina_fork_spawn (ODEON_SPAWNER (self), fork_get_type (), NULL, error, NULL);

      if (fork == NULL)
        return FALSE;
      savina_fork_calculate (fork, self->joiner);
    }
  if (until < self->n)
    savina_feeder_feed (self->feeder, until);
  return TRUE;
}

static void
creation_run (SavinaBenchmarkImpl *impl, OdeonCall *call, gint64 n)
{
  Creation *self = (Creation *) impl;
  OdeonRef *me = odeon_actor_get_ref (ODEON_ACTOR (self));

  self->feeder = savina_feeder_from_ref (me, NULL);
  self->joiner = savina_joiner_from_ref (me, NULL);
  self->run = call;
  self->n = n;
  self->missing = n;
  savina_feeder_feed (self->feeder, 0);
}

static void
creation_clear (Creation *self)
{
  savina_feeder_unref (self->feeder);
  savina_joiner_unref (self->joiner);
  odeon_call_drop (self->run);
}

static void
creation_implement_benchmark (SavinaBenchmarkImplInterface *iface)
{
  iface->run_deferred = creation_run;
}

static void
creation_implement_feeder (SavinaFeederImplInterface *iface)
{
  iface->feed = creation_feed;
}

static void
creation_implement_joiner (SavinaJoinerImplInterface *iface)
{
  iface->join = creation_join;
}

SAVINA_DEFINE_OWNER (Creation, creation,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL,
                                            creation_implement_benchmark)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_FEEDER_IMPL, creation_implement_feeder)
                     SAVINA_IMPLEMENT (SAVINA_TYPE_JOINER_IMPL, creation_implement_joiner))

double
savina_fjcreate (int64_t n)
{
  return savina_run (creation_get_type (), n);
}
