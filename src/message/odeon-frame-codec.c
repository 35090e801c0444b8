/* SPDX-License-Identifier: MIT */

#include "odeon-frame-codec-private.h"

#include "odeon-call-private.h"
#include "odeon-decoder-private.h"
#include "odeon-encoder-private.h"

/* Parameters of one direction. */
typedef struct
{
  const OdeonMethodInfo *method;
  const OdeonParamInfo  *first;
  const OdeonParamInfo  *end;
} Tuple;

/* Arguments come first, then the results. */
static inline Tuple
find_tuple (const OdeonMethodInfo *method, OdeonParamFlags direction)
{
  const OdeonParamInfo *first = method->params;
  const OdeonParamInfo *result = first;
  /* Without parameters there is no array, and C adds nothing to NULL. */
  const OdeonParamInfo *end =
    (gconstpointer) ((guintptr) first + method->n_params * sizeof *first);

  while (result < end && (result->flags & ODEON_PARAM_IN))
    result++;

  return direction & ODEON_PARAM_IN ? (Tuple) { method, first, result }
                                    : (Tuple) { method, result, end };
}

/* The layout of a tuple grows while its children are gone through, for the last of them ends where
 * the tuple does if all have fixed sizes. */
typedef struct
{
  guint    alignment;
  gboolean varies;
} Growth;

static inline void
grow (Growth *self, OdeonLayout child)
{
  self->alignment = MAX (self->alignment, child.alignment);
  self->varies |= child.fixed_size == 0;
}

static inline OdeonLayout
get_layout (const Growth *self, gsize position)
{
  if (self->varies)
    return (OdeonLayout) { self->alignment, 0 };

  return (OdeonLayout) { self->alignment, MAX (1, _odeon_align (position, self->alignment)) };
}

/* Completes the path, as _odeon_value_fault_name() does for a value. */
static void
name_fault (const OdeonMethodInfo *method, const OdeonParamInfo *param, GError **error)
{
  g_autofree gchar *name = NULL;

  if (error == NULL)
    return;

  name = _odeon_method_dup_name (method);
  if (param == NULL)
    {
      g_prefix_error (error, "%s", name);
      return;
    }

  _odeon_value_fault_name (param->type, error);
  g_prefix_error (error, "%s: %s: ", name, param->name);
}

static G_GNUC_NO_INLINE void
put_fault (OdeonEncoder *encoder, const Tuple *tuple, const OdeonParamInfo *param)
{
  if (encoder->fault == NULL)
    _odeon_value_fault (&encoder->fault, "a value may not be NULL");
  name_fault (tuple->method, param, &encoder->fault);
}

static inline void
put_param (OdeonEncoder *encoder, const Tuple *tuple, const OdeonParamInfo *param,
           gconstpointer slot)
{
  gboolean had_fault = encoder->fault != NULL;

  if (G_LIKELY (slot != NULL))
    _odeon_encoder_put_value (encoder, param->type, slot, 1);
  if (G_UNLIKELY (!had_fault && (slot == NULL || encoder->fault != NULL)))
    put_fault (encoder, tuple, param);
}

static inline void
put_tuple (OdeonEncoder *encoder, const Tuple *tuple, OdeonParamFlags direction,
           gconstpointer frame)
{
  const gconstpointer *spread = direction & ODEON_PARAM_SPREAD ? frame : NULL;
  Growth               growth = { 1, FALSE };
  guint                n_ends = 0;

  for (const OdeonParamInfo *param = tuple->first; param < tuple->end; param++)
    {
      OdeonLayout layout = _odeon_layout_of_type (param->type);

      grow (&growth, layout);
      _odeon_encoder_align (encoder, layout.alignment);
      put_param (encoder, tuple, param,
                 spread != NULL ? *spread++ : _odeon_param_get_value (param, frame));
      if (layout.fixed_size == 0 && param + 1 < tuple->end)
        {
          _odeon_encoder_push_end (encoder, 0);
          n_ends++;
        }
    }
  _odeon_encoder_end_tuple (encoder, 0, get_layout (&growth, encoder->position), n_ends);
}

gsize
_odeon_frame_get_size_apart (const OdeonMethodInfo *method,
                             OdeonParamFlags        direction,
                             gconstpointer          frame,
                             OdeonApart            *apart)
{
  Tuple        tuple = find_tuple (method, direction);
  OdeonEncoder encoder;

  _odeon_encoder_init (&encoder, NULL, 0, FALSE, NULL);
  encoder.apart = apart;
  put_tuple (&encoder, &tuple, direction, frame);
  _odeon_encoder_clear (&encoder);

  return encoder.position;
}

