/* SPDX-License-Identifier: MIT */

#include "odeon-session-private.h"

#include "odeon-bytes-private.h"

#include <string.h>

/* (nullable) (transfer full) */
static OdeonRef *
resolve (OdeonSession *self, OdeonFrameEntry entry)
{
  OdeonExport *ours;
  OdeonRef    *promised;

  switch (entry.kind)
    {
    case ODEON_ENTRY_MINE:
      return _odeon_imports_receive (self, entry.index);
    case ODEON_ENTRY_YOURS:
      ours = _odeon_exports_look_up (&self->exports, entry.index);
      return ours != NULL ? odeon_ref_ref (ours->ref) : NULL;
    case ODEON_ENTRY_PROMISED:
      promised = _odeon_promises_look_up (&self->promises, entry.index);
      return promised != NULL ? odeon_ref_ref (promised) : NULL;
    default:
      return NULL;
    }
}

/* The next descriptor that has come is that of bytes which belong at @position. */
static gboolean
claim_bytes (OdeonSession *self, const OdeonFrame *frame, guint32 position)
{
  OdeonApartItem item = { .position = position };
  GError        *error = NULL;
  guint64        size;
  gint           fd;

  if (self->received_fds->len == 0 || position > frame->header.body
      || frame->header.body - position < ODEON_APART_SIZE)
    return _odeon_session_violates (self, "there are no bytes for %u", position);

  memcpy (&size, frame->body + position, sizeof size);
  size = GUINT64_FROM_LE (size);
  if (size > self->options.max_shared)
    return _odeon_session_violates (self, "%" G_GUINT64_FORMAT " bytes are too many", size);

  fd = g_array_index (self->received_fds, gint, 0);
  g_array_remove_index (self->received_fds, 0);
  item.bytes = _odeon_bytes_new_received (fd, (gsize) size, &error);
  if (item.bytes == NULL)
    return _odeon_session_violated (self, error);

  g_array_append_val (self->received_apart.items, item);
  self->received_size += (gsize) size;

  return TRUE;
}

gboolean
_odeon_session_read_refs (OdeonSession *self, const OdeonFrame *frame)
{
  g_ptr_array_set_size (self->received_refs, 0);
  for (guint i = 0; i < frame->header.n_refs; i++)
    {
      OdeonFrameEntry entry = _odeon_frame_get_entry (frame, i);
      OdeonRef       *ref;

      if (entry.kind == ODEON_ENTRY_APART)
        {
          if (!claim_bytes (self, frame, entry.index))
            return FALSE;
          continue;
        }
      ref = resolve (self, entry);
      if (ref == NULL)
        return _odeon_session_violates (self, "there is no reference %u", entry.index);
      g_ptr_array_add (self->received_refs, ref);
    }

  return TRUE;
}

gboolean
_odeon_session_read_values (OdeonSession          *self,
                            const OdeonFrame      *frame,
                            const OdeonMethodInfo *method,
                            OdeonParamFlags        direction,
                            gpointer               params,
                            GError               **refusal)
{
  const OdeonLimits limits = { .max_size = self->options.max_frame };
  GError           *error = NULL;
  OdeonApart       *apart = self->received_apart.items->len > 0 ? &self->received_apart : NULL;
  gboolean          is_refused = FALSE;

  if (G_LIKELY (_odeon_frame_decode_apart (method, direction, params, frame->body,
                                           frame->header.body, self->received_refs, apart, &limits,
                                           &is_refused, &error)))
    return apart == NULL || apart->n_taken == apart->items->len
           || _odeon_session_violates (self, "bytes that belong nowhere");
  if (!is_refused)
    return _odeon_session_violated (self, error);

  g_propagate_error (refusal, error);

  return FALSE;
}

gboolean
_odeon_session_read (OdeonSession          *self,
                     const OdeonFrame      *frame,
                     const OdeonMethodInfo *method,
                     OdeonParamFlags        direction,
                     gpointer               params)
{
  return _odeon_session_read_values (self, frame, method, direction, params, NULL);
}
