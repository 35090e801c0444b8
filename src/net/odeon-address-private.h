/* SPDX-License-Identifier: MIT */

/* Where an actor of another node is, as people write it down:
 *
 *   odeon://HOST:PORT/NAME             what the node there exports as NAME
 *   odeon://NODE@HOST:PORT/NAME        the same, if the node there is NODE
 *   odeon://HOST:PORT/#TOKEN           what the node there has minted the token for
 *
 * HOST is a name, an IPv4 address, or an IPv6 address in brackets; a name beyond ASCII becomes what
 * the DNS has for it. PORT may be missing where a list of hosts says it (odeon-hosts-private.h).
 * NAME is percent-encoded UTF-8, and may have slashes in it. TOKEN is 32 hexadecimal digits; it is
 * a secret, which no message of an error repeats.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <gio/gio.h>

#define ODEON_TOKEN_SIZE 16

typedef struct
{
  gchar    *node;  /* (nullable): who is to be there */
  gchar    *host;  /* in lower case and ASCII; an IPv6 address without brackets */
  guint16   port;  /* 0: it is not said */
  gchar    *name;  /* (nullable): what is exported; NULL if there is a token */
  gboolean  has_token;
  guint8    token[ODEON_TOKEN_SIZE];
} OdeonAddress;

/* ODEON_ERROR_INVALID_ARGUMENT. @out_address is to be cleared. */
gboolean _odeon_address_parse (const gchar *uri, OdeonAddress *out_address, GError **error);

void _odeon_address_clear (OdeonAddress *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OdeonAddress, _odeon_address_clear)

/* What _odeon_address_parse() reads, token and all; to be freed. */
gchar *_odeon_address_print (const OdeonAddress *self);

/* For logs and messages: without the token. */
gchar *_odeon_address_describe (const OdeonAddress *self);

/* HOST:PORT alone, where to listen: the port is there, and 0 is any. ODEON_ERROR_INVALID_ARGUMENT.
 * @out_host is to be freed. */
gboolean _odeon_address_parse_endpoint (const gchar *text,
                                        gchar      **out_host,
                                        guint16     *out_port,
                                        GError     **error);
