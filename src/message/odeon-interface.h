/* SPDX-License-Identifier: MIT */

/* The tables that describe an interface's operations to the library. The compiler emits them. */

#pragma once

#include "odeon-value.h"

G_BEGIN_DECLS

/**
 * OdeonParamFlags:
 * @ODEON_PARAM_IN: an argument
 * @ODEON_PARAM_OUT: a result; the return value is the first of them, named `result`
 * @ODEON_PARAM_INDIRECT: the frame holds a pointer to the value, from g_malloc(): results of
 *   kind STRUCT and UNION, which handlers allocate
 * @ODEON_PARAM_KEY: an argument that is marked with `@key`: what a pool by key goes by
 */
typedef enum
{
  ODEON_PARAM_IN       = 1 << 0,
  ODEON_PARAM_OUT      = 1 << 1,
  ODEON_PARAM_INDIRECT = 1 << 2,
  ODEON_PARAM_KEY      = 1 << 3
} OdeonParamFlags;

/**
 * OdeonParamInfo:
 * @name: the parameter's name in IDL
 * @type: its type
 * @offset: where it lies in the frame
 * @flags: its direction; `inout` is two parameters, IN and OUT
 */
struct _OdeonParamInfo
{
  const gchar         *name;
  const OdeonTypeInfo *type;
  guint16              offset;
  guint16              flags;
};

/**
 * OdeonMethodFlags:
 * @ODEON_METHOD_ONEWAY: nobody answers
 * @ODEON_METHOD_GETTER: reads the attribute @name
 * @ODEON_METHOD_SETTER: writes the attribute @name
 * @ODEON_METHOD_FLAT: no parameter owns memory nor can be invalid: numbers and booleans only
 * @ODEON_METHOD_RELIABLE: `@delivery(reliable)`: between machines it may overtake others
 * @ODEON_METHOD_SEQUENCED: `@delivery(sequenced)`: likewise; it may be lost, and is if a later one
 *   of the operation has come before it
 * @ODEON_METHOD_UNRELIABLE: `@delivery(unreliable)`: likewise; it may be lost
 */
typedef enum
{
  ODEON_METHOD_ONEWAY     = 1 << 0,
  ODEON_METHOD_GETTER     = 1 << 1,
  ODEON_METHOD_SETTER     = 1 << 2,
  ODEON_METHOD_FLAT       = 1 << 3,
  ODEON_METHOD_RELIABLE   = 1 << 4,
  ODEON_METHOD_SEQUENCED  = 1 << 5,
  ODEON_METHOD_UNRELIABLE = 1 << 6
} OdeonMethodFlags;

/**
 * OdeonDispatchFunc:
 * @self: the actor's implementation
 * @vtable: its vtable of this interface
 * @call: the call
 * @frame: the call's frame
 * @error: return location for the handler's error
 *
 * Calls the handler in @vtable with the arguments in @frame, the results going there too.
 *
 * Returns: %FALSE if @error was set
 */
typedef gboolean (*OdeonDispatchFunc) (gpointer   self,
                                       gpointer   vtable,
                                       OdeonCall *call,
                                       gpointer   frame,
                                       GError   **error);

/**
 * OdeonMethodInfo:
 * @name: the operation's or attribute's name in IDL
 * @interface: the interface that declares it
 * @dispatch: calls the handler
 * @params: the parameters: the arguments in order, then the results in order
 * @n_params: how many @params there are
 * @frame_size: the size of the frame, the C struct that holds the parameters
 * @flags: what kind of operation it is
 * @timeout_ms: after how many milliseconds without an answer a call fails with
 *   %ODEON_ERROR_TIMED_OUT; 0 is never. One that has not started by then never will
 * @priority: above 0 it overtakes calls of a lower one that wait for the same actor
 * @raises: (nullable) (array zero-terminated=1): the exceptions it declares
 * @handler_offset: where the handler lies in the vtable
 * @deferred_offset: where the deferred handler lies; 0 if there is none
 * @annotations: (nullable): what else the IDL says of it
 */
