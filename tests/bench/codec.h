/* SPDX-License-Identifier: MIT */

/* The case `sxi`: one `(sxi)` with a string of ten letters is turned into bytes and read back, the
 * string copied, as what comes from another process is: checked, not trusted. */

#pragma once

#include <stdint.h>

#define SXI_TEXT   "ten letters"
#define SXI_NUMBER 1234567890123
#define SXI_COUNT  42

double run_sxi (int64_t n);
