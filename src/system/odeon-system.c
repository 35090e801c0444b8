/* SPDX-License-Identifier: MIT */

/* A system: its workers, the names of its actors and the roots of their tree.
 *
 * What actors need of it lies in a block of its own, the realm, which outlives the GObject until
 * the last actor has ended and the last worker is joined. One lock guards names, roots and counts;
 * it is taken at an actor's birth and death, never for a message.
 */

#include "odeon-realm-private.h"
#include "odeon-dead-letter-private.h"

struct _OdeonSystem
{
  GObject parent_instance;

  OdeonRealm *realm;
};

static void spawner_init (OdeonSpawnerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OdeonSystem, odeon_system, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ODEON_TYPE_SPAWNER, spawner_init))

#define WORKERS_MAX 1024

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

  g_clear_pointer (&self->realm, _odeon_realm_release);

  G_OBJECT_CLASS (odeon_system_parent_class)->finalize (object);
}

static void
odeon_system_class_init (OdeonSystemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = odeon_system_finalize;
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

  return self->realm != NULL ? g_steal_pointer (&self) : NULL;
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
