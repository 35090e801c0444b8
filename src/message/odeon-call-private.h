/* SPDX-License-Identifier: MIT */

/* The inside of a call: the future that its sender holds, the message that its target handles and
 * the frame of its arguments and results, in one block that the last of the two frees.
 *
 *   new → send: the sender has the future's reference, the target settles it → handled: the results
 *   are written into the frame and the state word settled. A deferred call is settled when it is
 *   answered. A tell has no future that anybody could see: where its method allows, its block
 *   begins behind it, and is one cache line.
 *
 * A call between two actors of one worker is NEAR as long as only that worker's thread can settle
 * it. If its sender awaits it at once, with the only reference, no other thread can touch its
 * future at all, and it is completed without an atomic.
 *
 * Whoever defers a call may go on without its being answered, and somebody else may answer it: an
 * await of it waits for nobody in particular. One that began earlier names its target still; so the
 * first actor to defer a call is on record as keeping one until the call is answered, also if it
 * has forwarded it, and nobody concludes anything from an await of such an actor.
 *
 * The call names target and sender by their ids, not by references: counting them would cost two
 * contended atomics a message.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-block-private.h"
#include "odeon-call.h"
#include "odeon-future-private.h"
#include "odeon-ref-private.h"

#include <string.h>

typedef enum
{
  ODEON_CALL_TELL      = 1 << 0, /* nobody holds the future */
  ODEON_CALL_INVALID   = 1 << 1, /* an argument or result was refused: see the future's error */
  ODEON_CALL_SHORT     = 1 << 2, /* a tell without what stands before `message` */
  ODEON_CALL_EXCLUSIVE = 1 << 3, /* awaited by the only one who has its future, on this thread */
  ODEON_CALL_BROADCAST = 1 << 4  /* to a pool: a copy for each of its members. Bits from 16 on are
                                  * its own, see odeon-pool-ref.c */
} OdeonCallFlags;

/* On the stack of whoever dispatches a call. */
typedef struct
{
  gboolean     is_deferred;
  atomic_uint *n_kept; /* (nullable): of its actor, for good: the calls that it keeps */
} OdeonHandling;

struct _OdeonCall
{
  OdeonFuture            future;  /* first: a call is its future */
  _Atomic (atomic_uint *) kept_in; /* (nullable): the `n_kept` of the first to defer it */
  _Atomic (gpointer)     near;    /* (nullable): the worker; to others it is only not theirs. An
                                   * odd number: that of the session which carries it */

  /* What a short one has. */
  OdeonMessage           message;
  const OdeonMethodInfo *method;
  union
  {
    OdeonRef      *target;   /* until it is sent, borrowed */
    gpointer       seat;     /* in the mailbox of a pool's member */
    OdeonHandling *handling; /* while it is dispatched */
    guint32        id;       /* once it has been sent to another process: the session's */
  };
  _Atomic (guint64)      target_id; /* relaxed: a forwarded call changes it while it is awaited */
  _Atomic (guint64)      sender_id; /* likewise; 0: sent by no actor */
  guint                  flags;     /* the sender's until it is sent, then the handler's */
  _Alignas (gint64) gchar frame[];
};

/* Where a short one's block begins. */
#define ODEON_CALL_SHORT_START G_STRUCT_OFFSET (OdeonCall, message)

#define ODEON_CALL_OF_MESSAGE(m) \
  ((OdeonCall *) ((gchar *) (m) - G_STRUCT_OFFSET (OdeonCall, message)))

/* What runs a call and refuses it is the business of whoever has the actor: the layer above sets
 * it before the first call is sent. */
extern const OdeonMessageClass *_odeon_call_message_class;

extern const OdeonFutureClass _odeon_call_class;

/* Of a call that waits until its target is known: odeon-promised-ref.c. Neither run nor refused. */
extern const OdeonMessageClass _odeon_promised_message_class;

static inline gboolean
_odeon_call_is_promised (OdeonCall *self)
{
  return _odeon_message_get_class (&self->message) == &_odeon_promised_message_class;
}

/* It goes on, to somebody else than it has named as its target. */
void _odeon_call_leave_promise (OdeonCall *self);

/* "Bank::Account.withdraw", to be freed. */
gchar *_odeon_method_dup_name (const OdeonMethodInfo *method);

/* Ends a call that was handled or refused: answers it and lets go of it. _fail() takes over
 * @error. */
void _odeon_call_succeed (OdeonCall *self);
void _odeon_call_fail    (OdeonCall *self, GError *error);

/* What a handler that kept it for later has set is not its answer. */
void _odeon_call_clear_results (OdeonCall *self);

/* Ends one that nobody waits for: a tell, or what was cancelled. */
void _odeon_call_let_go (OdeonCall *self);

/* Two words of frame at least, which the making clears in any case. */
static inline gsize
_odeon_call_get_size (const OdeonMethodInfo *method)
{
  return G_STRUCT_OFFSET (OdeonCall, frame) + MAX (method->frame_size, 2 * sizeof (guint64));
}

/* One at least: that a short one failed is kept in it. */
static inline gsize
_odeon_call_get_short_size (const OdeonMethodInfo *method)
{
  return G_STRUCT_OFFSET (OdeonCall, frame) - ODEON_CALL_SHORT_START
         + MAX (method->frame_size, sizeof (guint64));
}

static inline void
_odeon_call_init_message (OdeonCall             *self,
                          gpointer               target,
                          const OdeonMethodInfo *method,
                          guint                  flags)
{
  self->message.klass = _odeon_call_message_class;
  self->method = method;
  self->target = target;
  atomic_init (&self->target_id, 0);
  atomic_init (&self->sender_id, 0);
  self->flags = flags;
}

