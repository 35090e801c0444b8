/* SPDX-License-Identifier: MIT */

#pragma once

#include <stdio.h>

#include "source.h"

/* What is wrong with the input: collected while it is read, printed once, in the order of the
 * text. A message is one line without a final stop; names stand in `backquotes`. */
typedef struct _IdlDiagnostics IdlDiagnostics;

typedef enum
{
  IDL_COLOUR_AUTO, /* on a terminal that has it, unless NO_COLOR is set */
  IDL_COLOUR_ALWAYS,
  IDL_COLOUR_NEVER
} IdlColour;

/* max_errors: after so many, reading stops; 0 is no limit. strict: see
 * idl_diagnostics_complain(). */
IdlDiagnostics *idl_diagnostics_new  (const IdlSources *sources, guint max_errors, gboolean strict);
void            idl_diagnostics_free (IdlDiagnostics *diagnostics);

void idl_diagnostics_set_colour         (IdlDiagnostics *diagnostics, IdlColour colour);
void idl_diagnostics_set_fatal_warnings (IdlDiagnostics *diagnostics, gboolean fatal);

void
idl_diagnostics_error (IdlDiagnostics *diagnostics, IdlLocation where, const gchar *format, ...)
  G_GNUC_PRINTF (3, 4);
void
idl_diagnostics_warning (IdlDiagnostics *diagnostics, IdlLocation where, const gchar *format, ...)
  G_GNUC_PRINTF (3, 4);

/* What the standard forbids and nobody minds: a warning, and an error when strict. */
void
idl_diagnostics_complain (IdlDiagnostics *diagnostics, IdlLocation where, const gchar *format, ...)
  G_GNUC_PRINTF (3, 4);

/* Belongs to the error or warning reported last. */
void idl_diagnostics_note (IdlDiagnostics *diagnostics, IdlLocation where, const gchar *format, ...)
  G_GNUC_PRINTF (3, 4);

/* Adds "; did you mean `candidate`?" to the error or warning reported last. */
void idl_diagnostics_suggest (IdlDiagnostics *diagnostics, const gchar *candidate);

guint    idl_diagnostics_get_n_errors (const IdlDiagnostics *diagnostics);
gboolean idl_diagnostics_is_strict    (const IdlDiagnostics *diagnostics);

/* What a macro that is defined at "definition" has expanded to is reported at "where". The name is
 * not copied. */
void idl_diagnostics_note_expansion (IdlDiagnostics *diagnostics,
                                     IdlLocation     where,
                                     const gchar    *macro,
                                     IdlLocation     definition);

/* Whether there is an error in that line already. */
gboolean idl_diagnostics_has_error (const IdlDiagnostics *diagnostics, IdlLocation where);

/* Whether there are as many errors as anybody wants to read. */
gboolean idl_diagnostics_is_full (const IdlDiagnostics *diagnostics);

/* Writes them all to stream. */
void idl_diagnostics_print (const IdlDiagnostics *diagnostics, FILE *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlDiagnostics, idl_diagnostics_free)
