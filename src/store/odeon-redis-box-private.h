/* SPDX-License-Identifier: MIT */

/* What is behind an OdeonRedisMailbox: it outlives it until the server knows all that it is to.
 *
 *   put ──▶ outgoing ──▶ XADD ─ ─ ▶ XREADGROUP ──▶ ready ──▶ take ─▶ handler ──▶ settled ──▶ XACK
 *     letters: odeon-redis-append.c      entries: odeon-redis-read.c     odeon-redis-settle.c
 *
 * Senders and the actor fill and empty queues under the lock, and kick the server's thread, which
 * does the rest in turns: all that waits goes out at once, in transactions of at most BATCH_MAX.
 *
 * Appending. With each batch a marker is set, `KEY:sent:PRODUCER`, to the number of its last
 * letter. When the connection was lost over a batch, the marker tells whether the server has it:
 * what it has not is sent again, in its order, and before anything new. So an accepted message is
 * in the stream once.
 *
 * Reading. When the server comes (back), what it counts as delivered and not acknowledged is
 * claimed first, and then comes what is new, on a connection of its own, where it is waited for.
 * `known` has each entry from when it is read until the server has acknowledged it: what is read
 * twice is handled once.
 *
 * A message of this process comes back through the stream as all do, and then finds the OdeonMail
 * that it was put as in `own`, by its number: so a call gets its answer, and nothing needs to be
 * decoded.
 *
 * An entry that was delivered before, to whomever, is suspect. Before it is handed out, the server
 * counts the attempt in the hash `KEY:attempts`: so one that brings processes down is given up
 * too. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-redis-mailbox.h"
#include "odeon-redis-private.h"
#include "odeon-promise.h"

#define ODEON_REDIS_GROUP     "odeon"
#define ODEON_REDIS_BATCH_MAX 512u
#define ODEON_REDIS_ID_SIZE   42

/* How long the server keeps a question for what is new, at most. */
#define ODEON_REDIS_BLOCK_MS  20000u

typedef struct _OdeonRedisBox    OdeonRedisBox;
typedef struct _OdeonRedisLetter OdeonRedisLetter;
typedef struct _OdeonRedisEntry  OdeonRedisEntry;

/* What is to be appended. */
struct _OdeonRedisLetter
{
  GList         link; /* of outgoing or unsure */
  guint64       number;
  GBytes       *bytes;
  gchar        *key;     /* (nullable): of deduplication */
  OdeonMail    *mail;
  OdeonPromise *promise; /* (nullable): the sender waits */
  gint64        deadline;
};

/* What was read. */
struct _OdeonRedisEntry
{
  GList    link; /* of ready, settled or doomed */
  gchar    id[ODEON_REDIS_ID_SIZE];
  GBytes  *bytes;    /* (nullable): there is no message in it */
  guint64  number;   /* 0: of another process */
  gboolean is_call;
  gboolean is_suspect;
  gboolean is_counted;  /* the attempt that comes next */
  guint    n_attempts;  /* that were begun, as far as is known */
  gchar   *reason;      /* (nullable): why it is given up */
};

typedef enum
{
  ODEON_REDIS_READ_OFF,
  ODEON_REDIS_READ_SETUP,  /* what is pending is being claimed */
  ODEON_REDIS_READ_IDLE,   /* may ask for what is new */
  ODEON_REDIS_READ_ASKED
} OdeonRedisReadState;

struct _OdeonRedisBox
{
  /* Constant once it has begun. */
  OdeonRedis       *redis;
  gchar            *key;
  gchar            *consumer;
  gchar            *producer;
  gchar            *dead_key;
  gchar            *attempts_key;
  gchar            *sent_key;
  gboolean          shared;
  gboolean          send_only;
  gboolean          keep_calls;
  guint             max_attempts;
  guint             window;
  guint             claim_after_ms;
  OdeonMailKeyFunc  key_of;
  gpointer          key_data;
  GDestroyNotify    key_destroy;
  guint             key_ms;
  gint64            timeout; /* in microseconds */

