/* SPDX-License-Identifier: MIT */

/* What goes over a connection: frames, each a header of 24 bytes, a body, zeros up to a multiple
 * of 8, and a table of the references that the body has indices of.
 *
 *    0  kind         1 byte
 *    1  flags        1 byte: 1: `target` is an index of the sender's, in its table of promises
 *    2  n_refs       2 bytes: entries of the table
 *    4  body         4 bytes: the body's size, without the zeros behind it
 *    8  call         4 bytes: which call of the caller's
 *   12  target       4 bytes: an index in the receiver's table of exports
 *   16  interface    2 bytes: by the sender's numbers; 0 is the library's own
 *   18  operation    2 bytes
 *   20  deadline     4 bytes: milliseconds until nobody wants the answer; 0 is never
 *
 * All numbers are little-endian. Bodies are tuples in GVariant's serialised form: those of calls
 * and answers the arguments and results of their operation, those of the other kinds what
 * odeon-notice-private.h says. An entry of the table is 8 bytes: whose index it is, and the index.
 *
 * What a call is to return may be called, by CALL and TELL, and be sent, before the answer is
 * there: the caller numbers it by a PROMISE. An answer with references stays with whoever gave it
 * until the caller says FINISH, so that a PROMISE of it is good as long as the caller may not have
 * seen the answer. One of an answer that is gone, or that had none, is a promise that is broken:
 * calls of it are answered by an error, and the caller knows better which. Before the caller lets
 * its own see an answer whose reference leads elsewhere than back to this peer, it sends a fence
 * after what it has sent to the promise, and waits for its answer: so nothing is overtaken.
 *
 *   HELLO      the first frame of each side: who it is, and which interfaces it knows
 *   WELCOME    what the other has said is agreed to; its table has the root, if there is one
 *   INTERFACE  one more interface, numbered as it comes
 *   EXPORT     an actor that was never sent before: `target` is its index from now on
 *   CALL       is answered once, by RETURN or ERROR, whatever happens
 *   TELL       is not answered
 *   CANCEL     of a call: nobody waits for its answer, which comes all the same
 *   WITHDRAWN  was a CALL until nobody waited for its answer, and had not been sent: it is not
 *              carried out, and answered by ERROR
 *   AFTER      beside the session's stream: what follows needs that to be handled up to the
 *              position of which `call` is the lower half, `target` the upper one
 *   FINISH     of a call whose answer had references: it is of no use any more
 *   PROMISE    what `call`, of the sender's, is to return at the body's path, an `interface`: it is
 *              `target` from now on, until that is released
 *   RELEASE    of a reference: it was received `call` times, and is let go of as often, once
 *              `deadline` requests to it have come by lanes
 *   FORGOTTEN  of a reference that was released: what it is would be told anew
 *   CREDIT     `call` bytes of tells have been handled
 *   PING       is answered by PONG
 *   GOODBYE    the last frame: why, and up to where frames have been handled
 *   INTRODUCE, OFFER, TAKEN, LINK, INTRODUCED, CLAIM, CLAIMED
 *              two get to know each other by a third: odeon-introduction-private.h
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#define ODEON_WIRE_MAGIC   0x6e6f6564u /* "deon" */
#define ODEON_WIRE_VERSION 1

#define ODEON_FRAME_HEADER 24
#define ODEON_FRAME_ENTRY  8

/* So many of its table may be shared bytes. */
#define ODEON_FRAME_MAX_APART 64

