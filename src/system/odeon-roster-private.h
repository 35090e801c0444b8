/* SPDX-License-Identifier: MIT */

/* A roster: what a publisher reads of a channel. It does not change; it lasts as long as a channel
 * has it or anybody counts a reference.
 *
 * Publishers count references where they learn of the roster, in the channel's word, and give them
 * back in its own count, which is kept above 0 until the channel has replaced it. A thread takes a
 * handful at a time, of the roster that it published to last: whoever publishes to a neighbour
 * takes one there and gives one back there, and counts none of them. At most, a thread that
 * publishes no more keeps the memory of a roster that is out of date.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-topic-private.h"

/* References that a thread counts at once. */
#define ODEON_ROSTER_HANDFUL 256

/* The references that this thread has in hand. */
typedef struct
{
  OdeonRoster *roster;
  guint        n;
} OdeonRosterHand;

extern _Thread_local OdeonRosterHand _odeon_roster_hand;

/* (nullable): of those who are to hear of what is published in @channel; it is its channel's. */
OdeonRoster *_odeon_roster_new_locked (OdeonChannel *channel, OdeonTopics *topics);

/* Counts @n references more, or fewer; the last one frees it. */
void         _odeon_roster_count   (OdeonRoster *self, int n);
void         _odeon_roster_retire  (gpointer roster); /* its channel lets go of it */

/* Takes a handful, where a first reference is held. */
void         _odeon_roster_take_in_hand (OdeonRoster *self);
void         _odeon_roster_empty_hand   (void);
void         _odeon_roster_return_half  (void);

/* %TRUE: a reference of those in hand is the caller's. It cannot be another roster at this address
 * while there are some. */
static inline gboolean
_odeon_roster_ref_from_hand (OdeonRoster *self)
{
  OdeonRosterHand *hand = &_odeon_roster_hand;

  if (G_UNLIKELY (hand->n == 0 || hand->roster != self))
    return FALSE;

  hand->n--;

  return TRUE;
}

static inline void
_odeon_roster_unref (OdeonRoster *self)
{
  OdeonRosterHand *hand = &_odeon_roster_hand;

  if (G_UNLIKELY (hand->roster != self))
    _odeon_roster_count (self, -1);
  else if (G_UNLIKELY (++hand->n == 2 * ODEON_ROSTER_HANDFUL))
    _odeon_roster_return_half ();
}
