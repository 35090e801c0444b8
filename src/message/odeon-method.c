/* SPDX-License-Identifier: MIT */

/* Values on their way between a caller's variables and a call's frame. Of the methods whose
 * parameters are numbers without rules, which are most, these are moved right here: every call goes
 * through this. Everything else is checked and copied by its table. */

#include "odeon-call-private.h"
#include "odeon-executor-private.h"
#include "odeon-method.h"
#include "odeon-scalar-private.h"
#include "odeon-value-private.h"

#include <string.h>

static inline void
move (gpointer dest, gconstpointer src, guint32 size)
{
  if (size == sizeof (guint64))
    *(guint64 *) dest = *(const guint64 *) src;
  else if (size == sizeof (guint32))
    *(guint32 *) dest = *(const guint32 *) src;
  else
    memcpy (dest, src, size);
}

/* What numbers, enumerators and references take, which is most of what the others have. %FALSE: it
 * is something else, or not valid. */
static inline gboolean
set_simple (OdeonCall *call, const OdeonParamInfo *param, gconstpointer slot)
{
  const OdeonTypeInfo *type = param->type;
  gpointer             dest = call->frame + param->offset;

  if (_odeon_scalar_is_free (type))
    {
      move (dest, slot, type->size);
      return TRUE;
    }
  if (type->kind == ODEON_KIND_REF)
    {
      OdeonRef *ref = *(OdeonRef *const *) slot;
      OdeonRef *before = *(OdeonRef **) dest;

      *(OdeonRef **) dest = ref != NULL ? odeon_ref_ref (ref) : NULL;
      odeon_ref_unref (before);
      return TRUE;
    }
  if (type->kind == ODEON_KIND_ENUM)
    {
      gint value = *(const gint *) slot;

      /* Mostly they are numbered from 0 on. */
      if (value < 0 || (guint) value >= type->n_enums || type->enums[value].value != value)
        return FALSE;
      *(gint *) dest = value;
      return TRUE;
    }

  return FALSE;
}

/* Fills the parameters from @i on that go in @direction. */
G_GNUC_NO_INLINE static void
set_checked (OdeonCall *call, guint i, OdeonParamFlags direction, const gconstpointer *slots)
{
  const OdeonMethodInfo *method = call->method;

  for (; i < method->n_params && (method->params[i].flags & direction); i++, slots++)
    if (!set_simple (call, &method->params[i], *slots))
      odeon_call_set_argument (call, i, *slots);
}

G_GNUC_NO_INLINE static void
copy_checked (const OdeonMethodInfo *method, gconstpointer frame, const gpointer *results)
{
  for (guint i = _odeon_method_get_first_result (method); i < method->n_params; i++)
    odeon_call_copy_result (frame, method, i, *results++);
}

static inline void
set_arguments (OdeonCall *call, const OdeonMethodInfo *method, const gconstpointer *slots)
{
  const OdeonParamInfo *param = method->params;
  const OdeonParamInfo *end = param + method->n_params;

  if (!(method->flags & ODEON_METHOD_FLAT))
    set_checked (call, 0, ODEON_PARAM_IN, slots);
  else
    for (; param < end && (param->flags & ODEON_PARAM_IN); param++)
      move (call->frame + param->offset, *slots++, param->type->size);
}

static inline void
copy_results (const OdeonMethodInfo *method, const gchar *frame, const gpointer *results)
{
  const OdeonParamInfo *param = method->params;
  const OdeonParamInfo *end = param + method->n_params;

  if (!(method->flags & ODEON_METHOD_FLAT))
    {
      copy_checked (method, frame, results);
      return;
    }

  for (; param < end; param++)
    if (param->flags & ODEON_PARAM_OUT)
      {
        if (*results != NULL)
          move (*results, frame + param->offset, param->type->size);
        results++;
      }
}

static inline gboolean
is_short (const OdeonMethodInfo *method)
{
  return (method->flags & ODEON_METHOD_FLAT) != 0;
}

static inline OdeonCall *
call_new (const OdeonMethodInfo *method, gpointer target, const gconstpointer *arguments)
{
  OdeonCall *call = _odeon_call_new (target, method);

  set_arguments (call, method, arguments);

  return call;
}

/* A variant may be one that nobody owns yet, which the call is to. */
static inline gboolean
is_valid (const OdeonTypeInfo *type, gconstpointer slot)
{
  if (slot == NULL || type->kind == ODEON_KIND_ANY)
    return FALSE;

  return _odeon_value_is_free (type) || odeon_value_check (type, slot, NULL);
}

