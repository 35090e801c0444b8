/* SPDX-License-Identifier: MIT */

/* Requests to an actor that is only promised yet, by a peer that may not call just any: who it is
 * decides whether the peer may, so that they wait here, as calls that have not been sent, until
 * that is known; then the carrier is asked, and each is sent or fails.
 *
 * They are sent in the order in which they came, and before whatever comes once their target is
 * known: each request that comes looks first whether one that waits can go. The answer that makes
 * it known to the peer is behind them as well: the news of it comes to the worker after theirs.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-request-private.h"

typedef struct
{
  GQueue   requests;
  gboolean is_sending; /* some of them, now */
} OdeonPostponed;

/* All on the session's worker. */

/* Whether a request to @ref has to wait. */
gboolean _odeon_postponed_is_for (OdeonSession *session, OdeonRef *ref);

/* Keeps what @request asks for, which is @call, as if it had been sent; takes it over. */
void     _odeon_postponed_add    (OdeonSession       *session,
                                  const OdeonRequest *request,
                                  OdeonCall          *call);

/* Sends those whose target is known by now. */
void     _odeon_postponed_send   (OdeonSession *session);

/* The session is closed: none is sent any more. */
void     _odeon_postponed_close  (OdeonSession *session);
