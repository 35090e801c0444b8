/* SPDX-License-Identifier: MIT */

/* then, catch, on_done, map, filter, reduce: one struct, which is at once the chained future, the
 * waiter on its source, the message that carries the continuation to where it is to run, and the
 * closure: one allocation.
 *
 * It has two owners: the caller, and the machinery until the outcome is known. The source's
 * completion posts the message to the executor; the executor runs it, or refuses it if it is gone.
 * An outcome that the continuation does not ask for passes by without that trip.
 */

#include "odeon-executor-private.h"
#include "odeon-value-future-private.h"

typedef enum
{
  STEP_THEN,
  STEP_CATCH,
  STEP_ON_DONE,
  STEP_MAP,
  STEP_FILTER,
  STEP_REDUCE
} Step;

typedef struct
{
  OdeonValueFuture base;
  OdeonWaiter      waiter; /* on the source, then on what the function returned */
  OdeonMessage     message;
  OdeonFuture     *source;
  OdeonExecutor    executor;
  Step             step;
  union
  {
    OdeonFutureFunc future;
    OdeonDoneFunc   done;
    OdeonMapFunc    map;
    OdeonFilterFunc filter;
    OdeonReduceFunc reduce;
  } function;
  gpointer         user_data;
  GDestroyNotify   destroy;
  GVariant        *initial;
} Continuation;

#define CONTINUATION_OF_WAITER(w) \
  ((Continuation *) ((gchar *) (w) - G_STRUCT_OFFSET (Continuation, waiter)))
#define CONTINUATION_OF_MESSAGE(m) \
  ((Continuation *) ((gchar *) (m) - G_STRUCT_OFFSET (Continuation, message)))

static void
release_closure (Continuation *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  self->destroy = NULL;
  g_clear_pointer (&self->initial, g_variant_unref);
  g_clear_pointer (&self->source, odeon_future_unref);
  self->executor.klass->unref (self->executor.target);
}

/* The machinery's last act. */
static void
finish (Continuation *self)
{
  release_closure (self);
  odeon_future_unref (&self->base.future);
}

static void
adopt (Continuation *self, OdeonFuture *outcome)
{
  _odeon_value_future_adopt (&self->base, outcome);
  finish (self);
}

static void
on_returned_done (OdeonWaiter *waiter, OdeonFuture *returned)
{
  Continuation *self = CONTINUATION_OF_WAITER (waiter);

  adopt (self, returned);
  odeon_future_unref (returned);
}

static void
run_future_function (Continuation *self)
{
  OdeonFuture *returned = self->function.future (self->source, self->user_data);

  if (returned == NULL)
    {
      adopt (self, self->source);
      return;
    }

  /* The waiter keeps the reference that the function gave. */
  self->waiter.notify = on_returned_done;
  if (!_odeon_future_add_waiter (returned, &self->waiter))
    on_returned_done (&self->waiter, returned);
}

static void
settle (Continuation *self, GVariant *value, GError *error)
{
  if (value != NULL)
    {
      g_value_init (&self->base.value, G_TYPE_VARIANT);
      g_value_take_variant (&self->base.value, value);
      _odeon_future_resolve (&self->base.future);
    }
  else
    _odeon_future_reject (&self->base.future, error);
  finish (self);
}

static void
run_map (Continuation *self)
{
  GError  *error = NULL;
  GValue   in = G_VALUE_INIT;
  gboolean mapped;

  mapped = odeon_future_get_value (self->source, &in, &error)
           && self->function.map (&in, &self->base.value, self->user_data, &error);
  if (mapped && !G_IS_VALUE (&self->base.value))
    {
      mapped = FALSE;
      if (error == NULL)
        error = g_error_new (ODEON_ERROR, ODEON_ERROR_FAILED, "The map function set no value");
    }

  if (mapped)
    {
      g_clear_error (&error);
      _odeon_future_resolve (&self->base.future);
    }
  else if (error != NULL)
    _odeon_future_reject (&self->base.future, error);
  else
    _odeon_future_reject (&self->base.future,
                          g_error_new (ODEON_ERROR, ODEON_ERROR_FAILED,
                                       "The map function failed without saying why"));
  if (G_IS_VALUE (&in))
    g_value_unset (&in);
  finish (self);
}

