/* SPDX-License-Identifier: MIT */

/* Stopping all roots of a system, one after the other. What drives it is the end of each, on
 * whatever thread that comes: no executor, so that whoever has asked may be one of them. */

#include "odeon-environment-private.h"
#include "odeon-realm-private.h"
#include "odeon-registry.h"

typedef struct
{
  OdeonWaiter   waiter; /* first: on the one that is being waited for */
  GPtrArray    *roots;
  guint         next;
  gint64        deadline; /* of _odeon_now(); G_MAXINT64: none */
  GString      *late;     /* who has not ended in time */
  OdeonPromise *promise;
} StopAll;

static void
finish (StopAll *self)
{
  if (self->late->len == 0)
    odeon_promise_set_boolean (self->promise, TRUE);
  else
    odeon_promise_set_error (self->promise,
                             g_error_new (ODEON_ERROR, ODEON_ERROR_TIMED_OUT,
                                          "Not all actors have stopped in time: %s",
                                          self->late->str));
  odeon_promise_free (self->promise);
  g_string_free (self->late, TRUE);
  g_ptr_array_unref (self->roots);
  g_free (self);
}

static void
note_late (StopAll *self, OdeonRef *ref)
{
  g_autofree gchar *who = odeon_ref_dup_string (ref);

  g_string_append_printf (self->late, "%s%s", self->late->len > 0 ? ", " : "", who);
}

/* The milliseconds that are left, rounded up. */
static guint
time_left (const StopAll *self)
{
  gint64 left = self->deadline - _odeon_now ();

  return left > 0 ? (guint) MIN ((left + 999) / 1000, G_MAXINT) : 0;
}

/* The end of a root, or the deadline's before it; in time if that is what it is already. */
static OdeonFuture *
stop (StopAll *self, OdeonRef *root)
{
  OdeonFuture *stopped = odeon_ref_stop (root);

  return self->deadline == G_MAXINT64 ? stopped
                                      : odeon_future_with_timeout (stopped, time_left (self));
}

static void
take_outcome (StopAll *self, OdeonFuture *stopped)
{
  if (_odeon_future_get_state (stopped) == ODEON_STATE_REJECTED)
    {
      g_autoptr (GError) error = _odeon_future_dup_error (stopped);

      if (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_TIMED_OUT))
        note_late (self, self->roots->pdata[self->next]);
    }
  odeon_future_unref (stopped);
  self->next++;
}

static void stop_next (StopAll *self);

static void
on_stopped (OdeonWaiter *waiter, OdeonFuture *stopped)
{
  StopAll *self = (StopAll *) waiter;

  take_outcome (self, stopped);
  stop_next (self);
}

static void
stop_next (StopAll *self)
{
  self->waiter.notify = on_stopped;
  while (self->next < self->roots->len)
    {
      OdeonFuture *stopped = stop (self, self->roots->pdata[self->next]);

      if (_odeon_future_add_waiter (stopped, &self->waiter))
        return;
      take_outcome (self, stopped);
    }

  finish (self);
}

OdeonFuture *
odeon_system_stop_all (OdeonSystem *system, gint timeout_ms)
{
  StopAll     *self;
  OdeonCell   *parent;
  OdeonFuture *future;

  g_return_val_if_fail (ODEON_IS_SYSTEM (system), NULL);

  self = g_new0 (StopAll, 1);
  self->roots =
    _odeon_realm_list_roots ((OdeonRealm *) _odeon_spawner_get_host (system, &parent));
  self->deadline = timeout_ms < 0 ? G_MAXINT64 : _odeon_now () + (gint64) timeout_ms * 1000;
  self->late = g_string_new (NULL);
  self->promise = odeon_promise_new ();
  future = odeon_promise_get_future (self->promise);
  stop_next (self);

  return future;
}
