/* SPDX-License-Identifier: MIT */

/* A double is a stand-in whose one callback compares each call with a list of expectations, decides
 * under a lock, and answers without it. The actor may outlive the test's handle for a moment: both
 * hold the list. */

#include "odeon-double-private.h"

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

void
_odeon_double_add_failure_locked (OdeonDouble *self, const gchar *format, ...)
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
  _odeon_double_add_failure_locked (self, "%s: %s", self->interface->name, what);
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
