/* SPDX-License-Identifier: MIT */

#pragma once

#include "diagnostic.h"
#include "token.h"
#include "model.h"

/* Builds the model's tree from the tokens, which end with an END; misspelt keywords are mended in
 * them. What is wrong is reported; the tree is whole and resolved if nothing was. In a model that
 * is incomplete, unknown names are not reported. */
void idl_parser_run (IdlModel         *model,
                     const IdlSources *sources,
                     GArray           *tokens,
                     IdlDiagnostics   *diagnostics);
