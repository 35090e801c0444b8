/* SPDX-License-Identifier: MIT */

/* A bad road, which takes the packets of one client to a server and back: each is late by so much,
 * and some are lost. It is what the network would do by itself, were it here. */

#pragma once

#include <glib.h>

typedef struct _Road Road;

/* %NULL with @error: there is no such road. */
Road   *road_new      (guint16 server_port, guint32 delay_usec, GError **error);
void    road_free     (Road *self);
guint16 road_get_port (Road *self);

/* From now on, of all packets; which ones, a seed says. */
void    road_set_loss (Road *self, gdouble share);

void    road_count    (Road *self, guint *out_n_lost, guint *out_n_packets);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Road, road_free)
