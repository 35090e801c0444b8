/* SPDX-License-Identifier: MIT */

/* What is to be appended, and what its sender hears of it. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-mail.h"
#include "odeon-promise.h"

typedef struct _OdeonRedisBox    OdeonRedisBox;
typedef struct _OdeonRedisLetter OdeonRedisLetter;

struct _OdeonRedisLetter
{
  GList         link; /* of outgoing or unsure */
  guint64       number;
  GBytes       *bytes;
  gchar        *key;      /* (nullable): of deduplication */
  OdeonMail    *mail;
  OdeonPromise *promise;  /* (nullable): the sender waits, */
  GList         waiting;  /* and the letter is in the box's `waiting` */
  guint64       room;     /* after so many answers the sender may go on: half a window is free */
  gint64        deadline;
  guint         n_packed; /* how many, from this one on, are in its entry */
};

/* On the sender's thread; waits if it is to. */
gboolean _odeon_redis_letter_put (OdeonRedisBox *box, OdeonMail *mail, GError **error);

/* On the server's thread: takes @self over, which has been stored. It has been counted as answered
 * before: whoever goes on by this finds the room that it left. */
void _odeon_redis_letter_accept     (OdeonRedisLetter *self, OdeonRedisBox *box);
void _odeon_redis_box_count_answers (OdeonRedisBox *box, guint n);

/* Likewise, which counts it: it is refused for @why, or there was one of its key already. */
void _odeon_redis_letter_refuse         (OdeonRedisLetter *self,
                                         OdeonRedisBox    *box,
                                         const GError     *why);
void _odeon_redis_letter_drop_duplicate (OdeonRedisLetter *self, OdeonRedisBox *box);
