/* SPDX-License-Identifier: MIT */

/* QUIC on a worker: an endpoint is one UDP socket with many connections on it, in both roles; a
 * connection has streams, each fed from an OdeonOutput, and datagrams. It knows nothing of calls:
 * who uses it decides what the bytes are.
 *
 * All of it belongs to one OdeonWorker, a THREAD, and is used on its thread only. Any function here
 * may be called out of any of the events: what it causes to be sent is sent afterwards, at the end
 * of the worker's turn.
 *
 *   OdeonOutput ---- stream ----\
 *   OdeonOutput ---- stream ------ connection --\
 *   provide_datagram -----------/    connection --- endpoint --- socket
 *
 * Both sides prove who they are (OdeonCredentials); ALPN is ODEON_QUIC_ALPN.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-output-private.h"
#include "odeon-trust-private.h"
#include "odeon-worker-private.h"

#include <gio/gio.h>

#define ODEON_QUIC_ALPN "odeon/1"

typedef struct _OdeonQuicEndpoint   OdeonQuicEndpoint;
typedef struct _OdeonQuicConnection OdeonQuicConnection;
typedef struct _OdeonQuicStream     OdeonQuicStream;

typedef enum
{
  ODEON_CONGESTION_CUBIC,
  ODEON_CONGESTION_BBR
} OdeonCongestion;

typedef struct
{
  OdeonCredentials *credentials;
  gboolean          accepts;         /* connections, too, and does not only dial */
  guint             idle_ms;         /* without a sign of life: the connection is lost */
  guint             keep_alive_ms;   /* silent for so long, it asks; 0: a third of idle_ms */
  guint             handshake_ms;
  OdeonCongestion   congestion;
  guint             max_connections; /* more are refused */
  guint             retry_above;     /* incoming handshakes under way: more must prove an address */
  guint             max_lanes;       /* unidirectional streams that the peer may open */
  gsize             window;          /* that the peer may send ahead, per connection and stream */
  const gchar      *qlog_directory;  /* (nullable): a file for each connection */
} OdeonQuicOptions;

#define ODEON_QUIC_OPTIONS_INIT \
  { NULL, TRUE, 30000, 0, 10000, ODEON_CONGESTION_CUBIC, 4096, 64, 66, (gsize) 16 << 20, NULL }

/* ORDERED goes before datagrams, these before LANE. BULK takes turns with all of them, 16 KiB at a
 * time, so that neither starves. */
typedef enum
{
  ODEON_QUIC_ORDERED,
  ODEON_QUIC_LANE,
  ODEON_QUIC_BULK
} OdeonQuicPriority;

typedef enum
{
  ODEON_QUIC_BIDIRECTIONAL,
  ODEON_QUIC_UNIDIRECTIONAL
} OdeonQuicDirection;

/* `accepted`: a peer has connected and is authenticated: the connection is ready, and
 *   _odeon_quic_connection_set_events() is to be called, or _close().
 * `gone`: (nullable): the worker ends, and the endpoint has ended with all connections. The last
 *   thing; not called after _odeon_quic_endpoint_close(). */
typedef struct
{
  void (*accepted) (OdeonQuicEndpoint   *endpoint,
                    OdeonQuicConnection *connection,
                    gpointer             data);
  void (*gone)     (OdeonQuicEndpoint *endpoint, gpointer data);
} OdeonQuicEndpointEvents;

/* All but `closed` are (nullable).
 * `ready`: of a connection that was dialled: the peer has accepted this side, too.
 * `receive`: bytes of @stream, next in order, borrowed; what they took of the flow control is given
 *   back when it returns. A stream of the peer's is new if it has no data yet. @is_end: nothing
 *   follows; there may be no bytes with it.
 * `receive_datagram`: borrowed.
 * `provide_datagram`: writes at most @room bytes to @place; how many it were, 0: there is nothing
 *   to send that fits. It is asked when a packet can go out at once, so what waits can still be
 *   replaced until then. See _odeon_quic_connection_wake().
 * `anchor`: a datagram goes out, and no source of class ORDERED waits for an acknowledgement: a few
 *   bytes are to be written into one of them. What is lost of datagrams is not sent again, and so
 *   nobody asks what became of them: if all that is under way were lost, nothing would go on.
 * `acknowledged`: the peer has all bytes of the stream's source up to @position; the source knows.
 * `closed`: once; the last thing: the connection is not to be used when this has returned, and
 *   neither are its sources by it. Not called after _odeon_quic_connection_close(). */
