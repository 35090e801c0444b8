/* SPDX-License-Identifier: MIT */

/* A cell from its making to its freeing. */

#include "odeon-cell-private.h"
#include "odeon-actor-private.h"
#include "odeon-await-graph-private.h"
#include "odeon-block-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-intake-private.h"
#include "odeon-pool-private.h"

#include <string.h>

const OdeonSchedulerHooks *_odeon_scheduler_hooks;
_Thread_local OdeonCell   *_odeon_current_cell;

static G_GNUC_NO_INLINE void
free_belongings (OdeonCell *self)
{
  _odeon_birth_free (self->birth);
  _odeon_intake_free (atomic_load_explicit (&self->intake, memory_order_relaxed));
  _odeon_cell_rare_free (self->rare);
  g_free (self->name);
  g_free (atomic_load_explicit (&self->urn, memory_order_relaxed));
}

void
_odeon_cell_finalize (OdeonRef *ref)
{
  OdeonCell   *self = (OdeonCell *) ref;
  OdeonIntake *intake = atomic_load_explicit (&self->intake, memory_order_relaxed);
  gchar       *urn = atomic_load_explicit (&self->urn, memory_order_relaxed);

  /* One look for all that most have not. */
  if (G_UNLIKELY (((uintptr_t) self->birth | (uintptr_t) intake | (uintptr_t) self->rare
                   | (uintptr_t) self->name | (uintptr_t) urn) != 0))
    free_belongings (self);
  _odeon_scheduler_hooks->worker_unref (self->worker);
  _odeon_block_free (self, sizeof *self);
}

/* Line by line: all at once, what the compiler makes of it takes longer to begin than to do. */
static inline void
clear (OdeonCell *self)
{
  gchar *lines = (gchar *) self;

  memset (lines, 0, 64);
  memset (lines + 64, 0, 64);
  memset (lines + 128, 0, 64);
  memset (lines + 192, 0, 64);
}

G_STATIC_ASSERT (sizeof (OdeonCell) == 256);

/* Nobody knows it yet, nor can find it. @here: it will live on the worker that this thread runs. */
static inline G_ALWAYS_INLINE OdeonCell *
new (OdeonHost      *host,
     OdeonWorker    *worker,
     OdeonCell      *parent,
     OdeonActorKind *kind,
     gboolean        here)
{
  OdeonCell *self = _odeon_block_new (sizeof *self);

  clear (self);
  /* The caller's, and the living actor's own, dropped at its end. */
  _odeon_ref_init (&self->ref, &_odeon_cell_class, 2);
  atomic_init (&self->phase, ODEON_PHASE_STARTING);
  self->worker = worker;
  self->host = host;
  self->parent = parent;
  self->kind = kind;
  self->stack_kib = kind->stack_kib;
  self->end = ODEON_END_STOPPED;
  self->attention = TRUE;
  if (here)
    _odeon_mail_queue_init (&self->mailbox);
  else
    _odeon_mail_queue_init_with (&self->mailbox, &self->unborn);

  return self;
}

/* From here on others find it, on any thread: what they read is there. */
static inline gboolean
identify (OdeonCell *self)
{
  return _odeon_identity_new (self) != NULL;
}

/* What few cells need, and what those have to know of it. */
static void
take_rare (OdeonCell *self, OdeonCellRare *rare)
{
  rare->subject = self;
  if (rare->pool != NULL)
    {
      self->ref.klass = &_odeon_pool_class;
      rare->pool->cell = self;
    }
}

/* It never was: it is not admitted, or has no identity to be admitted with. */
static OdeonCell *
undo (OdeonCell *self, GError **error)
{
  if (self->identity != NULL)
    _odeon_identity_free (self->identity);
  else
    g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                         "There are too many actors in this process");
  self->host->klass->misplaced (self->host, self->worker);
  odeon_ref_unref (self);
  odeon_ref_unref (self);

  return NULL;
}

static inline void
begin (OdeonCell *self, gboolean here)
{
  OdeonCell *parent = self->parent;

  if (parent != NULL)
    {
      self->older = parent->youngest;
      if (self->older != NULL)
        self->older->younger = self;
      parent->youngest = self;
    }

  /* From elsewhere the worker is told once: whoever sends something is behind `unborn`. */
  if (here)
    _odeon_cell_ready (self);
  else
    _odeon_scheduler_hooks->schedule (self);
}

OdeonCell *
_odeon_cell_new_child (OdeonWorker    *worker,
                       OdeonCell      *parent,
                       OdeonActorKind *kind,
                       GError        **error)
{
  OdeonCell *self = new (parent->host, worker, parent, kind, TRUE);

  if (G_UNLIKELY (!identify (self)))
    return undo (self, error);
  begin (self, TRUE);

  return self;
}

OdeonCell *
_odeon_cell_new (OdeonHost      *host,
                 OdeonWorker    *worker,
                 OdeonCell      *parent,
                 OdeonActorKind *kind,
                 const gchar    *name,
                 OdeonBirth     *birth,
                 OdeonIntake    *intake,
                 OdeonCellRare  *rare,
                 GError        **error)
{
  gboolean   here = _odeon_current_cell != NULL && _odeon_current_cell->worker == worker;
  OdeonCell *self = new (host, worker, parent, kind, here);

  self->name = g_strdup (name);
  self->birth = birth;
  atomic_init (&self->intake, intake);
  self->rare = rare;
  if (rare != NULL)
    take_rare (self, rare);

  if (G_UNLIKELY (!identify (self)))
    return undo (self, error);
  if (_odeon_cell_get_concurrency (self) != NULL)
    _odeon_await_graph_add_cell (self);
  if (!host->klass->admit (host, self, error))
    return undo (self, error);
  begin (self, here);

  return self;
}

/* Here, where whatever needs it is linked, too. */
__attribute__ ((constructor)) static void
install (void)
{
  _odeon_handling_install ();
}
