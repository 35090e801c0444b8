/* SPDX-License-Identifier: MIT */

#pragma once

#include "CosNaming.idl.h"

G_BEGIN_DECLS

#define SHELVES 4
#define BOXES 5
#define BOOKS 50

/* A shelf of boxes of books, each shelf and box a context and each book an object in it:
 * `shelf-0/box-1/book-42.novel`. */
typedef struct
{
  CosNamingNamingContextExt *root;
  guint                      number;
  OdeonRef                  *books[BOXES][BOOKS];
} Shelf;

/* Each for a thread of its own. */
gboolean shelf_fill  (Shelf *self, GError **error);
gboolean shelf_check (Shelf *self, GError **error);

void     shelf_clear (Shelf *self);

G_END_DECLS
