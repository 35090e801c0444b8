/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-mailbox.h"
#include "odeon-redis.h"

G_BEGIN_DECLS

#define ODEON_TYPE_REDIS_MAILBOX (odeon_redis_mailbox_get_type ())

/**
 * OdeonRedisMailbox:
 *
 * A durable mailbox: the messages of an actor stand in a stream of a Redis server, from before
 * their sender is told that they were accepted until after their handler has returned. What a
 * crash left there is handled by the next actor that is spawned with a mailbox of the same `key`,
 * in whatever process. So each is handled once at least, in the order of the stream, which has
 * each sender's messages in their order.
 *
 * A tell or `oneway` waits until the server has the message (odeon_future_await(): in an actor,
 * others go on meanwhile); messages of several senders go to it together. One that cannot be stored
 * within the server's timeout, or not at all, is refused, and says why. A sender that is not to
 * wait each time has a `window`. What waits together shares an entry of the stream. A call does not
 * wait: its answer says it all. The sender of a call awaits it in its process, so a call that is
 * left over from another process is not handled, unless `keep-calls` is set.
 *
 * Of a message that its actor fails of, in whatever process, there are `max-attempts`; then it goes
 * to the stream `KEY:dead`, where odeon_redis_mailbox_list_dead() finds it. One that was delivered
 * to a process that died counts as tried once, or as often as it was begun.
 *
 * What arguments refer to other actors cannot be stored, nor can odeon_actor_invoke().
 *
 * Only one mailbox with a key may have an actor at a time, however many processes there are, unless
 * all are `shared`. A mailbox in which nothing is taken from, because its actor lives elsewhere, is
 * spawned with `send-only`: see its description.
 *
 * Properties, to be set before an actor is spawned with it:
 *
 * - `consumer`, a string: who it is among the stream's consumers; "odeon" by default. Of those that
 *   share a key each needs its own, and keeps it when it is restarted
 * - `shared`, a boolean: several actors, in one process or in many, share the stream, each message
 *   is handled by one of them, and what one has left for `claim-after-msec` (30000 by default) is
 *   taken over by another. Order holds among those that one of them handles; calls are refused
 * - `send-only`, a boolean: the actor is but an address of one in another process: its messages are
 *   appended, and handled there. Calls are refused
 * - `max-attempts`, a number from 1 on: 5 by default
 * - `window`, a number: how many messages may be on their way while senders are told that they were
 *   accepted; odeon_redis_mailbox_flush() tells whether they were. 0 by default
 * - `keep-calls`, a boolean: whether calls are handled though whoever sent them is gone
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonRedisMailbox, odeon_redis_mailbox, ODEON, REDIS_MAILBOX, GObject)

/**
 * OdeonMailKeyFunc:
 * @mail: a message that is about to be stored
 * @user_data: as given
 *
 * On the sender's thread, several at once.
 *
 * Returns: (transfer full) (nullable): what all messages with the same content have, and no other,
 *   such as the number of an order; %NULL: it is to be stored whatever was
 */
typedef gchar *(*OdeonMailKeyFunc) (OdeonMail *mail, gpointer user_data);

/**
 * odeon_redis_mailbox_new:
 * @redis: the server
 * @key: the stream's name; what begins with it and a colon is the mailbox's as well. On a cluster
 *   it is to be in braces
 *
 * Returns: (transfer full): the mailbox, for #OdeonSpawnOptions.mailbox
 */
ODEON_EXPORT
OdeonRedisMailbox *odeon_redis_mailbox_new (OdeonRedis *redis, const gchar *key);

/**
 * odeon_redis_mailbox_set_deduplication:
 * @self: a mailbox that no actor has been spawned with
 * @key_of: (scope notified): what makes two messages the same one
 * @user_data: data for @key_of
 * @destroy: (nullable): releases @user_data
 * @keep_ms: for how long after a message another of its key is not stored, in milliseconds
 *
 * A message with the key of one that was stored less than @keep_ms ago is not stored again: a tell
 * counts as accepted, a call fails with %G_IO_ERROR_EXISTS.
 */
ODEON_EXPORT
void odeon_redis_mailbox_set_deduplication (OdeonRedisMailbox *self,
                                            OdeonMailKeyFunc   key_of,
                                            gpointer           user_data,
                                            GDestroyNotify     destroy,
                                            guint              keep_ms);

/**
 * odeon_redis_mailbox_flush:
 * @self: a mailbox
 *
 * For what was put before and what was handled before. To be awaited before the process ends, lest
 * the last messages be handled again by its successor. Any thread.
 *
 * Returns: (transfer full): a future that is %TRUE once the server knows of all that; it fails with
 *   the first refusal since the last flush, or with %ODEON_ERROR_NOT_DELIVERED after the server's
 *   timeout
 */
ODEON_EXPORT
OdeonFuture *odeon_redis_mailbox_flush (OdeonRedisMailbox *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_redis_mailbox_get_current_id:
 * @self: a mailbox
 *
 * For the handlers of its actor, which make themselves idempotent by it: a message that is handled
 * again has the id that it had.
 *
 * Returns: (transfer none) (nullable): the id of the message that is being handled: that of its
 *   entry in the stream, as the server gave it, with a colon and its place behind it if it is not
 *   the first one in there
 */
ODEON_EXPORT
const gchar *odeon_redis_mailbox_get_current_id (OdeonRedisMailbox *self);

/**
 * odeon_redis_mailbox_list_dead:
 * @self: a mailbox
 * @max: how many at most
 *
 * Lists what was given up, the oldest first. Any thread.
 *
 * Returns: (transfer full): a future of an array of the type `a(ssus)`: the id among the dead, the
 *   id that the message had, how often it was tried, and why it was given up; it fails as
 *   odeon_redis_command() does
 */
ODEON_EXPORT
OdeonFuture *odeon_redis_mailbox_list_dead (OdeonRedisMailbox *self,
                                            guint              max) G_GNUC_WARN_UNUSED_RESULT;

/**
 * odeon_redis_mailbox_replay:
 * @self: a mailbox
 * @id: (nullable): an id among the dead; %NULL: all
 *
 * Puts what was given up behind all other messages, with a new id, to be tried as often as any. Any
 * thread.
 *
 * Returns: (transfer full): a future of how many these were (`x`); it fails as
 *   odeon_redis_command() does
 */
ODEON_EXPORT
OdeonFuture *odeon_redis_mailbox_replay (OdeonRedisMailbox *self,
                                         const gchar       *id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
