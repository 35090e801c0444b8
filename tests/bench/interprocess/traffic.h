/* SPDX-License-Identifier: MIT */

/* The cases between two processes, for whoever can send a request, take an answer and send without
 * one: a request is an echo of `payload_bytes`. The other process is this program anew, as
 * `PROGRAM serve FD`, where FD is its end of a socket pair; it is killed when a case is over. */

#pragma once

#include "payload.h"
#include "program.h"

typedef struct
{
  void (*serve) (int fd); /* in the other process; need not return */
  void (*begin) (int fd); /* in this one, before all others of a case */
  void (*call)  (void);   /* sends a request */
  void (*take)  (void);   /* waits for the next answer */
  void (*put)   (void);   /* sends what is not answered */
  void (*end)   (void);   /* (nullable): lets go of what `begin` has made; the socket is closed */
} Traffic;

int traffic_main (int argc, char **argv, const Traffic *traffic);

/* The same with further cases. */
int traffic_main_with (int                argc,
                       char             **argv,
                       const Traffic     *traffic,
                       const ProgramCase *others,
                       size_t             n_others);

/* Starts the other process; returns this one's end of the socket pair. */
int  traffic_start (void);
void traffic_stop  (int fd);

/* For who listens on a port: the one tells it, the other is told. */
void traffic_tell_port (int fd, int port);
int  traffic_hear_port (int fd);

/* Ends the program, and says what did not work. */
void traffic_fail (const char *what) __attribute__ ((noreturn));
