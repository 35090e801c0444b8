/* SPDX-License-Identifier: MIT */

/* GIO operations under way, for the one who runs the main context where they call back. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-async.h"

/* On the thread that runs @context (nullable), which nobody runs after this: cancels the operations
 * that are to call back there, and lets them do so. */
void _odeon_async_end_all (GMainContext *context);
