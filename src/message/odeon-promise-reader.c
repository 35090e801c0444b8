/* SPDX-License-Identifier: MIT */

/* Finding a promised reference in what a future has got. */

#include "odeon-promised-ref-private.h"
#include "odeon-value-future-private.h"
#include "odeon-value-path-private.h"

/* Where the value is; of one that is not seen to be done yet, too. */
static OdeonFuture *
get_holder (OdeonFuture *future)
{
  if (future->klass->get_origin == _odeon_value_future_get_origin
      && ((OdeonValueFuture *) future)->origin != NULL)
    return ((OdeonValueFuture *) future)->origin;

  return future;
}

static const OdeonParamInfo *
find_first (const OdeonMethodInfo *method)
{
  for (guint i = _odeon_method_get_first_result (method); i < method->n_params; i++)
    if (method->params[i].type->kind == ODEON_KIND_REF)
      return &method->params[i];

  return NULL;
}

static const OdeonParamInfo *
find_named (const OdeonMethodInfo *method, const gchar *name, gsize length)
{
  for (guint i = _odeon_method_get_first_result (method); i < method->n_params; i++)
    if (strncmp (method->params[i].name, name, length) == 0
        && method->params[i].name[length] == '\0')
      return &method->params[i];

  return NULL;
}

static gboolean
read_call (OdeonCall *call, const gchar *path, OdeonRef **out_ref, GError **error)
{
  gsize                 length = path != NULL ? strcspn (path, ".[") : 0;
  const OdeonParamInfo *param = path != NULL ? find_named (call->method, path, length)
                                             : find_first (call->method);

  if (param != NULL)
    return _odeon_value_find_ref (param->type, _odeon_param_get_value (param, call->frame),
                                  path != NULL ? path + length : "", out_ref, error);

  if (path != NULL)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "there is no result \"%.*s\"",
                 (int) length, path);
  else
    g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                         "it has no reference among its results");

  return FALSE;
}

static gboolean
holds_ref (const GValue *value, const OdeonTypeInfo *type)
{
  return G_VALUE_HOLDS (value, ODEON_TYPE_REF)
         || (type->get_type != NULL && G_VALUE_HOLDS (value, type->get_type ()));
}

/* Takes a reference. */
static gboolean
read_value (OdeonFuture         *holder,
            const gchar         *path,
            const OdeonTypeInfo *type,
            OdeonRef           **out_ref,
            GError             **error)
{
  GValue   value = G_VALUE_INIT;
  gboolean found;

  if (!holder->klass->get_value (holder, &value, error))
    return FALSE;

  found = path == NULL && holds_ref (&value, type);
  if (found)
    *out_ref = g_value_dup_boxed (&value);
  else if (path != NULL)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                 "there is no \"%s\": it is no call's", path);
  else
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "a %s is no reference",
                 G_VALUE_TYPE_NAME (&value));
  g_value_unset (&value);

  return found;
}

static gboolean
is_fitting (OdeonRef *ref, const OdeonTypeInfo *type, GError **error)
{
  g_autofree gchar *who = NULL;

  if (ref == NULL)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "it is a nil reference");
      return FALSE;
    }
  /* What is promised itself shows when it is resolved what it is. */
  if (_odeon_ref_peek_actual (ref) == NULL || ref->klass->implements (ref, type->interface))
    return TRUE;

  who = odeon_ref_dup_string (ref);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE, "%s is no %s",
               who, type->interface->name);

  return FALSE;
}

gboolean
_odeon_promise_read (OdeonFuture         *future,
                     const gchar         *path,
                     const OdeonTypeInfo *type,
                     OdeonRef           **out_ref,
                     GError             **error)
{
  OdeonFuture *holder = get_holder (future);
  OdeonRef    *ref = NULL;

  if (holder->klass != &_odeon_call_class)
    {
      if (!read_value (holder, path, type, &ref, error))
        return FALSE;
    }
  else if (!read_call ((OdeonCall *) holder, path, &ref, error))
    return FALSE;
  else if (ref != NULL)
    odeon_ref_ref (ref);

  if (!is_fitting (ref, type, error))
    {
      odeon_ref_unref (ref);
      return FALSE;
    }
  *out_ref = ref;

  return TRUE;
}
