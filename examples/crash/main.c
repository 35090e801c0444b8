/* SPDX-License-Identifier: MIT */

/* An actor that follows a wild pointer, in a process of its own: a group. The process dies; this
 * one does not, nor does anybody who lives here. The call that did it fails, the group is started
 * anew, and the next one is answered, by an actor of the same name. */

#include "crash.idl.h"

#include <stdlib.h>
#include <string.h>

/* --- The reader ------------------------------------------------------------------------------- */

#define TYPE_READER (reader_get_type ())
G_DECLARE_FINAL_TYPE (Reader, reader, EXAMPLE, READER, OdeonActor)

struct _Reader
{
  OdeonActor parent_instance;
};

static gboolean
reader_measure (CrashReaderImpl *impl G_GNUC_UNUSED,
                const gchar     *file,
                gint32          *out_result,
                GError         **error G_GNUC_UNUSED)
{
  const gchar *volatile text = g_str_equal (file, "cursed") ? NULL : file;

  *out_result = (gint32) strlen (text);

  return TRUE;
}

static void
reader_impl_init (CrashReaderImplInterface *iface)
{
  iface->measure = reader_measure;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Reader, reader, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (CRASH_TYPE_READER_IMPL, reader_impl_init))

/* By this the other process knows the type. */
ODEON_ANNOUNCE_ACTOR (reader)

static void
reader_class_init (ReaderClass *klass G_GNUC_UNUSED)
{
}

static void
reader_init (Reader *self G_GNUC_UNUSED)
{
}

/* --- The program ------------------------------------------------------------------------------ */

static OdeonGroup *
start_archive (OdeonSystem *system)
{
  OdeonGroupOptions  options = ODEON_GROUP_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  OdeonGroup        *group;

  options.name = "archive";
  group = odeon_system_start_group (system, &options, &error);
  if (group == NULL)
    g_error ("%s", error->message);

  return group;
}

static CrashReader *
spawn_reader (OdeonSpawner *where, const gchar *name)
{
  OdeonSpawnOptions  options = ODEON_SPAWN_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  CrashReader       *reader;

  options.name = name;
  reader = crash_reader_spawn (where, TYPE_READER, &options, &error, NULL);
  if (reader == NULL)
    g_error ("%s", error->message);

  return reader;
}

/* Waits, if need be, until the group is there again. */
static CrashReader *
find_reader (OdeonGroup *group, const gchar *name)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (OdeonRef) ref = odeon_group_find_await (odeon_group_find (group, name), &error);

  if (ref == NULL)
    g_error ("%s", error->message);

  return crash_reader_from_ref (ref, NULL);
}

static void
measure (CrashReader *reader, const gchar *who, const gchar *file)
{
  g_autoptr (GError) error = NULL;
  gint32             length;

  if (crash_reader_measure_sync (reader, file, &length, &error))
    g_print ("%s: \"%s\" has %d bytes\n", who, file, length);
  else
    g_print ("%s: \"%s\": %s\n", who, file, error->message);
}

static void
shut_down (OdeonSystem *system)
{
  OdeonFuture *done = odeon_system_shut_down (system);

  odeon_future_await (done, NULL);
  odeon_future_unref (done);
}

int
main (int argc, char **argv)
{
  g_autoptr (OdeonSystem) system = NULL;
  g_autoptr (OdeonGroup)  archive = NULL;
  g_autoptr (CrashReader) near = NULL;
  g_autoptr (CrashReader) far = NULL;
  g_autoptr (CrashReader) again = NULL;
  OdeonStrategy           strategy = ODEON_STRATEGY_INIT;

  /* In the group's process this is all of main(). */
  odeon_init (&argc, &argv);

  system = odeon_system_new (1, NULL);
  odeon_system_supervise (system, &strategy);
  archive = start_archive (system);
  near = spawn_reader (ODEON_SPAWNER (system), "near");
  far = spawn_reader (ODEON_SPAWNER (archive), "far");

  measure (near, "near", "annals");
  measure (far, " far", "annals");
  measure (far, " far", "cursed");
  measure (near, "near", "chronicle");

  again = find_reader (archive, "far");
  measure (again, " far", "chronicle");
  shut_down (system);

  return EXIT_SUCCESS;
}
