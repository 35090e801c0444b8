/* SPDX-License-Identifier: MIT */

/* What each actor of a system is at, as far as any thread can see: no actor is asked. */

#include "odeon-inspection-private.h"
#include "odeon-activity-private.h"
#include "odeon-environment-private.h"
#include "odeon-migrant-private.h"
#include "odeon-realm-private.h"

G_DEFINE_BOXED_TYPE (OdeonActorRecord, odeon_actor_record, odeon_actor_record_copy,
                     odeon_actor_record_free)

static gpointer
ref_or_null (gpointer ref)
{
  return ref != NULL ? odeon_ref_ref (ref) : NULL;
}

OdeonActorRecord *
odeon_actor_record_copy (const OdeonActorRecord *self)
{
  OdeonActorRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  odeon_ref_ref (copy->ref);
  copy->parent = ref_or_null (self->parent);
  copy->awaits = ref_or_null (self->awaits);
  copy->operation = g_strdup (self->operation);
  copy->waits_for = g_strdup (self->waits_for);

  return copy;
}

void
odeon_actor_record_free (OdeonActorRecord *self)
{
  if (self == NULL)
    return;

  odeon_ref_unref (self->ref);
  odeon_ref_unref (self->parent);
  odeon_ref_unref (self->awaits);
  g_free (self->operation);
  g_free (self->waits_for);
  g_free (self);
}

/* --- the records --- */

typedef struct
{
  OdeonRealm *realm;
  GPtrArray  *records;
} Inspection;

static void
free_record (gpointer record)
{
  odeon_actor_record_free (record);
}

/* Its parent lives as long as it does. */
static void
add_record (OdeonCell *cell, gpointer data)
{
  Inspection       *self = data;
  OdeonActorRecord *record;

  if (!_odeon_realm_holds (self->realm, cell))
    return;

  record = g_new0 (OdeonActorRecord, 1);
  record->ref = ODEON_REF (odeon_ref_ref (cell));
  record->parent = ref_or_null (cell->parent);
  record->state = odeon_ref_get_state (cell);
  g_ptr_array_add (self->records, record);
}

void
_odeon_record_set_operation (OdeonActorRecord *self)
{
  const OdeonMethodInfo *operation = _odeon_cell_get_operation ((OdeonCell *) self->ref);

  if (self->operation == NULL && operation != NULL)
    self->operation = _odeon_method_dup_name (operation);
}

/* Whom the thread runs that its worker is run by, now or last. */
static gboolean
is_current (OdeonCell *cell)
{
  OdeonWorker *worker = cell->worker;

  if (worker->kind == ODEON_WORKER_MIGRANT)
    worker = _odeon_migrant_get_host (worker);

  return _odeon_worker_get_current (worker) == cell;
}

static gint
count_mail (OdeonCell *cell)
{
  OdeonIntake   *intake = _odeon_cell_load_intake (cell);
  OdeonActivity *activity = _odeon_cell_get_activity (cell);

  if (intake != NULL && intake->bound.bound != 0)
    return MAX (_odeon_bound_get_waiting (&intake->bound), 0);

  return activity != NULL ? (gint) _odeon_activity_get_n_waiting (activity) : -1;
}

/* Apart from the first look: one identity is held at a time. */
static void
look_closer (gpointer data, gpointer user_data G_GNUC_UNUSED)
{
  OdeonActorRecord *record = data;
  OdeonCell        *cell = (OdeonCell *) record->ref;
  OdeonActivity    *activity = _odeon_cell_get_activity (cell);
  guint64           id = _odeon_identity_get_awaited (cell->id);
  gint64            since = 0;

  if (id != 0)
    record->awaits = ODEON_REF (_odeon_identity_dup_cell (id));
  if (activity != NULL)
    since = atomic_load_explicit (&activity->since, memory_order_relaxed);
  record->busy = since != 0 ? MAX (_odeon_now () - since, 0) : -1;
  record->n_waiting = count_mail (cell);
  record->holds_thread = is_current (cell);
  if (since != 0 || record->holds_thread || record->awaits != NULL)
    _odeon_record_set_operation (record);
}

GPtrArray *
odeon_system_inspect (OdeonSystem *self)
{
  OdeonCell *parent;
  Inspection inspection;

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);

  inspection.realm = (OdeonRealm *) _odeon_spawner_get_host (self, &parent);
  inspection.records = g_ptr_array_new_with_free_func (free_record);
  _odeon_identity_visit_all (add_record, &inspection);
  g_ptr_array_foreach (inspection.records, look_closer, NULL);

  return inspection.records;
}