static G_GNUC_NO_INLINE gboolean
finish (OdeonEncoder *encoder, const OdeonMethodInfo *method, gsize *out_size, GError **error)
{
  gboolean is_named = encoder->fault != NULL;
  gboolean ok = _odeon_encoder_finish (encoder, error);

  if (ok)
    *out_size = encoder->position;
  else if (!is_named)
    name_fault (method, NULL, error);
  _odeon_encoder_clear (encoder);

  return ok;
}

gboolean
_odeon_frame_encode_apart (const OdeonMethodInfo *method,
                           OdeonParamFlags        direction,
                           gconstpointer          frame,
                           gpointer               buffer,
                           gsize                  size,
                           GPtrArray             *refs,
                           OdeonApart            *apart,
                           gsize                 *out_size,
                           GError               **error)
{
  Tuple        tuple = find_tuple (method, direction);
  OdeonEncoder encoder;

  _odeon_encoder_init (&encoder, buffer, size, FALSE, refs);
  encoder.apart = apart;
  put_tuple (&encoder, &tuple, direction, frame);
  if (G_UNLIKELY (!_odeon_encoder_is_plain (&encoder)))
    return finish (&encoder, method, out_size, error);

  *out_size = encoder.position;

  return TRUE;
}

static gboolean
get_param (OdeonDecoder         *decoder,
           const OdeonParamInfo *param,
           gpointer              frame,
           OdeonSpan             span,
           GError              **error)
{
  gpointer slot = _odeon_slot_at (frame, param->offset);

  if (param->flags & ODEON_PARAM_INDIRECT)
    {
      if (!_odeon_decoder_charge (decoder, param->type->size, error))
        return FALSE;
      slot = *(gpointer *) slot = g_malloc0 (param->type->size);
    }

  return _odeon_decoder_get_value (decoder, param->type, slot, span, 1, error);
}

static inline gboolean
get_tuple (OdeonDecoder *decoder, const Tuple *tuple, gpointer frame, GError **error)
{
  Growth                growth = { 1, FALSE };
  const OdeonParamInfo *param;
  OdeonTupleReader      reader;
  OdeonSpan             span;

  _odeon_tuple_reader_init (&reader, (OdeonSpan) { 0, decoder->size });
  for (param = tuple->first; param < tuple->end; param++)
    {
      OdeonLayout layout = _odeon_layout_of_type (param->type);

      grow (&growth, layout);
      if (!_odeon_tuple_reader_next (&reader, decoder, layout, param + 1 == tuple->end, &span,
                                     error)
          || !get_param (decoder, param, frame, span, error))
        {
          name_fault (tuple->method, param, error);
          return FALSE;
        }
    }

  if (_odeon_tuple_reader_end (&reader, decoder, get_layout (&growth, reader.position), error))
    return TRUE;

  name_fault (tuple->method, NULL, error);
  return FALSE;
}

static void
clear_tuple (const Tuple *tuple, gpointer frame)
{
  for (const OdeonParamInfo *param = tuple->first; param < tuple->end; param++)
    {
      gpointer slot = _odeon_slot_at (frame, param->offset);

      if (!(param->flags & ODEON_PARAM_INDIRECT))
        odeon_value_clear (param->type, slot);
      else
        {
          odeon_boxed_free (param->type, *(gpointer *) slot);
          *(gpointer *) slot = NULL;
        }
    }
}

gboolean
_odeon_frame_decode_apart (const OdeonMethodInfo *method,
                           OdeonParamFlags        direction,
                           gpointer               frame,
                           gconstpointer          data,
                           gsize                  size,
                           GPtrArray             *refs,
                           OdeonApart            *apart,
                           const OdeonLimits     *limits,
                           gboolean              *out_is_refused,
                           GError               **error)
{
  Tuple        tuple = find_tuple (method, direction);
  OdeonDecoder decoder;

  if (!_odeon_decoder_init (&decoder, data, size, refs, limits, error))
    {
      name_fault (method, NULL, error);
      return FALSE;
    }
  decoder.apart = apart;
  if (get_tuple (&decoder, &tuple, frame, error))
    return TRUE;

  clear_tuple (&tuple, frame);
  if (out_is_refused != NULL)
    *out_is_refused = decoder.is_refused;

  return FALSE;
}
