/* SPDX-License-Identifier: MIT */

/* Actors whose interface is made when the program runs.
 *
 * Of each interface there is one GType, a class derived from the abstract stand-in: its vtables
 * hold functions that libffi made, one pair for each method. GTypes live for ever, and so do these.
 * What tells one actor from another is its script, which each function finds through `self`.
 *
 * A message reaches the deferred handler, whose call goes to the script's callback as it is. The
 * plain handler is there for whoever calls the vtable without a message, and for oneway operations:
 * it makes a call of its own, and waits for the answer.
 */

#include "odeon-dynamic.h"

#include "odeon-call-private.h"
#include "odeon-ffi-private.h"
#include "odeon-interface-private.h"

/* --- the script --- */

typedef struct
{
  GHashTable      *functions; /* of methods */
  OdeonDynamicFunc others;    /* (nullable) */
  gpointer         user_data;
  GDestroyNotify   destroy;
} Script;

static void
script_clear (gpointer data)
{
  Script *self = data;

  g_hash_table_unref (self->functions);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

static Script *
script_ref (Script *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
script_unref (Script *self)
{
  g_atomic_rc_box_release_full (self, script_clear);
}

static GType script_get_type (void);

G_DEFINE_BOXED_TYPE (Script, script, script_ref, script_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Script, script_unref)

static gboolean
script_add (Script                    *self,
            const OdeonInterfaceInfo  *interface,
            const OdeonDynamicHandler *handler,
            GError                   **error)
{
  const OdeonMethodInfo *method;

  if (handler->operation == NULL)
    {
      self->others = handler->function;
      return TRUE;
    }

  method = _odeon_interface_resolve (interface, handler->operation, error);
  if (method == NULL)
    return FALSE;
  g_hash_table_insert (self->functions, (gpointer) method, (gpointer) handler->function);

  return TRUE;
}

/* --- the actor --- */

typedef struct
{
  OdeonActor parent_instance;

  Script *script;
} OdeonStandIn;

typedef OdeonActorClass OdeonStandInClass;

enum
{
  PROP_SCRIPT = 1
};

static GType odeon_stand_in_get_type (void);

G_DEFINE_ABSTRACT_TYPE (OdeonStandIn, odeon_stand_in, ODEON_TYPE_ACTOR)

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SCRIPT)
    ((OdeonStandIn *) object)->script = g_value_dup_boxed (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
finalize (GObject *object)
{
  g_clear_pointer (&((OdeonStandIn *) object)->script, script_unref);
  G_OBJECT_CLASS (odeon_stand_in_parent_class)->finalize (object);
}

static void
odeon_stand_in_class_init (OdeonStandInClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);

  object->set_property = set_property;
  object->finalize = finalize;
  g_object_class_install_property (object, PROP_SCRIPT,
                                   g_param_spec_boxed ("script", NULL, NULL, script_get_type (),
                                                       G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                                                       | G_PARAM_STATIC_STRINGS));
}

static void
odeon_stand_in_init (OdeonStandIn *self G_GNUC_UNUSED)
{
}

/* --- what its vtables do --- */

static void
defer (const OdeonMethodInfo *method, gpointer instance, OdeonCall *call)
{
  OdeonStandIn    *self = instance;
  OdeonDynamicFunc function = NULL;
  GError          *error = NULL;

  /* None in an actor that somebody made of the bare GType. */
  if (self->script != NULL)
    function = (OdeonDynamicFunc) g_hash_table_lookup (self->script->functions, method);
  if (function == NULL && self->script != NULL)
    function = self->script->others;

  if (function != NULL)
    function ((OdeonActor *) self, call, self->script->user_data);
  else
    {
      odeon_call_not_implemented (call, &error);
      odeon_call_return_error (call, error);
    }
}

static gboolean
handle (const OdeonMethodInfo *method,
        gpointer               instance,
        gconstpointer         *arguments,
        gpointer              *results,
        GError               **error)
{
  OdeonCall              *call = odeon_call_new (NULL, method);
  g_autoptr (OdeonFuture) answer = &call->future;
  guint                   first_result = _odeon_method_get_first_result (method);

  for (guint i = 0; i < first_result; i++)
    odeon_call_set_argument (call, i, arguments[i]);
  if (call->flags & ODEON_CALL_INVALID)
    odeon_call_return (call);
  else
    defer (method, instance, call);

  if ((method->flags & ODEON_METHOD_ONEWAY) && !odeon_future_is_done (answer))
    return TRUE;
  if (!odeon_future_await (answer, error))
    return FALSE;
  for (guint i = first_result; i < method->n_params; i++)
    odeon_call_copy_result (call->frame, method, i, results[i - first_result]);

  return TRUE;
}

static const OdeonFfiBehaviour behaviour = {
  .handle = handle,
  .defer = defer,
};

/* --- its GTypes --- */

/* What an interface's vtable is filled with. */
typedef struct
{
  const OdeonInterfaceInfo *interface;
  gpointer                 *handlers; /* NULL where the vtable has no place for one */
  gpointer                 *deferred; /* likewise */
} Filling;

static GMutex      mutex;
static GHashTable *fillings; /* by interface; kept for ever, like the GTypes by interface */
static GHashTable *types;

static gboolean
check_method (const OdeonMethodInfo *method, GError **error)
{
  if (method->handler_offset != 0 || method->deferred_offset != 0)
    return TRUE;

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
               "%s.%s: the table does not say where its handlers lie: compile the IDL anew",
               method->interface->name, method->name);

  return FALSE;
}

