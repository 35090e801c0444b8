/* SPDX-License-Identifier: MIT */

/* The promised ref to its own two files. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-promised-ref-private.h"

struct _OdeonPromisedRef
{
  OdeonRef             ref; /* first; whoever is to resolve it holds a reference */
  const OdeonTypeInfo *type;
  gchar               *path;   /* (nullable) */
  OdeonResolution     *resolution; /* its future, counted */
  OdeonEarlyWaiter     waiter;

  _Atomic (OdeonRef *) target; /* (nullable): counted; set once, when the queue is empty for good */

  OdeonPromiseLink     link; /* to the promised ref that it is, if that was promised as well */

  GMutex               lock;
  OdeonChain           waiting; /* under the lock: calls */
  OdeonRef            *way;     /* (nullable): under the lock: what goes on at once goes by that */
  gboolean             has_sent; /* under the lock: calls have gone that way */
  gboolean             is_handing; /* under the lock: what waits is being handed over */
  GError              *failure; /* (nullable): under the lock; set once, likewise */
};

/* Acquire: pairs with the release in end_waiting() of odeon-promised-ref.c: what was handed
 * over comes before. */
static inline OdeonRef *
_odeon_promised_ref_load_target (OdeonPromisedRef *self)
{
  return atomic_load_explicit (&self->target, memory_order_acquire);
}

/* (nullable): @ref, if it is one. */
OdeonPromisedRef *_odeon_promised_ref_or_null (OdeonRef *ref);

/* Of one that has failed: what waits, and whoever asks, fails of that. */
GError *_odeon_promised_ref_dup_failure (OdeonPromisedRef *self);

/* Of OdeonRefClass. */
gboolean _odeon_promised_ref_implements (OdeonRef *ref, const OdeonInterfaceInfo *interface);
gboolean _odeon_promised_ref_is_alive (OdeonRef *ref);
GType _odeon_promised_ref_get_type (OdeonRef *ref);
void _odeon_promised_ref_visit_interfaces (OdeonRef *ref, OdeonInterfaceFunc visit, gpointer data);
const gchar *_odeon_promised_ref_get_type_name (OdeonRef *ref);
const gchar *_odeon_promised_ref_get_name (OdeonRef *ref);
gchar *_odeon_promised_ref_dup_urn (OdeonRef *ref);
gchar *_odeon_promised_ref_dup_string (OdeonRef *ref);
