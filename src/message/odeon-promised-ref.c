/* SPDX-License-Identifier: MIT */

/* The promised ref itself: its queue, and the handing over. The mechanism is told in
 * odeon-promised-ref-private.h. */

#include "odeon-promised-face-private.h"

const OdeonPipelineHooks *_odeon_pipeline_hooks;

static const OdeonRefClass promised_class;

OdeonPromisedRef *
_odeon_promised_ref_or_null (OdeonRef *ref)
{
  return ref->klass == &promised_class ? (OdeonPromisedRef *) ref : NULL;
}

OdeonRef *
_odeon_ref_peek_actual (OdeonRef *ref)
{
  OdeonPromisedRef *promised;

  while (ref != NULL && (promised = _odeon_promised_ref_or_null (ref)) != NULL)
    ref = _odeon_promised_ref_load_target (promised);

  return ref;
}

OdeonResolution *
_odeon_ref_get_resolution (OdeonRef *ref)
{
  OdeonPromisedRef *self = _odeon_promised_ref_or_null (ref);

  return self != NULL ? self->resolution : NULL;
}

/* --- how it fails --- */

GError *
_odeon_promised_ref_dup_failure (OdeonPromisedRef *self)
{
  _odeon_future_mark (_odeon_resolution_future (self->resolution), ODEON_MARK_OBSERVED);

  return g_error_copy (self->failure);
}

/* --- calls that wait --- */

static void
never (OdeonMessage *message G_GNUC_UNUSED, gpointer receiver G_GNUC_UNUSED)
{
  g_assert_not_reached ();
}

static void
never_refused (OdeonMessage *message G_GNUC_UNUSED, const GError *why G_GNUC_UNUSED)
{
  g_assert_not_reached ();
}

const OdeonMessageClass _odeon_promised_message_class = {
  .run = never,
  .refuse = never_refused,
};

static void
fail_call (OdeonPromisedRef *self, OdeonCall *call)
{
  GError *failure = _odeon_promised_ref_dup_failure (self);

  /* Says so by its class for good: see set_failure(). */
  _odeon_message_set_class (&call->message, &_odeon_promised_message_class);
  /* Nobody has a future to look at. */
  if (call->flags & ODEON_CALL_TELL)
    {
      g_autofree gchar *method = _odeon_method_dup_name (call->method);

      g_message ("Not sent: %s: %s", method, failure->message);
    }
  _odeon_call_fail (call, failure);
}

/* Under the lock: as long as it is open, so is the call that promised it. */
static OdeonRef *
open_way (OdeonPromisedRef *self)
{
  g_autoptr (OdeonFuture) source = _odeon_resolution_dup_source (self->resolution);

  if (source == NULL || source->klass != &_odeon_call_class)
    return NULL;

  return _odeon_pipeline_hooks->open ((OdeonCall *) source, self->path, self->type);
}

/* Whom its sender waits for: if it is to run what resolves the promise, that is the sender. */
static guint64
get_resolver (OdeonPromisedRef *self, guint64 sender)
{
  OdeonFuture *resolution = _odeon_resolution_future (self->resolution);

  return sender != 0 && _odeon_future_needs (resolution, sender)
           ? sender : resolution->klass->get_target (resolution);
}

static gboolean
is_open_locked (OdeonPromisedRef *self)
{
  return _odeon_promised_ref_load_target (self) == NULL && self->failure == NULL;
}

/* A call goes by the way only as long as none waits here, or has. */
static gboolean
may_go_on_locked (OdeonPromisedRef *self)
{
  return is_open_locked (self) && self->waiting.first == NULL && !self->is_handing;
}

static OdeonRef *
dup_way (OdeonPromisedRef *self)
{
  OdeonRef *way = NULL;

  if (_odeon_pipeline_hooks == NULL)
    return NULL;

  g_mutex_lock (&self->lock);
  if (may_go_on_locked (self))
    {
      if (self->way == NULL)
        self->way = open_way (self);
      if (self->way != NULL)
        way = odeon_ref_ref (self->way);
    }
  g_mutex_unlock (&self->lock);

  return way;
}

OdeonRef *
_odeon_ref_dup_way (OdeonRef *ref)
{
  OdeonPromisedRef *self = _odeon_promised_ref_or_null (ref);

  return self != NULL ? dup_way (self) : NULL;
}

typedef enum
{
  PASSES, /* it need not wait */
  WAITS,
  GOES_ON /* by the way */
} Fate;

/* @way: (nullable) */
static Fate
keep (OdeonPromisedRef *self, OdeonCall *call, OdeonRef *way)
{
  guint64 resolver =
    get_resolver (self, atomic_load_explicit (&call->sender_id, memory_order_relaxed));
  Fate    fate = PASSES;

  g_mutex_lock (&self->lock);
  if (is_open_locked (self))
    {
      fate = WAITS;
      if (way != NULL && may_go_on_locked (self) && _odeon_pipeline_hooks->reserve (way))
        {
          fate = GOES_ON;
          self->has_sent |= !(call->flags & ODEON_CALL_TELL);
        }
    }
  if (fate == WAITS)
    {
      atomic_store_explicit (&call->target_id, resolver, memory_order_relaxed);
      _odeon_message_set_class (&call->message, &_odeon_promised_message_class);
      _odeon_chain_append (&self->waiting, &call->message.node);
    }
  g_mutex_unlock (&self->lock);

  if (fate == GOES_ON)
    _odeon_pipeline_hooks->send (way, call);

  return fate;
}

