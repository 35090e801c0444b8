/* SPDX-License-Identifier: MIT */

/* A hundred thousand actors that await at once, and what happens where so many cannot. */

#include "stage.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "odeon-context-private.h"

/* A fiber is a thread to ThreadSanitizer, which has 8,128; AddressSanitizer marks all of a stack,
 * and needs more addresses than there are under a limit. */
#if defined(ODEON_WITH_TSAN)
#define MANY 4000
#elif defined(ODEON_WITH_ASAN)
#define MANY 20000
#else
#define MANY 100000
#define WITH_LIMITS 1
#endif

#define REFUSED_MANY 8000

typedef struct
{
  Gate         gate;
  gint         n;
  atomic_int   n_arrived;
  atomic_int   n_passed;
  atomic_int   n_refused;
  atomic_int   n_other;
  gsize        n_mappings;
} Crowd;

static void
wait_in_crowd (OdeonActor *actor G_GNUC_UNUSED, gpointer data)
{
  Crowd             *self = data;
  g_autoptr (GError) error = NULL;

  if (atomic_fetch_add (&self->n_arrived, 1) == self->n - 1)
    odeon_promise_set_boolean (self->gate.reached, TRUE);
  if (odeon_future_await (self->gate.opened, &error))
    atomic_fetch_add (&self->n_passed, 1);
  else if (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES))
    atomic_fetch_add (&self->n_refused, 1);
  else
    atomic_fetch_add (&self->n_other, 1);
}

static gsize
resident_kib (void)
{
  g_autofree gchar *text = NULL;
  guint64           pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    pages = g_ascii_strtoull (strchr (text, ' '), NULL, 10);

  return pages * 4;
}

/* Such as a process may have 65,530 of. */
static gsize
count_mappings (void)
{
  FILE *maps = fopen ("/proc/self/maps", "r");
  gsize n = 0;
  gint  c;

  assert_non_null (maps);
  while ((c = getc (maps)) != EOF)
    n += c == '\n';
  fclose (maps);

  return n;
}

static void
spawn_all (gpointer in, GPtrArray *actors, gint n)
{
  for (gint i = 0; i < n; i++)
    g_ptr_array_add (actors, spawn_player (in, "", NULL));
  for (gint i = 0; i < n; i++)
    await_ok (odeon_ref_started (actors->pdata[i]));
}

/* All await; then each resumes, and answers. */
static void
gather_and_let_go (GPtrArray *actors, Crowd *crowd)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  gint                  n = (gint) actors->len;
  gsize                 before = resident_kib ();
  gint64                start = g_get_monotonic_time ();

  *crowd = (Crowd) { .n = n };
  gate_init (&crowd->gate);
  for (gint i = 0; i < n; i++)
    g_ptr_array_add (runs, invoke (actors->pdata[i], wait_in_crowd, crowd));
  gate_await_arrival (&crowd->gate);
  crowd->n_mappings = count_mappings ();
  print_message ("# %d await after %.1f ms, with %.2f KiB each, in %" G_GSIZE_FORMAT " mappings\n",
                 n, (gdouble) (g_get_monotonic_time () - start) / 1e3,
                 (gdouble) (resident_kib () - before) / n, crowd->n_mappings);

  gate_open (&crowd->gate);
  for (gint i = 0; i < n; i++)
    await_ok (runs->pdata[i]);
  gate_clear (&crowd->gate);
}

static void
a_hundred_thousand_await_at_once_and_all_resume (void **state G_GNUC_UNUSED)
{
  gint                    n = scaled (MANY);
  g_autoptr (OdeonSystem) system = new_system (2);
  g_autoptr (GPtrArray)   actors = g_ptr_array_new_with_free_func (odeon_ref_unref);

  spawn_all (system, actors, n);
  for (gint round = 0; round < 2; round++)
    {
      Crowd crowd;

      gather_and_let_go (actors, &crowd);
      assert_int_equal (crowd.n_passed, n);
      assert_int_equal (crowd.n_refused + crowd.n_other, 0);
      assert_true (crowd.n_mappings < 40000);
    }
}

