/* SPDX-License-Identifier: MIT */

/* Groups: actors in other processes of this machine. A pointer gone wild takes one group down and
 * no more: whoever has a call there is told, its supervisor starts it anew. */

#pragma once

#include "odeon-strategy.h"
#include "odeon-system.h"

G_BEGIN_DECLS

#define ODEON_TYPE_GROUP (odeon_group_get_type ())

/**
 * OdeonGroup:
 *
 * A process with actors of its own, in which this one can spawn: an #OdeonSpawner like a system,
 * for any thread. It is there as long as its actor is (see odeon_group_get_ref()); the object is
 * only a handle.
 *
 * What is spawned there is promised at once, as by odeon_ref_from_future(): what is sent to it
 * waits until it is there, and fails of what kept it from being made. Its type must be known there;
 * its properties must be of a kind that can cross: numbers, enums, flags, strings, `GStrv`,
 * #GBytes, #GVariant, refs and proxies; others are %ODEON_ERROR_INVALID_ARGUMENT. An actor with a
 * name is made anew in the new process when the group is restarted, with the properties that it had
 * first; the old reference does not reach it: odeon_group_find() does. One that fails is restarted
 * in place by the group's strategy, and is the same to all who know it. A mailbox of one's own and
 * limits stay at home: spawn options with these are %ODEON_ERROR_INVALID_ARGUMENT.
 *
 * The process sees its end of a socket close when this one ends, however that comes, and ends too.
 */
ODEON_EXPORT
G_DECLARE_FINAL_TYPE (OdeonGroup, odeon_group, ODEON, GROUP, GObject)

/**
 * OdeonGroupOptions:
 * @name: (nullable): the name of the group's actor, as in #OdeonSpawnOptions
 * @argv: (nullable) (array zero-terminated=1): the program to run and its arguments; it must call
 *   odeon_init() first thing. %NULL is the program that runs, anew
 * @module: (nullable): the path of a module with types of actors, for `odeon-host` to load; in
 *   place of @argv
 * @environment: (nullable) (array zero-terminated=1): `NAME=VALUE`, to be added to what is
 *   inherited; `NAME` alone takes one away
 * @directory: (nullable): the working directory
 * @workers: threads, as for odeon_system_new(), but for 0, which is one thread here as well
 * @max_memory: how many bytes of addresses the process may have (RLIMIT_AS); 0 is no limit
 * @max_cpu_seconds: how many seconds of processor time (RLIMIT_CPU); 0 is no limit
 * @max_files: how many open files (RLIMIT_NOFILE); 0 is no limit of its own
 * @confined: whether the process gets no new privileges by executing others (PR_SET_NO_NEW_PRIVS)
 *   and has a session of its own, without a terminal
 * @start_timeout: how long the process may take to be ready, in microseconds; 0 is 10 seconds
 * @stop_timeout: how long its actors may take to stop before it is killed, in microseconds; 0 is 5
 *   seconds
 * @heartbeat: after how many microseconds without a sign of life it is taken for hung, and killed;
 *   0 is never. A handler that holds all of its workers that long is such a hang
 * @restart: when it is started anew, as in #OdeonSpawnOptions: by default if its supervisor has a
 *   strategy
 * @default_type: (nullable): the name of the type of actors that odeon_group_spawn_by_name() makes
 *   if it is told none
 * @strategy: (nullable): how the actors that are spawned there are restarted, as children of the
 *   group; copied. %NULL: as the children of whoever starts the group are at that time. A failure
 *   that is escalated there is one of the group, and whoever supervises that decides
 *
 * To be initialised with %ODEON_GROUP_OPTIONS_INIT, then set by name.
 */
typedef struct
{
  const gchar        *name;
  const gchar *const *argv;
  const gchar        *module;
  const gchar *const *environment;
  const gchar        *directory;
  gint                workers;
  guint64             max_memory;
  guint               max_cpu_seconds;
  guint               max_files;
  gboolean            confined;
  GTimeSpan           start_timeout;
  GTimeSpan           stop_timeout;
  GTimeSpan           heartbeat;
  OdeonRestart        restart;
  const gchar        *default_type;
  const OdeonStrategy *strategy;

  /*< private >*/
  gpointer            padding[2];
} OdeonGroupOptions;

/**
 * ODEON_GROUP_OPTIONS_INIT:
 *
 * What a variable of type #OdeonGroupOptions begins with: this program anew, with one worker.
 */
#define ODEON_GROUP_OPTIONS_INIT \
  { NULL, NULL, NULL, NULL, NULL, 1, 0, 0, 0, FALSE, 0, 0, 0, ODEON_RESTART_DEFAULT, NULL, \
    NULL, { NULL } }

/**
 * odeon_init:
 * @argc: (inout) (optional): the number of arguments of main()
 * @argv: (inout) (array length=argc) (optional): the arguments of main()
 *
 * To be called first thing in the main() of a program that starts groups of itself, or is started
 * as one, behind g_type_ensure() for each type of actor that is to be spawned there, unless
 * ODEON_ANNOUNCE_ACTOR() has made it known. In a group's process it does not return: the group is
 * run, and the process ends with it. In any other it does nothing.
 */
