/* SPDX-License-Identifier: MIT */

/* Who lives in a system: found by path, by URN and by type, addressed all at once, listed with what
 * each is at, and stopped in order. Looking at all actors takes time that grows with all that ever
 * lived at once in the process; it slows nobody else. */

#pragma once

#include "odeon-state.h"
#include "odeon-system.h"

G_BEGIN_DECLS

/**
 * odeon_system_find_path:
 * @self: a system
 * @path: `/bank/alice`: the names of a root, its child, and so on
 * @error: return location for an error: %ODEON_ERROR_INVALID_NAME for what is no absolute path,
 *   such as one with `..` or an empty name in it, or %ODEON_ERROR_NOT_FOUND
 *
 * Roots of a system have different names, and so have the children of an actor. Thread-safe.
 *
 * Returns: (transfer full) (nullable): the living actor at @path
 */
ODEON_EXPORT
OdeonRef *odeon_system_find_path (OdeonSystem *self, const gchar *path, GError **error);

/**
 * odeon_actor_find:
 * @self: the actor itself
 * @path: `alice/purse`, from its children on; or an absolute path
 * @error: return location for an error, as for odeon_system_find_path()
 *
 * Returns: (transfer full) (nullable): the living actor at @path
 */
ODEON_EXPORT
OdeonRef *odeon_actor_find (OdeonActor *self, const gchar *path, GError **error);

/**
 * odeon_ref_dup_path:
 * @ref: a ref or a proxy
 *
 * Returns: (transfer full) (nullable): `/bank/alice`; %NULL if the actor has ended, or it or one
 *   that it is below has no name
 */
ODEON_EXPORT
gchar *odeon_ref_dup_path (gpointer ref);

/**
 * odeon_system_find_urn:
 * @self: a system
 * @urn: what odeon_ref_dup_urn() gave, in whatever case
 *
 * Returns: (transfer full) (nullable): the living actor that has this URN
 */
ODEON_EXPORT
OdeonRef *odeon_system_find_urn (OdeonSystem *self, const gchar *urn);

/**
 * odeon_system_list_actors:
 * @self: a system
 * @type: a type of actors, or an interface that they implement; %ODEON_TYPE_ACTOR for all
 *
 * Thread-safe. An actor that comes or goes meanwhile may be in the list or not.
 *
 * Returns: (transfer full) (element-type OdeonRef): the living actors of that type and of those
 *   derived from it, in no order
 */
ODEON_EXPORT
GPtrArray *odeon_system_list_actors (OdeonSystem *self, GType type);

/**
 * odeon_system_list_actors_by_name:
 * @self: a system
 * @type_name: the name of a GType: `BankAccountActor`
 *
 * Returns: (transfer full) (element-type OdeonRef): as odeon_system_list_actors(); empty if there
 *   is no such type
 */
ODEON_EXPORT
GPtrArray *odeon_system_list_actors_by_name (OdeonSystem *self, const gchar *type_name);

/**
 * odeon_system_broadcast:
 * @self: a system
 * @type: as for odeon_system_list_actors()
 * @message: what odeon_ref_tell() takes; a floating one is consumed
 *
 * Tells @message to each living actor of that type. One that ends meanwhile keeps nobody else from
 * it.
 *
 * Returns: to how many it was sent
 */
ODEON_EXPORT
guint odeon_system_broadcast (OdeonSystem *self, GType type, GVariant *message);

/**
 * odeon_system_broadcast_by_name:
 * @self: a system
 * @type_name: the name of a GType
 * @message: what odeon_ref_tell() takes; a floating one is consumed
 *
 * Returns: to how many it was sent
 */
ODEON_EXPORT
guint odeon_system_broadcast_by_name (OdeonSystem *self,
                                      const gchar *type_name,
                                      GVariant    *message);

/**
 * OdeonActorRecord:
 * @ref: the actor
 * @parent: (nullable): of which it is a child
 * @state: what it is at
 * @awaits: (nullable): whose answer its handler awaits, without a deadline; of several handlers
 *   under way, the one that began to await first
 * @operation: (nullable): what it is handling, such as `Bank::Account.withdraw`; `receive`,
 *   `invoke`, `started` and `stop` are the library's. %NULL: nothing, or it is not known
 * @busy: for how long, in microseconds; -1: not known, as of a system that is not observed
 * @waits_for: (nullable): what its handler awaits, for people; only where its worker has answered
 * @n_waiting: how many messages wait in its mailbox; -1: not known. Of a mailbox that has no bound
 *   and is not observed, %ODEON_RECORD_MAX_COUNTED is that or more
 * @holds_thread: it is what its thread runs just now
 * @has_answered: its worker was asked, and has answered in time
 *
 * What was to be seen of an actor when it was looked at. Name, path and type are the ref's:
 * odeon_ref_get_name(), odeon_ref_dup_path(), odeon_ref_get_actor_type().
 */
