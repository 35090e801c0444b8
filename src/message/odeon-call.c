/* SPDX-License-Identifier: MIT */

/* A call from its making to its settling: its two ends, of which the last frees it. What it carries
 * is in odeon-call-parameters.c, how it goes out in odeon-call-send.c, and what an implementer does
 * with it in odeon-call-answer.c. The handling in between is the actor's. */

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

static void
finalize (OdeonFuture *future)
{
  OdeonCall *self = (OdeonCall *) future;

  if (!(self->method->flags & ODEON_METHOD_FLAT))
    _odeon_call_clear_params (self);
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
  /* Not everybody's is a call's: see odeon-credit.c. */
  self->future.klass->finalize (&self->future);
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

void
_odeon_call_discard (OdeonCall *self)
{
  self->flags |= ODEON_CALL_TELL;
  tell_free (self);
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
         || (!(self->flags & ODEON_CALL_INVALID) && _odeon_call_check_results (self));
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