static inline gboolean
are_valid (const OdeonMethodInfo *method, const gconstpointer *arguments)
{
  const OdeonParamInfo *param = method->params;
  const OdeonParamInfo *end = param + method->n_params;

  for (guint i = 0; param + i < end && (param[i].flags & ODEON_PARAM_IN); i++)
    if (!is_valid (param[i].type, arguments[i]))
      return FALSE;

  return TRUE;
}

/* %FALSE: it is for a call to do, and for that to say what is wrong. */
static inline gboolean
tell_at_once (const OdeonMethodInfo *method, OdeonRef *target, const gconstpointer *arguments)
{
  return target != NULL && target->klass->tell != NULL && are_valid (method, arguments)
         && target->klass->tell (target, method, arguments);
}

/* %NULL: likewise. */
static inline OdeonFuture *
ask_at_once (const OdeonMethodInfo *method, OdeonRef *target, const gconstpointer *arguments)
{
  if (target == NULL || target->klass->ask == NULL || method->timeout_ms != 0
      || !are_valid (method, arguments))
    return NULL;

  return target->klass->ask (target, method, arguments);
}

/* What a call can hold without a copy is no reason to look for another way. */
OdeonFuture *
odeon_method_ask (const OdeonMethodInfo *method, gpointer target, const gconstpointer *arguments)
{
  OdeonFuture *future = NULL;

  if (!is_short (method))
    future = ask_at_once (method, target, arguments);

  return future != NULL ? future : odeon_call_send (call_new (method, target, arguments));
}

gboolean
odeon_method_tell (const OdeonMethodInfo *method, gpointer target, const gconstpointer *arguments)
{
  OdeonCall *call;

  /* Nothing of it can be refused, and it has no results. */
  if (G_UNLIKELY (!is_short (method) || target == NULL))
    return tell_at_once (method, target, arguments)
           || odeon_call_tell (call_new (method, target, arguments));

  call = _odeon_call_new_short (target, method);
  set_arguments (call, method, arguments);

  return call->target->klass->deliver (call->target, call);
}

/* Mostly the future is what it is said to be, and went well. */
static inline gconstpointer
peek_frame (OdeonFuture *future, const OdeonMethodInfo *method, GError **error)
{
  if (G_LIKELY (future != NULL && future->klass == &_odeon_call_class
                && ((OdeonCall *) future)->method == method
                && _odeon_future_get_state (future) == ODEON_STATE_RESOLVED))
    return ((OdeonCall *) future)->frame;

  return odeon_call_peek_frame (future, method, error);
}

/* Its reference is the caller's, and goes right after. */
static inline gboolean
wait_for_own (OdeonFuture *future, GError **error)
{
  if (_odeon_future_get_state (future) != 0)
    return TRUE;
  _odeon_future_tell_woken ();

  return _odeon_future_get_state (future) != 0
         || _odeon_executor_hooks->suspend (future, G_MAXINT64, TRUE, error);
}

gboolean
odeon_method_await (const OdeonMethodInfo *method,
                    OdeonFuture           *future,
                    const gpointer        *results,
                    GError               **error)
{
  gconstpointer frame = NULL;

  if (G_UNLIKELY (future == NULL) || wait_for_own (future, error))
    frame = peek_frame (future, method, error);
  if (frame != NULL)
    copy_results (method, frame, results);
  if (G_LIKELY (future != NULL && future->klass == &_odeon_call_class))
    _odeon_call_unref ((OdeonCall *) future);
  else
    odeon_future_unref (future);

  return frame != NULL;
}

gboolean
odeon_method_finish (const OdeonMethodInfo *method,
                     OdeonFuture           *future,
                     const gpointer        *results,
                     GError               **error)
{
  gconstpointer frame = peek_frame (future, method, error);

  if (frame != NULL)
    copy_results (method, frame, results);

  return frame != NULL;
}

void
odeon_method_complete (const OdeonMethodInfo *method, OdeonCall *call, const gconstpointer *results)
{
  if (G_UNLIKELY (odeon_call_get_method (call) != method))
    {
      g_critical ("%s: the call is not of %s", G_STRFUNC, method->name);
      odeon_call_drop (call);
      return;
    }

  set_checked (call, _odeon_method_get_first_result (method), ODEON_PARAM_OUT, results);
  odeon_call_return (call);
}
