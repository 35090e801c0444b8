/* SPDX-License-Identifier: MIT */

/* A double is a stand-in whose one callback compares each call with a list of expectations, decides
 * under a lock, and answers without it. The actor may outlive the test's handle for a moment: both
 * hold the list. */

#include "odeon-double.h"

#include "odeon-expectation-private.h"
#include "odeon-promise.h"

struct _OdeonDouble
{
  const OdeonInterfaceInfo *interface;
  OdeonRef                 *ref; /* the test's */

  GMutex        mutex;
  gboolean      any_order;
  GPtrArray    *expected; /* of OdeonExpectation, in order */
  GPtrArray    *allowed;
  gpointer      last;     /* (nullable): the OdeonExpectation stated last */
  GString      *failures; /* a line each */
  GPtrArray    *open;     /* of OdeonCall, never answered */
  OdeonPromise *settled;  /* (nullable): all that is expected has come, or something else */
};

static void
clear (gpointer data)
{
  OdeonDouble *self = data;

  g_ptr_array_unref (self->expected);
  g_ptr_array_unref (self->allowed);
  g_string_free (self->failures, TRUE);
  g_ptr_array_unref (self->open);
  odeon_promise_free (self->settled);
  g_mutex_clear (&self->mutex);
}

static void
release (gpointer self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- what happens --- */

static void G_GNUC_PRINTF (2, 3)
add_failure_locked (OdeonDouble *self, const gchar *format, ...)
{
  va_list arguments;

  if (self->failures->len > 0)
    g_string_append_c (self->failures, '\n');
  va_start (arguments, format);
  g_string_append_vprintf (self->failures, format, arguments);
  va_end (arguments);
}

static OdeonExpectation *
find_expected_locked (OdeonDouble *self, OdeonCall *call)
{
  for (guint i = 0; i < self->expected->len; i++)
    {
      OdeonExpectation *expectation = g_ptr_array_index (self->expected, i);

      if (_odeon_expectation_is_met (expectation))
        continue;
      if (_odeon_expectation_matches (expectation, call))
        return expectation;
      if (!self->any_order)
        break;
    }
  for (guint i = self->allowed->len; i > 0; i--)
    if (_odeon_expectation_matches (g_ptr_array_index (self->allowed, i - 1), call))
      return g_ptr_array_index (self->allowed, i - 1);

  return NULL;
}

/* "deposit (100)", or, in any order, "deposit (100) or touch ()". */
static gchar *
dup_missing_locked (OdeonDouble *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->expected->len; i++)
    {
      OdeonExpectation *expectation = g_ptr_array_index (self->expected, i);
      g_autofree gchar *one = NULL;

      if (_odeon_expectation_is_met (expectation))
        continue;
      one = _odeon_expectation_dup_text (expectation);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " or " : "", one);
      if (!self->any_order)
        break;
    }
  if (text->len == 0)
    g_string_append (text, "no more calls");

  return g_string_free (text, FALSE);
}

static gboolean
is_settled_locked (OdeonDouble *self)
{
  if (self->failures->len > 0)
    return TRUE;
  for (guint i = 0; i < self->expected->len; i++)
    if (!_odeon_expectation_is_met (g_ptr_array_index (self->expected, i)))
      return FALSE;

  return TRUE;
}

/* How the call is to be answered; an error that was also noted, if it should not have come. */
static OdeonAnswer *
decide_locked (OdeonDouble *self, OdeonCall *call)
{
  OdeonExpectation *expectation = find_expected_locked (self, call);
  g_autofree gchar *got = NULL;
  g_autofree gchar *what = NULL;
  OdeonAnswer      *answer;

  if (expectation != NULL)
    {
      expectation->n_came++;
      if (expectation->answer->kind != ODEON_ANSWER_NONE
          || _odeon_method_get_first_result (call->method) == call->method->n_params)
        return _odeon_answer_ref (expectation->answer);
    }

  got = _odeon_call_dup_text (call);
  if (expectation != NULL)
    what = g_strdup_printf ("nobody said what %s returns", got);
  else
    {
      g_autofree gchar *missing = dup_missing_locked (self);

      what = g_strdup_printf ("expected %s, got %s", missing, got);
    }
  add_failure_locked (self, "%s: %s", self->interface->name, what);
  answer = _odeon_answer_new (ODEON_ANSWER_ERROR);
  answer->error = g_error_new (ODEON_ERROR, ODEON_ERROR_UNEXPECTED_CALL, "Double of %s: %s",
                               self->interface->name, what);

  return answer;
}

