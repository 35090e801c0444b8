/* SPDX-License-Identifier: MIT */

/* An operation on a name of several components is the operation on the rest of the name in the
 * context to which the first component is bound (Naming Service 1.3, "Names").
 *
 * The context that comes first keeps the call, sends the operation on to the next one, and answers
 * when the next one has answered. It could just as well await: then it would do nothing else
 * meanwhile. As it is, a context has any number of calls under way, and contexts that are bound in
 * a circle are none the worse for it.
 */

#include "naming-route.h"

#include "naming-name.h"

static gboolean
find_next (NamingRoute *self, NamingBindings *bindings, CosNamingName *name, GError **error)
{
  if (name->len == 0)
    {
      g_propagate_error (error, cos_naming_naming_context_invalid_name_new_error ());
      return FALSE;
    }
  if (name->len == 1)
    return TRUE;

  self->next = naming_bindings_enter (bindings, name, error);
  self->rest = naming_name_new_rest (name);

  return self->next != NULL;
}

/* Takes the call. NULL if the name leads nowhere: then the call has been answered. */
NamingRoute *
naming_route_new (NamingBindings *bindings, CosNamingName *name, OdeonCall *call)
{
  g_autoptr (NamingRoute) self = g_atomic_rc_box_new0 (NamingRoute);
  GError                 *error = NULL;

  self->call = call;
  if (find_next (self, bindings, name, &error))
    return g_steal_pointer (&self);

  odeon_call_return_error (g_steal_pointer (&self->call), error);

  return NULL;
}

/* A call that nobody has answered fails when it is dropped. */
static void
clear (gpointer data)
{
  NamingRoute *self = data;

  cos_naming_naming_context_unref (self->next);
  cos_naming_name_free (self->rest);
  odeon_call_drop (self->call);
}

void
naming_route_unref (NamingRoute *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* Takes the future. @done is given the route when the next context has answered; it runs in this
 * actor, between its messages. */
void
naming_route_follow (NamingRoute *self, OdeonFuture *future, OdeonDoneFunc done)
{
  odeon_future_on_done (future, done, g_atomic_rc_box_acquire (self),
                        (GDestroyNotify) naming_route_unref);
  odeon_future_unref (future);
}

/* The next context's exceptions are ours. If it did not answer at all, being dead perhaps,
 * CannotProceed tells the client where we got stuck, and with which name it may go on there. */
static GError *
translate (NamingRoute *self, GError *error)
{
  if (self->next == NULL || error->domain != ODEON_ERROR
      || error->code == ODEON_ERROR_INVALID_ARGUMENT)
    return error;

  g_error_free (error);

  return cos_naming_naming_context_cannot_proceed_new_error (self->next, self->rest);
}

/* Answers the call: with the error, which it takes, or that it is done. */
void
naming_route_end (NamingRoute *self, GError *error)
{
  OdeonCall *call = g_steal_pointer (&self->call);

  if (error != NULL)
    odeon_call_return_error (call, translate (self, error));
  else
    self->complete (call);
}

/* For naming_route_follow(): the next context has done an operation that has no results. */
void
naming_route_arrived (OdeonFuture *done, gpointer self)
{
  GError *error = NULL;

  odeon_future_await (done, &error); /* waits no more: it is done */
  naming_route_end (self, error);
}
