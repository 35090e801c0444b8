/* SPDX-License-Identifier: MIT */

/* `handled`: what an actor does after each of its messages. It is told when the answer is there: at
 * once, or of a call that was deferred by an early continuation of its own. */

#include "odeon-actor-private.h"
#include "odeon-concurrency-private.h"

static gboolean
tell_handled (OdeonCell             *cell,
              const OdeonMethodInfo *operation,
              guint64                sender_id,
              const GError          *error)
{
  OdeonActorClass  *klass = ODEON_ACTOR_GET_CLASS (cell->actor);
  g_autofree gchar *name = _odeon_method_dup_name (operation);
  guint64           before = cell->sender_id;
  gboolean          taken;

  cell->sender_id = sender_id;
  taken = klass->handled (cell->actor, name, error);
  cell->sender_id = before;

  return taken;
}

gboolean
_odeon_concurrency_takes_failure (OdeonCell             *cell,
                                  const OdeonMethodInfo *operation,
                                  guint64                sender_id,
                                  const GError          *error)
{
  OdeonConcurrency *self = _odeon_cell_get_concurrency (cell);

  if (self == NULL || ODEON_ACTOR_GET_CLASS (cell->actor)->handled == NULL)
    return FALSE;

  if (self->current != NULL)
    self->current->is_told = TRUE;

  /* Killed meanwhile, it has no use for the failure either. */
  return tell_handled (cell, operation, sender_id, error) || cell->killed;
}

/* A call that was deferred, until it is answered. */
typedef struct
{
  OdeonCell             *cell; /* counted */
  const OdeonMethodInfo *operation;
  guint64                sender_id;
} Deferral;

static void
deferral_free (gpointer data)
{
  Deferral *self = data;

  odeon_ref_unref (self->cell);
  g_free (self);
}

static void
tell_outcome (OdeonCell *cell, OdeonFuture *future, const OdeonMethodInfo *operation,
              guint64 sender_id)
{
  g_autoptr (GError) error = NULL;

  _odeon_future_check (future, &error);
  tell_handled (cell, operation, sender_id, error);
}

/* One of the actor's messages: not of an object that has been replaced. */
static void
deferral_over (OdeonFuture *future, gpointer data)
{
  Deferral *self = data;

  tell_outcome (self->cell, future, self->operation, self->sender_id);
}

static void
await_outcome (OdeonCell *cell, OdeonFuture *future, const OdeonMethodInfo *operation,
               guint64 sender_id)
{
  Deferral *self = g_new0 (Deferral, 1);

  self->cell = odeon_ref_ref (cell);
  self->operation = operation;
  self->sender_id = sender_id;
  odeon_future_on_done (future, deferral_over, self, deferral_free);
}

gboolean
_odeon_handled_wants (OdeonCell *cell, OdeonCall *call)
{
  return ODEON_ACTOR_GET_CLASS (cell->actor)->handled != NULL && call != NULL
         && (call->method->interface != NULL || call->method == &_odeon_method_receive)
         && !_odeon_call_is_cancelled (call);
}

void
_odeon_handled_run (OdeonCell *cell, OdeonJob *job, OdeonMessage *message)
{
  OdeonCall             *call = _odeon_concurrency_call_of (message);
  const OdeonMethodInfo *operation = call->method;
  guint64                sender_id = atomic_load_explicit (&call->sender_id, memory_order_relaxed);
  g_autoptr (OdeonFuture) future = call->flags & ODEON_CALL_TELL ? NULL
                                                                 : odeon_future_ref (&call->future);

  message->klass->run (message, cell);
  if (job->is_told || cell->killed)
    return;

  if (future == NULL)
    tell_handled (cell, operation, sender_id, NULL);
  else if (odeon_future_is_done (future))
    tell_outcome (cell, future, operation, sender_id);
  else
    await_outcome (cell, future, operation, sender_id);
}
