/* SPDX-License-Identifier: MIT */

#include "odeon-quic-schedule-private.h"

#include <string.h>

#define SHARE ((gsize) 16 << 10)

void
_odeon_quic_schedule_init (OdeonQuicSchedule *self)
{
  memset (self, 0, sizeof *self);
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) _odeon_quic_stream_free);
  self->share = SHARE;
}

void
_odeon_quic_schedule_clear (OdeonQuicSchedule *self)
{
  for (guint i = 0; i < ODEON_QUIC_N_PRIORITIES; i++)
    g_clear_pointer (&self->classes[i], g_ptr_array_unref);
  g_clear_pointer (&self->streams, g_ptr_array_unref);
}

void
_odeon_quic_schedule_detach (OdeonQuicSchedule *self)
{
  for (guint i = 0; i < self->streams->len; i++)
    ((OdeonQuicStream *) self->streams->pdata[i])->source = NULL;
  for (guint i = 0; i < ODEON_QUIC_N_PRIORITIES; i++)
    g_clear_pointer (&self->classes[i], g_ptr_array_unref);
}

void
_odeon_quic_schedule_add (OdeonQuicSchedule *self, OdeonQuicStream *stream)
{
  g_ptr_array_add (self->streams, stream);
}

void
_odeon_quic_schedule_enlist (OdeonQuicSchedule *self, OdeonQuicStream *stream)
{
  GPtrArray **class = &self->classes[stream->priority];

  if (*class == NULL)
    *class = g_ptr_array_new ();
  g_ptr_array_add (*class, stream);
  self->n_enlisted++;
}

void
_odeon_quic_schedule_refill (OdeonQuicSchedule *self, OdeonQuicPriority priority)
{
  self->is_dry[priority] = self->classes[priority] == NULL;
}

void
_odeon_quic_schedule_begin (OdeonQuicSchedule *self)
{
  for (guint i = 0; i < ODEON_QUIC_N_PRIORITIES; i++)
    _odeon_quic_schedule_refill (self, i);
}

gboolean
_odeon_quic_schedule_is_anchored (const OdeonQuicSchedule *self, OdeonQuicPriority priority)
{
  const GPtrArray *class = self->classes[priority];

  for (guint i = 0; class != NULL && i < class->len; i++)
    {
      const OdeonOutput *source = ((OdeonQuicStream *) class->pdata[i])->source;

      if (source != NULL && source->acknowledged < source->position)
        return TRUE;
    }

  return FALSE;
}

gboolean
_odeon_quic_schedule_is_dry (const OdeonQuicSchedule *self)
{
  for (guint i = 0; i < ODEON_QUIC_N_PRIORITIES; i++)
    if (!self->is_dry[i])
      return FALSE;

  return TRUE;
}

gboolean
_odeon_quic_schedule_is_simple (const OdeonQuicSchedule *self, gboolean has_datagram)
{
  return has_datagram ? _odeon_quic_schedule_is_dry (self) : self->n_enlisted <= 1;
}

gboolean
_odeon_quic_schedule_finish (OdeonQuicSchedule *self, OdeonQuicStream *stream)
{
  if (self->n_enlisted > 1 || _odeon_quic_stream_has_output (stream))
    return FALSE;

  self->is_dry[stream->priority] = TRUE;

  return TRUE;
}

/* (nullable): the next of @priority with something to send. */
static OdeonQuicStream *
find (OdeonQuicSchedule *self, OdeonQuicPriority priority)
{
  GPtrArray *class = self->classes[priority];
  guint      cursor = self->cursors[priority];

  if (self->is_dry[priority])
    return NULL;

  for (guint i = 0; i < class->len; i++, cursor++)
    {
      OdeonQuicStream *stream = class->pdata[cursor % class->len];

      if (!stream->is_blocked && _odeon_quic_stream_has_output (stream))
        {
          self->cursors[priority] = cursor % class->len;
          return stream;
        }
    }
  self->is_dry[priority] = TRUE;

  return NULL;
}

static OdeonQuicStream *
find_prompt (OdeonQuicSchedule *self, gboolean has_datagram)
{
  OdeonQuicStream *stream = find (self, ODEON_QUIC_ORDERED);

  return stream != NULL || has_datagram ? stream : find (self, ODEON_QUIC_LANE);
}

OdeonQuicStream *
_odeon_quic_schedule_next (OdeonQuicSchedule *self, gboolean has_datagram)
{
  OdeonQuicStream *bulk = find (self, ODEON_QUIC_BULK);
  OdeonQuicStream *prompt;

  if (G_UNLIKELY (bulk != NULL) && self->is_bulk_turn)
    return bulk;

  prompt = find_prompt (self, has_datagram);

  return prompt != NULL || has_datagram ? prompt : bulk;
}

void
_odeon_quic_schedule_sent (OdeonQuicSchedule *self, OdeonQuicStream *stream, gsize size)
{
  gboolean is_bulk = stream->priority == ODEON_QUIC_BULK;

  /* A lane that has sent lets the next one have its turn. */
  if (stream->priority != ODEON_QUIC_ORDERED)
    self->cursors[stream->priority]++;
  if (is_bulk != self->is_bulk_turn)
    return;

  if (size < self->share)
    self->share -= size;
  else
    {
      self->share = SHARE;
      self->is_bulk_turn = !self->is_bulk_turn;
    }
}
