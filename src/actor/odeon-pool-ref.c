/* SPDX-License-Identifier: MIT */

/* A pool seen from outside: how a sender finds the member that its call is for. */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-intake-private.h"
#include "odeon-pool-private.h"

/* A call remembers its bucket beside its flags: whoever asked for its key anew could get another
 * answer. */
#define BUCKET_SHIFT 16
#define BUCKET_MASK  ((guint) G_MAXUINT16 << BUCKET_SHIFT)

G_STATIC_ASSERT (ODEON_BUCKETS < G_MAXUINT16);

static OdeonPool *
pool_of (OdeonRef *ref)
{
  return ((OdeonCell *) ref)->rare->pool;
}

static gboolean
refuse (OdeonPool *self, OdeonCall *call, OdeonError code, const gchar *why)
{
  g_autofree gchar  *who = odeon_ref_dup_string (self->cell);
  g_autoptr (GError) error = g_error_new (ODEON_ERROR, (gint) code, "%s %s", who, why);

  _odeon_cell_refuse (self->cell, &call->message, error);

  return FALSE;
}

/* --- a call in a member's mailbox --- */

guint
_odeon_pooled_call_get_bucket (OdeonCall *call)
{
  return (call->flags >> BUCKET_SHIFT) - 1;
}

static void
done (OdeonSeat *seat, guint bucket)
{
  if (bucket != ODEON_NO_BUCKET)
    _odeon_bucket_done (&seat->pool->buckets[bucket], seat->index);
  /* The last: the pool may go with it. */
  _odeon_seat_done (seat);
}

/* From now on it is like any other, and may be put aside or forwarded. */
static void
strip (OdeonCall *call)
{
  _odeon_message_set_class (&call->message,
                            call->message.klass == &_odeon_counted_pooled_call_class
                              ? &_odeon_counted_call_class : _odeon_call_message_class);
  call->flags &= ~BUCKET_MASK;
}

static void
pooled_run (OdeonMessage *message, gpointer receiver)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonSeat *seat = call->seat;
  guint      bucket = _odeon_pooled_call_get_bucket (call);

  if (bucket != ODEON_NO_BUCKET
      && _odeon_bucket_is_held (&seat->pool->buckets[bucket], seat->index))
    {
      _odeon_chain_append (&seat->held, &message->node);
      return;
    }

  strip (call);
  _odeon_call_message_class->run (message, receiver);
  done (seat, bucket);
}

static void
pooled_refuse (OdeonMessage *message, const GError *why)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);
  OdeonSeat *seat = call->seat;
  guint      bucket = _odeon_pooled_call_get_bucket (call);

  strip (call);
  _odeon_call_message_class->refuse (message, why);
  done (seat, bucket);
}

const OdeonMessageClass _odeon_pooled_call_class = {
  .run = pooled_run,
  .refuse = pooled_refuse,
};

/* What opts out of the order, or waits in a mailbox that is not ours, does not count among what the
 * member has to do: it is as good as handled when it has been sent. */
static gboolean
is_counted (OdeonSeat *seat, OdeonCall *call)
{
  OdeonIntake *intake = atomic_load_explicit (&seat->cell->intake, memory_order_acquire);

  return intake == NULL
         || (call->method->priority <= 0 && intake->custom == NULL && intake->window == NULL);
}

static gboolean
send_uncounted (OdeonSeat *seat, OdeonCall *call, gboolean is_routed)
{
  guint    bucket = _odeon_pooled_call_get_bucket (call);
  gboolean sent;

  call->flags &= ~BUCKET_MASK;
  sent = is_routed ? _odeon_cell_pass_on (seat->cell, call)
                   : _odeon_cell_deliver (&seat->cell->ref, call);
  _odeon_seat_leave (seat);
  done (seat, bucket);

  return sent;
}

