/* SPDX-License-Identifier: MIT */

#include "odeon-group-root-private.h"
#include "odeon-group-property-private.h"
#include "odeon-registry.h"
#include "odeon-spawner-private.h"

struct _OdeonGroupRoot
{
  OdeonActor parent_instance;
};

static void implement (ProcessGroupRootImplInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonGroupRoot, _odeon_group_root, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (PROCESS_GROUP_TYPE_ROOT_IMPL, implement))

static gboolean
find_type (const gchar *name, GType *out, GError **error)
{
  *out = _odeon_actor_type_find (name);
  if (*out != G_TYPE_INVALID && g_type_is_a (*out, ODEON_TYPE_ACTOR) && !G_TYPE_IS_ABSTRACT (*out))
    return TRUE;

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_FOUND,
               "%s has no type of actors \"%s\"; those that no ODEON_ANNOUNCE_ACTOR() names need "
               "g_type_ensure() before odeon_init()", g_get_prgname (), name);

  return FALSE;
}

static gboolean
make (ProcessGroupRootImpl       *impl,
      const gchar                *type_name,
      const ProcessGroupSettings *with,
      GPtrArray                  *properties,
      OdeonRef                  **out_result,
      GError                    **error)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonBirth       *birth;
  GType             type;

  if (!find_type (type_name, &type, error)
      || !_odeon_group_properties_to_birth (properties, type, &birth, error))
    return FALSE;

  options.name = *with->name != '\0' ? with->name : NULL;
  options.placement = ODEON_PLACE_ANY_WORKER;
  options.mailbox_bound = with->mailbox_bound;
  options.overflow = (OdeonOverflow) with->overflow;
  options.restart = (OdeonRestart) with->restart;
  options.max_concurrency = with->max_concurrency;
  *out_result = (OdeonRef *) _odeon_spawner_spawn (ODEON_SPAWNER (impl), type, &options, birth,
                                                   NULL, error);

  return *out_result != NULL;
}

static gboolean
find (ProcessGroupRootImpl *impl, const gchar *path, OdeonRef **out_result, GError **error)
{
  if (*path == '/')
    path++;
  *out_result = odeon_actor_find (ODEON_ACTOR (impl), path, error);

  return *out_result != NULL;
}

static gboolean
drain (ProcessGroupRootImpl *impl, GError **error G_GNUC_UNUSED)
{
  odeon_actor_stop (ODEON_ACTOR (impl));

  return TRUE;
}

static gboolean
supervise (ProcessGroupRootImpl       *impl,
           const ProcessGroupStrategy *as,
           GError                    **error G_GNUC_UNUSED)
{
  const OdeonStrategy strategy = {
    .kind = (OdeonStrategyKind) as->kind,
    .max_restarts = as->max_restarts,
    .period_ms = as->period_ms,
    .min_delay_ms = as->min_delay_ms,
    .max_delay_ms = as->max_delay_ms,
    .jitter = as->jitter,
    .quiet_ms = as->quiet_ms,
    .exhausted = (OdeonDirective) as->exhausted,
  };

  odeon_actor_supervise (ODEON_ACTOR (impl), &strategy);

  return TRUE;
}

static void
implement (ProcessGroupRootImplInterface *iface)
{
  iface->supervise = supervise;
  iface->make = make;
  iface->find = find;
  iface->drain = drain;
}

static void
_odeon_group_root_class_init (OdeonGroupRootClass *klass G_GNUC_UNUSED)
{
}

static void
_odeon_group_root_init (OdeonGroupRoot *self G_GNUC_UNUSED)
{
}