static gboolean
fill_method (Filling *self, guint i, GError **error)
{
  const OdeonMethodInfo *method = &self->interface->methods[i];

  if (!check_method (method, error))
    return FALSE;
  if (method->handler_offset != 0 && self->handlers[i] == NULL)
    {
      self->handlers[i] = _odeon_ffi_new_handler (method, &behaviour, error);
      if (self->handlers[i] == NULL)
        return FALSE;
    }
  if (method->deferred_offset != 0 && self->deferred[i] == NULL)
    {
      self->deferred[i] = _odeon_ffi_new_deferred (method, &behaviour, error);
      if (self->deferred[i] == NULL)
        return FALSE;
    }

  return TRUE;
}

static Filling *
get_filling_locked (const OdeonInterfaceInfo *interface, GError **error)
{
  Filling *self;

  if (fillings == NULL)
    fillings = g_hash_table_new (NULL, NULL);
  self = g_hash_table_lookup (fillings, interface);
  if (self == NULL)
    {
      self = g_new0 (Filling, 1);
      self->interface = interface;
      self->handlers = g_new0 (gpointer, interface->n_methods);
      self->deferred = g_new0 (gpointer, interface->n_methods);
      g_hash_table_insert (fillings, (gpointer) interface, self);
    }

  /* Goes on where it failed last time. */
  for (guint i = 0; i < interface->n_methods; i++)
    if (!fill_method (self, i, error))
      return NULL;

  return self;
}

static void
fill_vtable (gpointer vtable, gpointer data)
{
  const Filling *filling = data;

  for (guint i = 0; i < filling->interface->n_methods; i++)
    {
      const OdeonMethodInfo *method = &filling->interface->methods[i];

      if (method->handler_offset != 0)
        G_STRUCT_MEMBER (gpointer, vtable, method->handler_offset) = filling->handlers[i];
      if (method->deferred_offset != 0)
        G_STRUCT_MEMBER (gpointer, vtable, method->deferred_offset) = filling->deferred[i];
    }
}

/* The interface and all that it inherits, each once, and after its bases. */
static gboolean
add_fillings_locked (const OdeonInterfaceInfo *interface, GPtrArray *all, GError **error)
{
  Filling *filling;

  for (guint i = 0; interface->bases != NULL && interface->bases[i] != NULL; i++)
    if (!add_fillings_locked (interface->bases[i], all, error))
      return FALSE;

  filling = get_filling_locked (interface, error);
  if (filling != NULL && !g_ptr_array_find (all, filling, NULL))
    g_ptr_array_add (all, filling);

  return filling != NULL;
}

/* "OdeonStandIn-Bank-Account"; two tables may bear one name. */
static gchar *
dup_type_name (const OdeonInterfaceInfo *interface)
{
  g_auto (GStrv)    parts = g_strsplit (interface->name, "::", -1);
  g_autofree gchar *scoped = g_strjoinv ("-", parts);
  gchar            *name = g_strconcat ("OdeonStandIn-", scoped, NULL);

  for (guint i = 2; g_type_from_name (name) != G_TYPE_INVALID; i++)
    {
      g_free (name);
      name = g_strdup_printf ("OdeonStandIn-%s-%u", scoped, i);
    }

  return name;
}

static GType
register_type (const OdeonInterfaceInfo *interface, const GPtrArray *all)
{
  g_autofree gchar *name = dup_type_name (interface);
  GType             type;

  type = g_type_register_static_simple (odeon_stand_in_get_type (), name,
                                        sizeof (OdeonStandInClass), NULL, sizeof (OdeonStandIn),
                                        NULL, G_TYPE_FLAG_FINAL);
  for (guint i = 0; i < all->len; i++)
    {
      Filling       *filling = g_ptr_array_index (all, i);
      GInterfaceInfo info = { fill_vtable, NULL, filling };

      g_type_add_interface_static (type, filling->interface->get_type (), &info);
    }

  return type;
}

static GType
get_type_for_locked (const OdeonInterfaceInfo *interface, GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  GType                 type;

  if (types == NULL)
    types = g_hash_table_new (NULL, NULL);
  type = (GType) g_hash_table_lookup (types, interface);
  if (type != G_TYPE_INVALID)
    return type;

  all = g_ptr_array_new ();
  if (!add_fillings_locked (interface, all, error))
    return G_TYPE_INVALID;
  type = register_type (interface, all);
  g_hash_table_insert (types, (gpointer) interface, (gpointer) type);

  return type;
}

OdeonRef *
odeon_interface_implement_dynamic (const OdeonInterfaceInfo  *interface,
                                   OdeonSpawner              *in,
                                   const OdeonSpawnOptions   *options,
                                   const OdeonDynamicHandler *handlers,
                                   gsize                      n_handlers,
                                   gpointer                   user_data,
                                   GDestroyNotify             destroy,
                                   GError                   **error)
{
  g_autoptr (Script) script = g_atomic_rc_box_new0 (Script);
  GType              type;

  script->functions = g_hash_table_new (NULL, NULL);
  script->user_data = user_data;
  script->destroy = destroy;

  g_return_val_if_fail (interface != NULL, NULL);
  g_return_val_if_fail (handlers != NULL || n_handlers == 0, NULL);

  for (gsize i = 0; i < n_handlers; i++)
    if (!script_add (script, interface, &handlers[i], error))
      return NULL;

  g_mutex_lock (&mutex);
  type = get_type_for_locked (interface, error);
  g_mutex_unlock (&mutex);
  if (type == G_TYPE_INVALID)
    return NULL;

  return odeon_spawn (in, type, options, error, "script", script, NULL);
}
