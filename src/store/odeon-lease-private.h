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

/* On the server's thread: the lease, which is taken over, or an error. */
typedef void (*OdeonClaimFunc) (OdeonLease *lease, const GError *error, gpointer data);

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
  void      (*ended) (gpointer data); /* (nullable): called once, on any thread */
  gpointer    ended_data;

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

/* Any thread. */
void _odeon_hold_claim (OdeonHold     *self,
                        const gchar   *value,
                        OdeonClaimFunc function,
                        gpointer       data);

/* odeon-directory.c: a name in it. */
OdeonHold        *_odeon_directory_new_hold   (OdeonDirectory *self, const gchar *name);
OdeonRedisThread *_odeon_directory_get_thread (OdeonDirectory *self);
guint             _odeon_directory_get_lease_ms (OdeonDirectory *self);
