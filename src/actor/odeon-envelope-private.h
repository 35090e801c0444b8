/* SPDX-License-Identifier: MIT */

/* An envelope: a message for an actor that is observed, around the one that was sent, so that this
 * needs no room for what is written on it. It is what stands in the mailbox; the letter inside is
 * run or refused as it would have been.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-activity-private.h"

typedef enum
{
  ODEON_LETTER_USERS, /* a call, an untyped message, a function: what is counted */
  ODEON_LETTER_OTHER  /* a continuation, a timer, an event */
} OdeonLetterKind;

extern const OdeonMessageClass _odeon_envelope_class;

/* On the sender's thread: what is to be pushed in place of @letter, which goes on with @flow; one
 * of its own, if that is 0. */
OdeonMessage *_odeon_envelope_new (OdeonActivity  *activity,
                                   OdeonCell      *target,
                                   OdeonMessage   *letter,
                                   OdeonLetterKind kind,
                                   OdeonFlow       flow);

/* The message in the envelope, if it is one; else itself. */
OdeonMessage *_odeon_envelope_peek (OdeonMessage *message);

/* Opens an envelope whose letter nobody handles; of any message that @cell refuses. */
OdeonMessage *_odeon_envelope_refuse (OdeonCell *cell, OdeonMessage *message);

/* Of a call that is put aside, in its handler or later; and of what comes back. */
OdeonMessage *_odeon_envelope_put_aside (OdeonCell *cell, OdeonMessage *letter);
void          _odeon_envelope_come_back (OdeonMessage *message);

/* What is to be pushed in place of @letter: itself, unless the actor is observed. @intake: the
 * cell's; (nullable). */
static inline OdeonMessage *
_odeon_envelope_wrap (OdeonIntake    *intake,
                      OdeonCell      *target,
                      OdeonMessage   *letter,
                      OdeonLetterKind kind)
{
  OdeonActivity *activity;

  if (G_LIKELY (intake == NULL))
    return letter;

  /* Acquire: pairs with the release in _odeon_cell_observe(). */
  activity = atomic_load_explicit (&intake->activity, memory_order_acquire);
  if (activity == NULL || _odeon_observer_get (activity->observer) == 0)
    return letter;

  return _odeon_envelope_new (activity, target, letter, kind, _odeon_flow_next ());
}
