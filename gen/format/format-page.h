/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* The lines of a file that is written anew, with the comments behind them; of these it keeps no
 * copies. */
typedef struct _IdlPage IdlPage;

/* How long a line may be. */
#define IDL_PAGE_WIDTH 100

IdlPage *idl_page_new  (void);
void     idl_page_free (IdlPage *page);

/* Begins a line. If spaced, an empty one goes before it, unless it is the first. */
void idl_page_begin_line (IdlPage *page, guint indent, gboolean spaced);

/* Adds to the line. */
void idl_page_add (IdlPage *page, const gchar *text, gboolean spaced);

/* The column that the line has come to. */
guint idl_page_get_column (const IdlPage *page);

/* A comment on lines of its own, that began in the column "from": it moves as a whole. */
void idl_page_add_block (IdlPage *page, const gchar *comment, guint from);

/* A comment behind the line. Those of neighbouring lines begin in one column. */
void idl_page_add_remark (IdlPage *page, const gchar *comment, guint from);

/* A remark on a line of its own, under that of the line before. */
void idl_page_continue_remark (IdlPage *page, const gchar *comment, guint from);

/* Whether anything was written yet. */
gboolean idl_page_is_empty (const IdlPage *page);

/* The text, to be freed. */
gchar *idl_page_dup_text (const IdlPage *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlPage, idl_page_free)
