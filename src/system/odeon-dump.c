/* SPDX-License-Identifier: MIT */

/* What each actor of a system is at, for people to read; on a signal, if that is asked for.
 *
 * Who waits for a signal is a thread with a main context of its own, one for each system that asks:
 * any other may be what hangs. It holds the system only while it writes.
 */

#include "odeon-inspection-private.h"

#include <glib-unix.h>
#include <signal.h>

/* A worker that does not hang answers sooner, unless the machine is very busy. */
#define ANSWER_MSEC 100

static const gchar *
name_of_state (OdeonActorState state)
{
  switch (state)
    {
    case ODEON_ACTOR_STATE_STARTING:
      return "starting";
    case ODEON_ACTOR_STATE_RUNNING:
      return "running";
    case ODEON_ACTOR_STATE_SUSPENDED:
      return "suspended";
    case ODEON_ACTOR_STATE_FAILED:
      return "failed";
    case ODEON_ACTOR_STATE_STOPPING:
      return "stopping";
    case ODEON_ACTOR_STATE_ENDED:
      return "ended";
    }
  g_assert_not_reached ();
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  const OdeonActorRecord *one = *(OdeonActorRecord *const *) a;
  const OdeonActorRecord *other = *(OdeonActorRecord *const *) b;

  return g_strcmp0 (odeon_ref_get_name (one->ref), odeon_ref_get_name (other->ref));
}

static void
write_span (GString *text, GTimeSpan usec)
{
  if (usec >= 0)
    g_string_append_printf (text, " for %.3f s", (gdouble) usec / G_USEC_PER_SEC);
}

/* What the handler under way is, and why it is still. */
static void
write_work (GString *text, const OdeonActorRecord *record)
{
  if (record->operation != NULL)
    {
      g_string_append_printf (text, ", in %s", record->operation);
      write_span (text, record->busy);
    }
  if (record->waits_for != NULL)
    g_string_append_printf (text, ", awaits %s", record->waits_for);
  else if (record->awaits != NULL)
    {
      g_autofree gchar *whom = odeon_ref_dup_string (record->awaits);

      g_string_append_printf (text, ", awaits %s", whom);
    }
}

static void
write_record (GString *text, const OdeonActorRecord *record, guint depth)
{
  const gchar *name = odeon_ref_get_name (record->ref);

  g_string_append_printf (text, "%*s%s", (gint) (2 * depth), "",
                          g_type_name (odeon_ref_get_actor_type (record->ref)));
  if (name != NULL)
    g_string_append_printf (text, " \"%s\"", name);
  g_string_append_printf (text, ": %s", name_of_state (record->state));
  write_work (text, record);
  if (record->n_waiting > 0)
    g_string_append_printf (text, ", %d%s waiting", record->n_waiting,
                            record->n_waiting == ODEON_RECORD_MAX_COUNTED ? " or more" : "");
  if (!record->has_answered)
    g_string_append (text, record->holds_thread ? ", holds its thread, which does not answer"
                                                : ", its thread does not answer");
  g_string_append_c (text, '\n');
}

/* A record whose parent was not there to be seen any more stands as a root does. */
static GHashTable *
index_by_parent (GPtrArray *records)
{
  GHashTable *seen = g_hash_table_new (NULL, NULL);
  GHashTable *children = g_hash_table_new_full (NULL, NULL, NULL,
                                                (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (seen, ((OdeonActorRecord *) records->pdata[i])->ref);
  for (guint i = 0; i < records->len; i++)
    {
      OdeonActorRecord *record = records->pdata[i];
      gpointer          parent = g_hash_table_contains (seen, record->parent) ? record->parent
                                                                              : NULL;
      GPtrArray        *siblings = g_hash_table_lookup (children, parent);

      if (siblings == NULL)
        {
          siblings = g_ptr_array_new ();
          g_hash_table_insert (children, parent, siblings);
        }
      g_ptr_array_add (siblings, record);
    }
  g_hash_table_unref (seen);

  return children;
}

typedef struct
{
  OdeonActorRecord *record;
  guint             depth;
} Line;

/* The last sibling first: the first is then on top. */
static void
push_children (GArray *stack, GHashTable *children, gpointer parent, guint depth)
{
  GPtrArray *siblings = g_hash_table_lookup (children, parent);

  if (siblings == NULL)
    return;

  g_ptr_array_sort (siblings, compare_names);
  for (guint i = siblings->len; i > 0; i--)
    {
      Line line = { siblings->pdata[i - 1], depth };

      g_array_append_val (stack, line);
    }
}

gchar *
odeon_system_dump (OdeonSystem *self)
{
  GString               *text = g_string_new (NULL);
  g_autoptr (GPtrArray)  records = NULL;
  g_autoptr (GHashTable) children = NULL;
  g_autoptr (GArray)     stack = g_array_new (FALSE, FALSE, sizeof (Line));

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), g_string_free (text, FALSE));

  records = odeon_system_inspect_within (self, ANSWER_MSEC);
  children = index_by_parent (records);
  push_children (stack, children, NULL, 0);
  while (stack->len > 0)
    {
      Line line = g_array_index (stack, Line, stack->len - 1);

      g_array_set_size (stack, stack->len - 1);
      write_record (text, line.record, line.depth);
      push_children (stack, children, line.record->ref, line.depth + 1);
    }

  return g_string_free (text, FALSE);
}

