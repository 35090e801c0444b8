/* SPDX-License-Identifier: MIT */

#pragma once

#include "format-page.h"
#include "format-pieces.h"

#define IDL_MAX_OPEN 16

/* The brackets that are open where a line was broken: what is inside them goes on behind them. */
typedef struct
{
  guint n;
  guint columns[IDL_MAX_OPEN]; /* of those beyond, nothing is known */
} IdlBrackets;

/* Where a definition goes on that takes several lines. */
guint idl_brackets_get_indent (const IdlBrackets *brackets, guint otherwise);

/* Whether the pieces fit on a line behind so many columns. */
gboolean idl_pieces_fit (const GArray *pieces, guint begin, guint end, guint column);

/* Writes the pieces from begin to before end on the line that was begun, and on further ones if
 * they do not fit; those are indented by "indent" at least. */
void idl_wrap (IdlPage      *page,
               const GArray *pieces,
               guint         begin,
               guint         end,
               guint         indent,
               IdlBrackets  *brackets);
