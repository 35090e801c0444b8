/* SPDX-License-Identifier: MIT */

/* What workers know of their actors, asked of each by a message.
 *
 * A worker whose actor hangs does not answer; it may do so much later. So what it writes is its
 * probe's, and is looked at only when it has answered: an inquiry that is over leaves the rest to
 * whoever still has to do with them. All is freed by the last.
 */

#include "odeon-inspection-private.h"
#include "odeon-realm-private.h"
#include "odeon-worker-private.h"

typedef struct
{
  atomic_int ref_count; /* the caller's, and one for each probe that is on its way */
  GMutex     mutex;
  GCond      changed;
  guint      n_pending; /* under the mutex */
} Inquiry;

/* To one worker. */
typedef struct
{
  OdeonMessage message;  /* first */
  Inquiry     *inquiry;
  OdeonWorker *worker;   /* counted */
  GPtrArray   *records;  /* copies: the worker's, then, if it was in time, the caller's */
  gboolean     has_answered; /* under the inquiry's mutex */
  atomic_int   n_owners; /* the caller and the worker */
} Probe;

static void
inquiry_unref (Inquiry *self)
{
  /* Acquire and release: the last one sees what the others did. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

static void
probe_drop (gpointer data)
{
  Probe *self = data;

  /* Likewise. */
  if (atomic_fetch_sub_explicit (&self->n_owners, 1, memory_order_acq_rel) != 1)
    return;

  g_ptr_array_unref (self->records);
  inquiry_unref (self->inquiry);
  _odeon_worker_unref (self->worker);
  g_free (self);
}

/* --- the worker's side --- */

/* Acquire, twice: pairs with the release of who linked it. Nobody else takes what was pushed. */
static gint
count_nodes (OdeonQueueNode *node, OdeonQueueNode *last, gint n)
{
  while (node != NULL && n < ODEON_RECORD_MAX_COUNTED)
    {
      n++;
      node = node != last ? atomic_load_explicit (&node->next, memory_order_acquire) : NULL;
    }

  return n;
}

/* What it has taken, and what was pushed since, as far as it is linked. */
static gint
count_mail (OdeonCell *cell)
{
  OdeonMailQueue *mailbox = &cell->mailbox;
  gint          n = count_nodes (mailbox->chain.first, mailbox->chain.last, 0);

  return count_nodes (atomic_load_explicit (&mailbox->queue.stub.next, memory_order_acquire), NULL,
                      n);
}

static void
fill (gpointer data, gpointer user_data G_GNUC_UNUSED)
{
  OdeonActorRecord *record = data;
  OdeonCell        *cell = (OdeonCell *) record->ref;

  record->has_answered = TRUE;
  record->state = odeon_ref_get_state (cell);
  if (record->state == ODEON_ACTOR_STATE_ENDED)
    return;

  if (record->n_waiting < 0 && cell->actor != NULL)
    record->n_waiting = count_mail (cell);
  record->waits_for = _odeon_worker_describe_await (cell);
  record->holds_thread = cell == _odeon_current_cell;
  if (record->waits_for != NULL || record->holds_thread)
    _odeon_record_set_operation (record);
  else
    {
      /* It has come to its end since it was looked at. */
      g_clear_pointer (&record->operation, g_free);
      record->busy = -1;
    }
}

static void
answer (Probe *self, gboolean has_answered)
{
  Inquiry *inquiry = self->inquiry;

  g_mutex_lock (&inquiry->mutex);
  self->has_answered = has_answered;
  inquiry->n_pending--;
  g_cond_signal (&inquiry->changed);
  g_mutex_unlock (&inquiry->mutex);
  probe_drop (self);
}

static void
run (OdeonMessage *message, gpointer receiver G_GNUC_UNUSED)
{
  Probe *self = (Probe *) message;

  g_ptr_array_foreach (self->records, fill, NULL);
  answer (self, TRUE);
}

static void
refuse (OdeonMessage *message, const GError *why G_GNUC_UNUSED)
{
  answer ((Probe *) message, FALSE);
}

static const OdeonMessageClass probe_class = {
  .run = run,
  .refuse = refuse,
};

/* --- the caller's --- */