/* --- on a signal --- */

typedef struct
{
  GWeakRef   system;
  GMainLoop *loop;
  GThread   *thread;
} Dumper;

static GMutex      lock;
static GHashTable *dumpers; /* by system, under the lock */

static gboolean
on_signal (gpointer data)
{
  Dumper                 *self = data;
  g_autoptr (OdeonSystem) system = g_weak_ref_get (&self->system);
  g_autofree gchar       *text = NULL;

  if (system == NULL)
    return G_SOURCE_CONTINUE;

  text = odeon_system_dump (system);
  g_printerr ("%s", text);

  return G_SOURCE_CONTINUE;
}

static void
dumper_free (Dumper *self)
{
  g_weak_ref_clear (&self->system);
  g_main_loop_unref (self->loop);
  g_free (self);
}

static gpointer
run (gpointer data)
{
  Dumper       *self = data;
  GMainContext *context = g_main_loop_get_context (self->loop);

  g_main_context_push_thread_default (context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (context);
  dumper_free (self);

  return NULL;
}

static Dumper *
dumper_new (OdeonSystem *system, gint signum)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource)      source = g_unix_signal_source_new (signum);
  Dumper                  *self = g_new0 (Dumper, 1);

  g_weak_ref_init (&self->system, system);
  self->loop = g_main_loop_new (context, FALSE);
  g_source_set_callback (source, on_signal, self, NULL);
  g_source_attach (source, context);
  self->thread = g_thread_new ("odeon-dumper", run, self);

  return self;
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

/* Its own thread, which may have held the system last, cannot wait for itself. */
static void
dumper_stop (Dumper *self)
{
  GThread              *thread = self->thread;
  g_autoptr (GSource)   source = g_idle_source_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_ref (self->loop);

  /* By a source: the thread may not have begun to run its loop. */
  g_source_set_callback (source, quit, loop, NULL);
  g_source_attach (source, g_main_loop_get_context (loop));
  if (thread == g_thread_self ())
    g_thread_unref (thread);
  else
    g_thread_join (thread);
}

/* @dumper (nullable): in place of the one that there is. */
static void
replace (OdeonSystem *system, Dumper *dumper)
{
  Dumper *before = NULL;

  g_mutex_lock (&lock);
  if (dumpers != NULL)
    g_hash_table_steal_extended (dumpers, system, NULL, (gpointer *) &before);
  if (dumper != NULL)
    {
      if (dumpers == NULL)
        dumpers = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (dumpers, system, dumper);
    }
  g_mutex_unlock (&lock);

  if (before != NULL)
    dumper_stop (before);
}

static gboolean
is_watchable (gint signum)
{
  return signum == SIGHUP || signum == SIGINT || signum == SIGTERM || signum == SIGUSR1
         || signum == SIGUSR2 || signum == SIGWINCH;
}

void
odeon_system_dump_on_signal (OdeonSystem *self, gint signum)
{
  g_return_if_fail (ODEON_IS_SYSTEM (self));
  g_return_if_fail (signum == 0 || is_watchable (signum));

  replace (self, signum != 0 ? dumper_new (self, signum) : NULL);
}

void
_odeon_dump_end (OdeonSystem *system)
{
  replace (system, NULL);
}
