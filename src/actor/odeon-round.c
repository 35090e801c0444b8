/* SPDX-License-Identifier: MIT */

/* Several children are restarted together: down one by one, the youngest first, up one by one, the
 * oldest first. `cursor` is the child whose turn it is, and whose progress, failure or end brings
 * the round on. A failure in a round begins another in its place, if it is of one that is up; one
 * that is still to go down is taken along.
 */

#include "odeon-pool-private.h"
#include "odeon-round-private.h"

static void
advance (OdeonCellRare *self)
{
  if (self->round == ODEON_ROUND_UP)
    self->cursor = self->cursor->younger;
  else if (self->cursor != self->oldest)
    self->cursor = self->cursor->older;
  else
    self->round = ODEON_ROUND_UP;
}

static void
order_in_round (OdeonCellRare *self, OdeonCell *child)
{
  OdeonCellRare *rare = child->rare;
  gint64          delay = 0;

  rare->is_awaited = TRUE;
  if (self->round == ODEON_ROUND_DOWN)
    {
      _odeon_order_give (child,
                         rare->restart == ODEON_RESTART_TEMPORARY ? ODEON_ORDER_KILL
                                                                  : ODEON_ORDER_GO_DOWN,
                         0);
      return;
    }

  /* The whole round waits for the first. */
  delay = self->round_delay;
  self->round_delay = 0;
  rare->is_down = FALSE;
  _odeon_order_give (child, ODEON_ORDER_COME_UP, delay);
}

/* Goes on to the next child that is not as it is to be, and gives it its order, unless an earlier
 * one is under way to it still. */
static void
step (OdeonCellRare *self)
{
  while (self->round != ODEON_ROUND_NONE)
    {
      OdeonCell *child = self->cursor;

      if (child == NULL)
        self->round = ODEON_ROUND_NONE;
      else if (child->rare->is_awaited)
        return;
      else if (child->rare->is_down == (self->round == ODEON_ROUND_DOWN))
        advance (self);
      else
        {
          order_in_round (self, child);
          return;
        }
    }
}

static OdeonCell *
older_of (OdeonCell *a, OdeonCell *b)
{
  for (OdeonCell *at = a; at != NULL; at = at->younger)
    if (at == b)
      return a;

  return b;
}

void
_odeon_round_begin (OdeonCell *parent, OdeonCell *oldest, gint64 delay)
{
  OdeonCellRare *self = _odeon_cell_need_rare (parent);

  if (self->round == ODEON_ROUND_DOWN)
    oldest = older_of (self->oldest, oldest);
  else if (self->round == ODEON_ROUND_UP)
    oldest = older_of (self->cursor, oldest);

  self->round = ODEON_ROUND_DOWN;
  self->oldest = oldest;
  self->cursor = parent->youngest;
  self->round_delay = delay;
  step (self);
}

gboolean
_odeon_round_takes_along (OdeonCell *parent, OdeonCell *child)
{
  OdeonCellRare *self = parent != NULL ? parent->rare : NULL;
  OdeonCell     *other;

  if (self == NULL || self->round != ODEON_ROUND_DOWN)
    return FALSE;

  for (other = self->cursor; other != self->oldest && other != child; other = other->older)
    ;

  return other == child;
}

void
_odeon_round_go_on (OdeonCell *parent, OdeonCell *child)
{
  if (child == parent->rare->cursor)
    step (parent->rare);
}

static void
progress_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  OdeonCellRare *rare = (OdeonCellRare *) ((gchar *) message
                                              - G_STRUCT_OFFSET (OdeonCellRare, progress));
  OdeonCell      *child = rare->subject;

  rare->is_awaited = FALSE;
  rare->is_down = rare->done == ODEON_ROUND_DOWN;
  /* The round is over; and the stop that the child was sent meanwhile is in a mailbox which nobody
   * reads. */
  if (_odeon_supervision_is_going (child->parent))
    _odeon_order_give (child, ODEON_ORDER_STOP, 0);
  else
    _odeon_round_go_on (child->parent, child);
  odeon_ref_unref (child);
}

static void
progress_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  _odeon_subject_refuse ((OdeonCellRare *) ((gchar *) message
                                      - G_STRUCT_OFFSET (OdeonCellRare, progress)));
}

static const OdeonMessageClass progress_class = {
  .run = progress_run,
  .refuse = progress_refuse,
};

void
_odeon_supervision_progress (OdeonCell *child, OdeonRoundPart done)
{
  child->rare->done = done;
  _odeon_subject_say (child, &child->rare->progress, &progress_class);
}

void
_odeon_supervision_child_ended (OdeonCell *parent, OdeonCell *child)
{
  OdeonCellRare *self = parent->rare;

  if (self != NULL && self->pool != NULL)
    _odeon_pool_member_ended (self->pool, child);
  if (self == NULL || self->round == ODEON_ROUND_NONE)
    return;

  if (child != self->cursor)
    {
      if (child == self->oldest)
        self->oldest = child->younger;
      return;
    }

  if (self->round == ODEON_ROUND_DOWN && child != self->oldest)
    self->cursor = child->older;
  else
    {
      self->round = ODEON_ROUND_UP;
      self->cursor = child->younger;
    }
  step (self);
}
