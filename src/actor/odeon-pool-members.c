/* SPDX-License-Identifier: MIT */

/* How the members of a pool come and go: the pool as an actor. All of it is on the pool's worker.
 *
 * A member that is to go leaves the rotation; in a pool by key its buckets move, and when nothing
 * moves any more nothing is on its way to it; then it is stopped. One that ends unasked leaves at
 * once. Members are not made anew by the pool: that is their strategy's business.
 */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-dead-letter-private.h"
#include "odeon-pool-private.h"
#include "odeon-spawner-private.h"

#include <stddef.h>

typedef OdeonActor      OdeonPoolActor;
typedef OdeonActorClass OdeonPoolActorClass;

G_DEFINE_TYPE (OdeonPoolActor, _odeon_pool_actor, ODEON_TYPE_ACTOR)

static OdeonPool *
pool_of (OdeonActor *actor)
{
  return ((OdeonCell *) odeon_actor_get_ref (actor))->rare->pool;
}

static guint
get_size (OdeonPool *self)
{
  return atomic_load_explicit (&self->size, memory_order_relaxed);
}

static void
set_size (OdeonPool *self, guint size)
{
  atomic_store_explicit (&self->size, size, memory_order_relaxed);
}

/* --- the rotation --- */

static guint
count_members (OdeonPool *self)
{
  return atomic_load_explicit (&self->n_rotation, memory_order_relaxed);
}

/* Release, here and below: pairs with the acquire in _odeon_pool_peek_rotation(). */
static void
set_turn (OdeonPool *self, guint turn, guint seat)
{
  atomic_store_explicit (&self->rotation[turn], (guint16) seat, memory_order_release);
}

static void
set_count (OdeonPool *self, guint n)
{
  atomic_store_explicit (&self->n_rotation, n, memory_order_release);
}

static void
join_rotation (OdeonPool *self, OdeonSeat *seat)
{
  guint n = count_members (self);

  set_turn (self, n, seat->index);
  set_count (self, n + 1);
}

/* A sender that looks meanwhile may pass over another, or take it twice. */
static void
leave_rotation (OdeonPool *self, OdeonSeat *seat)
{
  guint n = count_members (self);

  for (guint i = 0; i < n; i++)
    if (atomic_load_explicit (&self->rotation[i], memory_order_relaxed) == seat->index)
      {
        set_turn (self, i, atomic_load_explicit (&self->rotation[n - 1], memory_order_relaxed));
        set_count (self, n - 1);
        return;
      }
}

/* --- seats --- */

static OdeonSeat *
add_seat (OdeonPool *self)
{
  guint      index = self->n_seats;
  OdeonSeat *seat;

  if (index == 1u << ODEON_SEATS_BITS)
    return NULL;

  if (index % ODEON_SEATS_PER_CHUNK == 0)
    self->chunks[index / ODEON_SEATS_PER_CHUNK] =
      g_aligned_alloc0 (ODEON_SEATS_PER_CHUNK, sizeof (OdeonSeat), _Alignof (OdeonSeat));
  seat = _odeon_pool_get_seat (self, index);
  seat->pool = self;
  seat->index = index;
  self->n_seats++;

  return seat;
}

/* (nullable): a sender may be on its way to a bucket's owner while that moves. */
static OdeonSeat *
find_seat (OdeonPool *self)
{
  if (!_odeon_pool_is_moving (self))
    for (guint i = 0; i < self->n_seats; i++)
      {
        OdeonSeat *seat = _odeon_pool_get_seat (self, i);

        if (_odeon_seat_is_vacant (seat))
          return seat;
      }

  return add_seat (self);
}

static OdeonSeat *
seat_of (OdeonPool *self, OdeonCell *member)
{
  for (guint i = 0; i < self->n_seats; i++)
    if (_odeon_pool_get_seat (self, i)->cell == member)
      return _odeon_pool_get_seat (self, i);

  return NULL;
}

static gboolean
is_member (OdeonSeat *seat)
{
  return !seat->is_leaving && _odeon_seat_is_open (seat);
}

/* --- who has which buckets --- */

static void
give (OdeonPool *self, guint bucket, OdeonSeat *seat)
{
  seat->n_buckets++;
  if (!self->has_owners)
    _odeon_bucket_init (&self->buckets[bucket], seat->index);
  else
    _odeon_bucket_move (&self->buckets[bucket], self, seat->index);
}

