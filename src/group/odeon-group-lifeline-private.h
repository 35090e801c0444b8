/* SPDX-License-Identifier: MIT */

/* A group's process ends with the one that has started it, however that one ends and whatever its
 * own threads are at: a thread of its own waits for the other end of the socket to close. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

/* From the close of @fd's other end on the process has so many microseconds left. */
gboolean _odeon_group_lifeline_watch (gint fd, GTimeSpan grace, GError **error);
