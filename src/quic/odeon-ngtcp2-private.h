/* SPDX-License-Identifier: MIT */

/* ngtcp2, of the version that configure has found, under one set of names. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include ODEON_NGTCP2_HEADER
