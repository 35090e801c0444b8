/* SPDX-License-Identifier: MIT */

#include "odeon-expectation-private.h"

#include "odeon-interface-private.h"

/* --- answers --- */

OdeonAnswer *
_odeon_answer_new (OdeonAnswerKind kind)
{
  OdeonAnswer *self = g_atomic_rc_box_new0 (OdeonAnswer);

  self->kind = kind;

  return self;
}

OdeonAnswer *
_odeon_answer_ref (OdeonAnswer *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
answer_clear (gpointer data)
{
  OdeonAnswer *self = data;

  if (self->values != NULL)
    _odeon_call_discard (self->values);
  g_clear_error (&self->error);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

void
_odeon_answer_unref (OdeonAnswer *self)
{
  g_atomic_rc_box_release_full (self, answer_clear);
}

static void
return_values (OdeonCall *values, OdeonCall *call)
{
  const OdeonMethodInfo *method = call->method;

  for (guint i = _odeon_method_get_first_result (method); i < method->n_params; i++)
    odeon_call_set_result (call, i, _odeon_param_get_value (&method->params[i], values->frame));
  odeon_call_return (call);
}

void
_odeon_answer_give (OdeonAnswer *self, OdeonActor *actor, OdeonCall *call)
{
  switch (self->kind)
    {
    case ODEON_ANSWER_NONE:
      odeon_call_return (call);
      return;
    case ODEON_ANSWER_VALUES:
      return_values (self->values, call);
      return;
    case ODEON_ANSWER_ERROR:
      odeon_call_return_error (call, g_error_copy (self->error));
      return;
    case ODEON_ANSWER_RUN:
      self->function (actor, call, self->user_data);
      return;
    case ODEON_ANSWER_NEVER:
      break;
    }
  g_assert_not_reached ();
}

/* --- expectations --- */

OdeonExpectation *
_odeon_expectation_new (const OdeonInterfaceInfo *interface,
                        const gchar              *operation,
                        GVariant                 *arguments,
                        GPtrArray                *refs,
                        guint                     n_wanted,
                        GError                  **error)
{
  const OdeonMethodInfo *method = _odeon_interface_resolve (interface, operation, error);
  OdeonCall             *pattern = NULL;
  OdeonExpectation      *self;

  if (method == NULL)
    return NULL;

  if (arguments != NULL)
    {
      pattern = odeon_call_new (NULL, method);
      if (!_odeon_call_read_params (pattern, ODEON_PARAM_IN, arguments, refs, error))
        {
          _odeon_call_discard (pattern);
          return NULL;
        }
    }

  self = g_new0 (OdeonExpectation, 1);
  self->method = method;
  self->pattern = pattern;
  self->n_wanted = n_wanted;
  self->answer = _odeon_answer_new (ODEON_ANSWER_NONE);

  return self;
}

void
_odeon_expectation_free (OdeonExpectation *self)
{
  if (self->pattern != NULL)
    _odeon_call_discard (self->pattern);
  _odeon_answer_unref (self->answer);
  g_free (self);
}

gboolean
_odeon_expectation_matches (const OdeonExpectation *self, OdeonCall *call)
{
  const OdeonMethodInfo *method = self->method;

  if (call->method != method)
    return FALSE;

  for (guint i = 0; self->pattern != NULL && i < _odeon_method_get_first_result (method); i++)
    {
      const OdeonParamInfo *param = &method->params[i];

      if (!odeon_value_equal (param->type, _odeon_param_get_value (param, self->pattern->frame),
                              _odeon_param_get_value (param, call->frame)))
        return FALSE;
    }

  return TRUE;
}

gchar *
_odeon_expectation_dup_text (const OdeonExpectation *self)
{
  g_autofree gchar *name = NULL;

  if (self->pattern != NULL)
    return _odeon_call_dup_text (self->pattern);

  name = _odeon_method_dup_c_name (self->method);

  return _odeon_method_get_first_result (self->method) > 0 ? g_strdup_printf ("%s (…)", name)
                                                           : g_strdup_printf ("%s ()", name);
}

void
_odeon_expectation_take_answer (OdeonExpectation *self, OdeonAnswer *answer)
{
  _odeon_answer_unref (self->answer);
  self->answer = answer;
}
