/* SPDX-License-Identifier: MIT */

/* A node with a thousand peers that say nothing: what each of them costs it. The node is another
 * process, and all of its peers are here. */

#include "server.h"

#include <sys/resource.h>

/* What ngtcp2 0.12.1 takes of a connection, and a fifth more for all that is ours. */
#define BYTES_MAX (120 * 1000)

/* Of one processor, of which all their signs of life take their part. */
#define CPU_MAX 0.1

/* So many shake hands at a time. */
#define BATCH 25

/* What the first ones need is there for all. */
#define FIRST 100

#define IDLE_USEC (2 * G_USEC_PER_SEC)

/* --- what a process has used --- */

typedef struct
{
  gint64 bytes;
  gint64 cpu; /* microseconds */
} Usage;

static gchar *
read_proc (GPid pid, const gchar *name)
{
  g_autofree gchar *path = g_strdup_printf ("/proc/%d/%s", pid, name);
  gchar            *text = NULL;

  assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

static Usage
measure (const Server *server)
{
  g_autofree gchar *memory = read_proc (server->pid, "statm");
  g_autofree gchar *times = read_proc (server->pid, "stat");
  gint64            pages;
  gint64            user;
  gint64            kernel;

  assert_int_equal (sscanf (memory, "%*d %" G_GINT64_FORMAT, &pages), 1);
  assert_int_equal (sscanf (strrchr (times, ')'),
                            ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" G_GINT64_FORMAT
                            " %" G_GINT64_FORMAT,
                            &user, &kernel),
                    2);

  return (Usage) { pages * sysconf (_SC_PAGESIZE),
                   (user + kernel) * G_USEC_PER_SEC / sysconf (_SC_CLK_TCK) };
}

/* --- the crowd --- */

typedef struct
{
  OdeonSystem *system;
  GPtrArray   *nodes;
  GPtrArray   *offices;
} Crowd;

static OdeonFuture *
add_node (Crowd *self, const gchar *address)
{
  g_autofree gchar            *name = g_strdup_printf ("peer-%u", self->nodes->len);
  g_autoptr (OdeonCredentials) credentials = new_credentials (name);
  GError                      *error = NULL;
  OdeonNode                   *node;

  node = odeon_system_start_node (self->system, credentials, NULL, &error);
  assert_no_error (error);
  g_ptr_array_add (self->nodes, node);

  return odeon_node_find (node, address);
}

static void
grow (Crowd *self, const Server *server, guint n)
{
  g_autofree gchar *address = g_strdup_printf ("odeon://bob@127.0.0.1:%u/office", server->port);

  while (self->nodes->len < n)
    {
      OdeonFuture *found[BATCH];
      guint        part = MIN (BATCH, n - self->nodes->len);

      for (guint i = 0; i < part; i++)
        found[i] = add_node (self, address);
      for (guint i = 0; i < part; i++)
        {
          GError   *error = NULL;
          OdeonRef *office = odeon_node_find_await (found[i], &error);

          assert_no_error (error);
          g_ptr_array_add (self->offices, office);
        }
    }
}

static gboolean
is_exact (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return FALSE;
#else
  return scaled (100) == 100;
#endif
}

/* Each has a descriptor here. */
static gboolean
may_open (guint n)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;

  return setrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > n + 100;
}

static void
a_thousand_peers_that_are_idle_cost_little (void **state G_GNUC_UNUSED)
{
  guint  n = (guint) scaled (1000);
  Crowd  crowd = { new_system (1), g_ptr_array_new_with_free_func (g_object_unref),
                   g_ptr_array_new_with_free_func (odeon_ref_unref) };
  Server server = { 0, 0 };
  Usage  some;
  Usage  all;
  Usage  later;
  gint64 each;
  gdouble share;

  if (!may_open (n))
    n = 500;
  make_bob ();
  server_start (&server);
  grow (&crowd, &server, MIN (FIRST, n / 2));
  some = measure (&server);
  grow (&crowd, &server, n);
  all = measure (&server);

  /* That nothing happens is what is looked at. */
  g_usleep (IDLE_USEC);
  later = measure (&server);
  each = (all.bytes - some.bytes) / (gint64) (n - MIN (FIRST, n / 2));
  share = (gdouble) (later.cpu - all.cpu) / IDLE_USEC;
  print_message ("%u peers: %" G_GINT64_FORMAT " bytes each, %.1f %% of a processor\n", n, each,
                 100 * share);
  if (is_exact ())
    {
      assert_in_range (each, 1, BYTES_MAX);
      assert_true (share < CPU_MAX);
    }

  g_ptr_array_unref (crowd.offices);
  g_ptr_array_unref (crowd.nodes);
  g_object_unref (crowd.system);
  server_kill (&server);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_thousand_peers_that_are_idle_cost_little),
  };

  if (argc == 4 && g_str_equal (argv[1], "serve"))
    serve (argv[2], argv[3]);

  return cmocka_run_group_tests (tests, quay_set_up, quay_tear_down);
}
