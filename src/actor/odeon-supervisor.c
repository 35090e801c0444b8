/* SPDX-License-Identifier: MIT */

/* The actor behind odeon_supervisor_spawn(). Its children are in its table; it starts them in its
 * `started`, on its own fiber, one after the other. Everything else is what any parent does. */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-child-table-private.h"
#include "odeon-monitor.h"
#include "odeon-promise.h"
#include "odeon-spawner-private.h"

typedef struct
{
  OdeonActor parent_instance;

  OdeonRef *starting; /* (nullable): the child that is started, which is not restarted yet */
} OdeonSupervisor;

typedef OdeonActorClass OdeonSupervisorClass;

GType _odeon_supervisor_get_type (void);

G_DEFINE_TYPE (OdeonSupervisor, _odeon_supervisor, ODEON_TYPE_ACTOR)

static OdeonChildTable *
table_of (OdeonActor *actor)
{
  return ((OdeonCell *) odeon_actor_get_ref (actor))->rare->table;
}

/* --- starting --- */

static gboolean
spawn_child (OdeonActor *actor, OdeonChild *child, GError **error)
{
  OdeonCell *cell = _odeon_spawner_spawn (ODEON_SPAWNER (actor), child->type, &child->options,
                                          _odeon_birth_copy (child->birth), NULL, error);

  odeon_ref_unref (child->ref);
  child->ref = (OdeonRef *) cell;

  return cell != NULL;
}

static gboolean
await_started (OdeonActor *actor, OdeonChild *child, GError **error)
{
  OdeonSupervisor        *self = (OdeonSupervisor *) actor;
  g_autoptr (OdeonFuture) future = odeon_ref_started (child->ref);
  OdeonRef               *before = self->starting;
  gboolean                ok;

  self->starting = child->ref;
  ok = odeon_future_await (future, error);
  self->starting = before;

  return ok;
}

/* Why a child did not start is why its supervisor does not; but that did not decline to. */
static void
blame (OdeonChild *child, const GError *cause, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_FAILED, "The child \"%s\": %s", child->name,
               cause->message);
}

static gboolean
start_child (OdeonActor *actor, OdeonChild *child, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (spawn_child (actor, child, &cause) && await_started (actor, child, &cause))
    return TRUE;

  blame (child, cause, error);

  return FALSE;
}

static gboolean
started (OdeonActor *actor, GError **error)
{
  OdeonChildTable *table = table_of (actor);

  odeon_actor_supervise (actor, &table->strategy);
  for (guint i = 0; i < table->children->len; i++)
    if (!start_child (actor, table->children->pdata[i], error))
      return FALSE;

  return TRUE;
}

static OdeonDirective
child_failed (OdeonActor   *actor,
              OdeonRef     *child,
              const GError *error G_GNUC_UNUSED,
              const gchar  *operation G_GNUC_UNUSED,
              OdeonRef     *sender G_GNUC_UNUSED)
{
  return ((OdeonSupervisor *) actor)->starting == child ? ODEON_DIRECTIVE_STOP
                                                        : ODEON_DIRECTIVE_RESTART;
}

static void
_odeon_supervisor_class_init (OdeonSupervisorClass *klass)
{
  klass->started = started;
  klass->child_failed = child_failed;
}

static void
_odeon_supervisor_init (OdeonSupervisor *self G_GNUC_UNUSED)
{
}

OdeonRef *
odeon_supervisor_spawn (OdeonSpawner *in, const OdeonSupervisorSpec *spec, GError **error)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;
  OdeonChildTable  *table;
  OdeonCellRare    *rare;

  g_return_val_if_fail (in != NULL, NULL);
  g_return_val_if_fail (spec != NULL, NULL);

  table = _odeon_child_table_new (spec, error);
  if (table == NULL)
    return NULL;
  options.name = spec->name;
  options.restart = spec->restart;

  rare = _odeon_cell_rare_new ();
  rare->table = table;

  return (OdeonRef *) _odeon_spawner_spawn (in, _odeon_supervisor_get_type (), &options, NULL,
                                            rare, error);
}

gboolean
odeon_ref_is_supervisor (gpointer ref)
{
  return ref != NULL && ODEON_REF (ref)->klass->get_type (ref) == _odeon_supervisor_get_type ();
}

/* --- children come and go at run time --- */

