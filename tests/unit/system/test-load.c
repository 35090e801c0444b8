/* SPDX-License-Identifier: MIT */

/* How busy workers have been, by what they say of their sleep. */

#include "stage.h"

#include "odeon-load-private.h"

#define MSEC  G_GINT64_CONSTANT (1000)
#define START (1000 * MSEC)

typedef struct
{
  OdeonWorker workers[3];
  GPtrArray  *list;
  OdeonLoad   load;
} Crew;

static void
crew_init (Crew *self)
{
  memset (self, 0, sizeof *self);
  self->list = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (self->workers); i++)
    g_ptr_array_add (self->list, &self->workers[i]);
  _odeon_load_init (&self->load, G_N_ELEMENTS (self->workers), START);
}

static void
crew_clear (Crew *self)
{
  _odeon_load_clear (&self->load);
  g_ptr_array_unref (self->list);
}

/* It has slept for so long, until now. */
static void
sleep_for (Crew *self, guint i, gint64 usec)
{
  atomic_fetch_add (&self->workers[i].slept, usec);
}

static void
look (Crew *self, gint64 msec)
{
  _odeon_load_sample (&self->load, self->list, START + msec * MSEC);
}

static void
assert_high (Crew *self, gboolean first, gboolean second, gboolean third)
{
  assert_int_equal (_odeon_load_is_high (&self->load, 0), first);
  assert_int_equal (_odeon_load_is_high (&self->load, 1), second);
  assert_int_equal (_odeon_load_is_high (&self->load, 2), third);
}

static void
who_does_not_sleep_is_busier_than_who_does (void **state G_GNUC_UNUSED)
{
  Crew crew;

  crew_init (&crew);
  assert_high (&crew, FALSE, FALSE, FALSE);
  sleep_for (&crew, 0, 100 * MSEC);
  sleep_for (&crew, 2, 90 * MSEC);
  look (&crew, 100);
  assert_high (&crew, FALSE, TRUE, FALSE);
  crew_clear (&crew);
}

static void
who_sleeps_still_is_idle (void **state G_GNUC_UNUSED)
{
  Crew crew;

  crew_init (&crew);
  for (guint i = 0; i < 2; i++)
    atomic_store (&crew.workers[i].asleep, START + 10 * MSEC);
  look (&crew, 200);
  assert_high (&crew, FALSE, FALSE, TRUE);
  assert_in_range (crew.load.loads[0].busy, 40, 60);

  /* What it slept in all is not counted twice. */
  sleep_for (&crew, 0, 190 * MSEC);
  atomic_store (&crew.workers[0].asleep, 0);
  look (&crew, 400);
  assert_high (&crew, TRUE, FALSE, TRUE);
  crew_clear (&crew);
}

static void
where_all_are_busy_none_is_passed_by (void **state G_GNUC_UNUSED)
{
  Crew crew;

  crew_init (&crew);
  look (&crew, 100);
  assert_int_equal (crew.load.least, 1000);
  assert_high (&crew, FALSE, FALSE, FALSE);

  /* Nor for a little more. */
  for (guint i = 0; i < 3; i++)
    sleep_for (&crew, i, (20 + 5 * i) * MSEC);
  look (&crew, 200);
  assert_high (&crew, FALSE, FALSE, FALSE);
  crew_clear (&crew);
}

static void
what_is_long_ago_counts_no_more_and_a_moment_little (void **state G_GNUC_UNUSED)
{
  Crew crew;

  crew_init (&crew);
  sleep_for (&crew, 1, 100 * MSEC);
  sleep_for (&crew, 2, 100 * MSEC);
  look (&crew, 100);
  assert_high (&crew, TRUE, FALSE, FALSE);

  /* Ten milliseconds the other way round, and a look that is too early to tell anything. */
  sleep_for (&crew, 0, 10 * MSEC);
  look (&crew, 110);
  assert_high (&crew, TRUE, FALSE, FALSE);
  look (&crew, 111);
  assert_int_equal (crew.load.looked, START + 110 * MSEC);

  sleep_for (&crew, 0, 100 * MSEC);
  look (&crew, 210);
  assert_high (&crew, FALSE, TRUE, TRUE);
  crew_clear (&crew);
}

/* --- in a system --- */

typedef struct
{
  GMutex   lock;
  GCond    changed;
  gboolean is_begun;
  gboolean may_go;
} Barrier;

static void
occupy (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Barrier *barrier = data;

  g_mutex_lock (&barrier->lock);
  barrier->is_begun = TRUE;
  g_cond_broadcast (&barrier->changed);
  while (!barrier->may_go)
    g_cond_wait (&barrier->changed, &barrier->lock);
  g_mutex_unlock (&barrier->lock);
}

/* Those that live elsewhere are waited for: they are not to be what keeps the others busy. */
static gboolean
spawns_on (OdeonSystem *system, OdeonWorker *worker)
{
  OdeonRef *root = spawn_player (system, "", NULL);

  if (((OdeonCell *) root)->worker != worker)
    {
      stop_and_unref (root);
      return FALSE;
    }

  odeon_future_unref (odeon_ref_stop (root));
  odeon_ref_unref (root);

  return TRUE;
}

/* In turn, one of three would be there. */
static void
roots_are_not_placed_where_one_is_busy (void **state G_GNUC_UNUSED)
{
  g_autoptr (OdeonSystem) system = new_system (3);
  OdeonRef               *first = spawn_player (system, "", NULL);
  OdeonWorker            *worker = ((OdeonCell *) first)->worker;
  Barrier                 barrier = { 0 };

  odeon_future_unref (odeon_actor_invoke (first, occupy, &barrier, NULL));
  g_mutex_lock (&barrier.lock);
  while (!barrier.is_begun)
    g_cond_wait (&barrier.changed, &barrier.lock);
  g_mutex_unlock (&barrier.lock);

  /* Until that has been measured. */
  for (guint n = 0; n < 6; n++)
    if (spawns_on (system, worker))
      n = 0;

  g_mutex_lock (&barrier.lock);
  barrier.may_go = TRUE;
  g_cond_broadcast (&barrier.changed);
  g_mutex_unlock (&barrier.lock);
  stop_and_unref (first);

  /* And until it has been idle. */
  while (!spawns_on (system, worker))
    g_thread_yield ();
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (who_does_not_sleep_is_busier_than_who_does),
    cmocka_unit_test (who_sleeps_still_is_idle),
    cmocka_unit_test (where_all_are_busy_none_is_passed_by),
    cmocka_unit_test (what_is_long_ago_counts_no_more_and_a_moment_little),
    cmocka_unit_test (roots_are_not_placed_where_one_is_busy),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
