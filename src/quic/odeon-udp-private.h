/* SPDX-License-Identifier: MIT */

/* A UDP socket that moves many packets with one call. Outgoing ones that go the same way and have
 * the same size, but for a shorter last one, are one send (GSO); incoming ones that the kernel has
 * joined (GRO) are one arrival, with the size of each. Where the kernel or the device does not do
 * that, it is found out when it fails, and done here.
 *
 * Non-blocking. Nothing is fragmented. The socket is bound to one address, or to all of the
 * machine: then each packet says to which it came, and goes out from the one that is asked for.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <gio/gio.h>
#include <netinet/in.h>
#include <sys/socket.h>

typedef struct
{
  union
  {
    struct sockaddr     any;
    struct sockaddr_in  in;
    struct sockaddr_in6 in6;
  };
  socklen_t size;
} OdeonUdpAddress;

/* Packets of one peer: the first of them are @segment bytes long, the last what is left. */
typedef struct
{
  OdeonUdpAddress local;
  OdeonUdpAddress remote;
  guint           ecn;
  guint8         *bytes;
  gsize           size;
  gsize           segment;
} OdeonUdpBatch;

typedef struct _OdeonUdpIntake OdeonUdpIntake;

typedef struct
{
  gint            fd;
  OdeonUdpAddress local;       /* with the port that it has got */
  gboolean        is_wildcard;
  gboolean        has_gso;     /* so far */
  OdeonUdpIntake *intake;
} OdeonUdp;

/* Called for each batch that has come, whose bytes are borrowed and may be written to. */
typedef void (*OdeonUdpFunc) (const OdeonUdpBatch *batch, gpointer data);

/* Sends so much at most at once. */
#define ODEON_UDP_BATCH_MAX    ((gsize) 65000)
#define ODEON_UDP_SEGMENTS_MAX 64

/* @self is to be cleared only if it was opened. */
gboolean _odeon_udp_open  (OdeonUdp *self, GSocketAddress *bind, GError **error);
void     _odeon_udp_clear (OdeonUdp *self);

/* What has come, at most some batches of it: %TRUE: there may be more. */
gboolean _odeon_udp_receive (OdeonUdp *self, OdeonUdpFunc func, gpointer data);

/* Called for each address of which the network says that nobody listens there. */
typedef void (*OdeonUdpRefusalFunc) (const OdeonUdpAddress *remote, gpointer data);

/* What the network has said of packets that were sent: when the socket has an error. */
void _odeon_udp_receive_refusals (OdeonUdp *self, OdeonUdpRefusalFunc func, gpointer data);

/* %FALSE: the socket is full: once it can be written to, what is left of @batch is to be tried
 * again. What the network does not take otherwise is lost, as it may be anyway. */
gboolean _odeon_udp_send (OdeonUdp *self, OdeonUdpBatch *batch);

/* @address as the socket says it: an IPv4 one may have to be mapped. */
gboolean _odeon_udp_set_address (OdeonUdp        *self,
                                 GSocketAddress  *address,
                                 OdeonUdpAddress *out_address,
                                 GError         **error);

/* From which address of its machine a packet to @remote would go out. */
gboolean _odeon_udp_find_local (OdeonUdp              *self,
                                const OdeonUdpAddress *remote,
                                OdeonUdpAddress       *out_local,
                                GError               **error);

/* (transfer full): as people write it: a mapped one is IPv4 again. */
GSocketAddress *_odeon_udp_address_to_socket (const OdeonUdpAddress *self);
