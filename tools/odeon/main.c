/* SPDX-License-Identifier: MIT */

/* The command `odeon`. */

#include "cert.h"

#include <locale.h>

int
main (int argc G_GNUC_UNUSED, char **argv)
{
  static const Command commands[] = {
    { "cert", "…", "Make and show the keys and certificates of nodes", cert_run },
    { NULL, NULL, NULL, NULL },
  };

  setlocale (LC_ALL, "");
  argv[0] = (char *) "odeon";

  return command_choose (commands, argv);
}
