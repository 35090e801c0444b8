/* SPDX-License-Identifier: MIT */

/* What is switched on in a system, and the observing of actors that live already: each is sent to
 * its worker, for it is the worker that may give it an intake.
 */

#include "odeon-observation-private.h"
#include "odeon-activity-private.h"
#include "odeon-log-private.h"
#include "odeon-realm-private.h"

#include <string.h>

static OdeonHost *
host_of (OdeonSystem *self)
{
  OdeonCell *parent;

  return _odeon_spawner_get_host (self, &parent);
}

/* (nullable) */
static OdeonObserver *
peek_observer (OdeonSystem *self)
{
  return atomic_load_explicit (&host_of (self)->observer, memory_order_acquire);
}

static OdeonObserver *
need_observer (OdeonSystem *self)
{
  OdeonHost     *host = host_of (self);
  OdeonObserver *observer = peek_observer (self);
  OdeonObserver *mine;

  if (observer != NULL)
    return observer;

  mine = _odeon_observer_new ();
  /* Release: what is in it, for those who spawn; acquire on failure: the other's. */
  if (atomic_compare_exchange_strong_explicit (&host->observer, &observer, mine,
                                               memory_order_acq_rel, memory_order_acquire))
    return mine;

  _odeon_observer_unref (mine);

  return observer;
}

/* --- actors that live --- */

typedef struct
{
  OdeonMessage message; /* first */
  OdeonCell   *cell;    /* counted */
} Attachment;

static void
attachment_free (Attachment *self)
{
  odeon_ref_unref (self->cell);
  g_free (self);
}

static void
attach (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Attachment    *self = (Attachment *) message;
  OdeonObserver *observer;

  /* One that has not ended has its host. */
  if (_odeon_cell_get_phase (self->cell) < ODEON_PHASE_STOPPING)
    {
      observer = atomic_load_explicit (&self->cell->host->observer, memory_order_acquire);
      _odeon_cell_observe (self->cell, observer);
    }
  attachment_free (self);
}

static void
refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  attachment_free ((Attachment *) message);
}

static const OdeonMessageClass attachment_class = {
  .run = attach,
  .refuse = refuse,
};

typedef struct
{
  OdeonHost *host;
  GPtrArray *cells;
} Search;

static void
find_unobserved (OdeonCell *cell, gpointer data)
{
  Search *search = data;

  if (cell->host == search->host && _odeon_cell_get_activity (cell) == NULL)
    g_ptr_array_add (search->cells, odeon_ref_ref (cell));
}

static void
observe_all (OdeonSystem *self)
{
  Search search = { host_of (self), g_ptr_array_new () };

  _odeon_identity_visit_all (find_unobserved, &search);
  for (guint i = 0; i < search.cells->len; i++)
    {
      Attachment *attachment = g_new0 (Attachment, 1);
      OdeonCell  *cell = search.cells->pdata[i];

      attachment->message.klass = &attachment_class;
      attachment->cell = cell;
      /* Its worker lasts as long as the cell, and that may be gone at once. */
      odeon_ref_ref (cell);
      _odeon_scheduler_hooks->send (cell->worker, &attachment->message);
      odeon_ref_unref (cell);
    }
  g_ptr_array_unref (search.cells);
}

static gboolean
is_on (OdeonSystem *self, OdeonObserve what)
{
  OdeonObserver *observer = peek_observer (self);

  return observer != NULL && (_odeon_observer_get (observer) & what);
}

static void
switch_on (OdeonSystem *self, OdeonObserve what, gboolean on, const gchar *property)
{
  if (is_on (self, what) == on)
    return;

  _odeon_observer_set (need_observer (self), what, on);
  if (on)
    observe_all (self);
  g_object_notify (G_OBJECT (self), property);
}

/* --- tracing and statistics --- */

void
odeon_system_set_tracing (OdeonSystem *self, gboolean tracing)
{
  g_return_if_fail (ODEON_IS_SYSTEM (self));

  switch_on (self, ODEON_OBSERVE_FLOWS, !!tracing, "tracing");
}

