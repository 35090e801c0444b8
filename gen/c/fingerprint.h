/* SPDX-License-Identifier: MIT */

#pragma once

#include "model.h"

/* 64 bits that are the same only for interfaces that are the same on the wire: names, operations
 * and their order, types through and through, and all of that of the bases. Comments, files, the
 * order of other declarations and what is said to C alone play no part. */
guint64 idl_fingerprint_of_interface (const IdlNode *interface);
