/* SPDX-License-Identifier: MIT */

/* One actor, called once: what a user's build system has to get right is done. */

#include "lamp.idl.h"

#define TYPE_BULB (bulb_get_type ())
G_DECLARE_FINAL_TYPE (Bulb, bulb, LAMP, BULB_ACTOR, OdeonActor)

struct _Bulb
{
  OdeonActor parent_instance;

  gint32 lumen;
};

static gboolean
bulb_brighten (LampBulbImpl *impl, gint32 *out_result, GError **error G_GNUC_UNUSED)
{
  Bulb *self = LAMP_BULB_ACTOR (impl);

  self->lumen = MIN (self->lumen + UNITS_STEP, LAMP_BRIGHTEST);
  *out_result = self->lumen;
  return TRUE;
}

static void
bulb_impl_init (LampBulbImplInterface *iface)
{
  iface->brighten = bulb_brighten;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Bulb, bulb, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (LAMP_TYPE_BULB_IMPL, bulb_impl_init))

static void
bulb_class_init (BulbClass *klass G_GNUC_UNUSED)
{
}

static void
bulb_init (Bulb *self G_GNUC_UNUSED)
{
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (ODEON_WORKERS_AUTO, &error);
  g_autoptr (LampBulb) bulb = NULL;
  gint32 lumen;

  if (system != NULL)
    bulb = lamp_bulb_spawn (ODEON_SPAWNER (system), TYPE_BULB, NULL, &error, NULL);
  if (bulb == NULL || !lamp_bulb_brighten_sync (bulb, &lumen, &error))
    {
      g_printerr ("lamp: %s\n", error->message);
      return 1;
    }
  g_print ("%d of %d lumen\n", lumen, (gint) LAMP_BRIGHTEST);
  return 0;
}
