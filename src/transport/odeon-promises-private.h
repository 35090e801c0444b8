/* SPDX-License-Identifier: MIT */

/* What the peer calls before it has been returned: promised refs of this side, by the peer's
 * indices; see odeon-pipeline-private.h for the other end. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-ref-private.h"
#include "odeon-wire-private.h"

typedef struct _OdeonSession OdeonSession;

typedef struct
{
  GHashTable *refs; /* counted, by index; those above `max_calls` are broken */
} OdeonPromises;

void _odeon_promises_init  (OdeonPromises *self);
void _odeon_promises_clear (OdeonPromises *self);

/* A PROMISE or its RELEASE has come. After %FALSE the session is closed. */
gboolean _odeon_promises_take    (OdeonSession *session, const OdeonFrame *frame);
gboolean _odeon_promises_release (OdeonSession *session, guint32 index);

/* (nullable) */
OdeonRef *_odeon_promises_look_up (OdeonPromises *self, guint32 index);
