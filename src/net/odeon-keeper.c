/* SPDX-License-Identifier: MIT */

#include "odeon-keeper-private.h"

#include "odeon-spawner.h"

struct _OdeonKeeper
{
  OdeonActor     parent_instance;

  OdeonNodeCore *core; /* counted */
};

enum
{
  PROP_CORE = 1
};

G_DEFINE_BOXED_TYPE (OdeonNodeCore, _odeon_node_core, _odeon_node_core_ref, _odeon_node_core_unref)
G_DEFINE_FINAL_TYPE (OdeonKeeper, _odeon_keeper, ODEON_TYPE_ACTOR)

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CORE:
      ODEON_KEEPER (object)->core = g_value_dup_boxed (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
close_core (OdeonNodeCore *core, gpointer data G_GNUC_UNUSED, const GError *why)
{
  if (why == NULL)
    _odeon_node_core_close (core);
}

static void
finalize (GObject *object)
{
  OdeonKeeper *self = ODEON_KEEPER (object);

  _odeon_node_core_run (self->core, close_core, NULL);
  g_clear_pointer (&self->core, _odeon_node_core_unref);

  G_OBJECT_CLASS (_odeon_keeper_parent_class)->finalize (object);
}

static void
_odeon_keeper_class_init (OdeonKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = set_property;
  object_class->finalize = finalize;
  g_object_class_install_property (
    object_class, PROP_CORE,
    g_param_spec_boxed ("core", NULL, NULL, _odeon_node_core_get_type (),
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
_odeon_keeper_init (OdeonKeeper *self G_GNUC_UNUSED)
{
}

OdeonRef *
_odeon_keeper_spawn (OdeonSystem *system, OdeonNodeCore *core, GError **error)
{
  return odeon_spawn (ODEON_SPAWNER (system), ODEON_TYPE_KEEPER, NULL, error, "core", core, NULL);
}