ODEON_EXPORT
void odeon_init (int *argc, char ***argv);

/**
 * odeon_system_start_group:
 * @self: a system with workers
 * @options: (nullable): what group
 * @error: return location for an error: as odeon_spawn(), and %ODEON_ERROR_INVALID_ARGUMENT of an
 *   option that makes no sense
 *
 * Starts a process, and returns at once: what is spawned and sent waits until it is ready. Whether
 * it came up is what odeon_ref_started() of odeon_group_get_ref() says.
 *
 * Returns: (transfer full) (nullable): the group
 */
ODEON_EXPORT
OdeonGroup *odeon_system_start_group (OdeonSystem             *self,
                                      const OdeonGroupOptions *options,
                                      GError                 **error);

/**
 * odeon_actor_start_group:
 * @self: an actor, in one of its handlers or hooks
 * @options: (nullable): what group
 * @error: return location for an error, as for odeon_system_start_group()
 *
 * Starts a group that ends with @self, and is supervised by it as a child is.
 *
 * Returns: (transfer full) (nullable): the group
 */
ODEON_EXPORT
OdeonGroup *odeon_actor_start_group (OdeonActor              *self,
                                     const OdeonGroupOptions *options,
                                     GError                 **error);

/**
 * odeon_group_get_ref:
 * @self: a group
 *
 * The actor, in this process, that the group is to others: odeon_ref_started() says when the
 * process is ready, odeon_ref_stop() stops its actors and then it, odeon_ref_kill() kills it, and
 * it can be monitored, linked to and supervised. It fails with %ODEON_ERROR_GROUP_DIED if the
 * process ends by itself. Any thread.
 *
 * Returns: (transfer none): the ref
 */
ODEON_EXPORT
OdeonRef *odeon_group_get_ref (OdeonGroup *self);

/**
 * odeon_group_get_pid:
 * @self: a group
 *
 * Any thread.
 *
 * Returns: the process, or 0 if there is none at the moment
 */
ODEON_EXPORT
gint64 odeon_group_get_pid (OdeonGroup *self);

/**
 * odeon_group_find:
 * @self: a group
 * @path: a path there, as for odeon_system_find_path()
 *
 * Looks for an actor in the group. Any thread.
 *
 * Returns: (transfer full): a future, for odeon_group_find_await()
 */
ODEON_EXPORT
OdeonFuture *odeon_group_find (OdeonGroup *self, const gchar *path);

/**
 * odeon_group_find_await:
 * @future: (transfer full): what odeon_group_find() returned
 * @error: return location for an error: %ODEON_ERROR_NOT_FOUND, or as odeon_future_await()
 *
 * Returns: (transfer full) (nullable): the actor
 */
ODEON_EXPORT
OdeonRef *odeon_group_find_await (OdeonFuture *future, GError **error);

/**
 * odeon_group_spawn_by_name:
 * @self: a group
 * @type_name: (nullable): the name of a GType that the group's program has, and this one need not;
 *   %NULL is the group's `default_type`
 * @interface: (nullable): an interface that it has
 * @options: (nullable): as for odeon_spawn(); a placement is without meaning there
 * @properties: (nullable): construct properties, an `a{sv}`; sunk if floating
 * @error: return location for %ODEON_ERROR_INVALID_ARGUMENT; all else is said to what is sent to
 *   the actor
 *
 * Spawns in a group what may be no type of this program. Any thread.
 *
 * Returns: (transfer full) (nullable): the ref
 */
ODEON_EXPORT
gpointer odeon_group_spawn_by_name (OdeonGroup               *self,
                                    const gchar              *type_name,
                                    const OdeonInterfaceInfo *interface,
                                    const OdeonSpawnOptions  *options,
                                    GVariant                 *properties,
                                    GError                  **error);

/**
 * OdeonActorAnnouncement: (skip)
 *
 * For ODEON_ANNOUNCE_ACTOR(): a link in the list of the types that are known by name.
 */
typedef struct _OdeonActorAnnouncement OdeonActorAnnouncement;

struct _OdeonActorAnnouncement
{
  GType (*get_type) (void);

  /*< private >*/
  OdeonActorAnnouncement *next;
};

/**
 * odeon_actor_announcement_add: (skip)
 * @self: an announcement that is in no list; static
 *
 * For ODEON_ANNOUNCE_ACTOR().
 */
ODEON_EXPORT
void odeon_actor_announcement_add (OdeonActorAnnouncement *self);

/**
 * ODEON_ANNOUNCE_ACTOR:
 * @snake: what stands before `_get_type` of a type of actor: `account`
 *
 * Lets other processes spawn actors of the type here by its name. Stands by itself in the file that
 * defines the type; in place of g_type_ensure() before odeon_init().
 */
#define ODEON_ANNOUNCE_ACTOR(snake)                                                                \
  static OdeonActorAnnouncement snake##_announcement = { snake##_get_type, NULL };                 \
                                                                                                   \
  __attribute__ ((constructor)) static void                                                        \
  snake##_announce (void)                                                                          \
  {                                                                                                \
    odeon_actor_announcement_add (&snake##_announcement);                                          \
  }

G_END_DECLS
