/* SPDX-License-Identifier: MIT */

/* Handlers as C sees them, by the table of their method: called without knowing their type when the
 * library was compiled, and made out of nothing. All of libffi is behind this. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call.h"

/* Calls a handler with the arguments in @frame; its results go there too. Returns as it does. */
gboolean _odeon_ffi_call_handler (const OdeonMethodInfo *method,
                                  gpointer               handler,
                                  gpointer               self,
                                  gpointer               frame,
                                  GError               **error);

/* Calls a deferred handler, which takes over @call. */
void _odeon_ffi_call_deferred (const OdeonMethodInfo *method,
                               gpointer               handler,
                               gpointer               self,
                               OdeonCall             *call);

/* What the handlers made here do.
 * `handle`: @arguments has the slot of each argument, @results what the caller gave as place for
 *   each result. As a handler returns.
 * `defer`: takes over the call, whose frame has the arguments. */
typedef struct
{
  gboolean (*handle) (const OdeonMethodInfo *method,
                      gpointer               self,
                      gconstpointer         *arguments,
                      gpointer              *results,
                      GError               **error);
  void     (*defer)  (const OdeonMethodInfo *method,
                      gpointer               self,
                      OdeonCall             *call);
} OdeonFfiBehaviour;

/* A handler of that method, or a deferred one, for the process's lifetime. NULL with
 * %ODEON_ERROR_NO_RESOURCES if the system lets no code be made. */
gpointer _odeon_ffi_new_handler  (const OdeonMethodInfo   *method,
                                  const OdeonFfiBehaviour *behaviour,
                                  GError                 **error);
gpointer _odeon_ffi_new_deferred (const OdeonMethodInfo   *method,
                                  const OdeonFfiBehaviour *behaviour,
                                  GError                 **error);
