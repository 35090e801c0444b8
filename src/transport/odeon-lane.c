/* SPDX-License-Identifier: MIT */

#include "odeon-lane-private.h"
#include "odeon-remote-ref-private.h"

#include <string.h>

/* As much as goes into a packet. */
#define TURN 1100

void
_odeon_lanes_init (OdeonLanes *self)
{
  memset (self, 0, sizeof *self);
  self->awaited = G_MAXUINT64;
}

void
_odeon_lanes_clear (OdeonLanes *self)
{
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    {
      OdeonSessionLane *lane = g_steal_pointer (&self->lanes[i]);

      if (lane == NULL)
        continue;
      _odeon_output_clear (&lane->output);
      g_byte_array_unref (lane->input);
      g_free (lane);
    }
}

static OdeonSessionLane *
get_lane (OdeonLanes *self, guint number)
{
  OdeonSessionLane *lane = self->lanes[number];

  if (G_LIKELY (lane != NULL))
    return lane;

  lane = self->lanes[number] = g_new0 (OdeonSessionLane, 1);
  lane->number = number;
  lane->awaited = G_MAXUINT64;
  lane->input = g_byte_array_new ();
  _odeon_output_init (&lane->output);

  return lane;
}

/* --- sending --- */

static void
put (OdeonSessionLane *lane, const guint8 *frame, gsize size)
{
  gsize room;

  memcpy (_odeon_output_reserve (&lane->output, 0, size, &room), frame, size);
  _odeon_output_commit (&lane->output, size);
}

/* What the peer has of the session's stream it has handled. */
static void
append (OdeonSession     *session,
        OdeonSessionLane *lane,
        const guint8     *frame,
        gsize             size,
        guint64           after)
{
  guint8 place[ODEON_FRAME_HEADER];

  if (after > session->output.acknowledged && after > lane->after)
    {
      _odeon_frame_store_after (place, after);
      put (lane, place, sizeof place);
      lane->after = after;
    }
  put (lane, frame, size);
  if (session->carrier != NULL)
    session->klass->lane_has_output (session->carrier, lane->number);
}

static guint64
get_load (const OdeonSessionLane *lane)
{
  return lane->output.position - lane->output.acknowledged;
}

/* One whose last bytes have arrived, else a new one, else that with the least under way. */
static OdeonSessionLane *
choose (OdeonLanes *self)
{
  OdeonSessionLane *best = NULL;

  if (self->filling != NULL && self->filling->output.position < self->filling->full)
    return self->filling;

  for (guint i = ODEON_LANE_BULK + 1; i < ODEON_LANES_MAX; i++)
    {
      OdeonSessionLane *lane = get_lane (self, i);

      if (best == NULL || get_load (lane) < get_load (best))
        best = lane;
      if (get_load (best) == 0)
        break;
    }
  best->full = best->output.position + TURN;
  self->filling = best;

  return best;
}

void
_odeon_lanes_scatter (OdeonSession *session, const guint8 *frame, gsize size, guint64 after)
{
  append (session, choose (&session->lanes), frame, size, after);
}

/* All that was written before is to be handled before. */
static OdeonSessionLane *
defer (OdeonSession *session, gsize size)
{
  OdeonSessionLane    *lane = get_lane (&session->lanes, ODEON_LANE_BULK);
  const guint8 *frame = _odeon_output_retract (&session->output, size);

  append (session, lane, frame, size, session->output.position);

  return lane;
}

void
_odeon_lanes_defer (OdeonSession *session, gsize size)
{
  defer (session, size);
}

static gboolean
is_behind_bulk (OdeonSession *session, OdeonRemoteRef *target)
{
  OdeonSessionLane *lane = session->lanes.lanes[ODEON_LANE_BULK];

  return lane != NULL && target->bulk_end > lane->output.acknowledged;
}

OdeonOutput *
_odeon_lanes_divert (OdeonSession          *session,
                     OdeonRemoteRef        *target,
                     const OdeonMethodInfo *method)
{
  gsize      size = session->sent_size;
  OdeonSessionLane *lane;

  if ((method->flags & (ODEON_METHOD_SEQUENCED | ODEON_METHOD_UNRELIABLE)) != 0
      && _odeon_datagrams_take (session, size))
    return NULL;

  if ((method->flags & ODEON_METHOD_RELIABLE) != 0 && !_odeon_lanes_is_large (size))
    {
      lane = choose (&session->lanes);
      append (session, lane, _odeon_output_retract (&session->output, size), size,
              session->lanes.announced);
    }
  else if (_odeon_lanes_is_large (size) || is_behind_bulk (session, target))
    {
      lane = defer (session, size);
      target->bulk_end = lane->output.position;
    }
  else
    return &session->output;

  target->n_apart++;

  return &lane->output;
}

/* --- receiving --- */

