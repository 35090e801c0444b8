/* SPDX-License-Identifier: MIT */

/* A node, where it lives: on one worker of its system, with its sockets, its connections and its
 * peers.
 *
 *   OdeonNode      the object that users have
 *     core         this
 *       endpoint   a UDP socket: one for each address listened to, and one to dial from
 *       peer       a session with another node, which outlives connections
 *         carriage a connection, and what goes over it
 *       catalog    what others may find
 *
 * It is referred to by the object, by what is under way to the worker, and while it is open by
 * itself.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-address-private.h"
#include "odeon-catalog-private.h"
#include "odeon-hosts-private.h"
#include "odeon-promise.h"
#include "odeon-quic-private.h"
#include "odeon-session-private.h"

typedef struct _OdeonNodeCore OdeonNodeCore;
typedef struct _OdeonPeer     OdeonPeer;
typedef struct _OdeonCarriage OdeonCarriage;

struct _OdeonNodeCore
{
  /* Constant. */
  atomic_int         ref_count;
  OdeonWorker       *worker;      /* counted */
  OdeonCredentials  *credentials; /* counted */
  gulong             watch;       /* of their changes */
  gchar             *name;
  guint64            incarnation;
  OdeonNodeOptions   options;     /* its strings are its own */
  OdeonHosts        *hosts;
  OdeonCatalog      *catalog;     /* counted */
  GWeakRef           system;      /* it does not keep the system from its end */

  /* Everybody's. Relaxed: the port is for people. */
  atomic_uint        port;

  /* The worker's. */
  gboolean           is_open;
  OdeonRef          *keeper;      /* (nullable): the actor that closes it by its end */
  OdeonLodger        lodger;
  GPtrArray         *endpoints;   /* of OdeonQuicEndpoint */
  OdeonQuicEndpoint *dialler;     /* (nullable): one of those */
  GPtrArray         *peers;       /* of OdeonPeer: each has a session */
  GHashTable        *routes;      /* from "node@host:port", as it was asked for, to its OdeonPeer */
  GPtrArray         *carriages;   /* of OdeonCarriage */
  OdeonNodeStatistics statistics; /* but for what is counted when it is asked for */
};

/* Any thread. */
OdeonNodeCore *_odeon_node_core_new   (OdeonSystem            *system,
                                       OdeonWorker            *worker,
                                       OdeonCredentials       *credentials,
                                       const OdeonNodeOptions *options,
                                       OdeonHosts             *hosts); /* takes them over */
GType          _odeon_node_core_get_type (void);
OdeonNodeCore *_odeon_node_core_ref   (OdeonNodeCore *self);
void           _odeon_node_core_unref (OdeonNodeCore *self);

/* What is done on the worker; @why is why it cannot be done any more, else %NULL. */
typedef void (*OdeonNodeFunc) (OdeonNodeCore *self, gpointer data, const GError *why);

/* Any thread; soon, and after what was asked for before. @function is called in any case. */
void _odeon_node_core_run (OdeonNodeCore *self, OdeonNodeFunc function, gpointer data);

/* --- on the worker --- */

void _odeon_node_core_open  (OdeonNodeCore *self, OdeonRef *keeper); /* takes that over */
void _odeon_node_core_close (OdeonNodeCore *self);

/* Lets peers connect to @address. */
gboolean _odeon_node_core_listen (OdeonNodeCore *self, GSocketAddress *address, GError **error);

/* (nullable) (transfer none): from where to dial. */
OdeonQuicEndpoint *_odeon_node_core_get_dialler (OdeonNodeCore *self, GError **error);

/* Resolves @desk with what the peer at the address lets be asked. Takes over @desk. */
void _odeon_node_core_reach (OdeonNodeCore      *self,
                             const OdeonAddress *address,
                             OdeonPromise       *desk);

/* (nullable): the peer's session that is meant. */
OdeonPeer *_odeon_node_core_find_peer (OdeonNodeCore *self, const gchar *name, guint64 incarnation);

/* Of a carriage that is gone. */
void _odeon_node_core_carriage_gone (OdeonNodeCore *self, OdeonCarriage *carriage);

static inline gboolean
_odeon_node_core_is_full (const OdeonNodeCore *self)
{
  return self->peers->len >= self->options.max_peers;
}
