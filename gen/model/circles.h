/* SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* Which things lead to one another, and which lead back to themselves. Things are known by their
 * addresses. */
typedef struct _IdlCircles IdlCircles;

IdlCircles *idl_circles_new  (void);
void        idl_circles_free (IdlCircles *circles);

/* All of these come before the first question. */
void idl_circles_connect (IdlCircles *circles, gconstpointer from, gconstpointer to);

/* Whether "to", to which "from" leads, leads back to it. */
gboolean idl_circles_lead_back (IdlCircles *circles, gconstpointer from, gconstpointer to);

/* The shortest way that ends with "to": from, …, to. Empty if there is none. */
GPtrArray *idl_circles_find_way (IdlCircles *circles, gconstpointer from, gconstpointer to);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IdlCircles, idl_circles_free)
