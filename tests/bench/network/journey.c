/* SPDX-License-Identifier: MIT */

#include "journey.h"
#include "../program.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ARRIVED 1000000

typedef struct
{
  double   departure;
  uint64_t number;
} Ticket;

static double  *durations;
static uint64_t n_arrived;
static uint64_t n_strange;
static uint64_t expected;

void
journey_depart (uint8_t *bytes, uint64_t number)
{
  Ticket ticket = { program_now (), number };

  memcpy (bytes, &ticket, sizeof ticket);
}

void
journey_arrive (const uint8_t *bytes)
{
  Ticket ticket;

  memcpy (&ticket, bytes, sizeof ticket);
  if (durations == NULL)
    durations = malloc (MAX_ARRIVED * sizeof *durations);
  if (ticket.number != expected)
    n_strange++;
  expected = ticket.number + 1;
  if (n_arrived < MAX_ARRIVED)
    durations[n_arrived++] = program_now () - ticket.departure;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

JourneyReport
journey_report (void)
{
  JourneyReport report = { .n_arrived = n_arrived, .n_strange = n_strange };

  if (n_arrived > 0)
    {
      qsort (durations, n_arrived, sizeof *durations, compare);
      report.p50 = durations[n_arrived / 2];
      report.p99 = durations[n_arrived - 1 - n_arrived / 100];
    }
  return report;
}
