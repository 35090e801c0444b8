/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-call.h"
#include "odeon-ref-actor.h"
#include "odeon-strategy.h"

G_BEGIN_DECLS

#define ODEON_TYPE_ACTOR (odeon_actor_get_type ())

ODEON_EXPORT
G_DECLARE_DERIVABLE_TYPE (OdeonActor, odeon_actor, ODEON, ACTOR, GObject)

/**
 * OdeonOverflow:
 * @ODEON_OVERFLOW_DEFAULT: what the actor's class says, else %ODEON_OVERFLOW_REFUSE
 * @ODEON_OVERFLOW_REFUSE: the new message fails with %ODEON_ERROR_MAILBOX_FULL, and a tell returns
 *   %FALSE
 * @ODEON_OVERFLOW_DROP_NEWEST: the same, but a sender that wants no answer is not told
 * @ODEON_OVERFLOW_DROP_OLDEST: the message that has waited longest gives way, and fails with
 *   %ODEON_ERROR_MAILBOX_FULL, on the sender's thread and at once. Calls with a `@priority` count
 *   apart: of these as many may wait, and the newest gives way
 * @ODEON_OVERFLOW_PARK: the sender waits until there is room, where it would wait for an answer: an
 *   actor is suspended, another thread blocks and meanwhile drives the actors that live there.
 *   Senders get their turn in order. A sender that cannot wait (a source's callback on a worker's
 *   thread; an actor that the full one awaits, itself among them) finds its message failed with
 *   %ODEON_ERROR_MAILBOX_FULL; one that is killed meanwhile, with %ODEON_ERROR_KILLED; if the full
 *   actor ends, with %ODEON_ERROR_ACTOR_DEAD. A tell of such a message returns %FALSE
 * @ODEON_OVERFLOW_STOP: the new message fails with %ODEON_ERROR_MAILBOX_FULL, and the actor stops
 *   after the message it is handling; those that wait are refused
 *
 * What happens to a message for an actor whose mailbox is full.
 *
 * Messages are those that users send: calls, untyped ones, odeon_actor_invoke(). Those that are
 * being handled, are deferred, have been cancelled or have been put aside do not wait, nor do
 * answers and continuations count. Stop, kill and odeon_ref_started() are never refused. The bound
 * holds exactly for whatever a sender has sent itself or has heard of; where several threads send
 * at the very same time, as many messages more may wait.
 */
typedef enum
{
  ODEON_OVERFLOW_DEFAULT,
  ODEON_OVERFLOW_REFUSE,
  ODEON_OVERFLOW_DROP_NEWEST,
  ODEON_OVERFLOW_DROP_OLDEST,
  ODEON_OVERFLOW_PARK,
  ODEON_OVERFLOW_STOP
} OdeonOverflow;

/**
 * ODEON_MAILBOX_BOUND_MAX:
 *
 * The largest bound that a mailbox can have.
 */
#define ODEON_MAILBOX_BOUND_MAX (1u << 28)

