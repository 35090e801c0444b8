/* SPDX-License-Identifier: MIT */

/* What only a socket of this machine can do: octet sequences that are not copied. */

#include "office.h"

#include "odeon-bytes-private.h"

#include <string.h>

#define SIZE ((gsize) 3 << 20)

static GBytes *
new_shared (void)
{
  GError  *error = NULL;
  gpointer data;
  GBytes  *bytes = odeon_bytes_new_shared (SIZE, &data, &error);

  assert_no_error (error);
  memset (data, 0x5a, SIZE);

  return bytes;
}

static void
shared_bytes_come_back_in_the_same_memory (void **state)
{
  Offices           *self = *state;
  g_autoptr (GBytes) sent = new_shared ();
  g_autoptr (GBytes) back = NULL;
  GError            *error = NULL;

  post_office_copy_sync (self->remote, sent, &back, &error);
  assert_no_error (error);

  assert_true (g_bytes_equal (sent, back));
  assert_true (_odeon_bytes_is_shared (back));
}

static void
large_bytes_are_shared_unasked (void **state)
{
  Offices           *self = *state;
  g_autoptr (GBytes) sent = g_bytes_new_take (g_malloc0 (SIZE), SIZE);
  g_autoptr (GBytes) back = NULL;

  assert_true (post_office_copy_sync (self->remote, sent, &back, NULL));

  assert_true (g_bytes_equal (sent, back));
  assert_true (_odeon_bytes_is_shared (back));
}

static void
many_of_them_are_under_way_at_once (void **state)
{
  Offices            *self = *state;
  g_autoptr (GBytes)  sent = new_shared ();
  OdeonFuture        *futures[200];

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      futures[i] = post_office_copy (self->remote, sent);
      odeon_future_unref (post_office_add (self->remote, 1));
    }
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autoptr (GBytes) back = NULL;

      assert_true (post_office_copy_await (futures[i], &back, NULL));
      assert_true (g_bytes_equal (sent, back));
    }
}

/* A link without them has the bytes in its frames. */
static void
a_carrier_without_descriptors_copies (void **state G_GNUC_UNUSED)
{
  OdeonLinkOptions   options = ODEON_LINK_OPTIONS_INIT;
  Offices           *self;
  g_autoptr (GBytes) sent = new_shared ();
  g_autoptr (GBytes) back = NULL;

  options.session.shares_memory = FALSE;
  self = offices_new (1, &options, &options);
  assert_true (post_office_copy_sync (self->remote, sent, &back, NULL));

  assert_true (g_bytes_equal (sent, back));
  assert_false (_odeon_bytes_is_shared (back));
  offices_free (self);
}

/* The peer does not read: what is sent waits, and goes on as soon as it does. */
static void
a_socket_that_is_full_is_waited_for (void **state)
{
  Offices           *self = *state;
  gsize              size = 200000;
  g_autoptr (GBytes) sent = g_bytes_new_take (g_malloc0 (size), size);
  OdeonFuture       *futures[50];

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = post_office_copy (self->remote, sent);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autoptr (GBytes) back = NULL;

      assert_true (post_office_copy_await (futures[i], &back, NULL));
      assert_true (g_bytes_equal (sent, back));
    }
}

/* The peer says something that is no frame yet, and ends; all of that is there before it is looked
 * at. @end: how it does so. */
static void
see_the_end (void (*end) (gint fd))
{
  Side              self;
  gint              fds[2];
  g_autoptr (GError) why = NULL;

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  assert_int_equal (write (fds[1], "half", 4), 4);
  end (fds[1]);
  side_init (&self, 1);
  side_open (&self, fds[0], NULL, NULL);
  why = side_await_closed (&self);
  assert_true (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED));
  side_clear (&self);
}

static void
close_it (gint fd)
{
  assert_int_equal (close (fd), 0);
}

static void
say_no_more (gint fd)
{
  assert_int_equal (shutdown (fd, SHUT_WR), 0);
}

static void
the_end_is_seen_with_what_came_before_it (void **state G_GNUC_UNUSED)
{
  see_the_end (close_it);
  see_the_end (say_no_more);
}

#define test(name) cmocka_unit_test_setup_teardown (name, offices_set_up, offices_tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    test (shared_bytes_come_back_in_the_same_memory),
    test (large_bytes_are_shared_unasked),
    test (many_of_them_are_under_way_at_once),
    cmocka_unit_test (a_carrier_without_descriptors_copies),
    test (a_socket_that_is_full_is_waited_for),
    cmocka_unit_test (the_end_is_seen_with_what_came_before_it),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
