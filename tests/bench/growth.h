/* SPDX-License-Identifier: MIT */

#pragma once

#include <stdint.h>

#define GROWTH_MESSAGES 1000000 /* that are timed, at least */

/* Calls the last operation of an interface that has n. */
double growth_run_methods (int64_t n);
