/* SPDX-License-Identifier: MIT */

/* A link is a watch of each side. Whoever makes or undoes it does its own half at once, and sends
 * the other to the other's worker. What a link does when the news comes is in odeon-watch.c. */

#include "odeon-actor-private.h"
#include "odeon-foreign-private.h"
#include "odeon-monitor.h"
#include "odeon-promised-ref-private.h"
#include "odeon-watch-private.h"

typedef struct
{
  OdeonMessage message; /* first */
  OdeonCell   *watcher; /* counted */
  OdeonCell   *target;  /* counted */
  gboolean     wanted;
} Half;

static void
half_free (Half *self)
{
  odeon_ref_unref (self->watcher);
  odeon_ref_unref (self->target);
  g_free (self);
}

static void
half_run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Half *self = (Half *) message;

  if (_odeon_cell_get_phase (self->watcher) < ODEON_PHASE_ENDED)
    {
      if (self->wanted)
        _odeon_watch_begin (self->watcher, self->target, ODEON_WATCH_LINK);
      else
        _odeon_watch_end (self->watcher, self->target, ODEON_WATCH_LINK);
    }
  half_free (self);
}

static void
half_refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  half_free ((Half *) message);
}

static const OdeonMessageClass half_class = {
  .run = half_run,
  .refuse = half_refuse,
};

static void
set_half (OdeonCell *watcher, OdeonCell *target, gboolean wanted)
{
  Half *self = g_new0 (Half, 1);

  self->message.klass = &half_class;
  self->watcher = odeon_ref_ref (watcher);
  self->target = odeon_ref_ref (target);
  self->wanted = wanted;
  _odeon_watch_send (watcher, &self->message);
}

/* The other half of @watcher's link to @ref. */
static void
set_other_half (OdeonRef *ref, OdeonCell *watcher, gboolean wanted)
{
  OdeonCell *cell = _odeon_ref_get_cell (ref);
  OdeonCall *call;

  if (cell != NULL)
    {
      set_half (cell, watcher, wanted);
      return;
    }

  call = odeon_call_new (ref, wanted ? &_odeon_method_link : &_odeon_method_unlink);
  odeon_call_set_argument (call, 0, &watcher);
  odeon_call_tell (call);
}

void
odeon_actor_link (OdeonActor *self, gpointer ref)
{
  OdeonCell *cell;
  OdeonRef  *target;

  g_return_if_fail (ODEON_IS_ACTOR (self));
  g_return_if_fail (ref != NULL);

  cell = _odeon_watch_get_watcher (self);
  target = _odeon_watch_get_target (ref);
  if (cell == NULL || target == NULL || target == &cell->ref)
    return;

  _odeon_watch_begin_any (cell, target, ODEON_WATCH_LINK);
  set_other_half (target, cell, TRUE);
}

gboolean
odeon_actor_unlink (OdeonActor *self, gpointer ref)
{
  OdeonCell *cell;
  OdeonRef  *target;

  g_return_val_if_fail (ODEON_IS_ACTOR (self), FALSE);
  g_return_val_if_fail (ref != NULL, FALSE);

  cell = _odeon_watch_get_watcher (self);
  target = _odeon_ref_peek_actual (ref);
  if (cell == NULL || target == NULL || !_odeon_watch_end_any (cell, target, ODEON_WATCH_LINK))
    return FALSE;
  set_other_half (target, cell, FALSE);

  return TRUE;
}
