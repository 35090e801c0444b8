/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-ref.h"

#include <stdatomic.h>

typedef struct _OdeonRefClass OdeonRefClass;

typedef gboolean (*OdeonInterfaceFunc) (const OdeonInterfaceInfo *info, gpointer data);

/* Where the actor behind a ref lives decides what it takes to reach it: this is what a transport
 * implements. Every entry may be called from any thread and none blocks, but for `deliver` where a
 * full mailbox makes its senders wait.
 * `is_cell`: the ref is an OdeonCell: its actor lives in this process.
 * `deliver`: sends a call there. Owns the message's reference to @call; the call is answered in
 *   the end, whatever happens. %FALSE if it is known that it was refused.
 * `tell`: (nullable): the same of a call without an answer, whose arguments are valid and lie
 *   at @arguments, as generated code has them: no call need be made if they can go on from there.
 *   %FALSE: nothing was done.
 * `ask`: (nullable): the same of one that is answered: its future, of a call that has no arguments.
 *   %NULL: nothing was done.
 * `relay`: as `deliver`, of a call that has waited elsewhere: it keeps the sender it has, and
 *   nobody waits for room in a mailbox.
 * `is_alive`: best effort.
 * `get_type`: of what handles its calls; %G_TYPE_INVALID: it is no type of this process.
 * `implements`: whether the actor has the interface; known at once.
 * `visit_interfaces`: calls @visit with each interface that it is known to have, until that answers
 *   %FALSE; not those that others inherit.
 * `get_type_name`, `get_name`: for people; the latter may be %NULL. Last as long as the ref.
 * `dup_urn`, `dup_string`: for people; the former is %NULL as long as it has none.
 * `finalize`: the last reference is gone. */
struct _OdeonRefClass
{
  gboolean   is_cell;
  gboolean (*deliver)    (OdeonRef *self, OdeonCall *call);
  gboolean (*tell)       (OdeonRef              *self,
                          const OdeonMethodInfo *method,
                          const gconstpointer   *arguments);
  OdeonFuture *(*ask)    (OdeonRef              *self,
                          const OdeonMethodInfo *method,
                          const gconstpointer   *arguments);
  void     (*relay)      (OdeonRef *self, OdeonCall *call);
  gboolean (*is_alive)   (OdeonRef *self);
  GType    (*get_type)   (OdeonRef *self);
  gboolean (*implements) (OdeonRef *self, const OdeonInterfaceInfo *interface);
  void     (*visit_interfaces) (OdeonRef *self, OdeonInterfaceFunc visit, gpointer data);
  const gchar *(*get_type_name) (OdeonRef *self);
  const gchar *(*get_name)   (OdeonRef *self);
  gchar   *(*dup_urn)    (OdeonRef *self);
  gchar   *(*dup_string) (OdeonRef *self);
  void     (*finalize)   (OdeonRef *self);
};

struct _OdeonRef
{
  const OdeonRefClass *klass;
  atomic_int           ref_count;
};

static inline void
_odeon_ref_init (OdeonRef *self, const OdeonRefClass *klass, int ref_count)
{
  self->klass = klass;
  atomic_init (&self->ref_count, ref_count);
}
