/* SPDX-License-Identifier: MIT */

/* How an actor handles a call: on a fiber of its worker the handler is found in the vtable of the
 * actor's class and called, and what it returns, or its error, becomes the answer, unless it is
 * deferred. Nobody is told of a call that is refused but whoever waits for its answer. */

#include "odeon-actor-private.h"
#include "odeon-concurrency-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-log-private.h"

/* What this thread found last: of many actors of a kind, each is new only to itself. */
static _Thread_local struct
{
  gpointer                  klass;
  const OdeonInterfaceInfo *interface;
  gpointer                  vtable;
} last_found;

static gboolean
find_vtable (OdeonCell *cell, const OdeonInterfaceInfo *interface, GError **error)
{
  gpointer klass = G_OBJECT_GET_CLASS (cell->actor);
  gpointer vtable;

  if (klass != last_found.klass || interface != last_found.interface)
    {
      last_found.vtable = g_type_interface_peek (klass, interface->get_type ());
      last_found.klass = klass;
      last_found.interface = interface;
    }

  vtable = last_found.vtable;
  if (vtable == NULL)
    {
      g_autofree gchar *who = _odeon_cell_describe (cell);

      g_set_error (error, ODEON_ERROR, ODEON_ERROR_WRONG_INTERFACE, "%s is no %s",
                   who, interface->name);
      return FALSE;
    }

  cell->interface = interface;
  cell->vtable = vtable;

  return TRUE;
}

static gboolean
has_entry (gconstpointer vtable, guint32 offset)
{
  return offset != 0 && *(const gpointer *) ((const gchar *) vtable + offset) != NULL;
}

/* Methods whose table does not say where their handlers are look for themselves. */
static gboolean
is_implemented (const OdeonCell *cell, const OdeonMethodInfo *method)
{
  return method->handler_offset == 0 || has_entry (cell->vtable, method->handler_offset)
         || has_entry (cell->vtable, method->deferred_offset);
}

static gboolean
dispatch (OdeonCell *cell, OdeonCall *call, GError **error)
{
  const OdeonMethodInfo *method = call->method;

  if (G_UNLIKELY (method->interface == NULL))
    return method->dispatch (cell->actor, cell, call, call->frame, error);
  if (G_UNLIKELY (method->interface != cell->interface)
      && !find_vtable (cell, method->interface, error))
    return FALSE;
  if (G_UNLIKELY (!is_implemented (cell, method)))
    return odeon_call_not_implemented (call, error);

  return method->dispatch (cell->actor, cell->vtable, call, call->frame, error);
}

static GError *
failure_of (OdeonCell *cell, OdeonCall *call, GError *error)
{
  g_autofree gchar *who = NULL;
  g_autofree gchar *what = NULL;

  if (!cell->killed && error != NULL)
    return error;

  who = _odeon_cell_describe (cell);
  what = _odeon_method_dup_name (call->method);
  if (!cell->killed)
    return g_error_new (ODEON_ERROR, ODEON_ERROR_FAILED,
                        "%s of %s failed without saying why", what, who);

  g_clear_error (&error);

  return g_error_new (ODEON_ERROR, ODEON_ERROR_KILLED, "%s was killed in %s", who, what);
}

static void
log_answer (OdeonCell *cell, OdeonCall *call, const GError *error)
{
  g_autofree gchar *who = NULL;
  g_autofree gchar *what = NULL;

  if (!_odeon_log_is_heard (ODEON_LOG_CALL, G_LOG_LEVEL_INFO))
    return;

  who = _odeon_cell_describe (cell);
  what = _odeon_method_dup_name (call->method);
  g_log (ODEON_LOG_CALL, G_LOG_LEVEL_INFO, "%s answered %s with an error: %s", who, what,
         error->message);
}

void
_odeon_call_run (OdeonMessage *message, gpointer receiver)
{
  OdeonCell    *cell = receiver;
  OdeonCall    *call = ODEON_CALL_OF_MESSAGE (message);
  guint64       sender_id = atomic_load_explicit (&call->sender_id, memory_order_relaxed);
  OdeonHandling handling = { FALSE, &cell->identity->n_kept };
  GError       *error = NULL;
  gboolean      ok;

  /* Cancelled while it waited: withdrawn. */
  if (G_UNLIKELY (_odeon_call_is_cancelled (call)))
    {
      _odeon_dead_letter_expired (cell, call);
      _odeon_call_let_go (call);
      return;
    }

  call->handling = &handling;
  cell->sender_id = sender_id;
  _odeon_cell_set_operation (cell, call->method);
  ok = dispatch (cell, call, &error);
  cell->sender_id = 0;

  if (handling.is_deferred)
    return;
  if (G_LIKELY (ok && !cell->killed))
    {
      _odeon_call_succeed (call);
      return;
    }

  error = failure_of (cell, call, error);
  _odeon_cell_count_failure (cell);
  if (!(call->flags & ODEON_CALL_TELL))
    {
      log_answer (cell, call, error);
      _odeon_call_fail (call, error);
    }
  else
    {
      if (cell->killed
          || _odeon_concurrency_takes_failure (cell, call->method, sender_id, error))
        g_error_free (error);
      else
        _odeon_cell_fail (cell, call->method, sender_id, error);
      _odeon_call_let_go (call);
    }
}

static G_GNUC_NO_INLINE void
log_dead_letter (OdeonCall *call, const GError *why)
{
  g_autofree gchar *method = _odeon_method_dup_name (call->method);
  guint64           sender_id = atomic_load_explicit (&call->sender_id, memory_order_relaxed);
  g_autofree gchar *sender = sender_id != 0 ? _odeon_identity_describe (sender_id) : NULL;

  g_log (ODEON_LOG_MAILBOX, G_LOG_LEVEL_DEBUG, "Dead letter: %s: %s%s%s", method, why->message,
           sender != NULL ? "; sent by " : "", sender != NULL ? sender : "");
}

static void
call_refuse (OdeonMessage *message, const GError *why)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);

  if (call->method == &_odeon_method_stop)
    {
      _odeon_control_answer (call, FALSE);
      return;
    }
  if (!(call->flags & ODEON_CALL_TELL))
    {
      _odeon_call_fail (call, g_error_copy (why));
      return;
    }

  /* Nobody else learns of it; but it is not composed for nobody. */
  if (_odeon_log_is_heard (ODEON_LOG_MAILBOX, G_LOG_LEVEL_DEBUG))
    log_dead_letter (call, why);
  _odeon_call_let_go (call);
}

static const OdeonMessageClass call_message_class = {
  .run = _odeon_call_run,
  .refuse = call_refuse,
};

static guint64
current_actor (void)
{
  return _odeon_current_cell != NULL ? _odeon_current_cell->id : 0;
}

static atomic_uint *
kept_by_actor (guint64 id)
{
  return &_odeon_identity_slot_of (id)->n_kept;
}

/* Before main(): everything below this layer finds its hooks in place. */
void
_odeon_handling_install (void)
{
  _odeon_call_message_class = &call_message_class;
  _odeon_describe_actor = _odeon_identity_describe;
  _odeon_current_actor = current_actor;
  _odeon_kept_by_actor = kept_by_actor;
  _odeon_tell_failed = _odeon_cell_tell_failed;
}
