/* SPDX-License-Identifier: MIT */

/* A naming context: OMG's interface on one side, a table of bindings on the other. Operations on
 * names are deferred: each asks for a route, and is either answered from the table or sent on.
 *
 * Beyond the exceptions that each operation declares, CORBA's BAD_PARAM is our
 * ODEON_ERROR_INVALID_ARGUMENT, and OBJECT_NOT_EXIST is ODEON_ERROR_ACTOR_DEAD.
 */

#include "naming-context.h"

#include "naming-bindings.h"
#include "naming-iterator.h"
#include "naming-name.h"
#include "naming-route.h"
#include "naming-url.h"

struct _NamingContext
{
  OdeonActor parent_instance;

  NamingBindings *bindings;
};

#define NOBJECT COS_NAMING_BINDING_TYPE_NOBJECT
#define NCONTEXT COS_NAMING_BINDING_TYPE_NCONTEXT

/* --- Binding ---------------------------------------------------------------------------------- */

static void
context_bind (CosNamingNamingContextImpl *impl, OdeonCall *call, CosNamingName *n, OdeonRef *obj)
{
  NamingContext           *self = NAMING_CONTEXT (impl);
  g_autoptr (NamingRoute)  route = naming_route_new (self->bindings, n, call);
  GError                  *error = NULL;

  if (route == NULL)
    return;
  route->complete = cos_naming_naming_context_complete_bind;

  if (route->next != NULL)
    naming_route_follow (route, cos_naming_naming_context_bind (route->next, route->rest, obj),
                         naming_route_arrived);
  else
    {
      naming_bindings_bind (self->bindings, n, NOBJECT, obj, &error);
      naming_route_end (route, error);
    }
}

static void
context_rebind (CosNamingNamingContextImpl *impl, OdeonCall *call, CosNamingName *n, OdeonRef *obj)
{
  NamingContext           *self = NAMING_CONTEXT (impl);
  g_autoptr (NamingRoute)  route = naming_route_new (self->bindings, n, call);
  GError                  *error = NULL;

  if (route == NULL)
    return;
  route->complete = cos_naming_naming_context_complete_rebind;

  if (route->next != NULL)
    naming_route_follow (route, cos_naming_naming_context_rebind (route->next, route->rest, obj),
                         naming_route_arrived);
  else
    {
      naming_bindings_rebind (self->bindings, n, NOBJECT, obj, &error);
      naming_route_end (route, error);
    }
}

static void
context_bind_context (CosNamingNamingContextImpl *impl,
                      OdeonCall                  *call,
                      CosNamingName              *n,
                      CosNamingNamingContext     *nc)
{
  NamingContext           *self = NAMING_CONTEXT (impl);
  g_autoptr (NamingRoute)  route = naming_route_new (self->bindings, n, call);
  GError                  *error = NULL;

  if (route == NULL)
    return;
  route->complete = cos_naming_naming_context_complete_bind_context;

  if (route->next != NULL)
    naming_route_follow (route,
                         cos_naming_naming_context_bind_context (route->next, route->rest, nc),
                         naming_route_arrived);
  else
    {
      naming_bindings_bind (self->bindings, n, NCONTEXT, ODEON_REF (nc), &error);
      naming_route_end (route, error);
    }
}

static void
context_rebind_context (CosNamingNamingContextImpl *impl,
                        OdeonCall                  *call,
                        CosNamingName              *n,
                        CosNamingNamingContext     *nc)
{
  NamingContext           *self = NAMING_CONTEXT (impl);
  g_autoptr (NamingRoute)  route = naming_route_new (self->bindings, n, call);
  GError                  *error = NULL;

  if (route == NULL)
    return;
  route->complete = cos_naming_naming_context_complete_rebind_context;

  if (route->next != NULL)
    naming_route_follow (route,
                         cos_naming_naming_context_rebind_context (route->next, route->rest, nc),
                         naming_route_arrived);
  else
    {
      naming_bindings_rebind (self->bindings, n, NCONTEXT, ODEON_REF (nc), &error);
      naming_route_end (route, error);
    }
}

