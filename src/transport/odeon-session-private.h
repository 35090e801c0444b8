/* SPDX-License-Identifier: MIT */

/* One end of a connection between two systems: frames on the one side, calls on the other. It knows
 * nothing of sockets: a carrier gives it the bytes that have come and writes those that it makes.
 *
 *   actors and threads                             the peer
 *     | deliver   (odeon-remote-ref.c)                ^
 *     v                                               | bytes
 *   outgoing calls --> frame writer --> output --> carrier
 *   incoming calls <-- session      <-- frames <-- carrier
 *
 * The parts, each a noun with a file of its own:
 *   dialect    which interface a number means, here and there
 *   exports    references that the peer has, by our index
 *   imports    references that we have of the peer, by its index
 *   outgoing   calls that the peer is to answer
 *   incoming   calls that the peer waits for
 *   pipelines  what goes to actors that the peer is to return
 *   promises   what the peer sends to actors that we are to return
 *   postponed  of that, what is to be allowed or not once it is known who they are
 *   introductions  how two of its kind, each known to a third, come to be joined
 *   credit     how much may be sent before the peer has handled some of it
 *   lanes      what goes beside the stream of frames, if the carrier can
 *   datagrams  what may be lost, likewise
 *
 * It may outlive its connection, for it counts what it has handled, and its output keeps what the
 * peer has not acknowledged: see odeon-resumption.c.
 *
 * A session belongs to one worker; only that worker's thread runs it. Whoever wants something of it
 * elsewhere sends a message to the worker's inbox. It lives as long as anybody holds it: its
 * carrier, remote references, calls under way.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-credit-private.h"
#include "odeon-datagram-private.h"
#include "odeon-dialect-private.h"
#include "odeon-exports-private.h"
#include "odeon-imports-private.h"
#include "odeon-incoming-private.h"
#include "odeon-introduction-private.h"
#include "odeon-lane-private.h"
#include "odeon-native-private.h"
#include "odeon-outgoing-private.h"
#include "odeon-output-private.h"
#include "odeon-pipeline-private.h"
#include "odeon-postponed-private.h"
#include "odeon-promises-private.h"
#include "odeon-wire-private.h"
#include "odeon-worker-private.h"

/* What the carrier does for it, on the worker's thread.
 * `has_output`: the output is no longer empty. Told once until _odeon_session_flushed().
 * `ready`: the handshake is done.
 * `closing`: what is in the output is to be written as far as that is possible at once; nothing is
 *   written or read any more.
 * `closed`: all that waited has been failed. The last call.
 * These are of carriers that have lanes and datagrams, and else %NULL:
 * `lane_has_output`: the output of that lane is no longer empty. Told each time.
 * `has_datagram`: likewise; see _odeon_datagrams_provide().
 * `get_datagram_size`: the largest that is carried now; 0: none.
 * These are of carriers that do not trust the peer with all, and else %NULL:
 * `may_call`: whether it may do that with the actor.
 * `may_control`: whether it may stop it, kill it, and so on; asked if the options do not grant
 *   it.
 * `is_wary`: whether who the actor is matters to these two: then what is sent to one that is only
 *   promised yet waits until that is known. */
typedef struct
{
  void  (*has_output)        (gpointer carrier);
  void  (*ready)             (gpointer carrier);
  void  (*closing)           (gpointer carrier);
  void  (*closed)            (gpointer carrier, const GError *why);
  void  (*lane_has_output)   (gpointer carrier, guint lane);
  void  (*has_datagram)      (gpointer carrier);
  gsize (*get_datagram_size) (gpointer carrier);
  gboolean (*may_call)    (gpointer carrier, OdeonRef *ref, const OdeonMethodInfo *method);
  gboolean (*may_control) (gpointer carrier, OdeonRef *ref);
  gboolean (*is_wary)     (gpointer carrier);
} OdeonSessionClass;

typedef struct
{
  guint32  max_frame;   /* bytes of a frame that is received */
  guint32  window;      /* bytes of requests that the peer may send before some are handled */
  guint32  max_exports; /* references that the peer may hold */
  guint32  max_calls;   /* under way, in each direction */
  gboolean is_strict;   /* refuse a peer with another version of an interface */
  gboolean grants_control; /* whoever has a reference may stop, kill, suspend, resume and link */
  gboolean shares_memory; /* the carrier can send descriptors */
  guint64  max_shared;    /* bytes of a sequence that comes in shared memory */
  guint32  call_timeout_ms; /* of calls whose operation says nothing; 0 is never */
} OdeonSessionOptions;

#define ODEON_SESSION_OPTIONS_INIT                                                                 \
  {                                                                                                \
    64u << 20, 4u << 20, 1u << 20, 1u << 16, FALSE, TRUE, TRUE, (guint64) 1 << 32, 30000           \
  }

