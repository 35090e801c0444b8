/* SPDX-License-Identifier: MIT */

/* What a CALL, a WITHDRAWN or a TELL asks of whom, and whether it may. What is asked is done by a
 * call like any other of this process; that somebody waits for it is odeon-incoming.c's. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-builtin-private.h"
#include "odeon-wire-private.h"

typedef struct _OdeonSession OdeonSession;

typedef struct
{
  const OdeonFrame      *frame;
  OdeonRef              *ref;
  gboolean               may_control;
  const OdeonMethodInfo *method;
  const OdeonBuiltin    *builtin; /* (nullable) */
  guint32                charge;
} OdeonRequest;

/* Whether the peer may do that, @ref being known. */
gboolean _odeon_request_may (OdeonSession *session, const OdeonRequest *request, GError **error);

/* One has come. After %FALSE the session is closed. */
gboolean _odeon_request_take (OdeonSession *session, const OdeonFrame *frame);
