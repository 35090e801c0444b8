/* SPDX-License-Identifier: MIT */

/* Which interfaces the two sides have, and by which numbers each calls them. A side's numbers begin
 * with 1, in the order in which its HELLO and then its INTERFACE frames name them. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-notice-private.h"

typedef struct _OdeonSession OdeonSession;

/* One of the peer's. */
typedef struct
{
  const OdeonInterfaceInfo *info; /* (nullable): ours, of the same name */
  gboolean                  is_same;
} OdeonForeignInterface;

typedef struct
{
  GHashTable *numbers;   /* from OdeonInterfaceInfo to our number */
  GArray     *foreign;   /* of OdeonForeignInterface, by the peer's numbers, from 1 on */
  GHashTable *different; /* a set of our OdeonInterfaceInfo that the peer has in another version */
} OdeonDialect;

void _odeon_dialect_init  (OdeonDialect *self);
void _odeon_dialect_clear (OdeonDialect *self);

/* Names all that this program has. */
void _odeon_dialect_describe (OdeonDialect *self, OdeonHello *hello);

/* The peer has named one more. %FALSE: they are too many. */
gboolean _odeon_dialect_learn (OdeonDialect *self, const gchar *name, guint64 fingerprint);

/* Our number of @info, which the peer is told first if it does not know it; 0 if there are too
 * many. */
guint16 _odeon_dialect_number (OdeonSession *session, const OdeonInterfaceInfo *info);

/* Whether calls of the interface mean the same to the peer; @error says what is wrong. */
gboolean _odeon_dialect_agrees (OdeonSession             *session,
                                const OdeonInterfaceInfo *info,
                                GError                  **error);

/* Closes the session if there is any interface of which the peer has another version. */
gboolean _odeon_dialect_check (OdeonSession *session);

/* (nullable): what the peer means by @number. */
const OdeonForeignInterface *_odeon_dialect_look_up (OdeonDialect *self, guint16 number);
