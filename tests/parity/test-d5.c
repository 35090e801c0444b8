/* SPDX-License-Identifier: MIT */

/* D5: in pysage's TCP a second message that came along with the first waits until more data
 * arrives. Here what has arrived is handled, and nothing needs to follow. */

#include "guest.h"

#define N 50

static void
d5_what_came_along_with_the_first_waits_for_nothing (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_named (system, "inn");
  g_autoptr (InnGuest)    guest = spawn_visitor (group, NULL, "");
  OdeonFuture            *futures[N];

  /* Together before the process is there to read them, and together again. */
  for (gint round = 0; round < 2; round++)
    {
      for (gint i = 0; i < N; i++)
        futures[i] = inn_guest_add (guest, 1);
      for (gint i = 0; i < N; i++)
        {
          gint32  sum = 0;
          GError *error = NULL;

          inn_guest_add_await (futures[i], &sum, &error);
          assert_no_error (error);
          assert_int_equal (sum, round * N + i + 1);
        }
    }
  await_ok (odeon_system_shut_down (system));
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (d5_what_came_along_with_the_first_waits_for_nothing),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
