/* SPDX-License-Identifier: MIT */

/* What a test states: the calls that its double is to get, and how it is to answer each. What is
 * said of an answer goes for the call stated last; what cannot be stated is a failure of the test,
 * found when it asks for the verdict. */

#include "odeon-double-private.h"

static void
state (OdeonDouble *self,
       const gchar *operation,
       GVariant    *arguments,
       GPtrArray   *refs,
       gboolean     is_expected)
{
  g_autoptr (GVariant) sunk = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  g_autoptr (GError)   error = NULL;
  OdeonExpectation    *expectation;

  expectation = _odeon_expectation_new (self->interface, operation, sunk, refs,
                                        is_expected ? 1 : 0, &error);

  g_mutex_lock (&self->mutex);
  self->last = expectation;
  if (expectation != NULL)
    g_ptr_array_add (is_expected ? self->expected : self->allowed, expectation);
  else
    _odeon_double_add_failure_locked (self, "cannot expect %s: %s", operation, error->message);
  g_mutex_unlock (&self->mutex);
}

void
odeon_double_expect (OdeonDouble *self, const gchar *operation, const gchar *format, ...)
{
  GVariant *arguments = NULL;
  va_list   values;

  g_return_if_fail (self != NULL);
  g_return_if_fail (operation != NULL);

  va_start (values, format);
  if (format != NULL)
    arguments = g_variant_new_va (format, NULL, &values);
  va_end (values);
  state (self, operation, arguments, NULL, TRUE);
}

void
odeon_double_expect_variant (OdeonDouble *self,
                             const gchar *operation,
                             GVariant    *arguments,
                             GPtrArray   *refs)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (operation != NULL);

  state (self, operation, arguments, refs, TRUE);
}

void
odeon_double_allow (OdeonDouble *self, const gchar *operation, const gchar *format, ...)
{
  GVariant *arguments = NULL;
  va_list   values;

  g_return_if_fail (self != NULL);
  g_return_if_fail (operation != NULL);

  va_start (values, format);
  if (format != NULL)
    arguments = g_variant_new_va (format, NULL, &values);
  va_end (values);
  state (self, operation, arguments, NULL, FALSE);
}

void
odeon_double_times (OdeonDouble *self, guint n)
{
  OdeonExpectation *last;

  g_return_if_fail (self != NULL);
  g_return_if_fail (n > 0);

  g_mutex_lock (&self->mutex);
  last = self->last;
  if (last != NULL && last->n_wanted > 0)
    last->n_wanted = n;
  else if (last != NULL || self->failures->len == 0)
    _odeon_double_add_failure_locked (self, "%u times of what is not expected", n);
  g_mutex_unlock (&self->mutex);
}

/* Of what could not be stated the failure is noted already. */
static void
take_answer (OdeonDouble *self, OdeonAnswer *answer)
{
  g_autoptr (OdeonAnswer) unused = answer;
  OdeonExpectation       *last;

  g_mutex_lock (&self->mutex);
  last = self->last;
  if (last != NULL)
    _odeon_expectation_take_answer (last, g_steal_pointer (&unused));
  else if (self->failures->len == 0)
    _odeon_double_add_failure_locked (self, "an answer to what is not expected");
  g_mutex_unlock (&self->mutex);
}

void
odeon_double_will_return_variant (OdeonDouble *self, GVariant *results, GPtrArray *refs)
{
  g_autoptr (GVariant)    sunk = NULL;
  g_autoptr (OdeonAnswer) answer = NULL;
  g_autoptr (GError)      error = NULL;
  OdeonExpectation       *last;

  g_return_if_fail (self != NULL);
  g_return_if_fail (results != NULL);

  answer = _odeon_answer_new (ODEON_ANSWER_VALUES);
  sunk = g_variant_ref_sink (results);
  g_mutex_lock (&self->mutex);
  last = self->last;
  if (last != NULL)
    answer->values = odeon_call_new (NULL, last->method);
  g_mutex_unlock (&self->mutex);

  if (last == NULL
      || _odeon_call_read_params (answer->values, ODEON_PARAM_OUT, sunk, refs, &error))
    {
      take_answer (self, g_steal_pointer (&answer));
      return;
    }

  g_mutex_lock (&self->mutex);
  _odeon_double_add_failure_locked (self, "cannot return that: %s", error->message);
  g_mutex_unlock (&self->mutex);
}

void
odeon_double_will_return (OdeonDouble *self, const gchar *format, ...)
{
  GVariant *results;
  va_list   values;

  g_return_if_fail (self != NULL);
  g_return_if_fail (format != NULL);

  va_start (values, format);
  results = g_variant_new_va (format, NULL, &values);
  va_end (values);
  odeon_double_will_return_variant (self, results, NULL);
}

void
odeon_double_will_return_ref (OdeonDouble *self, gpointer ref)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();

  g_ptr_array_add (refs, ref);
  odeon_double_will_return_variant (self, g_variant_new ("(h)", ref != NULL ? 0 : -1), refs);
}

void
odeon_double_will_fail (OdeonDouble *self, GError *error)
{
  OdeonAnswer *answer;

  g_return_if_fail (self != NULL);
  g_return_if_fail (error != NULL);

  answer = _odeon_answer_new (ODEON_ANSWER_ERROR);
  answer->error = error;
  take_answer (self, answer);
}

void
odeon_double_will_never_answer (OdeonDouble *self)
{
  g_return_if_fail (self != NULL);

  take_answer (self, _odeon_answer_new (ODEON_ANSWER_NEVER));
}

void
odeon_double_will_run (OdeonDouble     *self,
                       OdeonDynamicFunc function,
                       gpointer         user_data,
                       GDestroyNotify   destroy)
{
  OdeonAnswer *answer;

  g_return_if_fail (self != NULL);
  g_return_if_fail (function != NULL);

  answer = _odeon_answer_new (ODEON_ANSWER_RUN);
  answer->function = function;
  answer->user_data = user_data;
  answer->destroy = destroy;
  take_answer (self, answer);
}
