/* SPDX-License-Identifier: MIT */

/* The references that the peer has: for each how often it was sent. The peer says how often it has
 * let go of it; a reference that is sent while that is on its way is not lost by it. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-ref-private.h"

typedef struct _OdeonSession OdeonSession;

typedef struct
{
  OdeonRef *ref;         /* counted; NULL: a free index */
  guint64   n_sent;      /* and not released */
  guint32   n_apart;     /* requests that are to come by lanes before it may go, less those that
                          * have come */
  guint32   generation;  /* the lower half of the position of its EXPORT */
  gboolean  may_control; /* the peer may stop it, kill it, and so on */
  guint32   next_free;
} OdeonExport;

typedef struct
{
  GArray     *entries; /* of OdeonExport */
  GHashTable *indexes; /* by the reference: the index, and 1 */
  guint32     first_free;
  guint32     n;       /* in use */
} OdeonExports;

void _odeon_exports_init  (OdeonExports *self);
void _odeon_exports_clear (OdeonExports *self);

/* Counts @ref as sent once more; its index. @out_is_new: the peer does not know it. */
guint32 _odeon_exports_enter (OdeonSession *session, OdeonRef *ref, gboolean *out_is_new);

/* (nullable) */
OdeonExport *_odeon_exports_look_up (OdeonExports *self, guint32 index);

/* A RELEASE has come; a request to it by a lane. After %FALSE the session is closed. */
gboolean _odeon_exports_release (OdeonSession *session,
                                 guint32       index,
                                 guint32       count,
                                 guint32       n_apart);
gboolean _odeon_exports_arrived (OdeonSession *session, guint32 index);

/* Tells the peer what the actor is. */
void _odeon_exports_announce (OdeonSession *session, guint32 index);
