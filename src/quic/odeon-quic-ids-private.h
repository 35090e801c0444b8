/* SPDX-License-Identifier: MIT */

/* Whose a packet is: by the connection id that it bears, which this side has issued or, until the
 * handshake is done, the client has made up; and whose a stateless reset is, by the token that ends
 * it. Strangers choose what is looked for: the hashes depend on a secret. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-quic-private.h"

#include <ngtcp2/ngtcp2.h>

/* Of those that this side issues. */
#define ODEON_QUIC_ID_SIZE    8
#define ODEON_QUIC_TOKEN_SIZE NGTCP2_STATELESS_RESET_TOKENLEN

typedef struct _OdeonQuicId OdeonQuicId;

typedef struct
{
  GHashTable  *table; /* of OdeonQuicId, ids and tokens */
  OdeonQuicId *recent; /* (nullable): the one that was found last */
} OdeonQuicIds;

/* All of one connection's; zeroes: none. */
typedef struct
{
  OdeonQuicId *first;
} OdeonQuicIdList;

void _odeon_quic_ids_init  (OdeonQuicIds *self);
void _odeon_quic_ids_clear (OdeonQuicIds *self);

/* At random. */
void _odeon_quic_id_draw (ngtcp2_cid *out_id);

/* Already there: %FALSE. */
gboolean _odeon_quic_ids_add    (OdeonQuicIds        *self,
                                 OdeonQuicIdList     *list,
                                 const guint8        *id,
                                 gsize                size,
                                 OdeonQuicConnection *owner);
void     _odeon_quic_ids_remove (OdeonQuicIds        *self,
                                 OdeonQuicIdList     *list,
                                 const guint8        *id,
                                 gsize                size);
void     _odeon_quic_ids_forget (OdeonQuicIds *self, OdeonQuicIdList *list);

/* (nullable) */
OdeonQuicConnection *_odeon_quic_ids_find (OdeonQuicIds *self, const guint8 *id, gsize size);

/* The same with tokens. */
gboolean _odeon_quic_ids_add_token    (OdeonQuicIds        *self,
                                       OdeonQuicIdList     *list,
                                       const guint8        *token,
                                       OdeonQuicConnection *owner);
void     _odeon_quic_ids_remove_token (OdeonQuicIds    *self,
                                       OdeonQuicIdList *list,
                                       const guint8    *token);

OdeonQuicConnection *_odeon_quic_ids_find_token (OdeonQuicIds *self, const guint8 *token);
