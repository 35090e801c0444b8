/* SPDX-License-Identifier: MIT */

/* Wanted elsewhere: futures of D-Bus. What gdbus-codegen generates calls GDBusConnection with GIO's
 * usual arguments: an actor awaits it as it awaits another actor; and an actor's answer is that of
 * a D-Bus method. */

#include "stage.h"

#include <gio/gio.h>
#include <sys/socket.h>

static const gchar description[] =
  "<node><interface name='org.example.Sum'>"
  "  <method name='Add'><arg type='i' direction='in'/><arg type='i' direction='out'/></method>"
  "</interface></node>";

/* Two ends of a connection without a bus. */
typedef struct
{
  GDBusConnection *server;
  GDBusConnection *client;
  OdeonRef        *adder;
  gint             reply;
} Wire;

static GDBusConnection *
connect_to (gint fd)
{
  GError                    *error = NULL;
  g_autoptr (GSocket)        socket = g_socket_new_from_fd (fd, &error);
  g_autoptr (GIOStream)      stream = NULL;
  GDBusConnection           *connection;

  assert_no_error (error);
  stream = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
  connection = g_dbus_connection_new_sync (stream, NULL, G_DBUS_CONNECTION_FLAGS_NONE, NULL, NULL,
                                           &error);
  assert_no_error (error);

  return connection;
}

static void
answer (OdeonFuture *sum, gpointer invocation)
{
  GError              *error = NULL;
  g_autoptr (GVariant) value = odeon_future_dup_variant (sum, &error);

  if (value != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@i)", value));
  else
    g_dbus_method_invocation_take_error (invocation, error);
}

static void
method_called (GDBusConnection       *connection G_GNUC_UNUSED,
               const gchar           *sender G_GNUC_UNUSED,
               const gchar           *path G_GNUC_UNUSED,
               const gchar           *interface G_GNUC_UNUSED,
               const gchar           *method G_GNUC_UNUSED,
               GVariant              *parameters,
               GDBusMethodInvocation *invocation,
               gpointer               data)
{
  g_autoptr (GVariant)    number = g_variant_get_child_value (parameters, 0);
  g_autoptr (OdeonFuture) sum = odeon_ref_ask (((Wire *) data)->adder, number);

  odeon_future_on_done (sum, answer, invocation, NULL);
}

static void
serve (Wire *self)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_called };
  g_autoptr (GDBusNodeInfo)         node = g_dbus_node_info_new_for_xml (description, NULL);
  GError                           *error = NULL;

  g_dbus_connection_register_object (self->server, "/sum", node->interfaces[0], &vtable, self, NULL,
                                     &error);
  assert_no_error (error);
}

/* In an actor: reads as if it blocked. */
static void
call_over_dbus (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Wire                    *self = data;
  GError                  *error = NULL;
  g_autoptr (OdeonFuture)  calling = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant)     reply = NULL;

  calling = ODEON_ASYNC (g_dbus_connection_call, self->client, NULL, "/sum", "org.example.Sum",
                         "Add", g_variant_new ("(i)", 20), G_VARIANT_TYPE ("(i)"),
                         G_DBUS_CALL_FLAGS_NONE, -1);
  result = odeon_async_await (calling, &error);
  assert_no_error (error);
  reply = g_dbus_connection_call_finish (self->client, result, &error);
  assert_no_error (error);
  g_variant_get (reply, "(i)", &self->reply);
}

static void
wake (OdeonFuture *future G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  g_main_context_wakeup (NULL);
}

static void
an_actor_awaits_a_method_that_an_actor_answers (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (OdeonRef)    caller = spawn_player (system, "", NULL);
  g_autoptr (OdeonRef)    adder = spawn_player (system, "", NULL);
  Wire                    wire = { .adder = adder };
  OdeonFuture            *called;
  gint                    fds[2];

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  wire.server = connect_to (fds[0]);
  wire.client = connect_to (fds[1]);
  serve (&wire);
  assert_int_equal (await_int (ask_int (adder, 3)), 3);

  called = invoke (caller, call_over_dbus, &wire);
  odeon_future_on_done (called, wake, NULL, NULL);
  while (!odeon_future_is_done (called))
    g_main_context_iteration (NULL, TRUE);
  await_ok (called);
  assert_int_equal (wire.reply, 23);

  g_dbus_connection_close_sync (wire.client, NULL, NULL);
  g_dbus_connection_close_sync (wire.server, NULL, NULL);
  g_object_unref (wire.client);
  g_object_unref (wire.server);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_actor_awaits_a_method_that_an_actor_answers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
