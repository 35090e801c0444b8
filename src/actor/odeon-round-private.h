/* SPDX-License-Identifier: MIT */

/* What supervision (odeon-supervision.c) is made of: orders, and rounds of them. All but what the
 * child says is for the parent's worker. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-rare-private.h"

/* odeon-order.c: an order to a child; @delay in microseconds. */
void _odeon_order_give (OdeonCell *child, OdeonOrder what, gint64 delay);

/* The child's: runs @message on the supervisor's worker, at once if that is its own. It holds a
 * reference to the child until it has run; `refuse`: where it cannot. */
void _odeon_subject_say    (OdeonCell               *child,
                            OdeonMessage            *message,
                            const OdeonMessageClass *klass);
void _odeon_subject_refuse (OdeonCellRare *rare);

/* odeon-round.c: begins one, in place of one that is under way, whose children are not left behind.
 */
void _odeon_round_begin (OdeonCell *parent, OdeonCell *oldest, gint64 delay);

/* Whether the child waits for its turn to go down in a round that is under way; then this brings
 * that on, if it is the child's turn. */
gboolean _odeon_round_takes_along (OdeonCell *parent, OdeonCell *child);
void     _odeon_round_go_on       (OdeonCell *parent, OdeonCell *child);

/* Whether @parent's (nullable) children are to end, and nobody is to be restarted. */
gboolean _odeon_supervision_is_going (OdeonCell *parent);
