/* SPDX-License-Identifier: MIT */

/* What each actor of a system is at, as far as any thread can see: no actor is asked. */

#include "odeon-realm-private.h"
#include "odeon-registry.h"

G_DEFINE_BOXED_TYPE (OdeonActorRecord, odeon_actor_record, odeon_actor_record_copy,
                     odeon_actor_record_free)

static gpointer
ref_or_null (gpointer ref)
{
  return ref != NULL ? odeon_ref_ref (ref) : NULL;
}

OdeonActorRecord *
odeon_actor_record_copy (const OdeonActorRecord *self)
{
  OdeonActorRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  odeon_ref_ref (copy->ref);
  copy->parent = ref_or_null (self->parent);
  copy->awaits = ref_or_null (self->awaits);

  return copy;
}

void
odeon_actor_record_free (OdeonActorRecord *self)
{
  if (self == NULL)
    return;

  odeon_ref_unref (self->ref);
  odeon_ref_unref (self->parent);
  odeon_ref_unref (self->awaits);
  g_free (self);
}

/* --- the records --- */

typedef struct
{
  OdeonRealm *realm;
  GPtrArray  *records;
} Inspection;

static void
free_record (gpointer record)
{
  odeon_actor_record_free (record);
}

/* Its parent lives as long as it does. */
static void
add_record (OdeonCell *cell, gpointer data)
{
  Inspection       *self = data;
  OdeonActorRecord *record;

  if (!_odeon_realm_holds (self->realm, cell))
    return;

  record = g_new0 (OdeonActorRecord, 1);
  record->ref = ODEON_REF (odeon_ref_ref (cell));
  record->parent = ref_or_null (cell->parent);
  record->state = odeon_ref_get_state (cell);
  g_ptr_array_add (self->records, record);
}

/* Apart from the rest: one identity is held at a time. */
static void
add_awaited (gpointer data, gpointer user_data G_GNUC_UNUSED)
{
  OdeonActorRecord *record = data;
  guint64           id = _odeon_identity_get_awaited (((OdeonCell *) record->ref)->id);

  if (id != 0)
    record->awaits = ODEON_REF (_odeon_identity_dup_cell (id));
}

GPtrArray *
odeon_system_inspect (OdeonSystem *self)
{
  OdeonCell *parent;
  Inspection inspection;

  g_return_val_if_fail (ODEON_IS_SYSTEM (self), NULL);

  inspection.realm = (OdeonRealm *) _odeon_spawner_get_host (self, &parent);
  inspection.records = g_ptr_array_new_with_free_func (free_record);
  _odeon_identity_visit_all (add_record, &inspection);
  g_ptr_array_foreach (inspection.records, add_awaited, NULL);

  return inspection.records;
}

/* --- as text --- */

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
write_record (GString *text, const OdeonActorRecord *record, guint depth)
{
  const gchar *name = odeon_ref_get_name (record->ref);

  g_string_append_printf (text, "%*s%s", (gint) (2 * depth), "",
                          g_type_name (odeon_ref_get_actor_type (record->ref)));
  if (name != NULL)
    g_string_append_printf (text, " \"%s\"", name);
  g_string_append_printf (text, ": %s", name_of_state (record->state));
  if (record->awaits != NULL)
    {
      g_autofree gchar *whom = odeon_ref_dup_string (record->awaits);

      g_string_append_printf (text, ", awaits %s", whom);
    }
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

  records = odeon_system_inspect (self);
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
