/* SPDX-License-Identifier: MIT */

/* An actor, and a promise that may be kept with it. */

#pragma once

#include "stage.h"

#include "odeon-promised-ref-private.h"

typedef struct
{
  OdeonSystem  *system;
  Journal       journal;
  OdeonRef     *actor;
  OdeonPromise *promise;
  OdeonFuture  *future;
  OdeonRef     *promised;
} Scene;

static G_GNUC_UNUSED OdeonRef *
promise_of (OdeonFuture *future)
{
  return odeon_ref_from_future (future, NULL, &odeon_ref_info);
}

static G_GNUC_UNUSED void
scene_init (Scene *self, gint workers)
{
  self->system = new_system (workers);
  journal_init (&self->journal);
  self->actor = spawn_player (self->system, "", &self->journal);
  await_ok (odeon_ref_started (self->actor));
  assert_journal (&self->journal, "started");
  self->promise = odeon_promise_new ();
  self->future = odeon_promise_get_future (self->promise);
  self->promised = promise_of (odeon_future_ref (self->future));
}

static G_GNUC_UNUSED void
scene_clear (Scene *self)
{
  /* Nobody is to hear of what nobody wanted. */
  odeon_future_cancel (self->future);
  odeon_ref_unref (self->promised);
  odeon_future_unref (self->future);
  odeon_promise_free (self->promise);
  odeon_ref_unref (self->actor);
  g_object_unref (self->system);
  journal_clear (&self->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

static G_GNUC_UNUSED void
keep_promise (OdeonPromise *promise, gpointer ref)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, ODEON_TYPE_REF);
  g_value_set_boxed (&value, ref);
  assert_true (odeon_promise_set_value (promise, &value));
  g_value_unset (&value);
}

static G_GNUC_UNUSED void
break_promise (OdeonPromise *promise)
{
  odeon_promise_set_error (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                                         "no such actor"));
}

static G_GNUC_UNUSED void
assert_fails (OdeonFuture *future, GQuark domain, gint code, const gchar *pattern)
{
  g_autoptr (GError) error = NULL;

  assert_false (odeon_future_await (future, &error));
  if (!g_error_matches (error, domain, code)
      || !g_pattern_match_simple (pattern, error->message))
    fail_msg ("%s", error->message);
  odeon_future_unref (future);
}
