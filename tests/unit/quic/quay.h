/* SPDX-License-Identifier: MIT */

/* Endpoints for tests, each on a worker of its own. */

#pragma once

#include "errand.h"
#include "papers.h"
#include "ship.h"

static void
quay_accepted (OdeonQuicEndpoint *endpoint G_GNUC_UNUSED, OdeonQuicConnection *connection,
               gpointer data)
{
  Quay *self = data;
  Ship *ship = ship_new (self, connection);

  _odeon_quic_connection_set_events (connection, &ship_events, ship);
  g_mutex_lock (&self->mutex);
  ship->is_ready = TRUE;
  ship->peer_name = g_strdup (_odeon_quic_connection_get_peer (connection)->name);
  g_ptr_array_add (self->ships, ship);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void
quay_gone (OdeonQuicEndpoint *endpoint G_GNUC_UNUSED, gpointer data)
{
  Quay *self = data;

  self->endpoint = NULL;
  self->is_gone = TRUE;
}

static const OdeonQuicEndpointEvents quay_events = {
  .accepted = quay_accepted,
  .gone = quay_gone,
};

static void
open_endpoint (gpointer data)
{
  Quay   *self = data;
  GError *error = NULL;

  self->endpoint = _odeon_quic_endpoint_new (self->worker, self->bind, &self->options,
                                             &quay_events, self, &error);
  assert_no_error (error);
  self->address = _odeon_quic_endpoint_get_address (self->endpoint);
}

static G_GNUC_UNUSED const OdeonQuicOptions default_options = ODEON_QUIC_OPTIONS_INIT;

/* @bind: "127.0.0.1", "::1", … and perhaps a port. Takes @credentials. */
static G_GNUC_UNUSED Quay *
quay_new (const gchar *bind, guint port, OdeonCredentials *credentials,
          const OdeonQuicOptions *options)
{
  Quay   *self = g_new0 (Quay, 1);
  GError *error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->ships = g_ptr_array_new_with_free_func (ship_free);
  self->options = *options;
  self->options.credentials = credentials;
  self->bind = g_inet_socket_address_new_from_string (bind, port);
  self->worker = _odeon_thread_worker_new ("quay", NULL, &error);
  assert_no_error (error);
  run_on (self->worker, open_endpoint, self);

  return self;
}

static G_GNUC_UNUSED void
quay_free (Quay *self)
{
  _odeon_thread_worker_quit (self->worker);
  _odeon_thread_worker_join (self->worker);
  _odeon_worker_unref (self->worker);
  g_ptr_array_unref (self->ships);
  g_object_unref (self->bind);
  g_object_unref (self->address);
  g_object_unref (self->options.credentials);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

typedef struct
{
  Quay           *quay;
  GSocketAddress *to;
  const gchar    *expected;
  Ship           *ship;
} Dial;

static void
dial (gpointer data)
{
  Dial                *self = data;
  GError              *error = NULL;
  OdeonQuicConnection *connection;

  connection = _odeon_quic_endpoint_connect (self->quay->endpoint, self->to, self->expected,
                                             &error);
  assert_no_error (error);
  self->ship = ship_new (self->quay, connection);
  _odeon_quic_connection_set_events (connection, &ship_events, self->ship);
  g_mutex_lock (&self->quay->mutex);
  g_ptr_array_add (self->quay->ships, self->ship);
  g_mutex_unlock (&self->quay->mutex);
}

static G_GNUC_UNUSED Ship *
quay_dial (Quay *self, GSocketAddress *to, const gchar *expected)
{
  Dial errand = { .quay = self, .to = to, .expected = expected };

  run_on (self->worker, dial, &errand);

  return errand.ship;
}
