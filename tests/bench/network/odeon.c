/* SPDX-License-Identifier: MIT */

/* Odeon between nodes: a process listens and exports an actor, this one finds it, through the typed
 * API that haulage.idl becomes. What is timed is an operation of an actor, too. */

#include "freight.h"
#include "haulage.idl.h"
#include "journey.h"
#include "place.h"
#include "relay.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOST "127.0.0.1"
#define TICK 500 /* messages that are tossed at once */

/* --- The other node --- */

typedef struct
{
  OdeonActor parent_instance;
  guint64    n_tossed;
} Depot;

typedef OdeonActorClass DepotClass;

GType depot_get_type (void);

static gboolean
depot_echo (HaulageDepotImpl *impl G_GNUC_UNUSED,
            GBytes           *data,
            GBytes          **out_result,
            GError          **error G_GNUC_UNUSED)
{
  *out_result = g_bytes_ref (data);
  return TRUE;
}

static gboolean
depot_put (HaulageDepotImpl *impl G_GNUC_UNUSED,
           GBytes           *data G_GNUC_UNUSED,
           GError          **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
depot_toss (HaulageDepotImpl *impl, GBytes *data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  ((Depot *) impl)->n_tossed++;
  return TRUE;
}

static gboolean
depot_count_tossed (HaulageDepotImpl *impl, guint64 *out_result, GError **error G_GNUC_UNUSED)
{
  *out_result = ((Depot *) impl)->n_tossed;
  return TRUE;
}

static gboolean
depot_arrive (HaulageDepotImpl *impl G_GNUC_UNUSED, GBytes *ticket, GError **error G_GNUC_UNUSED)
{
  journey_arrive (g_bytes_get_data (ticket, NULL));
  return TRUE;
}

static gboolean
depot_report (HaulageDepotImpl *impl G_GNUC_UNUSED,
              HaulageJourney  **out_result,
              GError          **error G_GNUC_UNUSED)
{
  JourneyReport report = journey_report ();

  *out_result = haulage_journey_new ();
  (*out_result)->n_arrived = report.n_arrived;
  (*out_result)->n_strange = report.n_strange;
  (*out_result)->p99 = report.p99;
  return TRUE;
}

static void
depot_implement (HaulageDepotImplInterface *iface)
{
  iface->echo = depot_echo;
  iface->put = depot_put;
  iface->toss = depot_toss;
  iface->count_tossed = depot_count_tossed;
  iface->arrive = depot_arrive;
  iface->report = depot_report;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Depot, depot, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (HAULAGE_TYPE_DEPOT_IMPL, depot_implement))

static void
depot_class_init (DepotClass *klass G_GNUC_UNUSED)
{
}

static void
depot_init (Depot *self G_GNUC_UNUSED)
{
}

/* --- Where it lives --- */

static void
serve (int fd)
{
  Place place = place_open ("there", FALSE);
  GError *error = NULL;
  HaulageDepot *depot = haulage_depot_spawn (ODEON_SPAWNER (place.system), depot_get_type (), NULL,
                                             &error, NULL);

  place_exit_if (error);
  odeon_node_export (place.node, "depot", depot, ODEON_NODE_RIGHTS_CALL, &error);
  place_exit_if (error);
  odeon_node_listen (place.node, HOST ":0", &error);
  place_exit_if (error);
  traffic_tell_port (fd, odeon_node_get_port (place.node));
  for (;;)
    pause ();
}

/* --- This one --- */

typedef struct
{
  OdeonActor parent_instance;
} Carrier;

typedef OdeonActorClass CarrierClass;

GType carrier_get_type (void);

static gboolean
ask (HaulageDepot *depot, GBytes *payload, GError **error)
{
  g_autoptr (GBytes) answer = NULL;

  return haulage_depot_echo_await (haulage_depot_echo (depot, payload), &answer, error);
}

static GBytes *
new_payload (void)
{
  return g_bytes_new (payload_bytes, sizeof payload_bytes);
}

static gboolean
carrier_rtt (HaulageCarrierImpl *impl G_GNUC_UNUSED,
             HaulageDepot       *to,
             gint64              n,
             gdouble            *out_result,
             GError            **error)
{
  g_autoptr (GBytes) payload = new_payload ();
  gdouble start = program_now ();

  for (gint64 i = 0; i < n; i++)
    if (!ask (to, payload, error))
      return FALSE;
  *out_result = program_now () - start;
  return TRUE;
}

static gboolean
carrier_stream (HaulageCarrierImpl *impl G_GNUC_UNUSED,
                HaulageDepot       *to,
                gint64              n,
                guint32             size,
                gdouble            *out_result,
                GError            **error)
{
  g_autoptr (GBytes) load = g_bytes_new_take (g_malloc0 (size), size);
  g_autoptr (GBytes) payload = new_payload ();
  gdouble start = program_now ();

  for (gint64 i = 0; i < n; i++)
    haulage_depot_put (to, load);
  if (!ask (to, payload, error))
    return FALSE;
  *out_result = program_now () - start;
  return TRUE;
}

/* What is asked overtakes what is tossed: until no more of it comes. */
static gboolean
await_tossed (HaulageDepot *to,
              gdouble       start,
              guint64      *out_n,
              gdouble      *out_seconds,
              GError      **error)
{
  guint64 n = 0;

  do
    {
      *out_n = n;
      *out_seconds = program_now () - start;
      if (!haulage_depot_count_tossed_await (haulage_depot_count_tossed (to), &n, error))
        return FALSE;
    }
  while (n != *out_n || n == 0);
  return TRUE;
}

/* Who tosses without end fills a queue, whose oldest is dropped. So what each tick asks is awaited
 * after the next one: there is always something under way, and never much. */
static gboolean
toss_ticks (HaulageDepot *to, GBytes *payload, gint64 n, GError **error)
{
  g_autoptr (OdeonFuture) asked = haulage_depot_echo (to, payload);

  for (gint64 i = 0; i < n; i++)
    {
      g_autoptr (GBytes) answer = NULL;

      haulage_depot_toss (to, payload);
      if (i % TICK != TICK - 1)
        continue;
      if (!haulage_depot_echo_await (g_steal_pointer (&asked), &answer, error))
        return FALSE;
      asked = haulage_depot_echo (to, payload);
    }

  return TRUE;
}

static gboolean
carrier_toss (HaulageCarrierImpl *impl G_GNUC_UNUSED,
              HaulageDepot       *to,
              gint64              n,
              gdouble            *out_result,
              GError            **error)
{
  g_autoptr (GBytes) payload = new_payload ();
  gdouble start = program_now ();
  gdouble seconds;
  guint64 n_arrived;

  if (!toss_ticks (to, payload, n, error) || !await_tossed (to, start, &n_arrived, &seconds, error))
    return FALSE;
  *out_result = seconds * (gdouble) n / (gdouble) MAX (n_arrived, 1);
  return TRUE;
}

static void
carrier_implement (HaulageCarrierImplInterface *iface)
{
  iface->rtt = carrier_rtt;
  iface->stream = carrier_stream;
  iface->toss = carrier_toss;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Carrier, carrier, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (HAULAGE_TYPE_CARRIER_IMPL,
                                                      carrier_implement))

static void
carrier_class_init (CarrierClass *klass G_GNUC_UNUSED)
{
}

static void
carrier_init (Carrier *self G_GNUC_UNUSED)
{
}

/* --- The cases --- */

typedef gdouble (*Run) (Place *, HaulageDepot *, gint64);

static HaulageDepot *
find_depot (Place *place, int port)
{
  g_autofree gchar *address = g_strdup_printf ("odeon://there@" HOST ":%d/depot", port);
  g_autoptr (OdeonRef) ref = NULL;
  GError *error = NULL;
  HaulageDepot *depot;

  ref = odeon_node_find_sync (place->node, address, &error);
  place_exit_if (error);
  depot = haulage_depot_from_ref (ref, &error);
  place_exit_if (error);
  return depot;
}

static double
drive (Run run, const Road *road, int64_t n)
{
  int fd = traffic_start ();
  int port = traffic_hear_port (fd);
  Place place = place_open ("here", road != NULL);
  HaulageDepot *depot = find_depot (&place, road != NULL ? relay_start (port, road) : port);
  double result = run (&place, depot, n);

  odeon_ref_unref (depot);
  place_close (&place);
  relay_stop ();
  traffic_stop (fd);
  return result;
}

static HaulageCarrier *
hire (Place *place)
{
  GError *error = NULL;
  HaulageCarrier *carrier = haulage_carrier_spawn (ODEON_SPAWNER (place->system),
                                                   carrier_get_type (), NULL, &error, NULL);

  place_exit_if (error);
  return carrier;
}

static gdouble
time_rtt (Place *place, HaulageDepot *depot, gint64 n)
{
  g_autoptr (HaulageCarrier) carrier = hire (place);
  GError *error = NULL;
  gdouble seconds;

  haulage_carrier_rtt_sync (carrier, depot, n, &seconds, &error);
  place_exit_if (error);
  return seconds;
}

static gdouble
time_stream (Place *place, HaulageDepot *depot, gint64 n, gsize size)
{
  g_autoptr (HaulageCarrier) carrier = hire (place);
  GError *error = NULL;
  gdouble seconds;

  haulage_carrier_stream_sync (carrier, depot, n, (guint32) size, &seconds, &error);
  place_exit_if (error);
  return seconds;
}

static gdouble
time_oneway (Place *place, HaulageDepot *depot, gint64 n)
{
  return time_stream (place, depot, n, sizeof payload_bytes);
}

static gdouble
time_bulk (Place *place, HaulageDepot *depot, gint64 n)
{
  return time_stream (place, depot, n, FREIGHT_BULK);
}

static gdouble
time_toss (Place *place, HaulageDepot *depot, gint64 n)
{
  g_autoptr (HaulageCarrier) carrier = hire (place);
  GError *error = NULL;
  gdouble seconds;

  haulage_carrier_toss_sync (carrier, depot, n, &seconds, &error);
  place_exit_if (error);
  return seconds;
}

static gdouble
measure_travel (Place *place G_GNUC_UNUSED, HaulageDepot *depot, gint64 n)
{
  g_autoptr (HaulageJourney) journey = NULL;
  gdouble start = program_now ();
  GError *error = NULL;

  for (gint64 i = 0; i < n; i++)
    {
      guint8 ticket[sizeof payload_bytes] = { 0 };
      g_autoptr (GBytes) bytes = NULL;

      freight_rest (start + (gdouble) i * 1e-3);
      journey_depart (ticket, (uint64_t) i);
      bytes = g_bytes_new (ticket, sizeof ticket);
      haulage_depot_arrive (depot, bytes);
    }
  haulage_depot_report_sync (depot, &journey, &error);
  place_exit_if (error);
  if (journey->n_arrived != (guint64) n || journey->n_strange > 0)
    {
      g_printerr ("bench-network-odeon: %" G_GUINT64_FORMAT " arrived, %" G_GUINT64_FORMAT
                  " out of order\n",
                  journey->n_arrived, journey->n_strange);
      exit (EXIT_FAILURE);
    }
  return journey->p99 * 1e3;
}

static double
run_rtt (int64_t n)
{
  return drive (time_rtt, NULL, n);
}

static double
run_oneway (int64_t n)
{
  return drive (time_oneway, NULL, n);
}

static double
run_unreliable (int64_t n)
{
  return drive (time_toss, NULL, n);
}

static double
run_bulk (int64_t n)
{
  return drive (time_bulk, NULL, n);
}

static double
run_loss5 (int64_t n)
{
  return drive (measure_travel, &freight_road_loss5, n);
}

static double
run_loss20 (int64_t n)
{
  return drive (measure_travel, &freight_road_loss20, n);
}

static double
run_loss1_bulk (int64_t n)
{
  return drive (time_bulk, &freight_road_loss1, n);
}

static const ProgramCase cases[] = {
  { "rtt",        run_rtt,        PROGRAM_WARMED },
  { "oneway",     run_oneway,     PROGRAM_WARMED },
  { "unreliable", run_unreliable, PROGRAM_WARMED },
  { "bulk",       run_bulk,       PROGRAM_WARMED },
  { "loss5_p99",  run_loss5,      PROGRAM_COLD },
  { "loss20_p99", run_loss20,     PROGRAM_COLD },
  { "loss1_bulk", run_loss1_bulk, PROGRAM_COLD },
};

int
main (int argc, char **argv)
{
  gchar *directory;
  int status;

  if (argc == 3 && strcmp (argv[1], "serve") == 0)
    serve (atoi (argv[2]));

  directory = place_make_authority (ODEON_COMMAND);
  status = program_main (argc, argv, cases, G_N_ELEMENTS (cases));
  place_remove_authority (directory);
  return status;
}
