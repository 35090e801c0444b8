/* SPDX-License-Identifier: MIT */

/* A bad road between two machines, which are network namespaces here: each has one device, and what
 * it sends goes by a thread of the test's that delays, loses, reorders and doubles as it is told.
 * Nothing of it outlives the road. Who may not make namespaces has none. */

#pragma once

#include <glib.h>

typedef enum
{
  ROAD_NEAR,
  ROAD_FAR
} RoadEnd;

/* Each way. The same seed and packets have the same fate. */
typedef struct
{
  gint64  delay;     /* microseconds */
  gdouble loss;      /* of packets, 0 to 1 */
  gdouble reorder;   /* of packets: these take half of the delay more */
  gdouble duplicate; /* of packets: these arrive twice */
  guint64 rate;      /* bytes a second; 0: no limit */
  guint32 seed;
} RoadConditions;

typedef struct
{
  guint64 n_sent;
  guint64 n_lost;
  guint64 n_reordered;
  guint64 n_doubled;
} RoadCounts;

typedef struct _Road Road;

/* (nullable): %NULL where that is not allowed; @error says why. */
Road *road_new  (const RoadConditions *conditions, GError **error);
void  road_free (Road *self);

/* From now on; all that is on its way stays so. */
void road_set_conditions (Road *self, const RoadConditions *conditions);

/* Nothing passes while it is closed; what is on its way is lost. */
void road_set_closed (Road *self, gboolean is_closed);

RoadCounts road_get_counts (Road *self);

/* "10.77.0.1", or "fd77::1". */
const gchar *road_get_address (RoadEnd end, gboolean is_v6);

/* The calling thread is at @end from now on, and whatever sockets it opens. Between fork() and
 * exec() as well. %FALSE: errno says why. */
gboolean road_enter (Road *self, RoadEnd end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Road, road_free)
