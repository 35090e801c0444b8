/* SPDX-License-Identifier: MIT */

/* ENet, not encrypted. The first byte of a packet says what it is. It sends when it is served: that
 * is done whenever there is as much as makes a burst, and while an answer is waited for. */

#include "freight.h"

#include <enet/enet.h>
#include <string.h>

#define BURST   64
#define PATIENT 1000 /* milliseconds */

static ENetHost *host;
static ENetPeer *peer;
static int       n_unsent;

static enet_uint32
get_flags (FreightKind kind)
{
  return kind == FREIGHT_LOOSE ? 0 : ENET_PACKET_FLAG_RELIABLE;
}

static void
post (ENetPeer *to, FreightKind kind, const uint8_t *bytes, size_t size)
{
  ENetPacket *packet = enet_packet_create (NULL, 1 + size, get_flags (kind));

  packet->data[0] = (uint8_t) kind;
  memcpy (packet->data + 1, bytes, size);
  if (enet_peer_send (to, 0, packet) != 0)
    traffic_fail ("enet_peer_send");
}

static void
respond (const ENetEvent *event)
{
  uint8_t answer[sizeof payload_bytes];

  if (freight_answer (event->packet->data[0], event->packet->data + 1, answer))
    post (event->peer, FREIGHT_REQUEST, answer, sizeof answer);
}

static void
serve (int fd)
{
  ENetAddress address = { .host = htonl (INADDR_LOOPBACK), .port = 0 };
  ENetEvent   event;

  enet_initialize ();
  host = enet_host_create (&address, 1, 1, 0, 0);
  if (host == NULL)
    traffic_fail ("enet_host_create");
  traffic_tell_port (fd, host->address.port);
  while (enet_host_service (host, &event, PATIENT) >= 0)
    if (event.type == ENET_EVENT_TYPE_RECEIVE)
      {
        respond (&event);
        enet_packet_destroy (event.packet);
      }
}

static void
begin (int port)
{
  ENetAddress address = { .host = htonl (INADDR_LOOPBACK) };
  ENetEvent   event;

  address.port = (enet_uint16) port;
  enet_initialize ();
  n_unsent = 0;
  host = enet_host_create (NULL, 1, 1, 0, 0);
  peer = enet_host_connect (host, &address, 1, 0);
  if (peer == NULL || enet_host_service (host, &event, 5 * PATIENT) <= 0
      || event.type != ENET_EVENT_TYPE_CONNECT)
    traffic_fail ("enet_host_connect");
}

/* Nothing comes while nothing was asked. */
static void
give_way (void)
{
  ENetEvent event;

  n_unsent = 0;
  if (enet_host_service (host, &event, 0) < 0)
    traffic_fail ("enet_host_service");
}

static void
send_freight (FreightKind kind, const uint8_t *bytes, size_t size)
{
  post (peer, kind, bytes, size);
  if (++n_unsent >= BURST || kind == FREIGHT_TRAVELLER)
    give_way ();
}

static void
take (uint8_t *answer)
{
  ENetEvent event;

  n_unsent = 0;
  do
    if (enet_host_service (host, &event, PATIENT) < 0)
      traffic_fail ("enet_host_service");
  while (event.type != ENET_EVENT_TYPE_RECEIVE);
  memcpy (answer, event.packet->data + 1, sizeof payload_bytes);
  enet_packet_destroy (event.packet);
}

static void
rest (double until)
{
  double left;

  while ((left = until - program_now ()) > 0)
    {
      ENetEvent event;

      if (enet_host_service (host, &event, (enet_uint32) (left * 1e3)) < 0)
        traffic_fail ("enet_host_service");
    }
}

static void
end (void)
{
  enet_host_destroy (host);
  enet_deinitialize ();
}

static const Freight freight = {
  .serve = serve, .begin = begin, .send = send_freight, .take = take,
  .rest = rest, .end = end,
};

int
main (int argc, char **argv)
{
  return freight_main (argc, argv, &freight);
}
