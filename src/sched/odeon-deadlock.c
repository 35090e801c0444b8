/* SPDX-License-Identifier: MIT */

/* Awaits that would never end: a cycle of actors that await one another, an actor that awaits the
 * end of one that ends after it, and one that awaits what only its own next message can do. */

#include "odeon-deadlock-private.h"
#include "odeon-actor-private.h"
#include "odeon-await-graph-private.h"

static gboolean
deadlock (const guint64 *cycle, guint n, GError **error)
{
  g_propagate_error (error, _odeon_await_graph_new_error (cycle, n));

  return FALSE;
}

static gboolean
would_deadlock (OdeonCell *cell, OdeonFuture *future, guint64 target, GError **error)
{
  guint64 cycle[ODEON_IDENTITY_CYCLE_MAX];
  guint   n = ODEON_IDENTITY_CYCLE_UNKNOWN;

  if (G_LIKELY (!_odeon_identity_is_many (target)))
    n = _odeon_identity_begin_await (cell->identity, target, cycle);
  if (G_UNLIKELY (n == ODEON_IDENTITY_CYCLE_UNKNOWN))
    n = _odeon_await_graph_begin (cell, NULL, future, target, cycle);
  if (n == 0)
    return FALSE;

  _odeon_identity_end_await (cell->identity);

  return !deadlock (cycle, n, error);
}

/* An actor ends after its children, and they after their handlers. Of all calls that is true of
 * stop only: a parent that is stopping refuses the others, and so answers them. */
static gboolean
awaits_ancestor_s_end (OdeonCell *cell, OdeonFuture *future, guint64 target, GError **error)
{
  g_autofree gchar *who = NULL;
  g_autofree gchar *ancestor = NULL;
  OdeonCell        *other;

  if (G_LIKELY (future->klass != &_odeon_call_class
                || ((OdeonCall *) future)->method != &_odeon_method_stop))
    return FALSE;

  /* They live as long as it does. */
  for (other = cell->parent; other != NULL && other->id != target; other = other->parent)
    ;
  if (other == NULL)
    return FALSE;

  who = _odeon_cell_describe (cell);
  ancestor = _odeon_cell_describe (other);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK,
               "The await would never end: %s awaits the end of %s, which ends after it",
               who, ancestor);

  return TRUE;
}

/* Its own continuations are messages, of which it takes none while it awaits. */
static gboolean
awaits_itself (OdeonCell *cell, OdeonFuture *future, GError **error)
{
  g_autofree gchar *who = NULL;

  if (_odeon_future_get_state (future) != 0 || !_odeon_future_needs (future, cell->id))
    return FALSE;

  who = _odeon_cell_describe (cell);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_DEADLOCK,
               "The await would never end: %s awaits a continuation of its own, which runs only "
               "after this message; await the future it was attached to", who);

  return TRUE;
}

gboolean
_odeon_deadlock_refuses (OdeonCell *cell, OdeonFuture *future, guint64 target, GError **error)
{
  if (target == 0)
    return awaits_itself (cell, future, error);

  return awaits_ancestor_s_end (cell, future, target, error)
         || would_deadlock (cell, future, target, error);
}

gboolean
_odeon_deadlock_refuses_one (OdeonCell   *cell,
                             OdeonAwait  *await,
                             OdeonFuture *future,
                             guint64      target,
                             GError     **error)
{
  guint64 cycle[ODEON_IDENTITY_CYCLE_MAX];
  guint   n;

  /* A continuation of its own is a message of its own. */
  if (target == 0 && _odeon_future_get_state (future) == 0
      && _odeon_future_needs (future, cell->id))
    target = cell->id;
  else if (awaits_ancestor_s_end (cell, future, target, error))
    return TRUE;

  n = _odeon_await_graph_begin (cell, await, future, target, cycle);
  if (n == 0)
    return FALSE;

  _odeon_await_graph_remove (cell, await);

  return !deadlock (cycle, n, error);
}
