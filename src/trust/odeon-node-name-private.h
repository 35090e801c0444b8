/* SPDX-License-Identifier: MIT */

/* What a node may be called: 1 to 128 ASCII letters, digits, `-`, `_` and `.`, of which the first
 * is a letter or a digit. So a name is a file's, a URI's and a line's without further ado. In a
 * certificate it is the URI odeon:node:NAME. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#define ODEON_NODE_NAME_MAX        128
#define ODEON_NODE_NAME_URI_PREFIX "odeon:node:"

gboolean _odeon_node_name_is_valid (const gchar *name);

/* (nullable): the valid name in @uri, which is @size bytes of whatever a peer has sent. To be
 * freed. */
gchar *_odeon_node_name_from_uri (gconstpointer uri, gsize size);

/* Whether @uri means to name a node, validly or not. */
gboolean _odeon_node_name_is_uri (gconstpointer uri, gsize size);
