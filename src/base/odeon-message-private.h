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
 * `refuse`: on any thread: the receiver is gone. @why is borrowed. */
struct _OdeonMessageClass
{
  void (*run)    (OdeonMessage *self, gpointer receiver);
  void (*refuse) (OdeonMessage *self, const GError *why);
};

struct _OdeonMessage
{
  OdeonNode                node; /* first: a node is its message */
  const OdeonMessageClass *klass;
};
