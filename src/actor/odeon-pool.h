/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-future.h"
#include "odeon-spawner.h"

G_BEGIN_DECLS

/**
 * SECTION:pool
 *
 * A pool is one ref in front of many actors of a kind, its members: whoever calls it through any
 * proxy calls one of them.
 *
 * |[
 * OdeonPoolOptions options = ODEON_POOL_OPTIONS_INIT;
 * g_autoptr (BankAccount) accounts = NULL;
 *
 * options.size = 8;
 * options.routing = ODEON_ROUTING_BY_KEY;
 * accounts = bank_account_spawn_pool (ODEON_SPAWNER (system), ACCOUNT_TYPE_ACTOR, &options,
 *                                     &error, NULL);
 * ]|
 *
 * The pool is an actor itself, the parent of its members, which are called `0`, `1` and so on. So
 * it has a name and a path, can be found, monitored, linked to and stopped; its members are stopped
 * with it, the youngest first, each when it has handled what it had. A member that fails is
 * restarted by the pool's strategy, with its mail; while it is down or suspended, others get what
 * is not bound to it by a key. One that ends for good leaves the pool, and what it had is refused.
 * A pool whose last member has ended ends, too: it fails if that failed.
 *
 * Messages from one sender that get to the same member do so in order. odeon_actor_invoke() and the
 * timers run a function in the pool itself, not in a member. An actor that is suspended by hand
 * keeps its mail; if that is the pool, its members go on, and only their number does not change.
 */

/**
 * ODEON_POOL_SIZE_MAX:
 *
 * The most members that a pool can have.
 */
#define ODEON_POOL_SIZE_MAX 1024

/**
 * OdeonRouting:
 * @ODEON_ROUTING_ROUND_ROBIN: each in turn
 * @ODEON_ROUTING_LEAST_LOADED: the member that has the fewest messages from the pool to handle, of
 *   eight that are in turn
 * @ODEON_ROUTING_BY_KEY: all messages of a key go to one member, in order. Messages without a key
 *   go to each in turn
 *
 * Which member gets a message.
 *
 * If a pool by key is resized, or loses a member, only those keys change their member that have to:
 * of n members, an n-th part of all keys. What was sent of a key before the change is handled
 * before what is sent after it, by whomever: a key's new member keeps its messages waiting until
 * its old one has none left. So a member must not wait, while it handles a message of a key, for
 * another message of the same key, in the pool of which it is.
 */
typedef enum
{
  ODEON_ROUTING_ROUND_ROBIN,
  ODEON_ROUTING_LEAST_LOADED,
  ODEON_ROUTING_BY_KEY
} OdeonRouting;

/**
 * OdeonPoolKeyFunc:
 * @method: what is called; of an untyped message one without interface, whose only argument is the
 *   message
 * @frame: the call's frame: see odeon_method_peek_argument()
 * @out_key: (out): the key, or a hash of it
 * @user_data: the closure's data
 *
 * Finds the key of a message. Called on the sender's thread, by many at once.
 *
 * Returns: %FALSE if the message has none
 */
typedef gboolean (*OdeonPoolKeyFunc) (const OdeonMethodInfo *method,
                                      gconstpointer          frame,
                                      guint64               *out_key,
                                      gpointer               user_data);

/**
 * OdeonPoolOptions:
 * @size: how many members it has at first: 1 to %ODEON_POOL_SIZE_MAX
 * @routing: which of them gets a message
 * @key: (nullable): of %ODEON_ROUTING_BY_KEY: what the key is. %NULL: the values of those
 *   parameters that the IDL marks with `@key`
 * @key_data: data for @key
 * @key_destroy: (nullable): releases @key_data, on any thread
 * @strategy: (nullable): how members are restarted; copied. %NULL is %ODEON_STRATEGY_INIT
 * @name: (nullable): the pool's name, as in #OdeonSpawnOptions
 * @restart: when the pool itself is made anew, and all members with it
 * @member: how members are spawned, but for their names. Placed by default, they are spread over
 *   the system's workers
 *
 * To be initialised with %ODEON_POOL_OPTIONS_INIT, then set by name.
 */
typedef struct
{
  guint                size;
  OdeonRouting         routing;
  OdeonPoolKeyFunc     key;
  gpointer             key_data;
  GDestroyNotify       key_destroy;
  const OdeonStrategy *strategy;
  const gchar         *name;
  OdeonRestart         restart;
  OdeonSpawnOptions    member;

  /*< private >*/
  gpointer             padding[4];
} OdeonPoolOptions;

/**
 * ODEON_POOL_OPTIONS_INIT:
 *
 * What a variable of type #OdeonPoolOptions begins with: four members, each in turn.
 */
