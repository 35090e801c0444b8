/* SPDX-License-Identifier: MIT */

/* What is collected and what is printed of it: diagnostic.c and diagnostic-printer.c. */

#pragma once

#ifndef ODEON_COMPILATION
#error "this header is private to the compiler"
#endif

#include "diagnostic.h"

/* Warnings are never so interesting that more of them are worth the memory. */
#define IDL_MAX_WARNINGS 200

typedef enum
{
  IDL_SEVERITY_NOTE,
  IDL_SEVERITY_WARNING,
  IDL_SEVERITY_ERROR
} IdlSeverity;

typedef struct
{
  IdlSeverity severity;
  IdlLocation where;
  guint       number; /* in the order of reporting */
  gchar      *text;
  GPtrArray  *notes; /* of IdlMessage */
} IdlMessage;

/* The use of a macro. */
typedef struct
{
  const gchar *macro;
  IdlLocation  definition;
} IdlExpansion;

struct _IdlDiagnostics
{
  const IdlSources *sources;
  GPtrArray        *messages;   /* of IdlMessage */
  GHashTable       *places;     /* of gchar: those that have an error, and their lines */
  GHashTable       *expansions; /* IdlLocation → IdlExpansion */
  IdlMessage       *last;       /* (nullable): what notes are added to */
  IdlColour         colour;
  guint             max_errors;
  guint             n_errors;
  guint             n_warnings;
  gboolean          strict;
  gboolean          fatal_warnings;
};

/* (nullable): the macro whose result was reported at this place. */
const IdlExpansion *
idl_diagnostics_find_expansion (const IdlDiagnostics *diagnostics, IdlLocation where);
