/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"
#include "settings.h"

/* A file that was read, and what it includes. */
typedef struct _IdlCompilation IdlCompilation;

/* Reads, checks and names it, and reports what is wrong with it to stderr. The settings must
 * outlive it. */
IdlCompilation *idl_compilation_new  (const IdlSettings *settings, const gchar *path);
void            idl_compilation_free (IdlCompilation *compilation);

/* (nullable): what the file says; NULL if it has errors. */
const IdlModel *idl_compilation_get_model (const IdlCompilation *compilation);

/* Every file that was opened. */
const IdlSources *idl_compilation_get_sources (const IdlCompilation *compilation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlCompilation, idl_compilation_free)
