/* SPDX-License-Identifier: MIT */

#include "odeon-admission-private.h"
#include "odeon-actor-private.h"
#include "odeon-envelope-private.h"
#include "odeon-intake-private.h"
#include "odeon-pool-private.h"

void
_odeon_admissions_clear (OdeonConcurrency *self)
{
  if (self->admissions != NULL)
    g_array_set_size (self->admissions, 0);
}

gboolean
_odeon_admissions_wait (const OdeonConcurrency *self)
{
  return self->admissions != NULL && self->admissions->len > 0;
}

gboolean
_odeon_admissions_may_be_had (OdeonCell *cell)
{
  return _odeon_admissions_wait (cell->rare->concurrency)
         && (_odeon_mail_queue_has_more (&cell->mailbox) || _odeon_cell_has_urgent (cell));
}

static OdeonMessage *
next_of (OdeonMessage *message)
{
  /* Acquire: as in _odeon_chain_pop(). */
  return (OdeonMessage *) atomic_load_explicit (&message->node.next, memory_order_acquire);
}

/* Takes @last out of @chain, and what its sender sent before it, which keeps its order. How many
 * those are. */
static guint
let_in_up_to (OdeonConcurrency *self, OdeonChain *chain, OdeonCall *last)
{
  OdeonChain rest = { NULL, NULL };
  guint64    sender = atomic_load_explicit (&last->sender_id, memory_order_relaxed);
  guint      n = 0;
  gboolean   found = FALSE;

  while (!found)
    {
      OdeonMessage *message = (OdeonMessage *) _odeon_chain_pop (chain);
      OdeonCall    *call = _odeon_concurrency_call_of (message);

      found = call == last;
      if (found || (sender != 0 && call != NULL
                    && atomic_load_explicit (&call->sender_id, memory_order_relaxed) == sender))
        {
          _odeon_chain_append (&self->let_in, &message->node);
          n++;
        }
      else
        _odeon_chain_append (&rest, &message->node);
    }
  _odeon_chain_prepend (chain, &rest);

  return n;
}

static gboolean
is_admitted (const OdeonConcurrency *self, gconstpointer call)
{
  for (guint i = 0; i < self->admissions->len; i++)
    if (g_array_index (self->admissions, gconstpointer, i) == call)
      return TRUE;

  return FALSE;
}

/* (nullable): the first that waits in @chain and is to be let in. *@out_all: nothing is on its way.
 * The last node is never popped while its link is missing: so is none that is behind it looked
 * for. */
static OdeonCall *
find_admitted (const OdeonConcurrency *self, const OdeonChain *chain, gboolean *out_all)
{
  OdeonMessage *message = (OdeonMessage *) chain->first;

  *out_all = TRUE;
  for (; message != NULL; message = next_of (message))
    {
      OdeonCall *call = _odeon_concurrency_call_of (message);

      *out_all = &message->node == chain->last;
      if (call != NULL && is_admitted (self, call) && (*out_all || next_of (message) != NULL))
        return call;
      if (*out_all)
        break;
    }

  return NULL;
}

/* How many; *@out_all: and no more will be found there. */
static guint
serve_from (OdeonConcurrency *self, OdeonChain *chain, gboolean *out_all)
{
  OdeonCall *call;
  guint      n = 0;

  while ((call = find_admitted (self, chain, out_all)) != NULL)
    n += let_in_up_to (self, chain, call);

  return n;
}

/* A rank is this thread's alone: nothing in it is on its way. */
static void
serve_urgent (OdeonCell *cell)
{
  OdeonPriorities *urgent = &_odeon_cell_load_intake (cell)->priorities;
  gboolean         all;

  for (guint i = 0; i < urgent->ranks->len; i++)
    urgent->n_waiting -= serve_from (cell->rare->concurrency,
                                     &g_array_index (urgent->ranks, OdeonRank, i).chain, &all);
}

/* An admission whose call is not there has been served: it was begun in its turn. */
void
_odeon_admissions_serve (OdeonCell *cell)
{
  OdeonConcurrency *self = cell->rare->concurrency;
  gboolean          all;

  if (_odeon_cell_has_urgent (cell))
    serve_urgent (cell);
  if (cell->mailbox.told)
    _odeon_mail_queue_collect (&cell->mailbox);
  serve_from (self, &cell->mailbox.chain, &all);
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
