/* SPDX-License-Identifier: MIT */

/* A game's loop: thirty ticks a second, on one thread, for a second. The loop is the game's, and so
 * is the time: a tick runs what has been sent since the last one, and gives the thread back. */

#include "player.h"

#define TICKS_PER_SECOND 30
#define TICK_USEC        (G_USEC_PER_SEC / TICKS_PER_SECOND)

static gboolean
join (OdeonSystem *system, const gchar *name, GError **error)
{
  OdeonSpawnOptions    options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (OdeonRef) player = NULL;

  options.name = name;
  player = odeon_spawn (ODEON_SPAWNER (system), TYPE_PLAYER, &options, error, NULL);

  return player != NULL;
}

static void
sleep_until (gint64 due)
{
  gint64 now = g_get_monotonic_time ();

  if (now < due)
    g_usleep ((gulong) (due - now));
}

static void
play (OdeonSystem *system)
{
  gint64 due = g_get_monotonic_time ();

  for (guint number = 1; number <= TICKS_PER_SECOND; number++)
    {
      GameFrame frame = { .number = number };
      GameBomb  bomb = { .damage = 40 };

      game_frame_publish (system, &frame);
      if (number == TICKS_PER_SECOND / 2)
        game_bomb_publish (system, &bomb);

      /* What there is no time for is left to the next tick, which then comes at once. */
      due += TICK_USEC;
      if (odeon_system_tick (system, MAX (due - g_get_monotonic_time (), 0)))
        sleep_until (due);
    }
  while (!odeon_system_tick (system, -1))
    ;

  g_print ("%d ticks\n", TICKS_PER_SECOND);
}

int
main (void)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (0, &error);

  if (system == NULL || !join (system, "alice", &error) || !join (system, "bob", &error))
    {
      g_printerr ("game: %s\n", error->message);
      return 1;
    }
  /* They start, and from then on listen. */
  odeon_system_tick (system, -1);
  play (system);

  return 0;
}
