/* SPDX-License-Identifier: MIT */

/* How much may be sent before the peer has handled some of it. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#include <stdatomic.h>

typedef struct _OdeonSession OdeonSession;

typedef struct
{
  _Atomic (gint64) left; /* bytes */
} OdeonCredit;

void _odeon_credit_init  (OdeonCredit *self);
void _odeon_credit_clear (OdeonCredit *self);
void _odeon_credit_begin (OdeonCredit *self, guint32 window);
void _odeon_credit_close (OdeonCredit *self, const GError *why);

/* A CREDIT has come. */
gboolean _odeon_credit_grant (OdeonSession *session, guint32 size);