  GSource          *kick;
  GWeakRef          mailbox;

  /* Under the lock. */
  GMutex            lock;
  gboolean          has_begun;
  gboolean          has_actor;
  gboolean          is_closing; /* its OdeonRedisMailbox is gone */
  GQueue            outgoing;
  guint64           n_put;
  guint64           n_answered; /* letters that were accepted or refused */
  GHashTable       *own;        /* OdeonMail by number */
  GQueue            ready;
  gboolean          is_counting; /* `ready`'s first entry is to be counted as tried */
  GQueue            settled;
  GQueue            doomed;
  guint64           n_handled;
  guint64           n_settled;
  gint64            length;     /* of the stream, when it was last heard of */
  GQueue            flushes;
  GError           *refusal;    /* the first one since the last flush */

  /* The actor's worker's. */
  OdeonRedisEntry  *current;

  /* The server's thread's. */
  OdeonRedisListener    listener;
  GQueue                unsure;    /* letters that the server may have or not */
  gboolean              is_reconciling;
  guint                 n_sent;    /* letters under way */
  GHashTable           *known;     /* entries by id */
  OdeonRedisConnection *reader;
  OdeonRedisListener    reader_listener;
  OdeonRedisReadState   read_state;
  gboolean              is_claiming; /* its chain of questions is under way */
  gboolean              is_pausing;
  gchar                *cursor;    /* of what is being claimed */
  gint64                next_claim;
  gboolean              counts;    /* the answer is under way */
  guint                 n_settling; /* batches under way */
  gint64                next_doom; /* not before */
  GString              *buffer;
  GString              *append; /* (nullable): what every XADD begins with */
};

OdeonRedisBox *_odeon_redis_box_new   (OdeonRedis *redis, const gchar *key);
OdeonRedisBox *_odeon_redis_box_ref   (OdeonRedisBox *self);
void           _odeon_redis_box_unref (OdeonRedisBox *self);

/* Any thread, as often as wanted: all is set that is constant from then on. */
void           _odeon_redis_box_begin (OdeonRedisBox *self, OdeonMailbox *mailbox);

/* Any thread, once: takes @self over. What is on its way to the server yet goes there. */
void           _odeon_redis_box_close (OdeonRedisBox *self);

/* (nullable): of an object that g_object_new() made. */
OdeonRedisBox *_odeon_redis_mailbox_get_box (OdeonRedisMailbox *self);

/* --- odeon-redis-append.c --- */

/* On the sender's thread; waits if it is to. */
gboolean _odeon_redis_box_put (OdeonRedisBox *self, OdeonMail *mail, GError **error);

/* On the server's thread. */
void   _odeon_redis_box_append      (OdeonRedisBox *self);
void   _odeon_redis_box_reconcile   (OdeonRedisBox *self);

/* Refuses what has waited too long; when it is to be called again, -1: need not. */
gint64 _odeon_redis_box_refuse_late (OdeonRedisBox *self);

/* --- odeon-redis-read.c: on the server's thread --- */

void _odeon_redis_box_read        (OdeonRedisBox *self);
void _odeon_redis_box_begin_read  (OdeonRedisBox *self);
void _odeon_redis_box_end_read    (OdeonRedisBox *self);
void _odeon_redis_box_notify      (OdeonRedisBox *self);

void _odeon_redis_entry_free (gpointer entry);

/* --- odeon-redis-settle.c: on the server's thread --- */

void _odeon_redis_box_settle (OdeonRedisBox *self);
void _odeon_redis_box_count  (OdeonRedisBox *self);

/* When it is to be called again, -1: need not. */
gint64 _odeon_redis_box_doom (OdeonRedisBox *self);

/* --- odeon-redis-flush.c --- */

OdeonFuture *_odeon_redis_box_flush       (OdeonRedisBox *self);
void         _odeon_redis_box_end_flushes (OdeonRedisBox *self);
gint64       _odeon_redis_box_refuse_flushes (OdeonRedisBox *self);
