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

static G_GNUC_NO_INLINE OdeonActorKind *
wrong_kind (OdeonActorKind           *kind,
            GType                     type,
            const OdeonInterfaceInfo *interface,
            GError                  **error)
{
  const gchar *name = g_type_name (type);

  if (kind == NULL)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                 "%s is no type of actors that can be made", name != NULL ? name : "0");
  else
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE,
                 "%s does not implement %s", name, interface->name);

  return NULL;
}

/* (nullable) */
static inline OdeonActorKind *
find_kind (GType type, const OdeonInterfaceInfo *interface, GError **error)
{
  OdeonActorKind *kind = _odeon_actor_kind_find (type);

  if (G_LIKELY (kind != NULL && _odeon_actor_kind_has (kind, interface)))
    return kind;

  return wrong_kind (kind, type, interface, error);
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
find_bound (OdeonActorKind          *kind,
            const OdeonSpawnOptions *options,
            guint                   *out_bound,
            OdeonOverflow           *out_overflow,
            GError                 **error)
{
  guint         bound = options->mailbox_bound;
  OdeonOverflow overflow = options->overflow;

  if (bound == 0)
    bound = kind->mailbox_bound;
  if (bound == ODEON_MAILBOX_UNBOUNDED)
    bound = 0;
  if (bound > ODEON_MAILBOX_BOUND_MAX)
    return invalid_bound (kind->type, "its bound is too large", error);
  if (options->mailbox != NULL && overflow != ODEON_OVERFLOW_DEFAULT)
    return invalid_bound (kind->type, "one of its own overflows as it likes", error);
  if (bound == 0 && overflow != ODEON_OVERFLOW_DEFAULT)
    return invalid_bound (kind->type, "without a bound it never overflows", error);

  if (overflow == ODEON_OVERFLOW_DEFAULT)
    overflow = kind->overflow;
  if (overflow == ODEON_OVERFLOW_DEFAULT)
    overflow = ODEON_OVERFLOW_REFUSE;
  if ((guint) overflow > ODEON_OVERFLOW_STOP)
    return invalid_bound (kind->type, "there is no such overflow policy", error);

  *out_bound = bound;
  *out_overflow = overflow;

  return TRUE;
}

/* The user's mailbox gives out one message at a time, and nobody can look through it for a call to
 * be let in. */
static gboolean
check_mailbox (OdeonActorKind *kind, const OdeonSpawnOptions *options, GError **error)
{
  const OdeonActorClass *klass = kind->klass;
  guint                  max = options->max_concurrency;

  if (!klass->reentrant && klass->handled == NULL
      && (max != 0 ? max : klass->max_concurrency) <= 1)
    return TRUE;

  return invalid_bound (kind->type, "one of its own does not go with `max_concurrency`, "
                        "`reentrant` or `handled`", error);
}

/* What is before its mailbox; %NULL in @out_intake: nothing. */
static gboolean
make_intake (OdeonActorKind          *kind,
             const OdeonSpawnOptions *options,
             OdeonIntake            **out_intake,
             GError                 **error)
{
  OdeonCustomMailbox *custom;
  guint               bound;
  OdeonOverflow       overflow;

  if (!find_bound (kind, options, &bound, &overflow, error))
    return FALSE;
  if (kind->durable && options->mailbox == NULL)
    return invalid_bound (kind->type, "its interface wants a durable one: say which", error);

  if (options->mailbox != NULL)
    {
      if (!check_mailbox (kind, options, error))
        return FALSE;
      custom = _odeon_custom_mailbox_new (options->mailbox, bound, error);
      if (custom == NULL)
        return FALSE;
      *out_intake = _odeon_intake_new_custom (custom);
    }
  else if (bound != 0 || kind->has_priority)
    *out_intake = _odeon_intake_new (bound, overflow);

  return TRUE;
}

static G_GNUC_NO_INLINE gboolean
wrong_parent (OdeonCell *parent, GError **error)
{
  g_autofree gchar *who = _odeon_cell_describe (parent);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "%s is ending", who);

  return FALSE;
}

static inline gboolean
check_parent (OdeonCell *parent, GError **error)
{
  if (G_LIKELY (_odeon_cell_get_phase (parent) < ODEON_PHASE_STOPPING
                && _odeon_cell_get_stage (parent) == ODEON_STAGE_UP))
    return TRUE;

  return wrong_parent (parent, error);
}

/* (nullable): what an actor needs that may be restarted or has concurrency, besides what is in
 * @rare (nullable) already. */
static OdeonCellRare *
new_rare (OdeonHost               *host,
          OdeonCell               *parent,
          OdeonActorKind          *kind,
          const OdeonSpawnOptions *options,
          OdeonCellRare           *rare)
{
  guint max = options->max_concurrency;

  rare = _odeon_supervision_prepare (host, parent, options, rare);
  if (G_LIKELY (max <= 1 && !kind->has_concurrency))
    return rare;

  if (rare == NULL)
    rare = _odeon_cell_rare_new ();
  if (max == 0)
    max = MAX (kind->klass->max_concurrency, 1);
  rare->concurrency = _odeon_concurrency_new (max, kind->klass->reentrant);

  return rare;
}

/* Its awaits end on the worker where they began: one that has several does not migrate. */
static gboolean
may_migrate (OdeonActorKind *kind, const OdeonSpawnOptions *options)
{
  return kind->klass->migratable && !kind->has_concurrency && options->max_concurrency <= 1;
}

