/* SPDX-License-Identifier: MIT */

/* One context's bindings, ordered by id and kind.
 *
 * A binding is of the type with which it was bound: a context bound by bind() counts as an object,
 * and no name leads through it (Naming Service 1.3, "Binding Objects").
 *
 * NotFound says what was wrong with the first component of its rest_of_name: it is not bound
 * (missing_node), is bound to an object where a context was wanted (not_context), or to a context
 * where an object was wanted (not_object).
 */

#include "naming-bindings.h"

#include "naming-name.h"

struct _NamingBindings
{
  GTree *tree; /* from CosNamingNameComponent to Bound */
};

typedef struct
{
  CosNamingBindingType  type;
  OdeonRef             *object; /* may be nil */
} Bound;

#define REASON(reason) COS_NAMING_NAMING_CONTEXT_NOT_FOUND_REASON_##reason

static void
bound_free (gpointer data)
{
  Bound *bound = data;

  odeon_ref_unref (bound->object);
  g_free (bound);
}

NamingBindings *
naming_bindings_new (void)
{
  NamingBindings *self = g_new (NamingBindings, 1);

  self->tree = g_tree_new_full (naming_component_compare, NULL,
                                (GDestroyNotify) cos_naming_name_component_free, bound_free);

  return self;
}

void
naming_bindings_free (NamingBindings *self)
{
  g_tree_unref (self->tree);
  g_free (self);
}

gboolean
naming_bindings_is_empty (NamingBindings *self)
{
  return g_tree_nnodes (self->tree) == 0;
}

static gboolean
not_found (CosNamingNamingContextNotFoundReason why, CosNamingName *rest, GError **error)
{
  g_propagate_error (error, cos_naming_naming_context_not_found_new_error (why, rest));

  return FALSE;
}

/* --- Changing --------------------------------------------------------------------------------- */

/* Nil is fine as an object, but no context. */
static gboolean
put (NamingBindings       *self,
     CosNamingName        *name,
     CosNamingBindingType  type,
     OdeonRef             *object,
     GError              **error)
{
  Bound *bound;

  if (type == COS_NAMING_BINDING_TYPE_NCONTEXT && object == NULL)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "A nil reference was to be bound as a context");
      return FALSE;
    }

  bound = g_new (Bound, 1);
  bound->type = type;
  bound->object = object != NULL ? odeon_ref_ref (object) : NULL;
  g_tree_replace (self->tree, cos_naming_name_component_copy (name->pdata[0]), bound);

  return TRUE;
}

gboolean
naming_bindings_is_free (NamingBindings *self, CosNamingName *name, GError **error)
{
  if (g_tree_lookup (self->tree, name->pdata[0]) == NULL)
    return TRUE;

  g_propagate_error (error, cos_naming_naming_context_already_bound_new_error ());
  return FALSE;
}

gboolean
naming_bindings_bind (NamingBindings       *self,
                      CosNamingName        *name,
                      CosNamingBindingType  type,
                      OdeonRef             *object,
                      GError              **error)
{
  return naming_bindings_is_free (self, name, error)
         && put (self, name, type, object, error);
}

/* What replaces a binding is of its type. */
gboolean
naming_bindings_rebind (NamingBindings       *self,
                        CosNamingName        *name,
                        CosNamingBindingType  type,
                        OdeonRef             *object,
                        GError              **error)
{
  Bound *bound = g_tree_lookup (self->tree, name->pdata[0]);

  if (bound != NULL && bound->type != type)
    return not_found (type == COS_NAMING_BINDING_TYPE_NOBJECT ? REASON (NOT_OBJECT)
                                                              : REASON (NOT_CONTEXT),
                      name, error);

  return put (self, name, type, object, error);
}

gboolean
naming_bindings_unbind (NamingBindings *self, CosNamingName *name, GError **error)
{
  return g_tree_remove (self->tree, name->pdata[0])
         || not_found (REASON (MISSING_NODE), name, error);
}

/* --- Looking ---------------------------------------------------------------------------------- */

gboolean
naming_bindings_resolve (NamingBindings  *self,
                         CosNamingName   *name,
                         OdeonRef       **out_object,
                         GError         **error)
{
  Bound *bound = g_tree_lookup (self->tree, name->pdata[0]);

  if (bound == NULL)
    return not_found (REASON (MISSING_NODE), name, error);

  *out_object = bound->object != NULL ? odeon_ref_ref (bound->object) : NULL;

  return TRUE;
}

/* The context through which @name leads, to be asked for the rest of it. */
CosNamingNamingContext *
naming_bindings_enter (NamingBindings *self, CosNamingName *name, GError **error)
{
  Bound *bound = g_tree_lookup (self->tree, name->pdata[0]);

  if (bound != NULL && bound->type == COS_NAMING_BINDING_TYPE_NCONTEXT)
    return cos_naming_naming_context_from_ref (bound->object, error);

  not_found (bound == NULL ? REASON (MISSING_NODE) : REASON (NOT_CONTEXT), name, error);

  return NULL;
}

static gboolean
add_to_list (gpointer key, gpointer value, gpointer user_data)
{
  CosNamingBindingList *list = user_data;
  CosNamingBinding     *binding = cos_naming_binding_new ();
  Bound                *bound = value;

  binding->binding_name = naming_name_new_component (key);
  binding->binding_type = bound->type;
  g_ptr_array_add (list, binding);

  return FALSE; /* go on */
}

CosNamingBindingList *
naming_bindings_list (NamingBindings *self)
{
  CosNamingBindingList *list = cos_naming_binding_list_new ();

  g_tree_foreach (self->tree, add_to_list, list);

  return list;
}
