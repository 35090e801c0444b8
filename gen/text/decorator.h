/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* Puts a macro in front of each declaration of a generated header that its users link with, such
 * as one that makes it visible outside a shared library.
 *
 * header: the text; macro: (nullable): none; include: (nullable): a file to be included first that
 * defines the macro. Returns: the text with both, to be freed. */
gchar *idl_decorate (const gchar *header, const gchar *macro, const gchar *include);
