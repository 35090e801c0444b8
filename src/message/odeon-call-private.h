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

#include "odeon-call.h"
#include "odeon-future-private.h"
#include "odeon-ref-private.h"

typedef enum
{
  ODEON_CALL_TELL      = 1 << 0, /* nobody holds the future */
  ODEON_CALL_INVALID   = 1 << 1, /* an argument or result was refused: see the future's error */
  ODEON_CALL_SHORT     = 1 << 2, /* a tell without what stands before `message` */
  ODEON_CALL_EXCLUSIVE = 1 << 3  /* awaited by the only one who has its future, on this thread */
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
  _Atomic (gpointer)     near;    /* (nullable): the worker; to others it is only not theirs */

  /* What a short one has. */
  OdeonMessage           message;
  const OdeonMethodInfo *method;
  union
  {
    OdeonRef      *target;   /* until it is sent, borrowed */
    OdeonHandling *handling; /* while it is dispatched */
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

/* "Bank::Account.withdraw", to be freed. */
gchar *_odeon_method_dup_name (const OdeonMethodInfo *method);

/* Ends a call that was handled or refused: answers it and lets go of it. _fail() takes over
 * @error. */
void _odeon_call_succeed (OdeonCall *self);
void _odeon_call_fail    (OdeonCall *self, GError *error);

/* Ends one that nobody waits for: a tell, or what was cancelled. */
void _odeon_call_let_go (OdeonCall *self);

/* A tell of numbers, whose arguments are set next. */
OdeonCall *_odeon_call_new_short (gpointer target, const OdeonMethodInfo *method);

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

/* "deposit (100)", to be freed. */
gchar *_odeon_call_dup_text (OdeonCall *self);

/* The call whose outcome @future has, once it is resolved; else NULL, with @error set if it is not,
 * and without if it is of no call. */
OdeonCall *_odeon_call_peek_resolved (OdeonFuture *future, GError **error);

/* Sends the call; the future of one that is oneway is done, and says whether it may arrive. */
OdeonFuture *_odeon_call_send_any (OdeonCall *self);

/* Releases a call that was never sent. */
void _odeon_call_discard (OdeonCall *self);

/* Of OdeonFutureClass. */
gboolean  _odeon_call_get_value   (OdeonFuture *future, GValue *value, GError **error);
GVariant *_odeon_call_dup_variant (OdeonFuture *future, GError **error);

/* A deferred tell failed: takes over both. Set by the layer that has the actors. */
extern void (*_odeon_tell_failed) (OdeonCall *call, GError *error);

/* Who the actor of an id is, for people; set by the layer that knows. To be freed. */
extern gchar *(*_odeon_describe_actor) (guint64 id);
