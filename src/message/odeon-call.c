/* SPDX-License-Identifier: MIT */

/* A call from its making to its settling: its two ends, of which the last frees it. What it carries
 * is in odeon-call-parameters.c, how it goes out in odeon-call-send.c, and what an implementer does
 * with it in odeon-call-answer.c. The handling in between is the actor's. */

#include "odeon-block-private.h"
#include "odeon-call-private.h"

#include <string.h>

const OdeonMessageClass *_odeon_call_message_class;
gchar                 *(*_odeon_describe_actor) (guint64 id);
guint64                (*_odeon_current_actor) (void);
atomic_uint           *(*_odeon_kept_by_actor) (guint64 id);
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

static gchar *
describe_target (OdeonCall *self)
{
  guint64           id = atomic_load_explicit (&self->target_id, memory_order_relaxed);
  g_autofree gchar *who = id != 0 && _odeon_describe_actor != NULL ? _odeon_describe_actor (id)
                                                                  : g_strdup ("nobody");

  if (_odeon_call_is_promised (self))
    return id != 0 ? g_strdup_printf ("an actor that %s is to return", who)
                   : g_strdup ("an actor that was promised");

  return g_steal_pointer (&who);
}

gchar *
_odeon_call_describe (OdeonCall *self)
{
  g_autofree gchar *method = _odeon_method_dup_name (self->method);
  g_autofree gchar *target = describe_target (self);

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

/* In `near` of a call that waits for a promise: somebody may await who is named as its target. */
static const gint looked_at;

/* %FALSE: it goes on just now. One of the two fences comes first: either whoever hands the call
 * over sees the mark after it, or it is seen here that the call waits no longer. */
static gboolean
mark_promised (OdeonCall *self)
{
  atomic_store_explicit (&self->near, (gpointer) &looked_at, memory_order_relaxed);
  atomic_thread_fence (memory_order_seq_cst);

  return _odeon_call_is_promised (self);
}

void
_odeon_call_leave_promise (OdeonCall *self)
{
  guint64      resolver = atomic_load_explicit (&self->target_id, memory_order_relaxed);
  atomic_uint *n_kept;

  _odeon_message_set_class (&self->message, _odeon_call_message_class);
  if (self->flags & ODEON_CALL_TELL)
    return;

  atomic_thread_fence (memory_order_seq_cst);
  if (atomic_load_explicit (&self->near, memory_order_relaxed) == NULL || resolver == 0
      || atomic_load_explicit (&self->kept_in, memory_order_relaxed) != NULL)
    return;

  n_kept = _odeon_kept_by_actor (resolver);
  atomic_fetch_add_explicit (n_kept, 1, memory_order_relaxed);
  atomic_store_explicit (&self->kept_in, n_kept, memory_order_relaxed);
}

/* Only what keeps its turn in a mailbox may wait for ever: a kill overtakes, and ends the await of
 * whom it meets. A deferred call is answered by nobody in particular. */
static guint64
get_target (OdeonFuture *future)
{
  OdeonCall *self = (OdeonCall *) future;
  guint64    target_id;

  if (_odeon_message_get_class (&self->message)->overtakes
      || (_odeon_call_is_promised (self) && !mark_promised (self)))
    return 0;

  /* Acquire: pairs with the fence of whoever sends it on: the second target is seen only together
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

/* The call may be gone. Release: whoever awaited it is known to do so no longer. */
static inline void
end_keeping (atomic_uint *kept_in)
{
  if (G_UNLIKELY (kept_in != NULL))
    atomic_fetch_sub_explicit (kept_in, 1, memory_order_release);
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
  end_keeping (kept_in);
}

void
_odeon_call_let_go (OdeonCall *self)
{
  if (self->flags & ODEON_CALL_TELL)
    tell_free (self);
  else
    settle (self, 0);
}

/* Whoever was promised an actor among the results has it before anybody sees them. */
static inline void
settle_value (OdeonCall *self)
{
  atomic_uint *kept_in = atomic_load_explicit (&self->kept_in, memory_order_relaxed);

  if (self->flags & ODEON_CALL_EXCLUSIVE)
    _odeon_future_settle_only (&self->future, ODEON_STATE_RESOLVED);
  else
    _odeon_future_settle_value (&self->future);
  end_keeping (kept_in);
}

/* Not in line, where most calls are flat. */
static G_GNUC_NO_INLINE void
settle_checked (OdeonCall *self)
{
  if (!(self->flags & ODEON_CALL_INVALID) && _odeon_call_check_results (self))
    settle_value (self);
  else
    settle (self, ODEON_STATE_REJECTED);
}

void
_odeon_call_succeed (OdeonCall *self)
{
  if (self->flags & ODEON_CALL_TELL)
    tell_free (self);
  else if (self->method->flags & ODEON_METHOD_FLAT)
    settle (self, ODEON_STATE_RESOLVED);
  else
    settle_checked (self);
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
