/* SPDX-License-Identifier: MIT */

/* Calls that are let into a reentrant actor out of their turn. Whoever finds that one closes a
 * circle tells the actor's worker; on the actor's next turn the call is taken out of its mailbox,
 * with what its sender sent before it. */

#include "odeon-concurrency-private.h"

void
_odeon_admissions_clear (OdeonConcurrency *self)
{
  if (self->admissions != NULL)
    g_array_set_size (self->admissions, 0);
}

static OdeonMessage *
next_of (OdeonMessage *message)
{
  /* Acquire: as in _odeon_chain_pop(). */
  return (OdeonMessage *) atomic_load_explicit (&message->node.next, memory_order_acquire);
}

/* Takes @last out of the mailbox, and what its sender sent before it, which keeps its order. */
static void
let_in_up_to (OdeonCell *cell, OdeonCall *last)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  OdeonChain        rest = { NULL, NULL };
  guint64           sender = atomic_load_explicit (&last->sender_id, memory_order_relaxed);
  gboolean          found = FALSE;

  while (!found)
    {
      OdeonMessage *message = _odeon_mail_queue_pop (&cell->mailbox);
      OdeonCall    *call = _odeon_concurrency_call_of (message);

      found = call == last;
      if (found || (sender != 0 && call != NULL
                    && atomic_load_explicit (&call->sender_id, memory_order_relaxed) == sender))
        _odeon_chain_append (&self->let_in, &message->node);
      else
        _odeon_chain_append (&rest, &message->node);
    }
  _odeon_mail_queue_put_back (&cell->mailbox, &rest);
}

static gboolean
is_admitted (const OdeonConcurrency *self, gconstpointer call)
{
  for (guint i = 0; i < self->admissions->len; i++)
    if (g_array_index (self->admissions, gconstpointer, i) == call)
      return TRUE;

  return FALSE;
}

/* (nullable): the first that waits and is to be let in. *@out_all: nothing is on its way. The last
 * node is never popped while its link is missing: so is none that is behind it looked for. */
static OdeonCall *
find_admitted (OdeonCell *cell, gboolean *out_all)
{
  OdeonMessage *message = (OdeonMessage *) cell->mailbox.chain.first;
  OdeonNode    *last = cell->mailbox.chain.last;

  *out_all = TRUE;
  for (; message != NULL; message = next_of (message))
    {
      OdeonCall *call = _odeon_concurrency_call_of (message);

      *out_all = &message->node == last;
      if (call != NULL && is_admitted (cell->rare->concurrency, call)
          && (*out_all || next_of (message) != NULL))
        return call;
      if (*out_all)
        break;
    }

  return NULL;
}

/* An admission whose call is not there has been served: it was begun in its turn. */
void
_odeon_admissions_serve (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  OdeonCall        *call;
  gboolean          all;

  if (cell->mailbox.told)
    _odeon_mail_queue_collect (&cell->mailbox);
  while ((call = find_admitted (cell, &all)) != NULL)
    let_in_up_to (cell, call);
  if (all)
    _odeon_admissions_clear (self);
}

/* In the worker's inbox. */
typedef struct
{
  OdeonMessage  message; /* first */
  OdeonCell    *cell;    /* counted */
  gconstpointer call;
} Admission;

static void
admission_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  Admission *self = (Admission *) message;

  odeon_ref_unref (self->cell);
  g_free (self);
}

static void
admission_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Admission        *self = (Admission *) message;
  OdeonConcurrency *concurrency = self->cell->rare->concurrency;

  if (_odeon_cell_get_phase (self->cell) < ODEON_PHASE_STOPPING)
    {
      if (concurrency->admissions == NULL)
        concurrency->admissions = g_array_new (FALSE, FALSE, sizeof (gconstpointer));
      g_array_append_val (concurrency->admissions, self->call);
      _odeon_cell_ready (self->cell);
    }
  admission_refuse (message, NULL);
}

static const OdeonMessageClass admission_class = {
  .run = admission_run,
  .refuse = admission_refuse,
};

void
_odeon_concurrency_admit (OdeonCell *cell, gconstpointer call)
{
  Admission *self = g_new0 (Admission, 1);

  self->message.klass = &admission_class;
  self->cell = odeon_ref_ref (cell);
  self->call = call;
  _odeon_scheduler_hooks->send (cell->worker, &self->message);
}