/* The calling thread runs it, or nobody does. */
static gboolean
answer_here (Probe *self)
{
  OdeonWorker *worker = self->worker;
  gboolean     is_here = FALSE;

  switch (worker->kind)
    {
    case ODEON_WORKER_THREAD:
      is_here = _odeon_current_worker == worker;
      break;
    case ODEON_WORKER_MIGRANT:
      is_here = _odeon_current_cell != NULL && _odeon_current_cell->worker == worker;
      break;
    case ODEON_WORKER_TICK:
      is_here = atomic_load_explicit (&worker->owner, memory_order_acquire) == g_thread_self ();
      break;
    case ODEON_WORKER_HOST:
      if (!g_main_context_acquire (worker->context))
        return FALSE;
      run (&self->message, worker);
      g_main_context_release (worker->context);
      return TRUE;
    }
  if (is_here)
    run (&self->message, worker);

  return is_here;
}

static Probe *
probe_for (GHashTable *probes, Inquiry *inquiry, OdeonWorker *worker)
{
  Probe *self = g_hash_table_lookup (probes, worker);

  if (self != NULL)
    return self;

  self = g_new0 (Probe, 1);
  self->message.klass = &probe_class;
  self->inquiry = inquiry;
  atomic_fetch_add_explicit (&inquiry->ref_count, 1, memory_order_relaxed);
  self->worker = _odeon_worker_ref (worker);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) odeon_actor_record_free);
  atomic_init (&self->n_owners, 2);
  g_hash_table_insert (probes, worker, self);

  return self;
}

static void
ask (gpointer worker, gpointer data, gpointer user_data G_GNUC_UNUSED)
{
  Probe *self = data;

  if (!answer_here (self))
    _odeon_worker_send (worker, &self->message);
}

static void
wait_for_all (Inquiry *self, guint timeout_ms)
{
  /* Of the real clock: a thread that hangs does so in real time. */
  gint64 end = g_get_monotonic_time () + (gint64) timeout_ms * 1000;

  g_mutex_lock (&self->mutex);
  while (self->n_pending > 0 && g_cond_wait_until (&self->changed, &self->mutex, end))
    ;
  g_mutex_unlock (&self->mutex);
}

/* What its worker knows better takes the place of @record. */
static void
take_answers (gpointer key G_GNUC_UNUSED, gpointer data, gpointer user_data)
{
  Probe      *self = data;
  GHashTable *better = user_data;
  gboolean    has_answered;

  g_mutex_lock (&self->inquiry->mutex);
  has_answered = self->has_answered;
  g_mutex_unlock (&self->inquiry->mutex);
  for (guint i = 0; has_answered && i < self->records->len; i++)
    {
      OdeonActorRecord *record = self->records->pdata[i];

      g_hash_table_insert (better, record->ref, record);
    }
}

static void
replace_records (GPtrArray *records, GHashTable *probes)
{
  g_autoptr (GHashTable) better = g_hash_table_new (NULL, NULL);

  g_hash_table_foreach (probes, take_answers, better);
  for (guint i = 0; i < records->len; i++)
    {
      OdeonActorRecord *record = records->pdata[i];
      OdeonActorRecord *known = g_hash_table_lookup (better, record->ref);

      if (known == NULL)
        continue;
      records->pdata[i] = odeon_actor_record_copy (known);
      odeon_actor_record_free (record);
    }
}

GPtrArray *
odeon_system_inspect_within (OdeonSystem *self, guint timeout_ms)
{
  g_autoptr (GHashTable) probes = NULL;
  GPtrArray             *records;
  Inquiry               *inquiry;

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);

  records = odeon_system_inspect (self);
  inquiry = g_new0 (Inquiry, 1);
  atomic_init (&inquiry->ref_count, 1);
  g_mutex_init (&inquiry->mutex);
  g_cond_init (&inquiry->changed);
  probes = g_hash_table_new_full (NULL, NULL, NULL, probe_drop);
  for (guint i = 0; i < records->len; i++)
    {
      OdeonActorRecord *record = records->pdata[i];
      Probe *probe = probe_for (probes, inquiry, ((OdeonCell *) record->ref)->worker);

      g_ptr_array_add (probe->records, odeon_actor_record_copy (record));
    }

  inquiry->n_pending = g_hash_table_size (probes);
  g_hash_table_foreach (probes, ask, NULL);
  wait_for_all (inquiry, timeout_ms);
  replace_records (records, probes);
  inquiry_unref (inquiry);

  return records;
}
