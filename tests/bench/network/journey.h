/* SPDX-License-Identifier: MIT */

/* How long messages take that are sent a thousand times a second: when each left is in it. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct
{
  uint64_t n_arrived;
  uint64_t n_strange; /* out of order, or not for the first time */
  double   p50;       /* seconds */
  double   p99;
} JourneyReport;

/* Fills @bytes, the payload of the message @number. */
void journey_depart (uint8_t *bytes, uint64_t number);

/* On the other side. */
void          journey_arrive (const uint8_t *bytes);
JourneyReport journey_report (void);
