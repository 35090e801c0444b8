/* SPDX-License-Identifier: MIT */

/* Two nodes of one process, each a system of its own: "alice", who dials, and "bob", who listens
 * and exports an office. What becomes of their peers is noted. */

#pragma once

#include "quay.h"
#include "relay.h"

#include "office.h"

typedef struct
{
  OdeonSystem      *system;
  OdeonCredentials *credentials;
  OdeonNode        *node;

  GMutex       mutex; /* guards: */
  GCond        cond;
  GString     *news;  /* a letter for each change of a peer: C, L or E */
  gboolean     is_gone; /* nothing is left of the node */
} Town;

static G_GNUC_UNUSED void
town_peer_changed (const gchar *peer G_GNUC_UNUSED, OdeonPeerState state,
                   const GError *why G_GNUC_UNUSED, gpointer data)
{
  Town *self = data;

  g_mutex_lock (&self->mutex);
  g_string_append_c (self->news, "CLE"[state]);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static G_GNUC_UNUSED void
town_gone (gpointer data)
{
  Town *self = data;

  g_mutex_lock (&self->mutex);
  self->is_gone = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Until that is what there is; it fails after a long time. */
static G_GNUC_UNUSED void
town_await_news (Town *self, const gchar *expected)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  g_mutex_lock (&self->mutex);
  while (g_strcmp0 (self->news->str, expected) != 0
         && g_cond_wait_until (&self->cond, &self->mutex, end))
    ;
  assert_string_equal (self->news->str, expected);
  g_mutex_unlock (&self->mutex);
}

static G_GNUC_UNUSED void
town_init (Town *self, const gchar *name, const OdeonNodeOptions *options)
{
  OdeonNodeOptions own = ODEON_NODE_OPTIONS_INIT;
  GError          *error = NULL;

  if (options != NULL)
    own = *options;
  if (own.user_data == NULL)
    {
      own.peer_changed = town_peer_changed;
      own.user_data = self;
      own.destroy = town_gone;
    }
  self->is_gone = own.user_data != self;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->news = g_string_new (NULL);
  self->system = new_system (2);
  self->credentials = new_credentials (name);
  self->node = odeon_system_start_node (self->system, self->credentials, &own, &error);
  assert_no_error (error);
}

static G_GNUC_UNUSED void
town_listen (Town *self, const gchar *address)
{
  GError *error = NULL;

  odeon_node_listen (self->node, address, &error);
  assert_no_error (error);
}

static G_GNUC_UNUSED void
town_await_gone (Town *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  g_mutex_lock (&self->mutex);
  while (!self->is_gone && g_cond_wait_until (&self->cond, &self->mutex, end))
    ;
  assert_true (self->is_gone);
  g_mutex_unlock (&self->mutex);
}

static G_GNUC_UNUSED void
town_clear (Town *self)
{
  g_clear_object (&self->node);
  g_clear_object (&self->credentials);
  g_clear_object (&self->system);
  town_await_gone (self);
  g_string_free (self->news, TRUE);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

/* --- a pair of them --- */

typedef struct
{
  Town        alice;
  Town        bob;
  PostOffice *office; /* bob's */
  PostOffice *remote; /* the same, as alice has it */
  Relay      *relay;  /* (nullable): between them */
} Towns;

static G_GNUC_UNUSED gchar *
towns_dup_address (Towns *self, const gchar *what)
{
  guint16 port = odeon_node_get_port (self->bob.node);

  if (self->relay != NULL)
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (self->relay->address));

  return g_strdup_printf ("odeon://bob@127.0.0.1:%u/%s", port, what);
}

static G_GNUC_UNUSED PostOffice *
find_office (OdeonNode *node, const gchar *address, GError **error)
{
  g_autoptr (OdeonRef) ref = odeon_node_find_sync (node, address, error);

  return ref != NULL ? post_office_from_ref (ref, error) : NULL;
}

static G_GNUC_UNUSED Towns *
towns_new_with (const OdeonNodeOptions *alice, const OdeonNodeOptions *bob, gboolean has_relay)
{
  Towns            *self = g_new0 (Towns, 1);
  g_autofree gchar *address = NULL;
  GError           *error = NULL;

  town_init (&self->alice, "alice", alice);
  town_init (&self->bob, "bob", bob);
  self->office = spawn_office (self->bob.system);
  odeon_node_export (self->bob.node, "office", self->office, ODEON_NODE_RIGHTS_CALL, &error);
  assert_no_error (error);
  town_listen (&self->bob, "127.0.0.1:0");
  if (has_relay)
    {
      g_autoptr (GSocketAddress) bob_address =
        g_inet_socket_address_new_from_string ("127.0.0.1", odeon_node_get_port (self->bob.node));

      self->relay = relay_new (bob_address, 1, 0, 0, 0);
    }
  address = towns_dup_address (self, "office");
  self->remote = find_office (self->alice.node, address, &error);
  assert_no_error (error);

  return self;
}

static G_GNUC_UNUSED Towns *
towns_new (void)
{
  return towns_new_with (NULL, NULL, FALSE);
}

static G_GNUC_UNUSED void
towns_free (Towns *self)
{
  odeon_ref_unref (self->remote);
  town_clear (&self->alice);
  odeon_ref_unref (self->office);
  town_clear (&self->bob);
  if (self->relay != NULL)
    relay_free (self->relay);
  g_free (self);
}
