/* SPDX-License-Identifier: MIT */

/* What anybody may do with a pool. */

#include "odeon-actor-private.h"
#include "odeon-cell-rare-private.h"
#include "odeon-pool-private.h"
#include "odeon-spawner-private.h"

static gboolean
is_pool (gpointer ref)
{
  return ref != NULL && ODEON_REF (ref)->klass == &_odeon_pool_class;
}

static OdeonPool *
pool_of (gpointer ref)
{
  return ((OdeonCell *) ref)->rare->pool;
}

/* --- making and freeing --- */

static gboolean
invalid (const gchar *what, GError **error)
{
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT, "A pool: %s", what);

  return FALSE;
}

static gboolean
check (const OdeonPoolOptions *options, GError **error)
{
  if (options->size == 0 || options->size > ODEON_POOL_SIZE_MAX)
    return invalid ("its size is 1 to " G_STRINGIFY (ODEON_POOL_SIZE_MAX), error);
  if ((guint) options->routing > ODEON_ROUTING_BY_KEY)
    return invalid ("there is no such routing", error);
  if (options->key != NULL && options->routing != ODEON_ROUTING_BY_KEY)
    return invalid ("a key is for ODEON_ROUTING_BY_KEY", error);
  if (options->member.name != NULL)
    return invalid ("its members are numbered, not named", error);
  if (options->member.mailbox != NULL)
    return invalid ("its members cannot share a mailbox", error);

  return TRUE;
}

/* Of several workers, each is to have some. */
static OdeonPlacement
placement_of (const OdeonSpawnOptions *member)
{
  return member->placement == ODEON_PLACE_DEFAULT ? ODEON_PLACE_ANY_WORKER : member->placement;
}

static OdeonPool *
pool_new (GType type, const OdeonPoolOptions *options, OdeonBirth *birth)
{
  static const OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  OdeonPool                 *self = g_aligned_alloc0 (1, sizeof *self, _Alignof (OdeonPool));

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->size, options->size);
  self->type = type;
  self->routing = options->routing;
  self->key = options->key;
  self->key_data = options->key_data;
  self->key_destroy = options->key_destroy;
  self->strategy = options->strategy != NULL ? *options->strategy : strategy;
  self->options = options->member;
  self->options.placement = placement_of (&options->member);
  self->options.limits = _odeon_strategy_copy (options->member.limits);
  if (self->options.near != NULL)
    odeon_ref_ref (self->options.near);
  if (self->options.context != NULL)
    g_main_context_ref (self->options.context);
  self->birth = birth;
  if (self->routing == ODEON_ROUTING_BY_KEY)
    self->buckets = g_new0 (OdeonBucket, ODEON_BUCKETS);

  return self;
}

void
_odeon_pool_unref (OdeonPool *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;

  for (guint i = 0; i < ODEON_SEAT_CHUNKS; i++)
    g_aligned_free (self->chunks[i]);
  g_free (self->buckets);
  g_aligned_free (self);
}

void
_odeon_pool_free (OdeonPool *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_seats; i++)
    {
      /* Before anybody else can let go of it. */
      atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
      if (!_odeon_seat_orphan (_odeon_pool_get_seat (self, i)))
        _odeon_pool_unref (self);
    }

  if (self->key_destroy != NULL)
    self->key_destroy (self->key_data);
  g_free ((gpointer) self->options.limits);
  odeon_ref_unref (self->options.near);
  g_clear_pointer (&self->options.context, g_main_context_unref);
  _odeon_birth_free (self->birth);
  _odeon_pool_unref (self);
}