typedef enum
{
  ODEON_FRAME_HELLO = 1,
  ODEON_FRAME_WELCOME,
  ODEON_FRAME_INTERFACE,
  ODEON_FRAME_EXPORT,
  ODEON_FRAME_CALL,
  ODEON_FRAME_TELL,
  ODEON_FRAME_RETURN,
  ODEON_FRAME_ERROR,
  ODEON_FRAME_CANCEL,
  ODEON_FRAME_RELEASE,
  ODEON_FRAME_FORGOTTEN,
  ODEON_FRAME_CREDIT,
  ODEON_FRAME_PING,
  ODEON_FRAME_PONG,
  ODEON_FRAME_GOODBYE,
  ODEON_FRAME_WITHDRAWN,
  ODEON_FRAME_AFTER,
  ODEON_FRAME_FINISH,
  ODEON_FRAME_PROMISE,
  ODEON_FRAME_INTRODUCE,
  ODEON_FRAME_OFFER,
  ODEON_FRAME_TAKEN,
  ODEON_FRAME_LINK,
  ODEON_FRAME_INTRODUCED,
  ODEON_FRAME_CLAIM,
  ODEON_FRAME_CLAIMED
} OdeonFrameKind;

/* Of CALL, WITHDRAWN, TELL and RELEASE. */
#define ODEON_FRAME_PROMISED 1

typedef struct
{
  guint8  kind;
  guint8  flags;
  guint16 n_refs;
  guint32 body;
  guint32 call;
  guint32 target;
  guint16 interface;
  guint16 operation;
  guint32 deadline;
} OdeonFrameHeader;

G_STATIC_ASSERT (sizeof (OdeonFrameHeader) == ODEON_FRAME_HEADER);

/* Of the table. */
typedef enum
{
  ODEON_ENTRY_MINE = 1, /* of the sender's exports */
  ODEON_ENTRY_YOURS,    /* of the receiver's: it comes home */
  ODEON_ENTRY_APART,    /* no reference: where in the body the length of bytes stands that come in
                         * shared memory, whose descriptor comes with the frame */
  ODEON_ENTRY_PROMISED  /* of the sender's promises */
} OdeonEntryKind;

typedef struct
{
  guint32 kind;
  guint32 index;
} OdeonFrameEntry;

G_STATIC_ASSERT (sizeof (OdeonFrameEntry) == ODEON_FRAME_ENTRY);

/* A frame where it was received; nothing in it is aligned but by chance. */
typedef struct
{
  OdeonFrameHeader header;
  const guint8    *body;
  const guint8    *entries;
} OdeonFrame;

static inline gsize
_odeon_frame_pad (gsize size)
{
  return (size + 7) & ~(gsize) 7;
}

static inline gsize
_odeon_frame_get_size (const OdeonFrameHeader *header)
{
  return ODEON_FRAME_HEADER + _odeon_frame_pad (header->body)
         + (gsize) header->n_refs * ODEON_FRAME_ENTRY;
}

/* "CALL", for messages. */
const gchar *_odeon_frame_kind_get_name (guint kind);

void _odeon_frame_store_header (guint8 *place, const OdeonFrameHeader *header);
void _odeon_frame_load_header  (const guint8 *place, OdeonFrameHeader *header);
void _odeon_frame_store_entry  (guint8 *place, OdeonFrameEntry entry);

/* An AFTER. */
void _odeon_frame_store_after  (guint8 *place, guint64 position);

static inline guint64
_odeon_frame_get_after (const OdeonFrameHeader *header)
{
  return (guint64) header->target << 32 | header->call;
}

/* Of a frame where it lies. */
gsize   _odeon_frame_measure      (const guint8 *place);
guint8  _odeon_frame_get_kind     (const guint8 *place);
guint32 _odeon_frame_get_call     (const guint8 *place);
void    _odeon_frame_set_kind     (guint8 *place, OdeonFrameKind kind);
void    _odeon_frame_set_deadline (guint8 *place, guint32 milliseconds);

OdeonFrameEntry _odeon_frame_get_entry (const OdeonFrame *frame, guint i);

typedef enum
{
  ODEON_PARSE_FRAME, /* there is a whole one */
  ODEON_PARSE_MORE,  /* its rest has yet to come */
  ODEON_PARSE_BAD    /* and never will */
} OdeonParse;

/* The frame that @data begins with, which is @max_size bytes long at most. */
OdeonParse _odeon_frame_parse (OdeonFrame   *frame,
                               const guint8 *data,
                               gsize         size,
                               gsize         max_size,
                               GError      **error);
