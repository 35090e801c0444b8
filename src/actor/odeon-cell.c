/* SPDX-License-Identifier: MIT */

/* A cell from its making to its freeing, and the way of a message into it. */

#include "odeon-cell-private.h"
#include "odeon-actor-private.h"
#include "odeon-birth-private.h"
#include "odeon-block-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-environment-private.h"
#include "odeon-intake-private.h"
#include "odeon-promised-ref-private.h"

#include <string.h>

static const OdeonRefClass cell_class;

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

/* Acquire: pairs with the release of whoever made it. */
static inline OdeonIntake *
load_intake (OdeonCell *self)
{
  return atomic_load_explicit (&self->intake, memory_order_acquire);
}

gboolean
_odeon_cell_deliver_invocation (OdeonCell *self, OdeonMessage *message)
{
  OdeonIntake *intake = load_intake (self);
  gboolean     sent;

  if (intake != NULL
      && !_odeon_intake_admit (intake, self, _odeon_cell_is_here (self), message,
                               &_odeon_counted_invocation_class, &sent))
    return sent;

  return _odeon_cell_post (self, message);
}

/* The library's own calls belong to no interface; all others are what users send. */
static inline gboolean
is_private (const OdeonCall *call)
{
  return call->method->interface == NULL && call->method != &_odeon_method_receive;
}

/* Goes to where it overtakes, if it may. */
static inline gboolean
is_sent_ahead (OdeonCell *self, gboolean here, OdeonCall *call, gboolean *out_sent)
{
  if (G_LIKELY (call->method->priority <= 0))
    return FALSE;
  *out_sent = _odeon_priority_send (self, here, call);

  return TRUE;
}

/* %FALSE: it is on its way already, or has been refused. Not in line, where most actors have no
 * intake. */
static G_GNUC_NO_INLINE gboolean
is_admitted (OdeonIntake *intake, OdeonCell *self, gboolean here, OdeonCall *call,
             gboolean *out_sent)
{
  if (is_private (call))
    return TRUE;

  return _odeon_intake_admit (intake, self, here, &call->message, &_odeon_counted_call_class,
                              out_sent)
         && !is_sent_ahead (self, here, call, out_sent);
}

static gboolean
deliver (OdeonRef *ref, OdeonCall *call)
{
  OdeonCell   *self = (OdeonCell *) ref;
  OdeonCell   *sender = _odeon_current_cell;
  OdeonIntake *intake = load_intake (self);
  gboolean     here = FALSE;
  gboolean     sent;

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

  if (G_UNLIKELY (intake != NULL) && !is_admitted (intake, self, here, call, &sent))
    return sent;
  if (here && put (self, &call->message))
    return atomic_load_explicit (&self->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;

  return _odeon_cell_post (self, &call->message);
}

/* Of a call that has waited for a promise: where senders wait for room it has waited enough. */
static gboolean
is_let_in (OdeonIntake *intake, OdeonCell *self, OdeonCall *call)
{
  gboolean here = _odeon_cell_is_here (self);
  gboolean sent;

  if (intake->bound.bound == 0 || intake->bound.policy != ODEON_OVERFLOW_PARK || is_private (call))
    return is_admitted (intake, self, here, call, &sent);

  _odeon_bound_reserve (&intake->bound, here, G_MAXINT);
  _odeon_message_set_class (&call->message, &_odeon_counted_call_class);

  return !is_sent_ahead (self, here, call, &sent);
}

static void
relay (OdeonRef *ref, OdeonCall *call)
{
  OdeonCell   *self = (OdeonCell *) ref;
  OdeonIntake *intake = load_intake (self);

  /* Release: as in odeon_call_forward(). */
  atomic_store_explicit (&call->target_id, self->id, memory_order_release);
  if (intake == NULL || is_let_in (intake, self, call))
    _odeon_cell_post (self, &call->message);
}

OdeonCell *
_odeon_cell_of_ref (gpointer ref)
{
  OdeonRef *actual = _odeon_ref_peek_actual (ref);

  return actual != NULL && actual->klass == &cell_class ? (OdeonCell *) actual : NULL;
}

OdeonCell *
_odeon_cell_of_resolved (gpointer ref, GError **error)
{
  OdeonRef         *actual = _odeon_ref_peek_actual (ref);
  g_autofree gchar *who = NULL;

  if (actual == NULL)
    {
      g_propagate_error (error, _odeon_ref_dup_objection (ref));
      return NULL;
    }
  if (actual->klass == &cell_class)
    return (OdeonCell *) actual;

  who = odeon_ref_dup_string (actual);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_NOT_IMPLEMENTED,
               "%s: that cannot be done in another process", who);

  return NULL;
}

gboolean
_odeon_cell_send (OdeonCell *self, OdeonMessage *message)
{
  OdeonCell *sender = _odeon_current_cell;

  if (sender != NULL)
    {
      _odeon_cell_get_turns (sender)->n_done++;
      if (sender->worker == self->worker && put (self, message))
        return atomic_load_explicit (&self->phase, memory_order_relaxed) < ODEON_PHASE_STOPPING;
    }

  return _odeon_cell_post (self, message);
}

