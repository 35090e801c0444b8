/* SPDX-License-Identifier: MIT */

#include "odeon-output-private.h"

#include <string.h>
#include <unistd.h>

#define CHUNK_SIZE ((gsize) 64 << 10)

/* Less than that is not worth trying a frame in. */
#define ROOM_MIN 512

struct _OdeonChunk
{
  OdeonChunk *next;
  guint64     position; /* of its first byte */
  gsize       end;
  gsize       capacity;
  _Alignas (16) guint8 data[];
};

void
_odeon_output_init (OdeonOutput *self)
{
  memset (self, 0, sizeof *self);
  g_queue_init (&self->parcels);
}

static void
parcel_free (gpointer parcel)
{
  OdeonParcel *self = parcel;

  if (self->bytes != NULL)
    g_ptr_array_unref (self->bytes);
  else
    close (self->fd);
  g_free (self);
}

static OdeonChunk *
take_chunk (OdeonOutput *self, gsize size)
{
  OdeonChunk *chunk;

  if (size <= CHUNK_SIZE && self->spare != NULL)
    chunk = g_steal_pointer (&self->spare);
  else
    {
      gsize capacity = MAX (size, CHUNK_SIZE);

      chunk = g_malloc (sizeof *chunk + capacity);
      chunk->capacity = capacity;
    }
  chunk->next = NULL;
  chunk->position = self->position;
  chunk->end = 0;

  return chunk;
}

static void
give_chunk (OdeonOutput *self, OdeonChunk *chunk)
{
  if (self->spare == NULL && chunk->capacity == CHUNK_SIZE)
    self->spare = chunk;
  else
    g_free (chunk);
}

void
_odeon_output_clear (OdeonOutput *self)
{
  while (self->first != NULL)
    {
      OdeonChunk *chunk = self->first;

      self->first = chunk->next;
      g_free (chunk);
    }
  self->current = NULL;
  self->last = NULL;
  g_clear_pointer (&self->spare, g_free);
  g_queue_clear_full (&self->parcels, parcel_free);
}

static guint8 *
begin_chunk (OdeonOutput *self, gsize kept, gsize size)
{
  OdeonChunk *before = self->last;
  OdeonChunk *chunk = take_chunk (self, size);

  if (before != NULL && kept > 0)
    memcpy (chunk->data, before->data + before->end, kept);
  if (before != NULL)
    before->next = chunk;
  else
    {
      self->first = chunk;
      self->current = chunk;
    }
  self->last = chunk;

  return chunk->data;
}

guint8 *
_odeon_output_reserve (OdeonOutput *self, gsize kept, gsize size, gsize *out_room)
{
  OdeonChunk *last = self->last;
  guint8     *place;

  if (G_LIKELY (last != NULL && last->capacity - last->end >= MAX (size, ROOM_MIN)))
    place = last->data + last->end;
  else
    place = begin_chunk (self, kept, MAX (size, ROOM_MIN));
  *out_room = self->last->capacity - self->last->end;

  return place;
}

void
_odeon_output_commit (OdeonOutput *self, gsize size)
{
  self->last->end += size;
  self->position += size;
}

const guint8 *
_odeon_output_peek_last (const OdeonOutput *self, gsize size)
{
  g_assert (self->position - self->written >= size);

  return self->last->data + self->last->end - size;
}

const guint8 *
_odeon_output_retract (OdeonOutput *self, gsize size)
{
  const guint8 *place = _odeon_output_peek_last (self, size);

  self->last->end -= size;
  self->position -= size;

  return place;
}

static void
enclose (OdeonOutput *self, GPtrArray *bytes, gint fd)
{
  OdeonParcel *parcel = g_new (OdeonParcel, 1);

  *parcel = (OdeonParcel) { self->position, bytes, fd };
  g_queue_push_tail (&self->parcels, parcel);
}

void
_odeon_output_enclose (OdeonOutput *self, GPtrArray *bytes)
{
  enclose (self, bytes, -1);
}

void
_odeon_output_enclose_fd (OdeonOutput *self, gint fd)
{
  enclose (self, NULL, fd);
}

/* (nullable) (transfer none): the first that is not to go with the byte that is written next; that
 * goes to *@out_due. */
