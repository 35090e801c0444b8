/* SPDX-License-Identifier: MIT */

/* A session's carrier: a stream socket that its worker watches.
 *
 * All that has come is read into one buffer, where the session decodes it; a read that does not
 * fill the buffer has emptied the socket, and no other follows.
 */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-session-private.h"
#include "odeon-fd-watch-private.h"

typedef struct
{
  OdeonSession *session;    /* outlives the open socket */
  gint          fd;         /* -1: closed */
  OdeonFdWatch    watch;
  gboolean      is_blocked; /* the socket takes nothing for now */
  gboolean      is_broken;  /* nor ever will; there may still be something to read */
  gboolean      is_reading;
  gboolean      has_missed; /* there was news meanwhile, in a main loop within */
  gboolean      is_ending;  /* nothing new comes any more: what there is, and the end */
  gboolean      has_paused; /* the last read ended though there may be more */
  gboolean      has_heard;  /* something has come since this was unset */
  guint8       *input;
  gsize         n_input;    /* bytes there */
  gsize         input_size;
} OdeonSocket;

/* Takes @fd. */
void _odeon_socket_init  (OdeonSocket *self, gint fd);

/* On the worker's thread, as all that follows. */
void _odeon_socket_open  (OdeonSocket *self, OdeonSession *session);

/* Reads what there is. */
void _odeon_socket_read (OdeonSocket *self);

/* Writes what there is, as far as the socket takes it; the rest as soon as it does. */
void _odeon_socket_flush (OdeonSocket *self);

/* Writes what it can, and closes it. */
void _odeon_socket_close (OdeonSocket *self);

/* On any thread, once it is closed or was never opened. */
void _odeon_socket_clear (OdeonSocket *self);
