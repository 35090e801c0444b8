/* SPDX-License-Identifier: MIT */

/* The thread on which the connections to a server live. It is counted: whatever lives there counts
 * it, and it ends with the last of them. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

typedef struct _OdeonRedisThread OdeonRedisThread;

OdeonRedisThread *_odeon_redis_thread_new (GError **error);
OdeonRedisThread *_odeon_redis_thread_ref (OdeonRedisThread *self);

/* On any thread, its own included; the last one waits for its end where it can. */
void _odeon_redis_thread_unref (OdeonRedisThread *self);

gboolean _odeon_redis_thread_is_current (OdeonRedisThread *self);

GMainContext *_odeon_redis_thread_get_context (OdeonRedisThread *self);

/* Any thread: @function is called there, behind those that were posted before. */
void _odeon_redis_thread_post (OdeonRedisThread *self, GSourceOnceFunc function, gpointer data);

/* Likewise, in @pause_ms milliseconds; to be unref'd, and destroyed if it is not to be. */
GSource *_odeon_redis_thread_post_after (OdeonRedisThread *self,
                                         guint             pause_ms,
                                         GSourceOnceFunc   function,
                                         gpointer          data);

/* A kick: what wakes the thread up for @function once, however often it is kicked until that runs.
 * Any thread may kick; it is attached and destroyed on the thread. */
GSource *_odeon_redis_kick_new (OdeonRedisThread *self, GSourceOnceFunc function, gpointer data);
void     _odeon_redis_kick     (GSource *kick); /* (nullable) */

/* On the thread: it is to run at @when at the latest, in monotonic time; -1: when it is kicked. */
void     _odeon_redis_kick_at   (GSource *kick, gint64 when);
void     _odeon_redis_kick_free (GSource *kick);
