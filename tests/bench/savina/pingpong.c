/* SPDX-License-Identifier: MIT */

/* Ping-pong: two actors, one message at a time. */

#include "savina.h"

/* --- Ping --- */

typedef struct
{
  OdeonActor  parent_instance;

  SavinaPing *me;
  SavinaPong *partner;
  OdeonCall  *game; /* unanswered until no rounds are left */
  gint64      rounds;
} Ping;

static void
ping_play (SavinaPingImpl *impl, OdeonCall *call, SavinaPong *partner, gint64 rounds)
{
  Ping *self = (Ping *) impl;

  self->me = savina_ping_from_ref (odeon_actor_get_ref (ODEON_ACTOR (self)), NULL);
  self->partner = savina_pong_ref (partner);
  self->game = call;
  self->rounds = rounds;
  savina_pong_ping (self->partner, self->me);
}

static gboolean
ping_pong (SavinaPingImpl *impl, GError **error G_GNUC_UNUSED)
{
  Ping *self = (Ping *) impl;

  if (--self->rounds > 0)
    savina_pong_ping (self->partner, self->me);
  else
    savina_ping_complete_play (g_steal_pointer (&self->game));
  return TRUE;
}

static void
ping_clear (Ping *self)
{
  savina_ping_unref (self->me);
  savina_pong_unref (self->partner);
  odeon_call_drop (self->game);
}

static void
ping_implement (SavinaPingImplInterface *iface)
{
  iface->play_deferred = ping_play;
  iface->pong = ping_pong;
}

SAVINA_DEFINE_OWNER (Ping, ping, SAVINA_IMPLEMENT (SAVINA_TYPE_PING_IMPL, ping_implement))

/* --- Pong --- */

typedef struct
{
  OdeonActor parent_instance;

  gint64     returned;
} Pong;

static gboolean
pong_ping (SavinaPongImpl *impl, SavinaPing *from, GError **error G_GNUC_UNUSED)
{
  ((Pong *) impl)->returned++;
  savina_ping_pong (from);
  return TRUE;
}

static gboolean
pong_get_returned (SavinaPongImpl *impl, gint64 *out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = ((Pong *) impl)->returned;
  return TRUE;
}

static void
pong_implement (SavinaPongImplInterface *iface)
{
  iface->ping = pong_ping;
  iface->get_returned = pong_get_returned;
}

SAVINA_DEFINE_ACTOR (Pong, pong, SAVINA_IMPLEMENT (SAVINA_TYPE_PONG_IMPL, pong_implement))

/* --- The case --- */

typedef struct
{
  OdeonActor parent_instance;
} PingPong;

static gboolean
ping_pong_run (SavinaBenchmarkImpl *impl, gint64 n, GError **error)
{
  g_autoptr (SavinaPing) ping = NULL;
  g_autoptr (SavinaPong) pong = NULL;
  gint64 returned;

  ping = savina_ping_spawn (ODEON_SPAWNER (impl), ping_get_type (), NULL, error, NULL);
  if (ping == NULL)
    return FALSE;
  pong = savina_pong_spawn (ODEON_SPAWNER (impl), pong_get_type (), NULL, error, NULL);
  if (pong == NULL)
    return FALSE;
  return savina_ping_play_sync (ping, pong, n, error)
         && savina_pong_get_returned_sync (pong, &returned, error)
         && savina_check (returned, n, error);
}

static void
ping_pong_implement (SavinaBenchmarkImplInterface *iface)
{
  iface->run = ping_pong_run;
}

SAVINA_DEFINE_ACTOR (PingPong, ping_pong_case,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, ping_pong_implement))

double
savina_pingpong (int64_t n)
{
  return savina_run (ping_pong_case_get_type (), n);
}
