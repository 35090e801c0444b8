/* SPDX-License-Identifier: MIT */

/* ZeroMQ over a Unix socket: dealers on both sides, for any number may be unanswered. It carries
 * bytes, and dispatches nothing: the first byte says whether an answer is wanted. */

#include "traffic.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum
{
  REQUEST,
  STATEMENT
};

static void *context;
static void *dealer;

static void
open_dealer (pid_t named_after, int (*join) (void *, const char *))
{
  char address[64];

  snprintf (address, sizeof address, "ipc://@odeon-bench-%ld", (long) named_after);
  context = zmq_ctx_new ();
  dealer = zmq_socket (context, ZMQ_DEALER);
  if (dealer == NULL || join (dealer, address) != 0)
    traffic_fail ("ZeroMQ");
}

static void
send_bytes (uint8_t kind, const uint8_t *bytes)
{
  zmq_msg_t message;
  uint8_t *data;

  zmq_msg_init_size (&message, 1 + sizeof payload_bytes);
  data = zmq_msg_data (&message);
  data[0] = kind;
  memcpy (data + 1, bytes, sizeof payload_bytes);
  if (zmq_msg_send (&message, dealer, 0) < 0)
    traffic_fail ("zmq_msg_send");
}

static void
receive (zmq_msg_t *message)
{
  if (zmq_msg_recv (message, dealer, 0) != 1 + sizeof payload_bytes)
    traffic_fail ("zmq_msg_recv");
}

static void
serve (int fd)
{
  zmq_msg_t message;

  (void) fd;
  open_dealer (getppid (), zmq_connect);
  zmq_msg_init (&message);
  for (;;)
    {
      const uint8_t *data;

      receive (&message);
      data = zmq_msg_data (&message);
      if (data[0] == REQUEST)
        send_bytes (REQUEST, data + 1);
    }
}

static void
begin (int fd)
{
  (void) fd;
  open_dealer (getpid (), zmq_bind);
}

static void
call (void)
{
  send_bytes (REQUEST, payload_bytes);
}

static void
take (void)
{
  zmq_msg_t message;

  zmq_msg_init (&message);
  receive (&message);
  zmq_msg_close (&message);
}

static void
put (void)
{
  send_bytes (STATEMENT, payload_bytes);
}

static void
end (void)
{
  zmq_close (dealer);
  zmq_ctx_term (context);
}

static const Traffic traffic = {
  .serve = serve, .begin = begin, .call = call, .take = take, .put = put, .end = end,
};

int
main (int argc, char **argv)
{
  return traffic_main (argc, argv, &traffic);
}
