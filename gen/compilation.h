/* SPDX-License-Identifier: MIT */

#pragma once

#include "output.h"

/* What the command line asks for. */
typedef struct
{
  gchar  **directories;      /* (nullable) */
  gchar  **definitions;      /* (nullable) */
  gchar   *output_directory; /* (nullable): the current one */
  gchar   *namespace;        /* (nullable) */
  gchar   *dependency_file;  /* (nullable) */
  gint     max_errors;
  gboolean check;
  gboolean header;
  gboolean body;
  gboolean strict;
} IdlSettings;

/* Compiles one file: reports what is wrong with it to stderr, and adds what is to be written to
 * output, and the rule of what depends on what to rules. Returns whether all was well. */
gboolean idl_compilation_run (const IdlSettings *settings,
                              const gchar       *path,
                              IdlOutput         *output,
                              GString           *rules);
