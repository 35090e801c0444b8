/* SPDX-License-Identifier: MIT */

/* The GObject that users derive from: the hooks' defaults, and what an actor may ask of itself. */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-log-private.h"
#include "odeon-spawner-private.h"

#include <stdint.h>

/* As long as the actor lives its cell does, and need not be counted; whoever holds the object
 * beyond its end does so with a reference. */
typedef struct
{
  uintptr_t cell; /* (nullable), marked if it is counted */
} OdeonActorPrivate;

#define COUNTED ((uintptr_t) 1)

/* Whose object this thread is making: what a user's init and constructed may ask for. */
static _Thread_local OdeonCell *under_construction;

static void spawner_init (OdeonSpawnerInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (OdeonActor, odeon_actor, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (OdeonActor)
                                  G_IMPLEMENT_INTERFACE (ODEON_TYPE_SPAWNER, spawner_init))

static OdeonActorPrivate *
private_of (OdeonActor *self)
{
  return odeon_actor_get_instance_private (self);
}

static OdeonCell *
cell_of (OdeonActor *self)
{
  return (OdeonCell *) (private_of (self)->cell & ~COUNTED);
}

/* Mostly who asks is whoever runs. */
static inline gboolean
is_running (OdeonActor *self)
{
  return _odeon_current_cell != NULL && _odeon_current_cell->actor == self && self != NULL;
}

static gboolean
started (OdeonActor *self G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
failed (OdeonActor   *self G_GNUC_UNUSED,
        const GError *failure G_GNUC_UNUSED,
        GError      **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
restarted (OdeonActor *self, const GError *reason G_GNUC_UNUSED, GError **error)
{
  return ODEON_ACTOR_GET_CLASS (self)->started (self, error);
}

static GVariant *
receive (OdeonActor *self, GVariant *message, GError **error)
{
  g_autofree gchar *who = _odeon_cell_describe (cell_of (self));
  g_autofree gchar *what = g_variant_print (message, TRUE);

  g_log (ODEON_LOG_MAILBOX, G_LOG_LEVEL_WARNING, "%s: unexpected message: %s", who, what);
  /* A teller is not harmed by it, nor the actor: only whoever asked learns. */
  if (cell_of (self)->is_asked)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED,
                 "%s takes no untyped messages", who);

  return NULL;
}

static OdeonHost *
get_host (OdeonSpawner *spawner, OdeonCell **out_parent)
{
  OdeonCell *cell = cell_of ((OdeonActor *) spawner);

  *out_parent = cell;

  return cell != NULL ? cell->host : NULL;
}

static void
spawner_init (OdeonSpawnerInterface *iface)
{
  iface->get_host = get_host;
}

static void
odeon_actor_finalize (GObject *object)
{
  if (private_of ((OdeonActor *) object)->cell & COUNTED)
    odeon_ref_unref (cell_of ((OdeonActor *) object));

  if (!_odeon_object_is_clear (object))
    G_OBJECT_CLASS (odeon_actor_parent_class)->finalize (object);
}

static void
odeon_actor_class_init (OdeonActorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = odeon_actor_finalize;
  klass->started = started;
  klass->stopped = started;
  klass->failed = failed;
  klass->receive = receive;
  klass->restarted = restarted;
}

static void
odeon_actor_init (OdeonActor *self)
{
  private_of (self)->cell = (uintptr_t) g_steal_pointer (&under_construction);
}

void
_odeon_actor_survive (GObject *object)
{
  OdeonActorPrivate *private = private_of ((OdeonActor *) object);

  if (private->cell == 0 || (private->cell & COUNTED))
    return;

  odeon_ref_ref ((gpointer) private->cell);
  private->cell |= COUNTED;
}

OdeonActor *
_odeon_actor_new (OdeonCell    *cell,
                  guint         n_properties,
                  const gchar **names,
                  const GValue *values)
{
  GObject *object;

  under_construction = cell;
  if (n_properties == 0)
    object = _odeon_object_new (&cell->kind->object);
  else
    object = g_object_new_with_properties (cell->kind->type, n_properties, names, values);
  under_construction = NULL;

  return (OdeonActor *) object;
}

OdeonRef *
odeon_actor_get_ref (OdeonActor *self)
{
  g_return_val_if_fail (ODEON_IS_ACTOR (self), NULL);

  return ODEON_REF (cell_of (self));
}

const gchar *
odeon_actor_get_name (OdeonActor *self)
{
  OdeonCell *cell;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), NULL);

  cell = cell_of (self);

  return cell != NULL ? cell->name : NULL;
}

OdeonRef *
odeon_actor_dup_sender (OdeonActor *self)
{
  OdeonCell *cell;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), NULL);

  cell = cell_of (self);
  if (cell == NULL || cell->sender_id == 0)
    return NULL;

  return ODEON_REF (_odeon_identity_dup_cell (cell->sender_id));
}

void
odeon_actor_stop (OdeonActor *self)
{
  OdeonCell *cell = _odeon_current_cell;

  if (!is_running (self))
    {
      g_return_if_fail (ODEON_IS_ACTOR (self));
      cell = cell_of (self);
      g_return_if_fail (cell != NULL);
    }

  /* Nor has an object that was replaced a say any more. */
  if (_odeon_cell_get_phase (cell) >= ODEON_PHASE_STOPPING
      || _odeon_cell_get_stage (cell) != ODEON_STAGE_UP
      || (cell->actor != NULL && cell->actor != self))
    return;

  cell->stop = TRUE;
  cell->attention = TRUE;
  /* In a source's callback it handles nothing, after which it would look. */
  _odeon_cell_ready (cell);
}
