/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* Text that is any, as Markdown (CommonMark) that says just that. */

/* As code on one line: no part of it means anything. */
void idl_markdown_append_code (GString *out, const gchar *text);

/* A documentation comment, which is Markdown already, but for what would break the page: HTML,
 * headings, a block of code without an end, bytes that are no UTF-8. Lines after the first are
 * indented so. Ends with a line's end. */
void idl_markdown_append_comment (GString *out, const gchar *comment, const gchar *indent);
