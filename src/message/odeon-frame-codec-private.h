/* SPDX-License-Identifier: MIT */

/* A call's arguments, or its results, as GVariant's serialised form and back: the tuple of the
 * frame's IN or OUT parameters. What odeon-codec.h says of values holds here too; faults name the
 * operation and the parameter: `Bank::Account.open: owner: not valid UTF-8`. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-codec.h"
#include "odeon-interface.h"

G_BEGIN_DECLS

/* @direction: ODEON_PARAM_IN or ODEON_PARAM_OUT. */

gsize    _odeon_frame_get_encoded_size (const OdeonMethodInfo *method,
                                        OdeonParamFlags        direction,
                                        gconstpointer          frame);

gboolean _odeon_frame_encode           (const OdeonMethodInfo *method,
                                        OdeonParamFlags        direction,
                                        gconstpointer          frame,
                                        gpointer               buffer,
                                        gsize                  size,
                                        GPtrArray             *refs,
                                        gsize                 *out_size,
                                        GError               **error);

/* Into parameters that are all zeros, as they are again on failure. */
gboolean _odeon_frame_decode           (const OdeonMethodInfo *method,
                                        OdeonParamFlags        direction,
                                        gpointer               frame,
                                        gconstpointer          data,
                                        gsize                  size,
                                        GPtrArray             *refs,
                                        const OdeonLimits     *limits,
                                        GError               **error);

G_END_DECLS
