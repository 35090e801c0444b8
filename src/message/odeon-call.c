/* SPDX-License-Identifier: MIT */

/* A call's life up to its sending, and its answer. The handling in between is the actor's. */

#include "odeon-block-private.h"
#include "odeon-call-private.h"

#include <string.h>

const OdeonMessageClass *_odeon_call_message_class;
gchar                 *(*_odeon_describe_actor) (guint64 id);
void                   (*_odeon_tell_failed) (OdeonCall *call, GError *error);

gchar *
_odeon_method_dup_name (const OdeonMethodInfo *method)
{
  if (method->interface == NULL)
    return g_strdup (method->name);

  return g_strdup_printf ("%s.%s%s", method->interface->name,
                          method->flags & ODEON_METHOD_SETTER ? "set " : "", method->name);
}

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

static void
finalize (OdeonFuture *future)
{
  OdeonCall *self = (OdeonCall *) future;

  if (!(self->method->flags & ODEON_METHOD_FLAT))
    for (guint i = 0; i < self->method->n_params; i++)
      clear_param (self, &self->method->params[i]);
  _odeon_block_free (self, _odeon_call_get_size (self->method));
}

static inline void
tell_free (OdeonCall *self)
{
  GError *error;

  if (G_LIKELY (self->flags & ODEON_CALL_SHORT))
    {
      _odeon_block_free ((gchar *) self + ODEON_CALL_SHORT_START,
                         _odeon_call_get_short_size (self->method));
      return;
    }

  error = atomic_load_explicit (&self->future.error, memory_order_relaxed);
  if (error != NULL)
    g_error_free (error);
  finalize (&self->future);
}

gchar *
_odeon_call_describe (OdeonCall *self)
{
  g_autofree gchar *method = _odeon_method_dup_name (self->method);
  g_autofree gchar *target = self->target_id != 0 && _odeon_describe_actor != NULL
                               ? _odeon_describe_actor (self->target_id) : g_strdup ("nobody");

  if (self->sender_id != 0 && _odeon_describe_actor != NULL)
    {
      g_autofree gchar *sender = _odeon_describe_actor (self->sender_id);

      return g_strdup_printf ("%s of %s, called by %s", method, target, sender);
    }

  return g_strdup_printf ("%s of %s", method, target);
}

static gchar *
describe (OdeonFuture *future)
{
  return _odeon_call_describe ((OdeonCall *) future);
}

/* Only what keeps its turn in a mailbox may wait for ever: a kill overtakes, and ends the await of
 * whom it meets. A deferred call is answered by nobody in particular. */
static guint64
get_target (OdeonFuture *future)
{
  OdeonCall *self = (OdeonCall *) future;
  guint64    target_id;

  if (_odeon_message_get_class (&self->message)->overtakes)
    return 0;

  /* Acquire: pairs with the fence in odeon_call_forward(): the second target is seen only together
   * with the mark of the first, who deferred it. */
  target_id = atomic_load_explicit (&self->target_id, memory_order_acquire);

  return atomic_load_explicit (&self->kept_in, memory_order_relaxed) == NULL ? target_id : 0;
}

const OdeonFutureClass _odeon_call_class = {
  .finalize = finalize,
  .get_value = _odeon_call_get_value,
  .dup_variant = _odeon_call_dup_variant,
  .describe = describe,
  .get_target = get_target,
  .is_settled = TRUE,
};

OdeonCall *
odeon_call_new (gpointer target, const OdeonMethodInfo *method)
{
  return _odeon_call_new (target, method);
}

void
_odeon_call_disown (OdeonCall *self)
{
  atomic_store_explicit (&self->future.ref_count, 0, memory_order_relaxed);
  atomic_store_explicit (&self->future.state, ODEON_STATE_ABANDONED, memory_order_relaxed);
}

gpointer
odeon_call_get_frame (OdeonCall *call)
{
  return call->frame;
}

const OdeonMethodInfo *
odeon_call_get_method (OdeonCall *call)
{
  g_return_val_if_fail (call != NULL, NULL);

  return call->method;
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

void
_odeon_call_discard (OdeonCall *self)
{
  self->flags |= ODEON_CALL_TELL;
  tell_free (self);
}

/* Sending to nobody, or with an argument that was refused. */
static inline gboolean
is_sendable (OdeonCall *self)
{
  return self->target != NULL && !(self->flags & ODEON_CALL_INVALID);
}

/* Why it is not; takes it over. */
static G_GNUC_NO_INLINE GError *
steal_objection (OdeonCall *self)
{
  g_autofree gchar *method = NULL;

  if (self->flags & ODEON_CALL_INVALID)
    return atomic_exchange (&self->future.error, NULL);

  method = _odeon_method_dup_name (self->method);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "%s: called on a nil reference",
                      method);
}

