/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-types.h"

G_BEGIN_DECLS

/**
 * ODEON_ERROR:
 *
 * The error domain of #OdeonError.
 */
#define ODEON_ERROR (odeon_error_quark ())

/**
 * OdeonError:
 * @ODEON_ERROR_FAILED: a handler failed without saying why
 * @ODEON_ERROR_ACTOR_DEAD: the actor had stopped before it could take the message; or an await in
 *   what runs in an actor when it has ended, such as a destroy notify
 * @ODEON_ERROR_KILLED: the actor was killed while it handled the message, or while it awaited
 * @ODEON_ERROR_DECLINED: the actor could not start, or declined to
 * @ODEON_ERROR_CANCELLED: odeon_future_cancel() came first
 * @ODEON_ERROR_TIMED_OUT: the deadline came first; the message names target and operation
 * @ODEON_ERROR_BROKEN_PROMISE: the promise, or the call kept for later, was dropped unanswered
 * @ODEON_ERROR_PENDING: a `_finish` function was given a future that is not done, or what needs the
 *   actor itself a promised reference that is not resolved yet
 * @ODEON_ERROR_WRONG_FUTURE: the future belongs to another operation
 * @ODEON_ERROR_WRONG_INTERFACE: the actor does not implement the interface
 * @ODEON_ERROR_NOT_IN_ACTOR: an await in a plain source callback on a worker's thread
 * @ODEON_ERROR_DEADLOCK: the await would close a cycle of actors that await one another
 * @ODEON_ERROR_NOT_IMPLEMENTED: the actor has no handler for this operation or message
 * @ODEON_ERROR_UNKNOWN_MEMBER: the interface has no operation or attribute of that name
 * @ODEON_ERROR_READ_ONLY: the attribute has no setter
 * @ODEON_ERROR_INVALID_ARGUMENT: an argument or a result breaks its type's rules
 * @ODEON_ERROR_INVALID_NAME: a name that no actor can bear
 * @ODEON_ERROR_NAME_TAKEN: another living actor bears the name
 * @ODEON_ERROR_SHUT_DOWN: the system is shutting down, or has
 * @ODEON_ERROR_NO_RESOURCES: a thread or a stack could not be made
 * @ODEON_ERROR_UNEXPECTED_CALL: a test double was not called as expected
 * @ODEON_ERROR_MAILBOX_FULL: as many messages as its bound allows wait for the actor already
 * @ODEON_ERROR_NOT_FOUND: no living actor has that path
 * @ODEON_ERROR_NOT_DELIVERED: the connection to the actor was lost, and the message was certainly
 *   not handled: it is safe to send it again, elsewhere
 * @ODEON_ERROR_OUTCOME_UNKNOWN: the connection to the actor was lost before an answer came: the
 *   message may have been handled or not
 * @ODEON_ERROR_GROUP_DIED: a group's process has ended by itself, or could not start
 * @ODEON_ERROR_WRONG_VERSION: the other side speaks another version of Odeon's protocol
 *
 * The errors that Odeon itself raises.
 */
typedef enum
{
  ODEON_ERROR_FAILED,
  ODEON_ERROR_ACTOR_DEAD,
  ODEON_ERROR_KILLED,
  ODEON_ERROR_DECLINED,
  ODEON_ERROR_CANCELLED,
  ODEON_ERROR_TIMED_OUT,
  ODEON_ERROR_BROKEN_PROMISE,
  ODEON_ERROR_PENDING,
  ODEON_ERROR_WRONG_FUTURE,
  ODEON_ERROR_WRONG_INTERFACE,
  ODEON_ERROR_NOT_IN_ACTOR,
  ODEON_ERROR_DEADLOCK,
  ODEON_ERROR_NOT_IMPLEMENTED,
  ODEON_ERROR_UNKNOWN_MEMBER,
  ODEON_ERROR_READ_ONLY,
  ODEON_ERROR_INVALID_ARGUMENT,
  ODEON_ERROR_INVALID_NAME,
  ODEON_ERROR_NAME_TAKEN,
  ODEON_ERROR_SHUT_DOWN,
  ODEON_ERROR_NO_RESOURCES,
  ODEON_ERROR_UNEXPECTED_CALL,
  ODEON_ERROR_MAILBOX_FULL,
  ODEON_ERROR_NOT_FOUND,
  ODEON_ERROR_NOT_DELIVERED,
  ODEON_ERROR_OUTCOME_UNKNOWN,
  ODEON_ERROR_GROUP_DIED,
  ODEON_ERROR_WRONG_VERSION
} OdeonError;

/**
 * odeon_error_quark:
 *
 * Returns: %ODEON_ERROR
 */
ODEON_EXPORT
GQuark odeon_error_quark (void);

G_END_DECLS
