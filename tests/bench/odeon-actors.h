/* SPDX-License-Identifier: MIT */

/* The actors that take part in Odeon's benchmarks, each implementing an interface of bench.idl. */

#pragma once

#include <odeon.h>

#define TYPE_PLAYER (player_get_type ())
#define TYPE_LINK   (link_get_type ())
#define TYPE_SINK   (sink_get_type ())
#define TYPE_SOURCE (source_get_type ())
#define TYPE_ECHO   (echo_get_type ())

GType player_get_type (void);
GType link_get_type   (void);
GType sink_get_type   (void);
GType source_get_type (void);
GType echo_get_type   (void);
