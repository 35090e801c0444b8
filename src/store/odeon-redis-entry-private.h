/* SPDX-License-Identifier: MIT */

/* What stands in a stream. An entry has, in this order,
 *
 *   s PRODUCER:NUMBER   who appended it, and the number of its first message there; those of the
 *                       others follow. It may be missing
 *   m BYTES             a message, as odeon_mail_to_bytes() makes it
 *   c BYTES             one that is a call
 *
 * with as many of the last two as there are messages. A message has the id of its entry, and `:N`
 * behind it if it is not the first one, but the N-th behind that.
 *
 * An entry with anything else in it is not understood. It counts as a message that is given up: it
 * goes to the dead as it is, its fields' names with `raw:` before them.
 *
 * The messages of an entry are handled in their order. So for one that was delivered before, or of
 * which a part has been handled, or failed, the server keeps in the hash `KEY:attempts` the place
 * of the first message that is to be handled yet, times 2^32, and how often that was begun. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>
#include <hiredis.h>

/* Of an entry, and of a message. */
#define ODEON_REDIS_ID_SIZE         42
#define ODEON_REDIS_MESSAGE_ID_SIZE (ODEON_REDIS_ID_SIZE + 11)

/* Of a place in the hash of attempts; G_GINT64_CONSTANT (1) << 32 as text. */
#define ODEON_REDIS_PLACE_FACTOR "4294967296"

typedef struct _OdeonRedisEntry OdeonRedisEntry;

typedef struct
{
  GList            link; /* of ready or doomed */
  OdeonRedisEntry *entry;
  const gchar     *bytes;      /* (nullable): not understood */
  gsize            size;
  gchar           *reason;     /* (nullable): why it is given up */
  guint            n_attempts; /* that were begun, as far as is known */
  gboolean         is_call;
  gboolean         is_suspect;
  gboolean         is_counted; /* the attempt that comes next */
  gboolean         is_done;    /* handled, or moved to the dead */
} OdeonRedisMessage;

struct _OdeonRedisEntry
{
  /* Constant. */
  gchar    id[ODEON_REDIS_ID_SIZE];
  guint64  number; /* of the first message; 0: of another process */
  guint    n_messages;
  guint    n_raw;  /* what is not understood, as so many arguments of a command */
  GString *raw;    /* (nullable) */

  /* Under the box's lock. */
  GList    link;   /* of settled */
  guint    n_done;
  guint    place;  /* of the first that is not done */

  /* The server's thread's: what the server has been told of `place`, and has confirmed. */
  guint    told;
  guint    confirmed;
  gboolean is_noted; /* in the hash of attempts, perhaps */

  OdeonRedisMessage messages[];
};

/* (nullable): it has been deleted meanwhile. Of @producer's messages the numbers are told. */
OdeonRedisEntry *_odeon_redis_entry_read (const redisReply *reply,
                                          const gchar      *producer,
                                          gboolean          is_suspect);
void             _odeon_redis_entry_free (gpointer entry);

guint _odeon_redis_message_get_place (const OdeonRedisMessage *self);
void  _odeon_redis_message_print_id  (const OdeonRedisMessage *self,
                                      gchar                    id[ODEON_REDIS_MESSAGE_ID_SIZE]);

/* 0: of another process. */
guint64 _odeon_redis_message_get_number (const OdeonRedisMessage *self);
