/* SPDX-License-Identifier: MIT */

#include "odeon-cell-rare-private.h"
#include "odeon-block-private.h"
#include "odeon-child-table-private.h"
#include "odeon-concurrency-private.h"
#include "odeon-pool-private.h"

#include <string.h>

OdeonCellRare *
_odeon_cell_rare_new (void)
{
  OdeonCellRare *self = _odeon_block_new (sizeof *self);

  memset (self, 0, sizeof *self);

  return self;
}

OdeonCellRare *
_odeon_cell_need_rare (OdeonCell *self)
{
  if (self->rare == NULL)
    {
      self->rare = _odeon_cell_rare_new ();
      self->rare->subject = self;
    }

  return self->rare;
}

void
_odeon_failure_clear (OdeonFailure *self)
{
  g_clear_error (&self->error);
  self->operation = NULL;
  self->sender_id = 0;
}

void
_odeon_cell_rare_free (OdeonCellRare *self)
{
  if (self == NULL)
    return;

  g_assert (self->delay == NULL);
  g_assert (self->timers == NULL && self->subscriptions == NULL && self->held == NULL);
  _odeon_failure_clear (&self->pending);
  _odeon_failure_clear (&self->failure);
  _odeon_budget_clear (&self->budget);
  _odeon_concurrency_free (self->concurrency);
  g_free (self->strategy);
  g_free (self->limits);
  _odeon_pool_free (self->pool);
  _odeon_child_table_free (self->table);
  _odeon_block_free (self, sizeof *self);
}
