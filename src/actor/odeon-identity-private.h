/* SPDX-License-Identifier: MIT */

/* Every actor of the process has a slot and an id: the slot's number and how often it was used.
 * Slots are never freed, so that any thread may look at one by an id, of whatever age, without a
 * reference: calls name their target and their sender by ids, and an await looks from actor to
 * actor for a cycle.
 *
 * The id 0 is nobody's.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

typedef struct _OdeonCell OdeonCell;

/* 0 when 2^26 actors live already. */
guint64    _odeon_identity_new  (OdeonCell *cell);
void       _odeon_identity_free (guint64 id);

/* (nullable): a new reference to the cell, if it has not ended. */
OdeonCell *_odeon_identity_dup_cell (guint64 id);

/* Says whom the actor @id awaits; 0 for nobody. Its own worker only. */
void _odeon_identity_set_awaited (guint64 id, guint64 awaited);

/* After _odeon_identity_set_awaited(): whether @id stands in a cycle of actors that await one
 * another. Puts the ids of the cycle into @cycle, from @id on, and returns how many there are; 0 if
 * there is no cycle. The last await to close a cycle sees it; none is seen that is not there.
 * Longer ones than the maximum are left to deadlines. */
#define ODEON_IDENTITY_CYCLE_MAX 64

guint _odeon_identity_find_cycle (guint64 id, guint64 *cycle);

/* "BankAccountActor "alice" (urn:uuid:…)"; an ended one is "an actor that has ended". To be
 * freed. */
gchar *_odeon_identity_describe (guint64 id);
