/* SPDX-License-Identifier: MIT */

/* A player, who runs to and fro, each at a pace of its own. */

#include "player.h"

#include <math.h>

struct _Player
{
  OdeonActor parent_instance;

  guint      number;
};

enum
{
  PROP_NUMBER = 1
};

static gboolean
player_move (ArenaPlayerImpl *impl,
             guint32          tick,
             ArenaPlace     **out_result,
             GError         **error G_GNUC_UNUSED)
{
  gdouble pace = 0.03 + 0.011 * EXAMPLE_PLAYER (impl)->number;

  *out_result = arena_place_new ();
  (*out_result)->x = (gfloat) sin (pace * tick);
  (*out_result)->y = (gfloat) cos (1.7 * pace * tick);

  return TRUE;
}

static void
player_impl_init (ArenaPlayerImplInterface *iface)
{
  iface->move = player_move;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Player, player, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (ARENA_TYPE_PLAYER_IMPL, player_impl_init))

static void
player_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NUMBER:
      EXAMPLE_PLAYER (object)->number = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
player_class_init (PlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = player_set_property;
  g_object_class_install_property (
    object_class, PROP_NUMBER,
    g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
player_init (Player *self G_GNUC_UNUSED)
{
}
