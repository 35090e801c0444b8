/* SPDX-License-Identifier: MIT */

/* The parts of encoding a value, one for each manner of type. Each writes the value in a slot from
 * an aligned position on. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-encoder-private.h"
#include "odeon-value-private.h"

G_BEGIN_DECLS

/* The first fault comes from within; each level on the way out says where. */
#define ODEON_ENCODER_AT(self, had_fault, ...)          \
  G_STMT_START                                          \
    {                                                   \
      if (G_UNLIKELY ((self)->fault != (had_fault)))    \
        g_prefix_error (&(self)->fault, __VA_ARGS__);   \
    }                                                   \
  G_STMT_END

/* Keeps the first. */
void _odeon_encoder_fault (OdeonEncoder *self, const gchar *message);

void _odeon_encoder_put_strv     (OdeonEncoder *self, const gchar *const *strings);
void _odeon_encoder_put_values   (OdeonEncoder        *self,
                                  const OdeonTypeInfo *info,
                                  const GArray        *values);
/* POINTERS and ARRAY. */
void _odeon_encoder_put_elements (OdeonEncoder        *self,
                                  const OdeonTypeInfo *info,
                                  gconstpointer        slot,
                                  guint                depth);
void _odeon_encoder_put_map      (OdeonEncoder        *self,
                                  const OdeonTypeInfo *info,
                                  GHashTable          *map,
                                  guint                depth);

static inline void
_odeon_encoder_put_string (OdeonEncoder *self, const gchar *string)
{
  if (G_UNLIKELY (string == NULL))
    string = "";
  _odeon_encoder_put (self, string, strlen (string) + 1);
}

/* A value that is a `v` where it stands, if @recursive. */
static inline void
_odeon_encoder_put_edge (OdeonEncoder        *self,
                         const OdeonTypeInfo *info,
                         gconstpointer        slot,
                         gboolean             recursive,
                         guint                depth)
{
  _odeon_encoder_put_value (self, info, slot, depth);
  if (recursive)
    _odeon_encoder_end_variant (self, info);
}

G_END_DECLS
