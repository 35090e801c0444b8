/* SPDX-License-Identifier: MIT */

/* Thrift for C and GLib over TCP, through what its compiler makes of glass.thrift. It has no
 * futures: what is unanswered is what was sent and not yet received. A Unix socket's buffer would
 * not hold a thousand requests, each written on its own, while nobody reads. */

#include "thrift_glass.h"
#include "traffic.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <thrift/c_glib/protocol/thrift_binary_protocol.h>
#include <thrift/c_glib/transport/thrift_buffered_transport.h>
#include <thrift/c_glib/transport/thrift_server_socket.h>
#include <thrift/c_glib/transport/thrift_socket.h>

static thriftGlassIf *glass;
static ThriftProtocol *protocol;
static GByteArray *payload;
static ThriftSocket *connection;

static void
exit_if (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("bench-interprocess-thrift: %s\n", error->message);
  exit (EXIT_FAILURE);
}

/* --- The connection --- */

/* Nothing of it owns what it wraps, so that stays. */
static ThriftProtocol *
new_protocol (ThriftSocket *socket)
{
  gpointer buffered = g_object_new (THRIFT_TYPE_BUFFERED_TRANSPORT, "transport", socket, NULL);
  int yes = 1;

  setsockopt (socket->sd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return g_object_new (THRIFT_TYPE_BINARY_PROTOCOL, "transport", buffered, NULL);
}

static ThriftSocket *
accept_one (int fd)
{
  ThriftServerTransport *server = g_object_new (THRIFT_TYPE_SERVER_SOCKET, "port", 0, NULL);
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  GError *error = NULL;
  ThriftTransport *accepted;

  thrift_server_transport_listen (server, &error);
  exit_if (error);
  if (getsockname (THRIFT_SERVER_SOCKET (server)->sd, (struct sockaddr *) &address, &size) != 0)
    traffic_fail ("getsockname");
  traffic_tell_port (fd, ntohs (address.sin_port));
  accepted = thrift_server_transport_accept (server, &error);
  exit_if (error);
  return THRIFT_SOCKET (accepted);
}

static ThriftSocket *
connect_to (int port)
{
  ThriftSocket *socket = g_object_new (THRIFT_TYPE_SOCKET, "hostname", "localhost", "port", port,
                                       NULL);
  GError *error = NULL;

  thrift_transport_open (THRIFT_TRANSPORT (socket), &error);
  exit_if (error);
  return socket;
}

/* --- The other process --- */

typedef thriftGlassHandler Server;
typedef thriftGlassHandlerClass ServerClass;

GType server_get_type (void);

G_DEFINE_TYPE (Server, server, THRIFT_TYPE_GLASS_HANDLER)

static gboolean
echo (thriftGlassIf    *iface G_GNUC_UNUSED,
      GByteArray      **out_result,
      const GByteArray *data,
      GError          **error G_GNUC_UNUSED)
{
  *out_result = g_byte_array_new ();
  g_byte_array_append (*out_result, data->data, data->len);
  return TRUE;
}

static gboolean
accept_put (thriftGlassIf    *iface G_GNUC_UNUSED,
            const GByteArray *data G_GNUC_UNUSED,
            GError          **error G_GNUC_UNUSED)
{
  return TRUE;
}

static void
server_class_init (ServerClass *klass)
{
  klass->echo = echo;
  klass->put = accept_put;
}

static void
server_init (Server *self G_GNUC_UNUSED)
{
}

static void
serve (int fd)
{
  gpointer server = g_object_new (server_get_type (), NULL);
  ThriftProcessor *processor = g_object_new (THRIFT_TYPE_GLASS_PROCESSOR, "handler", server, NULL);
  GError *error = NULL;

  protocol = new_protocol (accept_one (fd));
  while (thrift_processor_process (processor, protocol, protocol, &error))
    continue;
  exit_if (error);
}

/* --- This one --- */

static void
begin (int fd)
{
  connection = connect_to (traffic_hear_port (fd));
  protocol = new_protocol (connection);
  glass = g_object_new (THRIFT_TYPE_GLASS_CLIENT,
                        "input_protocol", protocol, "output_protocol", protocol, NULL);
  payload = g_byte_array_new ();
  g_byte_array_append (payload, payload_bytes, sizeof payload_bytes);
}

static void
call (void)
{
  GError *error = NULL;

  thrift_glass_client_send_echo (glass, payload, &error);
  exit_if (error);
}

static void
take (void)
{
  GByteArray *answer = NULL;
  GError *error = NULL;

  thrift_glass_client_recv_echo (glass, &answer, &error);
  exit_if (error);
  g_byte_array_unref (answer);
}

static void
put (void)
{
  GError *error = NULL;

  thrift_glass_client_put (glass, payload, &error);
  exit_if (error);
}

static void
end (void)
{
  g_clear_pointer (&payload, g_byte_array_unref);
  g_clear_object (&glass);
  g_clear_object (&protocol);
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
