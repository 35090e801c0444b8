/* SPDX-License-Identifier: MIT */

/* A cell from its making to its freeing, and the way of a message into it. */

#include "odeon-cell-private.h"
#include "odeon-actor-private.h"
#include "odeon-await-graph-private.h"
#include "odeon-block-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-envelope-private.h"
#include "odeon-environment-private.h"
#include "odeon-intake-private.h"
#include "odeon-log-private.h"
#include "odeon-pool-private.h"
#include "odeon-promised-ref-private.h"

#include <string.h>


const OdeonSchedulerHooks *_odeon_scheduler_hooks;
_Thread_local OdeonCell   *_odeon_current_cell;

/* Its push found the queue closed. */
static void
refuse_all (OdeonCell *self)
{
  g_autoptr (GError) reason = _odeon_cell_dup_reason (self);
  OdeonMessage      *message;
  OdeonChain         chain;

  _odeon_queue_take (&self->mailbox.queue, &chain, ODEON_QUEUE_CLOSED);
  while ((message = _odeon_chain_next_refused (&chain)) != NULL)
    _odeon_cell_refuse (self, message, reason);
}

gboolean
_odeon_cell_post (OdeonCell *self, OdeonMessage *message)
{
  switch (_odeon_queue_push (&self->mailbox.queue, &message->node))
    {
    case ODEON_PUSH_BEHIND:
      break;
    case ODEON_PUSH_FIRST:
      _odeon_scheduler_hooks->schedule (self);
      break;
    case ODEON_PUSH_CLOSED:
      refuse_all (self);
      return FALSE;
    }

  return atomic_load_explicit (&self->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;
}

/* On its own worker: by the lane beside the queue, if that is open. */
static inline gboolean
put (OdeonCell *self, OdeonMessage *message)
{
  if (!_odeon_mail_queue_put (&self->mailbox, message))
    return FALSE;

  _odeon_cell_ready (self);

  return TRUE;
}

gboolean
_odeon_cell_deliver_invocation (OdeonCell *self, OdeonMessage *message)
{
  OdeonIntake *intake = _odeon_cell_load_intake (self);
  gboolean     sent;

  if (intake != NULL
      && !_odeon_intake_admit (intake, self, _odeon_cell_is_here (self), message,
                               &_odeon_counted_invocation_class, &sent))
    return sent;

  return _odeon_cell_post (self, _odeon_envelope_wrap (intake, self, message,
                                                       ODEON_LETTER_USERS));
}

static inline gboolean
push (OdeonCell *self, gboolean here, OdeonMessage *message)
{
  if (here && put (self, message))
    return atomic_load_explicit (&self->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;

  return _odeon_cell_post (self, message);
}

/* The library's own calls belong to no interface; all others are what users send. */
static inline gboolean
is_private (const OdeonCall *call)
{
  return call->method->interface == NULL && call->method != &_odeon_method_receive;
}

/* What has found room, to where it overtakes, if it may. */
static gboolean
push_admitted (OdeonCell *self, OdeonIntake *intake, gboolean here, OdeonCall *call)
{
  if (G_UNLIKELY (call->method->priority > 0))
    return _odeon_priority_send (self, here, call);

  return push (self, here,
               _odeon_envelope_wrap (intake, self, &call->message, ODEON_LETTER_USERS));
}

/* A call to an actor that has an intake. */
static G_GNUC_NO_INLINE gboolean
push_by_intake (OdeonCell *self, OdeonIntake *intake, gboolean here, OdeonCall *call)
{
  gboolean sent;

  if (is_private (call))
    return push (self, here, &call->message);
  if (!_odeon_intake_admit (intake, self, here, &call->message,
                            call->message.klass == &_odeon_pooled_call_class
                              ? &_odeon_counted_pooled_call_class : &_odeon_counted_call_class,
                            &sent))
    return sent;

  return push_admitted (self, intake, here, call);
}

gboolean
_odeon_cell_deliver (OdeonRef *ref, OdeonCall *call)
{
  OdeonCell   *self = (OdeonCell *) ref;
  OdeonCell   *sender = _odeon_current_cell;
  OdeonIntake *intake = _odeon_cell_load_intake (self);
  gboolean     here = FALSE;

  atomic_store_explicit (&call->target_id, self->id, memory_order_relaxed);
  if (sender != NULL)
    {
      atomic_store_explicit (&call->sender_id, sender->id, memory_order_relaxed);
      _odeon_cell_get_turns (sender)->n_done++;
      here = sender->worker == self->worker;
      if (here && !(call->flags & ODEON_CALL_SHORT))
        atomic_store_explicit (&call->near, self->worker, memory_order_relaxed);
    }
  else
    atomic_store_explicit (&call->sender_id, 0, memory_order_relaxed);

  if (G_UNLIKELY (intake != NULL))
    return push_by_intake (self, intake, here, call);

  return push (self, here, &call->message);
}

gboolean
_odeon_cell_pass_on (OdeonCell *self, OdeonCall *call)
{
  OdeonIntake *intake = _odeon_cell_load_intake (self);

  atomic_store_explicit (&call->target_id, self->id, memory_order_relaxed);
  if (G_UNLIKELY (intake != NULL))
    return push_by_intake (self, intake, _odeon_cell_is_here (self), call);

  return _odeon_cell_send (self, &call->message);
}

/* Of a call that has waited for a promise: where senders wait for room it has waited enough. */
static gboolean
relay_by_intake (OdeonCell *self, OdeonIntake *intake, OdeonCall *call)
{
  gboolean here = _odeon_cell_is_here (self);

  if (intake->bound.bound == 0 || intake->bound.policy != ODEON_OVERFLOW_PARK || is_private (call))
    return push_by_intake (self, intake, here, call);

  _odeon_bound_reserve (&intake->bound, here, G_MAXINT);
  _odeon_message_set_class (&call->message, &_odeon_counted_call_class);

  return push_admitted (self, intake, here, call);
}

void
_odeon_cell_relay (OdeonRef *ref, OdeonCall *call)
{
  OdeonCell   *self = (OdeonCell *) ref;
  OdeonIntake *intake = _odeon_cell_load_intake (self);

  /* Release: as in odeon_call_forward(). */
  atomic_store_explicit (&call->target_id, self->id, memory_order_release);
  if (intake == NULL)
    _odeon_cell_post (self, &call->message);
  else
    relay_by_intake (self, intake, call);
}

OdeonCell *
_odeon_cell_of_ref (gpointer ref)
{
  OdeonRef *actual = _odeon_ref_peek_actual (ref);

  return actual != NULL ? _odeon_ref_get_cell (actual) : NULL;
}

OdeonCell *
_odeon_cell_of_resolved (gpointer ref, GError **error)
{
  OdeonRef         *actual = _odeon_ref_resolved (ref, error);
  g_autofree gchar *who = NULL;

  if (actual == NULL || actual->klass->is_cell)
    return (OdeonCell *) actual;

  who = odeon_ref_dup_string (actual);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
               "%s is in another process: that can only be done in its own", who);

  return NULL;
}

gboolean
_odeon_cell_send (OdeonCell *self, OdeonMessage *message)
{
  OdeonCell *sender = _odeon_current_cell;

  message = _odeon_envelope_wrap (_odeon_cell_load_intake (self), self, message,
                                  ODEON_LETTER_OTHER);
  if (sender != NULL)
    {
      _odeon_cell_get_turns (sender)->n_done++;
      if (sender->worker == self->worker && put (self, message))
        return atomic_load_explicit (&self->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;
    }

  return _odeon_cell_post (self, message);
}

gboolean
_odeon_cell_is_alive (OdeonRef *ref)
{
  return _odeon_cell_get_phase ((OdeonCell *) ref) < ODEON_PHASE_STOPPING;
}

static gboolean
implements (OdeonRef *ref, const OdeonInterfaceInfo *interface)
{
  return interface == NULL || g_type_is_a (((OdeonCell *) ref)->kind->type, interface->get_type ());
}

static GType
get_type (OdeonRef *ref)
{
  return ((OdeonCell *) ref)->kind->type;
}

void
_odeon_cell_visit_interfaces_of (GType type, OdeonInterfaceFunc visit, gpointer data)
{
  g_autofree GType *types = g_type_interfaces (type, NULL);

  for (gsize i = 0; types[i] != G_TYPE_INVALID; i++)
    {
      const OdeonInterfaceInfo *info = odeon_interface_of_gtype (types[i]);

      if (info != NULL && !visit (info, data))
        return;
    }
}

static void
visit_interfaces (OdeonRef *ref, OdeonInterfaceFunc visit, gpointer data)
{
  _odeon_cell_visit_interfaces_of (((OdeonCell *) ref)->kind->type, visit, data);
}

static const gchar *
get_type_name (OdeonRef *ref)
{
  return g_type_name (((OdeonCell *) ref)->kind->type);
}

const gchar *
_odeon_cell_get_name (OdeonRef *ref)
{
  return ((OdeonCell *) ref)->name;
}

static gchar *
make_urn (void)
{
  guint8 b[16];

  _odeon_environment->random (b, sizeof b);
  /* RFC 9562, section 5.4: version 4, variant 10. */
  b[6] = (guint8) ((b[6] & 0x0f) | 0x40);
  b[8] = (guint8) ((b[8] & 0x3f) | 0x80);

  return g_strdup_printf ("urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                          "%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
                          b[10], b[11], b[12], b[13], b[14], b[15]);
}

gchar *
_odeon_cell_dup_urn (OdeonRef *ref)
{
  OdeonCell *self = (OdeonCell *) ref;
  gchar     *urn = atomic_load_explicit (&self->urn, memory_order_acquire);

  if (urn == NULL)
    {
      gchar *mine = make_urn ();

      /* Release: the string's bytes; acquire on failure: the other's. */
      if (atomic_compare_exchange_strong_explicit (&self->urn, &urn, mine,
                                                   memory_order_acq_rel, memory_order_acquire))
        urn = mine;
      else
        g_free (mine);
    }

  return g_strdup (urn);
}

static gchar *
dup_string (OdeonRef *ref)
{
  OdeonCell        *self = (OdeonCell *) ref;
  g_autofree gchar *urn = _odeon_cell_dup_urn (ref);

  if (self->name != NULL)
    return g_strdup_printf ("%s \"%s\" (%s)", g_type_name (self->kind->type), self->name, urn);

  return g_strdup_printf ("%s (%s)", g_type_name (self->kind->type), urn);
}

gchar *
_odeon_cell_describe (OdeonCell *self)
{
  return odeon_ref_dup_string (&self->ref);
}

void
_odeon_cell_log_lifecycle (OdeonCell *self, const gchar *what)
{
  g_autofree gchar *who = _odeon_cell_describe (self);

  g_log (ODEON_LOG_LIFECYCLE, G_LOG_LEVEL_DEBUG, "%s %s", who, what);
}

void
_odeon_cell_finalize (OdeonRef *ref)
{
  OdeonCell   *self = (OdeonCell *) ref;
  OdeonIntake *intake = atomic_load_explicit (&self->intake, memory_order_relaxed);
  gchar       *urn = atomic_load_explicit (&self->urn, memory_order_relaxed);

  /* One look for all that most have not. */
  if (((uintptr_t) self->birth | (uintptr_t) intake | (uintptr_t) self->rare
       | (uintptr_t) self->name | (uintptr_t) urn) != 0)
    {
      _odeon_birth_free (self->birth);
      _odeon_intake_free (intake);
      _odeon_cell_rare_free (self->rare);
      g_free (self->name);
      g_free (urn);
    }
  _odeon_scheduler_hooks->worker_unref (self->worker);
  _odeon_block_free (self, sizeof *self);
}

const OdeonRefClass _odeon_cell_class = {
  .is_cell = TRUE,
  .deliver = _odeon_cell_deliver,
  .relay = _odeon_cell_relay,
  .is_alive = _odeon_cell_is_alive,
  .get_type = get_type,
  .implements = implements,
  .visit_interfaces = visit_interfaces,
  .get_type_name = get_type_name,
  .get_name = _odeon_cell_get_name,
  .dup_urn = _odeon_cell_dup_urn,
  .dup_string = dup_string,
  .finalize = _odeon_cell_finalize,
};

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

/* Nobody knows it yet. @here: it will live on the worker that this thread runs. */
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

  self->identity = _odeon_identity_new (self);
  if (G_LIKELY (self->identity != NULL))
    self->id = self->identity->last_id;

  return self;
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
  if (self->id != 0 && rare->concurrency != NULL)
    _odeon_await_graph_add_cell (self);
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

  if (G_UNLIKELY (self->id == 0))
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

  if (self->id == 0 || !host->klass->admit (host, self, error))
    return undo (self, error);
  begin (self, here);

  return self;
}
