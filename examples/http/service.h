/* SPDX-License-Identifier: MIT */

/* What HTTP sees of a counter:
 *
 *   GET /counter             {"value":3}
 *   POST /counter {"by":2}   {"value":5}
 *   DELETE /counter          stops the actor; from then on there is no service
 *
 * Whatever goes wrong is {"error":"…"} with a status that says whose fault it is. */

#pragma once

#include "tally.idl.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _Service Service;

/* Takes a reference to each. */
Service *service_new  (SoupServer *server, TallyCounter *counter);
void     service_free (Service *self);

/* Takes no request any more, answers those that there are, then stops the counter. Calls @done in
 * the main context. */
void     service_end  (Service *self, GFunc done, gpointer user_data);

G_END_DECLS