/* An OdeonDynamicFunc. */
static void
receive (OdeonActor *actor, OdeonCall *call, gpointer data)
{
  OdeonDouble            *self = data;
  g_autoptr (OdeonAnswer) answer = NULL;
  OdeonPromise           *settled = NULL;

  g_mutex_lock (&self->mutex);
  answer = decide_locked (self, call);
  if (answer->kind == ODEON_ANSWER_NEVER)
    g_ptr_array_add (self->open, g_steal_pointer (&call));
  if (is_settled_locked (self))
    settled = g_steal_pointer (&self->settled);
  g_mutex_unlock (&self->mutex);

  /* Nobody could answer that a oneway call is wrong; it is noted, and the double lives on. */
  if (call != NULL && answer->kind == ODEON_ANSWER_ERROR
      && (call->method->flags & ODEON_METHOD_ONEWAY)
      && g_error_matches (answer->error, ODEON_ERROR, ODEON_ERROR_UNEXPECTED_CALL))
    odeon_call_return (call);
  else if (call != NULL)
    _odeon_answer_give (answer, actor, call);

  if (settled != NULL)
    {
      odeon_promise_set_boolean (settled, TRUE);
      odeon_promise_free (settled);
    }
}

/* --- the test's handle --- */

static void
drop_call (gpointer call)
{
  odeon_call_drop (call);
}

OdeonDouble *
odeon_double_new (const OdeonInterfaceInfo *interface, gpointer in, GError **error)
{
  static const OdeonDynamicHandler handlers[] = { { NULL, receive } };
  OdeonDouble                     *self;

  g_return_val_if_fail (interface != NULL, NULL);
  g_return_val_if_fail (ODEON_IS_SPAWNER (in), NULL);

  self = g_atomic_rc_box_new0 (OdeonDouble);
  g_mutex_init (&self->mutex);
  self->interface = interface;
  self->expected = g_ptr_array_new_with_free_func ((GDestroyNotify) _odeon_expectation_free);
  self->allowed = g_ptr_array_new_with_free_func ((GDestroyNotify) _odeon_expectation_free);
  self->failures = g_string_new (NULL);
  self->open = g_ptr_array_new_with_free_func (drop_call);
  self->ref = odeon_interface_implement_dynamic (interface, in, NULL, handlers,
                                                 G_N_ELEMENTS (handlers),
                                                 g_atomic_rc_box_acquire (self), release, error);
  if (self->ref == NULL)
    g_clear_pointer (&self, release);

  return self;
}

void
odeon_double_free (OdeonDouble *self)
{
  g_autoptr (GPtrArray) open = NULL;

  if (self == NULL)
    return;

  odeon_future_unref (odeon_ref_kill (self->ref));
  g_clear_pointer (&self->ref, odeon_ref_unref);

  g_mutex_lock (&self->mutex);
  open = g_steal_pointer (&self->open);
  self->open = g_ptr_array_new_with_free_func (drop_call);
  g_mutex_unlock (&self->mutex);
  release (self);
}

gpointer
odeon_double_get_ref (OdeonDouble *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->ref;
}

void
odeon_double_set_in_order (OdeonDouble *self, gboolean in_order)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  self->any_order = !in_order;
  g_mutex_unlock (&self->mutex);
}

/* --- what the test states --- */

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
    add_failure_locked (self, "cannot expect %s: %s", operation, error->message);
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
    add_failure_locked (self, "%u times of what is not expected", n);
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
    add_failure_locked (self, "an answer to what is not expected");
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
  add_failure_locked (self, "cannot return that: %s", error->message);
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

/* --- the verdict --- */

static void
add_missing (const OdeonExpectation *expectation, const gchar *interface, GString *report)
{
  g_autofree gchar *text = NULL;

  if (_odeon_expectation_is_met (expectation))
    return;

  text = _odeon_expectation_dup_text (expectation);
  g_string_append_printf (report, "%s%s: expected %s", report->len > 0 ? "\n" : "", interface,
                          text);
  if (expectation->n_wanted == 1)
    g_string_append (report, ", but it did not come");
  else
    g_string_append_printf (report, " %u times, but it came %u times", expectation->n_wanted,
                            expectation->n_came);
}

/* An OdeonActorFunc. */
static void
be_there (OdeonActor *actor G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

gboolean
odeon_double_verify (OdeonDouble *self, GError **error)
{
  g_autoptr (OdeonFuture) handled = NULL;
  g_autoptr (GString)     report = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  /* What was sent before has been handled then. An actor that is dead handles nothing. */
  handled = odeon_actor_invoke (self->ref, be_there, NULL, NULL);
  odeon_future_await (handled, NULL);

  g_mutex_lock (&self->mutex);
  report = g_string_new (self->failures->str);
  for (guint i = 0; i < self->expected->len; i++)
    add_missing (g_ptr_array_index (self->expected, i), self->interface->name, report);
  g_mutex_unlock (&self->mutex);

  if (report->len == 0)
    return TRUE;
  g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_UNEXPECTED_CALL, report->str);

  return FALSE;
}

gboolean
odeon_double_wait (OdeonDouble *self, guint timeout_ms, GError **error)
{
  g_autoptr (OdeonFuture) settled = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  if (!is_settled_locked (self))
    {
      if (self->settled == NULL)
        self->settled = odeon_promise_new ();
      settled = odeon_promise_get_future (self->settled);
    }
  g_mutex_unlock (&self->mutex);

  if (settled != NULL)
    odeon_future_await_for (settled, timeout_ms, NULL);

  return odeon_double_verify (self, error);
}
