/* SPDX-License-Identifier: MIT */

/* A game on one node, and who watches it on another: here both are in one process, and between them
 * is a road that loses some of the packets. What must not be missed is sent reliably; where the
 * players are is sent sequenced, and beside that in order, to see what waiting for the lost ones
 * would cost. */

#include "road.h"
#include "spectator.h"
#include "stage.h"

#define SECONDS    4
#define LOSS       0.05
#define DELAY_MSEC 20

typedef struct
{
  OdeonSystem *system;
  OdeonNode   *node;
} Machine;

static gboolean
machine_start (Machine *self, const gchar *folder, const gchar *name, GError **error)
{
  g_autofree gchar            *authority = g_build_filename (folder, name, "authority.pem", NULL);
  g_autofree gchar            *certificate = g_strdup_printf ("%s/%s/%s.pem", folder, name, name);
  g_autofree gchar            *key = g_strdup_printf ("%s/%s/%s.key", folder, name, name);
  g_autoptr (OdeonCredentials) credentials = NULL;

  credentials = odeon_credentials_new_from_files (authority, certificate, key, error);
  if (credentials == NULL)
    return FALSE;

  self->system = odeon_system_new (2, error);
  if (self->system != NULL)
    self->node = odeon_system_start_node (self->system, credentials, NULL, error);

  return self->node != NULL;
}

static void
machine_clear (Machine *self)
{
  g_clear_object (&self->node);
  g_clear_object (&self->system);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Machine, machine_clear)

/* The stage is found by its name from now on. */
static gboolean
open_stage (Machine *self, GError **error)
{
  g_autoptr (ArenaStage) stage = NULL;

  stage = arena_stage_spawn (ODEON_SPAWNER (self->system), TYPE_STAGE, NULL, error, NULL);

  return stage != NULL
         && odeon_node_export (self->node, "stage", stage, ODEON_NODE_RIGHTS_CALL, error)
         && odeon_node_listen (self->node, "127.0.0.1:0", error);
}

static ArenaStage *
find_stage (Machine *self, guint16 port, GError **error)
{
  g_autofree gchar    *address = g_strdup_printf ("odeon://server@127.0.0.1:%u/stage", port);
  g_autoptr (OdeonRef) ref = odeon_node_find_sync (self->node, address, error);

  return ref != NULL ? arena_stage_from_ref (ref, error) : NULL;
}

static gboolean
watch (Machine *self, Road *road, GError **error)
{
  g_autoptr (ArenaStage)     stage = find_stage (self, road_get_port (road), error);
  g_autoptr (ArenaSpectator) spectator = NULL;

  if (stage == NULL)
    return FALSE;
  spectator = arena_spectator_spawn (ODEON_SPAWNER (self->system), TYPE_SPECTATOR, NULL, error,
                                     NULL);
  if (spectator == NULL)
    return FALSE;

  road_set_loss (road, LOSS);
  g_print ("%d players move %d times a second for %d s. The road takes %d ms, and loses %g %%:\n",
           N_PLAYERS, TICKS_PER_SECOND, SECONDS, DELAY_MSEC, 100 * LOSS);

  return arena_stage_play_sync (stage, spectator, SECONDS * TICKS_PER_SECOND, error);
}

static gboolean
run (const gchar *folder, GError **error)
{
  g_auto (Machine) server = { NULL, NULL };
  g_auto (Machine) client = { NULL, NULL };
  g_autoptr (Road) road = NULL;
  guint            n_lost;
  guint            n_packets;

  if (!machine_start (&server, folder, "server", error)
      || !machine_start (&client, folder, "client", error)
      || !open_stage (&server, error))
    return FALSE;
  road = road_new (odeon_node_get_port (server.node), DELAY_MSEC * 1000, error);
  if (road == NULL || !watch (&client, road, error))
    return FALSE;

  road_count (road, &n_lost, &n_packets);
  g_print ("%u of %u packets were lost\n", n_lost, n_packets);

  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc == 2 && run (argv[1], &error))
    return 0;

  g_printerr ("arena: %s\n", error != NULL ? error->message : "FOLDER of certificates is missing");

  return 1;
}
