/* SPDX-License-Identifier: MIT */

/* The least that it takes in datagrams: a bare socket, one system call for each. Nothing is
 * repeated that was lost: on the loopback interface that is what overflows, and an answer that does
 * not come is asked for again. */

#include "freight.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define BUFFER (4 << 20)

typedef struct
{
  uint8_t kind;
  uint8_t bytes[sizeof payload_bytes];
} Frame;

static int   fd_datagrams = -1;
static Frame asked;

static struct sockaddr_in
loopback (int port)
{
  return (struct sockaddr_in) { .sin_family = AF_INET, .sin_port = htons ((uint16_t) port),
                                .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
}

static int
open_socket (void)
{
  int fd = socket (AF_INET, SOCK_DGRAM, 0);
  int size = BUFFER;

  if (fd < 0)
    traffic_fail ("socket");
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  return fd;
}

static void
serve (int fd)
{
  struct sockaddr_in own = loopback (0);
  socklen_t          size = sizeof own;
  struct sockaddr_in from;
  socklen_t          from_size = sizeof from;
  Frame              frame;

  fd_datagrams = open_socket ();
  if (bind (fd_datagrams, (struct sockaddr *) &own, sizeof own) != 0
      || getsockname (fd_datagrams, (struct sockaddr *) &own, &size) != 0)
    traffic_fail ("bind");
  traffic_tell_port (fd, ntohs (own.sin_port));
  for (;;)
    {
      Frame answer = { FREIGHT_REQUEST, { 0 } };

      if (recvfrom (fd_datagrams, &frame, sizeof frame, 0, (struct sockaddr *) &from, &from_size)
          == sizeof frame
          && freight_answer (frame.kind, frame.bytes, answer.bytes))
        sendto (fd_datagrams, &answer, sizeof answer, 0, (struct sockaddr *) &from, from_size);
    }
}

static void
begin (int port)
{
  struct sockaddr_in to = loopback (port);
  struct timeval     patience = { .tv_sec = 0, .tv_usec = 100000 };

  fd_datagrams = open_socket ();
  setsockopt (fd_datagrams, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect (fd_datagrams, (struct sockaddr *) &to, sizeof to) != 0)
    traffic_fail ("connect");
}

static void
post (const Frame *frame)
{
  if (send (fd_datagrams, frame, sizeof *frame, 0) < 0)
    traffic_fail ("send");
}

static void
send_freight (FreightKind kind, const uint8_t *bytes, size_t size)
{
  Frame frame = { (uint8_t) kind, { 0 } };

  if (size > sizeof frame.bytes)
    {
      errno = EMSGSIZE;
      traffic_fail ("a datagram");
    }
  memcpy (frame.bytes, bytes, size);
  if (kind == FREIGHT_REQUEST || kind == FREIGHT_COUNT)
    asked = frame;
  post (&frame);
}

static void
take (uint8_t *answer)
{
  Frame frame;

  while (recv (fd_datagrams, &frame, sizeof frame, 0) != sizeof frame)
    post (&asked);
  memcpy (answer, frame.bytes, sizeof frame.bytes);
}

static void
end (void)
{
  close (fd_datagrams);
}

static const Freight freight = {
  .serve = serve, .begin = begin, .send = send_freight, .take = take, .rest = freight_rest,
  .end = end,
};

int
main (int argc, char **argv)
{
  return freight_main (argc, argv, &freight);
}
