/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-mail.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define ODEON_TYPE_MAILBOX (odeon_mailbox_get_type ())

/**
 * OdeonMailbox:
 *
 * Where the messages of an actor wait: for those who want another order than that of arrival,
 * another bound, or another place, such as a file or a server. It is chosen at the spawn
 * (#OdeonSpawnOptions.mailbox) and serves one actor at a time; its restarts do not concern it.
 * Actors without one have the built-in one, which costs less.
 *
 * What stands in it is what users send: calls, untyped messages, odeon_actor_invoke(). The system's
 * own business passes it by: kill, suspend, supervision and monitors, events of topics,
 * continuations, timers, and what was put aside with odeon_actor_stash(). So does a stop, which yet
 * keeps its turn: before the actor stops it handles what had been put when the stop came, as far as
 * the mailbox gives it out. What a durable mailbox has kept without the #OdeonMail is not waited
 * for.
 *
 * A mailbox that does not keep its promises harms nobody but those who await its actor: what it
 * loses is refused with %ODEON_ERROR_BROKEN_PROMISE, and what it gives out twice, or is another's,
 * is logged and not handled. After that, and after a `take` of %NULL, it is asked again when
 * something is put or odeon_mailbox_notify() is called.
 */
ODEON_EXPORT
G_DECLARE_INTERFACE (OdeonMailbox, odeon_mailbox, ODEON, MAILBOX, GObject)

/**
 * OdeonMailboxInterface:
 * @put: takes in a message, which it keeps with odeon_mail_ref(); once it returns %TRUE the sender
 *   goes on. %FALSE refuses it: the sender, and dead letters, see @error, or without one
 *   %ODEON_ERROR_MAILBOX_FULL. On the sender's thread, several at once, but those of one sender one
 *   after the other. It may await where its sender could; one that blocks blocks the sender's
 *   thread
 * @take: gives out the message that is to be handled next; %NULL: there is none now. Called on the
 *   actor's thread when the actor is free to handle it, which it does at once; not while it is
 *   suspended or being restarted. It must not wait
 * @size: how many messages @take could give out; an estimate will do. Any thread, before each @put
 *   if there is a bound, and before several @take
 * @handled: (nullable): what @take gave out has been handled, or was withdrawn by its sender; a
 *   call that the actor has deferred counts as handled. With @failed, the actor failed of it, or
 *   was killed or restarted meanwhile. On the actor's thread, once for each message. It must not
 *   wait
 * @overflow: (nullable): as many messages as the bound (#OdeonSpawnOptions.mailbox_bound) are there
 *   already. %TRUE: @put it all the same, others having been let go of, or room having been waited
 *   for; %FALSE refuses it, as @put does. Called as @put is. %NULL refuses
 * @close: the actor ends. What has been put and not taken is refused when this returns, and whoever
 *   awaits it learns that the actor has ended; what is durable stays, for the next actor that is
 *   spawned with this mailbox or another on the same store. No other call of this actor's is under
 *   way, or follows. On any thread, once. It must not wait
 * @notifies: what is put cannot be taken at once: the mailbox calls odeon_mailbox_notify() when it
 *   can, and the actor is not woken before
 *
 * A mailbox as its actor sees it. All but @handled and @overflow are required.
 */
struct _OdeonMailboxInterface
{
  GTypeInterface parent_iface;

  gboolean   (*put)      (OdeonMailbox *self, OdeonMail *mail, GError **error);
  OdeonMail *(*take)     (OdeonMailbox *self);
  guint      (*size)     (OdeonMailbox *self);
  void       (*handled)  (OdeonMailbox *self, OdeonMail *mail, gboolean failed);
  gboolean   (*overflow) (OdeonMailbox *self, OdeonMail *mail, GError **error);
  void       (*close)    (OdeonMailbox *self);
  gboolean     notifies;

  /*< private >*/
  gpointer     padding[3];
};

/**
 * odeon_mailbox_notify:
 * @self: a mailbox
 *
 * Says that `take` may have something to give out, which it had not when it was last called.
 * Unnecessary after a `put`, but for a mailbox whose interface `notifies`. Any thread, any time:
 * without an actor it does nothing, and one that begins asks by itself.
 */
ODEON_EXPORT
void odeon_mailbox_notify (OdeonMailbox *self);

/**
 * odeon_mailbox_decode:
 * @self: a mailbox that has an actor
 * @bytes: what odeon_mail_to_bytes() returned, in whatever process
 * @refs: (nullable) (element-type OdeonRef): the references that came with it
 * @error: return location for an error: %ODEON_ERROR_ACTOR_DEAD if @self has no actor,
 *   %ODEON_ERROR_WRONG_INTERFACE if that does not implement the operation, or not with these
 *   arguments, %ODEON_ERROR_INVALID_ARGUMENT if @bytes are no message
 *
 * Makes a message of bytes, for `take` to give out. It is stored (odeon_mail_set_stored()) and
 * wants no answer. The bytes may be anybody's: all that is wrong with them is an error. Any thread.
 *
 * Returns: (transfer full) (nullable): the message
 */
ODEON_EXPORT
OdeonMail *odeon_mailbox_decode (OdeonMailbox *self,
                                 GBytes       *bytes,
                                 GPtrArray    *refs,
                                 GError      **error);

G_END_DECLS
