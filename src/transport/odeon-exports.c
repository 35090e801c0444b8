/* SPDX-License-Identifier: MIT */

#include "odeon-exports-private.h"
#include "odeon-session-private.h"

#include "odeon-actor.h"

#define NONE G_MAXUINT32

void
_odeon_exports_init (OdeonExports *self)
{
  self->entries = g_array_new (FALSE, TRUE, sizeof (OdeonExport));
  self->indexes = g_hash_table_new (NULL, NULL);
  self->first_free = NONE;
  self->n = 0;
}

static OdeonExport *
entry_at (OdeonExports *self, guint32 index)
{
  return &g_array_index (self->entries, OdeonExport, index);
}

/* What is released may come back here: the table is consistent before each. */
void
_odeon_exports_clear (OdeonExports *self)
{
  if (self->entries == NULL)
    return;

  g_clear_pointer (&self->indexes, g_hash_table_unref);
  for (guint32 i = 0; i < self->entries->len; i++)
    odeon_ref_unref (g_steal_pointer (&entry_at (self, i)->ref));
  self->n = 0;
  g_clear_pointer (&self->entries, g_array_unref);
}

static guint32
take_index (OdeonExports *self)
{
  guint32 index = self->first_free;

  if (index != NONE)
    self->first_free = entry_at (self, index)->next_free;
  else
    {
      index = self->entries->len;
      g_array_set_size (self->entries, index + 1);
    }
  self->n++;

  return index;
}

guint32
_odeon_exports_enter (OdeonSession *session, OdeonRef *ref, gboolean *out_is_new)
{
  OdeonExports *self = &session->exports;
  OdeonExport  *entry;
  guint32       number = GPOINTER_TO_UINT (g_hash_table_lookup (self->indexes, ref));

  *out_is_new = number == 0;
  if (number == 0)
    {
      number = take_index (self) + 1;
      entry = entry_at (self, number - 1);
      entry->ref = odeon_ref_ref (ref);
      entry->n_sent = 0;
      entry->n_apart = 0;
      entry->may_control = session->options.grants_control;
      g_hash_table_insert (self->indexes, ref, GUINT_TO_POINTER (number));
    }

  entry_at (self, number - 1)->n_sent++;

  return number - 1;
}

OdeonExport *
_odeon_exports_look_up (OdeonExports *self, guint32 index)
{
  if (index >= self->entries->len || entry_at (self, index)->ref == NULL)
    return NULL;

  return entry_at (self, index);
}

static void
forget (OdeonSession *session, guint32 index)
{
  OdeonExports    *self = &session->exports;
  OdeonExport     *entry = entry_at (self, index);
  OdeonFrameHeader header = { .kind = ODEON_FRAME_FORGOTTEN, .target = index };
  OdeonRef        *ref = g_steal_pointer (&entry->ref);

  g_hash_table_remove (self->indexes, ref);
  entry->next_free = self->first_free;
  self->first_free = index;
  self->n--;
  _odeon_session_write_bare (session, &header);
  odeon_ref_unref (ref);
}

gboolean
_odeon_exports_release (OdeonSession *session, guint32 index, guint32 count, guint32 n_apart)
{
  OdeonExport *entry = _odeon_exports_look_up (&session->exports, index);

  if (entry == NULL || count == 0 || count > entry->n_sent)
    return _odeon_session_violates (session, "%u references to %u were released", count, index);

  entry->n_sent -= count;
  entry->n_apart += n_apart;
  if (entry->n_sent == 0 && entry->n_apart == 0)
    forget (session, index);

  return TRUE;
}

gboolean
_odeon_exports_arrived (OdeonSession *session, guint32 index)
{
  OdeonExport *entry;

  /* What came just now may have closed it. */
  if (session->phase == ODEON_SESSION_CLOSED)
    return FALSE;

  entry = _odeon_exports_look_up (&session->exports, index);
  if (entry == NULL)
    return TRUE;

  entry->n_apart--;
  if (entry->n_sent == 0 && entry->n_apart == 0)
    forget (session, index);

  return TRUE;
}

typedef struct
{
  OdeonSession *session;
  GArray       *numbers;
} Listing;

static gboolean
add_number (const OdeonInterfaceInfo *info, gpointer data)
{
  Listing *self = data;
  guint16  number = _odeon_dialect_number (self->session, info);

  if (number != 0)
    g_array_append_val (self->numbers, number);

  return TRUE;
}

void
_odeon_exports_announce (OdeonSession *session, guint32 index)
{
  OdeonRef          *ref = entry_at (&session->exports, index)->ref;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autofree gchar  *urn = odeon_ref_dup_urn (ref);
  Listing            listing = { session, numbers };
  OdeonFrameHeader   header = { .kind = ODEON_FRAME_EXPORT, .target = index };
  OdeonExportNotice  notice = { .urn = urn, .interfaces = numbers };

  ref->klass->visit_interfaces (ref, add_number, &listing);
  notice.type = (gchar *) ref->klass->get_type_name (ref);
  notice.name = (gchar *) ref->klass->get_name (ref);
  if (notice.name == NULL)
    notice.name = (gchar *) "";
  if (notice.urn == NULL)
    notice.urn = (gchar *) "";
  notice.home = (gchar *) _odeon_introductions_get_home (session, ref);
  if (notice.home == NULL)
    notice.home = (gchar *) "";
  entry_at (&session->exports, index)->generation = (guint32) session->output.position;
  _odeon_session_write (session, &header, &_odeon_notice_export, ODEON_PARAM_IN, &notice, NULL);
  session->lanes.announced = session->output.position;
}