static OdeonWorker *
find_place (OdeonHost               *host,
            OdeonCell               *parent,
            OdeonActorKind          *kind,
            const OdeonSpawnOptions *options,
            OdeonIntake            **out_intake,
            GError                 **error)
{
  OdeonWorker *worker;

  if ((options->name != NULL && !check_name (options->name, error))
      || !make_intake (kind, options, out_intake, error))
    return NULL;

  worker = host->klass->place (host, options, parent, may_migrate (kind, options), error);
  if (worker == NULL)
    g_clear_pointer (out_intake, _odeon_intake_free);

  return worker;
}

/* Its members' calls are of a class of their own. */
static inline gboolean
is_pool (OdeonCell *parent)
{
  return parent != NULL && parent->rare != NULL && parent->rare->pool != NULL;
}

/* A birth, a place and a name, as is said by whoever wants them, or by the class. Takes over @birth
 * and @rare, each nullable. */
static OdeonCell *
spawn_as_told (OdeonHost               *host,
               OdeonCell               *parent,
               OdeonActorKind          *kind,
               const OdeonSpawnOptions *options,
               OdeonBirth              *birth,
               OdeonCellRare           *rare,
               GError                 **error)
{
  OdeonIntake *intake = NULL;
  OdeonWorker *worker = find_place (host, parent, kind, options, &intake, error);
  OdeonCell   *self;

  if (worker == NULL)
    {
      _odeon_birth_free (birth);
      _odeon_cell_rare_free (rare);
      return NULL;
    }

  if (intake != NULL && (kind->has_priority || is_pool (parent)))
    _odeon_bound_check_each (&intake->bound);
  if (G_UNLIKELY (atomic_load_explicit (&host->observer, memory_order_acquire) != NULL))
    intake = _odeon_intake_observe (intake, host, kind->type);

  self = _odeon_cell_new (host, worker, parent, kind, options->name, birth, intake,
                          new_rare (host, parent, kind, options, rare), error);
  if (options->mailbox != NULL && self != NULL)
    _odeon_custom_mailbox_begin (intake->custom, self);

  return self;
}

gboolean
_odeon_spawner_check (GType                     implementation,
                      const OdeonInterfaceInfo *interface,
                      const OdeonSpawnOptions  *options,
                      GError                  **error)
{
  OdeonActorKind *kind = find_kind (implementation, interface, error);
  guint           bound;
  OdeonOverflow   overflow;

  return kind != NULL && find_bound (kind, options, &bound, &overflow, error);
}

/* The system to spawn in, and the parent: an actor's children are on its worker's books. */
static inline OdeonHost *
find_host (OdeonSpawner *in, OdeonCell **out_parent)
{
  OdeonCell *current = _odeon_current_cell;
  OdeonHost *host;

  if (G_LIKELY (current != NULL && (OdeonActor *) in == current->actor))
    {
      *out_parent = current;
      return current->host;
    }

  host = _odeon_spawner_get_host (in, out_parent);
  g_return_val_if_fail (*out_parent == NULL || *out_parent == current, NULL);

  return host;
}

OdeonCell *
_odeon_spawner_spawn (OdeonSpawner            *in,
                      GType                    implementation,
                      const OdeonSpawnOptions *options,
                      OdeonBirth              *birth,
                      OdeonCellRare           *rare,
                      GError                 **error)
{
  OdeonCell      *parent;
  OdeonHost      *host = find_host (in, &parent);
  OdeonActorKind *kind = host != NULL ? find_kind (implementation, NULL, error) : NULL;

  if (kind == NULL || (parent != NULL && !check_parent (parent, error)))
    {
      _odeon_birth_free (birth);
      _odeon_cell_rare_free (rare);
      return NULL;
    }

  return spawn_as_told (host, parent, kind, options, birth, rare, error);
}

/* Whether a child of @parent is as any other is, if nobody says otherwise. */
static inline gboolean
bears_ordinary (OdeonHost *host, OdeonCell *parent, OdeonActorKind *kind)
{
  return parent != NULL && kind->is_ordinary && !_odeon_cell_supervises (parent)
         && atomic_load_explicit (&host->observer, memory_order_acquire) == NULL;
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
  OdeonCell      *parent;
  OdeonHost      *host;
  OdeonActorKind *kind;
  OdeonWorker    *worker;
  OdeonBirth     *birth = NULL;

  g_return_val_if_fail (in != NULL, NULL);
  host = find_host (in, &parent);
  g_return_val_if_fail (host != NULL, NULL);
  g_return_val_if_fail (options == NULL || options->mailbox == NULL
                          || ODEON_IS_MAILBOX (options->mailbox), NULL);

  kind = find_kind (implementation, interface, error);
  if (kind == NULL || (parent != NULL && !check_parent (parent, error)))
    return NULL;

  if (options == NULL && first_property == NULL && bears_ordinary (host, parent, kind)
      && (worker = host->klass->admit_child (host, parent)) != NULL)
    return _odeon_cell_new_child (worker, parent, kind, error);

  if (first_property != NULL)
    {
      birth = _odeon_birth_new (kind->type, first_property, properties, error);
      if (birth == NULL)
        return NULL;
    }

  if (options == NULL)
    options = &defaults;
  if (G_UNLIKELY (parent == NULL && find_iface (in)->spawn != NULL))
    return find_iface (in)->spawn (in, implementation, interface, options, birth, error);

  return spawn_as_told (host, parent, kind, options, birth, NULL, error);
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
