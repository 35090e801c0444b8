/* SPDX-License-Identifier: MIT */

/* What it takes that an actor fails and is made anew, `started` and an answer included. */

#pragma once

#include <stdint.h>

double run_restart (int64_t n); /* seconds */