#define ODEON_POOL_OPTIONS_INIT                                                                    \
  { 4, ODEON_ROUTING_ROUND_ROBIN, NULL, NULL, NULL, NULL, NULL, ODEON_RESTART_DEFAULT,             \
    ODEON_SPAWN_OPTIONS_INIT, { NULL } }

/**
 * odeon_pool_spawn:
 * @in: a system or an actor
 * @implementation: the GType of the members, which is not abstract
 * @options: size, routing and so on
 * @error: return location for an error: those of odeon_spawn(), and %ODEON_ERROR_INVALID_ARGUMENT
 *   for a size or a routing that does not exist, or a key that nobody asks for
 * @first_property: (nullable): the name of the first property to construct each member with
 * @...: its value, then further names and values, then %NULL
 *
 * Makes a pool and returns at once; the generated `…_spawn_pool` functions return it as a proxy.
 * What is sent before its members are there waits for them.
 *
 * Returns: (transfer full) (nullable): the ref of the pool
 */
ODEON_EXPORT
OdeonRef *odeon_pool_spawn (OdeonSpawner           *in,
                            GType                   implementation,
                            const OdeonPoolOptions *options,
                            GError                **error,
                            const gchar            *first_property,
                            ...);

/**
 * odeon_pool_spawn_valist:
 * @in: a system or an actor
 * @implementation: the GType of the members
 * @interface: (nullable): an interface that @implementation must have, else
 *   %ODEON_ERROR_WRONG_INTERFACE
 * @options: size, routing and so on
 * @error: return location for an error, as for odeon_pool_spawn()
 * @first_property: (nullable): the name of the first property to construct each member with
 * @properties: the rest
 *
 * What the generated `…_spawn_pool` functions call.
 *
 * Returns: (transfer full) (nullable): the ref of the pool
 */
ODEON_EXPORT
gpointer odeon_pool_spawn_valist (OdeonSpawner             *in,
                                  GType                     implementation,
                                  const OdeonInterfaceInfo *interface,
                                  const OdeonPoolOptions   *options,
                                  GError                  **error,
                                  const gchar              *first_property,
                                  va_list                   properties);

/**
 * odeon_ref_is_pool:
 * @ref: (nullable): a ref or a proxy
 *
 * Returns: whether it is a pool's
 */
ODEON_EXPORT
gboolean odeon_ref_is_pool (gpointer ref);

/**
 * odeon_pool_get_size:
 * @pool: a pool's ref or proxy
 *
 * Thread-safe.
 *
 * Returns: how many members it has, or will have when it has started
 */
ODEON_EXPORT
guint odeon_pool_get_size (gpointer pool);

/**
 * odeon_pool_resize:
 * @pool: a pool's ref or proxy
 * @size: how many members it is to have: 1 to %ODEON_POOL_SIZE_MAX, else the future fails with
 *   %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Spawns members, or lets the youngest go: they get nothing more, and are stopped when they have
 * handled what they have. Thread-safe.
 *
 * Returns: (transfer full): a future of %TRUE when messages go to that many members; those that
 *   leave may still be at work. Fails with the error of a spawn that failed
 */
ODEON_EXPORT
OdeonFuture *odeon_pool_resize (gpointer pool, guint size);

/**
 * odeon_pool_list_members:
 * @pool: a pool's ref or proxy
 *
 * Those that messages go to now: none before the pool has started, see odeon_ref_started(). What
 * goes to a member by its own ref does not go by the pool's keys. Thread-safe.
 *
 * Returns: (transfer full) (element-type OdeonRef): the members
 */
ODEON_EXPORT
GPtrArray *odeon_pool_list_members (gpointer pool);

/**
 * odeon_pool_broadcast:
 * @pool: a pool's ref or proxy
 * @message: an untyped message, for the `receive` hook of each member; sunk if floating
 *
 * Keeps its turn among what the caller sends to the pool.
 *
 * Returns: %FALSE if it is known already that it cannot arrive anywhere (best effort)
 */
ODEON_EXPORT
gboolean odeon_pool_broadcast (gpointer pool, GVariant *message);

/**
 * odeon_pool_broadcast_call:
 * @pool: a pool's ref or proxy
 * @operation: an operation's IDL name
 * @arguments: (nullable): a tuple of the arguments; sunk if floating
 * @error: return location for %ODEON_ERROR_UNKNOWN_MEMBER or %ODEON_ERROR_INVALID_ARGUMENT
 *
 * Calls an operation of each member, without an answer.
 *
 * Returns: %FALSE if @error was set
 */
ODEON_EXPORT
gboolean odeon_pool_broadcast_call (gpointer     pool,
                                    const gchar *operation,
                                    GVariant    *arguments,
                                    GError     **error);

G_END_DECLS
