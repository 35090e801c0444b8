/* SPDX-License-Identifier: MIT */

/* The references that we have of the peer. There is one object for each of its indices while
 * anybody holds it; the table itself does not.
 *
 * What an actor is comes once, with its first export, and is kept until the peer has forgotten it:
 * a reference may come again while the RELEASE of the last one is on its way.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-wire-private.h"
#include "odeon-ref-private.h"

typedef struct _OdeonSession   OdeonSession;
typedef struct _OdeonRemoteRef OdeonRemoteRef;

/* What is known of a peer's actor; counted as g_atomic_rc_box_acquire() does. */
typedef struct
{
  gchar   *type;
  gchar   *name; /* (nullable) */
  gchar   *urn;  /* (nullable): it was promised only when it was sent */
  guint32  generation;   /* which use of the index it is: the lower half of its EXPORT's position */
  gchar   *home; /* (nullable): the identity of the process where it is, if not the peer's */
  GPtrArray *interfaces; /* of const OdeonInterfaceInfo, ours of these names */
} OdeonPortrait;

typedef struct
{
  GHashTable *entries; /* by the peer's index */
} OdeonImports;

OdeonPortrait *_odeon_portrait_ref   (OdeonPortrait *self);
void           _odeon_portrait_unref (OdeonPortrait *self);

void _odeon_imports_init  (OdeonImports *self);
void _odeon_imports_clear (OdeonImports *self);

/* An EXPORT or a FORGOTTEN has come. After %FALSE the session is closed. */
gboolean _odeon_imports_describe (OdeonSession *session, const OdeonFrame *frame);
gboolean _odeon_imports_forget   (OdeonSession *session, guint32 index);

/* (nullable) (transfer full): what was received by that index just now. */
OdeonRef *_odeon_imports_receive (OdeonSession *session, guint32 index);

/* (nullable) (transfer full): what that index is, if anybody holds it. */
OdeonRemoteRef *_odeon_imports_dup (OdeonSession *session, guint32 index);

/* Nobody holds @ref any more. */
void _odeon_imports_release (OdeonSession *session, OdeonRemoteRef *ref);