struct _OdeonMethodInfo
{
  const gchar                 *name;
  const OdeonInterfaceInfo    *interface;
  OdeonDispatchFunc            dispatch;
  const OdeonParamInfo        *params;
  guint16                      n_params;
  guint16                      frame_size;
  guint32                      flags;
  guint32                      timeout_ms;
  gint32                       priority;
  const OdeonErrorInfo *const *raises;
  guint32                      handler_offset;
  guint32                      deferred_offset;
  const OdeonAnnotationInfo   *annotations;
};

/**
 * ODEON_METHOD_PARAMS: (skip)
 * @table: the array of the parameters
 * @Frame: the type of the frame
 *
 * For generated code: what an #OdeonMethodInfo says about its parameters.
 */
#define ODEON_METHOD_PARAMS(table, Frame)                                                          \
  .params = table, .n_params = G_N_ELEMENTS (table), .frame_size = sizeof (Frame)

/**
 * ODEON_METHOD_HANDLERS: (skip)
 * @Vtable: the type of the vtable
 * @entry: the name of the handler in it
 *
 * For generated code: what an #OdeonMethodInfo says about its handlers.
 */
#define ODEON_METHOD_HANDLERS(Vtable, entry)                                                       \
  .handler_offset = G_STRUCT_OFFSET (Vtable, entry),                                               \
  .deferred_offset = G_STRUCT_OFFSET (Vtable, entry##_deferred)

/**
 * odeon_method_peek_argument:
 * @method: a method
 * @frame: the frame of a call of it
 * @name: an argument's name in IDL
 *
 * For functions that look at any call: what an argument is lies where this points to, a `long` as
 * a #gint32, a `string` as a `const gchar *`.
 *
 * Returns: (nullable) (transfer none): the argument's slot; %NULL if there is no such argument
 */
ODEON_EXPORT
gconstpointer odeon_method_peek_argument (const OdeonMethodInfo *method,
                                          gconstpointer          frame,
                                          const gchar           *name);

/**
 * OdeonInterfaceFlags:
 * @ODEON_INTERFACE_HAS_PRIORITY: one of its own methods has a priority above 0
 * @ODEON_INTERFACE_DURABLE_MAILBOX: its actors are to have a durable mailbox, which the spawn says
 */
typedef enum
{
  ODEON_INTERFACE_HAS_PRIORITY    = 1 << 0,
  ODEON_INTERFACE_DURABLE_MAILBOX = 1 << 1
} OdeonInterfaceFlags;

/**
 * OdeonInterfaceInfo:
 * @name: the interface's scoped name in IDL
 * @get_type: the GType of the implementers' interface
 * @bases: (nullable) (array zero-terminated=1): the interfaces it inherits directly
 * @methods: its own operations and accessors, in the order of IDL
 * @n_methods: how many @methods there are
 * @fingerprint: the same in two programs only if everything that matters on the wire is the same:
 *   names, operations, types, and those of the bases
 * @vtable_size: the size of the implementers' vtable
 * @flags: of #OdeonInterfaceFlags
 * @mailbox_bound: how many messages may wait for its actors, if neither their class nor their spawn
 *   says so; 0 is no bound
 * @overflow: an #OdeonOverflow: what happens beyond that, likewise
 * @annotations: (nullable): what else the IDL says of it
 */
struct _OdeonInterfaceInfo
{
  const gchar                     *name;
  GType                          (*get_type) (void);
  const OdeonInterfaceInfo *const *bases;
  const OdeonMethodInfo           *methods;
  guint                            n_methods;
  guint32                          vtable_size;
  guint64                          fingerprint;
  guint32                          flags;
  guint32                          mailbox_bound;
  guint32                          overflow;
  const OdeonAnnotationInfo       *annotations;
};

/**
 * odeon_interface_is_a:
 * @info: an interface
 * @base: an interface
 *
 * Returns: whether @info is @base or inherits it
 */
ODEON_EXPORT
gboolean odeon_interface_is_a (const OdeonInterfaceInfo *info, const OdeonInterfaceInfo *base);

/**
 * odeon_interface_find_method:
 * @info: an interface
 * @name: the IDL name of an operation, or of an attribute
 * @flags: of an attribute's accessor %ODEON_METHOD_GETTER or %ODEON_METHOD_SETTER, else 0
 *
 * Looks in @info and then in what it inherits.
 *
 * Returns: (nullable) (transfer none): the method
 */
ODEON_EXPORT
const OdeonMethodInfo *odeon_interface_find_method (const OdeonInterfaceInfo *info,
                                                    const gchar              *name,
                                                    OdeonMethodFlags          flags);

/**
 * odeon_interface_of_gtype:
 * @implementers_interface: the GType of an implementers' interface
 *
 * Returns: (nullable) (transfer none): its table
 */
ODEON_EXPORT
const OdeonInterfaceInfo *odeon_interface_of_gtype (GType implementers_interface);

/**
 * odeon_interface_register:
 * @implementers_interface: the GType of an implementers' interface
 * @info: its table
 *
 * For generated code: ties the two together, once. Who implements the interface must implement its
 * bases too.
 */
ODEON_EXPORT
void odeon_interface_register (GType implementers_interface, const OdeonInterfaceInfo *info);

/**
 * odeon_interface_register_proxy:
 * @proxy: the boxed GType of an interface's proxy
 * @info: its table
 *
 * For generated code: ties the two together, once.
 */
ODEON_EXPORT
void odeon_interface_register_proxy (GType proxy, const OdeonInterfaceInfo *info);

/**
 * odeon_interface_find:
 * @name: an interface's scoped name in IDL: `Bank::Account`
 *
 * Looks among the interfaces of all generated code that is linked or loaded, used or not. Of two
 * that bear the name, the one that came first. Thread-safe.
 *
 * Returns: (nullable) (transfer none): its table
 */
ODEON_EXPORT
const OdeonInterfaceInfo *odeon_interface_find (const gchar *name);

/**
 * odeon_interface_list:
 *
 * What odeon_interface_find() finds. Thread-safe.
 *
 * Returns: (transfer container) (array zero-terminated=1): the tables, sorted by name
 */
ODEON_EXPORT
const OdeonInterfaceInfo **odeon_interface_list (void);

/**
 * OdeonInterfaceSet:
 * @interfaces: (array zero-terminated=1): the interfaces of one file of generated code
 *
 * For generated code: a link in the list of all such sets, which costs a start of the program no
 * memory.
 */
typedef struct _OdeonInterfaceSet OdeonInterfaceSet;

struct _OdeonInterfaceSet
{
  const OdeonInterfaceInfo *const *interfaces;

  /*< private >*/
  OdeonInterfaceSet *next;
};

/**
 * odeon_interface_set_announce:
 * @set: a set that is in no list
 *
 * For generated code: lets the set's interfaces be found.
 */
ODEON_EXPORT
void odeon_interface_set_announce (OdeonInterfaceSet *set);

/**
 * odeon_interface_set_withdraw:
 * @set: a set that was announced
 *
 * For generated code: the set is about to be unloaded.
 */
ODEON_EXPORT
void odeon_interface_set_withdraw (OdeonInterfaceSet *set);

/**
 * ODEON_DEFINE_INTERFACES:
 * @name: what no other such line in the program is called
 * @...: pointers to the tables
 *
 * For generated code: announces the interfaces when the program or the module that they are in is
 * loaded, and withdraws them when it goes.
 */
#define ODEON_DEFINE_INTERFACES(name, ...)                                                         \
  static const OdeonInterfaceInfo *const _##name##_interfaces[] = { __VA_ARGS__, NULL };           \
  static OdeonInterfaceSet _##name##_interface_set = { _##name##_interfaces, NULL };               \
                                                                                                   \
  __attribute__ ((constructor)) static void                                                        \
  _##name##_announce_interfaces (void)                                                             \
  {                                                                                                \
    odeon_interface_set_announce (&_##name##_interface_set);                                       \
  }                                                                                                \
                                                                                                   \
  __attribute__ ((destructor)) static void                                                         \
  _##name##_withdraw_interfaces (void)                                                             \
  {                                                                                                \
    odeon_interface_set_withdraw (&_##name##_interface_set);                                       \
  }

G_END_DECLS
