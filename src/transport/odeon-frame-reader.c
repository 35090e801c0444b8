/* SPDX-License-Identifier: MIT */

#include "odeon-session-private.h"

/* (nullable) (transfer full) */
static OdeonRef *
resolve (OdeonSession *self, OdeonFrameEntry entry)
{
  OdeonExport *ours;

  switch (entry.kind)
    {
    case ODEON_ENTRY_MINE:
      return _odeon_imports_receive (self, entry.index);
    case ODEON_ENTRY_YOURS:
      ours = _odeon_exports_look_up (&self->exports, entry.index);
      return ours != NULL ? odeon_ref_ref (ours->ref) : NULL;
    default:
      return NULL;
    }
}

gboolean
_odeon_session_read_refs (OdeonSession *self, const OdeonFrame *frame)
{
  g_ptr_array_set_size (self->received_refs, 0);
  for (guint i = 0; i < frame->header.n_refs; i++)
    {
      OdeonFrameEntry entry = _odeon_frame_get_entry (frame, i);
      OdeonRef       *ref = resolve (self, entry);

      if (ref == NULL)
        return _odeon_session_violates (self, "there is no reference %u", entry.index);
      g_ptr_array_add (self->received_refs, ref);
    }

  return TRUE;
}

gboolean
_odeon_session_read (OdeonSession          *self,
                     const OdeonFrame      *frame,
                     const OdeonMethodInfo *method,
                     OdeonParamFlags        direction,
                     gpointer               params)
{
  const OdeonLimits limits = { .max_size = self->options.max_frame };
  GError           *error = NULL;

  if (G_LIKELY (_odeon_frame_decode (method, direction, params, frame->body, frame->header.body,
                                     self->received_refs, &limits, &error)))
    return TRUE;

  return _odeon_session_violated (self, error);
}