static GVariant *
dup_container (Continuation *self, GError **error)
{
  GVariant *container = odeon_future_dup_variant (self->source, error);

  if (container != NULL && !g_variant_is_container (container))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                   "A value of type %s is no container", g_variant_get_type_string (container));
      g_clear_pointer (&container, g_variant_unref);
    }

  return container;
}

static void
run_filter (Continuation *self)
{
  GError              *error = NULL;
  g_autoptr (GVariant) container = dup_container (self, &error);
  GVariantBuilder      builder;
  GVariantIter         iter;
  GVariant            *element;

  if (container == NULL)
    {
      settle (self, NULL, error);
      return;
    }

  g_variant_builder_init (&builder,
                          g_variant_is_of_type (container, G_VARIANT_TYPE_ARRAY)
                            ? g_variant_get_type (container) : G_VARIANT_TYPE_TUPLE);
  g_variant_iter_init (&iter, container);
  while ((element = g_variant_iter_next_value (&iter)) != NULL)
    {
      if (self->function.filter (element, self->user_data))
        g_variant_builder_add_value (&builder, element);
      g_variant_unref (element);
    }

  settle (self, g_variant_ref_sink (g_variant_builder_end (&builder)), NULL);
}

static void
run_reduce (Continuation *self)
{
  GError              *error = NULL;
  g_autoptr (GVariant) container = dup_container (self, &error);
  GVariant            *accumulated = g_steal_pointer (&self->initial);
  GVariantIter         iter;
  GVariant            *element;

  if (container == NULL)
    {
      g_clear_pointer (&accumulated, g_variant_unref);
      settle (self, NULL, error);
      return;
    }

  g_variant_iter_init (&iter, container);
  if (accumulated == NULL)
    accumulated = g_variant_iter_next_value (&iter);
  if (accumulated == NULL)
    {
      settle (self, NULL, g_error_new (ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                                       "Nothing to reduce, and no initial value"));
      return;
    }

  while ((element = g_variant_iter_next_value (&iter)) != NULL)
    {
      GVariant *next = self->function.reduce (accumulated, element, self->user_data);

      g_variant_unref (element);
      g_variant_unref (accumulated);
      if (next == NULL)
        {
          settle (self, NULL, g_error_new (ODEON_ERROR, ODEON_ERROR_FAILED,
                                           "The reduce function gave no value"));
          return;
        }
      accumulated = g_variant_take_ref (next);
    }

  settle (self, accumulated, NULL);
}

static void
refuse (OdeonMessage *message, const GError *why)
{
  Continuation *self = CONTINUATION_OF_MESSAGE (message);

  if (self->step == STEP_ON_DONE)
    _odeon_future_mark (&self->base.future, ODEON_MARK_OBSERVED);
  _odeon_future_reject (&self->base.future, g_error_copy (why));
  finish (self);
}

/* What an actor's object attached ends with it: nobody else knows what its data means. */
static gboolean
is_wanted (Continuation *self)
{
  const OdeonExecutor *executor = &self->executor;

  return executor->klass->is_current == NULL
         || executor->klass->is_current (executor->target, executor->incarnation);
}

static void
refuse_replaced (OdeonMessage *message)
{
  g_autoptr (GError) error =
    g_error_new_literal (ODEON_ERROR, ODEON_ERROR_KILLED,
                         "The actor whose continuation this is was restarted");

  refuse (message, error);
}

static void
run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Continuation *self = CONTINUATION_OF_MESSAGE (message);

  if (G_UNLIKELY (!is_wanted (self)))
    {
      refuse_replaced (message);
      return;
    }

  switch (self->step)
    {
    case STEP_THEN:
    case STEP_CATCH:
      run_future_function (self);
      break;
    case STEP_ON_DONE:
      self->function.done (self->source, self->user_data);
      finish (self);
      break;
    case STEP_MAP:
      run_map (self);
      break;
    case STEP_FILTER:
      run_filter (self);
      break;
    case STEP_REDUCE:
      run_reduce (self);
      break;
    }
}

static const OdeonMessageClass message_class = {
  .run = run,
  .refuse = refuse,
};

static gboolean
asks_for (Step step, uintptr_t outcome)
{
  switch (step)
    {
    case STEP_ON_DONE:
      return TRUE;
    case STEP_CATCH:
      return outcome == ODEON_STATE_REJECTED;
    case STEP_THEN:
    case STEP_MAP:
    case STEP_FILTER:
    case STEP_REDUCE:
      return outcome == ODEON_STATE_RESOLVED;
    }
  g_assert_not_reached ();
}

