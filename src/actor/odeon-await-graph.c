/* SPDX-License-Identifier: MIT */

/* Which awaits are on record, all under one lock: each that begins has the graph drawn, in
 * odeon-await-drawing.c, and what is found there is done here. */

#include "odeon-await-graph-private.h"
#include "odeon-actor-private.h"
#include "odeon-await-drawing-private.h"

static GMutex lock;

void
_odeon_await_graph_add_cell (OdeonCell *cell)
{
  atomic_store_explicit (&cell->identity->awaited, ODEON_IDENTITY_MANY, memory_order_release);
}

void
_odeon_await_graph_remove_cell (OdeonCell *cell)
{
  g_mutex_lock (&lock);
  atomic_store_explicit (&cell->identity->awaited, 0, memory_order_release);
  g_mutex_unlock (&lock);
}

static void
admit (GArray *admissions)
{
  if (admissions == NULL)
    return;

  for (guint i = 0; i < admissions->len; i++)
    {
      OdeonAdmission *admission = &g_array_index (admissions, OdeonAdmission, i);

      _odeon_concurrency_admit (admission->cell, (gconstpointer) admission->call);
      odeon_ref_unref (admission->cell);
    }
  g_array_unref (admissions);
}

static uintptr_t
word_of (OdeonFuture *future)
{
  if (future->klass != &_odeon_call_class)
    return 0;

  return (uintptr_t) future
         | (((OdeonCall *) future)->method == &_odeon_method_stop ? ODEON_AWAIT_STOP : 0);
}

static void
begin_locked (OdeonCell *cell, OdeonAwait *await, uintptr_t call, guint64 target)
{
  OdeonConcurrency *concurrency = _odeon_cell_get_concurrency (cell);

  if (await == NULL)
    {
      /* Before the word that leads here. */
      atomic_store_explicit (&cell->identity->awaited_call, call, memory_order_relaxed);
      _odeon_identity_set_awaited (cell->identity, target);
      return;
    }

  await->call = call;
  await->target = target;
  await->previous = NULL;
  await->next = concurrency->awaits;
  if (await->next != NULL)
    await->next->previous = await;
  concurrency->awaits = await;
  concurrency->n_awaits++;
  concurrency->n_hook_awaits += await->is_hook;
}

guint
_odeon_await_graph_begin (OdeonCell   *cell,
                          OdeonAwait  *await,
                          OdeonFuture *future,
                          guint64      target,
                          guint64     *cycle)
{
  GArray *admissions = NULL;
  guint   n = 0;

  g_mutex_lock (&lock);
  begin_locked (cell, await, word_of (future), target);
  /* As in _odeon_identity_begin_await(). */
  atomic_thread_fence (memory_order_seq_cst);
  if (target != 0 && _odeon_await_drawing_draw_locked (cell->id, await))
    {
      admissions = _odeon_await_drawing_find_admissions_locked ();
      _odeon_await_drawing_find_who_goes_on_locked ();
      n = _odeon_await_drawing_trace_locked (cycle);
    }
  g_mutex_unlock (&lock);
  admit (admissions);

  return n;
}

GError *
_odeon_await_graph_new_error (const guint64 *cycle, guint n)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree gchar *who = _odeon_identity_describe (cycle[i]);

      g_string_append_printf (path, "%s awaits ", who);
    }

  return g_error_new (ODEON_ERROR, ODEON_ERROR_DEADLOCK, "The await would never end: %sthe first",
                      path->str);
}

OdeonAwait *
_odeon_await_graph_close (OdeonCell *cell)
{
  guint64     cycle[ODEON_IDENTITY_CYCLE_MAX];
  OdeonAwait *await;
  guint       n = 0;

  g_mutex_lock (&lock);
  cell->rare->concurrency->is_closed = TRUE;
  /* As in _odeon_await_graph_begin(). */
  atomic_thread_fence (memory_order_seq_cst);
  for (await = cell->rare->concurrency->awaits; await != NULL; await = await->next)
    {
      if (await->target == 0 || await->deadlock != NULL
          || !_odeon_await_drawing_draw_locked (cell->id, await))
        continue;
      _odeon_await_drawing_find_who_goes_on_locked ();
      n = _odeon_await_drawing_trace_locked (cycle);
      if (n > 0)
        break;
    }
  g_mutex_unlock (&lock);
  if (n > 0)
    await->deadlock = _odeon_await_graph_new_error (cycle, n);

  return await;
}

void
_odeon_await_graph_open (OdeonCell *cell)
{
  g_mutex_lock (&lock);
  cell->rare->concurrency->is_closed = FALSE;
  g_mutex_unlock (&lock);
}

void
_odeon_await_graph_end (OdeonAwait *await)
{
  g_mutex_lock (&lock);
  await->target = 0;
  g_mutex_unlock (&lock);
}

void
_odeon_await_graph_remove (OdeonCell *cell, OdeonAwait *await)
{
  OdeonConcurrency *concurrency = cell->rare->concurrency;

  g_mutex_lock (&lock);
  if (await->next != NULL)
    await->next->previous = await->previous;
  if (await->previous != NULL)
    await->previous->next = await->next;
  else
    concurrency->awaits = await->next;
  concurrency->n_awaits--;
  concurrency->n_hook_awaits -= await->is_hook;
  g_mutex_unlock (&lock);
}

guint64
_odeon_await_graph_get_awaited (guint64 id)
{
  OdeonIdentity *slot = _odeon_identity_slot_of (id);
  guint64        awaited = 0;

  g_mutex_lock (&lock);
  if (atomic_load_explicit (&slot->awaited, memory_order_relaxed) == ODEON_IDENTITY_MANY
      && _odeon_identity_is_of (slot, id))
    for (OdeonAwait *at = slot->cell->rare->concurrency->awaits; at != NULL; at = at->next)
      if (at->target != 0)
        awaited = at->target;
  g_mutex_unlock (&lock);

  return awaited;
}
