/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-future.h"
#include "odeon-spawner.h"

G_BEGIN_DECLS

/**
 * SECTION:supervisor
 *
 * A supervisor declared in data: an actor that has nothing to do but to start its children, in the
 * order of a table, and to restart them by its strategy, as Erlang/OTP's `supervisor` does
 * (https://www.erlang.org/doc/apps/stdlib/supervisor.html). In code, any actor that spawns children
 * is their supervisor: see odeon_actor_supervise().
 *
 * |[
 * OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
 * const OdeonProperty     alice[] = { ODEON_PROPERTY_STRING ("owner", "alice"), { NULL } };
 * const OdeonChildSpec    children[] = {
 *   { .name = "ledger", .type = BANK_TYPE_LEDGER_ACTOR },
 *   { .name = "alice", .type = BANK_TYPE_ACCOUNT_ACTOR, .properties = alice,
 *     .restart = ODEON_RESTART_TRANSIENT },
 *   { NULL }
 * };
 * const OdeonSupervisorSpec spec = { .name = "bank", .strategy = &strategy, .children = children };
 *
 * strategy.kind = ODEON_REST_FOR_ONE;
 * bank = odeon_supervisor_spawn (ODEON_SPAWNER (system), &spec, &error);
 * ]|
 *
 * Each child starts when the one before it has started. A child that does not start makes the
 * supervisor fail to start: those before it end, and odeon_ref_started() of the supervisor says
 * which it was and why. The supervisor ends its children the youngest first. A supervisor that is
 * restarted starts all that are in its table.
 */

/**
 * OdeonProperty:
 * @name: the name of a property; %NULL ends an array of them
 * @value: its value, of the property's type or one that g_value_transform() makes that of
 *
 * A property to construct a child with, made with one of the `ODEON_PROPERTY_…` macros; of another
 * type it is made with a #GValue.
 */
typedef struct
{
  const gchar *name;
  GValue       value;
} OdeonProperty;

#define ODEON_PROPERTY_STRING(name, string)                                                        \
  { name, { G_TYPE_STRING, { { .v_pointer = (gpointer) (string) } } } }
#define ODEON_PROPERTY_BOOLEAN(name, boolean)                                                      \
  { name, { G_TYPE_BOOLEAN, { { .v_int = (boolean) } } } }
#define ODEON_PROPERTY_INT(name, n)    { name, { G_TYPE_INT, { { .v_int = (n) } } } }
#define ODEON_PROPERTY_UINT(name, n)   { name, { G_TYPE_UINT, { { .v_uint = (n) } } } }
#define ODEON_PROPERTY_INT64(name, n)  { name, { G_TYPE_INT64, { { .v_int64 = (n) } } } }
#define ODEON_PROPERTY_UINT64(name, n) { name, { G_TYPE_UINT64, { { .v_uint64 = (n) } } } }
#define ODEON_PROPERTY_DOUBLE(name, x) { name, { G_TYPE_DOUBLE, { { .v_double = (x) } } } }

/**
 * OdeonChildSpec:
 * @name: the child's name, unique in its table; %NULL ends a table
 * @type: its implementation, a type of actors
 * @restart: when it is made anew: OTP's `permanent`, `transient` and `temporary`
 * @properties: (nullable) (array zero-terminated=1): what to construct it with
 * @limits: (nullable): how often it may be restarted and how long that waits, in place of what the
 *   supervisor's strategy says; its `kind` does not count
 * @options: (nullable): where it lives and what it takes; its `name`, `restart` and `limits` do not
 *   count
 *
 * A child of a supervisor. All of it is copied.
 */
typedef struct
{
  const gchar             *name;
  GType                    type;
  OdeonRestart             restart;
  const OdeonProperty     *properties;
  const OdeonStrategy     *limits;
  const OdeonSpawnOptions *options;

  /*< private >*/
  gpointer                 padding[2];
} OdeonChildSpec;

/**
 * OdeonSupervisorSpec:
 * @name: (nullable): the supervisor's own name
 * @strategy: (nullable): how its children are restarted; %NULL is %ODEON_STRATEGY_INIT
 * @children: (nullable) (array zero-terminated=1): its table
 * @restart: when the supervisor itself is made anew, and its children with it
 *
 * All of it is copied.
 */
typedef struct
{
  const gchar          *name;
  const OdeonStrategy  *strategy;
  const OdeonChildSpec *children;
  OdeonRestart          restart;

  /*< private >*/
  gpointer              padding[4];
} OdeonSupervisorSpec;

/**
 * odeon_supervisor_spawn:
 * @in: a system or an actor
 * @spec: what it is, and its children
 * @error: return location for an error: those of odeon_spawn(), also of a child's name, type and
 *   properties; %ODEON_ERROR_NAME_TAKEN for two children of one name
 *
 * Makes a supervisor and returns at once.
 *
 * Returns: (transfer full) (nullable): the ref
 */
ODEON_EXPORT
OdeonRef *odeon_supervisor_spawn (OdeonSpawner              *in,
                                  const OdeonSupervisorSpec *spec,
                                  GError                   **error);

/**
 * odeon_ref_is_supervisor:
 * @ref: (nullable): a ref or a proxy
 *
 * Returns: whether it is one of odeon_supervisor_spawn()
 */
ODEON_EXPORT
gboolean odeon_ref_is_supervisor (gpointer ref);

/**
 * odeon_supervisor_add_child:
 * @supervisor: the ref of a supervisor
 * @child: the child
 *
 * Adds a child at the end of the table and starts it. Thread-safe; a child that is starting itself
 * must not ask for that, and gets %ODEON_ERROR_DEADLOCK.
 *
 * Returns: (transfer full): a future of %TRUE when the child has started; fails as
 *   odeon_supervisor_spawn() does, with the child's own error if it does not start, and with
 *   %ODEON_ERROR_ACTOR_DEAD if the supervisor has ended. Then it is not in the table
 */
ODEON_EXPORT
OdeonFuture *odeon_supervisor_add_child (gpointer supervisor, const OdeonChildSpec *child);

/**
 * odeon_supervisor_remove_child:
 * @supervisor: the ref of a supervisor
 * @name: a child's name
 *
 * Takes a child out of the table and stops it, if it lives. Thread-safe.
 *
 * Returns: (transfer full): a future of %TRUE when it has ended, and its name is free; if the child
 *   asks for that itself, when it has been told to stop. Fails with %ODEON_ERROR_NOT_FOUND, and
 *   with %ODEON_ERROR_ACTOR_DEAD if the supervisor has ended
 */
ODEON_EXPORT
OdeonFuture *odeon_supervisor_remove_child (gpointer supervisor, const gchar *name);

G_END_DECLS
