/* SPDX-License-Identifier: MIT */

/* In place of the network, where Odeon is built without it: there are no nodes. */

#include "odeon-node.h"

#include <gio/gio.h>

struct _OdeonNode
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (OdeonNode, odeon_node, G_TYPE_OBJECT)

static void
odeon_node_class_init (OdeonNodeClass *klass G_GNUC_UNUSED)
{
}

static void
odeon_node_init (OdeonNode *self G_GNUC_UNUSED)
{
}

static void
set_absent (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       "This Odeon was built without the network");
}

OdeonNode *
odeon_system_start_node (OdeonSystem            *self G_GNUC_UNUSED,
                         OdeonCredentials       *credentials G_GNUC_UNUSED,
                         const OdeonNodeOptions *options G_GNUC_UNUSED,
                         GError                **error)
{
  set_absent (error);

  return NULL;
}

void
odeon_node_close (OdeonNode *self G_GNUC_UNUSED)
{
}

gboolean
odeon_node_listen (OdeonNode *self G_GNUC_UNUSED, const gchar *address G_GNUC_UNUSED,
                   GError **error)
{
  set_absent (error);

  return FALSE;
}

guint16
odeon_node_get_port (OdeonNode *self G_GNUC_UNUSED)
{
  return 0;
}

gchar *
odeon_node_dup_name (OdeonNode *self G_GNUC_UNUSED)
{
  return NULL;
}

gboolean
odeon_node_export (OdeonNode       *self G_GNUC_UNUSED,
                   const gchar     *name G_GNUC_UNUSED,
                   gpointer         ref G_GNUC_UNUSED,
                   OdeonNodeRights  rights G_GNUC_UNUSED,
                   GError         **error)
{
  set_absent (error);

  return FALSE;
}

gboolean
odeon_node_unexport (OdeonNode *self G_GNUC_UNUSED, const gchar *name G_GNUC_UNUSED)
{
  return FALSE;
}

gchar *
odeon_node_mint (OdeonNode       *self G_GNUC_UNUSED,
                 gpointer         ref G_GNUC_UNUSED,
                 OdeonNodeRights  rights G_GNUC_UNUSED,
                 GError         **error)
{
  set_absent (error);

  return NULL;
}

gboolean
odeon_node_revoke (OdeonNode *self G_GNUC_UNUSED, const gchar *token G_GNUC_UNUSED)
{
  return FALSE;
}

void
odeon_node_withdraw (OdeonNode *self G_GNUC_UNUSED, gpointer ref G_GNUC_UNUSED)
{
}

OdeonFuture *
odeon_node_find (OdeonNode *self G_GNUC_UNUSED, const gchar *address G_GNUC_UNUSED)
{
  GError *error = NULL;

  set_absent (&error);

  return odeon_future_new_error (error);
}

OdeonRef *
odeon_node_find_await (OdeonFuture *future, GError **error)
{
  odeon_future_unref (future);
  set_absent (error);

  return NULL;
}

OdeonRef *
odeon_node_find_sync (OdeonNode *self G_GNUC_UNUSED, const gchar *address G_GNUC_UNUSED,
                      GError **error)
{
  set_absent (error);

  return NULL;
}

void
odeon_node_get_statistics (OdeonNode *self G_GNUC_UNUSED, OdeonNodeStatistics *out_statistics)
{
  *out_statistics = (OdeonNodeStatistics) { 0 };
}
