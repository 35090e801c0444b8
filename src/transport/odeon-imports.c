/* SPDX-License-Identifier: MIT */

#include "odeon-imports-private.h"
#include "odeon-remote-ref-private.h"

typedef struct
{
  OdeonPortrait  *portrait; /* counted */
  OdeonRemoteRef *ref;      /* (nullable): not counted */
} Import;

/* --- portraits --- */

OdeonPortrait *
_odeon_portrait_ref (OdeonPortrait *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
portrait_clear (gpointer data)
{
  OdeonPortrait *self = data;

  g_free (self->type);
  g_free (self->name);
  g_free (self->urn);
  g_free (self->home);
  g_ptr_array_unref (self->interfaces);
}

void
_odeon_portrait_unref (OdeonPortrait *self)
{
  g_atomic_rc_box_release_full (self, portrait_clear);
}

/* Takes what it needs out of @notice. */
static OdeonPortrait *
portrait_new (OdeonSession *session, OdeonExportNotice *notice)
{
  OdeonPortrait *self = g_atomic_rc_box_new0 (OdeonPortrait);

  self->type = g_steal_pointer (&notice->type);
  if (*notice->name != '\0')
    self->name = g_steal_pointer (&notice->name);
  if (*notice->urn != '\0')
    self->urn = g_steal_pointer (&notice->urn);
  if (*notice->home != '\0')
    self->home = g_steal_pointer (&notice->home);
  self->generation = (guint32) (session->handled - session->received_size);
  self->interfaces = g_ptr_array_new ();
  for (guint i = 0; i < notice->interfaces->len; i++)
    {
      const OdeonForeignInterface *foreign =
        _odeon_dialect_look_up (&session->dialect, g_array_index (notice->interfaces, guint16, i));

      if (foreign != NULL && foreign->info != NULL)
        g_ptr_array_add (self->interfaces, (gpointer) foreign->info);
    }

  return self;
}

/* --- the table --- */

static void
import_free (gpointer data)
{
  Import *self = data;

  _odeon_portrait_unref (self->portrait);
  g_free (self);
}

void
_odeon_imports_init (OdeonImports *self)
{
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, import_free);
}

void
_odeon_imports_clear (OdeonImports *self)
{
  g_clear_pointer (&self->entries, g_hash_table_unref);
}

static Import *
look_up (OdeonImports *self, guint32 index)
{
  return g_hash_table_lookup (self->entries, GUINT_TO_POINTER (index));
}

gboolean
_odeon_imports_describe (OdeonSession *session, const OdeonFrame *frame)
{
  OdeonImports     *self = &session->imports;
  OdeonExportNotice notice = { NULL, NULL, NULL, NULL, NULL };
  Import           *import;

  if (look_up (self, frame->header.target) != NULL)
    return _odeon_session_violates (session, "reference %u exported twice", frame->header.target);
  if (g_hash_table_size (self->entries) >= session->options.max_exports)
    return _odeon_session_violates (session, "too many references");
  if (!_odeon_session_read (session, frame, &_odeon_notice_export, ODEON_PARAM_IN, &notice))
    return FALSE;

  import = g_new0 (Import, 1);
  import->portrait = portrait_new (session, &notice);
  g_hash_table_insert (self->entries, GUINT_TO_POINTER (frame->header.target), import);
  _odeon_notice_clear (&_odeon_notice_export, &notice);

  return TRUE;
}

gboolean
_odeon_imports_forget (OdeonSession *session, guint32 index)
{
  Import *import = look_up (&session->imports, index);

  if (import == NULL || import->ref != NULL)
    return _odeon_session_violates (session, "reference %u is not to be forgotten", index);

  g_hash_table_remove (session->imports.entries, GUINT_TO_POINTER (index));

  return TRUE;
}

OdeonRemoteRef *
_odeon_imports_dup (OdeonSession *session, guint32 index)
{
  Import *import = look_up (&session->imports, index);

  return import != NULL && import->ref != NULL && _odeon_remote_ref_revive (import->ref)
           ? import->ref : NULL;
}

OdeonRef *
_odeon_imports_receive (OdeonSession *session, guint32 index)
{
  Import *import = look_up (&session->imports, index);

  if (import == NULL)
    return NULL;

  /* One that is being let go of says how often it was received; what comes now is another's. */
  if (import->ref == NULL || !_odeon_remote_ref_revive (import->ref))
    import->ref = _odeon_remote_ref_new (session, import->portrait, index);
  import->ref->n_received++;

  return &import->ref->ref;
}

void
_odeon_imports_release (OdeonSession *session, OdeonRemoteRef *ref)
{
  Import          *import = session->imports.entries != NULL
                              ? look_up (&session->imports, ref->index) : NULL;
  OdeonFrameHeader header = { .kind = ODEON_FRAME_RELEASE, .target = ref->index,
                              .call = ref->n_received, .deadline = ref->n_apart };

  if (import == NULL)
    return;
  if (import->ref == ref)
    import->ref = NULL;
  if (session->phase < ODEON_SESSION_CLOSED)
    _odeon_session_write_bare (session, &header);
}
