/* SPDX-License-Identifier: MIT */

/* The visitors once more, for `odeon-host` to load. */

#include "guest.h"
