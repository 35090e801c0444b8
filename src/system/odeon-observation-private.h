/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-cell-private.h"
#include "odeon-observation.h"

/* What the environment asks for, of a system that is being made. */
void _odeon_observation_begin (OdeonSystem *system);

/* Of a host that is going, whose actors have ended. */
void _odeon_observation_end (OdeonHost *host);
