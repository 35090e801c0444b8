/* SPDX-License-Identifier: MIT */

/* The process of a group, seen from the one that has started it. All of it on one thread, whose
 * thread-default context is iterated. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-future.h"
#include "odeon-group-settings-private.h"

typedef struct _OdeonGroupProcess OdeonGroupProcess;

/* Takes over @fd, which the process has as its way to us. What it writes is logged behind the
 * group's name. */
OdeonGroupProcess *_odeon_group_process_start (const OdeonGroupSettings *settings,
                                               gint                      fd,
                                               GError                  **error);

/* Kills it if it runs still, and waits for that. */
void         _odeon_group_process_free   (OdeonGroupProcess *self);

gint64       _odeon_group_process_get_pid (OdeonGroupProcess *self);
void         _odeon_group_process_signal  (OdeonGroupProcess *self, int signal);

/* A new reference to a future of how it ended, a string: "was killed by signal 11 (Segmentation
 * fault)". */
OdeonFuture *_odeon_group_process_get_exited (OdeonGroupProcess *self);

/* (nullable): the last lines that it wrote to its standard error, to be freed. */
gchar       *_odeon_group_process_dup_last_words (OdeonGroupProcess *self);
