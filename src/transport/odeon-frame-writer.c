/* SPDX-License-Identifier: MIT */

/* Frames are encoded where they are written from. What a frame refers to and the peer does not know
 * yet goes before it: the body then waits aside, for it is seldom. */

#include "odeon-promised-ref-private.h"
#include "odeon-session-private.h"

#include <string.h>

/* Where a body is being built. */
typedef struct
{
  guint8 *place; /* of the frame */
  gsize   room;
  gsize   size;  /* of the body, once it is encoded */
} Draft;

static void
tell_carrier (OdeonSession *self)
{
  if (self->is_told || self->carrier == NULL)
    return;

  self->is_told = TRUE;
  self->klass->has_output (self->carrier);
}

void
_odeon_session_enclose_fd (OdeonSession *self, gint fd)
{
  _odeon_output_enclose_fd (&self->output, fd);
}

void
_odeon_session_write_bare (OdeonSession *self, const OdeonFrameHeader *header)
{
  gsize room;

  _odeon_frame_store_header (_odeon_output_reserve (&self->output, 0, ODEON_FRAME_HEADER, &room),
                             header);
  _odeon_output_commit (&self->output, ODEON_FRAME_HEADER);
  tell_carrier (self);
}

static inline gboolean
encode_here (OdeonSession          *self,
             Draft                 *draft,
             const OdeonMethodInfo *method,
             OdeonParamFlags        direction,
             gconstpointer          params,
             GError               **error)
{
  return _odeon_frame_encode_apart (method, direction, params, draft->place + ODEON_FRAME_HEADER,
                                    draft->room - ODEON_FRAME_HEADER, self->sent_refs,
                                    &self->sent_apart, &draft->size, error);
}

/* What does not fit in there needs more room. */
static G_GNUC_NO_INLINE gboolean
encode_elsewhere (OdeonSession          *self,
                  Draft                 *draft,
                  const OdeonMethodInfo *method,
                  OdeonParamFlags        direction,
                  gconstpointer          params,
                  GError                *failure,
                  GError               **error)
{
  gsize    size;
  gboolean ok;

  if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    {
      _odeon_apart_forget_packed (&self->sent_apart);
      g_propagate_error (error, failure);
      return FALSE;
    }

  g_error_free (failure);
  _odeon_apart_clear (&self->sent_apart);
  size = _odeon_frame_get_size_apart (method, direction, params, &self->sent_apart);
  draft->place = _odeon_output_reserve (&self->output, 0, ODEON_FRAME_HEADER + size, &draft->room);
  ok = encode_here (self, draft, method, direction, params, error);
  _odeon_apart_forget_packed (&self->sent_apart);

  return ok;
}

static inline gboolean
encode (OdeonSession          *self,
        Draft                 *draft,
        const OdeonMethodInfo *method,
        OdeonParamFlags        direction,
        gconstpointer          params,
        GError               **error)
{
  GError *failure = NULL;

  draft->place = _odeon_output_reserve (&self->output, 0, ODEON_FRAME_HEADER, &draft->room);

  return G_LIKELY (encode_here (self, draft, method, direction, params, &failure))
         || encode_elsewhere (self, draft, method, direction, params, failure, error);
}

/* Of one with references, or one that is long. */
static G_GNUC_NO_INLINE gboolean
fits (OdeonSession *self, const Draft *draft, const OdeonMethodInfo *method, GError **error)
{
  gsize n_entries = (gsize) self->sent_refs->len + self->sent_apart.items->len;
  gsize size = ODEON_FRAME_HEADER + _odeon_frame_pad (draft->size) + n_entries * ODEON_FRAME_ENTRY;

  if (G_UNLIKELY (self->exports.n + self->sent_refs->len > self->options.max_exports))
    {
      g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
                   "%s has %u references already", self->peer_name, self->exports.n);
      return FALSE;
    }
  if (G_LIKELY (size <= self->peer_max_frame && n_entries <= G_MAXUINT16))
    return TRUE;

  g_set_error (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
               "%s: %" G_GSIZE_FORMAT " bytes and %u references are more than %s takes",
               method->name, size, self->sent_refs->len, self->peer_name);

  return FALSE;
}

/* Forgets the references of a draft that comes to nothing. */
static gboolean
drop (OdeonSession *self)
{
  g_ptr_array_set_size (self->sent_refs, 0);
  _odeon_apart_clear (&self->sent_apart);

  return FALSE;
}

/* Room for @size bytes of the draft and behind it. */
static inline void
extend (OdeonSession *self, Draft *draft, gsize size)
{
  if (draft->room < size)
    draft->place = _odeon_output_reserve (&self->output, ODEON_FRAME_HEADER + draft->size, size,
                                          &draft->room);
}

/* A frame of @size bytes, all that is to be behind its body included: zeros of 8 bytes at once, of
 * which what follows covers those that are too many. */
static inline void
pad (OdeonSession *self, Draft *draft, gsize size)
{
  extend (self, draft, size + 8);
  memset (draft->place + ODEON_FRAME_HEADER + draft->size, 0, 8);
}

/* A promised one is sent as what it stands for, once that is known. */
static OdeonRef *
peek_known (OdeonRef *ref)
{
  OdeonRef *actual = _odeon_ref_peek_actual (ref);

  return actual != NULL ? actual : ref;
}

/* What the peer is to be told before the frame. */
typedef struct
{
  GArray    *exports;   /* of guint32 */
  GPtrArray *pipelines; /* counted */
} News;

