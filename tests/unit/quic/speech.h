/* SPDX-License-Identifier: MIT */

/* What the test's thread has the ships of a quay say, and what it waits for. */

#pragma once

#include "quay.h"

/* --- waiting --- */

#define wait_until(quay, condition) \
  G_STMT_START \
    { \
      gint64 wait_deadline = g_get_monotonic_time () + PATIENCE; \
\
      g_mutex_lock (&(quay)->mutex); \
      while (!(condition)) \
        if (!g_cond_wait_until (&(quay)->cond, &(quay)->mutex, wait_deadline)) \
          break; \
      if (!(condition)) \
        fail_msg ("In vain: %s", #condition); \
      g_mutex_unlock (&(quay)->mutex); \
    } \
  G_STMT_END

static G_GNUC_UNUSED void
wait_ready (Ship *ship)
{
  wait_until (ship->quay, ship->is_ready || ship->closed != NULL);
  if (!ship->is_ready)
    fail_msg ("%s", ship->closed->message);
}

static G_GNUC_UNUSED void
wait_closed (Ship *ship, GQuark domain, gint code)
{
  wait_until (ship->quay, ship->closed != NULL);
  if (!g_error_matches (ship->closed, domain, code))
    fail_msg ("%s %d: %s", g_quark_to_string (ship->closed->domain), ship->closed->code,
              ship->closed->message);
}

/* --- saying something --- */

typedef struct
{
  Ship         *ship;
  gconstpointer bytes;
  gsize         size;
  gsize         times;
} Speech;

static void
speak (gpointer data)
{
  Speech *self = data;

  for (gsize i = 0; i < self->times; i++)
    ship_say (self->ship, self->bytes, self->size);
}

static G_GNUC_UNUSED void
say (Ship *ship, gconstpointer bytes, gsize size)
{
  Speech self = { ship, bytes, size, 1 };

  run_on (ship->quay->worker, speak, &self);
}

static void
speak_datagram (gpointer data)
{
  Speech *self = data;

  g_queue_push_tail (&self->ship->datagrams, g_bytes_new (self->bytes, self->size));
  _odeon_quic_connection_wake (self->ship->connection);
}

static G_GNUC_UNUSED void
say_datagram (Ship *ship, gconstpointer bytes, gsize size)
{
  Speech self = { ship, bytes, size, 1 };

  run_on (ship->quay->worker, speak_datagram, &self);
}

static void
close_ship (gpointer data)
{
  Speech *self = data;

  _odeon_quic_connection_close (self->ship->connection, self->size, self->bytes);
  self->ship->connection = NULL;
}

static G_GNUC_UNUSED void
close_connection (Ship *ship, guint64 code, const gchar *reason)
{
  Speech self = { ship, reason, code, 1 };

  run_on (ship->quay->worker, close_ship, &self);
}
