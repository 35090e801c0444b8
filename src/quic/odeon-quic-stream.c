/* SPDX-License-Identifier: MIT */

/* A stream, and what it sends: the bytes of its prefix, then those of its source. Offsets count the
 * bytes of the stream, positions those of the source. */

#include "odeon-quic-connection-private.h"

OdeonQuicStream *
_odeon_quic_stream_new (OdeonQuicConnection *connection, gint64 id)
{
  OdeonQuicStream *self = g_new0 (OdeonQuicStream, 1);

  self->connection = connection;
  self->id = id;

  return self;
}

void
_odeon_quic_stream_free (OdeonQuicStream *self)
{
  g_clear_pointer (&self->prefix, g_bytes_unref);
  g_free (self);
}

guint64
_odeon_quic_stream_get_id (OdeonQuicStream *self)
{
  return (guint64) self->id;
}

void
_odeon_quic_stream_set_data (OdeonQuicStream *self, gpointer data)
{
  self->data = data;
}

gpointer
_odeon_quic_stream_get_data (OdeonQuicStream *self)
{
  return self->data;
}

void
_odeon_quic_stream_set_source (OdeonQuicStream   *self,
                               OdeonQuicPriority  priority,
                               GBytes            *prefix,
                               OdeonOutput       *source)
{
  gboolean is_enlisted = self->prefix != NULL;

  g_assert (self->source == NULL && (prefix == NULL || !is_enlisted));

  self->priority = priority;
  if (prefix != NULL)
    self->prefix = g_bytes_ref (prefix);
  self->source = source;
  self->base = source != NULL ? source->written : 0;
  if (!is_enlisted)
    _odeon_quic_schedule_enlist (&self->connection->schedule, self);
  _odeon_quic_connection_wake (self->connection);
}

static inline gsize
get_prefix_size (const OdeonQuicStream *self)
{
  return self->prefix != NULL ? g_bytes_get_size (self->prefix) : 0;
}

gboolean
_odeon_quic_stream_has_output (const OdeonQuicStream *self)
{
  return (G_LIKELY (self->source != NULL) && !_odeon_output_is_empty (self->source))
         || self->prefix_written < get_prefix_size (self);
}

static gint
gather_source (OdeonQuicStream *self, struct iovec *iov, gint n)
{
  const OdeonParcel *parcel;
  gsize              size;

  n = _odeon_output_gather (self->source, iov, n, &size, &parcel);
  g_assert (parcel == NULL);

  return n;
}

gint
_odeon_quic_stream_gather (OdeonQuicStream *self, struct iovec *iov, gint n)
{
  gsize size = get_prefix_size (self);

  if (G_LIKELY (self->prefix_written == size))
    return gather_source (self, iov, n);

  iov->iov_base = (guint8 *) g_bytes_get_data (self->prefix, NULL) + self->prefix_written;
  iov->iov_len = size - self->prefix_written;

  return 1 + (n > 1 && self->source != NULL ? gather_source (self, iov + 1, n - 1) : 0);
}

void
_odeon_quic_stream_wrote (OdeonQuicStream *self, gsize size)
{
  gsize part = MIN (size, get_prefix_size (self) - self->prefix_written);

  self->prefix_written += part;
  if (size > part)
    _odeon_output_wrote (self->source, size - part);
}

gboolean
_odeon_quic_stream_acknowledge (OdeonQuicStream *self, guint64 offset)
{
  gsize prefix_size = get_prefix_size (self);

  if (self->source == NULL || offset <= prefix_size)
    return FALSE;

  _odeon_output_acknowledge (self->source, self->base + (offset - prefix_size));

  return TRUE;
}
