/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-group-settings-private.h"

/* Puts this process within the limits that its settings set. They cannot be left again. */
gboolean _odeon_group_confine (const OdeonGroupSettings *settings, GError **error);
