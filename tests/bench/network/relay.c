/* SPDX-License-Identifier: MIT */

#define _GNU_SOURCE

#include "relay.h"
#include "../interprocess/traffic.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_SIZE  2048
#define MAX_QUEUE 65536 /* a power of two */
#define BUFFER    (4 << 20)

/* On its way; the delay is the same for all, so they leave in the order in which they came. */
typedef struct
{
  double  due;
  bool    is_back;
  size_t  size;
  uint8_t bytes[MAX_SIZE];
} Datagram;

static pid_t child = -1;

static Datagram *queue;
static size_t    first;
static size_t    behind;

static int                near_fd; /* where the one side sends */
static int                far_fd;  /* connected to the other */
static struct sockaddr_in guest;   /* who sent last to the near end */

static int
open_end (int *out_port)
{
  struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t          size = sizeof own;
  int                fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  int                buffer = BUFFER;

  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (bind (fd, (struct sockaddr *) &own, sizeof own) != 0
      || getsockname (fd, (struct sockaddr *) &own, &size) != 0)
    traffic_fail ("bind");
  *out_port = ntohs (own.sin_port);
  return fd;
}

static void
admit (int fd, bool is_back, const Road *road)
{
  for (;;)
    {
      Datagram          *last = &queue[behind % MAX_QUEUE];
      struct sockaddr_in from;
      socklen_t          from_size = sizeof from;
      ssize_t            size = recvfrom (fd, last->bytes, MAX_SIZE, 0, (struct sockaddr *) &from,
                                          &from_size);

      if (size < 0)
        return;
      if (!is_back)
        guest = from;
      if (drand48 () < road->loss || behind - first == MAX_QUEUE)
        continue;
      last->due = program_now () + road->delay;
      last->is_back = is_back;
      last->size = (size_t) size;
      behind++;
    }
}

static void
dismiss (const Datagram *datagram)
{
  if (datagram->is_back)
    sendto (near_fd, datagram->bytes, datagram->size, 0, (struct sockaddr *) &guest, sizeof guest);
  else
    send (far_fd, datagram->bytes, datagram->size, 0);
}

static void
run (const Road *road)
{
  struct pollfd ends[2] = { { .fd = near_fd, .events = POLLIN },
                            { .fd = far_fd, .events = POLLIN } };

  srand48 (road->seed);
  queue = malloc (MAX_QUEUE * sizeof *queue);
  for (;;)
    {
      double          wait = first == behind ? 1 : queue[first % MAX_QUEUE].due - program_now ();
      struct timespec patience = { 0, 0 };

      if (wait > 0)
        patience = (struct timespec) { (time_t) wait,
                                       (long) ((wait - (double) (time_t) wait) * 1e9) };
      ppoll (ends, 2, &patience, NULL);
      admit (near_fd, false, road);
      admit (far_fd, true, road);
      for (; first != behind && queue[first % MAX_QUEUE].due <= program_now (); first++)
        dismiss (&queue[first % MAX_QUEUE]);
    }
}

int
relay_start (int port, const Road *road)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int                near_port;
  int                far_port;

  to.sin_port = htons ((uint16_t) port);
  near_fd = open_end (&near_port);
  far_fd = open_end (&far_port);
  if (connect (far_fd, (struct sockaddr *) &to, sizeof to) != 0)
    traffic_fail ("connect");
  child = fork ();
  if (child == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      run (road);
    }
  close (near_fd);
  close (far_fd);
  return near_port;
}

void
relay_stop (void)
{
  if (child <= 0)
    return;
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  child = -1;
}
