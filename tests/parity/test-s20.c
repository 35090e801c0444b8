/* SPDX-License-Identifier: MIT */

/* S20: latency: a round trip between pysage's groups took 30.5 ms, its tick. Here whoever sends
 * wakes whoever receives. */

#include "guest.h"

#define N 501

static gint
compare (gconstpointer a, gconstpointer b)
{
  return (*(const gint64 *) a > *(const gint64 *) b) - (*(const gint64 *) a < *(const gint64 *) b);
}

/* The bound is generous, for machines that have much to do and for the sanitizers. */
static void
s20_no_round_trip_waits_for_a_tick (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_group (system, NULL);
  g_autoptr (InnGuest)    guest = spawn_visitor (group, NULL, "");
  gint64                  trips[N];

  assert_int_equal (add (guest, 1), 1);
  for (guint i = 0; i < N; i++)
    {
      gint64 begin = g_get_monotonic_time ();

      add (guest, 1);
      trips[i] = g_get_monotonic_time () - begin;
    }
  qsort (trips, N, sizeof (gint64), compare);
  print_message ("# a round trip takes %" G_GINT64_FORMAT " microseconds, half of the time\n",
                 trips[N / 2]);
  assert_true (trips[N / 2] < 3 * G_TIME_SPAN_MILLISECOND);
  await_ok (odeon_system_shut_down (system));
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s20_no_round_trip_waits_for_a_tick),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
