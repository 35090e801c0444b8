/* SPDX-License-Identifier: MIT */

/* The newest messages for an actor that drops the oldest: as many as its bound, and no more,
 * however long its worker is busy with something else. So it is the sender that drops, and what is
 * dropped must not be in the mailbox, from which only the actor can take.
 *
 * What stands in the mailbox is a place, one for each message in here, that is taken by whichever
 * is the oldest when its turn has come. A message that makes another give way takes over the last
 * place, and the rest move up: what else waits in the mailbox, such as a stop, may so be overtaken
 * by messages that were sent later, but not by more than are dropped.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"

typedef struct _OdeonWindow OdeonWindow;

OdeonWindow *_odeon_window_new  (guint bound);
void         _odeon_window_free (OdeonWindow *self); /* nullable; empty */

/* On the sender's thread: @message is in, and perhaps another out, which is refused. %FALSE: the
 * actor is known to refuse it. */
gboolean _odeon_window_put (OdeonWindow *self, OdeonCell *cell, OdeonMessage *message);