typedef struct
{
  void  (*ready)            (OdeonQuicConnection *connection, gpointer data);
  void  (*receive)          (OdeonQuicConnection *connection,
                             OdeonQuicStream     *stream,
                             const guint8        *bytes,
                             gsize                size,
                             gboolean             is_end,
                             gpointer             data);
  void  (*receive_datagram) (OdeonQuicConnection *connection,
                             const guint8        *bytes,
                             gsize                size,
                             gpointer             data);
  gsize (*provide_datagram) (OdeonQuicConnection *connection,
                             guint8              *place,
                             gsize                room,
                             gpointer             data);
  void  (*anchor)           (OdeonQuicConnection *connection, gpointer data);
  void  (*acknowledged)     (OdeonQuicConnection *connection,
                             OdeonQuicStream     *stream,
                             guint64              position,
                             gpointer             data);
  void  (*closed)           (OdeonQuicConnection *connection, const GError *why, gpointer data);
} OdeonQuicEvents;

typedef struct
{
  guint64 rtt_usec; /* smoothed */
  guint64 window;   /* bytes that may be under way */
  guint64 in_flight;
  guint64 n_sent;      /* packets */
  guint64 n_received;
  guint64 n_datagrams_lost;
  gsize   packet_size;  /* of the path, as far as it is known */
  gsize   max_datagram; /* the largest that is sent now; 0: the peer takes none */
} OdeonQuicStatistics;

/* --- the endpoint --- */

/* @bind: an address; its port may be 0, and a wildcard stands for all addresses of the machine. Of
 * @options, @credentials is counted, the rest copied. Fails with a #GIOErrorEnum. */
OdeonQuicEndpoint *_odeon_quic_endpoint_new (OdeonWorker                   *worker,
                                             GSocketAddress                *bind,
                                             const OdeonQuicOptions        *options,
                                             const OdeonQuicEndpointEvents *events,
                                             gpointer                       data,
                                             GError                       **error);

/* (transfer full) */
GSocketAddress *_odeon_quic_endpoint_get_address (OdeonQuicEndpoint *self);

/* Closes what is still open, without events, and lets go of the endpoint; the socket stays until
 * the peers know, at the longest some round trips, or until the worker ends. */
void _odeon_quic_endpoint_close (OdeonQuicEndpoint *self, guint64 code, const gchar *reason);

/* --- connections --- */

/* Nothing happens before the caller is back. @expected_name (nullable): whose certificate must be
 * shown. (transfer none) */
OdeonQuicConnection *_odeon_quic_endpoint_connect (OdeonQuicEndpoint *self,
                                                   GSocketAddress    *remote,
                                                   const gchar       *expected_name,
                                                   GError           **error);

void _odeon_quic_connection_set_events (OdeonQuicConnection   *self,
                                        const OdeonQuicEvents *events,
                                        gpointer               data);

/* There is something to send: in a source, or a datagram. Cheap, also if it was said before. */
void _odeon_quic_connection_wake (OdeonQuicConnection *self);

/* Without further events. What was not sent before is not sent; @reason reaches the peer, if
 * anything does. */
void _odeon_quic_connection_close (OdeonQuicConnection *self, guint64 code, const gchar *reason);

/* (transfer none): who the peer is; without a name until it has proved that. */
const OdeonPeerIdentity *_odeon_quic_connection_get_peer (OdeonQuicConnection *self);

/* Whether it is still believed: %FALSE: to be closed. */
gboolean _odeon_quic_connection_check_revoked (OdeonQuicConnection *self, GError **error);

/* (transfer full): where the peer is now: it may move. */
GSocketAddress *_odeon_quic_connection_get_remote_address (OdeonQuicConnection *self);
gboolean        _odeon_quic_connection_is_dialled         (OdeonQuicConnection *self);

void _odeon_quic_connection_get_statistics (OdeonQuicConnection *self,
                                            OdeonQuicStatistics *out_statistics);

/* In `closed`: %TRUE: the peer has closed it, with this code. */
gboolean _odeon_quic_connection_get_close_code (OdeonQuicConnection *self, guint64 *out_code);

/* --- streams --- */

/* Of a ready connection. It sends @prefix (nullable, copied), then @source, from where that is
 * written up to; @source lives until the connection is closed. It may be %NULL if there is a
 * prefix, and be set later. (transfer none) (nullable): the peer allows no more of them now. */
OdeonQuicStream *_odeon_quic_connection_open (OdeonQuicConnection *self,
                                              OdeonQuicDirection   direction,
                                              OdeonQuicPriority    priority,
                                              GBytes              *prefix,
                                              OdeonOutput         *source);

/* The same for a bidirectional stream that the peer has opened, or of which only the prefix is
 * known. Once. */
void _odeon_quic_stream_set_source (OdeonQuicStream   *self,
                                    OdeonQuicPriority  priority,
                                    GBytes            *prefix,
                                    OdeonOutput       *source);

guint64  _odeon_quic_stream_get_id   (OdeonQuicStream *self);
void     _odeon_quic_stream_set_data (OdeonQuicStream *self, gpointer data);
gpointer _odeon_quic_stream_get_data (OdeonQuicStream *self);
