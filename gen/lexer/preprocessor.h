/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "token.h"

/* From a file to the tokens of IDL: includes, conditionals and macros done, no process spawned. */
typedef struct _IdlPreprocessor IdlPreprocessor;

IdlPreprocessor *idl_preprocessor_new  (IdlSources *sources, IdlDiagnostics *diagnostics);
void             idl_preprocessor_free (IdlPreprocessor *preprocessor);

/* -I: looked through for included files, in the order of these calls. */
void idl_preprocessor_add_directory (IdlPreprocessor *preprocessor, const gchar *directory);

/* -D: "NAME" or "NAME=VALUE". */
void idl_preprocessor_define (IdlPreprocessor *preprocessor, const gchar *definition);

/* Reads a file of the sources. The tokens end with an END and live as long as the preprocessor. */
GArray *idl_preprocessor_run (IdlPreprocessor *preprocessor, guint file);

/* Whether nothing that the text asked for is missing, so that a name that is nowhere declared is a
 * mistake of its own. */
gboolean idl_preprocessor_is_complete (const IdlPreprocessor *preprocessor);

/* What the main file includes, as written, each once: of const gchar *. */
const GPtrArray *idl_preprocessor_get_includes (const IdlPreprocessor *preprocessor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlPreprocessor, idl_preprocessor_free)
