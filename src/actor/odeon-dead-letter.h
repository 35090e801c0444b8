/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-ref.h"

G_BEGIN_DECLS

/**
 * OdeonDeadLetter:
 *
 * A message that nobody handles: its actor had ended, or was ending, or had no room for it, or its
 * sender waited no longer when its turn came. It lasts as long as the function that it is shown to,
 * on whose thread all of this is to be called.
 *
 * One that wanted no answer is also logged as a debug message, in the domain `Odeon`, but only if
 * the environment's `G_MESSAGES_DEBUG` asks for that.
 */
typedef struct _OdeonDeadLetter OdeonDeadLetter;

/**
 * OdeonDeadLetterFunc:
 * @letter: the message, for as long as this runs
 * @user_data: the closure's data
 *
 * Sees what an actor of a system refused or dropped, before whoever waits for the answer hears of
 * it. Runs on the thread that refuses it, which may be any, several at once; it must not wait. What
 * dies of the messages that it sends itself is not shown to it.
 */
typedef void (*OdeonDeadLetterFunc) (const OdeonDeadLetter *letter, gpointer user_data);

/**
 * odeon_dead_letter_get_target:
 * @letter: a dead letter
 *
 * Returns: (transfer none): the actor that it was for
 */
ODEON_EXPORT
OdeonRef *odeon_dead_letter_get_target (const OdeonDeadLetter *letter);

/**
 * odeon_dead_letter_dup_operation:
 * @letter: a dead letter
 *
 * Returns: (transfer full): what was to be done, such as `Bank::Account.withdraw`; `receive` for an
 *   untyped message, `invoke` for an odeon_actor_invoke()
 */
ODEON_EXPORT
gchar *odeon_dead_letter_dup_operation (const OdeonDeadLetter *letter);

/**
 * odeon_dead_letter_dup_arguments:
 * @letter: a dead letter
 *
 * Returns: (transfer full) (nullable): its arguments, a tuple; references are their URNs. %NULL for
 *   an odeon_actor_invoke()
 */
ODEON_EXPORT
GVariant *odeon_dead_letter_dup_arguments (const OdeonDeadLetter *letter);

/**
 * odeon_dead_letter_get_reason:
 * @letter: a dead letter
 *
 * Why it was refused, mostly %ODEON_ERROR_ACTOR_DEAD, %ODEON_ERROR_DECLINED,
 * %ODEON_ERROR_MAILBOX_FULL, %ODEON_ERROR_KILLED or %ODEON_ERROR_TIMED_OUT; of a mailbox of the
 * user's also %ODEON_ERROR_BROKEN_PROMISE, or what that says.
 *
 * Returns: (transfer none): the error
 */
ODEON_EXPORT
const GError *odeon_dead_letter_get_reason (const OdeonDeadLetter *letter);

/**
 * odeon_dead_letter_dup_sender:
 * @letter: a dead letter
 *
 * Returns: (transfer full) (nullable): who sent it; %NULL if that was no actor, or has ended
 */
ODEON_EXPORT
OdeonRef *odeon_dead_letter_dup_sender (const OdeonDeadLetter *letter);

/**
 * odeon_dead_letter_is_told:
 * @letter: a dead letter
 *
 * Returns: whether it wanted no answer, so that its sender does not learn of this
 */
ODEON_EXPORT
gboolean odeon_dead_letter_is_told (const OdeonDeadLetter *letter);

G_END_DECLS
