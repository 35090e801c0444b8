/* SPDX-License-Identifier: MIT */

/* Actors that publish, subscribe, leave, await one another and die, at random: every subscription
 * is let go of once, every trigger is answered, and nothing stands still. */

#include "ping.h"

#define N_ACTORS 24

typedef struct
{
  OdeonSystem *system;
  OdeonRef    *actors[N_ACTORS];
  gint         n_subscribed;
  gint         n_destroyed;
  gint         n_heard;
} Crowd;

typedef struct
{
  Crowd   *crowd;
  guint32  dice;
  guint64  id;
} Member;

static guint
roll (Member *self, guint sides)
{
  self->dice = self->dice * 1664525u + 1013904223u;

  return (self->dice >> 16) % sides;
}

static gboolean
hear (gconstpointer event, gpointer data)
{
  Member *self = data;
  gint    left = ((const Ping *) event)->number;

  g_atomic_int_inc (&self->crowd->n_heard);
  switch (roll (self, 8))
    {
    case 0:
      odeon_topic_unsubscribe (self->id);
      break;
    case 1:
      if (left > 0)
        ping (self->crowd->system, left - 1);
      break;
    case 2:
      odeon_future_unref (odeon_future_with_timeout (
        ask_int (self->crowd->actors[roll (self, N_ACTORS)], 1), 1));
      break;
    case 3:
      {
        OdeonFuture *asked = ask_int (self->crowd->actors[roll (self, N_ACTORS)], 1);

        odeon_future_await_for (asked, 1, NULL);
        odeon_future_unref (asked);
        break;
      }
    default:
      break;
    }

  return roll (self, 16) == 0;
}

static void
destroy_member (gpointer data)
{
  Member *self = data;

  g_atomic_int_inc (&self->crowd->n_destroyed);
  g_free (self);
}

static void
join_in (OdeonActor *actor, gpointer data)
{
  Member *self = data;

  g_atomic_int_inc (&self->crowd->n_subscribed);
  self->id = odeon_topic_subscribe (&ping_topic, actor, (gint) roll (self, 5), hear, self,
                                    destroy_member);
}

/* An invocation that is refused lets go of it instead. */
static void
invite (Crowd *self, OdeonRef *actor, guint32 seed)
{
  Member *member = g_new0 (Member, 1);
  GError *error = NULL;
  OdeonFuture *joined;

  member->crowd = self;
  member->dice = seed;
  joined = invoke (actor, join_in, member);
  if (!odeon_future_await (joined, &error))
    {
      if (!g_error_matches (error, ODEON_ERROR, ODEON_ERROR_KILLED))
        g_free (member);
      g_error_free (error);
    }
  odeon_future_unref (joined);
}

static void
run_riot (gint workers, guint32 seed)
{
  Crowd  crowd = { new_system (workers), { NULL }, 0, 0, 0 };
  Member dice = { &crowd, seed, 0 };

  for (guint i = 0; i < N_ACTORS; i++)
    crowd.actors[i] = spawn_player (crowd.system, "", NULL);
  for (gint i = scaled (3000); i > 0; i--)
    {
      OdeonRef *actor = crowd.actors[roll (&dice, N_ACTORS)];

      switch (roll (&dice, 12))
        {
        case 0:
        case 1:
          invite (&crowd, actor, dice.dice);
          break;
        case 2:
          if (roll (&dice, 8) == 0)
            odeon_future_unref (roll (&dice, 2) ? odeon_ref_kill (actor) : odeon_ref_stop (actor));
          break;
        case 3:
          {
            Ping         event = { 1, (gchar *) "" };
            OdeonFuture *through = odeon_topic_trigger (&ping_topic, crowd.system, &event);

            await_int64 (through);
            break;
          }
        default:
          ping (crowd.system, 2);
          tell_word (actor, "noise");
          break;
        }
    }
  for (guint i = 0; i < N_ACTORS; i++)
    stop_and_unref (crowd.actors[i]);
  assert_int_equal (crowd.n_destroyed, crowd.n_subscribed);
  assert_int_equal (ping (crowd.system, 0), 0);
  g_object_unref (crowd.system);
}

static void
a_riot_ends (void **state G_GNUC_UNUSED)
{
  count_log (NULL);
  for (guint32 seed = 1; seed <= 4; seed++)
    for (gint workers = 0; workers < 3; workers++)
      run_riot (workers, seed);
  restore_log ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_riot_ends),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
