/* SPDX-License-Identifier: MIT */

#pragma once

#include <odeon.h>

G_BEGIN_DECLS

/* Something to give names to: an actor that answers any message with its title. Property at
 * construction: "title". */
#define TYPE_BOOK (book_get_type ())
G_DECLARE_FINAL_TYPE (Book, book, EXAMPLE, BOOK, OdeonActor)

OdeonRef *book_spawn     (const gchar *title, GError **error);
gchar    *book_ask_title (OdeonRef *book, GError **error);

G_END_DECLS
