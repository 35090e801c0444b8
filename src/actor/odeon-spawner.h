/* SPDX-License-Identifier: MIT */

#pragma once

#include "odeon-actor.h"
#include "odeon-mailbox.h"

G_BEGIN_DECLS

#define ODEON_TYPE_SPAWNER (odeon_spawner_get_type ())

/**
 * OdeonSpawner:
 *
 * Where actors can be made: a system, or an actor, whose children they become. When an actor
 * stops, its children stop first, the youngest first. An actor as a spawner is for its own
 * handlers and hooks; a system serves any thread.
 */
ODEON_EXPORT
G_DECLARE_INTERFACE (OdeonSpawner, odeon_spawner, ODEON, SPAWNER, GObject)

/**
 * OdeonPlacement:
 * @ODEON_PLACE_DEFAULT: a child on its parent's worker, others in turn on the system's workers, but
 *   for those that have been much busier of late than another
 * @ODEON_PLACE_ANY_WORKER: on the worker with the fewest actors
 * @ODEON_PLACE_WORKER: on the worker of the number in @worker
 * @ODEON_PLACE_THREAD: on a thread of its own, for code that blocks; it ends with the actor
 * @ODEON_PLACE_CONTEXT: in the main context in @context, which the application runs
 * @ODEON_PLACE_NEAR: with the actor in @near, for two that talk much: a message between neighbours
 *   costs a fraction of one that wakes another thread
 *
 * Where an actor lives, for all its life; a migratable one (see #OdeonActorClass) that is placed by
 * default, on any worker or near another only begins there. A context with actors in it should be
 * run by one thread only: an actor that was suspended there goes on on whichever iterates the
 * context next.
 */
typedef enum
{
  ODEON_PLACE_DEFAULT,
  ODEON_PLACE_ANY_WORKER,
  ODEON_PLACE_WORKER,
  ODEON_PLACE_THREAD,
  ODEON_PLACE_CONTEXT,
  ODEON_PLACE_NEAR
} OdeonPlacement;

/**
 * OdeonSpawnOptions:
 * @name: (nullable): a name that no other living child of the same actor bears, nor, without a
 *   parent, another living root of the system: 1 to 255 bytes of UTF-8 without `/` and control
 *   characters, not `.` or `..`
 * @placement: where the actor lives
 * @worker: of %ODEON_PLACE_WORKER: from 0 to the number of workers less one
 * @context: (nullable): of %ODEON_PLACE_CONTEXT: the context; %NULL is the global default one
 * @near: (nullable): of %ODEON_PLACE_NEAR: a ref or a proxy to an actor of the same system
 * @mailbox_bound: how many messages may wait: 1 to %ODEON_MAILBOX_BOUND_MAX; 0 is what the actor's
 *   class says, and no bound if it says nothing; %ODEON_MAILBOX_UNBOUNDED is no bound, whatever it
 *   says. Anything else is %ODEON_ERROR_INVALID_ARGUMENT
 * @overflow: what happens to a message beyond that. Without a bound it can only be
 *   %ODEON_OVERFLOW_DEFAULT, else %ODEON_ERROR_INVALID_ARGUMENT
 * @restart: when it is made anew
 * @mailbox: (nullable): where its messages wait, in place of the built-in mailbox; counted until
 *   the actor has ended. One that serves another actor is %ODEON_ERROR_INVALID_ARGUMENT, and so is
 *   any for an actor with `reentrant`, `handled` or a @max_concurrency above 1. Then
 *   @mailbox_bound is when its `overflow` is asked, and @overflow can only be
 *   %ODEON_OVERFLOW_DEFAULT
 * @limits: (nullable): how often it may be restarted and how long that waits, in place of what its
 *   parent's strategy says, whose `kind` holds in any case; copied
 * @max_concurrency: how many of its messages may be under way at once; 0 is what the actor's class
 *   says. See #OdeonActorClass.max_concurrency
 *
 * To be initialised with %ODEON_SPAWN_OPTIONS_INIT, then set by name.
 */
typedef struct
{
  const gchar   *name;
  OdeonPlacement placement;
  guint          worker;
  GMainContext  *context;
  gpointer       near;
  guint          mailbox_bound;
  OdeonOverflow  overflow;
  OdeonRestart   restart;
  OdeonMailbox  *mailbox;
  const OdeonStrategy *limits;
  guint          max_concurrency;

  /*< private >*/
  gpointer       padding[4];
} OdeonSpawnOptions;

/**
 * ODEON_MAILBOX_UNBOUNDED:
 *
 * A `mailbox_bound` for an actor without one, whatever its class says.
 */
#define ODEON_MAILBOX_UNBOUNDED G_MAXUINT

/**
 * ODEON_SPAWN_OPTIONS_INIT:
 *
 * What a variable of type #OdeonSpawnOptions begins with: no name, the default placement, the
 * class's bound and concurrency; restarted if its parent has a strategy.
 */
#define ODEON_SPAWN_OPTIONS_INIT \
  { NULL, ODEON_PLACE_DEFAULT, 0, NULL, NULL, 0, ODEON_OVERFLOW_DEFAULT, ODEON_RESTART_DEFAULT, \
    NULL, NULL, 0, { NULL } }

/**
 * odeon_spawn:
 * @in: a system or an actor
 * @implementation: the GType of the actor, which is not abstract
 * @options: (nullable): name and placement
 * @error: return location for an error: %ODEON_ERROR_INVALID_NAME, %ODEON_ERROR_NAME_TAKEN,
 *   %ODEON_ERROR_INVALID_ARGUMENT (a type or property that does not exist, a value that does not
 *   fit, a mailbox in use, or a bound that makes no sense), %ODEON_ERROR_SHUT_DOWN,
 *   %ODEON_ERROR_NO_RESOURCES
 * @first_property: (nullable): the name of the first property to construct it with
 * @...: its value, then further names and values, then %NULL
 *
 * Makes an actor and returns at once. The object is made on its worker, before its first message.
 *
 * Returns: (transfer full) (nullable): the ref
 */
ODEON_EXPORT
OdeonRef *odeon_spawn (OdeonSpawner            *in,
                       GType                    implementation,
                       const OdeonSpawnOptions *options,
                       GError                 **error,
                       const gchar             *first_property,
                       ...);

/**
 * odeon_spawn_valist:
 * @in: a system or an actor
 * @implementation: the GType of the actor
 * @interface: (nullable): an interface that @implementation must have, else
 *   %ODEON_ERROR_WRONG_INTERFACE
 * @options: (nullable): name and placement
 * @error: return location for an error, as for odeon_spawn()
 * @first_property: (nullable): the name of the first property to construct it with
 * @properties: the rest
 *
 * What the generated `…_spawn` functions call.
 *
 * Returns: (transfer full) (nullable): the ref
 */
ODEON_EXPORT
gpointer odeon_spawn_valist (OdeonSpawner             *in,
                             GType                     implementation,
                             const OdeonInterfaceInfo *interface,
                             const OdeonSpawnOptions  *options,
                             GError                  **error,
                             const gchar              *first_property,
                             va_list                   properties);

G_END_DECLS
