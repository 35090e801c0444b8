/* SPDX-License-Identifier: MIT */

/* The test starts itself as the process that hangs on a lifeline, and is at something else when it
 * is cut. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "odeon-group-lifeline-private.h"

#define CHILD_FD 3

static int
hang (void)
{
  if (!_odeon_group_lifeline_watch (CHILD_FD, 1000, NULL))
    return 2;

  /* Whoever has the descriptor may go on reading. */
  if (write (CHILD_FD, "!", 1) != 1)
    return 3;
  for (;;)
    pause ();
}

static GSubprocess *
start_child (gint *out_fd)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  /* Not the link itself: under valgrind that would be valgrind. */
  g_autofree gchar               *program = g_file_read_link ("/proc/self/exe", NULL);
  GSubprocess                    *child;
  gint                            fds[2];
  gchar                           byte;

  assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  g_subprocess_launcher_take_fd (launcher, fds[1], CHILD_FD);
  child = g_subprocess_launcher_spawn (launcher, NULL, program, "hang", NULL);
  assert_non_null (child);
  /* That end is the child's alone. */
  g_subprocess_launcher_close (launcher);
  assert_int_equal (read (fds[0], &byte, 1), 1);
  *out_fd = fds[0];

  return child;
}

static void
one_ends_with_its_lifeline (void **state G_GNUC_UNUSED)
{
  gint                    fd;
  g_autoptr (GSubprocess) child = start_child (&fd);

  close (fd);
  assert_true (g_subprocess_wait (child, NULL, NULL));
  assert_true (g_subprocess_get_if_exited (child));
  assert_int_equal (g_subprocess_get_exit_status (child), 1);
}

static void
and_not_before (void **state G_GNUC_UNUSED)
{
  gint                    fd;
  g_autoptr (GSubprocess) child = start_child (&fd);

  /* What is written there does not cut it. */
  assert_int_equal (write (fd, "still here", 10), 10);
  g_subprocess_force_exit (child);
  assert_true (g_subprocess_wait (child, NULL, NULL));
  assert_false (g_subprocess_get_if_exited (child));
  close (fd);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (one_ends_with_its_lifeline),
    cmocka_unit_test (and_not_before),
  };

  if (argc == 2 && strcmp (argv[1], "hang") == 0)
    return hang ();

  return cmocka_run_group_tests (tests, NULL, NULL);
}
