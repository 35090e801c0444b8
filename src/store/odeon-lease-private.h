/* SPDX-License-Identifier: MIT */

/* A name that is held. What renews it on the server's thread is a hold, which outlives the lease
 * until the server has heard of its end.
 *
 * `expires` is when this side stops to believe in it: earlier than the server forgets it, for it is
 * counted from before the server was asked, and a twentieth is taken off for clocks that run at
 * different speeds. It is never set later once it has passed. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-directory.h"
#include "odeon-redis-private.h"
#include "odeon-promise.h"

typedef struct _OdeonHold OdeonHold;

struct _OdeonHold
{
  /* Constant, but for the token, which is set once, before anybody else has it. */
  OdeonRedis *redis;
  gchar      *key;
  gchar      *token_key;
  gchar      *channel;
  gchar      *name;
  guint       lease_ms;
  guint64     token;

  GMutex        lock;
  gint64        expires;
  gint64        asked;
  gboolean      is_over; /* released, or lost */
  OdeonPromise *lost;
};

OdeonHold *_odeon_hold_new   (OdeonRedis  *redis,
                              const gchar *prefix,
                              const gchar *name,
                              guint        lease_ms);
OdeonHold *_odeon_hold_ref   (OdeonHold *self);
void       _odeon_hold_unref (OdeonHold *self);

/* Any thread; the future of odeon_directory_claim(). */
OdeonFuture *_odeon_hold_claim (OdeonHold *self, const gchar *value);
