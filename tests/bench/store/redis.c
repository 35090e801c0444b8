/* SPDX-License-Identifier: MIT */

/* What Redis's own benchmark says of appends: fifty connections, 64 at a time on each. */

#include "../program.h"
#include "server.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* As many bytes as a message of the other's has. */
#define COMMAND                                                                    \
  "redis-benchmark -s %s -P 64 -n %" PRId64 " -q --csv XADD " SERVER_STREAM " '*' " \
  "s 00000000-0000-0000-0000:1000000 m %064d"

static double
append (int64_t n)
{
  const char *path = server_start ();
  char        command[512];
  char        line[512] = "";
  double      rate = 0;
  FILE       *output;

  snprintf (command, sizeof command, COMMAND, path, n, 0);
  output = popen (command, "r");
  /* A heading, then the test's name and its rate. */
  while (output != NULL && fgets (line, sizeof line, output) != NULL)
    {
      const char *at = line;

      for (const char *quote = at; *quote != '\0'; quote++)
        if (quote[0] == '"' && quote[1] == ',' && quote[2] == '"')
          {
            at = quote + 3;
            break;
          }
      if (at != line && atof (at) > 0)
        rate = atof (at);
    }
  if (output == NULL || pclose (output) != 0 || rate <= 0)
    {
      fputs ("redis-benchmark has failed\n", stderr);
      exit (EXIT_FAILURE);
    }

  return (double) n / rate;
}

static const ProgramCase cases[] = {
  { "append", append, PROGRAM_COLD },
};

int
main (int argc, char **argv)
{
  return program_main (argc, argv, cases, sizeof cases / sizeof *cases);
}
