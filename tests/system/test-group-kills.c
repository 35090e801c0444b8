/* SPDX-License-Identifier: MIT */

/* A group under load that is killed again and again, at moments that a seed says: each call is
 * answered or fails honestly, whoever had a name has it again, and nothing is left over. */

#include "guest.h"

#define N_KILLS 200
#define N_CALLS 60

static const gchar *const names[] = { "alice", "bob", "carol" };

typedef struct
{
  OdeonSystem *system;
  OdeonGroup  *group;
  GRand       *random;
  InnGuest    *guests[G_N_ELEMENTS (names)];
  OdeonFuture *calls[N_CALLS];
  GArray      *delays; /* of gint64, microseconds */
  guint        n_answered;
  guint        n_lost;
} Inn;

static guint
count_entries (const gchar *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  guint            n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* Processes that are waited for by this one, the dead ones included. */
static guint
count_children (void)
{
  g_autofree gchar *path = g_strdup_printf ("/proc/%d/task/%d/children", getpid (), getpid ());
  g_autofree gchar *text = NULL;
  guint             n = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    for (const gchar *at = text; *at != '\0'; at++)
      n += *at == ' ';

  return n;
}

static void
open_inn (Inn *self, guint32 seed)
{
  OdeonStrategy strategy = ODEON_STRATEGY_INIT;

  strategy.max_restarts = G_MAXUINT;
  self->system = new_system (2);
  self->random = g_rand_new_with_seed (seed);
  self->delays = g_array_new (FALSE, FALSE, sizeof (gint64));
  odeon_system_supervise (self->system, &strategy);
  self->group = start_named (self->system, "inn");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    self->guests[i] = spawn_visitor (self->group, names[i], names[i]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add (self->guests[i], 0);
}

static void
close_inn (Inn *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    inn_guest_unref (self->guests[i]);
  await_ok (odeon_system_shut_down (self->system));
  g_object_unref (self->group);
  g_object_unref (self->system);
  g_rand_free (self->random);
  g_array_unref (self->delays);
}

/* Answered, or lost with the process: nothing else. */
static void
settle (Inn *self, OdeonFuture *call)
{
  g_autoptr (GError) error = NULL;
  gint32             sum;

  if (inn_guest_add_await (call, &sum, &error))
    self->n_answered++;
  else if (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_NOT_DELIVERED)
           || g_error_matches (error, ODEON_ERROR, ODEON_ERROR_OUTCOME_UNKNOWN))
    self->n_lost++;
  else
    fail_msg ("%s", error->message);
}

static void
kill_amid_calls (Inn *self)
{
  guint  moment = (guint) g_rand_int_range (self->random, 0, N_CALLS);
  gint64 death = 0;
  gint64 delay;

  for (guint i = 0; i < N_CALLS; i++)
    {
      if (i == moment)
        {
          /* Some are answered, some under way, some not there yet. */
          if (moment > 0)
            odeon_future_await (self->calls[moment / 2], NULL);
          assert_int_equal (kill ((pid_t) odeon_group_get_pid (self->group), SIGKILL), 0);
          death = g_get_monotonic_time ();
        }
      self->calls[i] = inn_guest_add (self->guests[i % G_N_ELEMENTS (names)], 1);
    }
  for (guint i = 0; i < N_CALLS; i++)
    settle (self, self->calls[i]);
  delay = g_get_monotonic_time () - death;
  g_array_append_val (self->delays, delay);
}

/* By their names, in the new process, where they begin anew. */
static void
find_guests (Inn *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GError           *error = NULL;
      g_autofree gchar *label = NULL;

      inn_guest_unref (self->guests[i]);
      self->guests[i]
        = (InnGuest *) odeon_group_find_await (odeon_group_find (self->group, names[i]), &error);
      assert_no_error (error);
      assert_int_equal (add (self->guests[i], 1), 1);
      assert_true (inn_guest_get_label_sync (self->guests[i], &label, NULL));
      assert_string_equal (label, names[i]);
    }
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *) a < *(const gint64 *) b ? -1 : *(const gint64 *) a > *(const gint64 *) b;
}

static void
kill_again_and_again (guint32 seed)
{
  Inn   self = { 0 };
  guint n_files;
  gint  n_kills = scaled (N_KILLS);

  open_inn (&self, seed);
  n_files = count_entries ("/proc/self/fd");
  for (gint i = 0; i < n_kills; i++)
    {
      kill_amid_calls (&self);
      find_guests (&self);
    }
  assert_int_equal (self.n_answered + self.n_lost, n_kills * N_CALLS);
  assert_int_equal (count_entries ("/proc/self/fd"), n_files);

  g_array_sort (self.delays, compare);
  print_message ("seed %u: %d kills, %u calls answered, %u lost; settled after %d us (median),"
                 " %d us (latest)\n", seed, n_kills, self.n_answered, self.n_lost,
                 (gint) g_array_index (self.delays, gint64, (guint) n_kills / 2),
                 (gint) g_array_index (self.delays, gint64, (guint) n_kills - 1));
  close_inn (&self);
  assert_int_equal (count_children (), 0);
}

static void
nothing_is_lost_in_silence (void **state G_GNUC_UNUSED)
{
  kill_again_and_again (1);
}

static void
nor_with_another_seed (void **state G_GNUC_UNUSED)
{
  kill_again_and_again (2);
}

/* Each death is a warning. */
static void
say_nothing (const gchar   *domain G_GNUC_UNUSED,
             GLogLevelFlags level G_GNUC_UNUSED,
             const gchar   *message G_GNUC_UNUSED,
             gpointer       data G_GNUC_UNUSED)
{
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (nothing_is_lost_in_silence),
    cmocka_unit_test (nor_with_another_seed),
  };

  odeon_init (&argc, &argv);
  g_log_set_default_handler (say_nothing, NULL);

  return cmocka_run_group_tests (tests, NULL, NULL);
}
