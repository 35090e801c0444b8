/* SPDX-License-Identifier: MIT */

#include "odeon-slice-private.h"
#include "odeon-environment-private.h"

#define LOOK_USEC 250
#define QUANTUM   200

void
_odeon_slice_init (OdeonSlice *self)
{
  self->pace = ODEON_SLICE_LOOK_EVERY;
}

static void
set_quantum (OdeonSlice *self)
{
  self->quantum = self->pace == ODEON_SLICE_LOOK_EVERY ? QUANTUM : self->pace;
}

void
_odeon_slice_begin (OdeonSlice *self, guint n_done, gint64 now, gint64 usec, gboolean fine)
{
  self->is_fine = fine;
  if (fine)
    self->pace = 1;
  set_quantum (self);
  self->looked = now;
  self->end = usec < 0 ? G_MAXINT64 : now + usec;
  self->n_looked = n_done;
  self->next_look = n_done + self->pace;
  self->is_over = FALSE;
}

/* One short message among long ones says little about the next: the pace doubles at most. */
static void
set_pace (OdeonSlice *self, guint n_done, gint64 now)
{
  gint64 n = (gint64) (n_done - self->n_looked);
  gint64 usec = now - self->looked;
  guint  faster = MIN (self->pace * 2, ODEON_SLICE_LOOK_EVERY);

  self->n_looked = n_done;
  self->looked = now;
  if (self->is_fine)
    return;

  self->pace = G_LIKELY (n * LOOK_USEC >= usec * faster) ? faster
                                                         : (guint) MAX (n * LOOK_USEC / usec, 1);
  set_quantum (self);
}

gboolean
_odeon_slice_look (OdeonSlice *self, guint n_done)
{
  if (self->end != G_MAXINT64)
    {
      gint64 now = _odeon_now ();

      set_pace (self, n_done, now);
      self->is_over = now >= self->end;
    }
  self->next_look = n_done + self->pace;
  self->has_looked = TRUE;

  return self->is_over;
}
