/* SPDX-License-Identifier: MIT */

/* What has yet to be written to a connection: bytes in chunks, in which frames are built where they
 * lie until they are written. A frame lies in one chunk. Positions count all bytes of the
 * connection, from 0. What goes beside a frame, the descriptors of shared bytes, goes with its
 * first byte.
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
  OdeonChunk *first; /* (nullable): with what is to be written next */
  OdeonChunk *last;  /* where the next frame goes */
  OdeonChunk *spare; /* (nullable): an empty one of the usual size */
  guint64     position; /* behind the last frame */
  guint64     written;  /* up to where */
  GQueue      parcels;  /* of OdeonParcel: what goes beside */
} OdeonOutput;

/* Of one frame. */
typedef struct
{
  guint64    position; /* of the frame */
  GPtrArray *bytes;    /* shared, counted */
} OdeonParcel;

void _odeon_output_init  (OdeonOutput *self);
void _odeon_output_clear (OdeonOutput *self);

/* Room for a frame of @size bytes, aligned to 8, of which @kept have been written there since the
 * last commit: these move with it. *@out_room says how much room there really is. */
guint8 *_odeon_output_reserve (OdeonOutput *self, gsize kept, gsize size, gsize *out_room);

/* A frame of @size bytes is complete. */
void _odeon_output_commit (OdeonOutput *self, gsize size);

/* What goes beside the frame that is committed next. Takes over @bytes. */
void _odeon_output_enclose (OdeonOutput *self, GPtrArray *bytes);

/* How many of @n were filled with what is to be written next at once, and how much that is; and
 * what goes with its first byte (nullable, borrowed). */
gint _odeon_output_gather (OdeonOutput       *self,
                           struct iovec      *iov,
                           gint               n,
                           gsize             *out_size,
                           const OdeonParcel **out_parcel);
void _odeon_output_wrote  (OdeonOutput *self, gsize size);

static inline gboolean
_odeon_output_is_empty (const OdeonOutput *self)
{
  return self->position == self->written;
}
