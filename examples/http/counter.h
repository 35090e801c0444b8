/* SPDX-License-Identifier: MIT */

#pragma once

#include "tally.idl.h"

G_BEGIN_DECLS

/* The actor that is a Tally::Counter. It knows nothing of HTTP. */
#define TYPE_COUNTER (counter_get_type ())
G_DECLARE_FINAL_TYPE (Counter, counter, TALLY, COUNTER_ACTOR, OdeonActor)

G_END_DECLS