static G_GNUC_NO_INLINE void
not_sent (OdeonCall *self)
{
  g_autoptr (GError) error = steal_objection (self);

  /* Nobody has a future to look at. */
  g_message ("Not sent: %s", error->message);
  tell_free (self);
}

OdeonFuture *
odeon_call_send (OdeonCall *call)
{
  if (G_LIKELY (is_sendable (call)))
    {
      call->target->klass->deliver (call->target, call);
      if (G_UNLIKELY (call->method->timeout_ms != 0))
        _odeon_call_set_deadline (call);
    }
  else
    {
      atomic_store (&call->future.error, steal_objection (call));
      _odeon_future_settle (&call->future, ODEON_STATE_REJECTED);
    }

  return &call->future;
}

gboolean
odeon_call_tell (OdeonCall *call)
{
  call->flags |= ODEON_CALL_TELL;

  if (G_LIKELY (is_sendable (call)))
    return call->target->klass->deliver (call->target, call);

  not_sent (call);

  return FALSE;
}

OdeonFuture *
_odeon_call_send_any (OdeonCall *self)
{
  GValue value = G_VALUE_INIT;

  if (!(self->method->flags & ODEON_METHOD_ONEWAY))
    return odeon_call_send (self);

  g_value_init (&value, G_TYPE_BOOLEAN);
  g_value_set_boolean (&value, odeon_call_tell (self));

  return odeon_future_new_value (&value);
}

gconstpointer
odeon_call_peek_frame (OdeonFuture *future, const OdeonMethodInfo *method, GError **error)
{
  OdeonFuture      *origin;
  g_autofree gchar *wanted = NULL;
  g_autofree gchar *found = NULL;

  if (future == NULL)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "NULL is no future");
      return NULL;
    }
  if (!_odeon_future_check (future, error))
    return NULL;

  origin = _odeon_future_get_origin (future);
  if (G_LIKELY (origin->klass == &_odeon_call_class && ((OdeonCall *) origin)->method == method))
    return ((OdeonCall *) origin)->frame;

  wanted = _odeon_method_dup_name (method);
  found = _odeon_future_describe (origin);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_FUTURE,
               "The future is not of %s, but of %s", wanted, found);

  return NULL;
}

OdeonCall *
_odeon_call_peek_resolved (OdeonFuture *future, GError **error)
{
  OdeonFuture *origin;

  if (!_odeon_future_check (future, error))
    return NULL;
  origin = _odeon_future_get_origin (future);

  return origin->klass == &_odeon_call_class ? (OdeonCall *) origin : NULL;
}

gconstpointer
odeon_call_wait (OdeonFuture *future, const OdeonMethodInfo *method, GError **error)
{
  if (future != NULL && !odeon_future_await (future, error))
    return NULL;

  return odeon_call_peek_frame (future, method, error);
}

OdeonCall *
odeon_call_defer (OdeonCall *call)
{
  atomic_uint *n_kept = call->handling->n_kept;

  /* Told beside the call: it may be answered and gone before its handler returns. */
  call->handling->is_deferred = TRUE;
  if (call->flags & ODEON_CALL_TELL)
    return call;

  /* Any thread may answer it now, and whoever waits for it is there already. */
  atomic_store_explicit (&call->near, NULL, memory_order_relaxed);
  call->flags &= ~(guint) ODEON_CALL_EXCLUSIVE;

  /* Seen by whoever sees that this actor awaits another: that comes later. */
  if (n_kept != NULL && atomic_load_explicit (&call->kept_in, memory_order_relaxed) == NULL)
    {
      atomic_fetch_add_explicit (n_kept, 1, memory_order_relaxed);
      atomic_store_explicit (&call->kept_in, n_kept, memory_order_relaxed);
    }

  return call;
}

gboolean
odeon_call_not_implemented (OdeonCall *call, GError **error)
{
  g_autofree gchar *method = _odeon_method_dup_name (call->method);

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED,
               "%s is not implemented by this actor", method);

  return FALSE;
}

