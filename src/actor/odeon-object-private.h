/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib-object.h>

/* What there is to be known of a class for the functions below. */
typedef struct
{
  GObjectClass *klass;
  gboolean      is_simple;                /* the short ways may be tried */
  void        (*constructed) (GObject *); /* (nullable): if it is not GObject's own */
  void        (*dispose)     (GObject *); /* likewise */
  void        (*finalize)    (GObject *); /* (nullable): if it has something to do */
} OdeonObjectTraits;

/* @idle: (nullable): a class above, whose own `finalize` has nothing to do where GObject's has
 * nothing, if nobody else has held the object. */
void _odeon_object_traits_init (OdeonObjectTraits *self, GObjectClass *klass, GObjectClass *idle);

/* What g_object_new() does without properties. */
GObject *_odeon_object_new (const OdeonObjectTraits *traits);

/* What g_object_unref() does, in a quarter of its time where nobody else holds the object. Where
 * somebody may, @survive is called first. */
void _odeon_object_unref (const OdeonObjectTraits *traits,
                          GObject                 *object,
                          void                   (*survive) (GObject *object));

/* Whether GObject's own `finalize` has nothing to do. */
gboolean _odeon_object_is_clear (GObject *object);
