/* SPDX-License-Identifier: MIT */

/* An endpoint, as the files of this layer see it: the socket and who gets what comes in there.
 *
 *   socket -> batch -> packet -- id known -------> connection
 *                             \- token known ----> connection: the peer has lost it
 *                             \- unknown --------> odeon-quic-reception.c: a new connection, or an
 *                                                  answer that costs this side little
 *
 * A connection that has something to send is `awake`, and is flushed in an errand, at the end of
 * the worker's turn: so an answer and its acknowledgement share a packet.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-fd-watch-private.h"
#include "odeon-quic-connection-private.h"

#define ODEON_QUIC_SECRET_SIZE 32

struct _OdeonQuicEndpoint
{
  OdeonWorker                   *worker;
  OdeonQuicOptions               options; /* but for the credentials: */
  OdeonCredentials              *credentials;
  gchar                         *log_directory; /* (nullable) */
  const OdeonQuicEndpointEvents *events; /* (nullable): closed */
  gpointer                       data;
  guint8                         reset_secret[ODEON_QUIC_SECRET_SIZE];
  guint8                         retry_secret[ODEON_QUIC_SECRET_SIZE];

  OdeonUdp                       udp;
  OdeonFdWatch                   watch; /* of its descriptor */
  OdeonLodger                    lodger;
  OdeonErrand                    errand;
  gboolean                       has_errand;
  gboolean                       is_closed; /* goes with its last connection */

  OdeonQuicConnection           *connections;
  OdeonQuicConnection           *awake;
  guint                          n_connections; /* with a `conn` */
  guint                          n_handshakes;  /* incoming, under way */
  OdeonQuicIds                   ids;

  guint64                        now;     /* when the packets came that are being read */
  guint8                        *packets; /* where they are written */
  OdeonUdpBatch                  blocked; /* what the socket did not take; its bytes are there */

  gint64                         stray_since; /* answers to strangers, in the current interval */
  guint                          n_stray;
};

/* In the next errand, @connection is flushed. */
void _odeon_quic_endpoint_wake (OdeonQuicEndpoint *self, OdeonQuicConnection *connection);

/* One of its connections is gone: the last one of a closed endpoint takes that along, soon. */
void _odeon_quic_endpoint_let_go (OdeonQuicEndpoint *self);

/* %FALSE: the socket is full; @batch is sent when it is not, and nothing else until then. */
gboolean _odeon_quic_endpoint_send (OdeonQuicEndpoint *self, OdeonUdpBatch *batch);

static inline gboolean
_odeon_quic_endpoint_is_blocked (const OdeonQuicEndpoint *self)
{
  return self->blocked.size > 0;
}

/* --- odeon-quic-reception.c --- */

/* A packet has come of no known connection. */
void _odeon_quic_endpoint_receive_stranger (OdeonQuicEndpoint   *self,
                                            const OdeonUdpBatch *batch,
                                            guint8              *packet,
                                            gsize                size);

/* It may be of a version that is not spoken here. */
void _odeon_quic_endpoint_offer_versions (OdeonQuicEndpoint        *self,
                                          const OdeonUdpBatch      *batch,
                                          const ngtcp2_version_cid *ids,
                                          gsize                     size);
