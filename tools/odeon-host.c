/* SPDX-License-Identifier: MIT */

/* The program of a group whose actors are in a module: loads it, and is that group. */

#include <gmodule.h>
#include <odeon.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As main() ends (sysexits.h). */
#define STATUS_USAGE       64
#define STATUS_UNAVAILABLE 69

static const char usage[] =
  "Usage: odeon-host MODULE\n"
  "\n"
  "Loads MODULE, a shared object with types of actors that ODEON_ANNOUNCE_ACTOR()\n"
  "names, and runs it as a group of the process that has started this one:\n"
  "odeon_system_start_group() does that, with the option `module`. Nobody else\n"
  "needs to.\n"
  "\n"
  "Options:\n"
  "  --help      print this and exit\n"
  "  --version   print the version and exit\n";

static int
misused (const char *what, const char *which)
{
  fprintf (stderr, "odeon-host: %s%s\nTry `odeon-host --help`.\n", what, which);

  return STATUS_USAGE;
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "--help") == 0)
    return fputs (usage, stdout) >= 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    return puts ("odeon-host " PACKAGE_VERSION) >= 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  if (argc == 2 && argv[1][0] == '-')
    return misused ("there is no option ", argv[1]);
  if (argc != 2)
    return misused ("one module is wanted", "");

  /* For good: its types cannot be unregistered. */
  if (g_module_open (argv[1], G_MODULE_BIND_LOCAL) == NULL)
    {
      fprintf (stderr, "odeon-host: %s\n", g_module_error ());
      return STATUS_UNAVAILABLE;
    }

  odeon_init (&argc, &argv);

  /* It does not return in a group. */
  return misused ("this is no process that a system has started as a group", "");
}
