/* SPDX-License-Identifier: MIT */

/* What the programs that measure Odeon share: how to run a case in an actor from without, and what
 * to do with an error: nothing is measured of what goes wrong. */

#pragma once

#include "program.h"

#include <odeon.h>

/* Takes the error over, if there is one, and ends the program. */
void   odeon_program_exit_if (GError *error);

/* Takes the future over; waits until it is done. */
void   odeon_program_await   (OdeonFuture *future);

/* Stops the actor, waits until it is gone with its children, and lets go of it. */
void   odeon_program_stop    (gpointer proxy);

/* Runs a case that is a Bench::Benchmark of this type; returns what that does. */
double odeon_program_run     (GType type, int64_t n);

/* program_main() for who uses the default system. */
int    odeon_program_main    (int                argc,
                              char             **argv,
                              const ProgramCase *cases,
                              size_t             n_cases);
