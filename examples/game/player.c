/* SPDX-License-Identifier: MIT */

#include "player.h"

struct _Player
{
  OdeonActor parent_instance;

  gint health;
  gint place;
};

G_DEFINE_FINAL_TYPE (Player, player, ODEON_TYPE_ACTOR)

static gboolean
on_frame (const GameFrame *frame G_GNUC_UNUSED, gpointer data)
{
  GAME_PLAYER (data)->place++;

  return ODEON_EVENT_CONTINUE;
}

static gboolean
on_bomb (const GameBomb *bomb, gpointer data)
{
  Player *self = GAME_PLAYER (data);

  self->health -= bomb->damage;
  g_print ("%s, at %d, takes %d damage: %d left\n", odeon_actor_get_name (ODEON_ACTOR (self)),
           self->place, bomb->damage, self->health);

  return ODEON_EVENT_CONTINUE;
}

/* A subscription ends with its actor: there is nothing to undo. */
static gboolean
player_started (OdeonActor *actor, GError **error G_GNUC_UNUSED)
{
  game_frame_subscribe (actor, 0, on_frame, actor, NULL);
  game_bomb_subscribe (actor, 0, on_bomb, actor, NULL);

  return TRUE;
}

static void
player_class_init (PlayerClass *klass)
{
  ODEON_ACTOR_CLASS (klass)->started = player_started;
}

static void
player_init (Player *self)
{
  self->health = 100;
}
