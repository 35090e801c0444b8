/* SPDX-License-Identifier: MIT */

/* A future that holds a GValue of its own, or takes over the outcome of another. What is no call
 * begins with this struct. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-future-private.h"

typedef struct
{
  OdeonFuture  future;
  GValue       value;  /* once resolved; unset if there is an origin */
  OdeonFuture *origin; /* the future whose outcome this one has */
} OdeonValueFuture;

extern const OdeonFutureClass _odeon_value_future_class;

void         _odeon_value_future_clear      (OdeonValueFuture *self);
gboolean     _odeon_value_future_get_value  (OdeonFuture *future, GValue *value, GError **error);
GVariant    *_odeon_value_future_dup_variant (OdeonFuture *future, GError **error);
OdeonFuture *_odeon_value_future_get_origin (OdeonFuture *future);

/* Takes over the outcome of @outcome, which is done. */
void _odeon_value_future_adopt (OdeonValueFuture *self, OdeonFuture *outcome);
