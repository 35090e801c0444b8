/* SPDX-License-Identifier: MIT */

#include "odeon-birth-private.h"
#include "odeon-spawner-private.h"

#include <string.h>

G_DEFINE_INTERFACE (OdeonSpawner, odeon_spawner, G_TYPE_OBJECT)

static void
odeon_spawner_default_init (OdeonSpawnerInterface *iface G_GNUC_UNUSED)
{
}

static gboolean
check_name (const gchar *name, GError **error)
{
  gsize length = strlen (name);

  if (length == 0 || length > 255 || !g_utf8_validate (name, (gssize) length, NULL))
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_NAME,
                           "An actor's name is 1 to 255 bytes of UTF-8");
      return FALSE;
    }
  for (const gchar *at = name; *at != '\0'; at++)
    if (*at == '/' || g_ascii_iscntrl (*at))
      {
        g_autofree gchar *escaped = g_strescape (name, NULL);

        g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_NAME,
                     "The name \"%s\" has a slash or a control character", escaped);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_type (GType type, const OdeonInterfaceInfo *interface, GError **error)
{
  const gchar *name = g_type_name (type);

  if (!g_type_is_a (type, ODEON_TYPE_ACTOR) || G_TYPE_IS_ABSTRACT (type))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "%s is no type of actors that can be made", name != NULL ? name : "0");
      return FALSE;
    }
  if (interface != NULL && !g_type_is_a (type, interface->get_type ()))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE,
                   "%s does not implement %s", name, interface->name);
      return FALSE;
    }

  return TRUE;
}

gpointer
odeon_spawn_valist (OdeonSpawner             *in,
                    GType                     implementation,
                    const OdeonInterfaceInfo *interface,
                    const OdeonSpawnOptions  *options,
                    GError                  **error,
                    const gchar              *first_property,
                    va_list                   properties)
{
  static const OdeonSpawnOptions defaults = ODEON_SPAWN_OPTIONS_INIT;
  OdeonHost   *host;
  OdeonCell   *parent = NULL;
  OdeonBirth  *birth;
  OdeonWorker *worker;

  g_return_val_if_fail (ODEON_IS_SPAWNER (in), NULL);

  if (options == NULL)
    options = &defaults;
  host = ODEON_SPAWNER_GET_IFACE (in)->get_host (in, &parent);
  /* An actor's children are on its worker's books. */
  g_return_val_if_fail (host != NULL, NULL);
  g_return_val_if_fail (parent == NULL || parent == _odeon_current_cell, NULL);

  if (!check_type (implementation, interface, error)
      || (options->name != NULL && !check_name (options->name, error)))
    return NULL;

  if (parent != NULL && _odeon_cell_get_phase (parent) >= ODEON_PHASE_STOPPING)
    {
      g_autofree gchar *who = _odeon_cell_describe (parent);

      g_set_error (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "%s is ending", who);
      return NULL;
    }

  birth = _odeon_birth_new (implementation, first_property, properties, error);
  if (birth == NULL)
    return NULL;

  worker = host->klass->place (host, options, parent, error);
  if (worker == NULL)
    {
      _odeon_birth_free (birth);
      return NULL;
    }

  return _odeon_cell_new (host, worker, parent, implementation, options->name, birth, error);
}

OdeonRef *
odeon_spawn (OdeonSpawner            *in,
             GType                    implementation,
             const OdeonSpawnOptions *options,
             GError                 **error,
             const gchar             *first_property,
             ...)
{
  OdeonRef *ref;
  va_list   properties;

  va_start (properties, first_property);
  ref = odeon_spawn_valist (in, implementation, NULL, options, error, first_property, properties);
  va_end (properties);

  return ref;
}
