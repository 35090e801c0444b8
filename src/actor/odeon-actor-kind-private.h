/* SPDX-License-Identifier: MIT */

/* What all actors of a GType have in common: found out when the first of them is spawned, and kept
 * for good, together with the class. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-actor.h"
#include "odeon-object-private.h"

#include <stdatomic.h>

typedef struct _OdeonActorKind OdeonActorKind;

struct _OdeonActorKind
{
  /* Constant. */
  GType             type;
  OdeonActorClass  *klass;
  OdeonObjectTraits object;
  guint32           stack_kib;     /* how much stack handlers want */
  guint             mailbox_bound; /* as the class says, else the IDL of its interfaces */
  OdeonOverflow     overflow;      /* likewise */
  gboolean          has_priority;  /* some operation has */
  gboolean          durable;       /* some interface wants a mailbox that is */
  gboolean          has_concurrency; /* around its messages there is more, if one at a time */
  gboolean          is_ordinary;   /* none of these, nor migratable */
  gboolean          supervises;    /* the class says what becomes of their children */
  gboolean          starts;        /* `started` is not the one that does nothing */
  gboolean          stops;         /* the same of `stopped` */

  /* Everybody's. */
  _Atomic (const OdeonInterfaceInfo *) interface; /* (nullable): that it has; asked for last */
};

#define ODEON_ACTOR_KIND_SLOTS 16

/* Those that this thread met last: actors are mostly spawned many of a kind. */
extern _Thread_local OdeonActorKind *_odeon_actor_kinds_met[ODEON_ACTOR_KIND_SLOTS];

static inline guint
_odeon_actor_kind_slot_of (GType type)
{
  return (type >> 6) % ODEON_ACTOR_KIND_SLOTS;
}

OdeonActorKind *_odeon_actor_kind_find_slowly (GType type);

/* (nullable): of a type of actors that can be made. */
static inline OdeonActorKind *
_odeon_actor_kind_find (GType type)
{
  OdeonActorKind *met = _odeon_actor_kinds_met[_odeon_actor_kind_slot_of (type)];

  return G_LIKELY (met != NULL && met->type == type) ? met : _odeon_actor_kind_find_slowly (type);
}

gboolean _odeon_actor_kind_has_slowly (OdeonActorKind *self, const OdeonInterfaceInfo *interface);

static inline gboolean
_odeon_actor_kind_has (OdeonActorKind *self, const OdeonInterfaceInfo *interface)
{
  return G_LIKELY (interface == atomic_load_explicit (&self->interface, memory_order_relaxed))
         || interface == NULL || _odeon_actor_kind_has_slowly (self, interface);
}
