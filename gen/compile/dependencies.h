/* SPDX-License-Identifier: MIT */

#pragma once

#include "source.h"

/* A path as make reads it: the blanks, `#`, `:` and `$` in it are quoted. To be freed. */
gchar *idl_dependencies_quote (const gchar *path);

/* Appends the rule that what is made depends on every file that was read: "x.idl.h: x.idl y.idl".
 * targets: (element-type filename): as make reads them. with_phony: whether a rule without
 * prerequisites follows for each file but the first: "y.idl:", so that it may go away. */
void idl_dependencies_append (GString           *rules,
                              const GPtrArray   *targets,
                              const IdlSources  *sources,
                              gboolean           with_phony);
