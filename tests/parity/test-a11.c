/* SPDX-License-Identifier: MIT */

/* A11: several actors may share one address. (Addresses in Redis come with the store.) */

#include "dial.h"

static ParityDial *
spawn_station (OdeonSystem *system, OdeonRouting routing)
{
  OdeonPoolOptions options = ODEON_POOL_OPTIONS_INIT;
  GError          *error = NULL;
  ParityDial      *station;

  options.size = 3;
  options.routing = routing;
  options.name = "station";
  station = parity_dial_spawn_pool (ODEON_SPAWNER (system), dial_get_type (), &options, &error,
                                    "tag", "station", NULL);
  assert_no_error (error);

  return station;
}

static gint
turn (ParityDial *dial, gint by)
{
  GError *error = NULL;
  gint32  level;

  parity_dial_turn_sync (dial, by, &level, &error);
  assert_no_error (error);

  return level;
}

static void
a11_several_actors_share_an_address (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (ParityDial)  station = spawn_station (system, ODEON_ROUTING_ROUND_ROBIN);
  g_autoptr (OdeonRef)    found = odeon_system_find_path (system, "/station", NULL);
  g_autoptr (ParityDial)  dial = parity_dial_from_ref (found, NULL);

  assert_true (odeon_ref_equal (dial, station));
  for (gint round = 1; round <= 3; round++)
    for (gint i = 0; i < 3; i++)
      assert_int_equal (turn (dial, 10), 10 * round);
}

static void
a11_what_belongs_together_goes_to_one_of_them (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (ParityDial)  station = spawn_station (system, ODEON_ROUTING_BY_KEY);

  for (gint i = 1; i <= 9; i++)
    assert_int_equal (turn (station, 11), 11 * i);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a11_several_actors_share_an_address),
    cmocka_unit_test (a11_what_belongs_together_goes_to_one_of_them),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
