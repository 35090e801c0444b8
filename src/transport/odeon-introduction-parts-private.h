/* SPDX-License-Identifier: MIT */

/* Who does what of an introduction: S is the one who introduces, A and B are introduced to each
 * other. All on the session's worker. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-notice-private.h"
#include "odeon-remote-ref-private.h"

/* --- odeon-introduction.c: what the frames have --- */

gboolean _odeon_introduction_write (OdeonSession     *session,
                                    OdeonFrameHeader *header,
                                    const gchar      *token,
                                    const gchar      *identity);

/* To be cleared. After %FALSE the session is closed. */
gboolean _odeon_introduction_read  (OdeonSession            *session,
                                    const OdeonFrame        *frame,
                                    OdeonIntroductionNotice *notice);

/* -1, and the session is closed: there is none, or it is no socket. */
gint     _odeon_introduction_claim_fd (OdeonSession *session);

/* --- odeon-introducer.c: S --- */

/* (nullable) (transfer none): whom the peer may be introduced to. */
OdeonRemoteRef *_odeon_introducer_find (OdeonSession *session, OdeonRef *ref);

gboolean _odeon_introducer_take_introduce (OdeonSession *session, const OdeonFrameHeader *header);
gboolean _odeon_introducer_take_taken     (OdeonSession *session, const OdeonFrameHeader *header);

/* An offer that was not taken. */
void     _odeon_introducer_forget         (gpointer introduction);

/* --- odeon-introduced.c: A and B --- */

gboolean _odeon_introduced_take_offer      (OdeonSession *session, const OdeonFrame *frame);
gboolean _odeon_introduced_take_link       (OdeonSession *session, const OdeonFrame *frame);
gboolean _odeon_introduced_take_introduced (OdeonSession *session, const OdeonFrame *frame);
gboolean _odeon_introduced_take_claim      (OdeonSession *session, const OdeonFrame *frame);
gboolean _odeon_introduced_take_claimed    (OdeonSession *session, const OdeonFrame *frame);

/* A claim that was not answered. */
void     _odeon_introduced_forget          (gpointer claim);
