/* SPDX-License-Identifier: MIT */

/* Calls that an actor has put aside: it has deferred them, and their links are free. They go back
 * to where they came from, before what has come since. One that counted does not while it is here:
 * it was taken. It is counted anew as it goes back, and may make the mailbox more than full.
 */

#include "odeon-actor-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-envelope-private.h"

void
odeon_actor_stash (OdeonActor *self, OdeonCall *call)
{
  OdeonCell    *cell;
  OdeonMessage *message;

  g_return_if_fail (ODEON_IS_ACTOR (self));
  g_return_if_fail (call != NULL);
  cell = (OdeonCell *) odeon_actor_get_ref (self);
  g_return_if_fail (cell != NULL);
  g_return_if_fail (atomic_load_explicit (&call->target_id, memory_order_relaxed) == cell->id);

  if (_odeon_cell_get_phase (cell) >= ODEON_PHASE_STOPPING)
    {
      g_autoptr (GError) why = _odeon_cell_dup_reason (cell);

      _odeon_cell_refuse (cell, &call->message, why);
      return;
    }

  message = _odeon_envelope_put_aside (cell, &call->message);
  _odeon_chain_append (&_odeon_cell_need_intake (cell)->stash, &message->node);
}

static void
come_back (const OdeonChain *chain)
{
  OdeonQueueNode *node = chain->first;

  for (; node != NULL; node = atomic_load_explicit (&node->next, memory_order_relaxed))
    _odeon_envelope_come_back ((OdeonMessage *) node);
}

guint
odeon_actor_unstash_all (OdeonActor *self)
{
  OdeonCell   *cell;
  OdeonIntake *intake;
  guint        n;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), 0);
  cell = (OdeonCell *) odeon_actor_get_ref (self);
  g_return_val_if_fail (cell != NULL, 0);

  intake = atomic_load_explicit (&cell->intake, memory_order_relaxed);
  if (intake == NULL || intake->stash.first == NULL)
    return 0;

  come_back (&intake->stash);
  n = _odeon_intake_put_back (cell, &intake->stash);
  intake->stash = (OdeonChain) { NULL, NULL };

  return n;
}

void
_odeon_stash_refuse (OdeonIntake *intake, OdeonCell *cell, const GError *why)
{
  OdeonMessage *message;

  while ((message = (OdeonMessage *) _odeon_chain_pop (&intake->stash)) != NULL)
    _odeon_cell_refuse (cell, message, why);
}