/* Of a call that is sent just now. %FALSE: it was refused. */
static gboolean
keep_sent (OdeonPromisedRef *self, OdeonCall *call, Fate *out_fate)
{
  g_autoptr (OdeonRef) way = dup_way (self);
  GError              *error = NULL;

  if (way != NULL && !_odeon_pipeline_hooks->admit (way, call, &error))
    {
      _odeon_call_fail (call, error);
      return FALSE;
    }
  *out_fate = keep (self, call, way);

  return TRUE;
}

static gboolean
deliver (OdeonRef *ref, OdeonCall *call)
{
  OdeonPromisedRef *self = (OdeonPromisedRef *) ref;
  OdeonRef         *target = _odeon_promised_ref_load_target (self);
  Fate              fate;

  if (target == NULL)
    {
      atomic_store_explicit (&call->sender_id,
                             _odeon_current_actor != NULL ? _odeon_current_actor () : 0,
                             memory_order_relaxed);
      if (!keep_sent (self, call, &fate))
        return FALSE;
      if (fate != PASSES)
        return TRUE;
      target = _odeon_promised_ref_load_target (self);
    }

  if (target != NULL)
    return _odeon_fence_ends (target, call) || target->klass->deliver (target, call);

  fail_call (self, call);

  return FALSE;
}

/* What waits is a call. */
static gboolean
tell (OdeonRef *ref, const OdeonMethodInfo *method, const gconstpointer *arguments)
{
  OdeonRef *target = _odeon_promised_ref_load_target ((OdeonPromisedRef *) ref);

  return target != NULL && target->klass->tell != NULL
         && target->klass->tell (target, method, arguments);
}

static OdeonFuture *
ask (OdeonRef *ref, const OdeonMethodInfo *method, const gconstpointer *arguments)
{
  OdeonRef *target = _odeon_promised_ref_load_target ((OdeonPromisedRef *) ref);

  return target != NULL && target->klass->ask != NULL
           ? target->klass->ask (target, method, arguments) : NULL;
}

static void
relay (OdeonRef *ref, OdeonCall *call)
{
  OdeonPromisedRef *self = (OdeonPromisedRef *) ref;
  OdeonRef         *target = _odeon_promised_ref_load_target (self);

  if (target == NULL)
    {
      g_autoptr (OdeonRef) way = dup_way (self);

      if (keep (self, call, way) != PASSES)
        return;
      target = _odeon_promised_ref_load_target (self);
    }

  if (target == NULL)
    fail_call (self, call);
  else if (!_odeon_fence_ends (target, call))
    target->klass->relay (target, call);
}

/* --- the handing over --- */

static void
hand_over (OdeonPromisedRef *self, OdeonCall *call, OdeonRef *to)
{
  if (_odeon_call_is_cancelled (call))
    _odeon_call_let_go (call);
  else if (to == NULL)
    fail_call (self, call);
  else if (!_odeon_fence_ends (to, call))
    {
      _odeon_call_leave_promise (call);
      to->klass->relay (to, call);
    }
}

/* %FALSE: others have come meanwhile. Takes over @to, unless it is %NULL. */
static gboolean
end_waiting (OdeonPromisedRef *self, OdeonRef *to, OdeonChain *out_others)
{
  g_mutex_lock (&self->lock);
  self->is_handing = TRUE;
  *out_others = self->waiting;
  self->waiting = (OdeonChain) { NULL, NULL };
  /* Release: pairs with _odeon_promised_ref_load_target(). */
  if (out_others->first == NULL && to != NULL)
    atomic_store_explicit (&self->target, to, memory_order_release);
  g_mutex_unlock (&self->lock);

  return out_others->first == NULL;
}

/* Nothing is sent under the lock: what is refused may make anything run. */
static void
hand_all_over (OdeonPromisedRef *self, OdeonRef *to)
{
  OdeonChain    waiting;
  OdeonMessage *message;

  while (!end_waiting (self, to, &waiting))
    while ((message = (OdeonMessage *) _odeon_chain_pop (&waiting)) != NULL)
      hand_over (self, ODEON_CALL_OF_MESSAGE (message), to);
}

/* Of a chain of promises the first that fails is named. */
static gboolean
is_named (OdeonFuture *source)
{
  return source->klass == &_odeon_call_class && _odeon_call_is_promised ((OdeonCall *) source);
}

