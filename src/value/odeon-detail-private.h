/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-detail.h"

/* (nullable): the exception of that code, if the domain is one of exceptions and somebody has asked
 * for it before. Any thread. */
const OdeonErrorInfo *_odeon_error_find_info (GQuark domain, gint code);
