/* SPDX-License-Identifier: MIT */

#include "odeon-desk-private.h"

#include "node.idl.h"
#include "odeon-spawner.h"

struct _OdeonDesk
{
  OdeonActor    parent_instance;

  OdeonWarrant *warrant; /* counted */
};

enum
{
  PROP_WARRANT = 1
};

static void implement (NetworkDeskImplInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonDesk, _odeon_desk, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (NETWORK_TYPE_DESK_IMPL, implement))

static gboolean
look_up (NetworkDeskImpl *impl, const gchar *name, OdeonRef **out_result, GError **error)
{
  *out_result = _odeon_warrant_look_up (ODEON_DESK (impl)->warrant, name, error);

  return *out_result != NULL;
}

static void
implement (NetworkDeskImplInterface *iface)
{
  iface->look_up = look_up;
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_WARRANT:
      ODEON_DESK (object)->warrant = g_value_dup_boxed (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
finalize (GObject *object)
{
  g_clear_pointer (&ODEON_DESK (object)->warrant, _odeon_warrant_unref);

  G_OBJECT_CLASS (_odeon_desk_parent_class)->finalize (object);
}

static void
_odeon_desk_class_init (OdeonDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = set_property;
  object_class->finalize = finalize;
  g_object_class_install_property (
    object_class, PROP_WARRANT,
    g_param_spec_boxed ("warrant", NULL, NULL, ODEON_TYPE_WARRANT,
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
_odeon_desk_init (OdeonDesk *self G_GNUC_UNUSED)
{
}

OdeonRef *
_odeon_desk_spawn (OdeonSystem *system, OdeonWarrant *warrant, GError **error)
{
  return odeon_spawn (ODEON_SPAWNER (system), ODEON_TYPE_DESK, NULL, error, "warrant", warrant,
                      NULL);
}
