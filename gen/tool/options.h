/* SPDX-License-Identifier: MIT */

#pragma once

#include "settings.h"

/* One of the things that the command can do. Another one is an entry in main.c's list, an option
 * in options.c, and a function in tool-x.c. */
typedef struct
{
  const gchar *name;      /* the long option that asks for it; NULL of compiling: no option does */
  const gchar *options;   /* the others that mean something to it, with a space between two */
  guint        max_files; /* 0: any number */
  int (*run) (const IdlSettings *settings);
} IdlTool;

int idl_tool_compile  (const IdlSettings *settings);
int idl_tool_describe (const IdlSettings *settings);
int idl_tool_diff     (const IdlSettings *settings);
int idl_tool_docs     (const IdlSettings *settings);
int idl_tool_example  (const IdlSettings *settings);
int idl_tool_format   (const IdlSettings *settings);

/* Reads the command line. Tools end with one without a name. Returns the tool to run, or NULL with
 * error set: the user's mistake, fit to be printed. Errors: G_OPTION_ERROR. */
const IdlTool *
idl_options_parse (IdlSettings *settings, const IdlTool *tools, char *argv[], GError **error);
