/* SPDX-License-Identifier: MIT */

#include "stage.h"

#include "odeon-bytes-private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static GBytes *
new_shared (gsize size, guint8 fill)
{
  GError  *error = NULL;
  gpointer data;
  GBytes  *bytes = odeon_bytes_new_shared (size, &data, &error);

  assert_no_error (error);
  memset (data, fill, size);

  return bytes;
}

static GBytes *
receive (gint fd, gsize size, GError **error)
{
  return _odeon_bytes_new_received (dup (fd), size, error);
}

static void
what_was_written_is_read_by_whoever_gets_the_descriptor (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = new_shared (10000, 'x');
  g_autoptr (GBytes) sealed = _odeon_bytes_seal (bytes);
  g_autoptr (GBytes) received = receive (_odeon_bytes_get_fd (sealed), 10000, NULL);

  assert_ptr_equal (sealed, bytes);
  assert_true (g_bytes_equal (received, bytes));
  assert_true (_odeon_bytes_is_shared (received));
}

static void
once_sealed_nobody_can_write_them (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = new_shared (4096, 'x');
  g_autoptr (GBytes) sealed = _odeon_bytes_seal (bytes);
  gint               fd = _odeon_bytes_get_fd (sealed);

  assert_int_equal (write (fd, "y", 1), -1);
  assert_int_equal (ftruncate (fd, 0), -1);
  assert_ptr_equal (mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), MAP_FAILED);
}

static void
others_are_copied_when_they_are_sealed (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = g_bytes_new ("hello", 5);
  g_autoptr (GBytes) sealed = _odeon_bytes_seal (bytes);

  assert_false (_odeon_bytes_is_shared (bytes));
  assert_true (_odeon_bytes_is_shared (sealed));
  assert_true (g_bytes_equal (bytes, sealed));
}

static void
a_part_of_them_is_copied_likewise (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = new_shared (10000, 'x');
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, 5000);
  g_autoptr (GBytes) sealed = _odeon_bytes_seal (part);

  assert_true (g_bytes_equal (part, sealed));
  assert_int_not_equal (_odeon_bytes_get_fd (sealed), _odeon_bytes_get_fd (bytes));
}

static void
what_is_not_sealed_or_not_of_that_size_is_refused (void **state G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = new_shared (10000, 'x');
  g_autoptr (GBytes) sealed = NULL;
  gint               fd = _odeon_bytes_get_fd (bytes);
  gint               null = open ("/dev/null", O_RDWR | O_CLOEXEC);

  assert_null (receive (fd, 10000, NULL));
  assert_null (receive (null, 10000, NULL));
  sealed = _odeon_bytes_seal (bytes);
  assert_null (receive (fd, 10001, NULL));
  assert_null (receive (fd, 0, NULL));
  close (null);
}

static void
more_than_there_is_fails (void **state G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gpointer           data;

  assert_null (odeon_bytes_new_shared (G_MAXSIZE, &data, &error));
  assert_non_null (error);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_was_written_is_read_by_whoever_gets_the_descriptor),
    cmocka_unit_test (once_sealed_nobody_can_write_them),
    cmocka_unit_test (others_are_copied_when_they_are_sealed),
    cmocka_unit_test (a_part_of_them_is_copied_likewise),
    cmocka_unit_test (what_is_not_sealed_or_not_of_that_size_is_refused),
    cmocka_unit_test (more_than_there_is_fails),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
