/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"

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

/* What --color says. */
IdlColour idl_settings_get_colour (const IdlSettings *settings);

void idl_settings_clear (IdlSettings *settings);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IdlSettings, idl_settings_clear)
