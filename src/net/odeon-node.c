/* SPDX-License-Identifier: MIT */

#include "odeon-keeper-private.h"
#include "odeon-peer-private.h"

#include "node.idl.h"
#include "odeon-promised-ref.h"
#include "odeon-realm-private.h"
#include "odeon-spawner-private.h"

#include <string.h>

struct _OdeonNode
{
  GObject        parent_instance;

  OdeonNodeCore *core; /* counted */
};

G_DEFINE_FINAL_TYPE (OdeonNode, odeon_node, G_TYPE_OBJECT)

/* --- what is done there --- */

static gboolean
is_there (OdeonNode *self)
{
  return _odeon_current_worker == self->core->worker;
}

/* Waits as an await does: an actor is suspended, a thread blocked. */
typedef struct
{
  OdeonNodeFunc function;
  gpointer      data;
  OdeonPromise *done;
} Errand;

static void
run_errand (OdeonNodeCore *core, gpointer data, const GError *why)
{
  Errand       *self = data;
  OdeonPromise *done = self->done;

  self->function (core, self->data, why);
  odeon_promise_set_boolean (done, TRUE);
  odeon_promise_free (done);
}

static void
run_and_wait (OdeonNode *self, OdeonNodeFunc function, gpointer data)
{
  Errand       errand = { function, data, NULL };
  OdeonFuture *done;

  if (is_there (self))
    {
      function (self->core, data, NULL);
      return;
    }

  /* What it looks at is on this stack: an end of the wait before its time would not do. */
  errand.done = odeon_promise_new ();
  done = odeon_promise_get_future (errand.done);
  _odeon_node_core_run (self->core, run_errand, &errand);
  while (!odeon_future_is_done (done))
    odeon_future_await (done, NULL);
  odeon_future_unref (done);
}

/* --- its life --- */

static void
open_core (OdeonNodeCore *core, gpointer keeper, const GError *why)
{
  if (why == NULL)
    _odeon_node_core_open (core, keeper);
  else
    odeon_ref_unref (keeper);
}

static void
close_core (OdeonNodeCore *core, gpointer data G_GNUC_UNUSED, const GError *why)
{
  if (why == NULL)
    _odeon_node_core_close (core);
}

OdeonNode *
odeon_system_start_node (OdeonSystem            *self,
                         OdeonCredentials       *credentials,
                         const OdeonNodeOptions *options,
                         GError                **error)
{
  static const OdeonNodeOptions defaults = ODEON_NODE_OPTIONS_INIT;
  g_autoptr (OdeonHosts)        hosts = NULL;
  OdeonCell                    *no_parent;
  OdeonWorker                  *worker;
  OdeonNode                    *node;
  OdeonRef                     *keeper;

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);
  g_return_val_if_fail (ODEON_IS_CREDENTIALS (credentials), NULL);

  if (options == NULL)
    options = &defaults;
  hosts = _odeon_hosts_new (options->hosts, error);
  if (hosts == NULL)
    return NULL;
  worker = _odeon_realm_dup_thread (_odeon_spawner_get_host (self, &no_parent));
  if (worker == NULL)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "A system without workers is no node");
      return NULL;
    }

  node = g_object_new (ODEON_TYPE_NODE, NULL);
  node->core = _odeon_node_core_new (self, worker, credentials, options,
                                     g_steal_pointer (&hosts));
  _odeon_worker_unref (worker);
  keeper = _odeon_keeper_spawn (self, node->core, error);
  if (keeper != NULL)
    _odeon_node_core_run (node->core, open_core, keeper);
  else
    g_clear_object (&node);

  return node;
}

void
odeon_node_close (OdeonNode *self)
{
  g_return_if_fail (ODEON_IS_NODE (self));

  _odeon_node_core_run (self->core, close_core, NULL);
}

gchar *
odeon_node_dup_name (OdeonNode *self)
{
  g_return_val_if_fail (ODEON_IS_NODE (self), NULL);

  return g_strdup (self->core->name);
}

