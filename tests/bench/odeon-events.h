/* SPDX-License-Identifier: MIT */

/* What it costs that an event is published, and not told to the one who wants it. */

#pragma once

#include <stdint.h>

double run_tell_one    (int64_t n); /* seconds */
double run_publish_one (int64_t n); /* the same */
double run_publish_cpu (int64_t n); /* percent of CPU time above the telling */