/* What odeon_call_new() is. */
static inline OdeonCall *
_odeon_call_new (gpointer target, const OdeonMethodInfo *method)
{
  OdeonCall *self = _odeon_block_new (_odeon_call_get_size (method));

  _odeon_future_init (&self->future, &_odeon_call_class, 1);
  atomic_init (&self->kept_in, NULL);
  atomic_init (&self->near, NULL);
  _odeon_call_init_message (self, target, method, 0);
  memset (self->frame, 0, 2 * sizeof (guint64));
  if (G_UNLIKELY (method->frame_size > 2 * sizeof (guint64)))
    memset (self->frame, 0, method->frame_size);

  return self;
}

/* A tell of numbers, whose arguments are set next. */
static inline OdeonCall *
_odeon_call_new_short (gpointer target, const OdeonMethodInfo *method)
{
  gchar     *block = _odeon_block_new (_odeon_call_get_short_size (method));
  OdeonCall *self = (OdeonCall *) (gpointer) (block - ODEON_CALL_SHORT_START);

  _odeon_call_init_message (self, target, method, ODEON_CALL_TELL | ODEON_CALL_SHORT);

  return self;
}

/* Drops a reference to its future; mostly it is the last, of a call of numbers that went well. */
static inline void
_odeon_call_unref (OdeonCall *self)
{
  /* Acquire, twice: as in odeon_future_unref(). */
  if (G_LIKELY ((self->method->flags & ODEON_METHOD_FLAT)
                && atomic_load_explicit (&self->future.ref_count, memory_order_acquire) == 1
                && atomic_load_explicit (&self->future.state, memory_order_acquire)
                     == (ODEON_STATE_RESOLVED | ODEON_STATE_SETTLED)
                && atomic_load_explicit (&self->future.error, memory_order_relaxed) == NULL))
    _odeon_block_free (self, _odeon_call_get_size (self->method));
  else
    odeon_future_unref (&self->future);
}

/* Not sent yet: nobody has its future. */
void _odeon_call_disown (OdeonCall *self);

/* Why a deferred tell failed, until somebody looks. */
void    _odeon_call_put_failure   (OdeonCall *self, GError *error);
GError *_odeon_call_steal_failure (OdeonCall *self);

/* Whether only this thread, which runs @worker, can settle it. */
static inline gboolean
_odeon_call_is_near (OdeonCall *self, gconstpointer worker)
{
  /* Relaxed: only this thread ever writes its own worker there, or takes it away. */
  return atomic_load_explicit (&self->near, memory_order_relaxed) == worker;
}

static inline gboolean
_odeon_call_is_cancelled (OdeonCall *self)
{
  return !(self->flags & ODEON_CALL_TELL) && _odeon_future_get_state (&self->future) != 0;
}

/* "Bank::Account.withdraw of BankAccountActor …", to be freed. */
gchar *_odeon_call_describe (OdeonCall *self);

/* The value of a parameter in @frame, looking through the pointer of an INDIRECT one. */
gconstpointer _odeon_param_get_value (const OdeonParamInfo *param, gconstpointer frame);

/* The index of the first result among the parameters; their number if there is none. */
guint _odeon_method_get_first_result (const OdeonMethodInfo *method);

/* The arguments (IN) or results (OUT) of a call as a tuple. Reading: into a frame whose slots of
 * that direction are zeros; %NULL is the empty tuple; says which parameter is wrong. An `h` is a
 * reference's index in @refs (nullable). Writing: floating; with @refs, references are added there
 * and the tuple has their indices; without, their URNs. */
gboolean  _odeon_call_read_params  (OdeonCall       *self,
                                    OdeonParamFlags  direction,
                                    GVariant        *tuple,
                                    GPtrArray       *refs,
                                    GError         **error);
GVariant *_odeon_call_write_params (OdeonCall       *self,
                                    OdeonParamFlags  direction,
                                    GPtrArray       *refs);

/* What is in the frame: released; and of the results, whether they are valid: if not, the call is
 * marked, and has the error. */
void     _odeon_call_clear_params  (OdeonCall *self);
gboolean _odeon_call_check_results (OdeonCall *self);

/* A new one with the same arguments. */
OdeonCall *_odeon_call_copy (OdeonCall *self, gpointer target);

/* "deposit (100)", to be freed. */
gchar *_odeon_call_dup_text (OdeonCall *self);

/* The call whose outcome @future has, once it is resolved; else NULL, with @error set if it is not,
 * and without if it is of no call. */
OdeonCall *_odeon_call_peek_resolved (OdeonFuture *future, GError **error);

/* Sends the call; the future of one that is oneway is done, and says whether it may arrive. */
OdeonFuture *_odeon_call_send_any (OdeonCall *self);

/* Of a call that has been sent just now, so that it knows its target, and whose operation has a
 * timeout: odeon-call-deadline.c. */
void _odeon_call_set_deadline (OdeonCall *self);

/* Releases a call that was never sent. */
void _odeon_call_discard (OdeonCall *self);

/* Of OdeonFutureClass. */
gboolean  _odeon_call_get_value   (OdeonFuture *future, GValue *value, GError **error);
GVariant *_odeon_call_dup_variant (OdeonFuture *future, GError **error);

/* A deferred tell failed: takes over both. Set by the layer that has the actors. */
extern void (*_odeon_tell_failed) (OdeonCall *call, GError *error);

/* The id of the actor that runs on this thread, or 0; and its count of calls that it keeps, which
 * stays. Set by the layer that has them. */
extern guint64      (*_odeon_current_actor) (void);
extern atomic_uint *(*_odeon_kept_by_actor) (guint64 id);

/* Who the actor of an id is, for people; set by the layer that knows. To be freed. */
extern gchar *(*_odeon_describe_actor) (guint64 id);
