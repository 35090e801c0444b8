/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-promise.h"
#include "odeon-spawner-private.h"
#include "odeon-system.h"
#include "odeon-topic-private.h"

typedef struct _OdeonRealm OdeonRealm;

OdeonRealm  *_odeon_realm_new  (guint n_workers, GError **error);

/* Kills what lives, waits for its end and for the workers', at once or, where the calling thread
 * is needed for that, as soon as it can. */
void         _odeon_realm_release (OdeonRealm *self);

OdeonHost   *_odeon_realm_get_host      (OdeonRealm *self);
OdeonTopics *_odeon_realm_get_topics    (OdeonHost *host);
guint        _odeon_realm_get_n_workers (OdeonRealm *self);
guint        _odeon_realm_get_n_actors  (OdeonRealm *self);
OdeonRef    *_odeon_realm_find          (OdeonRealm *self, const gchar *name);
/* (nullable): a counted reference to who is reached from @from (nullable: the system) by the names
 * of children; there is at least one. */
OdeonCell   *_odeon_realm_find_path     (OdeonRealm *self, OdeonCell *from, gchar **names);

/* (nullable): a counted reference to a worker with a thread, for what lives in its main context:
 * that of the caller's actor, or the first. Any thread. */
OdeonWorker *_odeon_realm_dup_thread    (OdeonHost *host);

/* Whether the cell is one of the system's, and not about to be refused its name. */
gboolean     _odeon_realm_holds         (OdeonRealm *self, OdeonCell *cell);

/* Counted, the youngest first. */
GPtrArray   *_odeon_realm_list_roots    (OdeonRealm *self);

void         _odeon_realm_supervise     (OdeonRealm *self, const OdeonStrategy *strategy);
gboolean     _odeon_realm_tick          (OdeonRealm *self, gint64 max_usec);
OdeonFuture *_odeon_realm_shut_down     (OdeonRealm *self);
