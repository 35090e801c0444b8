/* SPDX-License-Identifier: MIT */

/* Odeon between processes: a group of this program, with one actor, through the typed API that
 * mirror.idl becomes. A case is an operation of an actor too, which starts the group, times the
 * case from within, and takes the group along when it stops. */

#include "mirror.idl.h"
#include "payload.h"
#include "program.h"

#include <odeon.h>

#include <stdlib.h>
#include <string.h>

#define WINDOW    1000
#define BULK_SIZE ((gsize) 64 << 20)

static void
exit_if (GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("bench-interprocess-odeon: %s\n", error->message);
  exit (EXIT_FAILURE);
}

/* --- The other process --- */

typedef struct
{
  OdeonActor parent_instance;
} Glass;

typedef OdeonActorClass GlassClass;

GType glass_get_type (void);

static gboolean
glass_echo (MirrorGlassImpl *impl G_GNUC_UNUSED,
            GBytes          *data,
            GBytes         **out_result,
            GError         **error G_GNUC_UNUSED)
{
  *out_result = g_bytes_ref (data);
  return TRUE;
}

static gboolean
glass_put (MirrorGlassImpl *impl G_GNUC_UNUSED,
           GBytes          *data G_GNUC_UNUSED,
           GError         **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
glass_inspect (MirrorGlassImpl *impl G_GNUC_UNUSED,
               GBytes          *data,
               gint64          *out_result,
               GError         **error G_GNUC_UNUSED)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (data, &size);

  payload_look (bytes, size);
  *out_result = (gint64) size;
  return TRUE;
}

static void
glass_implement (MirrorGlassImplInterface *iface)
{
  iface->echo = glass_echo;
  iface->put = glass_put;
  iface->inspect = glass_inspect;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Glass, glass, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (MIRROR_TYPE_GLASS_IMPL, glass_implement))

ODEON_ANNOUNCE_ACTOR (glass)

static void
glass_class_init (GlassClass *klass G_GNUC_UNUSED)
{
}

static void
glass_init (Glass *self G_GNUC_UNUSED)
{
}

/* --- This one --- */

typedef struct
{
  OdeonActor parent_instance;
} Viewer;

typedef OdeonActorClass ViewerClass;

GType viewer_get_type (void);

static gboolean
ask (MirrorGlass *glass, GBytes *payload, GError **error)
{
  g_autoptr (GBytes) answer = NULL;

  return mirror_glass_echo_await (mirror_glass_echo (glass, payload), &answer, error);
}

/* Returns when there has been an answer. */
static MirrorGlass *
start_glass (MirrorViewerImpl *self, GBytes *payload, OdeonGroup **out_group, GError **error)
{
  g_autoptr (OdeonGroup) group = odeon_actor_start_group (ODEON_ACTOR (self), NULL, error);
  g_autoptr (MirrorGlass) glass = NULL;

  if (group == NULL)
    return NULL;
  glass = mirror_glass_spawn (ODEON_SPAWNER (group), glass_get_type (), NULL, error, NULL);
  if (glass == NULL || !ask (glass, payload, error))
    return NULL;

  if (out_group != NULL)
    *out_group = g_steal_pointer (&group);
  return g_steal_pointer (&glass);
}

static GBytes *
new_payload (void)
{
  return g_bytes_new (payload_bytes, sizeof payload_bytes);
}

static gboolean
viewer_rtt (MirrorViewerImpl *self, gint64 n, gdouble *out_result, GError **error)
{
  g_autoptr (GBytes) payload = new_payload ();
  g_autoptr (MirrorGlass) glass = start_glass (self, payload, NULL, error);
  gdouble start = program_now ();

  if (glass == NULL)
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    if (!ask (glass, payload, error))
      return FALSE;
  *out_result = program_now () - start;
  return TRUE;
}

/* A rolling window: each answer taken, in order, makes room for one more question. */
static gboolean
ask_rolling (MirrorGlass *glass, GBytes *payload, gint64 n, OdeonFuture **window, GError **error)
{
  for (gint64 i = 0; i < n + WINDOW; i++)
    {
      OdeonFuture **slot = &window[i % WINDOW];
      g_autoptr (GBytes) answer = NULL;

      if (*slot != NULL && !mirror_glass_echo_await (g_steal_pointer (slot), &answer, error))
        return FALSE;
      if (i < n)
        *slot = mirror_glass_echo (glass, payload);
    }
  return TRUE;
}

static gboolean
viewer_pipe1000 (MirrorViewerImpl *self, gint64 n, gdouble *out_result, GError **error)
{
  g_autofree OdeonFuture **window = g_new0 (OdeonFuture *, WINDOW);
  g_autoptr (GBytes) payload = new_payload ();
  g_autoptr (MirrorGlass) glass = start_glass (self, payload, NULL, error);
  gdouble start = program_now ();
  gboolean is_answered;

  if (glass == NULL)
    return FALSE;
  is_answered = ask_rolling (glass, payload, n, window, error);
  *out_result = program_now () - start;

  for (guint i = 0; i < WINDOW; i++)
    odeon_future_unref (window[i]);
  return is_answered;
}

