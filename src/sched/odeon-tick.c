/* SPDX-License-Identifier: MIT */

#include "odeon-tick-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-environment-private.h"
#include "odeon-serve-private.h"

typedef struct
{
  OdeonCell       *cell;
  const OdeonQueueNode *last; /* (nullable): no message */
} Entry;

struct _OdeonTick
{
  OdeonGate  gate;    /* of the cell that runs */
  gint64     usec;
  gboolean   is_wanted;
  gboolean   is_active;
  gboolean   has_run; /* a cell, since the inbox was drained */
  guint      n_held;  /* entries that have come up before their turn, one after the other */
  guint      cursor;
  GArray    *entries; /* of Entry */
  OdeonTurns later;   /* in the next tick */
};

OdeonTick *
_odeon_tick_new (void)
{
  OdeonTick *self = g_new0 (OdeonTick, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  return self;
}

void
_odeon_tick_free (OdeonTick *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->entries);
  g_free (self);
}

void
_odeon_tick_want (OdeonTick *self, gint64 usec)
{
  self->is_wanted = TRUE;
  self->usec = usec;
}

static OdeonCell *
take_first (OdeonTurns *turns)
{
  OdeonCell *cell = turns->first;

  if (cell == NULL)
    return NULL;

  turns->first = cell->next_ready;
  if (turns->first == NULL)
    turns->last = NULL;

  return cell;
}

static void
append (OdeonTurns *turns, OdeonTurns *more)
{
  if (more->first == NULL)
    return;

  if (turns->first == NULL)
    turns->first = more->first;
  else
    turns->last->next_ready = more->first;
  turns->last = more->last;
  more->first = more->last = NULL;
}

/* --- its beginning and its end --- */

/* What came before the tick: what is left of the last drain, then what has come since. */
static void
drain (OdeonWorker *worker)
{
  OdeonTick *self = worker->tick;
  gint64      start = _odeon_now ();

  for (guint i = 0; i < 2; i++)
    do
      _odeon_worker_drain (worker);
    while (worker->inbox.chain.first != NULL
           && (self->usec < 0 || _odeon_now () - start < self->usec));
}

static void
enter (OdeonTick *self, OdeonCell *cell)
{
  Entry entry = { cell, NULL };

  if (cell->mailbox.told)
    _odeon_mail_queue_collect (&cell->mailbox);
  if (cell->mailbox.chain.first != NULL && cell->mailbox.chain.last != &cell->unborn)
    entry.last = cell->mailbox.chain.last;
  g_array_append_val (self->entries, entry);
}

void
_odeon_tick_end (OdeonWorker *worker)
{
  OdeonTick *self = worker->tick;
  OdeonTurns  turns = { NULL, NULL, 0, 0 };

  self->gate = (OdeonGate) { TRUE, NULL };
  if (!self->is_active)
    return;

  self->is_active = FALSE;
  for (; self->cursor < self->entries->len; self->cursor++)
    _odeon_turns_add (&turns, g_array_index (self->entries, Entry, self->cursor).cell);
  append (&turns, &self->later);
  append (&turns, &worker->turns);
  worker->turns.first = turns.first;
  worker->turns.last = turns.last;
}

gboolean
_odeon_tick_begin (OdeonWorker *worker)
{
  OdeonTick *self = worker->tick;
  OdeonCell  *cell;

  _odeon_tick_end (worker);
  if (!self->is_wanted)
    return worker->turns.first != NULL;

  self->is_wanted = FALSE;
  drain (worker);
  g_array_set_size (self->entries, 0);
  self->cursor = 0;
  self->n_held = 0;
  self->has_run = TRUE;
  while ((cell = take_first (&worker->turns)) != NULL)
    enter (self, cell);
  self->is_active = self->entries->len > 0;

  return self->is_active;
}

/* --- in between --- */

/* The simulator's choice: any of those that are left. */
static void
bring_chosen_to_front (OdeonTick *self)
{
  guint  chosen = _odeon_environment->choose (self->entries->len - self->cursor);
  Entry *entries = &g_array_index (self->entries, Entry, self->cursor);
  Entry  entry = entries[0];

  entries[0] = entries[chosen];
  entries[chosen] = entry;
}

static OdeonCell *
next_entry (OdeonTick *self)
{
  Entry *entry;

  /* All that are left wait for one whose turn is not in this round. */
  if (self->n_held > self->entries->len - self->cursor || self->cursor == self->entries->len)
    return NULL;

  if (G_UNLIKELY (_odeon_environment->choose != NULL))
    bring_chosen_to_front (self);
  entry = &g_array_index (self->entries, Entry, self->cursor++);
  self->gate.last = entry->last;
  self->gate.is_open = entry->last != NULL;

  return entry->cell;
}

/* Of those who have become ready since, one that is to do more than take its mail. */
static OdeonCell *
next_to_go_on (OdeonWorker *worker)
{
  OdeonTick *self = worker->tick;
  OdeonCell  *cell;

  self->gate.is_open = FALSE;
  while ((cell = take_first (&worker->turns)) != NULL)
    {
      if (cell->resume || cell->attention)
        return cell;
      _odeon_turns_add (&self->later, cell);
    }

  return NULL;
}

/* (nullable): who is next in the round; it drains the inbox as long as that may bring somebody. */
static OdeonCell *
next_of_round (OdeonWorker *worker)
{
  OdeonTick *self = worker->tick;
  OdeonCell  *cell;

  for (;;)
    {
      if (!self->is_active || _odeon_slice_is_over (&worker->slice, worker->turns.n_done))
        return NULL;
      cell = next_entry (self);
      if (cell == NULL)
        cell = next_to_go_on (worker);
      if (cell != NULL)
        break;
      if (!self->has_run)
        return NULL;
      self->has_run = FALSE;
      _odeon_worker_drain (worker);
    }

  self->has_run = TRUE;
  cell->is_ready = FALSE;

  return cell;
}

static OdeonCell *
next (OdeonWorker *worker)
{
  return worker->tick->is_active ? next_of_round (worker) : _odeon_worker_next_cell (worker);
}

static gboolean
is_held (const OdeonCell *cell)
{
  return cell->rare != NULL && cell->rare->held != NULL;
}

/* After its turn: it has more to do. */
static void
go_on_later (OdeonWorker *worker, OdeonCell *cell)
{
  OdeonTick *self = worker->tick;
  Entry       entry = { cell, self->gate.is_open ? self->gate.last : NULL };
  gboolean    held = is_held (cell);

  self->n_held = held ? self->n_held + 1 : 0;
  if (cell->is_ready)
    return;

  if (!self->is_active)
    _odeon_turns_add (&worker->turns, cell);
  else if (self->gate.is_open || held)
    {
      cell->is_ready = TRUE;
      g_array_append_val (self->entries, entry);
    }
  else
    _odeon_turns_add (&self->later, cell);
}

/* Whoever suspends in it comes back in another turn: nothing of this one is kept on the stack. */
static void
run_cell (OdeonWorker *worker, OdeonCell *cell)
{
  OdeonTick *self = worker->tick;

  _odeon_worker_set_current (worker, cell);
  if (_odeon_cell_run_gated (cell, worker->slice.quantum, &self->gate))
    go_on_later (worker, cell);
  else
    self->n_held = 0;
  _odeon_worker_set_current (worker, NULL);
}

void
_odeon_tick_main (gpointer worker)
{
  _odeon_worker_serve (worker, next, run_cell);
}
