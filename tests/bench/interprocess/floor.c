/* SPDX-License-Identifier: MIT */

/* The least that it takes between processes: frames of one size on a bare Unix stream socket. What
 * is sent waits until this side has nothing more to read, or the buffer is full; so does what is
 * answered: one at a time, that is a write and a read on each side. The first byte says whether an
 * answer is wanted. */

#include "traffic.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER    ((size_t) 64 << 10)
#define BULK_SIZE ((size_t) 64 << 20)

enum
{
  REQUEST,
  STATEMENT,
  BULK /* BULK_SIZE bytes follow */
};

typedef struct
{
  uint8_t kind;
  uint8_t bytes[sizeof payload_bytes];
} Frame;

typedef struct
{
  int     fd;
  uint8_t in[BUFFER];
  size_t  begin; /* of what has come and is not yet taken */
  size_t  end;
  uint8_t out[BUFFER];
  size_t  n_out;
} Stream;

static Stream stream;

static void
write_all (const uint8_t *bytes, size_t size)
{
  while (size > 0)
    {
      ssize_t written = send (stream.fd, bytes, size, MSG_NOSIGNAL);

      if (written < 0)
        traffic_fail ("send");
      bytes += written;
      size -= (size_t) written;
    }
}

static void
flush (void)
{
  write_all (stream.out, stream.n_out);
  stream.n_out = 0;
}

static void
send_frame (uint8_t kind, const uint8_t *bytes)
{
  uint8_t *at;

  if (stream.n_out + sizeof (Frame) > BUFFER)
    flush ();
  at = stream.out + stream.n_out;
  at[0] = kind;
  memcpy (at + 1, bytes, sizeof payload_bytes);
  stream.n_out += sizeof (Frame);
}

static bool
read_some (void)
{
  ssize_t size;

  memmove (stream.in, stream.in + stream.begin, stream.end - stream.begin);
  stream.end -= stream.begin;
  stream.begin = 0;
  size = recv (stream.fd, stream.in + stream.end, BUFFER - stream.end, 0);
  if (size < 0)
    traffic_fail ("recv");
  stream.end += (size_t) size;
  return size > 0;
}

static bool
receive_frame (Frame *frame)
{
  while (stream.end - stream.begin < sizeof (Frame))
    {
      flush ();
      if (!read_some ())
        return false;
    }
  memcpy (frame, stream.in + stream.begin, sizeof *frame);
  stream.begin += sizeof *frame;
  return true;
}

/* What came behind the frame is in the buffer already. */
static void
receive_bulk (void)
{
  uint8_t *bulk = malloc (BULK_SIZE);
  size_t there = stream.end - stream.begin;

  memcpy (bulk, stream.in + stream.begin, there);
  stream.begin = stream.end;
  while (there < BULK_SIZE)
    {
      ssize_t size = recv (stream.fd, bulk + there, BULK_SIZE - there, 0);

      if (size <= 0)
        traffic_fail ("recv");
      there += (size_t) size;
    }
  payload_look (bulk, BULK_SIZE);
  free (bulk);
}

static void
serve (int fd)
{
  Frame frame;

  stream.fd = fd;
  while (receive_frame (&frame))
    {
      if (frame.kind == BULK)
        receive_bulk ();
      if (frame.kind != STATEMENT)
        send_frame (REQUEST, frame.bytes);
    }
}

static void
begin (int fd)
{
  stream = (Stream) { .fd = fd };
}

static void
call (void)
{
  send_frame (REQUEST, payload_bytes);
}

static void
take (void)
{
  Frame frame;

  if (!receive_frame (&frame))
    traffic_fail ("end of file");
}

static void
put (void)
{
  send_frame (STATEMENT, payload_bytes);
}

static const Traffic traffic = {
  .serve = serve, .begin = begin, .call = call, .take = take, .put = put,
};

/* --- Much at once --- */

static double
run_bulk (int64_t n)
{
  uint8_t *bulk = malloc (BULK_SIZE);
  int fd = traffic_start ();
  double start;
  double seconds;

  memset (bulk, 'x', BULK_SIZE);
  begin (fd);
  start = program_now ();
  for (int64_t i = 0; i < n; i++)
    {
      send_frame (BULK, payload_bytes);
      flush ();
      write_all (bulk, BULK_SIZE);
      take ();
    }
  seconds = program_now () - start;
  traffic_stop (fd);
  free (bulk);
  return seconds;
}

/* Into memory that is there. */
static double
run_copy (int64_t n)
{
  uint8_t *from = malloc (BULK_SIZE);
  uint8_t *to = malloc (BULK_SIZE);
  double start;
  double seconds;

  memset (from, 'x', BULK_SIZE);
  memset (to, 'y', BULK_SIZE);
  start = program_now ();
  for (int64_t i = 0; i < n; i++)
    {
      memcpy (to, from, BULK_SIZE);
      payload_look (to, BULK_SIZE);
    }
  seconds = program_now () - start;
  free (from);
  free (to);
  return seconds;
}

static const ProgramCase others[] = {
  { "bulk_shared", run_bulk, PROGRAM_WARMED }, /* it has nothing that is shared */
  { "bulk",        run_copy, PROGRAM_WARMED },
};

int
main (int argc, char **argv)
{
  return traffic_main_with (argc, argv, &traffic, others, sizeof others / sizeof others[0]);
}
