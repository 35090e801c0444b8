/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"
#include "odeon-dead-letter.h"
#include "odeon-envelope-private.h"

extern atomic_uint _odeon_n_dead_letter_watches;

void _odeon_dead_letter_show (OdeonCell *cell, OdeonMessage *message, const GError *why);

/* Shows dead letters of the actors of @host to @func, until it is unwatched or forgotten: a number
 * above 0. */
guint _odeon_dead_letters_watch   (OdeonHost          *host,
                                   OdeonDeadLetterFunc func,
                                   gpointer            user_data,
                                   GDestroyNotify      destroy);
void  _odeon_dead_letters_unwatch (OdeonHost *host, guint id);

/* The host is going: an actor of it that is sent something still has nobody to show that to. */
void _odeon_dead_letters_forget (OdeonHost *host);

/* It has waited for longer than its sender waits; not if that has withdrawn it. */
void _odeon_dead_letter_expired (OdeonCell *cell, OdeonCall *call);

/* Refuses what was sent to @cell; all that is refused goes this way. */
static inline void
_odeon_cell_refuse (OdeonCell *cell, OdeonMessage *message, const GError *why)
{
  if (G_UNLIKELY (atomic_load_explicit (&cell->intake, memory_order_relaxed) != NULL))
    message = _odeon_envelope_refuse (cell, message);
  if (G_UNLIKELY (atomic_load_explicit (&_odeon_n_dead_letter_watches, memory_order_relaxed) > 0))
    _odeon_dead_letter_show (cell, message, why);
  message->klass->refuse (message, why);
}
