/* SPDX-License-Identifier: MIT */

/* What a group's process writes to its standard output or error: logged line by line behind the
 * group's name, the last lines kept. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <gio/gio.h>

typedef struct _OdeonGroupOutput OdeonGroupOutput;

/* Reads @fd, which it takes over, from the calling thread's thread-default context. */
OdeonGroupOutput *_odeon_group_output_new  (gint fd, const gchar *prefix);
void              _odeon_group_output_free (OdeonGroupOutput *self);

/* Reads what there is: nothing more will come. */
void              _odeon_group_output_end  (OdeonGroupOutput *self);

/* The last lines, with a newline between two; empty if there are none. */
gchar            *_odeon_group_output_dup_last (OdeonGroupOutput *self);
