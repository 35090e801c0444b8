/* SPDX-License-Identifier: MIT */

/* A system: its workers, the names of its actors and the roots of their tree.
 *
 * What actors need of it lies in a block of its own, the realm, which outlives the GObject until
 * the last actor has ended and the last worker is joined. One lock guards names, roots and counts;
 * it is taken at an actor's birth and death, never for a message.
 */

#include "odeon-realm-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-inspection-private.h"
#include "odeon-observation-private.h"

struct _OdeonSystem
{
  GObject parent_instance;

  OdeonRealm *realm;
};

static void spawner_init (OdeonSpawnerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonSystem, odeon_system, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ODEON_TYPE_SPAWNER, spawner_init))

#define WORKERS_MAX 1024

enum
{
  PROP_TRACING = 1,
  PROP_COLLECT_STATISTICS,
  PROP_SLOW_HANDLER_MSEC
};

static OdeonHost *
get_host (OdeonSpawner *spawner, OdeonCell **out_parent)
{
  *out_parent = NULL;

  return _odeon_realm_get_host (ODEON_SYSTEM (spawner)->realm);
}

static void
spawner_init (OdeonSpawnerInterface *iface)
{
  iface->get_host = get_host;
}

static void
odeon_system_finalize (GObject *object)
{
  OdeonSystem *self = ODEON_SYSTEM (object);

  _odeon_dump_end (self);
  g_clear_pointer (&self->realm, _odeon_realm_release);

  G_OBJECT_CLASS (odeon_system_parent_class)->finalize (object);
}

static void
odeon_system_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OdeonSystem *self = ODEON_SYSTEM (object);

  switch (id)
    {
    case PROP_TRACING:
      g_value_set_boolean (value, odeon_system_get_tracing (self));
      break;
    case PROP_COLLECT_STATISTICS:
      g_value_set_boolean (value, odeon_system_get_collect_statistics (self));
      break;
    case PROP_SLOW_HANDLER_MSEC:
      g_value_set_uint (value, odeon_system_get_slow_handler_msec (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
odeon_system_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OdeonSystem *self = ODEON_SYSTEM (object);

  switch (id)
    {
    case PROP_TRACING:
      odeon_system_set_tracing (self, g_value_get_boolean (value));
      break;
    case PROP_COLLECT_STATISTICS:
      odeon_system_set_collect_statistics (self, g_value_get_boolean (value));
      break;
    case PROP_SLOW_HANDLER_MSEC:
      odeon_system_set_slow_handler_msec (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
odeon_system_class_init (OdeonSystemClass *klass)
{
  GObjectClass    *object = G_OBJECT_CLASS (klass);
  GParamFlags      flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object->get_property = odeon_system_get_property;
  object->set_property = odeon_system_set_property;
  object->finalize = odeon_system_finalize;

  /**
   * OdeonSystem:tracing:
   *
   * Whether messages belong to flows: see odeon_actor_get_flow() and odeon_system_set_tracer().
   */
  g_object_class_install_property (object, PROP_TRACING,
                                   g_param_spec_boolean ("tracing", NULL, NULL, FALSE, flags));

  /**
   * OdeonSystem:collect-statistics:
   *
   * Whether what actors do is counted and measured: see odeon_system_list_statistics().
   */
  g_object_class_install_property (object, PROP_COLLECT_STATISTICS,
                                   g_param_spec_boolean ("collect-statistics", NULL, NULL, FALSE,
                                                         flags));

  /**
   * OdeonSystem:slow-handler-msec:
   *
   * For how many milliseconds a handler may hold its thread before it is reported; 0 is for ever.
   * See odeon_system_set_slow_handler_msec().
   */
  g_object_class_install_property (object, PROP_SLOW_HANDLER_MSEC,
                                   g_param_spec_uint ("slow-handler-msec", NULL, NULL, 0,
                                                      G_MAXUINT, 0, flags));
}

static void
odeon_system_init (OdeonSystem *self G_GNUC_UNUSED)
{
}

OdeonSystem *
odeon_system_new (gint workers, GError **error)
{
  g_autoptr (OdeonSystem) self = NULL;

  if (workers < ODEON_WORKERS_AUTO || workers > WORKERS_MAX)
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "A system has 0 to %d workers, not %d", WORKERS_MAX, workers);
      return NULL;
    }
  if (workers == ODEON_WORKERS_AUTO)
    workers = (gint) MIN (g_get_num_processors (), WORKERS_MAX);

  self = g_object_new (ODEON_TYPE_SYSTEM, NULL);
  self->realm = _odeon_realm_new ((guint) workers, error);

  if (self->realm == NULL)
    return NULL;
  _odeon_observation_begin (self);

  return g_steal_pointer (&self);
}

OdeonSystem *
odeon_system_get_default (void)
{
  static gsize        once;
  static OdeonSystem *system;

  if (g_once_init_enter (&once))
    {
      GError *error = NULL;

      system = odeon_system_new (ODEON_WORKERS_AUTO, &error);
      if (system == NULL)
        g_error ("The default system could not start: %s", error->message);
      g_once_init_leave (&once, 1);
    }

  return system;
}

guint
odeon_system_get_n_workers (OdeonSystem *self)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), 0);

  return _odeon_realm_get_n_workers (self->realm);
}

guint
odeon_system_get_n_actors (OdeonSystem *self)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), 0);

  return _odeon_realm_get_n_actors (self->realm);
}

OdeonRef *
odeon_system_find (OdeonSystem *self, const gchar *name)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return _odeon_realm_find (self->realm, name);
}

void
odeon_system_supervise (OdeonSystem *self, const OdeonStrategy *strategy)
{
  g_return_if_fail (ODEON_IS_SYSTEM (self));

  _odeon_realm_supervise (self->realm, strategy);
}

gboolean
odeon_system_tick (OdeonSystem *self, gint64 max_usec)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), TRUE);

  return _odeon_realm_tick (self->realm, max_usec);
}

OdeonFuture *
odeon_system_shut_down (OdeonSystem *self)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);

  return _odeon_realm_shut_down (self->realm);
}

guint
odeon_system_watch_dead_letters (OdeonSystem        *self,
                                 OdeonDeadLetterFunc func,
                                 gpointer            user_data,
                                 GDestroyNotify      destroy)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return _odeon_dead_letters_watch (_odeon_realm_get_host (self->realm), func, user_data, destroy);
}

void
odeon_system_unwatch_dead_letters (OdeonSystem *self, guint watch)
{
  g_return_if_fail (ODEON_IS_SYSTEM (self));

  _odeon_dead_letters_unwatch (_odeon_realm_get_host (self->realm), watch);
}
