/* SPDX-License-Identifier: MIT */

/* The library's own operations, which every actor has: on the wire their interface is 0. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-call-private.h"

typedef struct
{
  const OdeonMethodInfo *method;

  /* (nullable): does it here; returns a new reference to the future of a boolean. %NULL: it is a
   * call like others. */
  OdeonFuture *(*act) (gpointer ref);

  gboolean is_control; /* wants the right to it */
  gboolean is_patient; /* is answered when it is time: it has no deadline of the session's */
} OdeonBuiltin;

/* %NULL: there is no such number. */
const OdeonBuiltin *_odeon_builtin_get  (guint number);

/* Whether a call of it waits for what may take its time. */
gboolean _odeon_builtin_is_patient (const OdeonMethodInfo *method);

/* %NULL: it is none that can be sent. */
const OdeonBuiltin *_odeon_builtin_find (const OdeonMethodInfo *method, guint16 *out_number);
