/* SPDX-License-Identifier: MIT */

#include "odeon-load-private.h"

/* Shorter, and it would say only what a worker does at this very moment. */
#define LOOK_USEC   G_GINT64_CONSTANT (2000)

/* What was before that counts no more. */
#define WINDOW_USEC G_GINT64_CONSTANT (100000)

void
_odeon_load_init (OdeonLoad *self, guint n, gint64 now)
{
  self->looked = now;
  self->least = 0;
  self->n = n;
  self->loads = g_new0 (OdeonWorkerLoad, n);
}

void
_odeon_load_clear (OdeonLoad *self)
{
  g_clear_pointer (&self->loads, g_free);
}

/* @usec: since the last look. */
static void
update (OdeonWorkerLoad *self, gint64 slept, gint64 usec)
{
  gint64 counts = MIN (usec, WINDOW_USEC);
  gint   busy = 1000 - (gint) (CLAMP (slept - self->slept, 0, usec) * 1000 / usec);

  self->slept = slept;
  self->busy = (gint) ((busy * counts + self->busy * (WINDOW_USEC - counts)) / WINDOW_USEC);
}

void
_odeon_load_sample (OdeonLoad *self, GPtrArray *workers, gint64 now)
{
  gint64 usec = now - self->looked;

  if (usec < LOOK_USEC)
    return;

  self->looked = now;
  self->least = 1000;
  for (guint i = 0; i < self->n; i++)
    {
      OdeonWorkerLoad *load = &self->loads[i];

      update (load, _odeon_thread_worker_get_slept (workers->pdata[i], now), usec);
      self->least = MIN (self->least, load->busy);
    }
}