/* Whether the bucket may stay with its owner; there are @extra to be had beyond a fair share. */
static gboolean
keeps (OdeonPool *self, guint bucket, guint share, guint *extra)
{
  OdeonSeat *owner;

  if (!self->has_owners)
    return FALSE;

  owner = _odeon_pool_get_seat (self, _odeon_bucket_get_owner (&self->buckets[bucket]));
  if (!is_member (owner) || owner->n_buckets > share
      || (owner->n_buckets == share && *extra == 0))
    return FALSE;
  if (owner->n_buckets == share)
    --*extra;
  owner->n_buckets++;

  return TRUE;
}

/* The next of the members that has less than its share. */
static OdeonSeat *
find_poor (OdeonPool *self, guint *at, guint share, guint *extra)
{
  for (; *at < self->n_seats; ++*at)
    {
      OdeonSeat *seat = _odeon_pool_get_seat (self, *at);

      if (is_member (seat) && seat->n_buckets < share)
        return seat;
    }

  /* All have theirs: what is left over goes to those that have no more than that. */
  for (guint i = 0; i < self->n_seats; i++)
    {
      OdeonSeat *seat = _odeon_pool_get_seat (self, i);

      if (is_member (seat) && seat->n_buckets == share && *extra > 0)
        {
          --*extra;
          return seat;
        }
    }
  g_assert_not_reached ();
}

/* Each has its share, to within one; and no bucket moves that need not. */
static void
share_out (OdeonPool *self)
{
  guint               n = count_members (self);
  g_autofree guint16 *homeless = NULL;
  guint               n_homeless = 0;
  guint               share;
  guint               extra;
  guint               at = 0;

  if (self->buckets == NULL || n == 0 || _odeon_pool_is_moving (self))
    return;

  homeless = g_new (guint16, ODEON_BUCKETS);
  share = ODEON_BUCKETS / n;
  extra = ODEON_BUCKETS % n;
  for (guint i = 0; i < self->n_seats; i++)
    _odeon_pool_get_seat (self, i)->n_buckets = 0;
  for (guint i = 0; i < ODEON_BUCKETS; i++)
    if (!keeps (self, i, share, &extra))
      homeless[n_homeless++] = (guint16) i;
  for (guint i = 0; i < n_homeless; i++)
    give (self, homeless[i], find_poor (self, &at, share, &extra));
  self->has_owners = TRUE;
}

/* --- coming and going --- */

static gboolean
add_member (OdeonPool *self, OdeonActor *actor, GError **error)
{
  OdeonSeat        *seat = find_seat (self);
  OdeonSpawnOptions options = self->options;
  gchar             name[12];
  OdeonCell        *cell;

  if (seat == NULL)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                           "Too many members of the pool are still going");
      return FALSE;
    }

  g_snprintf (name, sizeof name, "%u", seat->index);
  options.name = name;
  cell = _odeon_spawner_spawn (ODEON_SPAWNER (actor), self->type, &options,
                               _odeon_birth_copy (self->birth), NULL, error);
  if (cell == NULL)
    return FALSE;
  _odeon_seat_take (seat, cell);
  join_rotation (self, seat);

  return TRUE;
}

/* What was begun goes on as far as it can. */
static void
go_on (OdeonPool *self)
{
  share_out (self);
  if (_odeon_pool_is_moving (self))
    return;

  for (guint i = 0; i < self->n_seats; i++)
    {
      OdeonSeat *seat = _odeon_pool_get_seat (self, i);

      if (seat->is_leaving && _odeon_seat_is_open (seat))
        _odeon_seat_retire (seat);
    }
}

static void
dismiss (OdeonPool *self, OdeonSeat *seat)
{
  leave_rotation (self, seat);
  seat->is_leaving = TRUE;
}

/* Those that are ending, whatever for, then the youngest ones, until @size are left. */
static void
dismiss_some (OdeonPool *self, guint size)
{
  OdeonCell *cell;

  for (cell = self->cell->youngest; cell != NULL; cell = cell->older)
    {
      OdeonSeat *seat = seat_of (self, cell);

      if (seat != NULL && is_member (seat) && _odeon_cell_get_phase (cell) >= ODEON_PHASE_STOPPING)
        dismiss (self, seat);
    }

  for (cell = self->cell->youngest; cell != NULL && count_members (self) > size;
       cell = cell->older)
    {
      OdeonSeat *seat = seat_of (self, cell);

      if (seat != NULL && is_member (seat))
        dismiss (self, seat);
    }
}

static gboolean
resize (OdeonPool *self, OdeonActor *actor, guint size, GError **error)
{
  gboolean done = TRUE;

  dismiss_some (self, size);
  while (done && count_members (self) < size)
    done = add_member (self, actor, error);
  set_size (self, count_members (self));
  go_on (self);

  return done;
}

