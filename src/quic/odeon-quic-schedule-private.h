/* SPDX-License-Identifier: MIT */

/* The streams of a connection, and which of them is next when a packet is filled: ORDERED, then
 * LANE by turns; BULK when the others have had their share, or have nothing. A share is 16 KiB.
 *
 * Within one flush nobody writes to the sources unasked, so a class that was found dry stays dry.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-quic-private.h"

#define ODEON_QUIC_N_PRIORITIES (ODEON_QUIC_BULK + 1)

struct _OdeonQuicStream
{
  OdeonQuicConnection *connection;
  gint64               id;
  OdeonQuicPriority    priority;
  GBytes              *prefix; /* (nullable): goes before the source */
  gsize                prefix_written;
  OdeonOutput         *source; /* (nullable): nothing is sent, or no more */
  guint64              base;   /* of the source: where it began to be sent here */
  gboolean             is_blocked; /* the peer does not take more of it yet */
  gpointer             data;
};

typedef struct
{
  GPtrArray *streams; /* owned: all of them */
  GPtrArray *classes[ODEON_QUIC_N_PRIORITIES]; /* (nullable): those with a source */
  guint      n_enlisted; /* in the classes */
  guint      cursors[ODEON_QUIC_N_PRIORITIES]; /* whose turn it is */
  gboolean   is_dry[ODEON_QUIC_N_PRIORITIES];
  gboolean   is_bulk_turn;
  gsize      share; /* what is left of it */
} OdeonQuicSchedule;

void _odeon_quic_schedule_init  (OdeonQuicSchedule *self);
void _odeon_quic_schedule_clear (OdeonQuicSchedule *self);

/* Nothing more is sent or acknowledged: the sources are not touched again. */
void _odeon_quic_schedule_detach (OdeonQuicSchedule *self);

/* Takes over @stream. */
void _odeon_quic_schedule_add (OdeonQuicSchedule *self, OdeonQuicStream *stream);

/* It has got a source, and a priority. */
void _odeon_quic_schedule_enlist (OdeonQuicSchedule *self, OdeonQuicStream *stream);

/* A flush begins. */
void _odeon_quic_schedule_begin (OdeonQuicSchedule *self);

/* At the end of a flush: there is nothing more to send that the peer would take. */
gboolean _odeon_quic_schedule_is_dry (const OdeonQuicSchedule *self);

/* A source of @priority has something that the peer has not acknowledged. */
gboolean _odeon_quic_schedule_is_anchored (const OdeonQuicSchedule *self,
                                           OdeonQuicPriority        priority);

/* Within a flush, after all: its user has written into a source of @priority. */
void _odeon_quic_schedule_refill (OdeonQuicSchedule *self, OdeonQuicPriority priority);

/* Only one piece can be in the next packet: a datagram, if there is one, or what a stream has. */
gboolean _odeon_quic_schedule_is_simple (const OdeonQuicSchedule *self, gboolean has_datagram);

/* @stream has sent all it had, and there is no other one: there is nothing to look for any more. */
gboolean _odeon_quic_schedule_finish (OdeonQuicSchedule *self, OdeonQuicStream *stream);

/* (nullable): the stream that is to fill the packet further; @has_datagram: or, if that is %NULL, a
 * datagram. */
OdeonQuicStream *_odeon_quic_schedule_next (OdeonQuicSchedule *self, gboolean has_datagram);

/* So much of @stream was sent. */
void _odeon_quic_schedule_sent (OdeonQuicSchedule *self, OdeonQuicStream *stream, gsize size);

/* odeon-quic-stream.c */

OdeonQuicStream *_odeon_quic_stream_new  (OdeonQuicConnection *connection, gint64 id);
void             _odeon_quic_stream_free (OdeonQuicStream *self);

gboolean _odeon_quic_stream_has_output (const OdeonQuicStream *self);

/* How many of @n were filled with what is next. */
gint _odeon_quic_stream_gather (OdeonQuicStream *self, struct iovec *iov, gint n);

/* So much of what was gathered is in a packet. */
void _odeon_quic_stream_wrote (OdeonQuicStream *self, gsize size);

/* The peer has all up to @offset of the stream. %TRUE: and so more of its source than before. */
gboolean _odeon_quic_stream_acknowledge (OdeonQuicStream *self, guint64 offset);