static const OdeonParcel *
find_next_parcel (OdeonOutput *self, const OdeonParcel **out_due)
{
  GList *link = self->parcels.head;

  *out_due = NULL;
  if (G_LIKELY (link == NULL))
    return NULL;
  if (((OdeonParcel *) link->data)->position == self->written)
    {
      *out_due = link->data;
      link = link->next;
    }

  return link != NULL ? link->data : NULL;
}

gint
_odeon_output_gather (OdeonOutput        *self,
                      struct iovec       *iov,
                      gint                n,
                      gsize              *out_size,
                      const OdeonParcel **out_parcel)
{
  const OdeonParcel *next = find_next_parcel (self, out_parcel);
  guint64            left = next != NULL ? next->position - self->written : G_MAXUINT64;
  gint               filled = 0;

  *out_size = 0;
  for (OdeonChunk *chunk = self->current; chunk != NULL && filled < n && left > 0;
       chunk = chunk->next)
    {
      gsize begin = self->written > chunk->position ? self->written - chunk->position : 0;

      if (chunk->end == begin)
        continue;
      iov[filled].iov_base = chunk->data + begin;
      iov[filled].iov_len = (gsize) MIN (chunk->end - begin, left);
      *out_size += iov[filled].iov_len;
      left -= iov[filled].iov_len;
      filled++;
    }

  return filled;
}

static void
drop_parcel (OdeonOutput *self)
{
  OdeonParcel *first = g_queue_peek_head (&self->parcels);

  if (first->position == self->written)
    parcel_free (g_queue_pop_head (&self->parcels));
}

static inline guint64
get_end (const OdeonChunk *chunk)
{
  return chunk->position + chunk->end;
}

static void
set_written (OdeonOutput *self, OdeonChunk *from, guint64 position)
{
  self->written = position;
  while (position >= get_end (from) && from->next != NULL)
    from = from->next;
  self->current = from;
}

void
_odeon_output_wrote (OdeonOutput *self, gsize size)
{
  if (size == 0)
    return;

  /* It has gone with the first byte. */
  if (G_UNLIKELY (self->parcels.length > 0))
    drop_parcel (self);
  set_written (self, self->current, self->written + size);
}

/* Of a link that does not fall behind there is never more. */
gboolean
_odeon_output_peek_only (const OdeonOutput *self, struct iovec *iov)
{
  OdeonChunk *chunk = self->first;

  if (G_UNLIKELY (chunk == NULL || chunk->next != NULL || self->written != chunk->position
                  || chunk->capacity != CHUNK_SIZE || self->parcels.head != NULL))
    return FALSE;

  iov->iov_base = chunk->data;
  iov->iov_len = chunk->end;

  return TRUE;
}

void
_odeon_output_finish (OdeonOutput *self)
{
  self->written = self->position;
  self->acknowledged = self->position;
  self->first->position = self->position;
  self->first->end = 0;
}

guint64
_odeon_output_get_start (const OdeonOutput *self)
{
  return self->first != NULL ? self->first->position : self->position;
}

void
_odeon_output_rewind (OdeonOutput *self, guint64 position)
{
  g_assert (position >= _odeon_output_get_start (self) && position <= self->written);

  self->acknowledged = MIN (self->acknowledged, position);
  if (self->first != NULL)
    set_written (self, self->first, position);
}

guint8 *
_odeon_output_find (OdeonOutput *self, guint64 position)
{
  OdeonChunk *chunk = self->first;

  g_assert (chunk != NULL && position >= chunk->position && position < self->position);

  while (position >= get_end (chunk))
    chunk = chunk->next;

  return chunk->data + (position - chunk->position);
}

/* All of it is acknowledged. %FALSE: it stays, and goes on from its beginning. */
static gboolean
drop_chunk (OdeonOutput *self, OdeonChunk *chunk)
{
  if (chunk->next == NULL && chunk->capacity == CHUNK_SIZE)
    {
      chunk->position = self->position;
      chunk->end = 0;
      return FALSE;
    }

  self->first = chunk->next;
  if (self->first == NULL)
    self->last = NULL;
  if (self->current == chunk)
    self->current = self->first;
  give_chunk (self, chunk);

  return TRUE;
}

void
_odeon_output_acknowledge (OdeonOutput *self, guint64 position)
{
  OdeonChunk *chunk;

  g_assert (position <= self->written);

  if (position <= self->acknowledged)
    return;

  self->acknowledged = position;
  while ((chunk = self->first) != NULL && position >= get_end (chunk))
    if (!drop_chunk (self, chunk))
      return;
}
