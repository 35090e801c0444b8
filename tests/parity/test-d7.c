/* SPDX-License-Identifier: MIT */

/* D7: idle workers burn no CPU: less than 10 ms in 2 s, with actors that wait and a timer that is
 * far away. */

#include "stage.h"

#include <sys/resource.h>

static gint64
cpu_usec (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC
         + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void
wait_for_gate (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  odeon_future_await (((Gate *) data)->opened, NULL);
}

static void
d7_an_idle_system_burns_no_cpu (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (4);
  g_auto (Gate)           gate;
  OdeonRef               *actors[8];
  OdeonFuture            *timeout;
  gint64                  before;

  gate_init (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    {
      actors[i] = spawn_on (system, i % 4);
      await_ok (odeon_ref_started (actors[i]));
      odeon_future_unref (invoke (actors[i], wait_for_gate, &gate));
    }
  timeout = odeon_future_with_timeout (odeon_future_ref (gate.opened), 60000);

  before = cpu_usec ();
  assert_false (odeon_future_await_for (timeout, 2000, NULL));
  assert_in_range (cpu_usec () - before, 0, 9999);

  gate_open (&gate);
  await_ok (timeout);
  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    stop_and_unref (actors[i]);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (d7_an_idle_system_burns_no_cpu),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
