/* SPDX-License-Identifier: MIT */

#include "freight.h"
#include "journey.h"
#include "relay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const Road freight_road_loss1 = { .delay = 0.01, .loss = 0.01, .seed = 1 };
const Road freight_road_loss5 = { .delay = 0.01, .loss = 0.05, .seed = 5 };
const Road freight_road_loss20 = { .delay = 0.01, .loss = 0.2, .seed = 20 };

static const Freight *freight;

/* --- The other process --- */

static uint64_t n_loose;

static void
report (uint8_t *out_answer)
{
  JourneyReport journey = journey_report ();

  memset (out_answer, 0, sizeof payload_bytes);
  memcpy (out_answer, &journey, sizeof journey);
}

bool
freight_answer (FreightKind kind, const uint8_t *bytes, uint8_t *out_answer)
{
  switch (kind)
    {
    case FREIGHT_REQUEST:
      memcpy (out_answer, bytes, sizeof payload_bytes);
      return true;
    case FREIGHT_STATEMENT:
      return false;
    case FREIGHT_LOOSE:
      n_loose++;
      return false;
    case FREIGHT_COUNT:
      memset (out_answer, 0, sizeof payload_bytes);
      memcpy (out_answer, &n_loose, sizeof n_loose);
      return true;
    case FREIGHT_TRAVELLER:
      journey_arrive (bytes);
      return false;
    case FREIGHT_REPORT:
      report (out_answer);
      return true;
    }
  return false;
}

/* --- The cases --- */

void
freight_rest (double until)
{
  double left = until - program_now ();

  if (left > 0)
    usleep ((useconds_t) (left * 1e6));
}

static void
begin (int fd)
{
  freight->begin (traffic_hear_port (fd));
}

static void
call (void)
{
  freight->send (FREIGHT_REQUEST, payload_bytes, sizeof payload_bytes);
}

static void
take (void)
{
  uint8_t answer[sizeof payload_bytes];

  freight->take (answer);
}

static void
put (void)
{
  freight->send (FREIGHT_STATEMENT, payload_bytes, sizeof payload_bytes);
}

static uint64_t
ask_count (void)
{
  uint8_t  answer[sizeof payload_bytes];
  uint64_t n;

  freight->send (FREIGHT_COUNT, payload_bytes, sizeof payload_bytes);
  freight->take (answer);
  memcpy (&n, answer, sizeof n);
  return n;
}

static double
stop (int fd, double start)
{
  double seconds = program_now () - start;

  traffic_stop (fd);
  if (freight->end != NULL)
    freight->end ();
  return seconds;
}

/* What it takes to send as many as arrive: who loses most is not the fastest. */
static double
run_unreliable (int64_t n)
{
  int      fd = traffic_start ();
  double   start;
  uint64_t arrived;

  begin (fd);
  ask_count ();
  start = program_now ();
  for (int64_t i = 0; i < n; i++)
    freight->send (FREIGHT_LOOSE, payload_bytes, sizeof payload_bytes);
  arrived = ask_count ();
  return stop (fd, start) * (double) n / (double) (arrived > 0 ? arrived : 1);
}

/* By @road, if there is one. */
static double
haul (const Road *road, int64_t n)
{
  uint8_t *bulk = malloc (FREIGHT_BULK);
  int      fd = traffic_start ();
  int      port = traffic_hear_port (fd);
  double   start;
  double   seconds;

  memset (bulk, 'x', FREIGHT_BULK);
  freight->begin (road != NULL ? relay_start (port, road) : port);
  call ();
  take ();
  start = program_now ();
  for (int64_t i = 0; i < n; i++)
    freight->send (FREIGHT_STATEMENT, bulk, FREIGHT_BULK);
  call ();
  take ();
  seconds = stop (fd, start);
  relay_stop ();
  free (bulk);
  return seconds;
}

static double
run_bulk (int64_t n)
{
  return haul (NULL, n);
}

/* --- On bad roads --- */

/* n messages, one each millisecond; what the other side says of them. */
static JourneyReport
travel (int64_t n)
{
  uint8_t       bytes[sizeof payload_bytes] = { 0 };
  uint8_t       answer[sizeof payload_bytes];
  JourneyReport journey;
  double        start = program_now ();

  for (int64_t i = 0; i < n; i++)
    {
      freight->rest (start + (double) i * 1e-3);
      journey_depart (bytes, (uint64_t) i);
      freight->send (FREIGHT_TRAVELLER, bytes, sizeof bytes);
    }
  freight->send (FREIGHT_REPORT, bytes, sizeof bytes);
  freight->take (answer);
  memcpy (&journey, answer, sizeof journey);
  return journey;
}

static double
travel_by (const Road *road, int64_t n)
{
  int           fd = traffic_start ();
  JourneyReport journey;

  freight->begin (relay_start (traffic_hear_port (fd), road));
  journey = travel (n);
  stop (fd, 0);
  relay_stop ();
  if (journey.n_arrived != (uint64_t) n || journey.n_strange > 0)
    {
      fprintf (stderr, "%ju of %jd arrived, %ju out of order\n", (uintmax_t) journey.n_arrived,
               (intmax_t) n, (uintmax_t) journey.n_strange);
      exit (EXIT_FAILURE);
    }
  return journey.p99 * 1e3;
}

static double
run_loss5 (int64_t n)
{
  return travel_by (&freight_road_loss5, n);
}

static double
run_loss1_bulk (int64_t n)
{
  return haul (&freight_road_loss1, n);
}

static double
run_loss20 (int64_t n)
{
  return travel_by (&freight_road_loss20, n);
}

static const ProgramCase others[] = {
  { "unreliable", run_unreliable, PROGRAM_WARMED },
  { "bulk",       run_bulk,       PROGRAM_WARMED },
  { "loss5_p99",  run_loss5,      PROGRAM_COLD },
  { "loss20_p99", run_loss20,     PROGRAM_COLD },
  { "loss1_bulk", run_loss1_bulk, PROGRAM_COLD },
};

int
freight_main (int argc, char **argv, const Freight *own)
{
  Traffic traffic = {
    .serve = own->serve, .begin = begin, .call = call, .take = take, .put = put,
    .end = own->end,
  };

  freight = own;
  return traffic_main_with (argc, argv, &traffic, others, sizeof others / sizeof others[0]);
}
