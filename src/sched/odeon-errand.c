/* SPDX-License-Identifier: MIT */

/* What others leave with a worker: something to be done after a pass, and what lives in its main
 * context and is to be told before that goes. */

#include "odeon-worker-private.h"

void
_odeon_worker_leave_errand (OdeonWorker *self, OdeonErrand *errand)
{
  errand->next = self->errands;
  self->errands = errand;
}

/* One may run passes itself, and leave others in these. */
void
_odeon_worker_run_errands (OdeonWorker *self)
{
  OdeonErrand *errand;

  while ((errand = self->errands) != NULL)
    {
      self->errands = errand->next;
      errand->run (errand);
    }
}

void
_odeon_worker_add_lodger (OdeonWorker *self, OdeonLodger *lodger)
{
  lodger->previous = NULL;
  lodger->next = self->lodgers;
  if (lodger->next != NULL)
    lodger->next->previous = lodger;
  self->lodgers = lodger;
}

void
_odeon_worker_remove_lodger (OdeonWorker *self, OdeonLodger *lodger)
{
  if (lodger->next != NULL)
    lodger->next->previous = lodger->previous;
  if (lodger->previous != NULL)
    lodger->previous->next = lodger->next;
  else
    self->lodgers = lodger->next;
}
