/* SPDX-License-Identifier: MIT */

/* Where hosts are that no DNS needs to know: a list that is given beforehand, of HOST=ADDRESS or
 * HOST=ADDRESS:PORT, where ADDRESS is an IPv4 address or an IPv6 address, in brackets if a port
 * follows. A host may be there several times: each of its addresses is tried. Immutable. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <gio/gio.h>

typedef struct _OdeonHosts OdeonHosts;

/* @list: (nullable) (array zero-terminated=1). ODEON_ERROR_INVALID_ARGUMENT. */
OdeonHosts *_odeon_hosts_new  (const gchar *const *list, GError **error);
void        _odeon_hosts_free (OdeonHosts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OdeonHosts, _odeon_hosts_free)

/* (nullable) (element-type GSocketAddress): where @host is, to be unreffed; NULL if it is not in
 * the list. The port is the list's where it has one, else @port. */
GPtrArray *_odeon_hosts_find (const OdeonHosts *self, const gchar *host, guint16 port);
