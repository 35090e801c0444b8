/* SPDX-License-Identifier: MIT */

/* Large octet sequences that go beside an encoded value, not in it. In its place such a one has its
 * length, in 8 bytes. Whoever moves the value moves them in his way, and says where they belong. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#define ODEON_APART_SIZE ((gsize) 8)

/* What is smaller is not worth a look at where it is. */
#define ODEON_APART_MIN ((gsize) 4096)

typedef struct
{
  gsize   position; /* of the length, in the encoded value */
  GBytes *bytes;    /* counted */
} OdeonApartItem;

typedef struct
{
  GArray *items;    /* of OdeonApartItem, by their positions */
  gsize   min_size; /* for the encoder: what is smaller stays in the value, unless it is shared */
  guint   max_n;    /* likewise */
  guint   n_taken;  /* for the decoder: so many have been put in their places */

  /* (nullable): what values of users' own types were packed into for which there was no room: the
   * value is written anew, and they are not packed once more. */
  GHashTable *packed;
} OdeonApart;

void _odeon_apart_init  (OdeonApart *self, gsize min_size, guint max_n);
void _odeon_apart_clear (OdeonApart *self); /* of its items */
void _odeon_apart_free  (OdeonApart *self);

/* Whether @bytes are to go apart. */
gboolean _odeon_apart_wants (const OdeonApart *self, GBytes *bytes);

/* Whether they do: they stay in the value if they cannot be shared. */
gboolean _odeon_apart_add (OdeonApart *self, gsize position, GBytes *bytes);

/* (nullable): what belongs there. */
GBytes *_odeon_apart_take (OdeonApart *self, gsize position);

/* Of the native value at that address. (nullable) (transfer full) */
void    _odeon_apart_keep_packed   (OdeonApart *self, gconstpointer native, GBytes *packed);
GBytes *_odeon_apart_get_packed    (const OdeonApart *self, gconstpointer native);
void    _odeon_apart_forget_packed (OdeonApart *self);
