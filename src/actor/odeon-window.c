/* SPDX-License-Identifier: MIT */

#include "odeon-window-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-intake-private.h"

struct _OdeonWindow
{
  guint      bound;
  GMutex     lock;
  OdeonChain chain; /* under the lock */
  guint      n;     /* likewise */
};

/* In the mailbox of the cell, which is there as long as that. */
typedef struct
{
  OdeonMessage message; /* first */
  OdeonCell   *cell;
} OdeonPlace;

OdeonWindow *
_odeon_window_new (guint bound)
{
  OdeonWindow *self = g_new0 (OdeonWindow, 1);

  self->bound = bound;
  g_mutex_init (&self->lock);

  return self;
}

void
_odeon_window_free (OdeonWindow *self)
{
  if (self == NULL)
    return;

  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Gives up the place, for the message whose turn it is. */
static OdeonMessage *
take (OdeonMessage *place)
{
  OdeonCell    *cell = ((OdeonPlace *) place)->cell;
  OdeonWindow  *self = atomic_load_explicit (&cell->intake, memory_order_relaxed)->window;
  OdeonMessage *message;

  _odeon_block_free (place, sizeof (OdeonPlace));
  g_mutex_lock (&self->lock);
  message = (OdeonMessage *) _odeon_chain_pop (&self->chain);
  self->n--;
  g_mutex_unlock (&self->lock);

  return message;
}

static void
place_run (OdeonMessage *place, gpointer receiver)
{
  OdeonMessage *message = take (place);

  message->klass->run (message, receiver);
}

static void
place_refuse (OdeonMessage *place, const GError *why)
{
  OdeonCell *cell = ((OdeonPlace *) place)->cell;

  _odeon_cell_refuse (cell, take (place), why);
}

static const OdeonMessageClass place_class = {
  .run = place_run,
  .refuse = place_refuse,
};

static OdeonMessage *
place_new (OdeonCell *cell)
{
  OdeonPlace *self = _odeon_block_new (sizeof *self);

  self->message.klass = &place_class;
  self->cell = cell;

  return &self->message;
}

gboolean
_odeon_window_put (OdeonWindow *self, OdeonCell *cell, OdeonMessage *message)
{
  OdeonMessage *oldest = NULL;

  g_mutex_lock (&self->lock);
  if (self->n == self->bound)
    oldest = (OdeonMessage *) _odeon_chain_pop (&self->chain);
  else
    self->n++;
  _odeon_chain_append (&self->chain, &message->node);
  g_mutex_unlock (&self->lock);

  if (oldest == NULL)
    return _odeon_cell_post (cell, place_new (cell));

  _odeon_cell_refuse (cell, oldest, _odeon_bound_get_reason (_odeon_cell_get_bound (cell), cell));

  return atomic_load_explicit (&cell->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;
}