/* Whether a frame of that kind may come by a lane. */
static gboolean
may_come (const OdeonFrameHeader *header)
{
  switch ((OdeonFrameKind) header->kind)
    {
    case ODEON_FRAME_CALL:
    case ODEON_FRAME_WITHDRAWN:
    case ODEON_FRAME_TELL:
    case ODEON_FRAME_RETURN:
    case ODEON_FRAME_ERROR:
    case ODEON_FRAME_CANCEL:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_request (const OdeonFrameHeader *header)
{
  return header->kind == ODEON_FRAME_CALL || header->kind == ODEON_FRAME_WITHDRAWN
         || header->kind == ODEON_FRAME_TELL;
}

/* %FALSE: it is not yet time for what follows. */
static gboolean
has_come (OdeonSession *session, OdeonSessionLane *lane, const OdeonFrame *frame)
{
  guint64 after = _odeon_frame_get_after (&frame->header);

  if (after <= session->handled)
    {
      lane->handled += _odeon_frame_get_size (&frame->header);
      return TRUE;
    }

  lane->awaited = after;
  session->lanes.awaited = MIN (session->lanes.awaited, after);

  return FALSE;
}

/* %FALSE: the rest has to wait, or the session is closed. */
static gboolean
take (OdeonSession *session, OdeonSessionLane *lane, const OdeonFrame *frame)
{
  OdeonFrameHeader header = frame->header;

  if (header.kind == ODEON_FRAME_AFTER)
    return has_come (session, lane, frame);
  if (!may_come (&header) || header.flags != 0)
    return _odeon_session_violates (session, "%s by a lane",
                                    _odeon_frame_kind_get_name (header.kind));
  if (!_odeon_session_take (session, frame, &lane->handled))
    return FALSE;

  return !is_request (&header) || _odeon_exports_arrived (session, header.target);
}

/* Handles what can be; how many bytes that was. */
static gsize
handle (OdeonSession *session, OdeonSessionLane *lane, const guint8 *data, gsize size)
{
  gsize used = 0;

  while (session->phase != ODEON_SESSION_CLOSED)
    {
      GError    *error = NULL;
      OdeonFrame frame;
      OdeonParse parsed = _odeon_frame_parse (&frame, data + used, size - used,
                                              session->options.max_frame, &error);

      if (parsed == ODEON_PARSE_BAD)
        _odeon_session_violated (session, error);
      if (parsed != ODEON_PARSE_FRAME || !take (session, lane, &frame))
        break;
      used += _odeon_frame_get_size (&frame.header);
    }

  return used;
}

static gboolean
keep (OdeonSession *session, OdeonSessionLane *lane, const guint8 *data, gsize size)
{
  const OdeonSessionOptions *options = &session->options;
  OdeonLanes                *self = &session->lanes;

  if (size == 0)
    return TRUE;

  g_byte_array_append (lane->input, data, (guint) size);
  self->n_waiting += size;
  if (self->n_waiting <= (gsize) 3 * options->window + 2 * (gsize) options->max_frame)
    return TRUE;

  return _odeon_session_violates (session, "%" G_GSIZE_FORMAT " bytes wait in lanes",
                                  self->n_waiting);
}

/* A large frame comes in many pieces: they are not moved before the last of them. */
static gboolean
has_frame (OdeonSession *session, const OdeonSessionLane *lane)
{
  OdeonFrame frame;

  return _odeon_frame_parse (&frame, lane->input->data, lane->input->len,
                             session->options.max_frame, NULL) != ODEON_PARSE_MORE;
}

/* What comes while a frame is handled is appended there. */
static void
handle_input (OdeonSession *session, OdeonSessionLane *lane)
{
  g_autoptr (GByteArray) input = NULL;
  gsize                  used;

  if (lane->input->len == 0)
    return;

  input = g_steal_pointer (&lane->input);
  lane->input = g_byte_array_new ();
  session->lanes.n_waiting -= input->len;
  lane->is_busy = TRUE;
  used = handle (session, lane, input->data, input->len);
  lane->is_busy = FALSE;
  if (session->phase == ODEON_SESSION_CLOSED)
    return;

  g_byte_array_prepend (lane->input, input->data + used, (guint) (input->len - used));
  session->lanes.n_waiting += input->len - used;
}

gboolean
_odeon_lanes_receive (OdeonSession *session, guint number, const guint8 *data, gsize size)
{
  OdeonSessionLane *lane;
  OdeonRef         *outer;
  gsize             used;
  gboolean          ok;

  if (session->phase == ODEON_SESSION_CLOSED)
    return FALSE;
  if (number >= ODEON_LANES_MAX)
    return _odeon_session_violates (session, "there is no lane %u", number);

  outer = _odeon_session_begin_taking (session);
  lane = get_lane (&session->lanes, number);
  if (lane->input->len > 0 || lane->is_busy)
    {
      ok = keep (session, lane, data, size);
      if (ok && !lane->is_busy && lane->awaited == G_MAXUINT64 && has_frame (session, lane))
        handle_input (session, lane);
    }
  else
    {
      lane->is_busy = TRUE;
      used = handle (session, lane, data, size);
      lane->is_busy = FALSE;
      ok = session->phase != ODEON_SESSION_CLOSED
           && keep (session, lane, data + used, size - used);
    }
  ok = ok && session->phase != ODEON_SESSION_CLOSED;
  _odeon_session_end_taking (session, outer);

  return ok;
}

void
_odeon_lanes_go_on (OdeonSession *session)
{
  OdeonLanes *self = &session->lanes;
  guint64     least = G_MAXUINT64;

  self->awaited = G_MAXUINT64;
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    {
      OdeonSessionLane *lane = self->lanes[i];

      if (lane == NULL || lane->awaited == G_MAXUINT64)
        continue;
      if (lane->awaited > session->handled)
        {
          least = MIN (least, lane->awaited);
          continue;
        }
      lane->awaited = G_MAXUINT64;
      if (!lane->is_busy)
        handle_input (session, lane);
      if (session->phase == ODEON_SESSION_CLOSED)
        return;
    }
  self->awaited = MIN (self->awaited, least);
}

void
_odeon_lanes_forget_input (OdeonLanes *self)
{
  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    if (self->lanes[i] != NULL)
      {
        g_byte_array_set_size (self->lanes[i]->input, 0);
        self->lanes[i]->awaited = G_MAXUINT64;
      }
  self->awaited = G_MAXUINT64;
  self->n_waiting = 0;
}