static gboolean
viewer_oneway_stream (MirrorViewerImpl *self, gint64 n, gdouble *out_result, GError **error)
{
  g_autoptr (GBytes) payload = new_payload ();
  g_autoptr (MirrorGlass) glass = start_glass (self, payload, NULL, error);
  gdouble start = program_now ();

  if (glass == NULL)
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    mirror_glass_put (glass, payload);
  if (!ask (glass, payload, error))
    return FALSE;
  *out_result = program_now () - start;
  return TRUE;
}

static gboolean
viewer_group_start (MirrorViewerImpl *self, gint64 n, gdouble *out_result, GError **error)
{
  g_autoptr (GBytes) payload = new_payload ();

  *out_result = 0;
  for (gint64 i = 0; i < n; i++)
    {
      g_autoptr (OdeonGroup) group = NULL;
      g_autoptr (MirrorGlass) glass = NULL;
      g_autoptr (OdeonFuture) gone = NULL;
      gdouble start = program_now ();

      glass = start_glass (self, payload, &group, error);
      if (glass == NULL)
        return FALSE;
      *out_result += program_now () - start;

      gone = odeon_ref_stop (odeon_group_get_ref (group));
      if (!odeon_future_await (gone, error))
        return FALSE;
    }
  return TRUE;
}

static GBytes *
new_bulk (gboolean shared, GError **error)
{
  gpointer data;
  GBytes *bulk;

  if (shared)
    bulk = odeon_bytes_new_shared (BULK_SIZE, &data, error);
  else
    bulk = g_bytes_new_take (data = g_malloc (BULK_SIZE), BULK_SIZE);
  if (bulk != NULL)
    memset (data, 'x', BULK_SIZE);
  return bulk;
}

static gboolean
viewer_bulk (MirrorViewerImpl *self,
             gint64            n,
             gboolean          shared,
             gdouble          *out_result,
             GError          **error)
{
  g_autoptr (GBytes) payload = new_payload ();
  g_autoptr (MirrorGlass) glass = start_glass (self, payload, NULL, error);

  if (glass == NULL)
    return FALSE;
  *out_result = 0;
  for (gint64 i = 0; i < n; i++)
    {
      g_autoptr (GBytes) bulk = new_bulk (shared, error);
      gdouble start = program_now ();
      gint64 size;

      if (bulk == NULL
          || !mirror_glass_inspect_await (mirror_glass_inspect (glass, bulk), &size, error))
        return FALSE;
      g_assert_cmpint (size, ==, BULK_SIZE);
      *out_result += program_now () - start;
    }
  return TRUE;
}

static void
viewer_implement (MirrorViewerImplInterface *iface)
{
  iface->rtt = viewer_rtt;
  iface->pipe1000 = viewer_pipe1000;
  iface->oneway_stream = viewer_oneway_stream;
  iface->group_start = viewer_group_start;
  iface->bulk = viewer_bulk;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Viewer, viewer, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (MIRROR_TYPE_VIEWER_IMPL, viewer_implement))

static void
viewer_class_init (ViewerClass *klass G_GNUC_UNUSED)
{
}

static void
viewer_init (Viewer *self G_GNUC_UNUSED)
{
}

/* --- The cases --- */

typedef gboolean (*Run) (MirrorViewer *, gint64, gdouble *, GError **);

static double
drive (Run run, int64_t n)
{
  GError *error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (1, &error);
  g_autoptr (MirrorViewer) viewer = NULL;
  g_autoptr (OdeonFuture) done = NULL;
  gdouble seconds = 0;

  exit_if (error);
  viewer = mirror_viewer_spawn (ODEON_SPAWNER (system), viewer_get_type (), NULL, &error, NULL);
  exit_if (error);
  run (viewer, n, &seconds, &error);
  exit_if (error);

  done = odeon_system_shut_down (system);
  odeon_future_await (done, &error);
  exit_if (error);
  return seconds;
}

static double
run_rtt (int64_t n)
{
  return drive (mirror_viewer_rtt_sync, n);
}

static double
run_pipe1000 (int64_t n)
{
  return drive (mirror_viewer_pipe1000_sync, n);
}

static double
run_oneway (int64_t n)
{
  return drive (mirror_viewer_oneway_stream_sync, n);
}

static double
run_group_start (int64_t n)
{
  return drive (mirror_viewer_group_start_sync, n);
}

static gboolean
hand_over_shared (MirrorViewer *viewer, gint64 n, gdouble *out_result, GError **error)
{
  return mirror_viewer_bulk_sync (viewer, n, TRUE, out_result, error);
}

static double
run_bulk_shared (int64_t n)
{
  return drive (hand_over_shared, n);
}

static gboolean
hand_over_any (MirrorViewer *viewer, gint64 n, gdouble *out_result, GError **error)
{
  return mirror_viewer_bulk_sync (viewer, n, FALSE, out_result, error);
}

static double
run_bulk (int64_t n)
{
  return drive (hand_over_any, n);
}

static const ProgramCase cases[] = {
  { "rtt",         run_rtt,         PROGRAM_WARMED },
  { "pipe1000",    run_pipe1000,    PROGRAM_WARMED },
  { "oneway",      run_oneway,      PROGRAM_WARMED },
  { "group_start", run_group_start, PROGRAM_WARMED },
  { "bulk_shared", run_bulk_shared, PROGRAM_WARMED },
  { "bulk",        run_bulk,        PROGRAM_WARMED },
};

int
main (int argc, char **argv)
{
  odeon_init (&argc, &argv);
  return program_main (argc, argv, cases, G_N_ELEMENTS (cases));
}
