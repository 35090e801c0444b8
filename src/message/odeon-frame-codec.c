/* SPDX-License-Identifier: MIT */

#include "odeon-frame-codec-private.h"

#include "odeon-call-private.h"
#include "odeon-decoder-private.h"
#include "odeon-encoder-private.h"

typedef struct
{
  const OdeonMethodInfo *method;
  OdeonLayout            layout; /* of the tuple */
  guint                  first;  /* its parameters, up to the one before the end */
  guint                  end;
} Tuple;

/* Arguments come first, then the results. */
static Tuple
find_tuple (const OdeonMethodInfo *method, OdeonParamFlags direction)
{
  guint first_result = _odeon_method_get_first_result (method);
  Tuple tuple = { .method = method, .layout = { 1, 0 } };

  tuple.first = direction == ODEON_PARAM_IN ? 0 : first_result;
  tuple.end = direction == ODEON_PARAM_IN ? first_result : method->n_params;
  for (guint i = tuple.first; i < tuple.end; i++)
    tuple.layout =
      _odeon_layout_add_child (tuple.layout, _odeon_layout_of_type (method->params[i].type));
  tuple.layout = _odeon_layout_end_tuple (tuple.layout);

  return tuple;
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

static void
put_param (OdeonEncoder *encoder, const Tuple *tuple, guint i, gconstpointer frame)
{
  const OdeonParamInfo *param = &tuple->method->params[i];
  gconstpointer         slot = _odeon_param_get_value (param, frame);
  GError               *before = encoder->fault;

  if (slot != NULL)
    _odeon_encoder_put_value (encoder, param->type, slot, 1);
  else if (encoder->fault == NULL)
    _odeon_value_fault (&encoder->fault, "a value may not be NULL");

  if (G_UNLIKELY (encoder->fault != before))
    name_fault (tuple->method, param, &encoder->fault);
}

static void
put_tuple (OdeonEncoder *encoder, const Tuple *tuple, gconstpointer frame)
{
  guint n_ends = 0;

  for (guint i = tuple->first; i < tuple->end; i++)
    {
      OdeonLayout layout = _odeon_layout_of_type (tuple->method->params[i].type);

      _odeon_encoder_align (encoder, layout.alignment);
      put_param (encoder, tuple, i, frame);
      if (layout.fixed_size == 0 && i + 1 < tuple->end)
        {
          _odeon_encoder_push_end (encoder, 0);
          n_ends++;
        }
    }
  _odeon_encoder_end_tuple (encoder, 0, tuple->layout, n_ends);
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
  put_tuple (&encoder, &tuple, frame);
  _odeon_encoder_clear (&encoder);

  return encoder.position;
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
  gboolean     is_named;
  gboolean     ok;

  _odeon_encoder_init (&encoder, buffer, size, FALSE, refs);
  encoder.apart = apart;
  put_tuple (&encoder, &tuple, frame);
  is_named = encoder.fault != NULL;
  ok = _odeon_encoder_finish (&encoder, error);
  if (ok)
    *out_size = encoder.position;
  else if (!is_named)
    name_fault (method, NULL, error);
  _odeon_encoder_clear (&encoder);

  return ok;
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

static gboolean
get_tuple (OdeonDecoder *decoder, const Tuple *tuple, gpointer frame, GError **error)
{
  OdeonTupleReader reader;
  OdeonSpan        span;

  _odeon_tuple_reader_init (&reader, (OdeonSpan) { 0, decoder->size });
  for (guint i = tuple->first; i < tuple->end; i++)
    {
      const OdeonParamInfo *param = &tuple->method->params[i];

      if (!_odeon_tuple_reader_next (&reader, decoder, _odeon_layout_of_type (param->type),
                                     i + 1 == tuple->end, &span, error)
          || !get_param (decoder, param, frame, span, error))
        {
          name_fault (tuple->method, param, error);
          return FALSE;
        }
    }

  if (_odeon_tuple_reader_end (&reader, decoder, tuple->layout, error))
    return TRUE;

  name_fault (tuple->method, NULL, error);
  return FALSE;
}

static void
clear_tuple (const Tuple *tuple, gpointer frame)
{
  for (guint i = tuple->first; i < tuple->end; i++)
    {
      const OdeonParamInfo *param = &tuple->method->params[i];
      gpointer              slot = _odeon_slot_at (frame, param->offset);

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
  return FALSE;
}
