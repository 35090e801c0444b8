/* SPDX-License-Identifier: MIT */

/* A Redis server of the benchmark's own, which ends with it. What is measured on it is on a stream
 * of this name. */

#pragma once

#define SERVER_STREAM "mail"

/* Starts it; returns the path of its socket. */
const char *server_start (void);
