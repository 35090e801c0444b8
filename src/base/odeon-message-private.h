/* SPDX-License-Identifier: MIT */

/* Whatever can stand in a mailbox or in a worker's inbox. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-queue-private.h"

typedef struct _OdeonMessage      OdeonMessage;
typedef struct _OdeonMessageClass OdeonMessageClass;

/* Each message ends in exactly one of the two, which owns it from then on.
 * `run`: on the receiver's thread; @receiver is the cell or the worker it was sent to. Of a
 *   message in a mailbox it may await, of one in an inbox it may not.
 * `refuse`: on any thread: the receiver is gone. @why is borrowed.
 * `overtakes`: it does not keep its turn among others for the same actor. */
struct _OdeonMessageClass
{
  void (*run)    (OdeonMessage *self, gpointer receiver);
  void (*refuse) (OdeonMessage *self, const GError *why);
  gboolean overtakes;
};

struct _OdeonMessage
{
  OdeonQueueNode                node; /* first: a node is its message */
  const OdeonMessageClass *klass;
};

/* A call that is forwarded may change its class while somebody awaits it, who looks at it: relaxed,
 * for both classes say the same of what is looked at. */
static inline const OdeonMessageClass *
_odeon_message_get_class (const OdeonMessage *self)
{
  return __atomic_load_n (&self->klass, __ATOMIC_RELAXED);
}

static inline void
_odeon_message_set_class (OdeonMessage *self, const OdeonMessageClass *klass)
{
  __atomic_store_n (&self->klass, klass, __ATOMIC_RELAXED);
}