gboolean
odeon_system_get_tracing (OdeonSystem *self)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), FALSE);

  return is_on (self, ODEON_OBSERVE_FLOWS);
}

void
odeon_system_set_tracer (OdeonSystem   *self,
                         OdeonTraceFunc func,
                         gpointer       user_data,
                         GDestroyNotify destroy)
{
  g_return_if_fail (ODEON_IS_SYSTEM (self));

  _odeon_observer_set_tracer (need_observer (self), func, user_data, destroy);
}

void
odeon_system_set_collect_statistics (OdeonSystem *self, gboolean collect)
{
  g_return_if_fail (ODEON_IS_SYSTEM (self));

  switch_on (self, ODEON_OBSERVE_STATISTICS, !!collect, "collect-statistics");
}

gboolean
odeon_system_get_collect_statistics (OdeonSystem *self)
{
  g_return_val_if_fail (ODEON_IS_SYSTEM (self), FALSE);

  return is_on (self, ODEON_OBSERVE_STATISTICS);
}

/* --- slow handlers --- */

/* Before the limit is told: whoever changes it next waits for the lock. */
static void
watch (OdeonObserver *observer, guint n_workers, guint limit)
{
  g_mutex_lock (&observer->lock);
  if (observer->is_watched)
    _odeon_stretch_unwatch ();
  observer->is_watched = limit > 0 && n_workers > 0;
  if (observer->is_watched)
    _odeon_stretch_watch ((gint64) limit * 1000);
  atomic_store_explicit (&observer->slow_usec, limit > 0 ? (gint64) limit * 1000 : G_MAXINT64,
                         memory_order_relaxed);
  g_mutex_unlock (&observer->lock);
}

void
odeon_system_set_slow_handler_msec (OdeonSystem *self, guint limit)
{
  g_return_if_fail (ODEON_IS_SYSTEM (self));

  if (odeon_system_get_slow_handler_msec (self) == limit)
    return;

  watch (need_observer (self), odeon_system_get_n_workers (self), limit);
  if (is_on (self, ODEON_OBSERVE_SLOW) == (limit > 0))
    g_object_notify (G_OBJECT (self), "slow-handler-msec");
  else
    switch_on (self, ODEON_OBSERVE_SLOW, limit > 0, "slow-handler-msec");
}

guint
odeon_system_get_slow_handler_msec (OdeonSystem *self)
{
  OdeonObserver *observer;

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), 0);

  if (!is_on (self, ODEON_OBSERVE_SLOW))
    return 0;
  observer = peek_observer (self);

  return (guint) (atomic_load_explicit (&observer->slow_usec, memory_order_relaxed) / 1000);
}

/* --- the environment --- */

static gboolean
obey (OdeonSystem *self, const gchar *word)
{
  guint64 limit;

  if (g_str_equal (word, "tracing"))
    odeon_system_set_tracing (self, TRUE);
  else if (g_str_equal (word, "statistics"))
    odeon_system_set_collect_statistics (self, TRUE);
  else if (g_str_has_prefix (word, "slow=")
           && g_ascii_string_to_unsigned (word + strlen ("slow="), 10, 0, G_MAXUINT, &limit, NULL))
    odeon_system_set_slow_handler_msec (self, (guint) limit);
  else
    return FALSE;

  return TRUE;
}

void
_odeon_observation_begin (OdeonSystem *system)
{
  const gchar     *text = g_getenv ("ODEON_OBSERVE");
  g_auto (GStrv)   words = g_strsplit (text != NULL ? text : "", ",", -1);

  for (gchar **word = words; *word != NULL; word++)
    if (**word != '\0' && !obey (system, *word))
      g_log (ODEON_LOG, G_LOG_LEVEL_WARNING,
             "ODEON_OBSERVE is of tracing, statistics and slow=MSEC; \"%s\" is none of them",
             *word);
}

void
_odeon_observation_end (OdeonHost *host)
{
  OdeonObserver *observer = atomic_load_explicit (&host->observer, memory_order_acquire);

  if (observer == NULL)
    return;

  watch (observer, 0, 0);
  _odeon_observer_unref (observer);
}