/**
 * OdeonActorClass:
 * @started: runs in the actor before its first message. %FALSE with an error set is a failure to
 *   start; without one, or with %ODEON_ERROR_DECLINED, the actor declines to. Either way it ends
 *   and everything sent to it fails with %ODEON_ERROR_DECLINED, unless a failure is restarted
 * @stopped: runs in the actor after its last message and after its children have ended. Not run
 *   when the actor was killed or failed
 * @failed: runs when the actor has failed: of a message without a reply, of odeon_actor_fail(), of
 *   a link or of a child. Then it ends, or its supervisor decides; see
 *   odeon_actor_dup_failed_operation() and odeon_actor_dup_sender()
 * @receive: takes untyped messages. Returns the reply, floating or not; %NULL without an error is
 *   the empty reply `()`. The default warns about an unexpected message
 * @stack_size: how much stack the actor's handlers have, in bytes; 0 is the default, 256 KiB.
 *   See below
 * @migratable: whether idle workers of the system may take over actors of this class, and of its
 *   subclasses unless they say %FALSE. Their objects are made and released, and their hooks,
 *   handlers and continuations run, on any worker's thread, though one at a time, and each handler
 *   on one thread from its beginning to its end. So they must not rely on a thread: no
 *   thread-local data, no sources, #GTask or GIO calls that capture the thread-default main
 *   context. Has an effect on actors that are placed by default, on any worker or near another, in
 *   a system of two workers or more
 * @mailbox_bound: how many messages may wait for an actor, if its spawn does not say so: 1 to
 *   %ODEON_MAILBOX_BOUND_MAX; 0 is what the `@mailbox` of its interfaces says, the smallest of
 *   several, and no bound if they say nothing; %ODEON_MAILBOX_UNBOUNDED is none, whatever they say
 * @overflow: what happens to a message beyond that, likewise
 * @strategy: (nullable): how the children of such actors are restarted; static. %NULL: by what
 *   %ODEON_STRATEGY_INIT says, and only those that were spawned with #OdeonSpawnOptions.restart
 *   set, unless there is @child_failed
 * @restarted: runs in place of @started in the object that replaces one which failed with @reason,
 *   or which ended (%NULL). The default calls @started
 * @child_failed: (nullable): what becomes of a child that failed, or failed to start, with @error,
 *   of @operation (nullable), sent by @sender (nullable: by no actor, or one that has ended). Asked
 *   at once, also while a handler of this actor awaits; an await in it fails with
 *   %ODEON_ERROR_NOT_IN_ACTOR. %NULL is %ODEON_DIRECTIVE_RESTART
 * @peer_ended: (nullable): runs, as one of the actor's messages, when an actor that it monitors has
 *   ended: with %NULL if it was stopped, else with the error that it failed with,
 *   %ODEON_ERROR_DECLINED or %ODEON_ERROR_KILLED
 * @max_concurrency: how many of its messages may be under way at once, if its spawn does not say
 *   so; 0 is 1. See below
 * @reentrant: whether a call is let in while the actor awaits, if whoever awaits that call is whom
 *   the actor waits for. See below
 * @handled: (nullable): told of every call, untyped ones too, when it has been answered or, if it
 *   wants no answer, when its handler has returned: its @operation, as `Bank::Account.deposit` or
 *   `receive`, and the @error that it failed with, or %NULL. If a message without a reply failed,
 *   %TRUE says that this is taken care of: the actor goes on as if nothing had happened. Otherwise
 *   the result means nothing. Not told of what was refused, withdrawn, or cut short by a kill or a
 *   restart. odeon_actor_dup_sender() says who called
 *
 * An actor is made on its worker, from a GType and construct properties, by a spawn function.
 * Whatever it does, it does on that one worker, unless its class is migratable, one message at a
 * time. A hook that returns %FALSE is logged and ends the actor, and no further hook runs.
 *
 * An actor has a stack to itself only while it awaits. Of its size that many addresses are taken,
 * but memory only for what was touched: a handler that awaits with small frames costs one page,
 * 4 KiB. A hundred thousand actors may so await at once with the system's default settings: 25 GiB
 * of addresses, 400 MiB of memory. Where there are no more addresses to be had (RLIMIT_AS,
 * RLIMIT_DATA, vm.overcommit_memory=2), an await fails with %ODEON_ERROR_NO_RESOURCES and the actor
 * goes on. What overflows its stack faults; before Linux 6.13 only that of the first 16,000 or so
 * (a quarter of vm.max_map_count).
 *
 * While a handler awaits, an actor takes no other message, unless its @max_concurrency is above
 * one: then the next is begun, until as many are under way. Handlers still never run at the same
 * time. They take turns where they await, and there alone; so what an await returns to may have
 * changed, and order is kept only in which messages are begun. Hooks have the actor to themselves:
 * while one awaits, nothing is begun. A stop waits until what is under way is done. If the actor
 * fails, is killed or restarted, all awaits of it fail with %ODEON_ERROR_KILLED, the results of
 * these handlers are dropped, and only when the last has returned does the object go. Each message
 * under way that awaits has a stack.
 *
 * Actors that await one another in a circle are told so with %ODEON_ERROR_DEADLOCK. If one of them
 * is @reentrant, the call that waits in its mailbox for the very await that waits for it is let in
 * instead, and handled in between, however many are under way; so is what the same sender sent
 * before. All else waits. A call that was deferred or forwarded, and an await with a deadline, are
 * part of no circle.
 *
 * Actors with @max_concurrency, @reentrant or @handled do not migrate, and have no #OdeonMailbox;
 * each of their messages and awaits costs a little more.
 *
 * A restart replaces the object: refs, name and waiting mail stay. The new one is made of the
 * properties that the first was made of. The old one goes as at the end: its awaits fail with
 * %ODEON_ERROR_KILLED, its children, timers and subscriptions end, then it is released, and what it
 * had attached to futures does not run any more. Calls that it had deferred are its own to answer
 * or drop, as in its `dispose`; those that it had put aside stay so.
 */