void
_odeon_cell_hold (OdeonCell *self, OdeonMessage *message)
{
  _odeon_cell_need_rare (self)->held = message;
  self->attention = TRUE;
}

static gboolean
is_alive (OdeonRef *ref)
{
  return _odeon_cell_get_phase ((OdeonCell *) ref) < ODEON_PHASE_STOPPING;
}

static gboolean
implements (OdeonRef *ref, const OdeonInterfaceInfo *interface)
{
  return interface == NULL || g_type_is_a (((OdeonCell *) ref)->type, interface->get_type ());
}

static GType
get_type (OdeonRef *ref)
{
  return ((OdeonCell *) ref)->type;
}

static void
visit_interfaces (OdeonRef *ref, OdeonInterfaceFunc visit, gpointer data)
{
  g_autofree GType *types = g_type_interfaces (((OdeonCell *) ref)->type, NULL);

  for (gsize i = 0; types[i] != G_TYPE_INVALID; i++)
    {
      const OdeonInterfaceInfo *info = odeon_interface_of_gtype (types[i]);

      if (info != NULL && !visit (info, data))
        return;
    }
}

static const gchar *
get_type_name (OdeonRef *ref)
{
  return g_type_name (((OdeonCell *) ref)->type);
}

static const gchar *
get_name (OdeonRef *ref)
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

static gchar *
dup_urn (OdeonRef *ref)
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
  g_autofree gchar *urn = dup_urn (ref);

  if (self->name != NULL)
    return g_strdup_printf ("%s \"%s\" (%s)", g_type_name (self->type), self->name, urn);

  return g_strdup_printf ("%s (%s)", g_type_name (self->type), urn);
}

gchar *
_odeon_cell_describe (OdeonCell *self)
{
  return dup_string (&self->ref);
}

static void
finalize (OdeonRef *ref)
{
  OdeonCell *self = (OdeonCell *) ref;

  _odeon_birth_free (self->birth);
  _odeon_intake_free (atomic_load_explicit (&self->intake, memory_order_relaxed));
  _odeon_cell_rare_free (self->rare);
  g_free (self->name);
  g_free (atomic_load_explicit (&self->urn, memory_order_relaxed));
  _odeon_scheduler_hooks->worker_unref (self->worker);
  _odeon_block_free (self, sizeof *self);
}

static const OdeonRefClass cell_class = {
  .deliver = deliver,
  .relay = relay,
  .is_alive = is_alive,
  .get_type = get_type,
  .implements = implements,
  .visit_interfaces = visit_interfaces,
  .get_type_name = get_type_name,
  .get_name = get_name,
  .dup_urn = dup_urn,
  .dup_string = dup_string,
  .finalize = finalize,
};

OdeonCell *
_odeon_cell_new (OdeonHost     *host,
                 OdeonWorker   *worker,
                 OdeonCell     *parent,
                 GType          type,
                 gsize          stack_size,
                 const gchar   *name,
                 OdeonBirth    *birth,
                 OdeonIntake   *intake,
                 OdeonCellRare *rare,
                 GError       **error)
{
  OdeonCell *self = _odeon_block_new (sizeof *self);
  gboolean   here = _odeon_current_cell != NULL && _odeon_current_cell->worker == worker;

  memset (self, 0, sizeof *self);

  /* The caller's, and the living actor's own, dropped at its end. */
  _odeon_ref_init (&self->ref, &cell_class, 2);
  atomic_init (&self->phase, ODEON_PHASE_STARTING);
  self->worker = worker;
  self->host = host;
  self->parent = parent;
  self->type = type;
  self->name = g_strdup (name);
  /* More than fits is more than there is: to be refused when it is wanted. */
  self->stack_kib = (guint32) MIN (stack_size / 1024 + (stack_size % 1024 != 0), G_MAXUINT32);
  self->end = ODEON_END_STOPPED;
  self->birth = birth;
  atomic_init (&self->intake, intake);
  self->rare = rare;
  if (G_UNLIKELY (rare != NULL))
    rare->subject = self;
  self->attention = TRUE;
  if (here)
    _odeon_mail_queue_init (&self->mailbox);
  else
    _odeon_mail_queue_init_with (&self->mailbox, &self->unborn);

  self->identity = _odeon_identity_new (self);
  self->id = self->identity != NULL ? self->identity->last_id : 0;
  if (self->id == 0)
    g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                         "There are too many actors in this process");
  if (self->id == 0 || !host->klass->admit (host, self, error))
    {
      if (self->id != 0)
        _odeon_identity_free (self->identity);
      host->klass->misplaced (host, worker);
      odeon_ref_unref (self);
      odeon_ref_unref (self);
      return NULL;
    }

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

  return self;
}
