/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-registry.h"

/* Of an actor that is at something: says what, unless that is said already. */
void _odeon_record_set_operation (OdeonActorRecord *self);

/* odeon-dump.c: no signal dumps the system any more, which is going. */
void _odeon_dump_end (OdeonSystem *system);
