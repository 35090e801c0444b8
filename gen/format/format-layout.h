/* SPDX-License-Identifier: MIT */

#pragma once

#include "format-page.h"
#include "format-pieces.h"

/* Writes the pieces, with their roles and spaces, to lines. */
void idl_layout_run (IdlPage *page, const GArray *pieces);
