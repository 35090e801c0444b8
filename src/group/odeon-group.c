/* SPDX-License-Identifier: MIT */

/* The handle of a group: its actor's ref, seen as a place to spawn in. */

#include "odeon-group-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-group-property-private.h"
#include "odeon-interface-private.h"
#include "odeon-promised-ref.h"
#include "odeon-spawner-private.h"

struct _OdeonGroup
{
  GObject parent_instance;

  ProcessGroupRoot *ref; /* the group's actor */
  OdeonGroupEstate *estate;
  gchar            *default_type; /* (nullable) */
};

static void spawner_init (OdeonSpawnerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonGroup, odeon_group, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ODEON_TYPE_SPAWNER, spawner_init))

/* --- starting one --- */

/* Takes over @settings and @estate. */
static OdeonGroup *
group_new (OdeonSpawner             *in,
           const OdeonGroupOptions  *options,
           OdeonGroupSettings       *settings,
           OdeonGroupEstate         *estate,
           GError                  **error)
{
  OdeonSpawnOptions spawn_options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonGroup       *self = NULL;
  ProcessGroupRoot *ref;

  if (options != NULL)
    {
      spawn_options.name = options->name;
      spawn_options.restart = options->restart;
    }
  ref = process_group_root_spawn (in, ODEON_TYPE_GROUP_ACTOR, &spawn_options, error,
                                  "settings", settings, "estate", estate, NULL);
  if (ref != NULL)
    {
      self = g_object_new (ODEON_TYPE_GROUP, NULL);
      self->ref = ref;
      self->estate = _odeon_group_estate_ref (estate);
      self->default_type = g_strdup (options != NULL ? options->default_type : NULL);
    }
  _odeon_group_settings_free (settings);
  _odeon_group_estate_unref (estate);

  return self;
}

static OdeonGroup *
start_group (OdeonSpawner *in, const OdeonGroupOptions *options, GError **error)
{
  OdeonGroupSettings  *settings = _odeon_group_settings_new (options, error);
  const OdeonStrategy *inherited;
  OdeonCell           *parent;
  OdeonHost           *host = _odeon_spawner_get_host (in, &parent);

  if (settings == NULL)
    return NULL;

  inherited = _odeon_supervision_peek_strategy (host, parent);
  if (!settings->is_supervised && inherited != NULL)
    {
      settings->is_supervised = TRUE;
      settings->strategy = *inherited;
    }

  return group_new (in, options, settings, _odeon_group_estate_new (), error);
}

OdeonGroup *
odeon_system_start_group (OdeonSystem *self, const OdeonGroupOptions *options, GError **error)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);

  if (odeon_system_get_n_workers (self) == 0)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "A system without workers has nobody to listen to a group");
      return NULL;
    }

  return start_group (ODEON_SPAWNER (self), options, error);
}

OdeonGroup *
odeon_actor_start_group (OdeonActor *self, const OdeonGroupOptions *options, GError **error)
{
  g_return_val_if_fail (ODEON_IS_ACTOR (self), NULL);

  return start_group (ODEON_SPAWNER (self), options, error);
}

OdeonRef *
odeon_group_get_ref (OdeonGroup *self)
{
  g_return_val_if_fail (ODEON_IS_GROUP (self), NULL);

  return ODEON_REF (self->ref);
}

gint64
odeon_group_get_pid (OdeonGroup *self)
{
  g_return_val_if_fail (ODEON_IS_GROUP (self), 0);

  return atomic_load_explicit (&self->estate->pid, memory_order_relaxed);
}

/* --- finding --- */

OdeonFuture *
odeon_group_find (OdeonGroup *self, const gchar *path)
{
  g_return_val_if_fail (ODEON_IS_GROUP (self), NULL);

  return process_group_root_find (self->ref, path);
}

OdeonRef *
odeon_group_find_await (OdeonFuture *future, GError **error)
{
  OdeonRef *found;

  return process_group_root_find_await (future, &found, error) ? found : NULL;
}

/* --- spawning --- */

/* What is of this process stays here. */
static gboolean
check_options (const OdeonSpawnOptions *options, GError **error)
{
  if (options->mailbox == NULL && options->limits == NULL)
    return TRUE;

  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                       "An actor in a group has neither a mailbox of one's own nor limits");

  return FALSE;
}

/* What is sent to it before the group has made it, or is there itself, waits. */
static gpointer
make (OdeonGroup               *self,
      const gchar              *type_name,
      const OdeonInterfaceInfo *interface,
      const OdeonSpawnOptions  *options,
      GPtrArray                *properties)
{
  ProcessGroupSettings with = {
    .name = (gchar *) (options->name != NULL ? options->name : ""),
    .mailbox_bound = options->mailbox_bound,
    .overflow = options->overflow,
    .restart = options->restart,
    .max_concurrency = options->max_concurrency,
  };

  return odeon_ref_from_future (process_group_root_make (self->ref, type_name, &with, properties),
                                NULL, _odeon_interface_get_reference (interface));
}

/* The placement is the group's business. */
static gpointer
spawn (OdeonSpawner             *spawner,
       GType                     implementation,
       const OdeonInterfaceInfo *interface,
       const OdeonSpawnOptions  *options,
       OdeonBirth               *birth,
       GError                  **error)
{
  g_autoptr (GPtrArray) properties
    = _odeon_group_properties_from_birth (implementation, birth, error);

  _odeon_birth_free (birth);
  if (properties == NULL || !check_options (options, error))
    return NULL;

  return make (ODEON_GROUP (spawner), g_type_name (implementation), interface, options, properties);
}

gpointer
odeon_group_spawn_by_name (OdeonGroup               *self,
                           const gchar              *type_name,
                           const OdeonInterfaceInfo *interface,
                           const OdeonSpawnOptions  *options,
                           GVariant                 *properties,
                           GError                  **error)
{
  static const OdeonSpawnOptions defaults = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GVariant)           sunk = properties != NULL ? g_variant_ref_sink (properties) : NULL;
  g_autoptr (GPtrArray)          list = NULL;

  g_return_val_if_fail (ODEON_IS_GROUP (self), NULL);

  if (options == NULL)
    options = &defaults;
  if (type_name == NULL)
    type_name = self->default_type;
  if (type_name == NULL)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "The group has no default type of actors");
      return NULL;
    }
  list = _odeon_group_properties_from_variant (sunk, error);
  if (list == NULL || !check_options (options, error))
    return NULL;

  return make (self, type_name, interface, options, list);
}

static OdeonHost *
get_host (OdeonSpawner *spawner, OdeonCell **out_parent)
{
  *out_parent = NULL;

  return ((OdeonCell *) (gpointer) ODEON_GROUP (spawner)->ref)->host;
}

static void
spawner_init (OdeonSpawnerInterface *iface)
{
  iface->get_host = get_host;
  iface->spawn = spawn;
}

/* --- the object --- */

static void
finalize (GObject *object)
{
  OdeonGroup *self = ODEON_GROUP (object);

  g_clear_pointer (&self->ref, process_group_root_unref);
  g_clear_pointer (&self->estate, _odeon_group_estate_unref);
  g_free (self->default_type);

  G_OBJECT_CLASS (odeon_group_parent_class)->finalize (object);
}

static void
odeon_group_class_init (OdeonGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
odeon_group_init (OdeonGroup *self G_GNUC_UNUSED)
{
}
