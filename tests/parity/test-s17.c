/* SPDX-License-Identifier: MIT */

/* S17: a stream between processes, here the local socket of a group, is reliable and in order,
 * whatever its messages weigh. (Between machines: tests/unit/net/test-node.c.) */

#include "guest.h"

/* pysage delivered 92 of such a burst. */
static void
s17_a_burst_arrives_whole (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_group (system, NULL);
  g_autoptr (InnGuest)    guest = spawn_visitor (group, NULL, "");

  for (gint32 i = 1; i <= 5000; i++)
    assert_true (inn_guest_note (guest, i));
  assert_int_equal (add (guest, 0), 5000 * 5001 / 2);
  await_ok (odeon_system_shut_down (system));
}

/* And failed with 70,000 bytes. */
static void
s17_messages_of_any_size_come_back_as_they_were (void **state G_GNUC_UNUSED)
{
  static const gsize      sizes[] = { 0, 1, 70000, 5 << 20 };
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (OdeonGroup)  group = start_group (system, NULL);
  g_autoptr (InnGuest)    guest = spawn_visitor (group, NULL, "");

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint8            *data = g_malloc (sizes[i]);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) back = NULL;
      GError            *error = NULL;

      for (gsize k = 0; k < sizes[i]; k++)
        data[k] = (guint8) (k * 7 + k / 256);
      bytes = g_bytes_new_take (data, sizes[i]);
      inn_guest_echo_sync (guest, bytes, &back, &error);
      assert_no_error (error);
      assert_true (g_bytes_equal (bytes, back));
    }
  await_ok (odeon_system_shut_down (system));
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (s17_a_burst_arrives_whole),
    cmocka_unit_test (s17_messages_of_any_size_come_back_as_they_were),
  };

  odeon_init (&argc, &argv);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
