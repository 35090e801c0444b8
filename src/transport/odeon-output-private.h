/* SPDX-License-Identifier: MIT */

/* What has yet to reach the other end of a connection: bytes in chunks, in which frames are built
 * where they lie until they are acknowledged. A frame lies in one chunk. Positions count all bytes
 * of the connection, from 0:
 *
 *   acknowledged <= written <= position
 *
 * What lies between the first two stays in its place: a carrier may have to send it again. A
 * carrier that cannot lose anything acknowledges what it writes. What goes beside a frame, the
 * descriptors of shared bytes, goes with its first byte, once.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <sys/uio.h>

typedef struct _OdeonChunk OdeonChunk;

typedef struct
{
  OdeonChunk *first;   /* (nullable): the oldest that is not all acknowledged */
  OdeonChunk *current; /* with what is to be written next */
  OdeonChunk *last;    /* where the next frame goes */
  OdeonChunk *spare;   /* (nullable): an empty one of the usual size */
  guint64     position;     /* behind the last frame */
  guint64     written;      /* up to where */
  guint64     acknowledged; /* up to where */
  GQueue      parcels;  /* of OdeonParcel: what goes beside */
} OdeonOutput;

/* Of one frame. */
typedef struct
{
  guint64    position; /* of the frame */
  GPtrArray *bytes;    /* (nullable): shared, counted */
  gint       fd;       /* without them: its own */
} OdeonParcel;

void _odeon_output_init  (OdeonOutput *self);
void _odeon_output_clear (OdeonOutput *self);

/* Room for a frame of @size bytes, aligned to 8, of which @kept have been written there since the
 * last commit: these move with it. *@out_room says how much room there really is. */
guint8 *_odeon_output_reserve (OdeonOutput *self, gsize kept, gsize size, gsize *out_room);

/* What is to be written, into *@iov, if it lies in one piece, has nothing beside it, and is all
 * that is kept; and all of it has been written and acknowledged. */
gboolean _odeon_output_peek_only (const OdeonOutput *self, struct iovec *iov);
void     _odeon_output_finish    (OdeonOutput *self);

/* A frame of @size bytes is complete. */
void _odeon_output_commit (OdeonOutput *self, gsize size);

/* The last frame, of @size bytes, of which nothing was written: where it lies; and the same, taking
 * it back: until the next one is begun. */
const guint8 *_odeon_output_peek_last (const OdeonOutput *self, gsize size);
const guint8 *_odeon_output_retract   (OdeonOutput *self, gsize size);

/* What goes beside the frame that is committed next. Takes over @bytes. */
void _odeon_output_enclose (OdeonOutput *self, GPtrArray *bytes);

/* The same of a descriptor that is not of shared bytes. Takes over @fd. */
void _odeon_output_enclose_fd (OdeonOutput *self, gint fd);

/* How many of @n were filled with what is to be written next at once, and how much that is; and
 * what goes with its first byte (nullable, borrowed). */
gint _odeon_output_gather (OdeonOutput       *self,
                           struct iovec      *iov,
                           gint               n,
                           gsize             *out_size,
                           const OdeonParcel **out_parcel);
void _odeon_output_wrote  (OdeonOutput *self, gsize size);

/* What was written lies in its place until the other end has all up to @position; less than before
 * says nothing. No frame is being built. */
void _odeon_output_acknowledge (OdeonOutput *self, guint64 position);

/* All from @position on, which was written and is kept, is to be written again: also what was
 * acknowledged of a frame whose end was not. */
void _odeon_output_rewind (OdeonOutput *self, guint64 position);

/* Where the byte at @position lies, which is kept: a whole frame, if one begins there. */
guint8 *_odeon_output_find (OdeonOutput *self, guint64 position);

/* The beginning of the first frame of those that are kept. */
guint64 _odeon_output_get_start (const OdeonOutput *self);

static inline gboolean
_odeon_output_is_empty (const OdeonOutput *self)
{
  return self->position == self->written;
}
