/* SPDX-License-Identifier: MIT */

/* A bad road between two processes: what comes at its port goes on to the other side later, or not
 * at all; and back. A process of its own, as long as its parent lives. */

#pragma once

typedef struct
{
  double   delay; /* seconds, each way */
  double   loss;  /* of datagrams, 0 to 1, each way */
  unsigned seed;
} Road;

/* Returns the port at which @port of the loopback interface is reached that way. */
int  relay_start (int port, const Road *road);
void relay_stop  (void);