/* --- listening --- */

typedef struct
{
  GSocketAddress *address;
  gboolean        ok;
  GError         *error;
} Listening;

static void
listen_there (OdeonNodeCore *core, gpointer data, const GError *why)
{
  Listening *self = data;

  if (why != NULL)
    self->error = g_error_copy (why);
  else if (!core->is_open)
    self->error = g_error_new (ODEON_ERROR, ODEON_ERROR_SHUT_DOWN, "The node %s is closed",
                               core->name);
  else
    self->ok = _odeon_node_core_listen (core, self->address, &self->error);
}

static GSocketAddress *
parse_address (const gchar *text, GError **error)
{
  g_autofree gchar *host = NULL;
  GSocketAddress   *address;
  guint16           port;

  if (!_odeon_address_parse_endpoint (text, &host, &port, error))
    return NULL;

  address = g_inet_socket_address_new_from_string (host, port);
  if (address == NULL)
    g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                 "\"%s\" is no address to listen to, as [::]:4433 or 127.0.0.1:0 are", text);

  return address;
}

gboolean
odeon_node_listen (OdeonNode *self, const gchar *address, GError **error)
{
  g_autoptr (GSocketAddress) parsed = NULL;
  Listening                  listening = { NULL, FALSE, NULL };

  g_return_val_if_fail (ODEON_IS_NODE (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  parsed = parse_address (address, error);
  if (parsed == NULL)
    return FALSE;

  listening.address = parsed;
  run_and_wait (self, listen_there, &listening);
  if (listening.error != NULL)
    g_propagate_error (error, listening.error);

  return listening.ok;
}

guint16
odeon_node_get_port (OdeonNode *self)
{
  g_return_val_if_fail (ODEON_IS_NODE (self), 0);

  return (guint16) atomic_load_explicit (&self->core->port, memory_order_relaxed);
}

/* --- what is exported --- */

gboolean
odeon_node_export (OdeonNode       *self,
                   const gchar     *name,
                   gpointer         ref,
                   OdeonNodeRights  rights,
                   GError         **error)
{
  g_return_val_if_fail (ODEON_IS_NODE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (ref != NULL, FALSE);

  return _odeon_catalog_add (self->core->catalog, name, ref, rights, error);
}

gboolean
odeon_node_unexport (OdeonNode *self, const gchar *name)
{
  g_autoptr (OdeonRef) ref = NULL;

  g_return_val_if_fail (ODEON_IS_NODE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  ref = _odeon_catalog_remove (self->core->catalog, name);

  return ref != NULL;
}

gchar *
odeon_node_mint (OdeonNode *self, gpointer ref, OdeonNodeRights rights, GError **error)
{
  g_return_val_if_fail (ODEON_IS_NODE (self), NULL);
  g_return_val_if_fail (ref != NULL, NULL);

  return _odeon_catalog_mint (self->core->catalog, ref, rights, error);
}

static void
withdraw_there (OdeonNodeCore *core, gpointer ref, const GError *why)
{
  /* There are no peers any more. */
  if (why != NULL)
    return;

  for (guint i = 0; i < core->peers->len; i++)
    _odeon_warrant_withdraw (((OdeonPeer *) core->peers->pdata[i])->warrant, ref);
}

void
odeon_node_withdraw (OdeonNode *self, gpointer ref)
{
  g_return_if_fail (ODEON_IS_NODE (self));
  g_return_if_fail (ref != NULL);

  run_and_wait (self, withdraw_there, ref);
}

gboolean
odeon_node_revoke (OdeonNode *self, const gchar *token)
{
  g_autoptr (OdeonRef) ref = NULL;

  g_return_val_if_fail (ODEON_IS_NODE (self), FALSE);
  g_return_val_if_fail (token != NULL, FALSE);

  ref = _odeon_catalog_revoke (self->core->catalog, token);
  if (ref != NULL)
    odeon_node_withdraw (self, ref);

  return ref != NULL;
}

/* --- finding --- */

typedef struct
{
  OdeonAddress  address;
  OdeonPromise *desk;
} Reach;

static void
reach_there (OdeonNodeCore *core, gpointer data, const GError *why)
{
  Reach *self = data;

  if (why == NULL)
    _odeon_node_core_reach (core, &self->address, self->desk);
  else
    {
      odeon_promise_set_error (self->desk, g_error_copy (why));
      odeon_promise_free (self->desk);
    }
  _odeon_address_clear (&self->address);
  g_free (self);
}

/* A promise of the peer's desk: what it is asked before it is there waits. */
static NetworkDesk *
reach (OdeonNode *self, Reach *reach)
{
  OdeonFuture *desk;

  reach->desk = odeon_promise_new ();
  desk = odeon_promise_get_future (reach->desk);
  _odeon_node_core_run (self->core, reach_there, reach);

  return odeon_ref_from_future (desk, NULL, &network_desk_info);
}

/* What the desk is asked for. */
static gchar *
dup_wanted (const OdeonAddress *address)
{
  GString *text;

  if (!address->has_token)
    return g_strdup (address->name);

  text = g_string_new ("#");
  for (gsize i = 0; i < sizeof address->token; i++)
    g_string_append_printf (text, "%02x", address->token[i]);

  return g_string_free (text, FALSE);
}

OdeonFuture *
odeon_node_find (OdeonNode *self, const gchar *address)
{
  g_autofree gchar *wanted = NULL;
  g_autofree Reach *request = g_new0 (Reach, 1);
  NetworkDesk      *desk;
  OdeonFuture      *found;
  GError           *error = NULL;

  g_return_val_if_fail (ODEON_IS_NODE (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  if (!_odeon_address_parse (address, &request->address, &error))
    return odeon_future_new_error (error);

  wanted = dup_wanted (&request->address);
  desk = reach (self, g_steal_pointer (&request));
  found = network_desk_look_up (desk, wanted);
  odeon_ref_unref (desk);

  return found;
}

OdeonRef *
odeon_node_find_await (OdeonFuture *future, GError **error)
{
  OdeonRef *found;

  return network_desk_look_up_await (future, &found, error) ? found : NULL;
}

OdeonRef *
odeon_node_find_sync (OdeonNode *self, const gchar *address, GError **error)
{
  OdeonFuture *future = odeon_node_find (self, address);

  return future != NULL ? odeon_node_find_await (future, error) : NULL;
}

/* --- statistics --- */

static void
count_there (OdeonNodeCore *core, gpointer data, const GError *why)
{
  OdeonNodeStatistics *out = data;

  if (why != NULL || !core->is_open)
    return;

  *out = core->statistics;
  out->n_peers = core->peers->len;
  for (guint i = 0; i < core->peers->len; i++)
    {
      OdeonPeer *peer = core->peers->pdata[i];

      out->n_connected += peer->phase == ODEON_PEER_PHASE_CONNECTED;
      out->n_dropped += peer->session->datagrams.n_dropped;
    }
}

void
odeon_node_get_statistics (OdeonNode *self, OdeonNodeStatistics *out_statistics)
{
  g_return_if_fail (ODEON_IS_NODE (self));
  g_return_if_fail (out_statistics != NULL);

  memset (out_statistics, 0, sizeof *out_statistics);
  run_and_wait (self, count_there, out_statistics);
}

/* --- the object --- */

static void
finalize (GObject *object)
{
  OdeonNode *self = ODEON_NODE (object);

  if (self->core != NULL)
    _odeon_node_core_run (self->core, close_core, NULL);
  g_clear_pointer (&self->core, _odeon_node_core_unref);

  G_OBJECT_CLASS (odeon_node_parent_class)->finalize (object);
}

static void
odeon_node_class_init (OdeonNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
odeon_node_init (OdeonNode *self G_GNUC_UNUSED)
{
}
