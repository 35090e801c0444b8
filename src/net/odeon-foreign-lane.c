/* SPDX-License-Identifier: MIT */

/* A lane of the peer's, as its carriage sees it: first comes its number, then what the session's
 * lane of that number takes. */

#include "odeon-carriage-private.h"

#include <string.h>

/* Streams do not wait for one another: a lane may come before the preamble, if that was lost once.
 * So much is kept until then. */
#define EARLY_MAX ((gsize) 4 << 20)

typedef struct
{
  guint8      prefix[ODEON_LANE_PREFIX];
  guint       n; /* bytes of that */
  guint       number;
  GByteArray *early; /* (nullable): what came before the preamble */
} Lane;

void
_odeon_foreign_lane_free (gpointer lane)
{
  Lane *self = lane;

  g_clear_pointer (&self->early, g_byte_array_unref);
  g_free (self);
}

static Lane *
new_lane (OdeonCarriage *self, OdeonQuicStream *stream)
{
  Lane *lane = g_new0 (Lane, 1);

  g_ptr_array_add (self->foreign_lanes, lane);
  _odeon_quic_stream_set_data (stream, lane);

  return lane;
}

static void
keep_early (OdeonCarriage *self, Lane *lane, const guint8 *bytes, gsize size)
{
  self->n_early += size;
  if (self->n_early > EARLY_MAX)
    {
      _odeon_carriage_violate (self, "too much before the preamble");
      return;
    }

  if (lane->early == NULL)
    lane->early = g_byte_array_new ();
  g_byte_array_append (lane->early, bytes, (guint) size);
}

static void
receive_by_lane (OdeonCarriage *self, Lane *lane, const guint8 *bytes, gsize size)
{
  guint   part;
  guint32 number;

  if (G_UNLIKELY (lane->n < ODEON_LANE_PREFIX))
    {
      part = (guint) MIN (size, (gsize) (ODEON_LANE_PREFIX - lane->n));
      memcpy (lane->prefix + lane->n, bytes, part);
      lane->n += part;
      bytes += part;
      size -= part;
      memcpy (&number, lane->prefix, sizeof number);
      lane->number = GUINT32_FROM_LE (number);
    }
  if (size > 0)
    _odeon_lanes_receive (self->session, lane->number, bytes, size);
}

void
_odeon_foreign_lane_receive (OdeonCarriage   *self,
                             OdeonQuicStream *stream,
                             const guint8    *bytes,
                             gsize            size)
{
  Lane *lane = _odeon_quic_stream_get_data (stream);

  if (lane == NULL)
    lane = new_lane (self, stream);
  if (G_LIKELY (self->is_attached))
    receive_by_lane (self, lane, bytes, size);
  else
    keep_early (self, lane, bytes, size);
}

void
_odeon_foreign_lanes_receive_early (OdeonCarriage *self)
{
  for (guint i = 0; i < self->foreign_lanes->len; i++)
    {
      Lane                  *lane = self->foreign_lanes->pdata[i];
      g_autoptr (GByteArray) early = g_steal_pointer (&lane->early);

      if (early != NULL && self->connection != NULL && !self->is_parting)
        receive_by_lane (self, lane, early->data, early->len);
    }
}