static void
context_unbind (CosNamingNamingContextImpl *impl, OdeonCall *call, CosNamingName *n)
{
  NamingContext           *self = NAMING_CONTEXT (impl);
  g_autoptr (NamingRoute)  route = naming_route_new (self->bindings, n, call);
  GError                  *error = NULL;

  if (route == NULL)
    return;
  route->complete = cos_naming_naming_context_complete_unbind;

  if (route->next != NULL)
    naming_route_follow (route, cos_naming_naming_context_unbind (route->next, route->rest),
                         naming_route_arrived);
  else
    {
      naming_bindings_unbind (self->bindings, n, &error);
      naming_route_end (route, error);
    }
}

/* --- Resolving -------------------------------------------------------------------------------- */

static void
resolved (OdeonFuture *done, gpointer user_data)
{
  NamingRoute          *route = user_data;
  g_autoptr (OdeonRef)  object = NULL;
  GError               *error = NULL;

  if (cos_naming_naming_context_resolve_finish (done, &object, &error))
    route->complete_object (g_steal_pointer (&route->call), object);
  else
    naming_route_end (route, error);
}

static void
resolve (NamingContext *self, OdeonCall *call, CosNamingName *n, NamingCompleteObject complete)
{
  g_autoptr (NamingRoute)  route = naming_route_new (self->bindings, n, call);
  g_autoptr (OdeonRef)     object = NULL;
  GError                  *error = NULL;

  if (route == NULL)
    return;

  route->complete_object = complete;
  if (route->next != NULL)
    naming_route_follow (route, cos_naming_naming_context_resolve (route->next, route->rest),
                         resolved);
  else if (naming_bindings_resolve (self->bindings, n, &object, &error))
    complete (g_steal_pointer (&route->call), object);
  else
    naming_route_end (route, error);
}

static void
context_resolve (CosNamingNamingContextImpl *impl, OdeonCall *call, CosNamingName *n)
{
  resolve (NAMING_CONTEXT (impl), call, n, cos_naming_naming_context_complete_resolve);
}

static void
context_resolve_str (CosNamingNamingContextExtImpl *impl, OdeonCall *call, const gchar *n)
{
  GError                    *error = NULL;
  g_autoptr (CosNamingName)  name = naming_name_parse (n, &error);

  if (name != NULL)
    resolve (NAMING_CONTEXT (impl), call, name,
             cos_naming_naming_context_ext_complete_resolve_str);
  else
    odeon_call_return_error (call, error);
}

/* --- Making and ending contexts --------------------------------------------------------------- */

/* No child of this context: it lives on when this one is destroyed. */
static CosNamingNamingContext *
make_context (GError **error)
{
  return cos_naming_naming_context_spawn (ODEON_SPAWNER (odeon_system_get_default ()),
                                          NAMING_TYPE_CONTEXT, NULL, error, NULL);
}

static gboolean
context_new_context (CosNamingNamingContextImpl  *impl G_GNUC_UNUSED,
                     CosNamingNamingContext     **out_result,
                     GError                     **error)
{
  *out_result = make_context (error);

  return *out_result != NULL;
}

static CosNamingNamingContext *
make_bound_context (NamingContext *self, CosNamingName *n, GError **error)
{
  g_autoptr (CosNamingNamingContext) context = NULL;

  if (!naming_bindings_is_free (self->bindings, n, error))
    return NULL;

  context = make_context (error);
  if (context == NULL
      || !naming_bindings_bind (self->bindings, n, NCONTEXT, ODEON_REF (context), error))
    return NULL;

  return g_steal_pointer (&context);
}

static void
new_context_bound (OdeonFuture *done, gpointer user_data)
{
  NamingRoute                        *route = user_data;
  g_autoptr (CosNamingNamingContext)  context = NULL;
  GError                             *error = NULL;

  if (cos_naming_naming_context_bind_new_context_finish (done, &context, &error))
    cos_naming_naming_context_complete_bind_new_context (g_steal_pointer (&route->call), context);
  else
    naming_route_end (route, error);
}

static void
context_bind_new_context (CosNamingNamingContextImpl *impl, OdeonCall *call, CosNamingName *n)
{
  NamingContext                      *self = NAMING_CONTEXT (impl);
  g_autoptr (NamingRoute)             route = naming_route_new (self->bindings, n, call);
  g_autoptr (CosNamingNamingContext)  context = NULL;
  GError                             *error = NULL;

  if (route == NULL)
    return;

  if (route->next != NULL)
    naming_route_follow (route,
                         cos_naming_naming_context_bind_new_context (route->next, route->rest),
                         new_context_bound);
  else if ((context = make_bound_context (self, n, &error)) != NULL)
    cos_naming_naming_context_complete_bind_new_context (g_steal_pointer (&route->call), context);
  else
    naming_route_end (route, error);
}