#ifdef WITH_LIMITS

/* --- where the process may have no more: each in a process of its own --- */

/* Each awaits or is refused; afterwards all are as they were. Returns how many were refused. */
static gint
await_under (void (*set_limit) (void))
{
  g_autoptr (OdeonSystem) system = new_system (1);
  g_autoptr (GPtrArray)   actors = g_ptr_array_new_with_free_func (odeon_ref_unref);
  Crowd                   crowd;
  gint                    n_refused;

  spawn_all (system, actors, REFUSED_MANY);
  set_limit ();
  gather_and_let_go (actors, &crowd);
  n_refused = crowd.n_refused;
  assert_true (crowd.n_passed > 0);
  assert_int_equal (crowd.n_passed + n_refused, REFUSED_MANY);
  for (guint i = 0; i < actors->len; i++)
    assert_int_equal (await_int (ask_int (actors->pdata[i], 1)), 1);

  g_ptr_array_set_size (actors, 1);
  gather_and_let_go (actors, &crowd);
  assert_int_equal (crowd.n_passed, 1);

  return n_refused;
}

static void
limit_addresses (void)
{
  g_autofree gchar *text = NULL;
  struct rlimit     limit = { 0, 0 };

  assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  limit.rlim_cur = limit.rlim_max = g_ascii_strtoull (text, NULL, 10) * 4096 + ((gsize) 1 << 30);
  assert_int_equal (setrlimit (RLIMIT_AS, &limit), 0);
}

static void
in_little_room (void **state G_GNUC_UNUSED)
{
  assert_true (await_under (limit_addresses) > 0);
}

/* Takes the mappings that the process may have, but for a few, which malloc() needs: those of
 * different rights are different. */
static void
limit_mappings (void)
{
  gchar *last[20] = { NULL };
  gchar *memory;

  for (guint i = 0; (memory = mmap (NULL, 4096, i % 2 ? PROT_READ : PROT_NONE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED; i++)
    last[i % G_N_ELEMENTS (last)] = memory;
  for (guint i = 0; i < G_N_ELEMENTS (last); i++)
    munmap (last[i], 4096);
}

static void
with_few_mappings (void **state G_GNUC_UNUSED)
{
  await_under (limit_mappings);
}

static const struct CMUnitTest limited[] = {
  cmocka_unit_test (in_little_room),
  cmocka_unit_test (with_few_mappings),
};

static void
assert_passes_elsewhere (const gchar *which)
{
  g_autofree gchar *self = g_file_read_link ("/proc/self/exe", NULL);
  gchar            *argv[] = { self, (gchar *) which, NULL };
  g_autofree gchar *output = NULL;
  g_autofree gchar *errors = NULL;
  GError           *error = NULL;
  gint              status;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &errors,
                &status, &error);
  assert_no_error (error);
  if (status != 0)
    fail_msg ("%s%s", output, errors);
}

static void
where_addresses_run_short_awaits_fail_and_actors_live_on (void **state G_GNUC_UNUSED)
{
  assert_passes_elsewhere ("in_little_room");
}

static void
where_mappings_run_short_awaits_may_fail_but_actors_live_on (void **state G_GNUC_UNUSED)
{
  assert_passes_elsewhere ("with_few_mappings");
}

#endif

int
main (int argc G_GNUC_UNUSED, char **argv G_GNUC_UNUSED)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_hundred_thousand_await_at_once_and_all_resume),
#ifdef WITH_LIMITS
    cmocka_unit_test (where_addresses_run_short_awaits_fail_and_actors_live_on),
    cmocka_unit_test (where_mappings_run_short_awaits_may_fail_but_actors_live_on),
#endif
  };

#ifdef WITH_LIMITS
  if (argc > 1)
    {
      cmocka_set_test_filter (argv[1]);
      return cmocka_run_group_tests (limited, NULL, NULL);
    }
#endif

  return cmocka_run_group_tests (tests, NULL, NULL);
}
