/* SPDX-License-Identifier: MIT */

#include "quay.h"

static void
what_is_said_on_stream_0_comes_back (void **state G_GNUC_UNUSED)
{
  Quay *here = quay_new ("127.0.0.1", 0, new_credentials ("here"), &default_options);
  Quay *there = quay_new ("127.0.0.1", 0, new_credentials ("there"), &default_options);
  Ship *ship = quay_dial (here, there->address, "there");

  wait_ready (ship);
  assert_string_equal (ship->peer_name, "there");
  say (ship, "ahoy", 4);
  wait_until (here, ship->heard->len == 4);
  assert_memory_equal (ship->heard->data, "ahoy", 4);
  wait_until (there, there->ships->len == 1);
  assert_string_equal (((Ship *) there->ships->pdata[0])->peer_name, "here");

  quay_free (here);
  quay_free (there);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (what_is_said_on_stream_0_comes_back),
  };

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
