/* SPDX-License-Identifier: MIT */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <glib-object.h>

/* What g_object_unref() does, in a third of its time where nobody else holds the object. Where
 * somebody may, @survive is called first. */
void _odeon_object_unref (GObject *object, void (*survive) (GObject *object));
