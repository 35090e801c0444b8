/* SPDX-License-Identifier: MIT */

/* For program_invocation_name. */
#define _GNU_SOURCE

#include "traffic.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define WINDOW     1000
#define MAX_OTHERS 8

static const Traffic *traffic;
static pid_t other = -1;

void
traffic_fail (const char *what)
{
  fprintf (stderr, "%s: ", program_invocation_short_name);
  perror (what);
  exit (EXIT_FAILURE);
}

/* --- The other process --- */

static void
become_other (int fd)
{
  char number[16];

  snprintf (number, sizeof number, "%d", fd);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  execl ("/proc/self/exe", program_invocation_name, "serve", number, NULL);
  _exit (127);
}

int
traffic_start (void)
{
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM, 0, fds) != 0)
    traffic_fail ("socketpair");
  other = fork ();
  if (other < 0)
    traffic_fail ("fork");
  if (other == 0)
    {
      close (fds[0]);
      become_other (fds[1]);
    }
  close (fds[1]);
  return fds[0];
}

void
traffic_stop (int fd)
{
  kill (other, SIGKILL);
  waitpid (other, NULL, 0);
  close (fd);
}

void
traffic_tell_port (int fd, int port)
{
  if (write (fd, &port, sizeof port) != sizeof port)
    traffic_fail ("write");
}

int
traffic_hear_port (int fd)
{
  int port;

  if (read (fd, &port, sizeof port) != sizeof port)
    traffic_fail ("read");
  return port;
}

/* --- The cases --- */

/* Returns when there has been an answer. */
static int
begin (void)
{
  int fd = traffic_start ();

  traffic->begin (fd);
  traffic->call ();
  traffic->take ();
  return fd;
}

static double
finish (int fd, double start)
{
  double seconds = program_now () - start;

  traffic_stop (fd);
  if (traffic->end != NULL)
    traffic->end ();
  return seconds;
}

static double
run_rtt (int64_t n)
{
  int fd = begin ();
  double start = program_now ();

  for (int64_t i = 0; i < n; i++)
    {
      traffic->call ();
      traffic->take ();
    }
  return finish (fd, start);
}

/* A rolling window: each answer taken makes room for one more request. */
static double
run_pipe1000 (int64_t n)
{
  int fd = begin ();
  double start = program_now ();

  for (int64_t i = 0; i < n + WINDOW; i++)
    {
      if (i >= WINDOW && i - WINDOW < n)
        traffic->take ();
      if (i < n)
        traffic->call ();
    }
  return finish (fd, start);
}

static double
run_oneway (int64_t n)
{
  int fd = begin ();
  double start = program_now ();

  for (int64_t i = 0; i < n; i++)
    traffic->put ();
  traffic->call ();
  traffic->take ();
  return finish (fd, start);
}

int
traffic_main_with (int                argc,
                   char             **argv,
                   const Traffic     *own,
                   const ProgramCase *others,
                   size_t             n_others)
{
  ProgramCase cases[3 + MAX_OTHERS] = {
    { "rtt",      run_rtt,      PROGRAM_WARMED },
    { "pipe1000", run_pipe1000, PROGRAM_WARMED },
    { "oneway",   run_oneway,   PROGRAM_WARMED },
  };

  traffic = own;
  if (argc == 3 && strcmp (argv[1], "serve") == 0)
    {
      own->serve (atoi (argv[2]));
      return EXIT_SUCCESS;
    }
  if (n_others > 0)
    memcpy (&cases[3], others, n_others * sizeof *others);
  return program_main (argc, argv, cases, 3 + n_others);
}

int
traffic_main (int argc, char **argv, const Traffic *own)
{
  return traffic_main_with (argc, argv, own, NULL, 0);
}
