/* SPDX-License-Identifier: MIT */

/* What it costs that actors are supervised or bounded: the same cases with it. */

#pragma once

#include <stdint.h>

double run_pingpong_supervised (int64_t n); /* seconds */
double run_fanin_bounded       (int64_t n); /* percent of CPU time above the unbounded */
double run_pingpong_bounded    (int64_t n); /* the same */
