/* SPDX-License-Identifier: MIT */

/* A pool of workers, some of which fail. They are restarted, with the work that waits for them, and
 * whoever waits for an answer gets one: the picture, or why there is none. */

#include "supervised.idl.h"

/* --- The worker ------------------------------------------------------------------------------- */

#define TYPE_WORKER (worker_get_type ())
G_DECLARE_FINAL_TYPE (Worker, worker, ALBUM, WORKER_ACTOR, OdeonActor)

struct _Worker
{
  OdeonActor parent_instance;
};

static gint n_made_anew;

/* A damaged picture leaves the worker in a state that nobody vouches for: it tells its caller, and
 * fails. */
static gboolean
worker_shrink (AlbumWorkerImpl *impl, const gchar *file, gchar **out_result, GError **error)
{
  if (g_str_has_prefix (file, "damaged"))
    {
      g_propagate_error (error, album_damaged_new_error (file));
      odeon_actor_fail (ODEON_ACTOR (impl), g_error_copy (*error));
      return FALSE;
    }

  *out_result = g_strdup_printf ("small-%s", file);

  return TRUE;
}

/* In the object that takes the place of one that failed. */
static gboolean
worker_restarted (OdeonActor *actor G_GNUC_UNUSED, const GError *reason G_GNUC_UNUSED,
                  GError **error G_GNUC_UNUSED)
{
  g_atomic_int_inc (&n_made_anew);

  return TRUE;
}

static void
worker_impl_init (AlbumWorkerImplInterface *iface)
{
  iface->shrink = worker_shrink;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Worker, worker, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (ALBUM_TYPE_WORKER_IMPL, worker_impl_init))

static void
worker_class_init (WorkerClass *klass)
{
  ODEON_ACTOR_CLASS (klass)->restarted = worker_restarted;
}

static void
worker_init (Worker *self G_GNUC_UNUSED)
{
}

/* --- Those who wait --------------------------------------------------------------------------- */

static void
print_answer (const gchar *file, OdeonFuture *future)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar  *small = NULL;

  if (album_worker_shrink_await (future, &small, &error))
    g_print ("%s: %s\n", file, small);
  else
    g_print ("%s: none: %s\n", file, error->message);
}

static void
shrink_all (AlbumWorker *workers)
{
  static const gchar *const files[] = { "cat.png", "damaged-dog.png", "cow.png",
                                        "ant.png", "damaged-bee.png", "fox.png",
                                        "hen.png", "owl.png",         "damaged-pig.png",
                                        "gnu.png", "rat.png",         "yak.png" };
  OdeonFuture *answers[G_N_ELEMENTS (files)];

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    answers[i] = album_worker_shrink (workers, files[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    print_answer (files[i], answers[i]);
}

static void
wait_for (OdeonFuture *future)
{
  odeon_future_await (future, NULL);
  odeon_future_unref (future);
}

/* Who had failed is there again when it answers. */
static void
count_workers (AlbumWorker *workers)
{
  g_autoptr (GPtrArray) members = odeon_pool_list_members (workers);

  for (guint i = 0; i < members->len; i++)
    wait_for (odeon_ref_started (members->pdata[i]));
  g_print ("%u workers; made anew: %d times\n", members->len,
           g_atomic_int_get (&n_made_anew));
}

/* One that ends for good answers, too: by refusing what it has. */
static void
lose_one (AlbumWorker *workers)
{
  g_autoptr (GPtrArray) members = odeon_pool_list_members (workers);
  AlbumWorker          *last = members->pdata[members->len - 1];
  OdeonFuture          *answer;

  wait_for (odeon_ref_suspend (last));
  answer = album_worker_shrink (last, "elk.png");
  wait_for (odeon_ref_kill (last));
  print_answer ("elk.png", answer);
  print_answer ("emu.png", album_worker_shrink (workers, "emu.png"));
}

/* What fails is logged as a warning; here it is told by those who wait. */
static GLogWriterOutput
say_nothing (GLogLevelFlags   level G_GNUC_UNUSED,
             const GLogField *fields G_GNUC_UNUSED,
             gsize            n_fields G_GNUC_UNUSED,
             gpointer         data G_GNUC_UNUSED)
{
  return G_LOG_WRITER_HANDLED;
}

int
main (void)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (2, &error);
  OdeonPoolOptions        options = ODEON_POOL_OPTIONS_INIT;
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;
  g_autoptr (AlbumWorker) workers = NULL;

  g_log_set_writer_func (say_nothing, NULL, NULL);
  strategy.max_restarts = 10;
  options.size = 3;
  options.name = "workers";
  options.strategy = &strategy;
  if (system != NULL)
    workers = album_worker_spawn_pool (ODEON_SPAWNER (system), TYPE_WORKER, &options, &error, NULL);
  if (workers == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  shrink_all (workers);
  count_workers (workers);
  lose_one (workers);
  wait_for (odeon_pool_resize (workers, 4));
  count_workers (workers);

  return 0;
}