/* To the member in @seat, which the sender has entered; @is_routed: not by its sender. */
static gboolean
hand_over (OdeonSeat *seat, OdeonCall *call, gboolean is_routed)
{
  gboolean sent;

  if (G_UNLIKELY (!is_counted (seat, call)))
    return send_uncounted (seat, call, is_routed);

  _odeon_message_set_class (&call->message, &_odeon_pooled_call_class);
  call->seat = seat;
  sent = is_routed ? _odeon_cell_pass_on (seat->cell, call)
                   : _odeon_cell_deliver (&seat->cell->ref, call);
  _odeon_seat_leave (seat);

  return sent;
}

/* --- routing --- */

static gboolean
route_by_key (OdeonPool *self, OdeonCall *call, guint64 key, gboolean is_routed)
{
  guint      bucket = _odeon_bucket_of_key (key);
  OdeonSeat *seat;
  guint      owner;

  if (!_odeon_bucket_enter (&self->buckets[bucket], &owner))
    return refuse (self, call, ODEON_ERROR_MAILBOX_FULL, "has too many messages of one key");

  /* It stays as long as it has a message of the bucket, which is counted. */
  seat = _odeon_pool_get_seat (self, owner);
  _odeon_seat_enter_in_any_case (seat);
  call->flags |= (bucket + 1) << BUCKET_SHIFT;

  return hand_over (seat, call, is_routed);
}

/* A call of its own for each member; whoever wants an answer gets none of theirs. */
static gboolean
broadcast (OdeonPool *self, OdeonCall *call)
{
  g_autoptr (GPtrArray) members = odeon_pool_list_members (self->cell);
  gboolean              sent = FALSE;

  for (guint i = 0; i < members->len; i++)
    sent |= odeon_call_tell (_odeon_call_copy (call, members->pdata[i]));
  call->flags &= ~(guint) ODEON_CALL_BROADCAST;
  if (members->len == 0)
    return refuse (self, call, ODEON_ERROR_ACTOR_DEAD, "has no members");
  _odeon_call_let_go (call);

  return sent;
}

static gboolean
route (OdeonPool *self, OdeonCall *call, gboolean is_routed)
{
  OdeonSeat *seat;
  guint64    key;

  if (G_UNLIKELY (call->flags & ODEON_CALL_BROADCAST))
    return broadcast (self, call);
  if (_odeon_pool_find_key (self, call, &key))
    return route_by_key (self, call, key, is_routed);

  seat = _odeon_pool_choose (self);
  if (seat == NULL)
    return refuse (self, call, ODEON_ERROR_ACTOR_DEAD, "has no members");

  return hand_over (seat, call, is_routed);
}

/* --- the gate --- */

static void
try_to_open (OdeonPool *self)
{
  guint closed = 0;

  /* Release: the seats and buckets, for senders that find it open. */
  if (self->may_open)
    atomic_compare_exchange_strong_explicit (&self->gate, &closed, ODEON_GATE_OPEN,
                                             memory_order_release, memory_order_relaxed);
}

void
_odeon_pool_open_gate (OdeonPool *self)
{
  self->may_open = TRUE;
  atomic_fetch_and_explicit (&self->gate, ~ODEON_GATE_SHUT, memory_order_relaxed);
  try_to_open (self);
}

void
_odeon_pool_close_gate (OdeonPool *self)
{
  self->may_open = FALSE;
  atomic_fetch_and_explicit (&self->gate, ~ODEON_GATE_OPEN, memory_order_relaxed);
}

static void
shut_gate (OdeonPool *self)
{
  guint gate = atomic_load_explicit (&self->gate, memory_order_relaxed);

  while (!atomic_compare_exchange_weak_explicit (&self->gate, &gate,
                                                 (gate & ~ODEON_GATE_OPEN) | ODEON_GATE_SHUT,
                                                 memory_order_relaxed, memory_order_relaxed))
    ;
}

/* Whether the sender may go on by itself; else its message counts among those that go through the
 * pool. */
static gboolean
pass_gate (OdeonPool *self)
{
  /* Acquire: pairs with the release of whoever opens it. */
  if (G_LIKELY (atomic_load_explicit (&self->gate, memory_order_acquire) & ODEON_GATE_OPEN))
    return TRUE;
  if (!(atomic_fetch_add_explicit (&self->gate, 1, memory_order_acquire) & ODEON_GATE_OPEN))
    return FALSE;

  atomic_fetch_sub_explicit (&self->gate, 1, memory_order_relaxed);

  return TRUE;
}

