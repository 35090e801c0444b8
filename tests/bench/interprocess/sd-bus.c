/* SPDX-License-Identifier: MIT */

/* sd-bus over a socket pair, without a bus in between: calls of a method of an object, whose
 * answers come by callback. */

#include "traffic.h"

#include <errno.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#define PATH      "/glass"
#define INTERFACE "org.odeon.Glass"

static sd_bus *bus;
static int64_t answered;
static int64_t taken;

static void
check (int result, const char *what)
{
  if (result >= 0)
    return;
  errno = -result;
  traffic_fail (what);
}

/* --- The other process --- */

static int
echo (sd_bus_message *message, void *data, sd_bus_error *error)
{
  sd_bus_message *answer = NULL;
  const void *bytes;
  size_t size;

  (void) data;
  (void) error;
  check (sd_bus_message_read_array (message, 'y', &bytes, &size), "sd_bus_message_read_array");
  check (sd_bus_message_new_method_return (message, &answer), "sd_bus_message_new_method_return");
  check (sd_bus_message_append_array (answer, 'y', bytes, size), "sd_bus_message_append_array");
  check (sd_bus_send (NULL, answer, NULL), "sd_bus_send");
  sd_bus_message_unref (answer);
  return 1;
}

static int
accept_put (sd_bus_message *message, void *data, sd_bus_error *error)
{
  const void *bytes;
  size_t size;

  (void) data;
  (void) error;
  check (sd_bus_message_read_array (message, 'y', &bytes, &size), "sd_bus_message_read_array");
  return 1;
}

static const sd_bus_vtable methods[] = {
  SD_BUS_VTABLE_START (0),
  SD_BUS_METHOD ("Echo", "ay", "ay", echo, SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_METHOD ("Put", "ay", "", accept_put,
                 SD_BUS_VTABLE_UNPRIVILEGED | SD_BUS_VTABLE_METHOD_NO_REPLY),
  SD_BUS_VTABLE_END
};

static void
turn (void)
{
  int done = sd_bus_process (bus, NULL);

  check (done, "sd_bus_process");
  if (done == 0)
    check (sd_bus_wait (bus, UINT64_MAX), "sd_bus_wait");
}

static void
serve (int fd)
{
  sd_id128_t id;

  check (sd_id128_randomize (&id), "sd_id128_randomize");
  check (sd_bus_new (&bus), "sd_bus_new");
  check (sd_bus_set_fd (bus, fd, fd), "sd_bus_set_fd");
  check (sd_bus_set_server (bus, 1, id), "sd_bus_set_server");
  check (sd_bus_add_object_vtable (bus, NULL, PATH, INTERFACE, methods, NULL), "sd_bus_add_object");
  check (sd_bus_start (bus), "sd_bus_start");
  for (;;)
    turn ();
}

/* --- This one --- */

static void
begin (int fd)
{
  answered = taken = 0;
  fd = dup (fd); /* which becomes the bus's */
  check (sd_bus_new (&bus), "sd_bus_new");
  check (sd_bus_set_fd (bus, fd, fd), "sd_bus_set_fd");
  check (sd_bus_start (bus), "sd_bus_start");
}

static sd_bus_message *
new_call (const char *method)
{
  sd_bus_message *message = NULL;

  check (sd_bus_message_new_method_call (bus, &message, NULL, PATH, INTERFACE, method),
         "sd_bus_message_new_method_call");
  check (sd_bus_message_append_array (message, 'y', payload_bytes, sizeof payload_bytes),
         "sd_bus_message_append_array");
  return message;
}

static int
count (sd_bus_message *message, void *data, sd_bus_error *error)
{
  const void *bytes;
  size_t size;

  (void) data;
  (void) error;
  check (sd_bus_message_read_array (message, 'y', &bytes, &size), "sd_bus_message_read_array");
  answered++;
  return 1;
}

static void
call (void)
{
  sd_bus_message *message = new_call ("Echo");

  check (sd_bus_call_async (bus, NULL, message, count, NULL, UINT64_MAX), "sd_bus_call_async");
  sd_bus_message_unref (message);
}

static void
take (void)
{
  for (taken++; answered < taken;)
    turn ();
}

static void
put (void)
{
  sd_bus_message *message = new_call ("Put");

  check (sd_bus_message_set_expect_reply (message, 0), "sd_bus_message_set_expect_reply");
  check (sd_bus_send (bus, message, NULL), "sd_bus_send");
  sd_bus_message_unref (message);
}

static void
end (void)
{
  sd_bus_close (bus);
  bus = sd_bus_unref (bus);
}

static const Traffic traffic = {
  .serve = serve, .begin = begin, .call = call, .take = take, .put = put, .end = end,
};

int
main (int argc, char **argv)
{
  return traffic_main (argc, argv, &traffic);
}
