/* SPDX-License-Identifier: MIT */

/* What a call carries: the values in its frame, checked and copied on their way in, by the caller
 * and by the handler, and copied on their way out. Numbers without rules take a shorter way, in
 * odeon-method.c. */

#include "odeon-call-private.h"

#include <string.h>

static gpointer
param_slot (OdeonCall *self, const OdeonParamInfo *param)
{
  return self->frame + param->offset;
}

static inline void
clear_param (OdeonCall *self, const OdeonParamInfo *param)
{
  gpointer slot = param_slot (self, param);

  if (param->type->kind <= ODEON_KIND_ENUM)
    return;
  if (param->type->kind == ODEON_KIND_REF)
    odeon_ref_unref (*(OdeonRef **) slot);
  else if (param->flags & ODEON_PARAM_INDIRECT)
    odeon_boxed_free (param->type, g_steal_pointer ((gpointer *) slot));
  else
    odeon_value_clear (param->type, slot);
}

void
_odeon_call_clear_params (OdeonCall *self)
{
  for (guint i = 0; i < self->method->n_params; i++)
    clear_param (self, &self->method->params[i]);
}

void
_odeon_call_clear_results (OdeonCall *self)
{
  if (self->method->flags & ODEON_METHOD_FLAT)
    return;

  for (guint i = _odeon_method_get_first_result (self->method); i < self->method->n_params; i++)
    {
      const OdeonParamInfo *param = &self->method->params[i];

      clear_param (self, param);
      memset (param_slot (self, param), 0,
              param->flags & ODEON_PARAM_INDIRECT ? sizeof (gpointer) : param->type->size);
    }
}

gpointer
odeon_call_get_frame (OdeonCall *call)
{
  return call->frame;
}

/* Keeps the first error until the call is sent or answered. */
static void
invalidate (OdeonCall *self, const OdeonParamInfo *param, GError *error)
{
  g_autofree gchar *method = _odeon_method_dup_name (self->method);
  GError           *none = NULL;

  g_prefix_error (&error, "%s: %s: ", method, param->name);
  self->flags |= ODEON_CALL_INVALID;
  if (!atomic_compare_exchange_strong (&self->future.error, &none, error))
    g_error_free (error);
}

static gboolean
takes_pointer_to_value (const OdeonTypeInfo *type)
{
  return type->kind == ODEON_KIND_STRUCT || type->kind == ODEON_KIND_UNION
         || type->kind == ODEON_KIND_ARRAY;
}

static gboolean
check_slot (const OdeonTypeInfo *type, gconstpointer slot, GError **error)
{
  if (slot == NULL && takes_pointer_to_value (type))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "NULL is no %s",
                   type->name != NULL ? type->name : "value");
      return FALSE;
    }

  return odeon_value_check (type, slot, error);
}

static void
set_param (OdeonCall *self, const OdeonParamInfo *info, gconstpointer slot)
{
  g_autoptr (GVariant) sunk = NULL;
  GError              *error = NULL;

  /* As all of GLib does with one that nobody owns yet: f (proxy, g_variant_new (…)). */
  if (info->type->kind == ODEON_KIND_ANY && *(GVariant *const *) slot != NULL
      && g_variant_is_floating (*(GVariant *const *) slot))
    sunk = g_variant_ref_sink (*(GVariant *const *) slot);

  if (!check_slot (info->type, slot, &error))
    {
      invalidate (self, info, error);
      return;
    }
  if (slot == _odeon_param_get_value (info, self->frame))
    return;

  clear_param (self, info);
  if (info->flags & ODEON_PARAM_INDIRECT)
    *(gpointer *) param_slot (self, info) = odeon_boxed_copy (info->type, slot);
  else
    odeon_value_copy (info->type, param_slot (self, info), slot);
}

void
odeon_call_set_argument (OdeonCall *call, guint param, gconstpointer slot)
{
  set_param (call, &call->method->params[param], slot);
}

void
odeon_call_set_result (OdeonCall *call, guint param, gconstpointer slot)
{
  set_param (call, &call->method->params[param], slot);
}

OdeonCall *
_odeon_call_copy (OdeonCall *self, gpointer target)
{
  OdeonCall *copy = odeon_call_new (target, self->method);

  for (guint i = 0; i < self->method->n_params; i++)
    {
      const OdeonParamInfo *param = &self->method->params[i];

      if (param->flags & ODEON_PARAM_IN)
        odeon_value_copy (param->type, param_slot (copy, param), param_slot (self, param));
    }

  return copy;
}

void
odeon_call_copy_result (gconstpointer          frame,
                        const OdeonMethodInfo *method,
                        guint                  param,
                        gpointer               out)
{
  const OdeonParamInfo *info = &method->params[param];
  gconstpointer         value = _odeon_param_get_value (info, frame);

  if (out == NULL)
    return;
  if (info->flags & ODEON_PARAM_INDIRECT)
    *(gpointer *) out = odeon_boxed_copy (info->type, value);
  else
    odeon_value_copy (info->type, out, value);
}

/* What handlers give back is checked like what callers pass: a result is never half a value. */
gboolean
_odeon_call_check_results (OdeonCall *self)
{
  for (guint i = _odeon_method_get_first_result (self->method); i < self->method->n_params; i++)
    {
      const OdeonParamInfo *param = &self->method->params[i];
      GError               *error = NULL;

      if (!check_slot (param->type, _odeon_param_get_value (param, self->frame), &error))
        {
          invalidate (self, param, error);
          return FALSE;
        }
    }

  return TRUE;
}