static void
on_source_done (OdeonWaiter *waiter, OdeonFuture *source)
{
  Continuation *self = CONTINUATION_OF_WAITER (waiter);

  if (asks_for (self->step, _odeon_future_get_state (source)))
    self->executor.klass->post (self->executor.target, &self->message);
  else
    adopt (self, source);
}

static void
finalize (OdeonFuture *future)
{
  _odeon_value_future_clear ((OdeonValueFuture *) future);
  g_free (future);
}

static gchar *
describe (OdeonFuture *future G_GNUC_UNUSED)
{
  return g_strdup ("a chained future");
}

/* Whatever the outcome of the source will be: an await that hangs only when something has failed
 * is found too late. */
static gboolean
needs (OdeonFuture *future, guint64 actor)
{
  return ((Continuation *) future)->executor.actor == actor;
}

static const OdeonFutureClass future_class = {
  .finalize = finalize,
  .get_value = _odeon_value_future_get_value,
  .dup_variant = _odeon_value_future_dup_variant,
  .describe = describe,
  .get_origin = _odeon_value_future_get_origin,
  .needs = needs,
};

static Continuation *
continuation_new (OdeonFuture   *source,
                  Step           step,
                  gpointer       user_data,
                  GDestroyNotify destroy)
{
  Continuation *self = g_new0 (Continuation, 1);

  _odeon_future_init (&self->base.future, &future_class, 2);
  self->waiter.notify = on_source_done;
  self->message.klass = &message_class;
  self->source = source;
  self->executor = _odeon_executor_hooks->current ();
  self->step = step;
  self->user_data = user_data;
  self->destroy = destroy;

  return self;
}

static OdeonFuture *
attach (Continuation *self)
{
  OdeonFuture *source = self->source;

  if (!_odeon_future_add_waiter (source, &self->waiter))
    on_source_done (&self->waiter, source);

  return &self->base.future;
}

OdeonFuture *
odeon_future_then (OdeonFuture    *future,
                   OdeonFutureFunc function,
                   gpointer        user_data,
                   GDestroyNotify  destroy)
{
  Continuation *self;

  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (function != NULL, NULL);

  self = continuation_new (future, STEP_THEN, user_data, destroy);
  self->function.future = function;

  return attach (self);
}

OdeonFuture *
odeon_future_catch (OdeonFuture    *future,
                    OdeonFutureFunc function,
                    gpointer        user_data,
                    GDestroyNotify  destroy)
{
  Continuation *self;

  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (function != NULL, NULL);

  self = continuation_new (future, STEP_CATCH, user_data, destroy);
  self->function.future = function;

  return attach (self);
}

void
odeon_future_on_done (OdeonFuture   *future,
                      OdeonDoneFunc  function,
                      gpointer       user_data,
                      GDestroyNotify destroy)
{
  Continuation *self;

  g_return_if_fail (future != NULL);
  g_return_if_fail (function != NULL);

  self = continuation_new (odeon_future_ref (future), STEP_ON_DONE, user_data, destroy);
  self->function.done = function;
  odeon_future_unref (attach (self));
}

OdeonFuture *
odeon_future_map (OdeonFuture   *future,
                  OdeonMapFunc   function,
                  gpointer       user_data,
                  GDestroyNotify destroy)
{
  Continuation *self;

  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (function != NULL, NULL);

  self = continuation_new (future, STEP_MAP, user_data, destroy);
  self->function.map = function;

  return attach (self);
}

OdeonFuture *
odeon_future_filter (OdeonFuture    *future,
                     OdeonFilterFunc function,
                     gpointer        user_data,
                     GDestroyNotify  destroy)
{
  Continuation *self;

  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (function != NULL, NULL);

  self = continuation_new (future, STEP_FILTER, user_data, destroy);
  self->function.filter = function;

  return attach (self);
}

OdeonFuture *
odeon_future_reduce (OdeonFuture    *future,
                     OdeonReduceFunc function,
                     GVariant       *initial,
                     gpointer        user_data,
                     GDestroyNotify  destroy)
{
  Continuation *self;

  g_return_val_if_fail (future != NULL, NULL);
  g_return_val_if_fail (function != NULL, NULL);

  self = continuation_new (future, STEP_REDUCE, user_data, destroy);
  self->function.reduce = function;
  self->initial = initial != NULL ? g_variant_ref_sink (initial) : NULL;

  return attach (self);
}