gpointer
odeon_pool_spawn_valist (OdeonSpawner             *in,
                         GType                     implementation,
                         const OdeonInterfaceInfo *interface,
                         const OdeonPoolOptions   *options,
                         GError                  **error,
                         const gchar              *first_property,
                         va_list                   properties)
{
  OdeonSpawnOptions own = ODEON_SPAWN_OPTIONS_INIT;
  OdeonBirth       *birth = NULL;
  OdeonCellRare    *rare;

  g_return_val_if_fail (in != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  own.name = options->name;
  own.restart = options->restart;
  if (!check (options, error)
      || !_odeon_spawner_check (implementation, interface, &options->member, error))
    goto fail;
  if (first_property != NULL)
    {
      birth = _odeon_birth_new (implementation, first_property, properties, error);
      if (birth == NULL)
        goto fail;
    }

  rare = _odeon_cell_rare_new ();
  rare->pool = pool_new (implementation, options, birth);

  return _odeon_spawner_spawn (in, _odeon_pool_actor_get_type (), &own, NULL, rare, error);

fail:
  if (options->key_destroy != NULL)
    options->key_destroy (options->key_data);

  return NULL;
}

OdeonRef *
odeon_pool_spawn (OdeonSpawner           *in,
                  GType                   implementation,
                  const OdeonPoolOptions *options,
                  GError                **error,
                  const gchar            *first_property,
                  ...)
{
  OdeonRef *ref;
  va_list   properties;

  va_start (properties, first_property);
  ref = odeon_pool_spawn_valist (in, implementation, NULL, options, error, first_property,
                                 properties);
  va_end (properties);

  return ref;
}

/* --- what it is, and what it is to be --- */

gboolean
odeon_ref_is_pool (gpointer ref)
{
  return is_pool (ref);
}

guint
odeon_pool_get_size (gpointer pool)
{
  g_return_val_if_fail (is_pool (pool), 0);

  return atomic_load_explicit (&pool_of (pool)->size, memory_order_relaxed);
}

OdeonFuture *
odeon_pool_resize (gpointer pool, guint size)
{
  OdeonCall *call;

  g_return_val_if_fail (is_pool (pool), NULL);

  if (size == 0 || size > ODEON_POOL_SIZE_MAX)
    {
      GError *error = NULL;

      invalid ("its size is 1 to " G_STRINGIFY (ODEON_POOL_SIZE_MAX), &error);
      return odeon_future_new_error (error);
    }

  call = odeon_call_new (pool, &_odeon_method_resize);
  ((OdeonResizeFrame *) (gpointer) call->frame)->size = size;

  return odeon_call_send (call);
}

/* Whoever moves in the rotation meanwhile may be missed, or met twice. */
static void
add_once (GPtrArray *members, OdeonCell *cell)
{
  if (!g_ptr_array_find (members, cell, NULL))
    g_ptr_array_add (members, odeon_ref_ref (cell));
}

GPtrArray *
odeon_pool_list_members (gpointer pool)
{
  GPtrArray *members = g_ptr_array_new_with_free_func (odeon_ref_unref);
  OdeonPool *self;
  guint      n;

  g_return_val_if_fail (is_pool (pool), members);

  self = pool_of (pool);
  n = atomic_load_explicit (&self->n_rotation, memory_order_relaxed);
  for (guint i = 0; i < n; i++)
    {
      OdeonSeat *seat = _odeon_pool_peek_rotation (self, 0, i);

      if (seat == NULL || !_odeon_seat_enter (seat))
        continue;
      add_once (members, seat->cell);
      _odeon_seat_withdraw (seat);
    }

  return members;
}

/* --- to all of them --- */

gboolean
odeon_pool_broadcast (gpointer pool, GVariant *message)
{
  OdeonCall *call;

  g_return_val_if_fail (is_pool (pool), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  call = odeon_call_new (pool, &_odeon_method_receive);
  odeon_call_set_argument (call, 0, &message);
  call->flags |= ODEON_CALL_BROADCAST;

  return odeon_call_tell (call);
}

gboolean
odeon_pool_broadcast_call (gpointer     pool,
                           const gchar *operation,
                           GVariant    *arguments,
                           GError     **error)
{
  OdeonCall *call;

  g_return_val_if_fail (is_pool (pool), FALSE);
  g_return_val_if_fail (operation != NULL, FALSE);
  g_return_val_if_fail (arguments == NULL
                        || g_variant_is_of_type (arguments, G_VARIANT_TYPE_TUPLE), FALSE);

  call = _odeon_ref_new_call (pool, operation, arguments, error);
  if (call == NULL)
    return FALSE;

  call->flags |= ODEON_CALL_BROADCAST;
  odeon_call_tell (call);

  return TRUE;
}