/* What the peer itself is to return is sent as that. */
static OdeonFrameEntry
enter_ref (OdeonSession *self, OdeonRef *promised, News *news)
{
  OdeonRef       *ref = peek_known (promised);
  OdeonRemoteRef *theirs = _odeon_remote_ref_of (ref, self);
  OdeonFrameEntry entry = { ODEON_ENTRY_MINE, 0 };
  OdeonPipeline  *pipeline;
  gboolean        is_new;

  if (theirs != NULL)
    return (OdeonFrameEntry) { ODEON_ENTRY_YOURS, _odeon_remote_ref_get_index (theirs) };
  if (_odeon_ref_peek_actual (ref) == NULL
      && (pipeline = _odeon_pipeline_of (self, ref, &entry.index)) != NULL)
    {
      entry.kind = ODEON_ENTRY_PROMISED;
      g_ptr_array_add (news->pipelines, pipeline);
      return entry;
    }

  entry.index = _odeon_exports_enter (self, ref, &is_new);
  if (is_new)
    g_array_append_val (news->exports, entry.index);

  return entry;
}

static void
announce (OdeonSession *self, const News *news)
{
  for (guint i = 0; i < news->exports->len; i++)
    _odeon_exports_announce (self, g_array_index (news->exports, guint32, i));
  for (guint i = 0; i < news->pipelines->len; i++)
    _odeon_pipeline_announce (news->pipelines->pdata[i]);
}

/* What is new to the peer is announced before the frame. */
static void
enter_refs (OdeonSession *self, Draft *draft, OdeonFrameEntry *entries)
{
  g_autoptr (GArray)    exports = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GPtrArray) pipelines = g_ptr_array_new_with_free_func (odeon_ref_unref);
  g_autofree guint8    *body = NULL;
  News                  news = { exports, pipelines };
  GPtrArray            *refs = self->sent_refs;
  OdeonApart            apart = self->sent_apart;
  gsize                 size = self->sent_size;

  for (guint i = 0; i < refs->len; i++)
    entries[i] = enter_ref (self, refs->pdata[i], &news);
  if (exports->len == 0 && pipelines->len == 0)
    return;

  /* The announcements are frames, too. */
  body = g_memdup2 (draft->place + ODEON_FRAME_HEADER, draft->size);
  self->sent_refs = g_ptr_array_new_with_free_func (odeon_ref_unref);
  _odeon_apart_init (&self->sent_apart, 0, 0);
  announce (self, &news);
  _odeon_apart_free (&self->sent_apart);
  g_ptr_array_unref (self->sent_refs);
  self->sent_refs = refs;
  self->sent_apart = apart;
  self->sent_size = size;
  draft->place = _odeon_output_reserve (&self->output, 0, ODEON_FRAME_HEADER + draft->size,
                                        &draft->room);
  memcpy (draft->place + ODEON_FRAME_HEADER, body, draft->size);
}

/* What goes apart goes with the frame. */
static void
enclose (OdeonSession *self, OdeonFrameEntry *entries)
{
  GArray    *items = self->sent_apart.items;
  GPtrArray *bytes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < items->len; i++)
    {
      const OdeonApartItem *item = &g_array_index (items, OdeonApartItem, i);

      entries[i] = (OdeonFrameEntry) { ODEON_ENTRY_APART, (guint32) item->position };
      g_ptr_array_add (bytes, g_bytes_ref (item->bytes));
      self->sent_size += g_bytes_get_size (item->bytes);
    }
  _odeon_output_enclose (&self->output, bytes);
  _odeon_apart_clear (&self->sent_apart);
}

static void
write_table (OdeonSession *self, Draft *draft, guint n)
{
  g_autofree OdeonFrameEntry *entries = g_new (OdeonFrameEntry, n);
  gsize                       padded = ODEON_FRAME_HEADER + _odeon_frame_pad (draft->size);

  self->n_sent_refs = self->sent_refs->len;
  enter_refs (self, draft, entries);
  if (self->sent_apart.items->len > 0)
    enclose (self, entries + self->sent_refs->len);
  pad (self, draft, padded + n * ODEON_FRAME_ENTRY);
  for (guint i = 0; i < n; i++)
    _odeon_frame_store_entry (draft->place + padded + i * ODEON_FRAME_ENTRY, entries[i]);
  g_ptr_array_set_size (self->sent_refs, 0);
}

gboolean
_odeon_session_write (OdeonSession          *self,
                      OdeonFrameHeader      *header,
                      const OdeonMethodInfo *method,
                      OdeonParamFlags        direction,
                      gconstpointer          params,
                      GError               **error)
{
  Draft draft;
  guint n_entries;
  gsize end;

  if (G_UNLIKELY (!encode (self, &draft, method, direction, params, error)))
    return drop (self);
  n_entries = self->sent_refs->len + self->sent_apart.items->len;
  end = ODEON_FRAME_HEADER + _odeon_frame_pad (draft.size);
  if (G_UNLIKELY (n_entries > 0 || end > self->peer_max_frame)
      && !fits (self, &draft, method, error))
    return drop (self);

  header->body = (guint32) draft.size;
  header->n_refs = (guint16) n_entries;
  self->sent_size = end + n_entries * ODEON_FRAME_ENTRY;
  if (G_UNLIKELY (n_entries > 0))
    write_table (self, &draft, n_entries);
  else
    pad (self, &draft, end);
  _odeon_frame_store_header (draft.place, header);
  _odeon_output_commit (&self->output, end + n_entries * ODEON_FRAME_ENTRY);
  tell_carrier (self);

  return TRUE;
}
