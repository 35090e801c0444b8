/* SPDX-License-Identifier: MIT */

/* A connection between two nodes, and what goes where on it:
 *
 *   stream 0                the preambles, then the session's frames
 *   unidirectional streams  lanes: the number of the lane (4 bytes) and zero (4), then its frames
 *   datagrams               TELL frames
 *
 * One that was dialled has its peer from the beginning; one that was accepted waits for the
 * preamble, which says whose it is. What is behind a session that has ended stays for a moment, so
 * that the last frame arrives.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-peer-private.h"

/* Why a connection is closed, on the wire. */
typedef enum
{
  ODEON_CLOSE_DONE,            /* the session has ended */
  ODEON_CLOSE_UNKNOWN_SESSION, /* this process does not know it, or not any more */
  ODEON_CLOSE_REPLACED,        /* another connection carries the session */
  ODEON_CLOSE_VIOLATION,       /* the protocol was broken */
  ODEON_CLOSE_FULL,            /* there are too many peers */
  ODEON_CLOSE_SELF,            /* the peer is this node */
  ODEON_CLOSE_REVOKED          /* the peer is not believed any more */
} OdeonCloseCode;

/* What a lane's stream begins with. */
#define ODEON_LANE_PREFIX 8

struct _OdeonCarriage
{
  OdeonNodeCore       *core;       /* counted */
  OdeonQuicConnection *connection; /* (nullable): closed */
  OdeonPeer           *peer;       /* (nullable): whose session it carries, or will; counted */
  OdeonSession        *session;    /* (nullable): of that, which may outlive it; counted */
  OdeonQuicStream     *control;    /* (nullable): stream 0 */
  OdeonQuicStream     *lanes[ODEON_LANES_MAX]; /* (nullable): ours */
  GPtrArray           *foreign_lanes; /* what is known of the peer's: odeon-foreign-lane.c */
  gsize                n_early;    /* bytes of those that came before the preamble */
  GByteArray          *input;      /* of stream 0: the beginning of something */
  gboolean             is_attached; /* both preambles are there */
  gboolean             is_parting; /* the session has ended */
  gboolean             is_accepted;
  gsize                max_datagram; /* lately */
  OdeonTimer           timer;      /* until the preamble has come, or of the parting */
  gboolean             has_timer;
  OdeonErrand          last;       /* to free itself */
};

/* An accepted connection, which has no peer yet; and one that dials for @peer. They are the core's
 * until they are closed. */
OdeonCarriage *_odeon_carriage_accept (OdeonNodeCore *core, OdeonQuicConnection *connection);
OdeonCarriage *_odeon_carriage_dial   (OdeonPeer *peer, OdeonQuicConnection *connection);

/* The session of @peer goes on here. */
void _odeon_carriage_attach (OdeonCarriage *self, OdeonPeer *peer);

/* odeon-greeting.c: the peer's preamble has come. %FALSE: it is closed. */
gboolean _odeon_carriage_greeted (OdeonCarriage *self, const OdeonPreamble *preamble);

/* The connection of the peer's carriage is lost; @code: the peer has closed it, else
 * %G_MAXUINT64. */
void _odeon_carriage_lost (OdeonCarriage *self, guint64 code, const GError *why);

/* There is something to send. */
void  _odeon_carriage_wake          (OdeonCarriage *self);
void  _odeon_carriage_wake_lane     (OdeonCarriage *self, guint number);
gsize _odeon_carriage_get_datagram_size (OdeonCarriage *self);

/* The peer does not want it any more: what is said last goes out first. */
void _odeon_carriage_part (OdeonCarriage *self);

/* The peer breaks the rules: it is left. */
void _odeon_carriage_violate (OdeonCarriage *self, const gchar *what);

/* At once; it is gone. */
void _odeon_carriage_close (OdeonCarriage *self, OdeonCloseCode code, const gchar *reason);

/* The same of one that carries nothing yet: whose connection it was to be hears of it. */
void _odeon_carriage_give_up (OdeonCarriage *self, OdeonCloseCode code, const gchar *what);

/* --- odeon-foreign-lane.c --- */

/* Of `foreign_lanes`. */
void _odeon_foreign_lane_free (gpointer lane);

/* Bytes of @stream, which is one of them. */
void _odeon_foreign_lane_receive (OdeonCarriage   *self,
                                  OdeonQuicStream *stream,
                                  const guint8    *bytes,
                                  gsize            size);

/* The preamble is there, and with it what they carry can be taken. */
void _odeon_foreign_lanes_receive_early (OdeonCarriage *self);