typedef struct
{
  OdeonRef       *ref;
  OdeonRef       *parent;
  OdeonActorState state;
  OdeonRef       *awaits;
  gchar          *operation;
  GTimeSpan       busy;
  gchar          *waits_for;
  gint            n_waiting;
  gboolean        holds_thread;
  gboolean        has_answered;

  /*< private >*/
  gpointer        padding[4];
} OdeonActorRecord;

/**
 * ODEON_RECORD_MAX_COUNTED:
 *
 * As many messages are counted for an #OdeonActorRecord.
 */
#define ODEON_RECORD_MAX_COUNTED 1000

#define ODEON_TYPE_ACTOR_RECORD (odeon_actor_record_get_type ())

ODEON_EXPORT
GType odeon_actor_record_get_type (void) G_GNUC_CONST;

/**
 * odeon_actor_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a copy
 */
ODEON_EXPORT
OdeonActorRecord *odeon_actor_record_copy (const OdeonActorRecord *self);

/**
 * odeon_actor_record_free:
 * @self: (transfer full) (nullable): a record
 */
ODEON_EXPORT
void odeon_actor_record_free (OdeonActorRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonActorRecord, odeon_actor_record_free)

/**
 * odeon_system_inspect:
 * @self: a system
 *
 * Which actors still live, and what is each at? Asks none of them, and so works while they are
 * stuck. Where the system is observed (#OdeonSystem:collect-statistics and its like), it knows for
 * how long. Thread-safe.
 *
 * Returns: (transfer full) (element-type OdeonActorRecord): a record of each, in no order
 */
ODEON_EXPORT
GPtrArray *odeon_system_inspect (OdeonSystem *self);

/**
 * odeon_system_inspect_within:
 * @self: a system
 * @timeout_ms: how long to wait for answers, in milliseconds, at most
 *
 * odeon_system_inspect(), but asks the workers, who know more: what is awaited, and how much waits
 * in a mailbox. It blocks the calling thread until all have answered, or the time is over: then a
 * handler hangs that is shown by its #OdeonActorRecord.holds_thread, and its neighbours have not
 * answered either. Of an application's main context, and of a system without threads, the thread
 * that runs it is asked; the calling thread answers at once. Thread-safe; not for a tracer.
 *
 * Returns: (transfer full) (element-type OdeonActorRecord): a record of each, in no order
 */
ODEON_EXPORT
GPtrArray *odeon_system_inspect_within (OdeonSystem *self, guint timeout_ms);

/**
 * odeon_system_dump:
 * @self: a system
 *
 * Returns: (transfer full): odeon_system_inspect_within() 100 ms, for people to read: a line for
 *   each actor, below its parent
 */
ODEON_EXPORT
gchar *odeon_system_dump (OdeonSystem *self);

/**
 * odeon_system_dump_on_signal:
 * @self: a system
 * @signum: `SIGUSR1`, `SIGUSR2`, `SIGHUP`, `SIGINT`, `SIGTERM` or `SIGWINCH`; 0: no signal any more
 *
 * Prints odeon_system_dump() to the standard error output whenever the process gets the signal,
 * until the system is freed. Without this call Odeon touches no signal. A thread waits for it, so
 * that it works while every other one is stuck. Thread-safe.
 */
ODEON_EXPORT
void odeon_system_dump_on_signal (OdeonSystem *self, gint signum);

/**
 * odeon_system_stop_all:
 * @self: a system
 * @timeout_ms: how long to wait for all of them together; negative is for ever
 *
 * Stops all actors that live now, the last one started first; each root takes its children along,
 * the youngest first, and ends before the next one is told. Others may be started meanwhile and
 * later. When the time is over, the rest is told to stop, too, and not waited for. Thread-safe; an
 * actor may call it, but does not see the end.
 *
 * Returns: (transfer full): a future of a boolean, %TRUE; or of %ODEON_ERROR_TIMED_OUT, which says
 *   who has not ended in time
 */
ODEON_EXPORT
OdeonFuture *odeon_system_stop_all (OdeonSystem *self, gint timeout_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