struct _OdeonActorClass
{
  GObjectClass parent_class;

  gboolean   (*started) (OdeonActor *self, GError **error);
  gboolean   (*stopped) (OdeonActor *self, GError **error);
  gboolean   (*failed)  (OdeonActor *self, const GError *failure, GError **error);
  GVariant  *(*receive) (OdeonActor *self, GVariant *message, GError **error);

  gsize      stack_size;
  gboolean   migratable;

  guint         mailbox_bound;
  OdeonOverflow overflow;

  const OdeonStrategy *strategy;
  gboolean         (*restarted)    (OdeonActor *self, const GError *reason, GError **error);
  OdeonDirective   (*child_failed) (OdeonActor   *self,
                                    OdeonRef     *child,
                                    const GError *error,
                                    const gchar  *operation,
                                    OdeonRef     *sender);
  gboolean         (*peer_ended)   (OdeonActor   *self,
                                    OdeonRef     *peer,
                                    const GError *reason,
                                    GError      **error);

  guint      max_concurrency;
  gboolean   reentrant;
  gboolean (*handled) (OdeonActor *self, const gchar *operation, const GError *error);

  gpointer   padding[4];
};

/* All odeon_actor_ functions are for the actor's own handlers and hooks, on its worker. */

/**
 * odeon_actor_get_ref:
 * @self: an actor
 *
 * The actor seen from outside, to hand out, or to schedule work for itself: a call through it is
 * handled after the messages that are queued already.
 *
 * Returns: (transfer none): the ref
 */
ODEON_EXPORT
OdeonRef *odeon_actor_get_ref (OdeonActor *self);

/**
 * odeon_actor_get_name:
 * @self: an actor
 *
 * Returns: (nullable): the name it was spawned with
 */
ODEON_EXPORT
const gchar *odeon_actor_get_name (OdeonActor *self);

/**
 * odeon_actor_dup_sender:
 * @self: an actor
 *
 * Returns: (transfer full) (nullable): who sent the message being handled; %NULL if that was no
 *   actor, or one that has ended
 */
ODEON_EXPORT
OdeonRef *odeon_actor_dup_sender (OdeonActor *self);

/**
 * odeon_actor_stop:
 * @self: an actor
 *
 * Stops the actor after the message it is handling, ahead of those that wait. May also be called in
 * the callback of a source on the actor's worker.
 */
ODEON_EXPORT
void odeon_actor_stop (OdeonActor *self);

/**
 * odeon_actor_stash:
 * @self: an actor
 * @call: (transfer full): a call that a `_deferred` handler of @self was given, and nobody has
 *   answered
 *
 * Puts a call aside, until odeon_actor_unstash_all() brings it back. If the actor ends before that,
 * or is ending already, the call is refused, like one that waits in its mailbox.
 */
ODEON_EXPORT
void odeon_actor_stash (OdeonActor *self, OdeonCall *call);

/**
 * odeon_actor_unstash_all:
 * @self: an actor
 *
 * Brings back what was put aside, in order, before all that waits in the mailbox: it is handled
 * anew, after the message being handled now. A bound does not hold it off. May also be called in
 * the callback of a source on the actor's worker.
 *
 * Returns: how many calls that were
 */
ODEON_EXPORT
guint odeon_actor_unstash_all (OdeonActor *self);

/**
 * odeon_actor_fail:
 * @self: an actor
 * @error: (transfer full): why
 *
 * The actor fails after the message it is handling, ahead of those that wait, as if that had been a
 * message without a reply that failed; with several under way, after the last of them. Does nothing
 * if the actor is ending.
 */
