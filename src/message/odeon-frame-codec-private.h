/* SPDX-License-Identifier: MIT */

/* A call's arguments, or its results, as GVariant's serialised form and back: the tuple of the
 * frame's IN or OUT parameters. What odeon-codec.h says of values holds here too; faults name the
 * operation and the parameter: `Bank::Account.open: owner: not valid UTF-8`. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-apart-private.h"
#include "odeon-codec.h"
#include "odeon-interface.h"

G_BEGIN_DECLS

/* With the direction, of what is written: there is no frame, but an array of pointers to values, as
 * generated code has them of what its caller has passed. One to a string, that is, points to the
 * pointer, and one to a struct to the struct. */
#define ODEON_PARAM_SPREAD ((OdeonParamFlags) (1 << 16))

/* @direction: ODEON_PARAM_IN or ODEON_PARAM_OUT.
 * @apart: (nullable): where large octet sequences go, or come from. */

gsize    _odeon_frame_get_size_apart   (const OdeonMethodInfo *method,
                                        OdeonParamFlags        direction,
                                        gconstpointer          frame,
                                        OdeonApart            *apart);

gboolean _odeon_frame_encode_apart     (const OdeonMethodInfo *method,
                                        OdeonParamFlags        direction,
                                        gconstpointer          frame,
                                        gpointer               buffer,
                                        gsize                  size,
                                        GPtrArray             *refs,
                                        OdeonApart            *apart,
                                        gsize                 *out_size,
                                        GError               **error);

/* Into parameters that are all zeros, as they are again on failure.
 * @out_is_refused: (nullable): whether it failed since a type of the user's own could not be
 *   unpacked, while nothing was wrong with the form up to there. */
gboolean _odeon_frame_decode_apart     (const OdeonMethodInfo *method,
                                        OdeonParamFlags        direction,
                                        gpointer               frame,
                                        gconstpointer          data,
                                        gsize                  size,
                                        GPtrArray             *refs,
                                        OdeonApart            *apart,
                                        const OdeonLimits     *limits,
                                        gboolean              *out_is_refused,
                                        GError               **error);

/* All of it in one piece. */

static inline gsize
_odeon_frame_get_encoded_size (const OdeonMethodInfo *method,
                               OdeonParamFlags        direction,
                               gconstpointer          frame)
{
  return _odeon_frame_get_size_apart (method, direction, frame, NULL);
}

static inline gboolean
_odeon_frame_encode (const OdeonMethodInfo *method,
                     OdeonParamFlags        direction,
                     gconstpointer          frame,
                     gpointer               buffer,
                     gsize                  size,
                     GPtrArray             *refs,
                     gsize                 *out_size,
                     GError               **error)
{
  return _odeon_frame_encode_apart (method, direction, frame, buffer, size, refs, NULL, out_size,
                                    error);
}

static inline gboolean
_odeon_frame_decode (const OdeonMethodInfo *method,
                     OdeonParamFlags        direction,
                     gpointer               frame,
                     gconstpointer          data,
                     gsize                  size,
                     GPtrArray             *refs,
                     const OdeonLimits     *limits,
                     GError               **error)
{
  return _odeon_frame_decode_apart (method, direction, frame, data, size, refs, NULL, limits,
                                    NULL, error);
}

G_END_DECLS
