/* SPDX-License-Identifier: MIT */

/* The log domains, one for each area: README.md says what a user finds in which, and at what level.
 * A wrong use of the library is critical, and of the domain "Odeon". What costs something to be
 * said is said only if anybody listens. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib.h>

#define ODEON_LOG           "Odeon"
#define ODEON_LOG_ACTOR     "Odeon-Actor"
#define ODEON_LOG_CALL      "Odeon-Call"
#define ODEON_LOG_FUTURE    "Odeon-Future"
#define ODEON_LOG_LIFECYCLE "Odeon-Lifecycle"
#define ODEON_LOG_MAILBOX   "Odeon-Mailbox"
#define ODEON_LOG_SCHED     "Odeon-Sched"
#define ODEON_LOG_SLOW      "Odeon-Slow"
#define ODEON_LOG_STORE     "Odeon-Store"
#define ODEON_LOG_TOPIC     "Odeon-Topic"
#define ODEON_LOG_TRANSPORT "Odeon-Transport"

/* Whether a line of @level, information or less, would be shown: mostly it would not. */
static inline gboolean
_odeon_log_is_heard (const gchar *domain, GLogLevelFlags level)
{
  return !g_log_writer_default_would_drop (level, domain);
}