static void
set_failure (OdeonPromisedRef *self, OdeonFuture *source, GError *error)
{
  if (!is_named (source))
    {
      g_autofree gchar *what = _odeon_future_describe (_odeon_resolution_future (self->resolution));

      g_prefix_error (&error, "%s: ", what);
    }
  g_mutex_lock (&self->lock);
  self->failure = error;
  /* They fail of it, where they are. */
  if (self->has_sent)
    _odeon_future_mark (_odeon_resolution_future (self->resolution), ODEON_MARK_OBSERVED);
  g_mutex_unlock (&self->lock);

  hand_all_over (self, NULL);
  _odeon_resolution_settle (self->resolution, NULL, g_error_copy (error));
}

/* Takes over @ref. */
static void
set_target (OdeonPromisedRef *self, OdeonRef *ref)
{
  hand_all_over (self, ref);
  _odeon_resolution_settle (self->resolution, ref, NULL);
}

static void
close_way (OdeonPromisedRef *self)
{
  OdeonRef *way;

  g_mutex_lock (&self->lock);
  way = g_steal_pointer (&self->way);
  g_mutex_unlock (&self->lock);

  if (way != NULL)
    _odeon_pipeline_hooks->close (way);
}

static gboolean
link_to (OdeonPromisedRef *self, OdeonRef *ref, GError **error)
{
  OdeonPromisedRef *next = _odeon_promised_ref_or_null (ref);

  return next == NULL || _odeon_promise_link (&self->link, &next->link, error);
}

static void
on_source_done (OdeonEarlyWaiter *waiter, OdeonFuture *source)
{
  OdeonPromisedRef *self =
    (OdeonPromisedRef *) ((gchar *) waiter - G_STRUCT_OFFSET (OdeonPromisedRef, waiter));
  OdeonRef         *ref = NULL;
  GError           *error = NULL;

  if (_odeon_future_get_state (source) == ODEON_STATE_REJECTED)
    error = g_error_copy (atomic_load_explicit (&source->error, memory_order_acquire));
  else if (_odeon_promise_read (source, self->path, self->type, &ref, &error)
           && !link_to (self, ref, &error))
    g_clear_pointer (&ref, odeon_ref_unref);

  if (ref != NULL)
    set_target (self, ref);
  else
    set_failure (self, source, error);
  close_way (self);
  if (_odeon_future_get_state (source) != ODEON_STATE_REJECTED)
    _odeon_resolution_drop_source (self->resolution);
  odeon_ref_unref (self);
}

/* A failure is one, whoever has looked at it: at the future, at a call that failed of it, or by way
 * of odeon_ref_resolve(). If nobody has, the future says so. */
static void
share_observation (OdeonPromisedRef *self)
{
  OdeonFuture            *resolution = _odeon_resolution_future (self->resolution);
  g_autoptr (OdeonFuture) source = _odeon_resolution_dup_source (self->resolution);

  if (source == NULL)
    return;
  if (_odeon_future_has_mark (resolution, ODEON_MARK_OBSERVED))
    _odeon_future_mark (source, ODEON_MARK_OBSERVED);
  else
    _odeon_future_mark (resolution, ODEON_MARK_OBSERVED);
}

static void
finalize (OdeonRef *ref)
{
  OdeonPromisedRef *self = (OdeonPromisedRef *) ref;

  share_observation (self);
  odeon_ref_unref (atomic_load_explicit (&self->target, memory_order_relaxed));
  odeon_future_unref (_odeon_resolution_future (self->resolution));
  g_clear_error (&self->failure);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

static const OdeonRefClass promised_class = {
  .deliver = deliver,
  .tell = tell,
  .ask = ask,
  .relay = relay,
  .is_alive = _odeon_promised_ref_is_alive,
  .get_type = _odeon_promised_ref_get_type,
  .implements = _odeon_promised_ref_implements,
  .visit_interfaces = _odeon_promised_ref_visit_interfaces,
  .get_type_name = _odeon_promised_ref_get_type_name,
  .get_name = _odeon_promised_ref_get_name,
  .dup_urn = _odeon_promised_ref_dup_urn,
  .dup_string = _odeon_promised_ref_dup_string,
  .finalize = finalize,
};

static OdeonPromisedRef *
promised_ref_new (OdeonFuture *source, const gchar *path, const OdeonTypeInfo *type)
{
  OdeonPromisedRef *self = g_new0 (OdeonPromisedRef, 1);

  /* The caller's and the waiter's. */
  _odeon_ref_init (&self->ref, &promised_class, 2);
  self->type = type;
  self->path = g_strdup (path);
  self->resolution = _odeon_resolution_new (source);
  self->waiter.notify = on_source_done;
  g_mutex_init (&self->lock);

  return self;
}

gpointer
odeon_ref_from_future (OdeonFuture *future, const gchar *path, const OdeonTypeInfo *type)
{
  OdeonPromisedRef *self;
  OdeonRef         *target;

  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (type != NULL && type->kind == ODEON_KIND_REF, NULL);

  self = promised_ref_new (future, path, type);
  if (!_odeon_future_add_early_waiter (future, &self->waiter))
    on_source_done (&self->waiter, future);

  /* Nothing is in it yet: nobody needs it if it is known already who is meant. */
  target = _odeon_promised_ref_load_target (self);
  if (target == NULL)
    return self;

  odeon_ref_ref (target);
  odeon_ref_unref (self);

  return target;
}
