/* SPDX-License-Identifier: MIT */

/* The game itself. Each tick all players move, at the same time; where they are then goes to the
 * spectator in two ways, and a hit, of two that meet, in a third. */

#include "stage.h"

#include "player.h"

#include <math.h>

/* From here on two have met. */
#define NEAR 0.3f

struct _Stage
{
  OdeonActor      parent_instance;

  ArenaPlayer    *players[N_PLAYERS];
  gboolean        has_met[N_PLAYERS][N_PLAYERS];

  OdeonCall      *game; /* (nullable): to be answered when it is over */
  OdeonFuture    *clock;
  ArenaSpectator *spectator;
  guint32         tick;
  guint32         n_ticks;
  guint32         n_hits;
};

/* --- A tick ----------------------------------------------------------------------------------- */

/* Asks all, and then waits for all. */
static gboolean
move (Stage *self, GPtrArray *places, GError **error)
{
  OdeonFuture *moves[N_PLAYERS];
  ArenaPlace  *place;
  gboolean     is_ok = TRUE;

  for (guint i = 0; i < N_PLAYERS; i++)
    moves[i] = arena_player_move (self->players[i], self->tick);
  for (guint i = 0; i < N_PLAYERS; i++)
    if (!is_ok)
      odeon_future_unref (moves[i]);
    else if (arena_player_move_await (moves[i], &place, error))
      g_ptr_array_add (places, place);
    else
      is_ok = FALSE;

  return is_ok;
}

static void
look_for_hits (Stage *self, GPtrArray *places)
{
  for (guint i = 0; i < N_PLAYERS; i++)
    for (guint j = 0; j < i; j++)
      {
        ArenaPlace *a = places->pdata[i];
        ArenaPlace *b = places->pdata[j];
        gboolean    meets = hypotf (a->x - b->x, a->y - b->y) < NEAR;

        if (meets && !self->has_met[i][j])
          arena_spectator_hit (self->spectator, self->n_hits++);
        self->has_met[i][j] = meets;
      }
}

static void
end_game (Stage *self, GError *error)
{
  OdeonCall *game = g_steal_pointer (&self->game);

  odeon_future_cancel (self->clock);
  g_clear_pointer (&self->clock, odeon_future_unref);
  g_clear_pointer (&self->spectator, odeon_ref_unref);
  if (error != NULL)
    odeon_call_return_error (game, error);
  else
    arena_stage_complete_play (game);
}

static void
step (OdeonActor *actor, gpointer data G_GNUC_UNUSED)
{
  Stage                *self = EXAMPLE_STAGE (actor);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify) arena_place_free);
  ArenaPicture          picture = { .tick = self->tick, .places = places };
  GError               *error = NULL;

  if (self->game == NULL)
    return;

  if (!move (self, places, &error))
    {
      end_game (self, error);
      return;
    }

  picture.taken = g_get_monotonic_time ();
  arena_spectator_show (self->spectator, &picture);
  arena_spectator_record (self->spectator, &picture);
  look_for_hits (self, places);

  if (++self->tick < self->n_ticks)
    return;
  arena_spectator_finish_sync (self->spectator, self->tick, self->n_hits, &error);
  end_game (self, error);
}

/* --- Arena::Stage ----------------------------------------------------------------------------- */

static void
stage_play (ArenaStageImpl *impl, OdeonCall *call, ArenaSpectator *spectator, guint32 n_ticks)
{
  Stage *self = EXAMPLE_STAGE (impl);

  if (self->game != NULL || spectator == NULL)
    {
      odeon_call_return_error (call, g_error_new_literal (ODEON_ERROR,
                                                          ODEON_ERROR_INVALID_ARGUMENT,
                                                          "one game at a time, for somebody"));
      return;
    }

  self->game = call;
  self->spectator = odeon_ref_ref (spectator);
  self->tick = self->n_hits = 0;
  self->n_ticks = n_ticks;
  self->clock = odeon_actor_invoke_every (odeon_actor_get_ref (ODEON_ACTOR (self)),
                                          G_USEC_PER_SEC / TICKS_PER_SECOND, step, NULL, NULL);
}

static void
stage_impl_init (ArenaStageImplInterface *iface)
{
  iface->play_deferred = stage_play;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Stage, stage, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (ARENA_TYPE_STAGE_IMPL, stage_impl_init))

static gboolean
stage_started (OdeonActor *actor, GError **error)
{
  Stage *self = EXAMPLE_STAGE (actor);

  for (guint i = 0; i < N_PLAYERS; i++)
    {
      self->players[i] = arena_player_spawn (ODEON_SPAWNER (self), TYPE_PLAYER, NULL, error,
                                             "number", i, NULL);
      if (self->players[i] == NULL)
        return FALSE;
    }

  return TRUE;
}

static void
stage_finalize (GObject *object)
{
  Stage *self = EXAMPLE_STAGE (object);

  for (guint i = 0; i < N_PLAYERS; i++)
    odeon_ref_unref (self->players[i]);
  odeon_ref_unref (self->spectator);
  odeon_future_unref (self->clock);

  G_OBJECT_CLASS (stage_parent_class)->finalize (object);
}

static void
stage_class_init (StageClass *klass)
{
  ODEON_ACTOR_CLASS (klass)->started = stage_started;
  G_OBJECT_CLASS (klass)->finalize = stage_finalize;
}

static void
stage_init (Stage *self G_GNUC_UNUSED)
{
}
