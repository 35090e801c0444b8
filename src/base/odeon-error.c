/* SPDX-License-Identifier: MIT */

#include "odeon-error.h"

G_DEFINE_QUARK (odeon-error-quark, odeon_error)
