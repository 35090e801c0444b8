/* SPDX-License-Identifier: MIT */

#include "odeon-actor-kind-private.h"

_Thread_local OdeonActorKind *_odeon_actor_kinds_met[ODEON_ACTOR_KIND_SLOTS];

static GMutex      lock;
static GHashTable *kinds; /* of OdeonActorKind, by GType; under the lock */

/* What the IDL of its interfaces says of its mailbox; the smallest bound counts, and what the class
 * says before that. */
static void
add_interface (OdeonActorKind           *self,
               const OdeonInterfaceInfo *info,
               guint                    *bound,
               OdeonOverflow            *overflow)
{
  self->has_priority |= (info->flags & ODEON_INTERFACE_HAS_PRIORITY) != 0;
  self->durable |= (info->flags & ODEON_INTERFACE_DURABLE_MAILBOX) != 0;
  if (info->mailbox_bound != 0 && (*bound == 0 || info->mailbox_bound < *bound))
    {
      *bound = info->mailbox_bound;
      *overflow = (OdeonOverflow) info->overflow;
    }
}

static void
add_interfaces (OdeonActorKind *self)
{
  guint             n;
  g_autofree GType *types = g_type_interfaces (self->type, &n);
  guint             bound = 0;
  OdeonOverflow     overflow = ODEON_OVERFLOW_DEFAULT;

  for (guint i = 0; i < n; i++)
    {
      const OdeonInterfaceInfo *info = odeon_interface_of_gtype (types[i]);

      if (info != NULL)
        add_interface (self, info, &bound, &overflow);
    }
  if (self->mailbox_bound == 0)
    self->mailbox_bound = bound;
  if (self->overflow == ODEON_OVERFLOW_DEFAULT)
    self->overflow = overflow;
}

static OdeonActorKind *
kind_new (GType type)
{
  OdeonActorKind  *self = g_new0 (OdeonActorKind, 1);
  OdeonActorClass *klass = g_type_class_ref (type);
  OdeonActorClass *base = g_type_class_peek (ODEON_TYPE_ACTOR);
  gsize            stack_size = klass->stack_size;

  self->type = type;
  self->klass = klass;
  _odeon_object_traits_init (&self->object, (GObjectClass *) klass, (GObjectClass *) base);
  /* More than fits is more than there is: to be refused when it is wanted. */
  self->stack_kib = (guint32) MIN (stack_size / 1024 + (stack_size % 1024 != 0), G_MAXUINT32);
  self->mailbox_bound = klass->mailbox_bound;
  self->overflow = klass->overflow;
  add_interfaces (self);
  self->has_concurrency = klass->max_concurrency > 1 || klass->reentrant || klass->handled != NULL;
  self->is_ordinary = self->mailbox_bound == 0 && self->overflow == ODEON_OVERFLOW_DEFAULT
                      && !self->has_priority && !self->durable && !self->has_concurrency
                      && !klass->migratable;
  self->supervises = klass->strategy != NULL || klass->child_failed != NULL;
  /* A constructor of the class's own may answer with an object of another. */
  self->starts = klass->started != base->started || !self->object.is_simple;
  self->stops = klass->stopped != base->stopped || !self->object.is_simple;
  atomic_init (&self->interface, NULL);

  return self;
}

/* (nullable) */
static OdeonActorKind *
look_up_locked (GType type)
{
  if (kinds == NULL)
    kinds = g_hash_table_new (NULL, NULL);

  return g_hash_table_lookup (kinds, GSIZE_TO_POINTER (type));
}

static OdeonActorKind *
look_up (GType type)
{
  OdeonActorKind *kind;

  g_mutex_lock (&lock);
  kind = look_up_locked (type);
  g_mutex_unlock (&lock);

  return kind;
}

/* Made without the lock, for the class's init is the user's: the first one stays. */
static OdeonActorKind *
add (OdeonActorKind *kind)
{
  OdeonActorKind *first;

  g_mutex_lock (&lock);
  first = look_up_locked (kind->type);
  if (first == NULL)
    g_hash_table_insert (kinds, GSIZE_TO_POINTER (kind->type), kind);
  g_mutex_unlock (&lock);

  if (first == NULL)
    return kind;

  g_type_class_unref (kind->klass);
  g_free (kind);

  return first;
}

G_GNUC_NO_INLINE OdeonActorKind *
_odeon_actor_kind_find_slowly (GType type)
{
  OdeonActorKind *self = look_up (type);

  if (self == NULL)
    {
      if (!g_type_is_a (type, ODEON_TYPE_ACTOR) || G_TYPE_IS_ABSTRACT (type))
        return NULL;
      self = add (kind_new (type));
    }
  _odeon_actor_kinds_met[_odeon_actor_kind_slot_of (type)] = self;

  return self;
}

G_GNUC_NO_INLINE gboolean
_odeon_actor_kind_has_slowly (OdeonActorKind *self, const OdeonInterfaceInfo *interface)
{
  if (!g_type_is_a (self->type, interface->get_type ()))
    return FALSE;

  atomic_store_explicit (&self->interface, interface, memory_order_relaxed);

  return TRUE;
}
