/* SPDX-License-Identifier: MIT */

/* A tree of a thousand actors under random failures, kills, stops, floods and suspensions, from a
 * seed. Whatever happens: every future is settled, every object is released, no name is held by
 * two, and nobody is restarted more often than he may be.
 * ODEON_TEST_SEED and ODEON_TEST_CHAOS_SECONDS choose another run. */

#include "chaos-tree.h"

#define N_DRIVERS 2
#define BATCH     200

/* --- those who wreak it --- */

typedef struct
{
  OdeonSystem *system;
  guint64      seed;
  gint64       end;
  GPtrArray   *futures;
  GPtrArray   *suspended;
} Driver;

static void
keep (Driver *self, OdeonFuture *future)
{
  g_ptr_array_add (self->futures, future);
}

static OdeonFuture *
ask (OdeonRef *ref, guint32 word)
{
  return odeon_ref_ask (ref, g_variant_new_uint32 (word));
}

static void
wreak (Driver *self, OdeonRef *ref)
{
  switch (draw (&self->seed) % 100)
    {
    case 0:
      keep (self, odeon_ref_kill (ref));
      break;
    case 1:
      keep (self, odeon_ref_stop (ref));
      break;
    case 2:
      keep (self, ask (ref, WORD_PANIC));
      break;
    case 3:
      keep (self, ask (ref, WORD_STOP));
      break;
    case 4:
    case 5:
    case 6:
      odeon_ref_tell (ref, g_variant_new_uint32 (WORD_FAIL));
      break;
    case 7:
      keep (self, odeon_ref_suspend (ref));
      g_ptr_array_add (self->suspended, odeon_ref_ref (ref));
      break;
    case 8:
      for (gint i = 0; i < 1000; i++)
        odeon_ref_tell (ref, g_variant_new_uint32 (WORD_ANSWER));
      break;
    case 9:
      keep (self, ask (ref, WORD_FAIL));
      break;
    default:
      if (draw (&self->seed) % 4 == 0)
        keep (self, ask (ref, WORD_ASK + draw (&self->seed) % N_NODES));
      else
        keep (self, ask (ref, WORD_ANSWER));
    }
}

/* Of all that do not run. */
static void
print_states (Driver *self)
{
  for (guint i = 0; i < N_NODES; i++)
    {
      g_autoptr (OdeonRef) ref = find (self->system, i);

      if (ref != NULL && odeon_ref_get_state (ref) != ODEON_ACTOR_STATE_RUNNING)
        print_error ("  node-%u: state %d\n", i, (gint) odeon_ref_get_state (ref));
    }
}

/* As good as for ever. */
static void
await_settled (Driver *self)
{
  for (guint i = 0; i < self->suspended->len; i++)
    odeon_future_unref (odeon_ref_resume (self->suspended->pdata[i]));
  g_ptr_array_set_size (self->suspended, 0);

  for (guint i = 0; i < self->futures->len; i++)
    {
      OdeonFuture            *future = self->futures->pdata[i];
      g_autoptr (OdeonFuture) in_time = odeon_future_with_timeout (odeon_future_ref (future),
                                                                   20000);

      g_autoptr (GError)      error = NULL;

      odeon_future_await (in_time, &error);
      if (odeon_future_is_done (future))
        atomic_fetch_add (&chaos.n_settled, 1);
      else
        {
          atomic_fetch_add (&chaos.n_lost, 1);
          print_error ("lost: %s\n", error->message);
        }
    }
  g_ptr_array_set_size (self->futures, 0);
}

/* Leaves more often than the root: it takes everybody along. */
static guint
choose (Driver *self)
{
  guint32 index = draw (&self->seed) % N_NODES;

  return index < N_INNER && draw (&self->seed) % 8 != 0 ? index + N_INNER : index;
}

static gpointer
drive (gpointer data)
{
  Driver *self = data;

  self->futures = g_ptr_array_new_with_free_func ((GDestroyNotify) odeon_future_unref);
  self->suspended = g_ptr_array_new_with_free_func (odeon_ref_unref);
  /* However short the time: until something was restarted, or there is nothing to see. */
  while (g_get_monotonic_time () < self->end || atomic_load (&chaos.n_restarts) == 0)
    {
      for (guint i = 0; i < BATCH; i++)
        {
          g_autoptr (OdeonRef) ref = find (self->system, choose (self));

          if (ref != NULL)
            wreak (self, ref);
        }
      await_settled (self);
      /* If the root has ended: one of the drivers gets the name. */
      odeon_ref_unref (spawn_node (ODEON_SPAWNER (self->system), self->system, 0, NULL));
    }
  g_ptr_array_unref (self->futures);
  g_ptr_array_unref (self->suspended);

  return NULL;
}

static guint64
get_number (const gchar *variable, guint64 otherwise)
{
  const gchar *text = g_getenv (variable);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
nothing_is_lost_doubled_or_exceeded (void **state G_GNUC_UNUSED)
{
  OdeonSystem  *system = new_system (N_WORKERS);
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;
  guint64       seed = get_number ("ODEON_TEST_SEED", 1);
  guint64       msec = get_number ("ODEON_TEST_CHAOS_SECONDS", 0) * 1000;
  gint64        end;
  Driver        drivers[N_DRIVERS];
  GThread      *threads[N_DRIVERS];

  count_log (NULL);
  strategy.max_restarts = G_MAXUINT;
  odeon_system_supervise (system, &strategy);
  end = g_get_monotonic_time () + (gint64) (msec != 0 ? msec : (guint64) scaled (3000)) * 1000;
  for (guint i = 0; i < N_DRIVERS; i++)
    {
      drivers[i] = (Driver) { .system = system, .seed = seed * N_DRIVERS + i, .end = end };
      threads[i] = g_thread_new ("driver", drive, &drivers[i]);
    }
  for (guint i = 0; i < N_DRIVERS; i++)
    g_thread_join (threads[i]);
  if (chaos.n_lost > 0)
    print_states (&drivers[0]);

  await_ok (odeon_system_shut_down (system));
  g_object_unref (system);
  restore_log ();

  print_message ("seed %" G_GUINT64_FORMAT ": %u futures settled, %d restarts, %d spawned anew\n",
                 seed, chaos.n_settled, chaos.n_restarts, chaos.n_respawns);
  assert_int_equal (chaos.n_lost, 0);
  assert_int_equal (chaos.n_doubles, 0);
  assert_int_equal (chaos.n_excesses, 0);
  assert_int_equal (chaos.n_lives, 0);
  for (guint i = 0; i < N_NODES; i++)
    assert_int_equal (chaos.places[i].n_objects, 0);
  assert_true (chaos.n_restarts > 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (nothing_is_lost_doubled_or_exceeded),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
