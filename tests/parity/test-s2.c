/* SPDX-License-Identifier: MIT */

/* S2: message types have named properties with types and defaults; one that is not set reads as its
 * default, 0 is kept; what is wrong is refused when it is sent. */

#include "listener.h"

static void
what_is_not_set_has_its_default (void **state G_GNUC_UNUSED)
{
  g_autoptr (ParityNoticed) event = parity_noticed_new ();

  assert_int_equal (event->number, 0);
  assert_int_equal (event->weight, 7);
  assert_null (event->what);
}

static gboolean
keep_copy (const ParityNoticed *event, gpointer data)
{
  *(ParityNoticed **) data = parity_noticed_copy (event);

  return ODEON_EVENT_CONTINUE;
}

static void
zero_is_kept (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (0);
  g_autoptr (ParityNoticed) event = parity_noticed_new ();
  g_autoptr (ParityNoticed) received = NULL;

  parity_noticed_subscribe (system, 0, keep_copy, &received, NULL);
  event->weight = 0;
  event->what = g_strdup ("a noise");
  assert_int_equal (parity_noticed_publish (system, event), 1);
  odeon_system_tick (system, -1);
  assert_non_null (received);
  assert_true (parity_noticed_equal (event, received));
  assert_int_equal (received->weight, 0);
}

static void
what_is_wrong_is_refused_when_it_is_sent (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem)   system = new_system (0);
  g_autoptr (ParityNoticed) event = parity_noticed_new ();
  ParityNoticed            *received = NULL;
  gint                      counts[2] = { 0, 0 };

  parity_noticed_subscribe (system, 0, keep_copy, &received, NULL);
  event->what = g_strdup ("\xff\xfe");
  count_log (counts);
  assert_int_equal (parity_noticed_publish (system, event), 0);
  assert_int_equal (parity_noticed_publish (system, NULL), 0);
  restore_log ();
  assert_int_equal (counts[1], 2);
  odeon_system_tick (system, -1);
  assert_null (received);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_not_set_has_its_default),
    cmocka_unit_test (zero_is_kept),
    cmocka_unit_test (what_is_wrong_is_refused_when_it_is_sent),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
