/* SPDX-License-Identifier: MIT */

/* What the benchmark programs written in C share: the protocol with `run`, and how to measure. */

#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum
{
  PROGRAM_COLD,  /* run once, as it is */
  PROGRAM_WARMED /* run before with a tenth of the operations, unmeasured */
} ProgramStart;

/* Does n operations; returns what they took, in the unit of the case, without the preparations. */
typedef double (*ProgramRun) (int64_t n);

typedef struct
{
  const char  *name;
  ProgramRun   run;
  ProgramStart start;
} ProgramCase;

int    program_main           (int                argc,
                               char             **argv,
                               const ProgramCase *cases,
                               size_t             n_cases);

double program_now            (void); /* seconds, monotonic */
double program_resident_bytes (void); /* of this process */
double program_idle_cpu       (void); /* milliseconds of CPU that the process uses in 2 s */
