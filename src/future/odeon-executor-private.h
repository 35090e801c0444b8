/* SPDX-License-Identifier: MIT */

/* Where continuations run and waiting happens: what futures ask of the scheduler above them,
 * which installs this table when the library is loaded. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-future-private.h"

/* A place to run messages in: an actor, or a thread's main context.
 * `is_current`: (nullable): where @target's object may be replaced: whether that of @incarnation is
 *   still there. On its thread. */
typedef struct
{
  void   (*post)  (gpointer target, OdeonMessage *message); /* run or refused in the end */
  void   (*unref) (gpointer target);
  gboolean (*is_current) (gpointer target, guint incarnation);
} OdeonExecutorClass;

typedef struct
{
  const OdeonExecutorClass *klass;
  gpointer                  target; /* a counted reference */
  guint64                   actor;  /* the target's id, if it is an actor; else 0 */
  guint                     incarnation; /* of its object */
} OdeonExecutor;

typedef struct _OdeonTimer    OdeonTimer;
typedef struct _OdeonDeadline OdeonDeadline;

/* Something to be done at a time, in memory of its owner's, on a worker.
 * `fire`: the time has come; or the worker ends before it, which is what @why says. */
struct _OdeonTimer
{
  gint64 due; /* microseconds of _odeon_now() */
  void (*fire) (OdeonTimer *self, const GError *why);
  guint  index; /* the scheduler's: place in the worker's heap, from 1; 0 is none */
};

/* The same for whoever is on any thread. Armed once, it must be disarmed once, fired or not; only
 * `released` ends its life. It and `fire` are called on the deadline's worker. */
struct _OdeonDeadline
{
  OdeonTimer timer; /* first */
  void (*released) (OdeonDeadline *self);

  /*< the scheduler's >*/
  gpointer     worker;
  OdeonMessage arm;
  OdeonMessage disarm;
};

/* `current`: where the caller stands: its actor, else its thread's main context.
 * `suspend`: waits until @future is done, @deadline (microseconds; G_MAXINT64 is never) has passed
 *   or the wait fails; %FALSE with @error set for the two latter. @owned (without a deadline): the
 *   caller has a reference, which it releases right after; nobody else uses that one.
 * `arm`, `disarm`: start and end a deadline's service, from any thread. */
typedef struct
{
  OdeonExecutor (*current) (void);
  gboolean      (*suspend) (OdeonFuture *future, gint64 deadline, gboolean owned, GError **error);
  void          (*arm)     (OdeonDeadline *deadline);
  void          (*disarm)  (OdeonDeadline *deadline);
} OdeonExecutorHooks;

extern const OdeonExecutorHooks *_odeon_executor_hooks;
