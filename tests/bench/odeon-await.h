/* SPDX-License-Identifier: MIT */

/* What it costs to await a call, beside what else can be done with its future. */

#pragma once

#include <stdint.h>

double run_await_then   (int64_t n); /* one by one; a continuation takes each answer */
double run_await_finish (int64_t n); /* many at once; all are done when the answers are taken */
double run_await_done   (int64_t n); /* the same; each is awaited, though it is done */