typedef enum
{
  ODEON_SESSION_NEW,      /* HELLO was not sent yet */
  ODEON_SESSION_GREETING, /* nor was the peer's received */
  ODEON_SESSION_AGREEING, /* WELCOME was sent */
  ODEON_SESSION_OPEN,
  ODEON_SESSION_CLOSED
} OdeonSessionPhase;

struct _OdeonSession
{
  /* Everybody's. */
  atomic_int          ref_count;
  atomic_bool         is_closed; /* nothing is sent any more */
  OdeonWorker        *worker;    /* constant, counted */
  OdeonSessionOptions options;   /* constant */
  OdeonCredit         credit;
  OdeonPipelines      pipelines;

  /* The worker's. */
  OdeonSessionPhase        phase;
  guint                    n_spare_refs; /* to itself, taken many at once */
  const OdeonSessionClass *klass;
  gpointer                 carrier;   /* (nullable) */
  gboolean                 is_told;   /* `has_output` */
  gchar                   *own_name;  /* (nullable) */
  gchar                   *peer_name; /* for messages */
  OdeonRef                *own_root;  /* (nullable) */
  OdeonRef                *peer_root; /* (nullable): once it is open */
  guint32                  peer_max_frame;
  guint64                  handled;   /* the position behind the last frame that was taken */
  guint64                  peer_handled; /* the peer's, as it says at its end */
  OdeonOutput              output;
  guint                    n_replies; /* see _odeon_session_may_reply(); since: */
  guint64                  replies_mark;
  OdeonLanes               lanes;
  OdeonDatagrams           datagrams;
  gboolean                 is_loose;  /* what is handled now came by a datagram */
  OdeonDialect             dialect;
  OdeonExports             exports;
  OdeonImports             imports;
  OdeonOutgoing            outgoing;
  OdeonIncoming            incoming;
  OdeonPromises            promises;
  OdeonPostponed           postponed;
  OdeonIntroductions       introductions;
  GPtrArray               *sent_refs;     /* of the frame that is written */
  OdeonApart               sent_apart;    /* likewise */
  gsize                    sent_size;     /* of the last one, with what went apart */
  guint                    n_sent_refs;   /* of the last one that had a table */
  OdeonRef                *held;          /* (nullable): the target of what came last */
  GPtrArray               *received_refs; /* of the one that is read */
  OdeonApart               received_apart; /* likewise */
  gsize                    received_size;  /* likewise, as above */
  GArray                  *received_fds;   /* of gint: that no frame has claimed yet */
};

/* Takes no reference to @carrier. @root (nullable): what the peer is given. */
OdeonSession *_odeon_session_new   (OdeonWorker               *worker,
                                    const OdeonSessionOptions *options,
                                    const gchar               *own_name,
                                    OdeonRef                  *root,
                                    const OdeonSessionClass   *klass,
                                    gpointer                   carrier);

/* A new reference, if it is not being freed. */
gboolean      _odeon_session_revive (OdeonSession *self);

/* On its thread, and not in the midst of a frame. */
static inline gboolean
_odeon_session_is_here (const OdeonSession *self)
{
  return _odeon_current_worker == self->worker && G_LIKELY (_odeon_native_depth == 0);
}

/* The worker counts in a word of its own while the session is open: a reference comes and goes with
 * each call. Those at hand are returned when it is closed, and never are the last. */
#define ODEON_SESSION_SPARE_REFS 1024

static inline gboolean
_odeon_session_counts_here (OdeonSession *self)
{
  return _odeon_session_is_here (self) && self->phase > ODEON_SESSION_NEW
         && self->phase < ODEON_SESSION_CLOSED;
}

/* For these two: where there is none at hand, or no room for one. */
void _odeon_session_add_ref  (OdeonSession *self);
void _odeon_session_drop_ref (OdeonSession *self);

static inline OdeonSession *
_odeon_session_ref (OdeonSession *self)
{
  if (G_LIKELY (_odeon_session_counts_here (self) && self->n_spare_refs > 0))
    self->n_spare_refs--;
  else
    _odeon_session_add_ref (self);

  return self;
}

static inline void
_odeon_session_unref (OdeonSession *self)
{
  if (G_UNLIKELY (self == NULL))
    return;

  if (G_LIKELY (_odeon_session_counts_here (self)
                && self->n_spare_refs < 2 * ODEON_SESSION_SPARE_REFS))
    self->n_spare_refs++;
  else
    _odeon_session_drop_ref (self);
}

/* Acquire: pairs with the release of whoever closed it. */
static inline gboolean
_odeon_session_is_closed (OdeonSession *self)
{
  return atomic_load_explicit (&self->is_closed, memory_order_acquire);
}

/* All that follows is the worker's. */

/* Sends HELLO. */
void _odeon_session_begin (OdeonSession *self);

/* Takes whole frames from the front of @data and says how many bytes that was. Once the session is
 * closed, all of it. */
gsize _odeon_session_receive (OdeonSession *self, const guint8 *data, gsize size);

