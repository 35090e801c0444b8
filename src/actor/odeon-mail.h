/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-interface.h"
#include "odeon-ref.h"

G_BEGIN_DECLS

#define ODEON_TYPE_MAIL (odeon_mail_get_type ())

/**
 * OdeonMail:
 *
 * A message that stands in an #OdeonMailbox: a call, an untyped message or an odeon_actor_invoke().
 *
 * It is handled once at most. A message that was accepted and is let go of by the last who has it
 * has not been handled: whoever awaits the answer finds %ODEON_ERROR_BROKEN_PROMISE, unless it is
 * stored (odeon_mail_set_stored()). Any thread may call its functions.
 */
typedef struct _OdeonMail OdeonMail;

ODEON_EXPORT
GType odeon_mail_get_type (void) G_GNUC_CONST;

/**
 * odeon_mail_ref:
 * @mail: a message
 *
 * Returns: (transfer full): @mail
 */
ODEON_EXPORT
OdeonMail *odeon_mail_ref (OdeonMail *mail);

/**
 * odeon_mail_unref:
 * @mail: (transfer full) (nullable): a message
 */
ODEON_EXPORT
void odeon_mail_unref (OdeonMail *mail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonMail, odeon_mail_unref)

/**
 * odeon_mail_get_method:
 * @mail: a message
 *
 * Returns: (transfer none) (nullable): the operation that is called; `receive`, of no interface,
 *   for an untyped message; %NULL for an odeon_actor_invoke()
 */
ODEON_EXPORT
const OdeonMethodInfo *odeon_mail_get_method (OdeonMail *mail);

/**
 * odeon_mail_get_priority:
 * @mail: a message
 *
 * Returns: the operation's `@priority`, 0 if it has none
 */
ODEON_EXPORT
gint odeon_mail_get_priority (OdeonMail *mail);

/**
 * odeon_mail_is_told:
 * @mail: a message
 *
 * Returns: whether nobody waits for an answer
 */
ODEON_EXPORT
gboolean odeon_mail_is_told (OdeonMail *mail);

/**
 * odeon_mail_dup_sender:
 * @mail: a message
 *
 * Returns: (transfer full) (nullable): who sent it; %NULL if that was no actor, or has ended
 */
ODEON_EXPORT
OdeonRef *odeon_mail_dup_sender (OdeonMail *mail);

/**
 * odeon_mail_dup_arguments:
 * @mail: a message
 *
 * For people to read: references are their URNs.
 *
 * Returns: (transfer full) (nullable): the arguments, a tuple; %NULL of an odeon_actor_invoke(),
 *   and of a message that has been taken or refused already
 */
ODEON_EXPORT
GVariant *odeon_mail_dup_arguments (OdeonMail *mail);

/**
 * odeon_mail_set_data:
 * @mail: a message
 * @data: (nullable): what its mailbox knows of it, such as where it is written down
 * @destroy: (nullable): releases @data, on any thread
 *
 * Only by whose mailbox it is, one thread at a time.
 */
ODEON_EXPORT
void odeon_mail_set_data (OdeonMail *mail, gpointer data, GDestroyNotify destroy);

/**
 * odeon_mail_get_data:
 * @mail: a message
 *
 * Returns: (transfer none) (nullable): what odeon_mail_set_data() was given
 */
ODEON_EXPORT
gpointer odeon_mail_get_data (OdeonMail *mail);

/**
 * odeon_mail_set_stored:
 * @mail: a message
 *
 * Says that the message is written down where it outlives this object, the actor and perhaps the
 * process: letting go of it is no loss, nor is it a dead letter when the actor ends. Whoever awaits
 * the answer to it still finds %ODEON_ERROR_BROKEN_PROMISE or %ODEON_ERROR_ACTOR_DEAD then.
 */
ODEON_EXPORT
void odeon_mail_set_stored (OdeonMail *mail);

/**
 * odeon_mail_refuse:
 * @mail: a message
 * @reason: why
 *
 * Refuses a message that was put, and accepted perhaps, but cannot be kept after all: whoever
 * awaits the answer to it finds @reason, and so do dead letters. Of one that was taken or refused
 * already it does nothing. Any thread.
 */
ODEON_EXPORT
void odeon_mail_refuse (OdeonMail *mail, const GError *reason);

/**
 * odeon_mail_to_bytes:
 * @mail: a message that has been neither taken nor refused
 * @refs: (nullable) (element-type OdeonRef): an array with odeon_ref_unref() as its free function,
 *   which references among the arguments are added to; with %NULL they are an error
 * @error: return location for %ODEON_ERROR_INVALID_ARGUMENT: it is an odeon_actor_invoke(), has
 *   references, is nested too deeply, or was taken or refused already
 *
 * The message as bytes, for another time or another process: the operation's name and the
 * arguments. Who sent it and who awaits the answer is not in there.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
ODEON_EXPORT
GBytes *odeon_mail_to_bytes (OdeonMail *mail, GPtrArray *refs, GError **error);

G_END_DECLS
