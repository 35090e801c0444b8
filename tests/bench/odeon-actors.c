/* SPDX-License-Identifier: MIT */

/* Written as a user would write them: nothing here knows that it is being measured. A case that
 * ends with a oneway message is closed by a deferred call, which the last message answers. */

#include "odeon-actors.h"

#include "bench.idl.h"

/* --- Player --- */

typedef struct
{
  OdeonActor   parent_instance;

  BenchPlayer *partner;
  OdeonCall   *game; /* unanswered until no rounds are left */
  gint64       rounds;
} Player;

typedef OdeonActorClass PlayerClass;

static gboolean
player_meet (BenchPlayerImpl *impl, BenchPlayer *partner, GError **error G_GNUC_UNUSED)
{
  Player *self = (Player *) impl;

  self->partner = bench_player_ref (partner);
  return TRUE;
}

static void
player_play (BenchPlayerImpl *impl, OdeonCall *call, gint64 rounds)
{
  Player *self = (Player *) impl;

  self->game = call;
  self->rounds = rounds;
  bench_player_ping (self->partner);
}

static gboolean
player_ping (BenchPlayerImpl *impl, GError **error G_GNUC_UNUSED)
{
  Player *self = (Player *) impl;

  bench_player_pong (self->partner);
  return TRUE;
}

static gboolean
player_pong (BenchPlayerImpl *impl, GError **error G_GNUC_UNUSED)
{
  Player *self = (Player *) impl;

  if (--self->rounds > 0)
    bench_player_ping (self->partner);
  else
    bench_player_complete_play (g_steal_pointer (&self->game));
  return TRUE;
}

static void
player_implement (BenchPlayerImplInterface *iface)
{
  iface->meet = player_meet;
  iface->play_deferred = player_play;
  iface->ping = player_ping;
  iface->pong = player_pong;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Player, player, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_PLAYER_IMPL, player_implement))

static void
player_finalize (GObject *object)
{
  Player *self = (Player *) object;

  bench_player_unref (self->partner);
  odeon_call_drop (self->game);
  G_OBJECT_CLASS (player_parent_class)->finalize (object);
}

static void
player_class_init (PlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = player_finalize;
}

static void
player_init (Player *self G_GNUC_UNUSED)
{
}

/* --- Link --- */

typedef struct
{
  OdeonActor parent_instance;

  BenchLink *following;
  BenchLink *first;
  OdeonCall *tour; /* the first one's: unanswered until the token has arrived */
} Link;

typedef OdeonActorClass LinkClass;

static gboolean
link_join (BenchLinkImpl *impl,
           BenchLink     *following,
           BenchLink     *first,
           GError       **error G_GNUC_UNUSED)
{
  Link *self = (Link *) impl;

  self->following = bench_link_ref (following);
  self->first = bench_link_ref (first);
  return TRUE;
}

static void
link_start (BenchLinkImpl *impl, OdeonCall *call, gint64 hops)
{
  Link *self = (Link *) impl;

  self->tour = call;
  bench_link_pass (self->following, hops - 1);
}

static gboolean
link_pass (BenchLinkImpl *impl, gint64 hops, GError **error G_GNUC_UNUSED)
{
  Link *self = (Link *) impl;

  if (hops > 0)
    bench_link_pass (self->following, hops - 1);
  else
    bench_link_arrived (self->first);
  return TRUE;
}

static gboolean
link_arrived (BenchLinkImpl *impl, GError **error G_GNUC_UNUSED)
{
  Link *self = (Link *) impl;

  bench_link_complete_start (g_steal_pointer (&self->tour));
  return TRUE;
}

static void
link_implement (BenchLinkImplInterface *iface)
{
  iface->join = link_join;
  iface->start_deferred = link_start;
  iface->pass = link_pass;
  iface->arrived = link_arrived;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Link, link, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_LINK_IMPL, link_implement))

static void
link_finalize (GObject *object)
{
  Link *self = (Link *) object;

  bench_link_unref (self->following);
  bench_link_unref (self->first);
  odeon_call_drop (self->tour);
  G_OBJECT_CLASS (link_parent_class)->finalize (object);
}

static void
link_class_init (LinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = link_finalize;
}

static void
link_init (Link *self G_GNUC_UNUSED)
{
}

/* --- Sink --- */

typedef struct
{
  OdeonActor parent_instance;

  OdeonCall *expectation; /* unanswered until nothing is missing */
  gint64     missing;
} Sink;

typedef OdeonActorClass SinkClass;

static void
sink_expect (BenchSinkImpl *impl, OdeonCall *call, gint64 messages)
{
  Sink *self = (Sink *) impl;

  self->expectation = call;
  self->missing = messages;
}

static gboolean
sink_put (BenchSinkImpl *impl, gint64 value G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  Sink *self = (Sink *) impl;

  if (--self->missing == 0)
    bench_sink_complete_expect (g_steal_pointer (&self->expectation));
  return TRUE;
}

static void
sink_implement (BenchSinkImplInterface *iface)
{
  iface->expect_deferred = sink_expect;
  iface->put = sink_put;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Sink, sink, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_SINK_IMPL, sink_implement))

static void
sink_finalize (GObject *object)
{
  odeon_call_drop (((Sink *) object)->expectation);
  G_OBJECT_CLASS (sink_parent_class)->finalize (object);
}

static void
sink_class_init (SinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sink_finalize;
}

static void
sink_init (Sink *self G_GNUC_UNUSED)
{
}

/* --- Source --- */

/* A source sends so many in one turn and the rest in later ones: an actor that sent a million at
 * a stretch would keep its worker from all others, the sink among them. */
#define BURST 256

typedef struct
{
  OdeonActor parent_instance;
} Source;

typedef OdeonActorClass SourceClass;

static gboolean
source_emit (BenchSourceImpl *impl, BenchSink *into, gint64 messages, GError **error)
{
  g_autoptr (BenchSource) self = NULL;
  gint64 left = MAX (messages - BURST, 0);

  for (gint64 i = messages; i > left; i--)
    bench_sink_put (into, i);
  if (left == 0)
    return TRUE;

  self = bench_source_from_ref (odeon_actor_get_ref (ODEON_ACTOR (impl)), error);
  if (self == NULL)
    return FALSE;
  bench_source_emit (self, into, left);
  return TRUE;
}

static void
source_implement (BenchSourceImplInterface *iface)
{
  iface->emit = source_emit;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Source, source, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_SOURCE_IMPL, source_implement))

static void
source_class_init (SourceClass *klass G_GNUC_UNUSED)
{
}

static void
source_init (Source *self G_GNUC_UNUSED)
{
}

/* --- Echo --- */

typedef struct
{
  OdeonActor parent_instance;
} Echo;

typedef OdeonActorClass EchoClass;

static gboolean
echo_say (BenchEchoImpl *impl G_GNUC_UNUSED,
          gint64         value,
          gint64        *out_result,
          GError       **error G_GNUC_UNUSED)
{
  *out_result = value;
  return TRUE;
}

static gboolean
echo_say_once (BenchEchoImpl *impl,
               gint64         value,
               gint64        *out_result,
               GError       **error G_GNUC_UNUSED)
{
  *out_result = value;
  odeon_actor_stop (ODEON_ACTOR (impl));
  return TRUE;
}

static void
echo_implement (BenchEchoImplInterface *iface)
{
  iface->say = echo_say;
  iface->say_once = echo_say_once;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Echo, echo, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BENCH_TYPE_ECHO_IMPL, echo_implement))

static void
echo_class_init (EchoClass *klass G_GNUC_UNUSED)
{
}

static void
echo_init (Echo *self G_GNUC_UNUSED)
{
}
