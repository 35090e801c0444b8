/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* Files to be written, all or none. */
typedef struct _IdlOutput IdlOutput;

IdlOutput *idl_output_new  (void);
void       idl_output_free (IdlOutput *output);

/* Takes the text. */
void idl_output_add (IdlOutput *output, const gchar *path, gchar *text);

/* Writes the files, their directories created where needed. A file that says so already is left as
 * it is, time stamp and all; one that changes keeps its mode. On failure no file is changed, except
 * by a rename that fails when others have succeeded. Errors: G_FILE_ERROR. */
gboolean idl_output_write (IdlOutput *output, GError **error);

/* The same; what stands in the way is said on stderr. */
gboolean idl_output_finish (IdlOutput *output);

/* Writes to standard output; what stands in the way is said on stderr. */
gboolean idl_output_print (const gchar *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlOutput, idl_output_free)