/* On the pool's worker: another answers it, and on another thread. */
static void
routed_run (OdeonMessage *message, gpointer receiver)
{
  OdeonPool *self = pool_of (receiver);
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);

  if (!(call->flags & ODEON_CALL_SHORT))
    atomic_store_explicit (&call->near, NULL, memory_order_relaxed);
  call->flags &= ~(guint) ODEON_CALL_EXCLUSIVE;
  _odeon_message_set_class (message, _odeon_call_message_class);
  route (self, call, TRUE);
  /* Release: what was passed on comes before what is sent by whoever sees this. */
  atomic_fetch_sub_explicit (&self->gate, 1, memory_order_release);
  try_to_open (self);
}

/* Its target is as it was: whoever sends it holds that. */
static void
routed_refuse (OdeonMessage *message, const GError *why)
{
  OdeonCall *call = ODEON_CALL_OF_MESSAGE (message);

  atomic_fetch_sub_explicit (&pool_of (call->target)->gate, 1, memory_order_relaxed);
  _odeon_message_set_class (message, _odeon_call_message_class);
  _odeon_call_message_class->refuse (message, why);
}

const OdeonMessageClass _odeon_routed_call_class = {
  .run = routed_run,
  .refuse = routed_refuse,
};

/* --- the class --- */

/* The library's own calls are for the pool itself. */
static gboolean
send_to_pool (OdeonRef *ref, OdeonCall *call, gboolean is_relayed)
{
  if (G_LIKELY (!is_relayed))
    return _odeon_cell_deliver (ref, call);

  _odeon_cell_relay (ref, call);

  return TRUE;
}

static inline G_ALWAYS_INLINE gboolean
send (OdeonRef *ref, OdeonCall *call, gboolean is_relayed)
{
  OdeonPool *self = pool_of (ref);

  if (G_UNLIKELY (call->method->interface == NULL && call->method != &_odeon_method_receive))
    {
      if (call->method == &_odeon_method_stop)
        shut_gate (self);
      return send_to_pool (ref, call, is_relayed);
    }
  if (G_LIKELY (pass_gate (self)))
    return route (self, call, is_relayed);

  _odeon_message_set_class (&call->message, &_odeon_routed_call_class);
  call->target = ref;

  return send_to_pool (ref, call, is_relayed);
}

static gboolean
deliver (OdeonRef *ref, OdeonCall *call)
{
  return send (ref, call, FALSE);
}

static void
relay (OdeonRef *ref, OdeonCall *call)
{
  send (ref, call, TRUE);
}

static GType
get_type (OdeonRef *ref)
{
  return pool_of (ref)->type;
}

static gboolean
implements (OdeonRef *ref, const OdeonInterfaceInfo *interface)
{
  return interface == NULL || g_type_is_a (pool_of (ref)->type, interface->get_type ());
}

static void
visit_interfaces (OdeonRef *ref, OdeonInterfaceFunc visit, gpointer data)
{
  _odeon_cell_visit_interfaces_of (pool_of (ref)->type, visit, data);
}

static const gchar *
get_type_name (OdeonRef *ref)
{
  return g_type_name (pool_of (ref)->type);
}

static gchar *
dup_string (OdeonRef *ref)
{
  OdeonCell        *cell = (OdeonCell *) ref;
  g_autofree gchar *urn = _odeon_cell_dup_urn (ref);
  const gchar      *type = g_type_name (pool_of (ref)->type);

  if (cell->name != NULL)
    return g_strdup_printf ("Pool of %s \"%s\" (%s)", type, cell->name, urn);

  return g_strdup_printf ("Pool of %s (%s)", type, urn);
}

const OdeonRefClass _odeon_pool_class = {
  .is_cell = TRUE,
  .deliver = deliver,
  .relay = relay,
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