/* What is bound to this context elsewhere stays bound there: to a context that is no more. */
static gboolean
context_destroy (CosNamingNamingContextImpl *impl, GError **error)
{
  NamingContext *self = NAMING_CONTEXT (impl);

  if (!naming_bindings_is_empty (self->bindings))
    {
      g_propagate_error (error, cos_naming_naming_context_not_empty_new_error ());
      return FALSE;
    }

  odeon_actor_stop (ODEON_ACTOR (self));

  return TRUE;
}

/* --- Listing ---------------------------------------------------------------------------------- */

/* What is more than the client asked for goes into an iterator: our child, which ends with us at
 * the latest. If there is nothing more, the iterator is nil. */
static gboolean
context_list (CosNamingNamingContextImpl  *impl,
              guint32                      how_many,
              CosNamingBindingList       **out_bl,
              CosNamingBindingIterator   **out_bi,
              GError                     **error)
{
  NamingContext                        *self = NAMING_CONTEXT (impl);
  g_autoptr (CosNamingBindingList)      all = naming_bindings_list (self->bindings);
  g_autoptr (CosNamingBindingList)      more = NULL;
  g_autoptr (CosNamingBindingIterator)  iterator = NULL;

  if (how_many < all->len)
    {
      more = naming_iterator_slice (all, how_many, all->len);
      iterator = cos_naming_binding_iterator_spawn (ODEON_SPAWNER (self), NAMING_TYPE_ITERATOR,
                                                    NULL, error, "bindings", more, NULL);
      if (iterator == NULL)
        return FALSE;
    }

  *out_bl = naming_iterator_slice (all, 0, how_many);
  *out_bi = g_steal_pointer (&iterator);

  return TRUE;
}

/* --- Names as strings ------------------------------------------------------------------------- */

static gboolean
context_to_string (CosNamingNamingContextExtImpl  *impl G_GNUC_UNUSED,
                   CosNamingName                  *n,
                   gchar                         **out_result,
                   GError                        **error)
{
  *out_result = naming_name_to_string (n, error);

  return *out_result != NULL;
}

static gboolean
context_to_name (CosNamingNamingContextExtImpl  *impl G_GNUC_UNUSED,
                 const gchar                    *sn,
                 CosNamingName                 **out_result,
                 GError                        **error)
{
  *out_result = naming_name_parse (sn, error);

  return *out_result != NULL;
}

static gboolean
context_to_url (CosNamingNamingContextExtImpl  *impl G_GNUC_UNUSED,
                const gchar                    *addr,
                const gchar                    *sn,
                gchar                         **out_result,
                GError                        **error)
{
  *out_result = naming_url_new (addr, sn, error);

  return *out_result != NULL;
}

/* --- The GObject ------------------------------------------------------------------------------ */

static void
context_impl_init (CosNamingNamingContextImplInterface *iface)
{
  iface->bind_deferred = context_bind;
  iface->rebind_deferred = context_rebind;
  iface->bind_context_deferred = context_bind_context;
  iface->rebind_context_deferred = context_rebind_context;
  iface->resolve_deferred = context_resolve;
  iface->unbind_deferred = context_unbind;
  iface->new_context = context_new_context;
  iface->bind_new_context_deferred = context_bind_new_context;
  iface->destroy = context_destroy;
  iface->list = context_list;
}

static void
context_ext_impl_init (CosNamingNamingContextExtImplInterface *iface)
{
  iface->to_string = context_to_string;
  iface->to_name = context_to_name;
  iface->to_url = context_to_url;
  iface->resolve_str_deferred = context_resolve_str;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NamingContext, naming_context, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (COS_NAMING_TYPE_NAMING_CONTEXT_IMPL,
                                                      context_impl_init)
                               G_IMPLEMENT_INTERFACE (COS_NAMING_TYPE_NAMING_CONTEXT_EXT_IMPL,
                                                      context_ext_impl_init))

static void
naming_context_finalize (GObject *object)
{
  naming_bindings_free (NAMING_CONTEXT (object)->bindings);

  G_OBJECT_CLASS (naming_context_parent_class)->finalize (object);
}

static void
naming_context_class_init (NamingContextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = naming_context_finalize;
}

static void
naming_context_init (NamingContext *self)
{
  self->bindings = naming_bindings_new ();
}