/* What runs in the supervisor, and what comes of it. */
typedef struct
{
  OdeonPromise *promise;
  OdeonChild   *child; /* (nullable): to add */
  gchar        *name;  /* (nullable): of the child to remove */
  guint64       asker; /* an actor's id, or 0 */
} Change;

/* A promise that nobody has kept: the supervisor did not get to it. */
static void
change_free (gpointer data)
{
  Change *self = data;

  if (self->promise != NULL)
    {
      odeon_promise_set_error (self->promise,
                               g_error_new_literal (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD,
                                                    "The supervisor has ended"));
      odeon_promise_free (self->promise);
    }
  _odeon_child_free (self->child);
  g_free (self->name);
  g_free (self);
}

static void
conclude (OdeonPromise *promise, GError *error)
{
  if (error != NULL)
    odeon_promise_set_error (promise, error);
  else
    odeon_promise_set_boolean (promise, TRUE);
  odeon_promise_free (promise);
}

static OdeonFuture *
run_in (gpointer supervisor, OdeonActorFunc function, Change *change)
{
  OdeonFuture *future;
  OdeonFuture *run;

  change->promise = odeon_promise_new ();
  change->asker = _odeon_current_cell != NULL ? _odeon_current_cell->id : 0;
  future = odeon_promise_get_future (change->promise);
  run = odeon_actor_invoke (supervisor, function, change, change_free);
  /* The promise says what comes of it. */
  _odeon_future_mark (run, ODEON_MARK_OBSERVED);
  odeon_future_unref (run);

  return future;
}

static void
add (OdeonActor *actor, gpointer data)
{
  Change          *change = data;
  OdeonChildTable *table = table_of (actor);
  OdeonChild      *child = g_steal_pointer (&change->child);
  GError          *error = NULL;

  if (_odeon_child_table_add (table, child, &error) && !start_child (actor, child, &error))
    g_ptr_array_remove (table->children, child);
  conclude (g_steal_pointer (&change->promise), error);
}

OdeonFuture *
odeon_supervisor_add_child (gpointer supervisor, const OdeonChildSpec *child)
{
  GError *error = NULL;
  Change *change;

  g_return_val_if_fail (odeon_ref_is_supervisor (supervisor), NULL);
  g_return_val_if_fail (child != NULL && child->name != NULL, NULL);

  if (_odeon_current_cell != NULL && _odeon_current_cell->parent == supervisor
      && _odeon_cell_get_phase (_odeon_current_cell) == ODEON_PHASE_STARTING)
    return odeon_future_new_error (g_error_new_literal (ODEON_ERROR, ODEON_ERROR_DEADLOCK,
                                                        "The supervisor waits for this child to "
                                                        "start"));

  change = g_new0 (Change, 1);
  change->child = _odeon_child_new (child, &error);
  if (change->child != NULL)
    return run_in (supervisor, add, change);

  change_free (change);

  return odeon_future_new_error (error);
}

static void
has_ended (OdeonFuture *done G_GNUC_UNUSED, gpointer promise)
{
  odeon_promise_set_boolean (promise, TRUE);
}

static void
remove_child (OdeonActor *actor, gpointer data)
{
  Change                 *change = data;
  OdeonChildTable        *table = table_of (actor);
  OdeonChild             *child = _odeon_child_table_find (table, change->name);
  g_autoptr (OdeonFuture) ended = NULL;
  OdeonCell              *cell;

  if (child == NULL)
    {
      conclude (g_steal_pointer (&change->promise),
                g_error_new (ODEON_ERROR, ODEON_ERROR_NOT_FOUND, "There is no child \"%s\"",
                             change->name));
      return;
    }

  cell = (OdeonCell *) child->ref;
  if (cell != NULL)
    {
      ended = odeon_ref_ended (cell);
      _odeon_cell_stop (cell);
    }
  if (cell == NULL || cell->id == change->asker)
    conclude (g_steal_pointer (&change->promise), NULL);
  else
    odeon_future_on_done (ended, has_ended, g_steal_pointer (&change->promise),
                          (GDestroyNotify) odeon_promise_free);
  g_ptr_array_remove (table->children, child);
}

OdeonFuture *
odeon_supervisor_remove_child (gpointer supervisor, const gchar *name)
{
  Change *change;

  g_return_val_if_fail (odeon_ref_is_supervisor (supervisor), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  change = g_new0 (Change, 1);
  change->name = g_strdup (name);

  return run_in (supervisor, remove_child, change);
}