ODEON_EXPORT
void odeon_actor_fail (OdeonActor *self, GError *error);

/**
 * odeon_actor_dup_failed_operation:
 * @self: an actor
 *
 * For the `failed` hook.
 *
 * Returns: (transfer full) (nullable): the operation that the actor failed of last, as
 *   `Bank::Account.touch`, or `receive` of an untyped message; %NULL if it was none
 */
ODEON_EXPORT
gchar *odeon_actor_dup_failed_operation (OdeonActor *self);

/**
 * odeon_actor_supervise:
 * @self: an actor that has no children yet
 * @strategy: (nullable): how its children are to be restarted; copied. %NULL: as its class says
 *
 * For this actor in place of what its class says; also for the objects that replace it.
 */
ODEON_EXPORT
void odeon_actor_supervise (OdeonActor *self, const OdeonStrategy *strategy);

/**
 * OdeonActorFunc:
 * @self: the actor
 * @user_data: the closure's data
 */
typedef void (*OdeonActorFunc) (OdeonActor *self, gpointer user_data);

/**
 * odeon_actor_invoke:
 * @ref: a ref or a proxy to an actor of this process
 * @function: (scope notified): runs in the actor, as one of its messages, and may await
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, run or not, on any thread
 *
 * The way from a source's callback or another thread into an actor.
 *
 * Returns: (transfer full): a future of %TRUE when @function has run
 */
ODEON_EXPORT
OdeonFuture *odeon_actor_invoke (gpointer       ref,
                                 OdeonActorFunc function,
                                 gpointer       user_data,
                                 GDestroyNotify destroy);

/**
 * odeon_actor_invoke_after:
 * @ref: a ref or a proxy to an actor of this process
 * @delay: how long to wait, in microseconds: `5 * G_TIME_SPAN_SECOND`. 0 or less is
 *   odeon_actor_invoke()
 * @function: (scope notified): runs in the actor, as one of its messages, and may await
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, run or not, on any thread
 *
 * Runs a function in an actor later; what is to be told later, to the actor itself or to others, is
 * told there. May be called from any thread. The function keeps its turn behind the messages that
 * the actor has when the time has come.
 *
 * odeon_future_cancel() takes it back, unless it has begun to run. It ends with its actor: the
 * future then fails with %ODEON_ERROR_ACTOR_DEAD; with %ODEON_ERROR_KILLED if the actor was
 * restarted. Dropping the future changes nothing.
 *
 * |[
 * static void
 * remind (OdeonActor *self, gpointer data)
 * {
 *   bank_account_remind_tell (data, "the rent is due");
 * }
 *
 * timer = odeon_actor_invoke_after (odeon_actor_get_ref (actor), G_TIME_SPAN_DAY, remind,
 *                                   odeon_ref_ref (account), odeon_ref_unref);
 * ]|
 *
 * Returns: (transfer full): a future of %TRUE when @function has run
 */
ODEON_EXPORT
OdeonFuture *odeon_actor_invoke_after (gpointer       ref,
                                       GTimeSpan      delay,
                                       OdeonActorFunc function,
                                       gpointer       user_data,
                                       GDestroyNotify destroy);

/**
 * odeon_actor_invoke_every:
 * @ref: a ref or a proxy to an actor of this process
 * @interval: in microseconds, at least 1
 * @function: (scope notified): runs in the actor, as one of its messages, and may await
 * @user_data: data for @function
 * @destroy: (nullable): releases @user_data, on any thread
 *
 * Runs a function in an actor again and again, for the first time after @interval; see
 * odeon_actor_invoke_after(). The times do not drift. One that comes while the function is still
 * waiting in the mailbox from the time before is left out, not made up for.
 *
 * Returns: (transfer full): a future that is there to be cancelled: it ends with
 *   %ODEON_ERROR_CANCELLED, or with its actor with %ODEON_ERROR_ACTOR_DEAD
 */
ODEON_EXPORT
OdeonFuture *odeon_actor_invoke_every (gpointer       ref,
                                       GTimeSpan      interval,
                                       OdeonActorFunc function,
                                       gpointer       user_data,
                                       GDestroyNotify destroy);

G_END_DECLS