gboolean
odeon_call_is_wanted (OdeonCall *call)
{
  g_return_val_if_fail (call != NULL, FALSE);

  return !(call->flags & ODEON_CALL_TELL) && _odeon_future_get_state (&call->future) == 0;
}

/* What handlers give back is checked like what callers pass: a result is never half a value. */
static gboolean
check_results (OdeonCall *self)
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

/* @outcome 0: it has one, or will have it from whoever has claimed its error. */
static inline void
settle (OdeonCall *self, uintptr_t outcome)
{
  atomic_uint *kept_in = atomic_load_explicit (&self->kept_in, memory_order_relaxed);

  if (self->flags & ODEON_CALL_EXCLUSIVE)
    _odeon_future_settle_only (&self->future, outcome);
  else
    _odeon_future_settle (&self->future, outcome);
  /* The call may be gone. Release: whoever awaited it is known to do so no longer. */
  if (G_UNLIKELY (kept_in != NULL))
    atomic_fetch_sub_explicit (kept_in, 1, memory_order_release);
}

void
_odeon_call_let_go (OdeonCall *self)
{
  if (self->flags & ODEON_CALL_TELL)
    tell_free (self);
  else
    settle (self, 0);
}

static inline gboolean
has_valid_results (OdeonCall *self)
{
  return (self->method->flags & ODEON_METHOD_FLAT)
         || (!(self->flags & ODEON_CALL_INVALID) && check_results (self));
}

void
_odeon_call_succeed (OdeonCall *self)
{
  if (self->flags & ODEON_CALL_TELL)
    tell_free (self);
  else
    settle (self, G_LIKELY (has_valid_results (self)) ? ODEON_STATE_RESOLVED
                                                      : ODEON_STATE_REJECTED);
}

void
_odeon_call_fail (OdeonCall *self, GError *error)
{
  if (self->flags & ODEON_CALL_TELL)
    {
      g_error_free (error);
      tell_free (self);
    }
  else if (self->flags & ODEON_CALL_INVALID)
    {
      g_error_free (error);
      settle (self, ODEON_STATE_REJECTED);
    }
  else
    settle (self, _odeon_future_claim_error (&self->future, error) ? ODEON_STATE_REJECTED : 0);
}

void
_odeon_call_put_failure (OdeonCall *self, GError *error)
{
  GError *before;

  if (self->flags & ODEON_CALL_SHORT)
    {
      /* Numbers, which nobody reads any more. */
      memcpy (self->frame, &error, sizeof error);
      return;
    }

  /* Of a result that was refused. */
  before = atomic_exchange (&self->future.error, error);
  g_clear_error (&before);
}

GError *
_odeon_call_steal_failure (OdeonCall *self)
{
  GError *error;

  if (!(self->flags & ODEON_CALL_SHORT))
    return atomic_exchange (&self->future.error, NULL);

  memcpy (&error, self->frame, sizeof error);

  return error;
}

void
odeon_call_return (OdeonCall *call)
{
  g_return_if_fail (call != NULL);

  _odeon_call_succeed (call);
}

void
odeon_call_return_error (OdeonCall *call, GError *error)
{
  g_return_if_fail (call != NULL);
  g_return_if_fail (error != NULL);

  if ((call->flags & ODEON_CALL_TELL) && _odeon_tell_failed != NULL)
    _odeon_tell_failed (call, error);
  else
    _odeon_call_fail (call, error);
}

void
odeon_call_drop (OdeonCall *call)
{
  g_autofree gchar *what = NULL;

  if (call == NULL)
    return;

  what = _odeon_call_describe (call);
  _odeon_call_fail (call, g_error_new (ODEON_ERROR, ODEON_ERROR_BROKEN_PROMISE,
                                       "%s was dropped without an answer", what));
}

void
odeon_call_forward (OdeonCall *call, OdeonRef *to)
{
  g_autofree gchar *method = NULL;

  g_return_if_fail (call != NULL);

  if (to != NULL && to->klass->implements (to, call->method->interface))
    {
      atomic_thread_fence (memory_order_release);
      to->klass->deliver (to, call);
      return;
    }

  method = _odeon_method_dup_name (call->method);
  _odeon_call_fail (call, g_error_new (ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE,
                                       "%s cannot be forwarded to an actor without it", method));
}
