/* SPDX-License-Identifier: MIT */

/* A session goes on over another connection. Each side tells the other the position up to which it
 * has handled frames; there the other begins anew, with what its output has kept. A frame that came
 * in part comes again as a whole: it is kept until the last of it is acknowledged. So each frame is
 * handled once while both processes live.
 *
 * What is sent again is not always what was sent: a call that has failed meanwhile, was cancelled
 * or has timed out goes as WITHDRAWN, and never runs; what others have left of their time is less.
 * The frames stay as long as they were, for positions count bytes.
 */

#include "odeon-session-private.h"

#include "odeon-environment-private.h"

/* Whether a frame ends at @position, of those that are kept. */
static gboolean
is_end_of_frame (OdeonOutput *output, guint64 position)
{
  guint64 at = _odeon_output_get_start (output);

  while (at < position)
    at += _odeon_frame_measure (_odeon_output_find (output, at));

  return at == position;
}

static void
revise (OdeonSession *self, OdeonOutput *output, guint64 from)
{
  gint64 now = _odeon_now ();
  gsize  size;

  for (guint64 at = from; at < output->position; at += size)
    {
      guint8 *place = _odeon_output_find (output, at);

      size = _odeon_frame_measure (place);
      if (_odeon_frame_get_kind (place) == ODEON_FRAME_CALL)
        _odeon_outgoing_revise (self, place, now);
    }
}

static gboolean
resume (OdeonSession *self, OdeonOutput *output, guint64 handled)
{
  if (self->phase == ODEON_SESSION_CLOSED)
    return FALSE;
  if (handled < _odeon_output_get_start (output) || handled > output->written
      || !is_end_of_frame (output, handled))
    return _odeon_session_violates (self, "it cannot have handled %" G_GUINT64_FORMAT " bytes",
                                    handled);

  revise (self, output, handled);
  _odeon_output_rewind (output, handled);
  _odeon_output_acknowledge (output, handled);

  return TRUE;
}

gboolean
_odeon_session_resume (OdeonSession *self, guint64 handled)
{
  if (!resume (self, &self->output, handled))
    return FALSE;

  _odeon_lanes_forget_input (&self->lanes);
  _odeon_session_wake (self);

  return TRUE;
}

gboolean
_odeon_session_resume_lane (OdeonSession *self, guint number, guint64 handled)
{
  OdeonSessionLane *lane = number < ODEON_LANES_MAX ? _odeon_lanes_peek (&self->lanes, number)
                                                    : NULL;

  if (lane == NULL)
    return _odeon_session_violates (self, "there is no lane %u", number);
  if (!resume (self, &lane->output, handled))
    return FALSE;

  if (!_odeon_output_is_empty (&lane->output))
    self->klass->lane_has_output (self->carrier, number);

  return TRUE;
}