static gboolean
resize_dispatch (gpointer   actor,
                 gpointer   vtable G_GNUC_UNUSED,
                 OdeonCall *call G_GNUC_UNUSED,
                 gpointer   data,
                 GError   **error)
{
  OdeonResizeFrame *frame = data;

  frame->result = resize (pool_of (actor), actor, frame->size, error);

  return frame->result;
}

static const OdeonParamInfo resize_params[] = {
  { "result", &odeon_boolean_info, offsetof (OdeonResizeFrame, result), ODEON_PARAM_OUT },
};

const OdeonMethodInfo _odeon_method_resize = {
  .name = "resize",
  .dispatch = resize_dispatch,
  .params = resize_params,
  .n_params = G_N_ELEMENTS (resize_params),
  .frame_size = sizeof (OdeonResizeFrame),
  .flags = ODEON_METHOD_FLAT,
};

/* --- what happens --- */

/* It ends or is restarted, and its members with it. */
static gboolean
is_going (OdeonPool *self)
{
  return _odeon_cell_get_phase (self->cell) >= ODEON_PHASE_STOPPING || self->cell->actor == NULL
         || _odeon_cell_get_stage (self->cell) != ODEON_STAGE_UP;
}

void
_odeon_pool_settled (OdeonPool *self)
{
  if (self->settled != NULL)
    {
      odeon_promise_set_boolean (self->settled, TRUE);
      g_clear_pointer (&self->settled, odeon_promise_free);
    }
  else if (!is_going (self))
    go_on (self);
}

/* Nobody is left who could do anything. */
static void
end_deserted (OdeonPool *self, OdeonCell *last)
{
  g_autofree gchar *who = NULL;

  if (last->end == ODEON_END_STOPPED)
    {
      odeon_actor_stop (self->cell->actor);
      return;
    }
  /* The member's strategy has said so already. */
  if (self->cell->rare->pending.error != NULL)
    return;

  who = odeon_ref_dup_string (self->cell);
  _odeon_cell_fail_soon (self->cell, NULL, 0,
                         g_error_new (ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD,
                                      "%s has no members left", who), TRUE);
}

static void
refuse_held (OdeonSeat *seat)
{
  g_autoptr (GError) why = _odeon_cell_dup_reason (seat->cell);
  OdeonChain         held = seat->held;
  OdeonMessage      *message;

  seat->held = (OdeonChain) { NULL, NULL };
  while ((message = (OdeonMessage *) _odeon_chain_pop (&held)) != NULL)
    _odeon_cell_refuse (seat->cell, message, why);
}

void
_odeon_pool_member_ended (OdeonPool *self, OdeonCell *member)
{
  OdeonSeat *seat = seat_of (self, member);
  gboolean   was_leaving;

  /* Not one of the pool's making. */
  if (seat == NULL)
    return;

  was_leaving = seat->is_leaving;
  _odeon_seat_close (seat);
  leave_rotation (self, seat);
  refuse_held (seat);
  if (was_leaving || is_going (self))
    return;

  set_size (self, count_members (self));
  if (count_members (self) == 0)
    end_deserted (self, member);
  else
    go_on (self);
}

/* --- the actor --- */

/* What the members of the time before have refused is on its way, and nothing more. */
static void
await_settled (OdeonPool *self)
{
  while (_odeon_pool_is_moving (self))
    {
      g_autoptr (OdeonFuture) future = NULL;

      self->settled = odeon_promise_new ();
      future = odeon_promise_get_future (self->settled);
      /* Killed meanwhile: it will not be long. */
      if (!odeon_future_await (future, NULL))
        {
          g_clear_pointer (&self->settled, odeon_promise_free);
          return;
        }
    }
}

static gboolean
started (OdeonActor *actor, GError **error)
{
  OdeonPool *self = pool_of (actor);

  odeon_actor_supervise (actor, &self->strategy);
  await_settled (self);
  if (!resize (self, actor, get_size (self), error))
    return FALSE;
  _odeon_pool_open_gate (self);

  return TRUE;
}

static gboolean
failed (OdeonActor *actor, const GError *failure G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  _odeon_pool_close_gate (pool_of (actor));

  return TRUE;
}

static void
_odeon_pool_actor_dispose (GObject *object)
{
  _odeon_pool_close_gate (pool_of (ODEON_ACTOR (object)));

  G_OBJECT_CLASS (_odeon_pool_actor_parent_class)->dispose (object);
}

static void
_odeon_pool_actor_class_init (OdeonPoolActorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = _odeon_pool_actor_dispose;
  klass->started = started;
  klass->failed = failed;
}

static void
_odeon_pool_actor_init (OdeonPoolActor *self G_GNUC_UNUSED)
{
}
