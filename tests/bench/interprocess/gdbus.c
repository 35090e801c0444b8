/* SPDX-License-Identifier: MIT */

/* GDBus over a socket pair, without a bus in between, through what gdbus-codegen makes of
 * glass.xml: a proxy on one side, a skeleton on the other. */

#include "glass-gdbus.h"
#include "traffic.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <unistd.h>

#define PATH "/glass"

static GDBusConnection *connection;
static Glass *glass;
static GVariant *payload;
static gint64 answered;
static gint64 taken;

static void
exit_if (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("bench-interprocess-gdbus: %s\n", error->message);
  exit (EXIT_FAILURE);
}

static void
open_connection (int fd, GDBusConnectionFlags flags)
{
  GError *error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);
  g_autoptr (GSocketConnection) stream = NULL;
  g_autofree gchar *guid = g_dbus_generate_guid ();
  gboolean is_server = (flags & G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER) != 0;

  exit_if (error);
  stream = g_socket_connection_factory_create_connection (socket);
  connection = g_dbus_connection_new_sync (G_IO_STREAM (stream), is_server ? guid : NULL, flags,
                                           NULL, NULL, &error);
  exit_if (error);
}

/* --- The other process --- */

static gboolean
echo (Glass *self, GDBusMethodInvocation *invocation, GVariant *data)
{
  glass_complete_echo (self, invocation, data);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
accept_put (Glass *self, GDBusMethodInvocation *invocation, GVariant *data G_GNUC_UNUSED)
{
  glass_complete_put (self, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
serve (int fd)
{
  Glass *skeleton = glass_skeleton_new ();
  GError *error = NULL;

  g_signal_connect (skeleton, "handle-echo", G_CALLBACK (echo), NULL);
  g_signal_connect (skeleton, "handle-put", G_CALLBACK (accept_put), NULL);
  open_connection (fd, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER
                         | G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (skeleton), connection, PATH, &error);
  exit_if (error);
  g_dbus_connection_start_message_processing (connection);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
}

/* --- This one --- */

static void
begin (int fd)
{
  GError *error = NULL;

  answered = taken = 0;
  open_connection (dup (fd), G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT);
  glass = glass_proxy_new_sync (connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, PATH,
                                NULL, &error);
  exit_if (error);
  payload = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, payload_bytes, sizeof payload_bytes, 1);
  g_variant_ref_sink (payload);
}

static void
count (GObject *source, GAsyncResult *result, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (GVariant) answer = NULL;
  GError *error = NULL;

  glass_call_echo_finish ((Glass *) source, &answer, result, &error);
  exit_if (error);
  answered++;
}

static void
call (void)
{
  glass_call_echo (glass, payload, NULL, count, NULL);
}

static void
take (void)
{
  for (taken++; answered < taken;)
    g_main_context_iteration (NULL, TRUE);
}

/* Without a callback, it asks for no answer. */
static void
put (void)
{
  glass_call_put (glass, payload, NULL, NULL, NULL);
}

static void
end (void)
{
  g_clear_pointer (&payload, g_variant_unref);
  g_clear_object (&glass);
  g_clear_object (&connection);
}

static const Traffic traffic = {
  .serve = serve, .begin = begin, .call = call, .take = take, .put = put, .end = end,
};

int
main (int argc, char **argv)
{
  return traffic_main (argc, argv, &traffic);
}
