/* SPDX-License-Identifier: MIT */

#include "odeon-preamble-private.h"

#include "odeon-error.h"

#include <gio/gio.h>
#include <string.h>

#define FIXED_SIZE 40
#define LANE_SIZE  16

static void
put16 (guint8 *place, guint16 value)
{
  value = GUINT16_TO_LE (value);
  memcpy (place, &value, sizeof value);
}

static void
put32 (guint8 *place, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (place, &value, sizeof value);
}

static void
put64 (guint8 *place, guint64 value)
{
  value = GUINT64_TO_LE (value);
  memcpy (place, &value, sizeof value);
}

static guint16
get16 (const guint8 *place)
{
  guint16 value;

  memcpy (&value, place, sizeof value);

  return GUINT16_FROM_LE (value);
}

static guint32
get32 (const guint8 *place)
{
  guint32 value;

  memcpy (&value, place, sizeof value);

  return GUINT32_FROM_LE (value);
}

static guint64
get64 (const guint8 *place)
{
  guint64 value;

  memcpy (&value, place, sizeof value);

  return GUINT64_FROM_LE (value);
}

GBytes *
_odeon_preamble_to_bytes (const OdeonPreamble *self)
{
  guint8 *place = g_malloc0 (FIXED_SIZE + ODEON_LANES_MAX * LANE_SIZE);
  guint   n = 0;

  for (guint i = 0; i < ODEON_LANES_MAX; i++)
    if (self->lanes[i] > 0)
      {
        put32 (place + FIXED_SIZE + n * LANE_SIZE, i);
        put64 (place + FIXED_SIZE + n * LANE_SIZE + 8, self->lanes[i]);
        n++;
      }
  put32 (place, ODEON_WIRE_MAGIC);
  put16 (place + 4, ODEON_WIRE_VERSION);
  put16 (place + 6, (guint16) n);
  put64 (place + 8, self->incarnation);
  put64 (place + 16, self->session);
  put64 (place + 24, self->handled);
  put32 (place + 32, self->attempt);
  put32 (place + 36, self->flags);

  return g_bytes_new_take (place, FIXED_SIZE + n * LANE_SIZE);
}

static gssize
bad (GError **error, const gchar *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It broke the protocol: %s", what);

  return -1;
}

static gboolean
read_lanes (OdeonPreamble *self, const guint8 *place, guint n)
{
  for (guint i = 0; i < n; i++, place += LANE_SIZE)
    {
      guint32 number = get32 (place);

      if (number >= ODEON_LANES_MAX || get32 (place + 4) != 0)
        return FALSE;
      self->lanes[number] = get64 (place + 8);
    }

  return TRUE;
}

gssize
_odeon_preamble_parse (OdeonPreamble *self, const guint8 *data, gsize size, GError **error)
{
  guint n;

  if (size >= 4 && get32 (data) != ODEON_WIRE_MAGIC)
    return bad (error, "this is no Odeon");
  if (size < FIXED_SIZE)
    return 0;
  if (get16 (data + 4) != ODEON_WIRE_VERSION)
    return bad (error, "a preamble of another version");
  n = get16 (data + 6);
  if (n > ODEON_LANES_MAX)
    return bad (error, "too many lanes");
  if (size < FIXED_SIZE + (gsize) n * LANE_SIZE)
    return 0;

  memset (self, 0, sizeof *self);
  self->incarnation = get64 (data + 8);
  self->session = get64 (data + 16);
  self->handled = get64 (data + 24);
  self->attempt = get32 (data + 32);
  self->flags = get32 (data + 36);
  if (!read_lanes (self, data + FIXED_SIZE, n))
    return bad (error, "there is no such lane");

  return (gssize) (FIXED_SIZE + n * LANE_SIZE);
}
