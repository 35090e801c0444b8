/* SPDX-License-Identifier: MIT */

/* What is behind an OdeonRedisMailbox: it outlives it until the server knows all that it is to.
 *
 *   put ──▶ outgoing ──▶ XADD ─ ─ ▶ XREADGROUP ──▶ ready ──▶ take ─▶ handler ──▶ settled ──▶ XACK
 *     letters: odeon-redis-append.c      messages: odeon-redis-read.c     odeon-redis-settle.c
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
 * Messages that wait together go into one entry: odeon-redis-entry-private.h says what that is.
 * It is acknowledged when all of them are done; until then the server is told how far it has come,
 * as often as it answers.
 *
 * A message that was delivered before, to whomever, is suspect. Before it is handed out, the server
 * counts the attempt in the hash `KEY:attempts`: so one that brings processes down is given up
 * too. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-redis-entry-private.h"
#include "odeon-redis-letter-private.h"
#include "odeon-redis-mailbox.h"
#include "odeon-redis-private.h"

#define ODEON_REDIS_GROUP     "odeon"
#define ODEON_REDIS_BATCH_MAX 512u

/* How long the server keeps a question for what is new, at most. */
#define ODEON_REDIS_BLOCK_MS  20000u

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
  GQueue            posted;     /* letters, behind those of `outgoing` */
  guint64           n_put;
  guint64           n_answered; /* letters that were accepted or refused */
  gboolean          is_full;    /* all appends that may be are under way */
  GQueue            waiting;    /* letters whose senders wait, in their order */
  GHashTable       *own;        /* OdeonMail by number */
  GQueue            ready;      /* messages */
  gboolean          is_counting; /* `ready`'s first message is to be counted as tried */
  OdeonRedisEntry  *begun;      /* (nullable): a part of it is done */
  gboolean          is_telling; /* the server is being told of `begun` */
  GQueue            settled;    /* entries of which all is done */
  GQueue            doomed;     /* messages */
  guint64           n_handled;
  guint64           n_settled;
  gint64            length;     /* of the stream, in entries, when it was last heard of */
  gint64            measured;
  gboolean          wants_length;
  guint             n_known;
  guint             n_seen_entries;
  guint             n_seen_messages;
  GQueue            flushes;
  GError           *refusal;    /* the first one since the last flush */

  /* The actor's worker's. */
  OdeonRedisMessage *current;
  gchar              current_id[ODEON_REDIS_MESSAGE_ID_SIZE];

  /* The server's thread's. */
  OdeonRedisListener    listener;
  GQueue                outgoing;  /* letters */
  GQueue                unsure;    /* letters that the server may have or not: the first */
  gboolean              is_reconciling;
  guint                 n_appending; /* batches under way */
  GHashTable           *known;     /* entries by id */
  OdeonRedisConnection *reader;
  OdeonRedisListener    reader_listener;
  OdeonRedisReadState   read_state;
  guint                 page;      /* how many entries are asked for */
  gboolean              is_claiming; /* its chain of questions is under way */
  gboolean              is_pausing;
  gchar                *cursor;    /* of what is being claimed */
  gint64                next_claim;
  gboolean              counts;    /* the answer is under way */
  gboolean              is_measuring; /* likewise */
  gboolean              is_dooming;   /* likewise */
  guint                 n_settling; /* batches under way */
  gint64                next_tell; /* not before */
  gint64                next_doom; /* likewise */
  GString              *buffer;
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

/* --- on the server's thread, in each turn --- */

void _odeon_redis_box_append  (OdeonRedisBox *self);

/* What was posted meanwhile is outgoing, if nothing of before is left: so that who posts does not
 * wait for who sends. */
void _odeon_redis_box_fetch   (OdeonRedisBox *self);
void _odeon_redis_box_count   (OdeonRedisBox *self);
void _odeon_redis_box_read    (OdeonRedisBox *self);
void _odeon_redis_box_measure (OdeonRedisBox *self);

/* When it is to be called again, -1: need not. */
gint64 _odeon_redis_box_settle (OdeonRedisBox *self);
gint64 _odeon_redis_box_doom   (OdeonRedisBox *self);

/* Refuses what has waited too long; when it is to be called again, -1: need not. */
gint64 _odeon_redis_box_refuse_late (OdeonRedisBox *self);

/* --- likewise, when a connection has come or gone --- */

void _odeon_redis_box_reconcile  (OdeonRedisBox *self);
void _odeon_redis_box_begin_read (OdeonRedisBox *self);
void _odeon_redis_box_end_read   (OdeonRedisBox *self);

/* --- between ready and settled --- */

/* An actor that begins asks by itself. */
void _odeon_redis_box_notify (OdeonRedisBox *self);

/* What has been handled, or is to be moved to the dead, if there is a reason; then, what has been
 * moved. %TRUE: there is something to be told to the server. */
gboolean _odeon_redis_box_finish_locked    (OdeonRedisBox *self, OdeonRedisMessage *message);
gboolean _odeon_redis_box_mark_done_locked (OdeonRedisBox *self, OdeonRedisMessage *message);

/* Into the buffer: the command by which the server keeps that as many of @entry are done. */
void _odeon_redis_box_set_place (OdeonRedisBox *self, OdeonRedisEntry *entry, guint place);

/* The server knows that of @entry so many messages are done. */
void _odeon_redis_box_confirm_locked (OdeonRedisBox   *self,
                                      OdeonRedisEntry *entry,
                                      guint            place);

/* --- odeon-redis-length.c --- */

guint _odeon_redis_box_get_size     (OdeonRedisBox *self);
void  _odeon_redis_box_note_length  (OdeonRedisBox *self, const redisReply *reply);
void  _odeon_redis_box_note_entries_locked (OdeonRedisBox *self,
                                            guint          n_entries,
                                            guint          n_messages);

/* --- odeon-redis-flush.c --- */

OdeonFuture *_odeon_redis_box_flush       (OdeonRedisBox *self);
void         _odeon_redis_box_end_flushes (OdeonRedisBox *self);
gint64       _odeon_redis_box_refuse_flushes (OdeonRedisBox *self);
