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
  g_autoptr (NamingRoute)  route = NULL;
  GError                  *error = NULL;

  route = naming_route_new (self->bindings, n, call, cos_naming_naming_context_complete_bind);
  if (route == NULL)
    return;

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
  g_autoptr (NamingRoute)  route = NULL;
  GError                  *error = NULL;

  route = naming_route_new (self->bindings, n, call, cos_naming_naming_context_complete_rebind);
  if (route == NULL)
    return;

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
  g_autoptr (NamingRoute)  route = NULL;
  GError                  *error = NULL;

  route = naming_route_new (self->bindings, n, call,
                            cos_naming_naming_context_complete_bind_context);
  if (route == NULL)
    return;

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
  g_autoptr (NamingRoute)  route = NULL;
  GError                  *error = NULL;

  route = naming_route_new (self->bindings, n, call,
                            cos_naming_naming_context_complete_rebind_context);
  if (route == NULL)
    return;

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
  g_autoptr (NamingRoute)  route = NULL;
  GError                  *error = NULL;

  route = naming_route_new (self->bindings, n, call, cos_naming_naming_context_complete_unbind);
  if (route == NULL)
    return;

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

/* As resolve() and resolve_str() are answered. */
typedef struct
{
  OdeonDoneFunc arrived;
  void        (*complete) (OdeonCall *call, OdeonRef *result);
} Resolution;

static void
resolve (NamingContext *self, OdeonCall *call, CosNamingName *n, const Resolution *how)
{
  g_autoptr (NamingRoute)  route = naming_route_new (self->bindings, n, call, NULL);
  g_autoptr (OdeonRef)     object = NULL;
  GError                  *error = NULL;

  if (route == NULL)
    return;

  if (route->next != NULL)
    naming_route_follow (route, cos_naming_naming_context_resolve (route->next, route->rest),
                         how->arrived);
  else if (naming_bindings_resolve (self->bindings, n, &object, &error))
    how->complete (g_steal_pointer (&route->call), object);
  else
    naming_route_end (route, error);
}

static void
hand_back (OdeonFuture *done, NamingRoute *route, const Resolution *how)
{
  g_autoptr (OdeonRef)  object = NULL;
  GError               *error = NULL;

  if (cos_naming_naming_context_resolve_finish (done, &object, &error))
    how->complete (g_steal_pointer (&route->call), object);
  else
    naming_route_end (route, error);
}
