/* SPDX-License-Identifier: MIT */

#include "odeon-stretch-private.h"
#include "odeon-actor-private.h"
#include "odeon-environment-private.h"
#include "odeon-log-private.h"

typedef struct _Record Record;

/* A thread's; when that has ended, another's. Never freed. */
struct _Record
{
  Record            *next; /* constant: in the list of all */
  atomic_int         is_taken;

  /* The thread's; others look: see the header. */
  _Atomic (gint64)   since;
  _Atomic (guint64)  actor;
  _Atomic (gint64)   limit;

  _Atomic (gint64)   reported; /* the `since` of the stretch that was reported last */
};

static _Atomic (Record *)     records;
static _Thread_local Record *own;

/* --- the thread's own side --- */

static void
leave (gpointer record)
{
  /* Release: what the thread wrote; pairs with the acquire in take_record(). */
  atomic_store_explicit (&((Record *) record)->is_taken, FALSE, memory_order_release);
  own = NULL;
}

static GPrivate at_thread_end = G_PRIVATE_INIT (leave);

static Record *
take_record (void)
{
  Record *record;

  /* Acquire: pairs with the release below; the list only grows. */
  for (record = atomic_load_explicit (&records, memory_order_acquire); record != NULL;
       record = record->next)
    {
      int is_taken = FALSE;

      if (atomic_compare_exchange_strong_explicit (&record->is_taken, &is_taken, TRUE,
                                                   memory_order_acquire, memory_order_relaxed))
        return record;
    }

  record = g_new0 (Record, 1);
  atomic_init (&record->is_taken, TRUE);
  record->next = atomic_load_explicit (&records, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit (&records, &record->next, record,
                                                 memory_order_release, memory_order_relaxed))
    ;

  return record;
}

static Record *
need_record (void)
{
  if (own == NULL)
    {
      own = take_record ();
      g_private_set (&at_thread_end, own);
    }

  return own;
}

static OdeonStretch
get (Record *self)
{
  return (OdeonStretch) { atomic_load_explicit (&self->actor, memory_order_relaxed),
                          atomic_load_explicit (&self->since, memory_order_relaxed),
                          atomic_load_explicit (&self->limit, memory_order_relaxed) };
}

static void
set (Record *self, const OdeonStretch *stretch)
{
  atomic_store_explicit (&self->since, 0, memory_order_relaxed);
  /* Release: whoever sees one of the next two, and then looks at `since` again, sees it changed;
   * pairs with the fence in look(). */
  atomic_thread_fence (memory_order_release);
  atomic_store_explicit (&self->actor, stretch->actor, memory_order_relaxed);
  atomic_store_explicit (&self->limit, stretch->limit, memory_order_relaxed);
  /* Release: the two words before it; pairs with the acquire in look(). */
  atomic_store_explicit (&self->since, stretch->since, memory_order_release);
}

/* --- the others' --- */

static gboolean
look (Record *self, OdeonStretch *out_stretch)
{
  gint64 since = atomic_load_explicit (&self->since, memory_order_acquire);

  if (since == 0)
    return FALSE;

  *out_stretch = get (self);
  atomic_thread_fence (memory_order_acquire);

  return atomic_load_explicit (&self->since, memory_order_relaxed) == since
         && out_stretch->since == since;
}

void
_odeon_stretch_visit_all (void (*visit) (const OdeonStretch *stretch, gpointer data), gpointer data)
{
  OdeonStretch stretch;

  for (Record *record = atomic_load_explicit (&records, memory_order_acquire); record != NULL;
       record = record->next)
    if (look (record, &stretch))
      visit (&stretch, data);
}

/* --- reports --- */

/* %TRUE: it is for the caller to report the stretch, and for nobody else. */
static gboolean
claim (Record *self, gint64 since)
{
  gint64 before = atomic_load_explicit (&self->reported, memory_order_relaxed);

  return before != since
         && atomic_compare_exchange_strong_explicit (&self->reported, &before, since,
                                                     memory_order_relaxed, memory_order_relaxed);
}

static void
report (OdeonCell *cell, gint64 usec, gboolean is_over)
{
  const OdeonMethodInfo *operation = _odeon_cell_get_operation (cell);
  g_autofree gchar      *who = _odeon_cell_describe (cell);
  g_autofree gchar      *what = operation != NULL ? _odeon_method_dup_name (operation) : NULL;

  g_log (ODEON_LOG_SLOW, G_LOG_LEVEL_WARNING, "%s %s its thread for %.3f s%s%s", who,
         is_over ? "held" : "has been holding", (gdouble) usec / G_USEC_PER_SEC,
         what != NULL ? " in " : "", what != NULL ? what : "");
}

OdeonStretch
_odeon_stretch_begin (OdeonCell *cell, gint64 now, gint64 limit)
{
  Record      *self = need_record ();
  OdeonStretch outer = get (self);
  OdeonStretch stretch = { cell->id, now, limit };

  set (self, &stretch);

  return outer;
}

void
_odeon_stretch_end (OdeonCell *cell, gint64 now, const OdeonStretch *outer)
{
  Record      *self = need_record ();
  OdeonStretch stretch = get (self);

  set (self, outer);
  if (G_UNLIKELY (now - stretch.since > stretch.limit) && claim (self, stretch.since))
    report (cell, now - stretch.since, TRUE);
}

/* --- the thread that watches --- */

static GMutex   lock;
static GCond    changed;
static GThread *watcher;    /* under the lock, as the rest */
static guint    n_watchers; /* that there ever were: one that is told to end is not taken back */
static guint    n_watches;
static gint64   pace;       /* microseconds from look to look */

static void
look_at (Record *record)
{
  OdeonStretch stretch;
  gint64       now = _odeon_now ();
  OdeonCell   *cell;

  if (!look (record, &stretch) || now - stretch.since <= stretch.limit
      || !claim (record, stretch.since))
    return;

  cell = _odeon_identity_dup_cell (stretch.actor);
  if (cell == NULL)
    return;

  report (cell, now - stretch.since, FALSE);
  odeon_ref_unref (cell);
}

static gpointer
watch (gpointer number)
{
  g_mutex_lock (&lock);
  while (n_watches > 0 && n_watchers == GPOINTER_TO_UINT (number))
    {
      g_cond_wait_until (&changed, &lock, g_get_monotonic_time () + pace);
      g_mutex_unlock (&lock);
      for (Record *record = atomic_load_explicit (&records, memory_order_acquire);
           record != NULL; record = record->next)
        look_at (record);
      g_mutex_lock (&lock);
    }
  g_mutex_unlock (&lock);

  return NULL;
}

void
_odeon_stretch_watch (gint64 limit)
{
  g_mutex_lock (&lock);
  limit = CLAMP (limit / 2, 1000, G_USEC_PER_SEC);
  pace = n_watches > 0 ? MIN (pace, limit) : limit;
  if (n_watches++ == 0)
    watcher = g_thread_new ("odeon-watcher", watch, GUINT_TO_POINTER (++n_watchers));
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

void
_odeon_stretch_unwatch (void)
{
  GThread *over = NULL;

  g_mutex_lock (&lock);
  if (--n_watches == 0)
    over = g_steal_pointer (&watcher);
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);

  /* A log writer of the application's may run in it, too, and cannot wait for itself. */
  if (over == g_thread_self ())
    g_thread_unref (over);
  else if (over != NULL)
    g_thread_join (over);
}
