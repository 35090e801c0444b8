/* SPDX-License-Identifier: MIT */

/* ZeroMQ's fan-in: threads push into a socket from which one pulls, within the process. A message
 * is 8 bytes, which ZeroMQ keeps in its own structure, and is sent and received on its own. */

#include "program.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#define PRODUCERS 4
#define ADDRESS   "inproc://fanin"

typedef struct
{
  void             *context;
  pthread_barrier_t start;
  int64_t           quota; /* messages of each producer */
} FanIn;

static void
exit_if (int failed)
{
  if (!failed)
    return;
  fprintf (stderr, "bench-zeromq: %s\n", zmq_strerror (zmq_errno ()));
  exit (EXIT_FAILURE);
}

/* With ZeroMQ's own high-water marks: without them, it takes twice the time. */
static void *
open_socket (FanIn *fanin, int type, int (*join) (void *, const char *))
{
  void *socket = zmq_socket (fanin->context, type);

  exit_if (socket == NULL);
  exit_if (join (socket, ADDRESS) != 0);
  return socket;
}

static void
push (void *socket, int64_t value)
{
  zmq_msg_t message;

  exit_if (zmq_msg_init_size (&message, sizeof value) != 0);
  memcpy (zmq_msg_data (&message), &value, sizeof value);
  exit_if (zmq_msg_send (&message, socket, 0) < 0);
}

static int64_t
pull (void *socket, zmq_msg_t *message)
{
  int64_t value;

  exit_if (zmq_msg_recv (message, socket, 0) != sizeof value);
  memcpy (&value, zmq_msg_data (message), sizeof value);
  return value;
}

static void *
produce (void *data)
{
  FanIn *fanin = data;
  void *socket = open_socket (fanin, ZMQ_PUSH, zmq_connect);

  pthread_barrier_wait (&fanin->start);
  for (int64_t i = 1; i <= fanin->quota; i++)
    push (socket, i);
  exit_if (zmq_close (socket) != 0);
  return NULL;
}

/* Returns the sum of what came. */
static int64_t
consume (void *socket, int64_t n)
{
  zmq_msg_t message;
  int64_t sum = 0;

  zmq_msg_init (&message);
  for (int64_t i = 0; i < n; i++)
    sum += pull (socket, &message);
  zmq_msg_close (&message);
  return sum;
}

static double
run_fanin (int64_t n)
{
  FanIn fanin = { .context = zmq_ctx_new (), .quota = n / PRODUCERS };
  pthread_t producers[PRODUCERS];
  void *socket = open_socket (&fanin, ZMQ_PULL, zmq_bind);
  int64_t sum;
  double start;
  double seconds;

  pthread_barrier_init (&fanin.start, NULL, PRODUCERS + 1);
  for (int i = 0; i < PRODUCERS; i++)
    if (pthread_create (&producers[i], NULL, produce, &fanin) != 0)
      abort ();

  start = program_now ();
  pthread_barrier_wait (&fanin.start);
  sum = consume (socket, fanin.quota * PRODUCERS);
  seconds = program_now () - start;

  for (int i = 0; i < PRODUCERS; i++)
    pthread_join (producers[i], NULL);
  pthread_barrier_destroy (&fanin.start);
  exit_if (zmq_close (socket) != 0);
  exit_if (zmq_ctx_term (fanin.context) != 0);

  if (sum != fanin.quota * (fanin.quota + 1) / 2 * PRODUCERS)
    {
      fputs ("bench-zeromq: messages were lost\n", stderr);
      exit (EXIT_FAILURE);
    }
  return seconds;
}

static const ProgramCase cases[] = {
  { "fanin", run_fanin, PROGRAM_WARMED },
};

int
main (int argc, char **argv)
{
  return program_main (argc, argv, cases, sizeof cases / sizeof cases[0]);
}
