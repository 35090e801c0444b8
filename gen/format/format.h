/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"

/* The text of a file, laid out in the one way that there is; to be freed. NULL if it cannot be
 * read: the reason is in diagnostics. What the file says stays the same, and so do its comments;
 * what is formatted already comes out as it is. */
gchar *idl_format_run (IdlSources *sources, guint file, IdlDiagnostics *diagnostics);
