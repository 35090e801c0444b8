/* SPDX-License-Identifier: MIT */

#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char  directory[] = "/tmp/odeon-bench-XXXXXX";
static char  path[sizeof directory + sizeof "/socket"];
static pid_t server;

static void
stop (void)
{
  kill (server, SIGKILL);
  waitpid (server, NULL, 0);
  unlink (path);
  rmdir (directory);
}

static void
run (void)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (freopen ("/dev/null", "w", stdout) != NULL)
    execlp ("redis-server", "redis-server", "--port", "0", "--unixsocket", path, "--dir", directory,
            "--save", "", NULL);
  perror ("redis-server");
  _exit (EXIT_FAILURE);
}

const char *
server_start (void)
{
  if (mkdtemp (directory) == NULL)
    {
      perror (directory);
      exit (EXIT_FAILURE);
    }
  snprintf (path, sizeof path, "%s/socket", directory);
  server = fork ();
  if (server == 0)
    run ();
  atexit (stop);
  /* Its socket is the last thing that it makes. */
  while (access (path, F_OK) != 0)
    usleep (1000);

  return path;
}
