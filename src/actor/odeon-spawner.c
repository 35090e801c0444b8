/* SPDX-License-Identifier: MIT */

#include "odeon-activity-private.h"
#include "odeon-birth-private.h"
#include "odeon-concurrency-private.h"
#include "odeon-intake-private.h"
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
  if (g_str_equal (name, ".") || g_str_equal (name, ".."))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_NAME,
                   "No actor is called \"%s\"", name);
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

/* What this thread checked last: actors are mostly spawned many of a kind. */
typedef struct
{
  GType                     type;
  const OdeonInterfaceInfo *interface;
  gsize                     stack_size;
  guint                     mailbox_bound;
  OdeonOverflow             overflow;
  gboolean                  migratable;
  gboolean                  has_priority;
  gboolean                  durable;
  guint                     max_concurrency;
  gboolean                  reentrant;
  gboolean                  has_concurrency; /* also if it is one at a time */
} Checked;

static _Thread_local Checked checked;

static _Thread_local struct
{
  gpointer               klass;
  OdeonSpawnerInterface *iface;
} last_spawner;

static OdeonSpawnerInterface *
find_iface (OdeonSpawner *in)
{
  gpointer klass = ((GTypeInstance *) in)->g_class;

  if (klass != last_spawner.klass)
    {
      last_spawner.iface = g_type_interface_peek (klass, ODEON_TYPE_SPAWNER);
      last_spawner.klass = klass;
    }

  return last_spawner.iface;
}

OdeonHost *
_odeon_spawner_get_host (gpointer in, OdeonCell **out_parent)
{
  OdeonSpawnerInterface *iface = find_iface (in);

  *out_parent = NULL;
  g_return_val_if_fail (iface != NULL, NULL);

  return iface->get_host (in, out_parent);
}

/* What the IDL of its interfaces says of its mailbox; the smallest bound counts, and what the class
 * says before that. */
static void
add_interface (Checked *self, const OdeonInterfaceInfo *info, guint *bound, OdeonOverflow *overflow)
{
  self->has_priority |= (info->flags & ODEON_INTERFACE_HAS_PRIORITY) != 0;
  self->durable |= (info->flags & ODEON_INTERFACE_DURABLE_MAILBOX) != 0;
  if (info->mailbox_bound != 0 && (*bound == 0 || info->mailbox_bound < *bound))
    {
      *bound = info->mailbox_bound;
      *overflow = (OdeonOverflow) info->overflow;
    }
}

static void
add_interfaces (Checked *self)
{
  guint              n;
  g_autofree GType  *types = g_type_interfaces (self->type, &n);
  guint              bound = 0;
  OdeonOverflow      overflow = ODEON_OVERFLOW_DEFAULT;

  for (guint i = 0; i < n; i++)
    {
      const OdeonInterfaceInfo *info = odeon_interface_of_gtype (types[i]);

      if (info != NULL)
        add_interface (self, info, &bound, &overflow);
    }
  if (self->mailbox_bound == 0)
    self->mailbox_bound = bound;
  if (self->overflow == ODEON_OVERFLOW_DEFAULT)
    self->overflow = overflow;
}

static gboolean
check_type (GType type, const OdeonInterfaceInfo *interface, GError **error)
{
  const gchar     *name;
  OdeonActorClass *klass;

  if (G_LIKELY (type == checked.type && type != G_TYPE_INVALID
                && interface == checked.interface))
    return TRUE;

  name = g_type_name (type);
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

  klass = g_type_class_ref (type);
  checked = (Checked) { type, interface, klass->stack_size, klass->mailbox_bound,
                        klass->overflow, klass->migratable, FALSE, FALSE, klass->max_concurrency,
                        klass->reentrant,
                        klass->max_concurrency > 1 || klass->reentrant || klass->handled != NULL };
  g_type_class_unref (klass);
  add_interfaces (&checked);

  return TRUE;
}

static gboolean
invalid_bound (GType type, const gchar *what, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "The mailbox of a %s: %s",
               g_type_name (type), what);

  return FALSE;
}

/* The actor's bound, 0 if it has none, and what is done about the rest. */
static gboolean
find_bound (const OdeonSpawnOptions *options,
            guint                   *out_bound,
            OdeonOverflow           *out_overflow,
            GError                 **error)
{
  guint         bound = options->mailbox_bound;
  OdeonOverflow overflow = options->overflow;

  if (bound == 0)
    bound = checked.mailbox_bound;
  if (bound == ODEON_MAILBOX_UNBOUNDED)
    bound = 0;
  if (bound > ODEON_MAILBOX_BOUND_MAX)
    return invalid_bound (checked.type, "its bound is too large", error);
  if (options->mailbox != NULL && overflow != ODEON_OVERFLOW_DEFAULT)
    return invalid_bound (checked.type, "one of its own overflows as it likes", error);
  if (bound == 0 && overflow != ODEON_OVERFLOW_DEFAULT)
    return invalid_bound (checked.type, "without a bound it never overflows", error);

  if (overflow == ODEON_OVERFLOW_DEFAULT)
    overflow = checked.overflow;
  if (overflow == ODEON_OVERFLOW_DEFAULT)
    overflow = ODEON_OVERFLOW_REFUSE;
  if ((guint) overflow > ODEON_OVERFLOW_STOP)
    return invalid_bound (checked.type, "there is no such overflow policy", error);

  *out_bound = bound;
  *out_overflow = overflow;

  return TRUE;
}

