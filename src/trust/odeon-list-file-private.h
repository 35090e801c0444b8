/* SPDX-License-Identifier: MIT */

/* A file that people keep by hand: two words in each line, `#` begins a comment. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

/* FALSE: what @first and @second are makes no sense, as @error says. */
typedef gboolean (*OdeonListFileFunc) (const gchar *first,
                                       const gchar *second,
                                       gpointer     data,
                                       GError     **error);

/* Hands each line's words to @func, until it refuses. A line of another form is
 * ODEON_TRUST_ERROR_BAD_FILE; errors begin with file and line. */
gboolean _odeon_list_file_read (const gchar      *path,
                                OdeonListFileFunc func,
                                gpointer          data,
                                GError          **error);
