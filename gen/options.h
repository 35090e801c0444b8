/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* What the command line asks for. */
typedef struct
{
  gchar **files;
  gchar **directories;      /* (nullable) */
  gchar **definitions;      /* (nullable) */
  gchar  *output_directory; /* (nullable): the current one */
  gchar *namespace;         /* (nullable) */
  gchar   *dependency_file; /* (nullable) */
  gchar   *rule_file;       /* (nullable): -MF */
  gchar  **targets;         /* (nullable): -MT */
  gchar  **quoted_targets;  /* (nullable): -MQ */
  gchar   *symbol_decorator;        /* (nullable) */
  gchar   *symbol_decorator_header; /* (nullable) */
  gchar   *colour;          /* (nullable): "auto", "always" or "never" */
  gint     max_errors;
  gboolean check;
  gboolean header;
  gboolean body;
  gboolean strict;
  gboolean make_rules;    /* -MD */
  gboolean phony_targets; /* -MP */
  gboolean fatal_warnings;
  gboolean describe;
  gchar   *old_file; /* (nullable): --diff */
  gboolean docs;
  gboolean format;
  gboolean in_place;
  gboolean example_impl;
  gchar  **interfaces; /* (nullable): which ones, for example_impl */
} IdlSettings;

/* The exit statuses that all tools share. */
typedef enum
{
  IDL_EXIT_FINE = 0,
  IDL_EXIT_INPUT = 1, /* the input has errors, or output cannot be written */
  IDL_EXIT_USAGE = 2
} IdlExit;

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

void idl_settings_clear (IdlSettings *settings);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IdlSettings, idl_settings_clear)
