/* SPDX-License-Identifier: MIT */

/* Looks for the socket addresses of a host, without blocking: in the list of hosts that is given;
 * if it is an address itself; by what the application's hook says; else by GLib's resolver.
 *
 * Everything happens in the thread that starts it, by its thread-default main context, as is that
 * of a worker with a thread. A lookup that its context outlives is to be cancelled before it goes:
 * what the resolver has under way then is let go. How long it may take is the caller's business,
 * too. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-hosts-private.h"

/* As many addresses of a host are tried. */
#define ODEON_LOOKUP_MAX 16

typedef struct _OdeonLookup OdeonLookup;

/* Once, and never out of _odeon_lookup_start(): either @addresses (element-type GSocketAddress),
 * one at least, in the order in which to try them, the caller's; or @error: of GResolverError,
 * ODEON_ERROR_INVALID_ARGUMENT, or the hook's. The lookup has been freed by then. */
typedef void (*OdeonLookupFunc) (GPtrArray *addresses, const GError *error, gpointer data);

/* The application's hook: (transfer full) (nullable): where @host is; NULL leaves it to the
 * resolver. On the thread of the lookup; it must not block. */
typedef GSocketConnectable *(*OdeonLookupHook) (const gchar *host, guint16 port, gpointer data);

typedef struct
{
  const OdeonHosts *hosts;     /* (nullable) */
  OdeonLookupHook   hook;      /* (nullable) */
  gpointer          hook_data;
} OdeonLookupWays;

/* @port: 0 if it is not said; then the list must. @ways is read at once. */
OdeonLookup *_odeon_lookup_start (const OdeonLookupWays *ways,
                                  const gchar           *host,
                                  guint16                port,
                                  OdeonLookupFunc        func,
                                  gpointer               data);

/* Frees it: func is not called any more. */
void _odeon_lookup_cancel (OdeonLookup *self);
