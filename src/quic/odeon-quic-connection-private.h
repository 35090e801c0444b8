/* SPDX-License-Identifier: MIT */

/* A connection, as the files of this layer see it.
 *
 *   HANDSHAKE  both sides prove who they are; a dialled one ends it when the peer confirms that
 *   OPEN       streams and datagrams
 *   CLOSING    this side has said the last word, and repeats it to whoever goes on
 *   DRAINING   the peer has: nothing is sent any more
 *
 * In the last two there is no `conn` left, only ids by which late packets are known; they last as
 * long as such may come. ngtcp2's functions are not called in its callbacks, but for those that
 * open streams and give credit: what an event of ours wants closed is closed in the next flush.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-ngtcp2-private.h"
#include "odeon-quic-ids-private.h"
#include "odeon-quic-schedule-private.h"
#include "odeon-udp-private.h"

typedef enum
{
  ODEON_QUIC_HANDSHAKE,
  ODEON_QUIC_OPEN,
  ODEON_QUIC_CLOSING,
  ODEON_QUIC_DRAINING
} OdeonQuicState;

/* A datagram that is to go out, and did not fit yet. */
typedef struct
{
  guint8 *bytes; /* (nullable) */
  gsize   room;
  gsize   size;  /* 0: none */
  gboolean is_dry; /* in this flush there are no more */
} OdeonQuicDatagram;

struct _OdeonQuicConnection
{
  OdeonQuicEndpoint     *endpoint;
  OdeonQuicConnection   *next; /* of the endpoint */
  OdeonQuicConnection   *previous;
  OdeonQuicConnection   *next_awake;
  gboolean               is_awake;
  gboolean               is_dialled;
  gboolean               is_counted; /* among the incoming handshakes */
  OdeonQuicState         state;
  OdeonTimer             timer; /* the worker's: ngtcp2 wants to be asked, or the end is over */

  ngtcp2_conn           *conn; /* (nullable) */
  ngtcp2_crypto_conn_ref conn_ref;
  gnutls_session_t       session; /* (nullable) */
  OdeonTrust            *trust;
  gchar                 *expected; /* (nullable): whom the peer has to be */
  OdeonPeerIdentity      peer;
  GError                *refusal;  /* (nullable): why this side does not believe the peer */
  OdeonQuicIdList        ids;
  gint                   log_fd;

  const OdeonQuicEvents *events; /* (nullable) */
  gpointer               data;
  OdeonQuicSchedule      schedule;
  OdeonQuicDatagram      datagram;

  gboolean               is_due;        /* ngtcp2 may have something to send of its own */
  gboolean               is_ready;      /* its user knows it */
  gboolean               wants_close;   /* its user does not any more */
  guint64                close_code;    /* of this side; or of the peer: */
  gboolean               has_peer_code;
  gchar                 *close_reason;

  OdeonUdpBatch          farewell; /* CLOSING: to be repeated; owns its bytes */
  guint                  n_late;   /* packets since */

  guint64                n_sent;
  guint64                n_received;
  guint64                n_datagrams_lost;
};

/* --- odeon-quic-connection.c --- */

/* NULL: with an error. */
OdeonQuicConnection *_odeon_quic_connection_dial (OdeonQuicEndpoint     *endpoint,
                                                  const OdeonUdpAddress *local,
                                                  const OdeonUdpAddress *remote,
                                                  const gchar           *expected,
                                                  GError               **error);

/* Who wants to connect: the first packet, and what a token has told, if there was one. */
typedef struct
{
  const OdeonUdpBatch *batch;
  ngtcp2_pkt_hd        header;
  ngtcp2_cid           original; /* with a Retry, not the one of this packet */
  gboolean             is_retried;
} OdeonQuicCaller;

OdeonQuicConnection *_odeon_quic_connection_accept (OdeonQuicEndpoint     *endpoint,
                                                    const OdeonQuicCaller *caller,
                                                    GError               **error);

/* What is not needed for late packets goes. */
void _odeon_quic_connection_end (OdeonQuicConnection *self);

/* At once, without a word to anybody. */
void _odeon_quic_connection_free (OdeonQuicConnection *self);

/* --- odeon-quic-handshake.c --- */

/* The session of TLS. */
gboolean _odeon_quic_handshake_prepare (OdeonQuicConnection *self, GError **error);

/* Both sides know each other; its user is told, once. */
void _odeon_quic_connection_become_ready (OdeonQuicConnection *self);

/* --- odeon-quic-callbacks.c --- */

extern const ngtcp2_callbacks _odeon_quic_dialled_callbacks;
extern const ngtcp2_callbacks _odeon_quic_accepted_callbacks;

/* --- odeon-quic-exchange.c --- */

/* A packet has come. */
void _odeon_quic_connection_read (OdeonQuicConnection *self,
                                  const OdeonUdpBatch *batch,
                                  guint8              *packet,
                                  gsize                size);

/* Sends what may be sent now. */
void _odeon_quic_connection_flush (OdeonQuicConnection *self);

/* Of its timer: the time for which it asked has come. May free it. */
void _odeon_quic_connection_expire (OdeonTimer *timer, const GError *why);

/* The peer does not know it any more. */
void _odeon_quic_connection_was_reset (OdeonQuicConnection *self);

/* When it wants to be asked next. */
void _odeon_quic_connection_set_timer (OdeonQuicConnection *self, guint64 expiry);

/* --- odeon-quic-farewell.c --- */

/* ngtcp2 has failed with @code, negative: to be closed, and its user told. */
void _odeon_quic_connection_fail (OdeonQuicConnection *self, gint code);

/* Its user has closed it: says so to the peer. */
void _odeon_quic_connection_take_leave (OdeonQuicConnection *self);

/* It is CLOSING or DRAINING, and a packet has come. */
void _odeon_quic_connection_read_late (OdeonQuicConnection *self);

/* Whether it is with whoever is at @remote; and that is nobody, the network says. */
gboolean _odeon_quic_connection_is_to      (OdeonQuicConnection   *self,
                                            const OdeonUdpAddress *remote);
void     _odeon_quic_connection_be_refused (OdeonQuicConnection *self);

/* The worker ends: all are told, and it is freed. */
void _odeon_quic_connection_evict (OdeonQuicConnection *self);

/* Without a word to the peer; its user is told @why. Takes over @why. */
void _odeon_quic_connection_drop (OdeonQuicConnection *self, GError *why);

/* --- odeon-quic-packets.c --- */

/* Writes a packet to @place, and its way to @path; how long it is, 0: there is nothing that may be
 * sent now; negative: an error of ngtcp2. *@out_is_last: there is nothing behind it. */
gssize _odeon_quic_connection_write_packet (OdeonQuicConnection *self,
                                            ngtcp2_path         *path,
                                            ngtcp2_pkt_info     *info,
                                            guint8              *place,
                                            gsize                room,
                                            guint64              now,
                                            gboolean            *out_is_last);

/* How large a datagram may be now; 0: there are none. */
gsize _odeon_quic_connection_get_datagram_room (OdeonQuicConnection *self);

/* --- */

void _odeon_quic_path_set (ngtcp2_path *self, const OdeonUdpAddress *local,
                           const OdeonUdpAddress *remote);

/* Nanoseconds. */
guint64 _odeon_quic_now (void);
