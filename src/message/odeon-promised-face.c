/* SPDX-License-Identifier: MIT */

/* What a promised ref says of itself: once it is known who is meant, what that one says. */

#include "odeon-promised-face-private.h"

/* As long as nobody knows better, no more than what was promised. */
gboolean
_odeon_promised_ref_implements (OdeonRef *ref, const OdeonInterfaceInfo *interface)
{
  OdeonPromisedRef *self = (OdeonPromisedRef *) ref;
  OdeonRef         *target = _odeon_promised_ref_load_target (self);

  if (target != NULL)
    return target->klass->implements (target, interface);

  return interface == NULL
         || (self->type->interface != NULL && odeon_interface_is_a (self->type->interface,
                                                                    interface));
}

gboolean
_odeon_promised_ref_is_alive (OdeonRef *ref)
{
  OdeonPromisedRef *self = (OdeonPromisedRef *) ref;
  OdeonRef         *target = _odeon_promised_ref_load_target (self);

  if (target != NULL)
    return target->klass->is_alive (target);

  return _odeon_future_get_state (_odeon_resolution_future (self->resolution)) == 0;
}

GType
_odeon_promised_ref_get_type (OdeonRef *ref)
{
  OdeonRef *target = _odeon_promised_ref_load_target ((OdeonPromisedRef *) ref);

  return target != NULL ? target->klass->get_type (target) : G_TYPE_INVALID;
}

static gboolean
visit_heritage (const OdeonInterfaceInfo *info, OdeonInterfaceFunc visit, gpointer data)
{
  if (!visit (info, data))
    return FALSE;
  for (guint i = 0; info->bases != NULL && info->bases[i] != NULL; i++)
    if (!visit_heritage (info->bases[i], visit, data))
      return FALSE;

  return TRUE;
}

void
_odeon_promised_ref_visit_interfaces (OdeonRef *ref, OdeonInterfaceFunc visit, gpointer data)
{
  OdeonPromisedRef *self = (OdeonPromisedRef *) ref;
  OdeonRef         *target = _odeon_promised_ref_load_target (self);

  if (target != NULL)
    target->klass->visit_interfaces (target, visit, data);
  else if (self->type->interface != NULL)
    visit_heritage (self->type->interface, visit, data);
}

/* Until it has a type, that of which it was promised. */
const gchar *
_odeon_promised_ref_get_type_name (OdeonRef *ref)
{
  OdeonPromisedRef *self = (OdeonPromisedRef *) ref;
  OdeonRef         *target = _odeon_promised_ref_load_target (self);

  return target != NULL ? target->klass->get_type_name (target) : self->type->name;
}

const gchar *
_odeon_promised_ref_get_name (OdeonRef *ref)
{
  OdeonRef *target = _odeon_promised_ref_load_target ((OdeonPromisedRef *) ref);

  return target != NULL ? target->klass->get_name (target) : NULL;
}

gchar *
_odeon_promised_ref_dup_urn (OdeonRef *ref)
{
  OdeonRef *target = _odeon_promised_ref_load_target ((OdeonPromisedRef *) ref);

  return target != NULL ? target->klass->dup_urn (target) : NULL;
}

gchar *
_odeon_promised_ref_dup_string (OdeonRef *ref)
{
  OdeonPromisedRef *self = (OdeonPromisedRef *) ref;
  OdeonRef         *target = _odeon_promised_ref_load_target (self);

  return target != NULL ? target->klass->dup_string (target)
                        : _odeon_future_describe (_odeon_resolution_future (self->resolution));
}

/* --- whether it is known --- */

OdeonRef *
_odeon_ref_resolved (OdeonRef *ref, GError **error)
{
  OdeonRef *actual = _odeon_ref_peek_actual (ref);

  if (actual == NULL)
    g_propagate_error (error, _odeon_ref_dup_objection (ref));

  return actual;
}

GError *
_odeon_ref_dup_objection (OdeonRef *ref)
{
  OdeonPromisedRef *self = _odeon_promised_ref_or_null (ref);
  g_autofree gchar *who = NULL;
  GError           *failure;
  OdeonRef         *target;

  /* Of a chain, the one at which it ends. */
  while ((target = _odeon_promised_ref_load_target (self)) != NULL
         && _odeon_promised_ref_or_null (target) != NULL)
    self = _odeon_promised_ref_or_null (target);

  g_mutex_lock (&self->lock);
  failure = self->failure != NULL ? _odeon_promised_ref_dup_failure (self) : NULL;
  g_mutex_unlock (&self->lock);
  if (failure != NULL)
    return failure;

  who = odeon_ref_dup_string (ref);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_PENDING,
                      "%s: that is not known yet; see odeon_ref_resolve()", who);
}
