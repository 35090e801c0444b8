/* SPDX-License-Identifier: MIT */

#pragma once

#define ODEON_INSIDE

#include "odeon-types.h"
#include "odeon-error.h"
#include "odeon-ref.h"
#include "odeon-type-info.h"
#include "odeon-map.h"
#include "odeon-sequence.h"
#include "odeon-value.h"
#include "odeon-bytes.h"
#include "odeon-codec.h"
#include "odeon-detail.h"
#include "odeon-future.h"
#include "odeon-promise.h"
#include "odeon-async.h"
#include "odeon-interface.h"
#include "odeon-call.h"
#include "odeon-method.h"
#include "odeon-promised-ref.h"
#include "odeon-strategy.h"
#include "odeon-actor.h"
#include "odeon-dead-letter.h"
#include "odeon-mail.h"
#include "odeon-mailbox.h"
#include "odeon-monitor.h"
#include "odeon-spawner.h"
#include "odeon-state.h"
#include "odeon-define.h"
#include "odeon-system.h"
#include "odeon-registry.h"
#include "odeon-topic.h"
#include "odeon-dynamic.h"
#include "odeon-double.h"

#undef ODEON_INSIDE