/* What is before its mailbox; %NULL in @out_intake: nothing. */
static gboolean
make_intake (const OdeonSpawnOptions *options, OdeonIntake **out_intake, GError **error)
{
  OdeonCustomMailbox *custom;
  guint               bound;
  OdeonOverflow       overflow;

  if (!find_bound (options, &bound, &overflow, error))
    return FALSE;
  if (checked.durable && options->mailbox == NULL)
    return invalid_bound (checked.type, "its interface wants a durable one: say which", error);

  if (options->mailbox != NULL)
    {
      custom = _odeon_custom_mailbox_new (options->mailbox, bound, error);
      if (custom == NULL)
        return FALSE;
      *out_intake = _odeon_intake_new_custom (custom);
    }
  else if (bound != 0 || checked.has_priority)
    *out_intake = _odeon_intake_new (bound, overflow);

  return TRUE;
}

static gboolean
check_parent (OdeonCell *parent, GError **error)
{
  g_autofree gchar *who = NULL;

  if (_odeon_cell_get_phase (parent) < ODEON_PHASE_STOPPING
      && _odeon_cell_get_stage (parent) == ODEON_STAGE_UP)
    return TRUE;

  who = _odeon_cell_describe (parent);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "%s is ending", who);

  return FALSE;
}

/* What was asked for, once it has been found to make sense. */
typedef struct
{
  OdeonHost   *host;
  OdeonCell   *parent; /* (nullable) */
  OdeonIntake *intake; /* (nullable) */
} Request;

static void
request_clear (Request *self)
{
  g_clear_pointer (&self->intake, _odeon_intake_free);
}

static gboolean
check (Request                  *self,
       OdeonSpawner             *in,
       GType                     implementation,
       const OdeonInterfaceInfo *interface,
       const OdeonSpawnOptions  *options,
       GError                  **error)
{
  self->host = _odeon_spawner_get_host (in, &self->parent);
  /* An actor's children are on its worker's books. */
  g_return_val_if_fail (self->host != NULL, FALSE);
  g_return_val_if_fail (self->parent == NULL || self->parent == _odeon_current_cell, FALSE);
  g_return_val_if_fail (options->mailbox == NULL || ODEON_IS_MAILBOX (options->mailbox), FALSE);

  return check_type (implementation, interface, error)
         && (options->name == NULL || check_name (options->name, error))
         && (self->parent == NULL || check_parent (self->parent, error))
         && make_intake (options, &self->intake, error);
}

/* (nullable): what an actor needs that may be restarted or has concurrency, besides what is in
 * @rare (nullable) already. */
static OdeonCellRare *
new_rare (const Request *self, const OdeonSpawnOptions *options, OdeonCellRare *rare)
{
  guint max = options->max_concurrency;

  rare = _odeon_supervision_prepare (self->host, self->parent, options, rare);
  if (G_LIKELY (max <= 1 && !checked.has_concurrency))
    return rare;

  if (rare == NULL)
    rare = _odeon_cell_rare_new ();
  if (max == 0)
    max = MAX (checked.max_concurrency, 1);
  rare->concurrency = _odeon_concurrency_new (max, checked.reentrant);

  return rare;
}

/* Its awaits end on the worker where they began: one that has several does not migrate. */
static gboolean
may_migrate (const OdeonSpawnOptions *options)
{
  return checked.migratable && !checked.has_concurrency && options->max_concurrency <= 1;
}

/* Takes over @birth and @rare, each nullable. */
static OdeonCell *
make (Request                 *self,
      GType                    implementation,
      const OdeonSpawnOptions *options,
      OdeonBirth              *birth,
      OdeonCellRare           *rare,
      GError                 **error)
{
  OdeonIntake *intake = self->intake;
  OdeonCell   *cell;
  OdeonWorker *worker = self->host->klass->place (self->host, options, self->parent,
                                                  may_migrate (options), error);

  if (worker == NULL)
    {
      _odeon_birth_free (birth);
      _odeon_cell_rare_free (rare);
      request_clear (self);
      return NULL;
    }

  if (G_UNLIKELY (atomic_load_explicit (&self->host->observer, memory_order_acquire) != NULL))
    intake = _odeon_intake_observe (intake, self->host, implementation);

  cell = _odeon_cell_new (self->host, worker, self->parent, implementation, checked.stack_size,
                          options->name, birth, intake, new_rare (self, options, rare), error);
  if (options->mailbox != NULL && cell != NULL)
    _odeon_custom_mailbox_begin (intake->custom, cell);

  return cell;
}

static const OdeonSpawnOptions default_options = ODEON_SPAWN_OPTIONS_INIT;

gboolean
_odeon_spawner_check (GType                     implementation,
                      const OdeonInterfaceInfo *interface,
                      const OdeonSpawnOptions  *options,
                      GError                  **error)
{
  guint         bound;
  OdeonOverflow overflow;

  return check_type (implementation, interface, error)
         && find_bound (options, &bound, &overflow, error);
}

OdeonCell *
_odeon_spawner_spawn (OdeonSpawner            *in,
                      GType                    implementation,
                      const OdeonSpawnOptions *options,
                      OdeonBirth              *birth,
                      OdeonCellRare           *rare,
                      GError                 **error)
{
  Request request = { NULL, NULL, NULL };

  if (!check (&request, in, implementation, NULL, options, error))
    {
      _odeon_birth_free (birth);
      _odeon_cell_rare_free (rare);
      return NULL;
    }

  return make (&request, implementation, options, birth, rare, error);
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
  OdeonBirth *birth = NULL;
  Request     request = { NULL, NULL, NULL };

  g_return_val_if_fail (in != NULL, NULL);

  if (options == NULL)
    options = &default_options;
  if (!check (&request, in, implementation, interface, options, error))
    return NULL;

  if (first_property != NULL)
    {
      birth = _odeon_birth_new (implementation, first_property, properties, error);
      if (birth == NULL)
        {
          request_clear (&request);
          return NULL;
        }
    }

  return make (&request, implementation, options, birth, NULL, error);
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