/* A whole frame, in its turn; *@handled counts it. After %FALSE the session is closed. */
gboolean _odeon_session_take (OdeonSession *self, const OdeonFrame *frame, guint64 *handled);

/* A descriptor has come with or before what is given next; takes it. */
void _odeon_session_receive_fd (OdeonSession *self, gint fd);

/* Around what takes frames: the session stays, and of what it held (returned) nothing is let go of
 * by what may be going on within it. */
static inline OdeonRef *
_odeon_session_begin_taking (OdeonSession *self)
{
  _odeon_session_ref (self);

  return g_steal_pointer (&self->held);
}

static inline void
_odeon_session_end_taking (OdeonSession *self, OdeonRef *outer)
{
  OdeonRef *held = self->held;

  self->held = outer;
  odeon_ref_unref (held);
  _odeon_session_unref (self);
}

/* The carrier has written all there was. */
void _odeon_session_flushed (OdeonSession *self);

/* The carrier is told anew if there is anything to write. */
void _odeon_session_wake (OdeonSession *self);

/* odeon-resumption.c: another connection takes the place of one that is lost: the peer has handled
 * all up to @handled, and what comes after that is to be sent anew. Nothing of the old connection
 * looks at the output any more, and no frame of it that came in part is given to
 * _odeon_session_receive(). After %FALSE the session is closed. */
gboolean _odeon_session_resume      (OdeonSession *self, guint64 handled);

/* The same for a lane: in any order after it. */
gboolean _odeon_session_resume_lane (OdeonSession *self, guint lane, guint64 handled);

/* Ends it: what waits fails, what is held is released. Takes over @why. */
void _odeon_session_close (OdeonSession *self, GError *why);

/* The same, having told the peer. */
void _odeon_session_leave (OdeonSession *self, GError *why);

/* The peer broke the rules, which is logged, and it is left. Takes over @error; returns %FALSE. */
gboolean _odeon_session_violated (OdeonSession *self, GError *error);
gboolean _odeon_session_violates (OdeonSession *self,
                                  const gchar  *format,
                                  ...) G_GNUC_PRINTF (2, 3);

/* odeon-handshake.c */
void     _odeon_session_send_hello    (OdeonSession *self);
gboolean _odeon_session_take_hello    (OdeonSession *self, const OdeonFrame *frame);
gboolean _odeon_session_take_welcome  (OdeonSession *self, const OdeonFrame *frame);

/* odeon-frame-writer.c */

/* Writes a frame whose body is @params, of @method's parameters of @direction; references in it are
 * exported. `body` and `n_refs` of the header are filled in. %FALSE, and nothing is written, if
 * there is something that cannot be sent. */
gboolean _odeon_session_write (OdeonSession          *self,
                               OdeonFrameHeader      *header,
                               const OdeonMethodInfo *method,
                               OdeonParamFlags        direction,
                               gconstpointer          params,
                               GError               **error);

/* One without a body. */
void _odeon_session_write_bare (OdeonSession *self, const OdeonFrameHeader *header);

/* A descriptor goes with the frame that is written next. Takes over @fd. */
void _odeon_session_enclose_fd (OdeonSession *self, gint fd);

/* odeon-remote-ref.c: (nullable): @ref, or what it has been rerouted to, if it is an actor of the
 * peer's; whether it is any process's; and its index there. */
OdeonRemoteRef *_odeon_remote_ref_of        (OdeonRef *ref, OdeonSession *session);
OdeonRemoteRef *_odeon_remote_ref_of_any    (OdeonRef *ref);
guint32         _odeon_remote_ref_get_index (OdeonRemoteRef *self);

/* odeon-frame-reader.c: the references of the frame, into `received_refs`; and its body, into
 * parameters that are zeros. After %FALSE the session is closed. */
gboolean _odeon_session_read_refs (OdeonSession *self, const OdeonFrame *frame);
gboolean _odeon_session_read      (OdeonSession          *self,
                                   const OdeonFrame      *frame,
                                   const OdeonMethodInfo *method,
                                   OdeonParamFlags        direction,
                                   gpointer               params);

/* The same of what users declare. After %FALSE with @refusal set only this frame came to nothing: a
 * type of the user's own could not be unpacked. */
gboolean _odeon_session_read_values (OdeonSession          *self,
                                     const OdeonFrame      *frame,
                                     const OdeonMethodInfo *method,
                                     OdeonParamFlags        direction,
                                     gpointer               params,
                                     GError               **refusal);

/* odeon-remote-error.c: an ERROR frame and back. */
void    _odeon_session_write_error (OdeonSession *self, guint32 call, const GError *error);

/* Before a reply to what the peer sends without credit or limit: for one that reads none of them,
 * too many would be kept. After %FALSE the session is closed. */
gboolean _odeon_session_may_reply (OdeonSession *self);
GError *_odeon_session_read_error  (OdeonSession          *self,
                                    const OdeonFrame      *frame,
                                    const OdeonMethodInfo *method);
