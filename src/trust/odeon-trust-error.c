/* SPDX-License-Identifier: MIT */

#include "odeon-credentials.h"

G_DEFINE_QUARK (odeon-trust-error-quark, odeon_trust_error)
